"""The page about a whole class, for staff: who earned what, and what that says of the checks."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from grader.changes import Change, Differences
from grader.model import CheckResult, Outcome, Report, Status
from grader.pages.charts import item_map, score_bars
from grader.pages.render import MARKS, render
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

__all__ = ["class_page"]

WEAK = 0.1  # a discrimination below which a check tells little about a submission
SHOWN = 12  # rows of failures, mistakes and times
NAMED = 6  # students in one row
WORDS = 220  # characters of a message in a row
HARDEST = 5
LIMITS = (Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASHED)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One submission in the roster."""

    who: str
    page: str
    report: Report
    strip: tuple[tuple[str, str, str], ...]  # class, mark and title of each check
    lost: str  # numbers of the checks that cost points
    state: str  # for the filter
    problem: str
    seconds: float | None


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Some students, with links, and how many more there are."""

    links: tuple[tuple[str, str], ...]  # name and page
    more: int


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
        mistakes: Hint of a known mistake -> its name.
        differences: What changed since an earlier run.
    """
    graded = [report for report in reports if report.status is Status.GRADED]
    scores = [report.score for report in graded]
    most = max((report.max_score for report in graded), default=0.0)
    checks = check_items(reports)
    marked = frozenset(name for report in graded for name in marked_by_hand(report))
    judged = [item for item in checks if item.full is not None and item.name not in marked]
    changed = {change.who for change in differences.changes} if differences is not None else set()
    slow = slow_checks(reports)

    def named(places: Sequence[int]) -> Named:
        links = tuple((_who(reports[place]), pages[place]) for place in places[:NAMED])
        return Named(links=links, more=len(places) - len(links))

    failures = common_failures(reports)
    known = matched_mistakes(reports, mistakes or {})
    limited = [
        (place, check)
        for place, report in enumerate(reports)
        for check in report.checks
        if check.outcome in LIMITS
    ]
    return render(
        "class.html",
        sheets=("style.css", "class.css"),
        script="class.js",
        assignment=reports[0].assignment if reports else "no submissions",
        rows=list(_rows(reports, pages, [item.name for item in checks], changed)),
        graded=graded,
        most=most,
        spread=spread(scores),
        perfect=sum(report.score >= report.max_score for report in graded),
        pending=sum(report.pending_points > 0 for report in graded),
        status_counts=[
            (status, sum(report.status is status for report in reports))
            for status in (Status.INVALID, Status.INFRASTRUCTURE)
        ],
        score_chart=score_bars(histogram(scores, most)) if scores else None,
        questions=question_items(reports),
        checks=checks,
        map=item_map(judged, odd=WEAK) if any(item.discrimination is not None for item in judged) else None,
        hardest=sorted((item for item in judged if item.full != 1), key=_ease)[:HARDEST],
        weak=WEAK,
        failures=[(failure, named(failure.reports)) for failure in failures[:SHOWN]],
        failures_left=failures[SHOWN:],
        mistakes=[(mistake, named(mistake.reports)) for mistake in known[:SHOWN]],
        mistakes_left=known[SHOWN:],
        has_mistakes=mistakes is not None,
        slow=[(one, _who(reports[one.report]), pages[one.report]) for one in slow[:SHOWN]],
        slow_left=slow[SHOWN:],
        limited=[(check, _who(reports[place]), pages[place]) for place, check in limited[:SHOWN]],
        limited_left=limited[SHOWN:],
        differences=differences,
        change_rows=[(change, _change_words(change)) for change in differences.changes[: 10 * SHOWN]]
        if differences is not None
        else [],
        words=WORDS,
    )


def _rows(
    reports: Sequence[Report], pages: Mapping[int, str], names: Sequence[str], changed: set[str]
) -> Iterator[Row]:
    numbers = {name: number for number, name in enumerate(names)}
    for place, report in enumerate(reports):
        lost = [check for check in report.checks if check.points < check.max_points]
        states = [report.status.value]
        if report.pending_points:
            states.append("pending")
        if {report.student, report.submission} & changed:
            states.append("changed")
        if report.status is Status.GRADED and not lost:
            states.append("full")
        seconds = [check.cpu_seconds for check in report.checks if check.cpu_seconds is not None]
        yield Row(
            who=_who(report),
            page=pages[place],
            report=report,
            strip=tuple(
                (_style(check), MARKS[check.outcome], f"{check.name}: {check.outcome.value}")
                for check in report.checks
            ),
            lost=" ".join(str(numbers[check.name]) for check in lost if check.name in numbers),
            state=" ".join(states),
            problem=report.reason or _first_problem(lost),
            seconds=round(sum(seconds), 2) if seconds else None,
        )


def _who(report: Report) -> str:
    return report.student or report.submission


def _style(check: CheckResult) -> str:
    return check.outcome.value.replace(" ", "-")


def _first_problem(lost: Sequence[CheckResult]) -> str:
    return next((f"{check.name}: {check.message}" for check in lost if check.message), "")


def _ease(item: Item) -> float:
    return 0.0 if item.full is None else item.full


def _change_words(change: Change) -> list[str]:
    words = []
    for check in change.checks:
        was = "not there" if check.old is None else check.old.outcome.value
        now = "not there" if check.new is None else check.new.outcome.value
        said = f"was {was}, is {now}" if was != now else f"still {now}, says something else"
        words.append(f"{check.name}: {said}")
    return [*words, *change.other]
