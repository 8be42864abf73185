"""Score payloads of LTI 1.3, Assignment and Grade Services 2.0, which every larger learning platform takes.

Source: imsglobal.org/spec/lti-ags/v2p0, Score publish service. Each payload is the body of a POST to
``{lineitem}/scores`` of type ``application/vnd.ims.lis.v1.score+json``, sent with the platform's token.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from grader.errors import UsageError
from grader.exports.audience import feedback, for_student, in_words
from grader.exports.words import cut, folded, listed
from grader.model import Outcome, Report, Status

__all__ = ["lti_scores"]


def lti_scores(reports: Sequence[Report], *, at: datetime, users: Mapping[str, str] | None = None) -> str:
    """A JSON list of payloads, one for each report.

    Where the grader itself failed there is no score; where a person's mark is missing it is not final.

    Args:
        at: The payloads' time. A platform passes over what is not newer than what it has.
        users: The platform's own id of each student, by `folded` names; where it is None, students are called
            by it already.

    Raises:
        UsageError: It is not known who a report's student is, or somebody has two reports.
    """
    strangers = [one.student or one.submission for one in reports if _user(one, users) is None]
    if strangers:
        raise UsageError(
            f"no user id for {listed(strangers)}: the platform takes scores of users that it knows only; "
            "give a file with all of them by --users"
        )
    ids = [_user(one, users) for one in reports]
    twice = [one for one, count in Counter(ids).items() if count > 1]
    if twice:
        raise UsageError(f"{twice[0]} has several reports: let a gradebook say which of them counts")
    payloads = [_payload(one, user, at) for one, user in zip(reports, ids, strict=True)]
    return json.dumps(payloads, ensure_ascii=False, indent=1) + "\n"


def _user(report: Report, users: Mapping[str, str] | None) -> str | None:
    return report.student if users is None else users.get(folded(report.student or ""))


def _payload(report: Report, user: str | None, at: datetime) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "userId": user,
        "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "activityProgress": "Completed",
        "gradingProgress": _progress(report),
        "comment": cut(_comment(for_student(report))),
    }
    if report.status is not Status.INFRASTRUCTURE and report.max_score > 0:
        payload |= {"scoreGiven": max(0.0, report.score), "scoreMaximum": report.max_score}
    return payload


def _progress(report: Report) -> str:
    if report.status is Status.INFRASTRUCTURE:
        return "Failed"
    return "PendingManual" if report.pending_points else "FullyGraded"


def _comment(report: Report) -> str:
    wrong = [check for check in report.checks if check.outcome not in (Outcome.PASSED, Outcome.PENDING)]
    return "\n".join([in_words(report), *(f"{check.name}: {feedback(check)}" for check in wrong)])
