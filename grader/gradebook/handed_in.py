"""When submissions were handed in, as a sheet says it, or as their files do."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from grader.errors import UsageError
from grader.gradebook.entering import Entry
from grader.gradebook.roster import student_key
from grader.gradebook.sheets import Sheet
from grader.gradebook.times import parse_time
from grader.model import Report

__all__ = ["read_times", "timed", "timed_by_files"]

WHO = ("submission", "student", "student id", "student_id", "username", "login", "id")
WHEN = ("time", "handed in", "handed_in", "submitted", "submitted at", "timestamp")


def read_times(sheet: Sheet, zone: ZoneInfo | None) -> dict[str, datetime]:
    """Times by student, or by the submission's path where there is such a column.

    Raises:
        UsageError: A column is missing, a time is none, or somebody is there twice.
    """
    who, when = sheet.column(*WHO), sheet.column(*WHEN)
    if who is None or when is None:
        raise UsageError(
            f"{sheet.path}: expected the columns 'student' and 'time' "
            f"(there: {', '.join(map(repr, sheet.headings))})"
        )
    times: dict[str, datetime] = {}
    for row in sheet.rows:
        key = student_key(row.fields[who])
        if key in times:
            raise sheet.problem(
                row, f"{key!r} is there twice: tell them apart by a column 'submission' instead"
            )
        try:
            times[key] = parse_time(row.fields[when], zone)
        except UsageError as error:
            raise sheet.problem(row, str(error)) from None
    return times


def timed(reports: Sequence[Report], times: Mapping[str, datetime], *, path: Path) -> list[Entry]:
    """Each report with its time.

    Raises:
        UsageError: There is none for some of them.
    """
    entries = []
    missing = []
    for report in reports:
        time = times.get(student_key(report.submission)) or times.get(student_key(report.student or ""))
        if time is None:
            missing.append(report.student or report.submission)
        entries.append(Entry(report=report, handed_in=time))
    if missing:
        names = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        raise UsageError(f"{path}: no time for {len(missing)} of {len(reports)} reports: {names}")
    return entries


def timed_by_files(reports: Sequence[Report]) -> list[Entry]:
    """Each report with the time at which its submission's file was last changed.

    Raises:
        UsageError: A file is not there any more.
    """
    entries = []
    for report in reports:
        try:
            changed = Path(report.submission).stat().st_mtime
        except (OSError, ValueError):
            raise UsageError(
                f"{report.submission} is not there: run this in the folder in which it was graded"
            ) from None
        entries.append(Entry(report=report, handed_in=datetime.fromtimestamp(changed, UTC)))
    return entries
