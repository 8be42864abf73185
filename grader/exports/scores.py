"""Scores as CSV, for a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from grader.model import Report, Status

__all__ = ["scores_csv"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
        + [_text(name) for name in names]
    )
    for report in reports:
        points = {check.name: check.points for check in report.checks}
        row = [_text(report.student or ""), _text(report.submission), report.status.value]
        score = "" if report.status is Status.INFRASTRUCTURE else _number(report.score)
        row += [score, _number(report.max_score), _number(report.pending_points)]
        row += [
            _text(report.reason or ""),
            *(_number(points[name]) if name in points else "" for name in names),
        ]
        writer.writerow(row)
    return out.getvalue()


def _number(points: float) -> str:
    """All six decimals that a report has, and no more: ``%g`` would round 99.99999 to 100."""
    return f"{points:.6f}".rstrip("0").rstrip(".")


def _text(value: str) -> str:
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(_FORMULA) else line
