"""How hard each check and question is, and how well it tells strong submissions from weak ones.

Discrimination is the correlation, over the class, between passing a check and the points at all *other*
checks. For a check, which is passed or not, this is the point-biserial correlation,

    r = (m1 - m0) / s * sqrt(p * (1 - p)),

where m1 and m0 are the mean of the other points of those who passed and of those who did not, s is the
standard deviation of the other points of all, and p the share that passed.

Sources: R. F. Tate, Correlation between a discrete and a continuous variable, Annals of Mathematical
Statistics 25 (1954), 603-607; that an item is left out of the total which it is compared with: S. Henrysson,
Correction of item-total correlations in item analysis, Psychometrika 28 (1963), 211-218.
"""

import statistics
from collections.abc import Sequence

import msgspec
import numpy as np

from grader.model import CheckResult, Outcome, Report, Status

__all__ = ["FEWEST", "Item", "check_items", "question_items"]

# submissions; with fewer a correlation is mostly chance: of 10, |r| > 0.63 has a probability of 5 %
FEWEST = 10


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A check or a question over all submissions that were graded at it."""

    name: str
    question: str | None  # of a check
    hidden: bool
    max_points: float
    outcomes: dict[Outcome, int]  # of a question: of all its checks
    count: int  # submissions
    full: float | None  # share that got all points; None where nobody has been graded
    mean: float | None  # mean share of the points
    discrimination: float | None  # -1 to 1; None where nothing can be said
    seconds: float | None  # median of the processor time


def check_items(reports: Sequence[Report]) -> list[Item]:
    """Each check, in the order in which checks stand in the reports."""
    return [
        _item(name, [(report, (check,)) for report, check in rows], question=rows[0][1].question)
        for name, rows in _by_name(reports).items()
    ]


def question_items(reports: Sequence[Report]) -> list[Item]:
    """Each question, in the order of its first check."""
    questions: dict[str, dict[int, list[CheckResult]]] = {}
    for place, report in enumerate(reports):
        if report.status is Status.GRADED:
            for check in report.checks:
                if check.question is not None:
                    questions.setdefault(check.question, {}).setdefault(place, []).append(check)
    return [
        _item(name, [(reports[place], tuple(checks)) for place, checks in rows.items()], question=None)
        for name, rows in questions.items()
    ]


def _by_name(reports: Sequence[Report]) -> dict[str, list[tuple[Report, CheckResult]]]:
    found: dict[str, list[tuple[Report, CheckResult]]] = {}
    for report in reports:
        if report.status is Status.GRADED:
            for check in report.checks:
                found.setdefault(check.name, []).append((report, check))
    return found


def _item(name: str, rows: Sequence[tuple[Report, tuple[CheckResult, ...]]], *, question: str | None) -> Item:
    outcomes = [check.outcome for _, checks in rows for check in checks]
    got, full, others = [], [], []
    for report, checks in rows:
        if any(check.outcome is Outcome.PENDING for check in checks):
            continue
        points, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
        full.append(all(check.points >= check.max_points for check in checks))
        got.append(points / most if most else float(full[-1]))
        others.append(sum(check.points for check in report.checks) - points)
    seconds = [check.cpu_seconds for _, checks in rows for check in checks if check.cpu_seconds is not None]
    return Item(
        name=name,
        question=question,
        hidden=all(check.hidden for _, checks in rows for check in checks),
        max_points=max(sum(check.max_points for check in checks) for _, checks in rows),
        outcomes={outcome: outcomes.count(outcome) for outcome in Outcome if outcome in outcomes},
        count=len(got),
        full=statistics.fmean(full) if full else None,
        mean=statistics.fmean(got) if got else None,
        discrimination=_correlation(got, others),
        seconds=statistics.median(seconds) if seconds else None,
    )


def _correlation(item: Sequence[float], others: Sequence[float]) -> float | None:
    """Pearson's, which is the point-biserial one where *item* has two values only."""
    if len(item) < FEWEST:
        return None
    x, y = np.asarray(item, dtype=float), np.asarray(others, dtype=float)
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    if size < 1e-12:  # all alike in one of the two
        return None
    return max(-1.0, min(1.0, float(x @ y) / size))
