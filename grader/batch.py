"""Grades many submissions with several grader processes, and retries what the grader itself failed.

Processes take chunks as they get free, so that one slow submission holds up nobody else's. A process that
dies costs its chunk a second try, each submission alone; one that fails twice is reported as the grader's
failure, never as a zero. Whoever grades may do so twice and tell it twice: the first result counts.
"""

import ast
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import as_completed
from pathlib import Path

import msgspec

from grader.checks.module import CompiledChecks, compile_checks, module_name
from grader.course import Assignment
from grader.errors import AssignmentError
from grader.graders import Graders
from grader.model import Status
from grader.notebook.source import read_source
from grader.sandbox.probe import Machine, choose
from grader.sandbox.rungs import Isolation, Rung
from grader.sandbox.visible import is_visible
from grader.submission.identity import SubmissionPath
from grader.submission.plan import Extent
from grader.submission.reports import ungraded_report
from grader.whole import write_whole
from grader.work import Chunk, Settled, Work

__all__ = ["Batch", "grade_batch", "prepare_work", "write_checks"]

CHUNKS_PER_JOB = 4  # so that jobs end at about the same time


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be graded, and how."""

    work: Work
    assignment: Assignment
    submissions: tuple[SubmissionPath, ...]
    jobs: int = 1
    extents: Mapping[str, Extent] = {}  # output name -> how much of that submission is graded, where not all
    seeds: Mapping[str, int] = {}  # output name -> the seed of that submission, where not that of the work

    def chunk(self, submissions: Sequence[tuple[int, SubmissionPath]]) -> Chunk:
        """Some of the submissions, with all that a grader process must know of them."""
        names = [path.output_name for _, path in submissions]
        return Chunk(
            submissions=tuple(submissions),
            extents={name: self.extents[name] for name in names if name in self.extents},
            seeds={name: self.seeds[name] for name in names if name in self.seeds},
        )


def write_checks(
    assignment: Assignment, folder: Path, *, practice: bool = False
) -> tuple[Path, CompiledChecks]:
    """Compile the checks of *assignment* into *folder*.

    Args:
        practice: The assignment was made of a student's own notebook, whose answers define who knows what.

    Raises:
        CheckError: A check cell cannot be compiled.
        AssignmentError: A file of checks does not parse.
    """
    for file in assignment.check_files:
        _refuse_unparsable(file)
    compiled = compile_checks(
        read_source(assignment.source),
        assignment=assignment.name,
        root=assignment.root,
        modules=any(path.suffix == ".py" for _, path in assignment.released_files),
        practice=practice,
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / module_name(assignment.name)
    write_whole(path, compiled.text.encode())
    return path, compiled


def _refuse_unparsable(path: Path) -> None:
    try:
        ast.parse(path.read_bytes(), str(path))
    except SyntaxError as error:
        raise AssignmentError(f"line {error.lineno or 1} does not parse: {error.msg}", path=path) from None
    except ValueError:  # a NUL
        raise AssignmentError("does not parse: it is no text", path=path) from None


def prepare_work(
    assignment: Assignment,
    module: Path,
    *,
    isolation: Isolation,
    machine: Machine,
    show: bool = False,
    seed: int = 0,
) -> Work:
    """What the grader processes need to know.

    Args:
        show: Also run the text of visible checks as a student would, to keep what it shows.
        seed: Which of many runs: other numbers give other draws to cells and checks.

    Raises:
        IsolationError: The machine cannot enforce *isolation*.
        AssignmentError: Submissions could read the assignment's folder.
    """
    rung = choose(isolation, machine)
    if rung is not Rung.NONE and is_visible(assignment.root):
        raise AssignmentError(
            "lies where submissions can read, among the interpreter's own files: move the course elsewhere",
            path=assignment.root,
        )
    lacks = [row.what for row in machine.rows() if row.by is None]
    notes: tuple[str, ...] = ()
    if rung is Rung.NONE:
        notes = ("this submission was not confined",)
    elif isolation is Isolation.BEST and lacks:
        notes = (f"isolation {rung.value} lacks: {', '.join(lacks)}",)
    return Work(root=str(assignment.root), module=str(module), rung=rung, notes=notes, show=show, seed=seed)


def grade_batch(
    batch: Batch,
    progress: Callable[[Settled], None] = lambda _settled: None,
    *,
    graders: Graders | None = None,
) -> list[Settled]:
    """Grade every submission of *batch*; the results are in its order, one for each.

    Args:
        graders: Who grades, and may grade more afterwards; else processes for this batch alone.
    """
    if graders is None:
        with Graders(batch.work, jobs=batch.jobs) as graders:
            return grade_batch(batch, progress, graders=graders)
    assert graders.work == batch.work
    run = _Run(batch, graders, progress)
    count = len(batch.submissions)
    size = max(1, min(graders.largest, -(-count // (graders.jobs * CHUNKS_PER_JOB))))
    everything = list(enumerate(batch.submissions))
    run.work_off([everything[start : start + size] for start in range(0, count, size)])
    again = [[everything[position]] for position in run.to_retry()]
    run.final = True
    run.work_off(again)
    return run.in_order()


class _Run:
    def __init__(self, batch: Batch, graders: Graders, progress: Callable[[Settled], None]) -> None:
        self.final = False
        self._batch = batch
        self._graders = graders
        self._progress = progress
        self._settled: dict[int, Settled] = {}
        self._problems: dict[int, str] = {}
        self._lock = threading.Lock()

    def work_off(self, chunks: Sequence[Sequence[tuple[int, SubmissionPath]]]) -> None:
        """Have all *chunks* graded."""
        asked = {self._graders.submit(chunk, self._keep): chunk for chunk in map(self._batch.chunk, chunks)}
        try:
            for graded in as_completed(asked):
                problem = graded.result()
                if problem is not None:
                    self._problems |= dict.fromkeys((at for at, _ in asked[graded].submissions), problem)
        except BaseException:  # Ctrl-C, or a result that cannot be kept: what is not begun stays undone
            self._graders.kill()
            raise

    def to_retry(self) -> list[int]:
        """Positions that have no result, or one that is the grader's own failure and may pass."""
        return [
            position
            for position in range(len(self._batch.submissions))
            if position not in self._settled or _failed(self._settled[position])
        ]

    def in_order(self) -> list[Settled]:
        """One result for every submission."""
        assignment = self._batch.assignment
        points = max((settled.report.max_score for settled in self._settled.values()), default=0.0)
        return [
            self._settled.get(position)
            or Settled(
                position=position,
                report=ungraded_report(
                    assignment,
                    path,
                    status=Status.INFRASTRUCTURE,
                    reason=self._problems.get(position, "the grader process ended"),
                    release=assignment.digest(),
                    points=points,
                ),
            )
            for position, path in enumerate(self._batch.submissions)
        ]

    def _keep(self, settled: Settled) -> None:
        with self._lock:
            known = self._settled.get(settled.position)
            if known is not None and not _failed(known):
                return
            # a class's figures would fill the memory: whoever keeps them does so when they are told
            self._settled[settled.position] = msgspec.structs.replace(settled, transcript=None)
            if self.final or not _failed(settled):
                self._progress(settled)


def _failed(settled: Settled) -> bool:
    return settled.report.status is Status.INFRASTRUCTURE and settled.try_again
