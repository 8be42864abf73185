"""The page about a whole class, for staff: who earned what, and what that says of the checks."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from grader.changes import Differences
from grader.model import CheckResult, Outcome, Report, Status
from grader.pages.charts import item_map, score_bars
from grader.pages.render import render
from grader.pages.roster import roster, who
from grader.pages.since import since
from grader.statistics import (
    Item,
    check_items,
    common_failures,
    histogram,
    marked_by_hand,
    matched_mistakes,
    question_items,
    slow_checks,
    spread,
)
from grader.statistics.items import FEWEST

__all__ = ["class_page"]

WEAK = 0.1  # a discrimination below which a check tells little about a submission
SHOWN = 12  # rows of failures, mistakes and times
NAMED = 6  # students in one row
WORDS = 220  # characters of a message in a row
HARDEST = 5
LIMITS = (Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASHED)

T = TypeVar("T")


class _First(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """The first rows of many, and how many there are beyond."""

    rows: tuple[T, ...]
    more: int


def _first(rows: Sequence[T], count: int = SHOWN) -> _First[T]:
    """The first *count* of *rows*."""
    return _First(rows=tuple(rows[:count]), more=max(0, len(rows) - count))


def class_page(
    reports: Sequence[Report],
    pages: Mapping[int, str],
    *,
    mistakes: Mapping[str, str] | None = None,
    differences: Differences | None = None,
) -> str:
    """The page of a whole class.

    Args:
        pages: By a report's position, where its student's page lies.
        mistakes: Hint of a known mistake -> its name; None: they are not known.
        differences: What changed since an earlier run.
    """
    graded = [report for report in reports if report.status is Status.GRADED]
    scores = [report.score for report in graded]
    most = max((report.max_score for report in graded), default=0.0)
    checks = check_items(reports)
    judged = _judged(checks, graded)
    changed = set() if differences is None else {change.who for change in differences.changes}

    def link(place: int) -> tuple[str, str]:
        return who(reports[place]), pages[place]

    def links(places: Sequence[int]) -> _First[tuple[str, str]]:
        return _first([link(place) for place in places], NAMED)

    return render(
        "class.html",
        sheets=("style.css", "class.css"),
        script="class.js",
        assignment=reports[0].assignment if reports else "no submissions",
        rows=list(roster(reports, pages, [item.name for item in checks], changed)),
        graded=graded,
        most=most,
        spread=spread(scores),
        perfect=sum(report.score >= report.max_score for report in graded),
        pending=sum(report.pending_points > 0 for report in graded),
        invalid=sum(report.status is Status.INVALID for report in reports),
        infrastructure=sum(report.status is Status.INFRASTRUCTURE for report in reports),
        score_chart=score_bars(histogram(scores, most)) if scores else None,
        since=None if differences is None else since(differences),
        questions=question_items(reports),
        checks=checks,
        map=item_map(judged, odd=WEAK) if any(item.discrimination is not None for item in judged) else None,
        hardest=sorted((item for item in judged if item.full != 1), key=_ease)[:HARDEST],
        weak=WEAK,
        fewest=FEWEST,
        failures=_first([(one, links(one.reports)) for one in common_failures(reports)]),
        mistakes=None
        if mistakes is None
        else _first([(one, links(one.reports)) for one in matched_mistakes(reports, mistakes)]),
        slow=_first([(one, link(one.report)) for one in slow_checks(reports)]),
        limited=_first([(check, link(place)) for place, check in _limited(reports)]),
        words=WORDS,
    )


def _judged(checks: Sequence[Item], graded: Sequence[Report]) -> list[Item]:
    """Those of *checks* that code was judged by, and not a person."""
    by_hand = frozenset(name for report in graded for name in marked_by_hand(report))
    return [item for item in checks if item.full is not None and item.name not in by_hand]


def _limited(reports: Sequence[Report]) -> list[tuple[int, CheckResult]]:
    """Positions and checks that ran out of something, or crashed."""
    return [
        (place, check)
        for place, report in enumerate(reports)
        for check in report.checks
        if check.outcome in LIMITS
    ]


def _ease(item: Item) -> float:
    return 0.0 if item.full is None else item.full
