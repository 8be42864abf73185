"""Gradescope's ``results.json``: what an autograder leaves behind for one submission.

Source: github.com/gradescope/autograder_samples, docs/specs.md.
"""

import enum
import json
from typing import Any

from grader.exports.audience import feedback, finished, in_words
from grader.exports.words import cut
from grader.model import CheckResult, Outcome, Report

__all__ = ["Visibility", "gradescope_results"]


class Visibility(enum.StrEnum):
    """When students see a test. Where one is not visible yet, Gradescope keeps their total back as well."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


def gradescope_results(report: Report, *, hidden_checks: Visibility = Visibility.VISIBLE) -> str:
    """The results of one submission.

    The score is the report's, which a late policy may have lowered: it overrides the sum of the tests. A
    check that waits for a person's mark has no score here; mark it as a question of Gradescope's own.

    Args:
        hidden_checks: When students see name, points, outcome and hint of a hidden check.

    Raises:
        InfrastructureError: The grader itself failed. Gradescope says so where there are no results.
    """
    report = finished(report)
    results = {
        "score": report.score,
        "output": cut("\n".join([in_words(report), *report.notes])),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(check, hidden_checks) for check in report.checks],
        "extra_data": {"release": report.release, "digest": report.digest, "isolation": report.isolation},
    }
    return json.dumps(results, ensure_ascii=False, indent=1) + "\n"


def _test(check: CheckResult, hidden_checks: Visibility) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": check.name,
        "output": cut(feedback(check)),
        "tags": [] if check.question is None else [check.question],
        "visibility": (hidden_checks if check.hidden else Visibility.VISIBLE).value,
    }
    if check.outcome is not Outcome.PENDING:
        test["score"], test["max_score"] = check.points, check.max_points
        test["status"] = "passed" if check.outcome is Outcome.PASSED else "failed"
    return test
