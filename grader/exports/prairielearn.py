"""``results.json`` of a PrairieLearn external grader, for one submission.

Source: the project's docs/externalGrading.md. A file of more than 1 MB is not read.
"""

import json
from typing import Any

from grader.exports.audience import feedback, finished, in_words
from grader.exports.words import cut, fitted
from grader.model import CheckResult, Outcome, Report, Status

__all__ = ["prairielearn_results"]

MAX_RESULTS = 1_000_000  # bytes


def prairielearn_results(report: Report) -> str:
    """The results of one submission: a score from 0 to 1.

    It is the share of what can be graded here: points that wait for a person's mark are PrairieLearn's manual
    points. What is no submission is not gradable, so it costs the student no attempt.

    Raises:
        InfrastructureError: The grader itself failed. PrairieLearn says so where there are no results.
    """
    seen = finished(report)

    def make(limit: int) -> str:
        return json.dumps(_results(seen, limit), ensure_ascii=False, indent=1) + "\n"

    return fitted(make, MAX_RESULTS, what="results.json")


def _results(report: Report, limit: int) -> dict[str, Any]:
    if report.status is not Status.GRADED:
        return {"gradable": False, "format_errors": [cut(report.reason or report.status.value, limit)]}
    gradable = report.max_score - report.pending_points
    return {
        "gradable": True,
        "score": min(1.0, max(0.0, report.score / gradable)) if gradable > 0 else 0.0,
        "message": in_words(report),
        "output": cut("\n".join(report.notes), limit),
        "tests": [_test(check, limit) for check in report.checks if check.outcome is not Outcome.PENDING],
    }


def _test(check: CheckResult, limit: int) -> dict[str, Any]:
    return {
        "name": check.name,
        "description": check.question or "",
        "points": check.points,
        "max_points": check.max_points,
        "message": cut(feedback(check), limit),
    }
