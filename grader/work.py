"""What a grader process is told to do, and what it tells: text on a pipe, or on its way between machines.

Nothing here grades, or imports what does: a command that starts such processes need not be one.
"""

from pathlib import Path

import msgspec

from grader.course import Limits
from grader.evidence import Evidence
from grader.model import Report
from grader.sandbox.rungs import Rung
from grader.spending import Spent
from grader.submission.identity import SubmissionPath
from grader.submission.plan import Extent
from grader.testing.thresholds import Measurement
from grader.transcripts import Transcript

__all__ = ["Chunk", "Settled", "Work"]


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What all chunks of one command have in common."""

    root: str  # the assignment's folder
    module: str  # the compiled checks
    rung: Rung
    notes: tuple[str, ...] = ()
    show: bool = False
    seed: int = 0  # which of many runs: other numbers give other draws everywhere
    limits: Limits | None = None  # in place of the assignment's own
    profile: bool = False  # also measure where the time goes
    transcripts: bool = False  # also tell what was run of each submission and what it showed
    surroundings: tuple[str, ...] = ()  # what results depend on where they are made, if that is elsewhere


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """Some submissions, each with its position in the whole batch."""

    submissions: tuple[tuple[int, SubmissionPath], ...]
    extents: dict[str, Extent] = {}  # output name -> how much of that submission is graded, where not all
    seeds: dict[str, int] = {}  # output name -> the seed of that submission, where not that of the work

    def to_json(self) -> bytes:
        """One line of JSON."""
        return msgspec.json.encode(self, enc_hook=str)

    @classmethod
    def from_json(cls, line: bytes) -> "Chunk":
        """What `to_json` wrote."""
        return _CHUNK.decode(line)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """One submission's result."""

    position: int
    report: Report
    outputs: dict[str, list[dict[str, object]]] = {}  # cell label -> outputs as nbformat writes them
    measured: dict[str, list[Measurement]] = {}  # check -> what it compared with thresholds
    evidence: dict[str, Evidence] = {}  # failed check -> the numbers that it saw
    cell_seconds: dict[str, float] = {}  # cell label -> CPU seconds, as the worker tells it
    check_bytes: dict[str, int] = {}  # check -> the most memory of its process, as the worker tells it
    not_run: tuple[str, ...] = ()  # checks that the submission's extent leaves out
    stages: dict[str, Spent] = {}  # what was spent since the result before this one, where it is measured
    try_again: bool = True  # False where the grader failed and would fail again
    transcript: Transcript | None = None  # where it is asked for; told once, and not kept with the result


# made once, when this module is loaded: two threads that learn a type at the same time end the process
_CHUNK = msgspec.json.Decoder(Chunk, dec_hook=lambda _type, text: Path(text))
