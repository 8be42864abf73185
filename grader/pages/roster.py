"""The rows of the roster: one for each submission, with what it can be sorted and filtered by."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from grader.model import CheckResult, Report, Status
from grader.pages.render import MARKS

__all__ = ["Row", "roster", "who"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One submission."""

    who: str
    page: str
    report: Report
    strip: tuple[tuple[str, str, str], ...]  # class, mark and title of each check
    lost: str  # numbers of the checks that cost points, with spaces between them
    states: str  # what the filter knows it by, with spaces between them
    problem: str  # the first
    seconds: float | None  # processor time of all checks


def roster(
    reports: Sequence[Report], pages: Mapping[int, str], checks: Sequence[str], changed: Collection[str]
) -> Iterator[Row]:
    """A row for each of *reports*.

    Args:
        pages: By a report's position, where its student's page lies.
        checks: Names of all checks; their positions are their numbers.
        changed: Students, or paths, whose reports changed since an earlier run.
    """
    numbers = {name: number for number, name in enumerate(checks)}
    for place, report in enumerate(reports):
        lost = [check for check in report.checks if check.points < check.max_points]
        seconds = [check.cpu_seconds for check in report.checks if check.cpu_seconds is not None]
        yield Row(
            who=who(report),
            page=pages[place],
            report=report,
            strip=tuple(
                (check.outcome.value.replace(" ", "-"), MARKS[check.outcome], _title(check))
                for check in report.checks
            ),
            lost=" ".join(str(numbers[check.name]) for check in lost if check.name in numbers),
            states=" ".join(_states(report, is_full=not lost, changed=changed)),
            problem=report.reason or _first_problem(lost),
            seconds=round(sum(seconds), 2) if seconds else None,
        )


def who(report: Report) -> str:
    """Whom a row is called by."""
    return report.student or report.submission


def _title(check: CheckResult) -> str:
    return f"{check.name}: {check.outcome.value}"


def _states(report: Report, *, is_full: bool, changed: Collection[str]) -> Iterator[str]:
    yield report.status.value
    if report.pending_points:
        yield "pending"
    if report.student in changed or report.submission in changed:
        yield "changed"
    if report.status is Status.GRADED and is_full:
        yield "full"


def _first_problem(lost: Sequence[CheckResult]) -> str:
    return next((f"{check.name}: {check.message}" for check in lost if check.message), "")
