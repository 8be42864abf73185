"""Which attempt a report is of: so that the same report twice is one attempt, and a regrade is no new one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from grader.model import Report
from grader.submission.safe_names import printable

__all__ = ["Known", "fingerprint", "same_attempt"]


class Known(msgspec.Struct, kw_only=True):
    """What tells one attempt from another."""

    key: int | None = None  # in the database; None before it is written
    number: int
    submission: str  # its path, as it was given first
    digest: str | None = None
    handed_in: datetime | None = None
    last_handed_in: datetime | None = None
    fingerprints: list[str] = []  # of its reports, the newest last

    def facts(self) -> dict[str, Any]:
        """What may become known later, by the names of columns."""
        return {
            "digest": self.digest,
            "handed_in": self.handed_in,
            "last_handed_in": self.last_handed_in,
        }

    def learn(self, said: str, report: Report, handed_in: datetime | None) -> None:
        """Take in that *report*, whose fingerprint is *said*, is of this attempt."""
        if self.fingerprints[-1:] != [said]:
            self.fingerprints.append(said)
        self.digest = self.digest or report.digest
        if handed_in is not None:
            self.handed_in = min(self.handed_in or handed_in, handed_in)
            self.last_handed_in = max(self.last_handed_in or handed_in, handed_in)


def fingerprint(report: Report) -> str:
    """Hexadecimal sha256 of what *report* says; not of times, which differ each time that it is graded."""
    checks = tuple(msgspec.structs.replace(check, cpu_seconds=None) for check in report.checks)
    said = msgspec.structs.replace(report, checks=checks, submission="", digest=None)
    return hashlib.sha256(msgspec.json.encode(_told(msgspec.to_builtins(said)))).hexdigest()


def _told(value: Any) -> Any:
    """*value* without fields that say nothing: a field that a later version adds changes no fingerprint."""
    if isinstance(value, dict):
        return {name: _told(part) for name, part in value.items() if part}
    return [_told(part) for part in value] if isinstance(value, list | tuple) else value


def same_attempt(
    known: Sequence[Known], report: Report, handed_in: datetime | None, said: str
) -> Known | None:
    """The attempt of *known*, which are one student's at one assignment, that *report* is of; else None.

    Its fingerprint is *said*.

    Where both digests are known, they decide: the same bytes are the same attempt, whenever they came. A
    report without a digest is of a file that could not be read: it is of an attempt that has a report which
    says the same, or of the one at the same path, if times do not speak against it.
    """
    newest_first = [*reversed(known)]
    if report.digest is not None:
        for one in newest_first:
            if one.digest == report.digest:
                return one
    unsure = [one for one in newest_first if one.digest is None or report.digest is None]
    for one in unsure:
        if said in one.fingerprints:
            return one
    path = printable(report.submission)
    return next(
        (one for one in unsure if one.submission == path and _may_be_same(one, report, handed_in)), None
    )


def _may_be_same(one: Known, report: Report, handed_in: datetime | None) -> bool:
    if one.handed_in is not None and handed_in is not None:
        return handed_in in (one.handed_in, one.last_handed_in)
    # else a file that cannot be read would take the place of one at the same path that could
    return one.digest is None and report.digest is None
