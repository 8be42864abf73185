"""Which attempt a report is of: so that the same report twice is one attempt, and a regrade is no new one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from grader.model import Report

__all__ = ["Known", "fingerprint", "same_attempt"]


class Known(msgspec.Struct, kw_only=True):
    """An attempt that is in the gradebook already."""

    key: int
    number: int
    digest: str | None
    handed_in: datetime | None
    last_handed_in: datetime | None
    fingerprints: list[str]  # of its reports, the newest last


def fingerprint(report: Report) -> str:
    """Hexadecimal sha256 of what *report* says; not of times, which differ each time that it is graded."""
    checks = tuple(msgspec.structs.replace(check, cpu_seconds=None) for check in report.checks)
    said = msgspec.structs.replace(report, checks=checks, submission="", digest=None)
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def same_attempt(known: Sequence[Known], report: Report, handed_in: datetime | None) -> Known | None:
    """The attempt of *known*, which are one student's at one assignment, that *report* is of; else None.

    Where both digests are known, they decide: the same bytes are the same attempt, whenever they came. Else
    it is the same time of hand-in, or a report that says the same.
    """
    said = fingerprint(report)
    for one in reversed(known):
        if one.digest is not None and report.digest is not None:
            if one.digest == report.digest:
                return one
        elif said in one.fingerprints or (
            handed_in is not None and handed_in in (one.handed_in, one.last_handed_in)
        ):
            return one
    return None
