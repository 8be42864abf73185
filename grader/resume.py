"""Grades what is not graded yet: results that a journal holds are taken from it, the others added to it."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from grader.batch import Batch, grade_batch
from grader.graders import Graders
from grader.journal import Journal, context_of, key_of
from grader.model import Status
from grader.submission.identity import SubmissionPath
from grader.transcripts import Transcripts
from grader.work import Settled

__all__ = ["Resumed", "resume", "transcripts_in"]


def transcripts_in(folder: Path) -> Transcripts:
    """The transcripts of what was graded with the journal in *folder*."""
    return Transcripts(folder / "transcripts")


class Resumed(msgspec.Struct, frozen=True, kw_only=True):
    """The results of a batch, in its order, and how many of them were known before."""

    settled: tuple[Settled, ...]
    known: int


def resume(
    batch: Batch,
    folder: Path,
    *,
    again: bool = False,
    graders: Graders | None = None,
    progress: Callable[[Settled], None] = lambda _settled: None,
) -> Resumed:
    """Grade every submission of *batch* that the journal in *folder* holds no result for.

    Transcripts, where the batch's work asks for them, are kept in `transcripts_in` *folder*.

    Args:
        again: Grade all of them, whatever the journal holds.
        graders: What grades them, see `grade_batch`.
        progress: Called with each result as soon as it is known and written.

    Raises:
        InfrastructureError: A result could not be written. Those before it are kept.
    """
    journal = Journal(folder, context_of(batch.work, digest=batch.assignment.digest()))
    journal.tidy()
    transcripts = transcripts_in(folder)
    transcripts.tidy()
    known = {} if again else journal.read()
    keys = [None if path.refused else _key(path) for path in batch.submissions]
    results: dict[int, Settled] = {}
    for position, (path, key) in enumerate(zip(batch.submissions, keys, strict=True)):
        if key is not None and key in known:
            results[position] = _handed_in(known[key], path, position)
            progress(results[position])
    rest = [position for position in range(len(keys)) if position not in results]

    def settled(result: Settled) -> None:
        position = rest[result.position]
        key = keys[position]
        result, transcript = msgspec.structs.replace(result, transcript=None), result.transcript
        if key is not None and transcript is not None:
            transcripts.keep(transcript, release=result.report.release, digest=_digest(key))
        if key is not None and result.report.status is not Status.INFRASTRUCTURE:
            journal.add(key, msgspec.structs.replace(result, stages={}))
        progress(msgspec.structs.replace(result, position=position))

    left = msgspec.structs.replace(batch, submissions=tuple(batch.submissions[place] for place in rest))
    graded = grade_batch(left, settled, graders=graders) if rest else []
    for position, result in zip(rest, graded, strict=True):
        results[position] = msgspec.structs.replace(result, position=position)
    settled_in_order = tuple(_of_bytes(results[place], key) for place, key in enumerate(keys))
    return Resumed(settled=settled_in_order, known=len(keys) - len(rest))


def _key(path: SubmissionPath) -> str | None:
    """What a submission's result is found by: its bytes, and what its path adds to the report."""
    content = key_of(path.path)
    return None if content is None else "/".join((content, path.path.name, *path.notes))


def _digest(key: str) -> str:
    return key.partition("/")[0]


def _of_bytes(settled: Settled, key: str | None) -> Settled:
    """The result, whose report says which bytes it is of: a gradebook tells attempts apart by them."""
    digest = None if key is None else _digest(key)
    report = msgspec.structs.replace(settled.report, digest=digest)
    return msgspec.structs.replace(settled, report=report)


def _handed_in(settled: Settled, path: SubmissionPath, position: int) -> Settled:
    """The result as it is for this student: the same bytes may lie elsewhere, or be somebody else's."""
    report = msgspec.structs.replace(settled.report, submission=path.given, student=path.student)
    return msgspec.structs.replace(settled, report=report, position=position)
