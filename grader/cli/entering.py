"""Enters reports into a gradebook: for ``grader gradebook add`` and ``grader grade --gradebook``."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from grader.cli.decisions import late_of_course
from grader.cli.gradebook_options import opened, who
from grader.cli.tables import console
from grader.course import Course
from grader.errors import UsageError
from grader.exports.words import one_line
from grader.gradebook import Entry, Gradebook
from grader.gradebook.handed_in import read_times, timed, timed_by_files
from grader.gradebook.sheets import read_sheet
from grader.gradebook.times import parse_time
from grader.model import Report

__all__ = ["enter", "require_open"]


def require_open(place: str, handed_in: str | None) -> None:
    """Find out before an hour of grading that its results could not be entered."""
    with opened(place) as book:
        _time(handed_in, book.zone())


def enter(
    place: str,
    reports: Sequence[Report],
    *,
    by: str | None = None,
    handed_in: str | None = None,
    times: Path | None = None,
) -> None:
    """Enter *reports* into the gradebook at *place*, and say what became of them.

    Args:
        by: Who enters them; the login where it is None.
        handed_in: When all of them were handed in, or ``files``, or ``unknown``.
        times: A sheet that says when each was handed in.

    Raises:
        UsageError: It is not known when a new attempt was handed in, or there is no gradebook.
    """
    now = datetime.now(UTC)
    with opened(place) as book:
        _take_policies(book, reports, by=who(by), now=now)
        zone = book.zone()
        if times is not None:
            entries = timed(reports, read_times(read_sheet(times), zone), path=times)
        elif handed_in == "files":
            entries = timed_by_files(reports)
        else:
            time = _time(handed_in, zone)
            entries = [Entry(report=report, handed_in=time) for report in reports]
        done = book.add(entries, by=who(by), now=now, untimed=handed_in == "unknown")
    out = console()
    out.print(
        f"{book.shown}: reports: {len(reports)}; new attempts: {done.new}, graded again: {done.regraded}, "
        f"known already: {done.unchanged}, left out: {len(done.left_out)}",
        markup=False,
    )
    for reason in done.left_out:
        out.print(f"  left out: {one_line(reason)}", markup=False)
    if done.strangers:
        out.print(f"not on the roster: {one_line(', '.join(done.strangers))}", markup=False)


def _time(handed_in: str | None, zone: ZoneInfo | None) -> datetime | None:
    return None if handed_in in (None, "files", "unknown") else parse_time(handed_in, zone)


def _take_policies(book: Gradebook, reports: Sequence[Report], *, by: str, now: datetime) -> None:
    """Give assignments that are new to *book* the policy of the course that this folder is in, if any."""
    known = book.policies()
    try:
        course = Course.find(Path.cwd())
    except UsageError:
        return
    for name in sorted(({report.assignment for report in reports} - known.keys()) & {*course.names()}):
        late = late_of_course(name, book.zone())
        if late["due"] is not None:
            book.change_policy(name, late, by=by, now=now)
            console().print(f"{name}: late policy taken from its assignment.toml", markup=False)
