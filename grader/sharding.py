"""A class in parts, for machines that do not know of each other: who is in which part, and the parts as one.

A submission's part depends on its student alone, or on its file's name where there is none: not on the
others, nor on where they lie. So a late submission moves nobody else, and one student's stay together.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.exports.words import one_line
from grader.model import Report
from grader.submission.identity import SubmissionPath

__all__ = ["Shard", "merge_reports"]

MOST = 100_000  # parts; no array of jobs is larger


class Shard(msgspec.Struct, frozen=True, kw_only=True):
    """Part *number* of *count*, from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """What ``--shard 3/8`` means.

        Raises:
            UsageError: It means nothing.
        """
        number, _, count = text.partition("/")
        if number.isascii() and number.isdigit() and count.isascii() and count.isdigit():
            shard = cls(number=int(number), count=int(count))
            if 1 <= shard.number <= shard.count <= MOST:
                return shard
        raise UsageError(f"--shard {text!r}: expected a part and how many there are, from 1/8 to 8/8")

    def holds(self, path: SubmissionPath) -> bool:
        """Whether *path* is in this part; it is in exactly one of all *count*."""
        name = path.path.name if path.student is None else path.student
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1


def merge_reports(files: Mapping[str, Sequence[Report]]) -> list[Report]:
    """The reports of all *files* (by their names) as one list, in the order of the submissions' paths.

    Raises:
        UsageError: They were graded against different things, or somebody is in two of them.
    """
    listed = [(name, report) for name, reports in files.items() for report in reports]
    for what in ("assignment", "release", "data_tier"):
        first: dict[str, str] = {}
        for name, report in listed:
            first.setdefault(getattr(report, what), name)
        if len(first) > 1:
            (one, in_one), (other, in_other), *_ = first.items()
            raise UsageError(
                f"{in_one} has the {_SAID[what]} {one_line(one, 40)}, {in_other} {one_line(other, 40)}: "
                "only parts of one run can be merged; grade all of them with the same course"
            )
    seen: dict[str, tuple[str, Report]] = {}
    for name, report in listed:
        who = report.student if report.student is not None else report.submission
        before, known = seen.setdefault(who, (name, report))
        # one student may hand in more than one file, and all of them are in one part
        if known is not report and (before != name or known.submission == report.submission):
            same = "the same report" if known == report else f"{known.score:g} and {report.score:g} points"
            raise UsageError(
                f"{one_line(who, 100)} is in {before} and in {name}, with {same}: each submission belongs to "
                "one part; leave one of the files out, or grade with --shard"
            )
    return sorted((report for _, report in listed), key=_order)


_SAID = {"assignment": "assignment", "release": "release", "data_tier": "digits"}


def _order(report: Report) -> list[tuple[str, str]]:
    """By folder and name, as `collect` lists them."""
    parts = Path(report.submission).parts
    return [(unicodedata.normalize("NFC", part), part) for part in parts]
