"""What ``grader gradebook`` shows: the class as a table, one student with every attempt and decision."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from grader.cli.gradebook_options import opened
from grader.errors import UsageError
from grader.exports.words import number, one_line
from grader.gradebook import Policy, Standing, counted_report, standings
from grader.gradebook.standings import Judged, shown_days
from grader.gradebook.times import shown_duration, shown_time
from grader.model import Outcome, Report

__all__ = ["class_table", "counted_reports", "policy_lines", "student_lines"]


def counted_reports(place: str, assignment: str | None) -> list[Report]:
    """The reports that count at *assignment*, of the gradebook at *place*.

    Raises:
        UsageError: There is no such gradebook or assignment, or none is named of several.
    """
    with opened(place) as book:
        known = list(book.policies())
        if assignment is None and len(known) != 1:
            raise UsageError(
                f"{book.shown}: name one with --assignment (there: {', '.join(known) or 'none'})"
            )
        found = standings(book.contents(only=[assignment or known[0]]))
    return [report for report in map(counted_report, found) if report is not None]


def class_table(found: Sequence[Standing]) -> Table:
    """A row for each student, a column for each assignment."""
    names = list(dict.fromkeys(one.assignment for one in found))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("student", no_wrap=True, max_width=28)
    table.add_column("name", no_wrap=True, max_width=28)
    for name in names:
        table.add_column(Text(one_line(name, 40)), justify="right", no_wrap=True)
    rows: dict[str, list[Standing]] = {}
    for one in found:
        rows.setdefault(one.student.key, []).append(one)
    for key, row in rows.items():
        name = row[0].student.name if row[0].student.on_roster else "(not on the roster)"
        table.add_row(Text(one_line(key, 60)), Text(one_line(name, 60)), *map(_cell, row))
    table.caption = "? points wait for a mark   l late   * set by hand"
    table.caption_justify = "left"
    return table


def student_lines(one: Standing, zone: ZoneInfo | None) -> Iterator[str]:
    """All about one student at one assignment."""
    score = "nothing handed in" if one.score is None else f"{number(one.score)} points"
    if one.score is not None and one.max_score:
        score = f"{number(one.score)} of {number(one.max_score)} points"
    pending = f", {number(one.pending_points)} more wait for a mark" if one.pending_points else ""
    yield f"{one_line(one.student.key)}, {one.assignment}: {score}{pending}"
    for judged in one.attempts:
        yield from _attempt_lines(judged, zone, counts=judged == one.counted)
    for override in one.overrides:
        what = "score" if override.check is None else override.check
        yield (
            f"  {what} set to {number(override.points or 0.0)} by {one_line(override.by)}, "
            f"{shown_time(override.at, zone)}: {one_line(override.why)}"
        )
        names = {check.name for judged in one.attempts for check in judged.report.checks}
        if override.check is not None and override.check not in names:
            yield f"    no attempt has the check {override.check}: this changes nothing"
    if one.extension is not None and one.extension.until is not None:
        yield (
            f"  may hand in until {shown_time(one.extension.until, zone)}, by {one_line(one.extension.by)}, "
            f"{shown_time(one.extension.at, zone)}: {one_line(one.extension.why)}"
        )


def policy_lines(assignment: str, policy: Policy, zone: ZoneInfo | None) -> Iterator[str]:
    """What an assignment does about attempts and lateness."""
    yield f"{assignment}: the {policy.counts.value} attempt counts"
    if policy.due is None:
        yield "  no due date: nothing is late"
        return
    grace = f", with a grace of {shown_duration(policy.grace)}" if policy.grace else ""
    yield f"  due {shown_time(policy.due, zone)}{grace}"
    cap = f", at most {100 * policy.cap:g}%" if policy.cap < 1 else ""
    yield f"  each day begun takes {100 * policy.penalty_per_day:g}% of the points{cap}"
    if policy.days is not None:
        yield f"  more than {shown_days(policy.days)} does not count"


def _attempt_lines(judged: Judged, zone: ZoneInfo | None, *, counts: bool) -> Iterator[str]:
    attempt, scored = judged.attempt, judged.scored
    parts = [f"attempt {attempt.number}: {number(scored.score)}"]
    if attempt.handed_in is None:
        parts.append("it is not known when it was handed in")
    else:
        parts.append(
            f"handed in {shown_time(attempt.handed_in, zone)}{_again(attempt.last_handed_in, judged, zone)}"
        )
    if not scored.accepted:
        parts.append(f"{shown_days(scored.days_late)}: too late to count")
    elif scored.days_late:
        points = number(judged.report.score)
        parts.append(f"{shown_days(scored.days_late)}: {100 * scored.taken:g}% of {points} points taken")
    if attempt.report.reason is not None:
        parts.append(f"{attempt.report.status.value}: {one_line(attempt.report.reason, 200)}")
    if attempt.regrades:
        parts.append(f"graded {attempt.regrades + 1} times")
    yield f"{'>' if counts else ' '} " + "; ".join(parts)
    known = {check.name for check in attempt.report.checks}
    for check in judged.report.checks:
        if check.outcome is Outcome.PENDING:
            yield f"    {check.name} waits for a mark, 0 to {number(check.max_points)}"
    for name, mark in attempt.marks.items():
        if mark.points is None:
            continue
        comment = f": {one_line(mark.comment)}" if mark.comment else ""
        gone = "" if name in known else " (the newest report has no such check: this counts for nothing)"
        yield (
            f"    {name} marked {number(mark.points)} by {one_line(mark.by)}, "
            f"{shown_time(mark.at, zone)}{comment}{gone}"
        )


def _again(last: datetime | None, judged: Judged, zone: ZoneInfo | None) -> str:
    if last is None or last == judged.attempt.handed_in:
        return ""
    return f" and again {shown_time(last, zone)}"


def _cell(one: Standing) -> Text:
    if one.score is None:
        return Text("-", "dim")
    text = Text(f"{number(one.score)}/{number(one.max_score)}")
    if one.set_by_hand is not None:
        text.append("*", "cyan")
    elif one.counted is not None and one.counted.scored.days_late:
        text.append("l", "yellow")
    if one.pending_points:
        text.append("?", "cyan")
    return text
