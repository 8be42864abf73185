"""Scores as CSV, for a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from grader.exports.words import for_csv, number
from grader.model import Report, Status

__all__ = ["scores_csv"]


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
