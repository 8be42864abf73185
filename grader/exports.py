"""Writes reports in the formats of other programs. Each function is pure: reports in, text out."""

import csv
import io
from collections.abc import Sequence

from grader.model import Report

__all__ = ["scores_csv"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def scores_csv(reports: Sequence[Report]) -> str:
    """A table of scores: a row for each submission, a column for each check.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    names = list(dict.fromkeys(check.name for report in reports for check in report.checks))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["student", "submission", "status", "score", "max_score", "pending_points", "reason", *names]
    )
    for report in reports:
        points = {check.name: check.points for check in report.checks}
        row = [_text(report.student or ""), _text(report.submission), report.status.value]
        row += [f"{report.score:g}", f"{report.max_score:g}", f"{report.pending_points:g}"]
        row += [
            _text(report.reason or ""),
            *(f"{points[name]:g}" if name in points else "" for name in names),
        ]
        writer.writerow(row)
    return out.getvalue()


def _text(value: str) -> str:
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(_FORMULA) else line
