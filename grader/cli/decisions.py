"""What people decide: ``grader gradebook`` mark, override, extend and policy."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from grader.cli.gradebook_options import by_option, opened, place_option, who, why_option, withdraw_option
from grader.cli.standings import policy_lines
from grader.cli.tables import console
from grader.course import Course
from grader.errors import UsageError
from grader.exports.words import one_line
from grader.gradebook import Counts, MarkGiven
from grader.gradebook.roster import student_key
from grader.gradebook.scoresheet import read_marks, read_points
from grader.gradebook.sheets import read_sheet
from grader.gradebook.times import parse_duration, parse_time

__all__ = ["extend", "late_of_course", "mark", "override", "policy"]


@click.command()
@click.argument("assignment", required=False)
@click.argument("student", required=False)
@click.argument("check", required=False)
@click.argument("points", required=False)
@click.option("--comment", default="", metavar="TEXT", help="For the student.")
@click.option(
    "--attempt", type=click.IntRange(1), metavar="N", help="Which attempt; else the one that counts."
)
@click.option(
    "--from",
    "sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="A filled-in sheet of 'grader gradebook export --to-mark'.",
)
@withdraw_option
@by_option
@place_option
def mark(
    assignment: str | None,
    student: str | None,
    check: str | None,
    points: str | None,
    comment: str,
    attempt: int | None,
    sheet: Path | None,
    withdraw: bool,  # noqa: FBT001
    by: str | None,
    place: str,
) -> None:
    """Give POINTS for the manual cell CHECK of STUDENT at ASSIGNMENT, or all that a sheet says."""
    named = [assignment, student, check]
    if (sheet is None and None in named) or (sheet is not None and any(named)):
        raise UsageError("expected ASSIGNMENT STUDENT CHECK POINTS, or --from FILE.csv")
    with opened(place) as book:
        if sheet is not None:
            given = read_marks(read_sheet(sheet), students=book.contents(only=()).students)
        else:
            value = _points(points, withdraw=withdraw)
            one = MarkGiven(
                assignment=assignment or "",
                student=student_key(student or ""),
                check=check or "",
                points=value,
                comment=one_line(comment),
                attempt=attempt,
            )
            given = [one]
        changed = book.mark(given, by=who(by), now=datetime.now(UTC))
    console().print(f"marks: {len(given)}, new or changed: {changed}")


@click.command()
@click.argument("assignment")
@click.argument("student")
@click.argument("points", required=False)
@click.option("--check", metavar="NAME", help="Set the points of this check instead of the whole score.")
@why_option
@withdraw_option
@by_option
@place_option
def override(
    assignment: str,
    student: str,
    points: str | None,
    check: str | None,
    why: str,
    withdraw: bool,  # noqa: FBT001
    by: str | None,
    place: str,
) -> None:
    """Set the score of STUDENT at ASSIGNMENT to POINTS, whatever is handed in or graded again.

    With --check, the points of one check; lateness then takes its share of the sum as ever.
    """
    value = _points(points, withdraw=withdraw)
    with opened(place) as book:
        book.override(
            assignment,
            student_key(student),
            value,
            why=_reason(why),
            by=who(by),
            now=datetime.now(UTC),
            check=None if check is None else one_line(check),
        )
    what = assignment if check is None else f"{assignment}, {check}"
    console().print(
        f"{what}: {student}: {'withdrawn' if value is None else f'{value:g} points'}", markup=False
    )


@click.command()
@click.argument("assignment")
@click.argument("student")
@click.argument("until", required=False)
@why_option
@withdraw_option
@by_option
@place_option
def extend(
    assignment: str,
    student: str,
    until: str | None,
    why: str,
    withdraw: bool,  # noqa: FBT001
    by: str | None,
    place: str,
) -> None:
    """Let STUDENT hand ASSIGNMENT in UNTIL a later time than others."""
    if withdraw == (until is not None):
        raise UsageError("expected a time, or --withdraw")
    with opened(place) as book:
        time = None if until is None else parse_time(until, book.zone())
        book.extend(
            assignment, student_key(student), time, why=_reason(why), by=who(by), now=datetime.now(UTC)
        )
    said = "withdrawn" if time is None else f"until {time.isoformat(sep=' ', timespec='seconds')}"
    console().print(f"{assignment}: {student}: {said}", markup=False)


@click.command()
@click.argument("assignment")
@click.option("--counts", type=click.Choice([one.value for one in Counts]), help="Which attempt counts.")
@click.option("--due", metavar="TIME", help="Such as 2026-11-26T18:00+01:00; 'none': nothing is late.")
@click.option(
    "--grace", metavar="LENGTH", help="After the due date, such as 30min: within it nothing is late."
)
@click.option("--penalty-per-day", metavar="SHARE", help="Of the points for each day begun: 10% or 0.1.")
@click.option("--cap", metavar="SHARE", help="The most that lateness takes: 50% or 0.5.")
@click.option("--days", metavar="N", help="What comes later than N days does not count; 'none': it does.")
@click.option("--from-course", is_flag=True, help="Take [late] of the assignment's assignment.toml first.")
@by_option
@place_option
def policy(
    assignment: str,
    from_course: bool,  # noqa: FBT001
    by: str | None,
    place: str,
    **given: str | None,
) -> None:
    """Show what ASSIGNMENT does about attempts and lateness, or change some of it."""
    with opened(place) as book:
        zone = book.zone()
        changes = late_of_course(assignment, zone) if from_course else {}
        changes |= _changes({name: text for name, text in given.items() if text is not None}, zone)
        if changes:
            found = book.change_policy(assignment, changes, by=who(by), now=datetime.now(UTC))
        else:
            found = book.policy(assignment)
    for line in policy_lines(assignment, found, zone):
        console().print(line, markup=False)


def late_of_course(assignment: str, zone: ZoneInfo | None) -> dict[str, Any]:
    """Fields of a policy as ``[late]`` of the course's assignment.toml has them.

    Raises:
        UsageError: There is no such course or assignment, or a time in it has no zone.
    """
    late = Course.find(Path.cwd()).assignment(assignment).settings.late
    return {
        "counts": Counts(late.counts),
        "due": None if late.due is None else parse_time(late.due, zone),
        "grace": parse_duration(late.grace),
        "penalty_per_day": late.penalty_per_day,
        "cap": late.cap,
        "days": late.days,
    }


def _changes(given: dict[str, str], zone: ZoneInfo | None) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, text in given.items():
        match name:
            case "counts":
                changes[name] = Counts(text)
            case "due":
                changes[name] = None if text == "none" else parse_time(text, zone)
            case "grace":
                changes[name] = parse_duration(text)
            case "days":
                changes[name] = None if text == "none" else _whole(text)
            case _:
                changes[name] = _share(text, option=name.replace("_", "-"))
    return changes


def _share(text: str, *, option: str) -> float:
    value = read_points(text.strip().removesuffix("%"))
    if value is None:
        raise UsageError(f"--{option} {text!r}: expected a share, such as 10% or 0.1")
    return round(value / 100, 8) if text.strip().endswith("%") else value


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise UsageError(f"--days {text!r}: expected a whole number of days, or none")
    return int(text)


def _points(text: str | None, *, withdraw: bool) -> float | None:
    """Points as they are given; None to withdraw them."""
    if withdraw == (text is not None):
        raise UsageError("expected points, or --withdraw")
    if text is None:
        return None
    points = read_points(text)
    if points is None or points < 0:
        raise UsageError(f"{text!r}: expected points, 0 or more")
    return points


def _reason(why: str) -> str:
    if not why.strip():
        raise UsageError("--why is empty: say the reason, somebody will ask for it")
    return one_line(why)
