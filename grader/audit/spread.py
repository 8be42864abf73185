"""How far measured values lie from the thresholds that they are compared with."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from grader.audit.answers import Run
from grader.model import Outcome
from grader.testing.thresholds import Measurement

__all__ = ["Spread", "spreads"]

_Threshold = tuple[str, str, float, bool]  # check, what is measured, bound, whether it is the least


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """What one answer reached at one threshold, over its seeds."""

    answer: str
    check: str
    measured: str  # the name of what was measured
    bound: float
    least: bool  # True: the value must not be below the bound; False: not above
    values: tuple[float, ...]  # of each run that was measured, the one nearest to failing
    runs: int
    passed: int  # runs that passed the check

    @property
    def mean(self) -> float:
        """Mean of the values."""
        return statistics.fmean(self.values)

    @property
    def deviation(self) -> float:
        """Standard deviation of the values; NaN for fewer than two."""
        return statistics.stdev(self.values) if len(self.values) > 1 else math.nan

    @property
    def margin(self) -> float:
        """Standard deviations from the bound to the mean, positive on the side that passes."""
        distance = self.mean - self.bound if self.least else self.bound - self.mean
        return distance / self.deviation if self.deviation else math.copysign(math.inf, distance)


def spreads(runs: Iterable[Run], answers: Sequence[str]) -> list[Spread]:
    """One `Spread` for each of *answers* at each threshold that any run met.

    An answer that ends before it is measured at a threshold has no value there, and did not pass.
    """
    runs = list(runs)
    thresholds: dict[_Threshold, None] = {}
    values: dict[tuple[str, _Threshold], list[float]] = {}
    passed: dict[tuple[str, str], int] = {}
    counts: dict[str, int] = {}
    for run in runs:
        counts[run.answer] = counts.get(run.answer, 0) + 1
        for threshold, value in _worst(run.settled.measured).items():
            thresholds[threshold] = None
            values.setdefault((run.answer, threshold), []).append(value)
        for result in run.settled.report.checks:
            passed[run.answer, result.name] = passed.get((run.answer, result.name), 0) + (
                result.outcome is Outcome.PASSED
            )
    return [
        Spread(
            answer=answer,
            check=check,
            measured=name,
            bound=bound,
            least=least,
            values=tuple(values.get((answer, (check, name, bound, least)), ())),
            runs=counts[answer],
            passed=passed.get((answer, check), 0),
        )
        for check, name, bound, least in thresholds
        for answer in answers
        if answer in counts
    ]


def _worst(measured: Mapping[str, Sequence[Measurement]]) -> dict[_Threshold, float]:
    """At each threshold of one run, the value nearest to failing."""
    worst: dict[_Threshold, float] = {}
    for check, values in measured.items():
        for one in values:
            threshold = (check, one.name, one.bound, one.least)
            nearer = min if one.least else max
            worst[threshold] = nearer(worst.get(threshold, one.value), one.value)
    return worst
