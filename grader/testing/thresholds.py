"""A measured value against the least that is asked of it: accuracies, losses, times.

What was measured is remembered while somebody records, so that a threshold can be calibrated: how far right
answers lie above it, and wrong ones below.
"""

import contextlib
import math
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple

from grader.testing.forms import describe, is_number, kind_of, show_pair

__all__ = ["Measurement", "assert_at_least", "assert_at_most", "record", "recording"]


class Measurement(NamedTuple):
    """One value that a check compared with a threshold."""

    name: str
    value: float
    bound: float
    least: bool  # True: the value must not be below the bound; False: not above


_recorded: ContextVar[list[Measurement] | None] = ContextVar("recorded", default=None)


def assert_at_least(got: object, bound: float, *, name: str = "value") -> None:
    """Check that the number *got* is not below *bound*.

    In a notebook, below the training loop::

        assert_at_least(np.mean(predict(network, X_val) == y_val), 0.91, name="accuracy on new digits")

    Args:
        got: A finite real number: Python's or numpy's, no array.
        bound: The threshold, in the units of *got*.
        name: What the message calls *got*.

    Raises:
        AssertionError: *got* is no such number, or below *bound*.
        ValueError: *bound* is not finite.
    """
    __tracebackhide__ = True
    _compare(got, bound, name=name, least=True)


def assert_at_most(got: object, bound: float, *, name: str = "value") -> None:
    """Check that the number *got* is not above *bound*; arguments and errors as for `assert_at_least`."""
    __tracebackhide__ = True
    _compare(got, bound, name=name, least=False)


@contextlib.contextmanager
def recording() -> Iterator[list[Measurement]]:
    """Collect what the checks inside measure, in order, whether they pass or not."""
    measured: list[Measurement] = []
    token = _recorded.set(measured)
    try:
        yield measured
    finally:
        _recorded.reset(token)


def record(measurement: Measurement) -> None:
    """Keep *measurement* for whoever records."""
    measured = _recorded.get()
    if measured is not None:
        measured.append(measurement)


def _compare(got: Any, bound: float, *, name: str, least: bool) -> None:
    __tracebackhide__ = True
    if not math.isfinite(bound):
        raise ValueError(f"{name}: the bound is {bound}, expected a finite number")
    if not is_number(got) or kind_of(got) == "complex":
        raise AssertionError(f"{name} is {describe(got)}, expected a number")
    value = float(got)
    if not math.isfinite(value):
        raise AssertionError(f"{name} is {value}, expected a finite number")
    record(Measurement(name, value, float(bound), least))
    if not (value >= bound if least else value <= bound):
        pair = show_pair(value, float(bound))
        raise AssertionError(f"{name} is {pair[0]}, expected at {'least' if least else 'most'} {pair[1]}")
