"""``result.json`` of Classroom 50, which took over from GitHub Classroom.

Source: the project's wiki, Advanced Autograding, schema ``classroom50/result/v1``. Scores are whole numbers.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from grader.exports.audience import feedback, finished
from grader.exports.words import cut
from grader.model import CheckResult, Outcome, Report

__all__ = ["SCALE", "classroom50_result"]

SCALE = 100  # a point is this many of theirs, because ours have fractions and theirs have not
SCHEMA = "classroom50/result/v1"


def classroom50_result(
    report: Report, *, environment: Mapping[str, str], at: datetime, scale: int = SCALE
) -> str:
    """The result of one submission.

    Args:
        environment: What Classroom 50 tells its autograder: CLASSROOM, ASSIGNMENT, SUBMISSION_TAG and others.
        at: When this was graded.
        scale: How many of their points are one of ours; the same for all submissions of an assignment.

    Raises:
        InfrastructureError: The grader itself failed. Their autograder says so by its exit status.
    """
    report = finished(report)

    def told(*names: str, otherwise: str = "") -> str:
        return next((environment[name] for name in names if environment.get(name)), otherwise)

    result = {
        "schema": SCHEMA,
        "classroom": told("CLASSROOM"),
        "assignment": told("ASSIGNMENT", otherwise=report.assignment),
        "assignment_type": told("ASSIGNMENT_TYPE", otherwise="individual"),
        "owner": told("OWNER", "USERNAME", otherwise=report.student or ""),
        "submission": told("SUBMISSION_TAG"),
        "commit": told("COMMIT_URL"),
        "release": told("RELEASE_URL"),
        "review": told("REVIEW_URL"),
        "datetime": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": round(report.score * scale),
        "max-score": round(report.max_score * scale),
        "tests": [_test(check, scale) for check in report.checks],
    }
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _test(check: CheckResult, scale: int) -> dict[str, Any]:
    return {
        "test-name": check.name,
        "passed": check.outcome is Outcome.PASSED,
        "score": round(check.points * scale),
        "max-score": round(check.max_points * scale),
        "outcome": check.outcome.value,
        "message": cut(feedback(check)),
    }
