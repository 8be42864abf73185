"""Puts scores into a sheet that was downloaded from Canvas, Moodle or Blackboard, to be uploaded again.

Nobody is guessed at: a report fits one row or is an error, and a row without a report keeps what it has. What
students wrote never begins like a formula; cells that are not filled in are the platform's own and stay.
"""

import html
import math
import re
from collections.abc import Sequence

import msgspec

from grader.errors import UsageError
from grader.exports.audience import for_student, in_words
from grader.exports.platforms import Platform
from grader.exports.sheet import DownloadedSheet
from grader.exports.students import Students, no_column
from grader.exports.words import folded, for_csv, listed, number
from grader.model import Outcome, Report, Status

__all__ = ["Filled", "fill_sheet"]

MAX_FEEDBACK = 2_000  # characters


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet with scores, and whoever has none."""

    content: bytes
    count: int  # rows that were filled in
    heading: str  # of the column that was
    without_report: tuple[str, ...] = ()  # rows that nothing was handed in for; they stay as they were
    not_found: tuple[str, ...] = ()  # students who have a report and no row
    kept: tuple[str, ...] = ()  # rows that a person has decided about, such as "excused"
    failed: tuple[str, ...] = ()  # students for whom the grader itself failed; no score


def fill_sheet(
    sheet: DownloadedSheet,
    reports: Sequence[Report],
    platform: Platform,
    *,
    titles: Sequence[str] = (),
    column: str | None = None,
    who: str | None = None,
    feedback: str | None = None,
    out_of: float | None = None,
    partial: bool = False,
) -> Filled:
    """*sheet* with the scores of *reports*.

    Args:
        titles: What the assignment may be called in the sheet.
        column: Heading of the grades; None: the platform's usual, or the assignment's.
        who: Heading of what students are called by; None: whichever fits.
        feedback: Heading of a column for a short text; None: the platform's, if it is there.
        out_of: Points that the whole assignment is worth in the sheet; None: what the reports say.
        partial: Leave out who is not in the sheet, in the place of an error.

    Raises:
        UsageError: A column is missing, a student is not in the sheet or there twice, or the sheet grades out
            of another number of points.
    """
    grade = _grade_column(sheet, platform, column, titles)
    said = feedback or platform.feedback
    text = None if said is None else sheet.column(said)
    if feedback is not None and text is None:
        raise no_column(sheet, f"{feedback!r}")
    students = Students(sheet, platform, who)
    rows: dict[int, Report] = {}
    not_found, failed = [], []
    settled = set()
    for report in reports:
        row = students.row_of(report.student or report.submission)
        if row is None:
            not_found.append(report.student or report.submission)
            continue
        settled.add(row)
        if report.status is Status.INFRASTRUCTURE:
            failed.append(students.shown(row))
        elif row in rows:
            raise UsageError(
                f"{students.shown(row)} has two reports, {rows[row].submission} and {report.submission}: "
                "let a gradebook say which of them counts"
            )
        else:
            rows[row] = report
    if not_found and not partial:
        raise UsageError(
            f"{sheet.name}: no row for {listed(not_found)} (looked under {', '.join(students.headings)}): "
            "name the column with --id, download the sheet again, or leave them out with --partial"
        )
    comma = _has_decimal_comma(sheet, platform, grade)
    cells: dict[tuple[int, int], str] = {}
    kept = []
    for row, report in rows.items():
        if sheet.rows[row][grade].strip().upper() in platform.kept:
            kept.append(students.shown(row))
            continue
        points = _scaled(report, _maximum(sheet, platform, grade, row), out_of, sheet.name)
        cells[row, grade] = number(points).replace(".", "," if comma else ".")
        if text is not None:
            cells[row, text] = _feedback(report)
    return Filled(
        content=sheet.filled(cells),
        count=len(rows) - len(kept),
        heading=sheet.headings[grade],
        without_report=tuple(students.shown(row) for row in students.rows if row not in settled),
        not_found=tuple(not_found),
        kept=tuple(kept),
        failed=tuple(failed),
    )


def _grade_column(
    sheet: DownloadedSheet, platform: Platform, column: str | None, titles: Sequence[str]
) -> int:
    wanted = [column] if column is not None else [platform.grade] if platform.grade is not None else titles
    names = {folded(name) for name in wanted if name}
    whole = [place for place, heading in enumerate(sheet.headings) if folded(heading) in names]
    titled = [
        place
        for place, heading in enumerate(sheet.headings)
        if (title := platform.title_of(heading)) is not None and folded(title) in names
    ]
    found = whole or titled
    if len(found) == 1:
        return found[0]
    assignments = [heading for heading in sheet.headings if platform.title_of(heading) is not None]
    what = " or ".join(repr(name) for name in wanted if name)
    raise UsageError(
        f"{sheet.name}: {'several columns' if found else 'no column'} {what}: name the one of the grades "
        f"with --column (there: {', '.join(map(repr, assignments)) or 'none'})"
    )


def _maximum(sheet: DownloadedSheet, platform: Platform, grade: int, row: int) -> float | None:
    """The points of the assignment as the sheet has them."""
    said: str | None = None
    if platform.maximum is not None and (place := sheet.column(platform.maximum)) is not None:
        said = sheet.rows[row][place]
    elif platform.maximum_row is not None:
        rows = (fields for fields in sheet.rows if fields[0].strip() == platform.maximum_row)
        said = next((fields[grade] for fields in rows), None)
        if said is not None and "read only" in said.casefold():
            raise UsageError(
                f"{sheet.name}: {sheet.headings[grade]!r} is read only, {platform.name} would pass over it"
            )
    elif platform.maximum_in_heading is not None:
        found = re.search(platform.maximum_in_heading, sheet.headings[grade])
        said = None if found is None else found["maximum"]
    return None if said is None else _points(said)


def _points(text: str) -> float | None:
    try:
        points = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return points if math.isfinite(points) and points > 0 else None


def _has_decimal_comma(sheet: DownloadedSheet, platform: Platform, grade: int) -> bool:
    places = {grade}
    if platform.maximum is not None and (place := sheet.column(platform.maximum)) is not None:
        places.add(place)
    return any(re.fullmatch(r"\d+,\d+", row[place].strip()) for row in sheet.rows for place in places)


def _scaled(report: Report, maximum: float | None, out_of: float | None, name: str) -> float:
    if out_of is not None:
        return report.score if not report.max_score else report.score * (out_of / report.max_score)
    if maximum is not None and abs(maximum - report.max_score) > 1e-6:
        raise UsageError(
            f"{name}: grades out of {number(maximum)} points, the reports out of {number(report.max_score)}: "
            f"say --out-of {number(maximum)} to scale them, or --out-of {number(report.max_score)} to leave "
            "them as they are"
        )
    return report.score


def _feedback(report: Report) -> str:
    """A short text for the student, as HTML, which platforms take feedback for."""
    seen = for_student(report)
    wrong = (check for check in seen.checks if check.outcome not in (Outcome.PASSED, Outcome.PENDING))
    said = [in_words(seen), *(f"{check.name}: {check.hint or check.outcome.value}" for check in wrong)]
    text = for_csv("; ".join(said))
    return html.escape(text if len(text) <= MAX_FEEDBACK else text[: MAX_FEEDBACK - 1] + "…", quote=False)
