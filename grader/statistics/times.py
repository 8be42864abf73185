"""Which submissions took far more processor time in a check than the class did.

Far more is beyond Tukey's outer fence, the third quartile and three times the distance between the quartiles
(J. W. Tukey, Exploratory Data Analysis, 1977), and by at least half a second: what is less nobody waits for.
"""

import math
import statistics
from collections.abc import Sequence

import msgspec

from grader.model import Report, Status

__all__ = ["Outlier", "slow_checks"]

FENCE = 3.0
NOTABLE_S = 0.5
FEWEST = 8  # submissions, below which quartiles tell little


class Outlier(msgspec.Struct, frozen=True, kw_only=True):
    """One check of one submission that took long. Times are what the worker told: no evidence."""

    report: int  # its position
    check: str
    seconds: float
    median: float  # of the class


def slow_checks(reports: Sequence[Report]) -> list[Outlier]:
    """The checks that took long, the longest first."""
    times: dict[str, list[tuple[int, float]]] = {}
    for place, report in enumerate(reports):
        if report.status is Status.GRADED:
            for check in report.checks:
                if check.cpu_seconds is not None and math.isfinite(check.cpu_seconds):
                    times.setdefault(check.name, []).append((place, check.cpu_seconds))
    found = []
    for name, rows in times.items():
        if len(rows) < FEWEST:
            continue
        first, median, third = statistics.quantiles([seconds for _, seconds in rows], method="inclusive")
        fence = max(third + FENCE * (third - first), median + NOTABLE_S)
        found += [
            Outlier(report=place, check=name, seconds=seconds, median=median)
            for place, seconds in rows
            if seconds > fence
        ]
    return sorted(found, key=lambda outlier: -outlier.seconds)
