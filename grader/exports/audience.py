"""Who may read what of a report. The whole of it is for staff."""

import msgspec

from grader.errors import InfrastructureError
from grader.exports.words import number
from grader.model import CheckResult, Outcome, Report, Status

__all__ = ["feedback", "finished", "for_student", "in_words"]

OURS = "the grader failed here, not your answer; it will be graded again"


def for_student(report: Report) -> Report:
    """*report* as its student may read it.

    A hidden check's message may hold inputs and expected values, and its time depends on both: they are left
    out. Why the grader itself failed is for staff, too: it may quote a check.
    """
    checks = tuple(_seen(check) for check in report.checks)
    failed = report.status is Status.INFRASTRUCTURE
    return msgspec.structs.replace(report, checks=checks, reason=OURS if failed else report.reason)


def finished(report: Report) -> Report:
    """*report* as its student may read it, for a program that takes its score for the final one.

    Raises:
        InfrastructureError: The grader itself failed. There is no score, and a zero must not be made of it.
    """
    if report.status is Status.INFRASTRUCTURE:
        raise InfrastructureError(
            f"{report.submission}: the grader itself failed, so there is no score: grade it again"
        )
    return for_student(report)


def feedback(check: CheckResult) -> str:
    """What a check has to say: hint and all where it did not pass, else only what a person said of it."""
    if check.outcome is Outcome.PASSED:
        return check.message
    said = check.message or ("waits for a person's mark" if check.outcome is Outcome.PENDING else "")
    hint = "" if check.hint is None else f"hint: {check.hint}"
    return "\n".join(filter(None, (said or check.outcome.value, hint)))


def in_words(report: Report) -> str:
    """One line about a whole report."""
    if report.status is not Status.GRADED:
        return f"{report.status.value}: {report.reason or ''}"
    pending = (
        f", {number(report.pending_points)} more wait for a person's mark" if report.pending_points else ""
    )
    return f"{number(report.score)} of {number(report.max_score)} points{pending}"


def _seen(check: CheckResult) -> CheckResult:
    if check.outcome is Outcome.INFRASTRUCTURE:
        check = msgspec.structs.replace(check, message=OURS)
    if not check.hidden:
        return check
    return msgspec.structs.replace(check, message="", cpu_seconds=None)
