"""Time limits that a cell or a call can survive: an exception, raised in the code that took too long.

Honest code is interrupted here and the notebook goes on. Hostile code can undo this; the kernel's limits
and the trusted side's deadlines do not depend on it.
"""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

__all__ = ["TimeLimit", "time_limit"]

_AGAIN_S = 0.25  # a bare ``except`` may swallow the exception: strike again until the code stops


class TimeLimit(BaseException):
    """The code used up its time. Not an `Exception`, so that ``except Exception`` lets it through."""


@contextlib.contextmanager
def time_limit(cpu_s: float, wall_s: float) -> Iterator[None]:
    """Raise `TimeLimit` in the main thread after *cpu_s* of processor time or *wall_s* on the clock."""

    def strike(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGPROF:
            raise TimeLimit(f"{cpu_s:g} s of processor time are used up")
        raise TimeLimit(f"{wall_s:g} s have passed")

    signal.signal(signal.SIGPROF, strike)
    signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_PROF, cpu_s, _AGAIN_S)
    signal.setitimer(signal.ITIMER_REAL, wall_s, _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
