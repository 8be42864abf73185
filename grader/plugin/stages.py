"""Where the time of submissions goes: wall and processor seconds by stage, where somebody asked for them.

Nothing is measured, and nothing is slower, until `measured` puts its clocks around each stage's functions. A
stage within another stops the outer one's clock. Processor time is this process's and that of all below it,
the submission's own included, as the kernel counts it. What measuring itself takes is left out.
"""

import contextlib
import functools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.plugin import intake
from grader.plugin.grading import Grading
from grader.plugin.warm import WarmProcess
from grader.spending import REST, Spent
from grader.submission.run import SubmissionRun

__all__ = ["STAGES", "Stopwatch", "measured"]

STAGES = {  # in the order in which a submission meets them
    "read and match": ((intake, "read_notebook"), (intake, "plan_steps")),
    "setup, once": ((WarmProcess, "start"),),
    "start of the process": ((WarmProcess, "spawn"),),
    "cells": ((SubmissionRun, "_run"),),
    "forks": ((SubmissionRun, "_fork"),),
    "checks": (),  # pytest's call of a test
    "tear-down": ((SubmissionRun, "_close"), (SubmissionRun, "close")),
    "report": ((Grading, "result"),),
    REST: (),
}


class Stopwatch:
    """Adds up what stages take, each without those within it."""

    def __init__(
        self,
        others: Callable[[], float],
        *,
        wall: Callable[[], float] = time.perf_counter,
        own: Callable[[], float] = time.process_time,
    ) -> None:
        """Start; nothing is running yet.

        Args:
            others: Processor seconds of everything below this process, ever more.
            wall: Seconds of the clock.
            own: Processor seconds of this process.
        """
        self._others, self._wall, self._own = others, wall, own
        self._spent: dict[str, Spent] = {}
        self._running: list[str] = []
        self._since = self._now()

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside to *name*."""
        self._charge()
        self._running.append(name)
        try:
            yield
        finally:
            self._charge()
            self._running.pop()

    def take(self) -> dict[str, Spent]:
        """What was spent since this was last asked."""
        self._charge()
        spent, self._spent = self._spent, {}
        return spent

    def around(self, owner: Any, name: str, stage: str) -> None:
        """Count every call of the function *name* of *owner* to *stage*."""
        function = getattr(owner, name)

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self.stage(stage):
                return function(*arguments, **named)

        setattr(owner, name, timed)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Any:
        """A check's own code: where this is a plugin of the session."""
        with self.stage("checks"):
            return (yield)

    def _charge(self) -> None:
        wall, own, others = self._now()
        if self._running:
            spent = self._spent.setdefault(self._running[-1], Spent())
            spent.wall += wall - self._since[0]
            spent.processor += own - self._since[1] + others - self._since[2]
        self._since = (self._wall(), self._own(), others)  # anew: reading the others' clocks takes a while

    def _now(self) -> tuple[float, float, float]:
        return self._wall(), self._own(), self._others()


class Descendants:
    """The processor time of all processes that this one has started, and those have."""

    def __init__(self) -> None:
        self._last: dict[int, float] = {}
        self._of_ended = 0.0

    def __call__(self) -> float:
        """Seconds, of those that have ended as far as they were seen."""
        now = {pid: seconds for pid in _below("self") if (seconds := _processor_seconds(pid)) is not None}
        for pid, seconds in self._last.items():
            if now.get(pid, -1.0) < seconds:  # it is gone, or another has its number
                self._of_ended += seconds
        self._last = now
        return self._of_ended + sum(now.values())


def measured() -> Stopwatch:
    """Put clocks around every stage, for as long as this process lives."""
    stopwatch = Stopwatch(Descendants())
    for stage, functions in STAGES.items():
        for owner, name in functions:
            stopwatch.around(owner, name, stage)
    return stopwatch


def _below(process: object) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it has just ended
            for pid in map(int, children.read_text().split()):
                yield pid
                yield from _below(pid)


def _processor_seconds(pid: int) -> float | None:
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the clock of a process, as clock_getcpuclockid(3) makes it
    except OSError:
        return None
