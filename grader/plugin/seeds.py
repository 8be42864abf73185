"""Where the randomness of a grading run comes from: the seeds of cells, and of each check on either side.

All are stated, so that grading twice gives the same report and equal answers fare equally. What a check draws
on the trusted side comes from a key that students do not have: the whole text that submissions are graded
against, hidden checks included. The worker's own seeds are no secret, and say nothing about it.
"""

import hashlib

import msgspec

from grader.course import Assignment

__all__ = ["CheckSeeds", "Seeds"]


class CheckSeeds(msgspec.Struct, frozen=True, kw_only=True):
    """What ``random`` and ``np.random`` start from while one check runs."""

    trusted: int
    worker: int


class Seeds(msgspec.Struct, frozen=True, kw_only=True):
    """The seeds of one grading run."""

    key: bytes
    run: int  # which of many runs: other numbers give other draws everywhere

    @classmethod
    def of(cls, assignment: Assignment, run: int = 0) -> "Seeds":
        """The seeds for *assignment*; its digest stands in reports, the key is not that."""
        digest = hashlib.sha256(b"the key of the trusted side's seeds\0")
        for path in (assignment.source, *assignment.check_files):
            digest.update(path.read_bytes())
        return cls(key=digest.digest(), run=run)

    def of_run(self, run: int | None) -> "Seeds":
        """The seeds of another *run*; with None, these."""
        return self if run is None else msgspec.structs.replace(self, run=run)

    @property
    def cells(self) -> int:
        """For the notebook's cells."""
        return self.run

    def of_check(self, name: str, stated: int | None = None) -> CheckSeeds:
        """For the check *name*: the *stated* seed on both sides, where its author gave one."""
        if stated is not None:
            return CheckSeeds(trusted=stated, worker=stated)
        return CheckSeeds(trusted=self._draw(self.key, name), worker=self._draw(b"worker", name))

    def _draw(self, key: bytes, name: str) -> int:
        digest = hashlib.sha256(b"\0".join((key, str(self.run).encode(), name.encode()))).digest()
        return int.from_bytes(digest[:4], "big")
