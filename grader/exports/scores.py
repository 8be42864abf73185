"""Scores as CSV: for a spreadsheet, and with the columns that nbgrader writes."""

import csv
import io
import math
from collections.abc import Sequence

from grader.exports.words import for_csv, number
from grader.model import Report, Status

__all__ = ["nbgrader_csv", "scores_csv"]

# nbgrader, plugins/export.py
NBGRADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def scores_csv(reports: Sequence[Report]) -> str:
    """A table of scores: a row for each submission, a column for each check.

    Text that a spreadsheet would take for a formula gets an apostrophe in front. Where the grader itself
    failed there is no score: an empty field is not taken for a zero.
    """
    names = list(dict.fromkeys(check.name for report in reports for check in report.checks))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["student", "submission", "status", "score", "max_score", "pending_points", "reason"]
        + [for_csv(name) for name in names]
    )
    for report in reports:
        points = {check.name: check.points for check in report.checks}
        row = [for_csv(report.student or ""), for_csv(report.submission), report.status.value]
        score = "" if report.status is Status.INFRASTRUCTURE else number(report.score)
        row += [score, number(report.max_score), number(report.pending_points)]
        row += [
            for_csv(report.reason or ""),
            *(number(points[name]) if name in points else "" for name in names),
        ]
        writer.writerow(row)
    return out.getvalue()


def nbgrader_csv(reports: Sequence[Report]) -> str:
    """A row for each submission, with the columns of ``nbgrader export``.

    What a report does not know (dates, names, email) is empty. ``raw_score`` is the sum of the checks, and
    what the score is below it counts as the penalty for lateness.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NBGRADER)
    for report in reports:
        who = for_csv(report.student or report.submission)
        row = [for_csv(report.assignment), "", "", who, "", "", ""]
        if report.status is Status.INFRASTRUCTURE:
            row += ["", "", ""]
        else:
            raw = max(report.score, round(math.fsum(check.points for check in report.checks), 6))
            row += [number(raw), number(raw - report.score), number(report.score)]
        writer.writerow([*row, number(report.max_score)])
    return out.getvalue()
