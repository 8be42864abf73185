"""``validation_results.json`` of a Submitty custom validator, for one submission.

Source: submitty.org, Custom Validators: one share of the points, and a message for each thing to say.
"""

import json

from grader.exports.audience import feedback, finished, in_words
from grader.exports.words import cut
from grader.model import Outcome, Report

__all__ = ["submitty_results"]

_STATUS = {Outcome.PASSED: "success", Outcome.PENDING: "information", Outcome.SKIPPED: "warning"}


def submitty_results(report: Report) -> str:
    """The results of one submission: a share of the points that no person gives, and the checks as messages.

    Raises:
        InfrastructureError: The grader itself failed. Submitty says so of a validator that writes nothing.
    """
    report = finished(report)
    graded = report.max_score - report.pending_points
    share = min(1.0, max(0.0, report.score / graded)) if graded > 0 else 0.0
    messages = [{"message": cut(in_words(report)), "status": "information"}]
    for check in report.checks:
        said = f"{check.name}: {feedback(check)}" if feedback(check) else check.name
        messages.append({"message": cut(said), "status": _STATUS.get(check.outcome, "failure")})
    data = {"score": share, "message": messages, "status": "success" if share == 1 else "failure"}
    return json.dumps({"status": "success", "data": data}, ensure_ascii=False, indent=1) + "\n"
