"""Who may read what of a report. The whole of it is for staff."""

import msgspec

from grader.model import CheckResult, Outcome, Report, Status

__all__ = ["for_student"]

OURS = "the grader failed here, not your answer; it will be graded again"


def for_student(report: Report) -> Report:
    """*report* as its student may read it.

    A hidden check's message may hold inputs and expected values, and its time depends on both: they are left
    out. Why the grader itself failed is for staff, too: it may quote a check.
    """
    checks = tuple(_seen(check) for check in report.checks)
    failed = report.status is Status.INFRASTRUCTURE
    return msgspec.structs.replace(report, checks=checks, reason=OURS if failed else report.reason)


def _seen(check: CheckResult) -> CheckResult:
    if check.outcome is Outcome.INFRASTRUCTURE:
        check = msgspec.structs.replace(check, message=OURS)
    if not check.hidden:
        return check
    return msgspec.structs.replace(check, message="", cpu_seconds=None)
