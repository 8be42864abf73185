"""Sheets of a gradebook, as CSV: the scores that count, and the manual cells that wait, to be filled in.

What students wrote is text to a spreadsheet. Times are UTC.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from grader.exports.words import for_csv, number, one_line
from grader.gradebook.marking import MarkGiven
from grader.gradebook.sheets import Row, Sheet
from grader.gradebook.standings import Standing
from grader.model import Outcome

__all__ = ["marking_csv", "read_marks", "read_points", "standings_csv"]

SCORES = (
    *("assignment", "student", "name", "email", "section", "attempts", "counted", "handed_in", "days_late"),
    *("points", "late_share", "score", "max_score", "pending_points", "set_by", "why"),
)
MARKS = ("assignment", "student", "name", "attempt", "submission", "check", "max_points", "points", "comment")


def standings_csv(standings: Sequence[Standing]) -> str:
    """A row for each student and assignment.

    ``points`` are those before lateness, which takes ``late_share`` of them; ``score`` is what counts. Where
    nothing was handed in it is empty: no zero is made of it.
    """
    return _csv(SCORES, (_scores(one) for one in standings))


def marking_csv(standings: Sequence[Standing]) -> str:
    """A row for each manual cell of the attempts that count: those that wait have no points yet."""
    return _csv(MARKS, (row for one in standings for row in _manual_cells(one)))


def read_marks(sheet: Sheet, *, students: Iterable[str]) -> list[MarkGiven]:
    """The marks in a sheet that `marking_csv` wrote and a person filled in, of rows that have points.

    Args:
        students: Keys of all students, to find those whose name was changed for the spreadsheet.

    Raises:
        UsageError: A column is missing, or points are no number.
    """
    missing = [name for name in ("assignment", "student", "check", "points") if name not in sheet.headings]
    if missing:
        raise sheet.problem(
            Row(line=1, fields={}),
            f"no column {missing[0]!r}: fill in a sheet that 'grader gradebook export --to-mark' wrote",
        )
    keys = {for_csv(key): key for key in students}
    marks = []
    for row in sheet.rows:
        if not row.fields["points"].strip():
            continue
        points = read_points(row.fields["points"])
        attempt = row.fields.get("attempt", "").strip()
        if points is None:
            raise sheet.problem(row, f"points are {row.fields['points']!r}: expected a number")
        if attempt and not attempt.isdecimal():
            raise sheet.problem(row, f"attempt is {attempt!r}: expected a number, or nothing")
        marks.append(
            MarkGiven(
                assignment=row.fields["assignment"].strip(),
                student=keys.get(row.fields["student"], row.fields["student"]),
                check=row.fields["check"].strip(),
                points=points,
                comment=one_line(row.fields.get("comment", "")),
                attempt=int(attempt) if attempt else None,
            )
        )
    return marks


def read_points(text: str) -> float | None:
    """Points as people write them, with a decimal point or comma; None for anything else."""
    try:
        points = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return round(points, 6) if math.isfinite(points) else None


def _scores(one: Standing) -> list[str]:
    row = [one.assignment, one.student.key, one.student.name, one.student.email, one.student.section]
    row.append(str(len(one.attempts)))
    if one.counted is None:
        row += [""] * 5
    else:
        scored, handed_in = one.counted.scored, one.counted.attempt.handed_in
        row += [str(scored.number), "" if handed_in is None else handed_in.isoformat(timespec="seconds")]
        row += [str(scored.days_late), number(one.counted.report.score), number(scored.taken)]
    row += ["" if one.score is None else number(one.score), number(one.max_score), number(one.pending_points)]
    by_hand = one.set_by_hand
    return row + (["", ""] if by_hand is None else [by_hand.by, by_hand.why])


def _manual_cells(one: Standing) -> list[list[str]]:
    if one.counted is None:
        return []
    attempt = one.counted.attempt
    rows = []
    for check in attempt.report.checks:
        if check.outcome is Outcome.PENDING:
            mark = attempt.marks.get(check.name)
            given = ["", ""] if mark is None or mark.points is None else [number(mark.points), mark.comment]
            start = [one.assignment, one.student.key, one.student.name, str(attempt.number)]
            rows.append([*start, attempt.report.submission, check.name, number(check.max_points), *given])
    return rows


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([for_csv(field) for field in row] for row in rows)
    return out.getvalue()
