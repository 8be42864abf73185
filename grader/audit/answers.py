"""Grades answers to one assignment, each under as many seeds as is asked, in the sandbox and in parallel."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.batch import Batch, grade_batch, prepare_work, write_checks
from grader.course import Assignment, Limits
from grader.graders import Graders
from grader.mutants import answered
from grader.notebook.source import read_source
from grader.release.strip import serialise
from grader.sandbox.probe import Machine
from grader.sandbox.rungs import Isolation
from grader.submission.identity import SubmissionPath
from grader.submission.plan import Extent
from grader.work import Settled

__all__ = ["Answer", "Run", "grade_answers", "grade_answers_with", "graders_of"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to an assignment: cells by their names; what it does not say is the reference's."""

    name: str
    cells: Mapping[str, str]
    seeds: Sequence[int] = (0,)  # one run for each
    extent: Extent = Extent()  # how much of it is graded


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, graded once."""

    answer: str
    seed: int
    settled: Settled


def grade_answers(
    assignment: Assignment,
    answers: Sequence[Answer],
    *,
    machine: Machine,
    isolation: Isolation = Isolation.BEST,
    jobs: int = 2,
    progress: Callable[[Run], None] = lambda _run: None,
) -> list[Run]:
    """Grade each of *answers* under its seeds; the runs come by seed, then in the order of *answers*."""
    with graders_of(assignment, machine=machine, isolation=isolation, jobs=jobs) as graders:
        return grade_answers_with(graders, assignment, answers, progress)


@contextlib.contextmanager
def graders_of(
    assignment: Assignment,
    *,
    machine: Machine,
    isolation: Isolation = Isolation.BEST,
    jobs: int = 2,
    limits: Limits | None = None,
    rewrite: Callable[[str], str] | None = None,
) -> Iterator[Graders]:
    """Grader processes for *assignment*, with checks compiled for them alone.

    Args:
        limits: In place of the assignment's own.
        rewrite: What to make of the compiled checks' text before it is run.
    """
    with tempfile.TemporaryDirectory(prefix="welldone-checks-") as folder:
        module, compiled = write_checks(assignment, Path(folder))
        if rewrite is not None:
            module.write_text(rewrite(compiled.text), encoding="utf-8")
        work = prepare_work(assignment, module, isolation=isolation, machine=machine)
        with Graders(msgspec.structs.replace(work, limits=limits), jobs=jobs) as graders:
            yield graders


def grade_answers_with(
    graders: Graders,
    assignment: Assignment,
    answers: Sequence[Answer],
    progress: Callable[[Run], None] = lambda _run: None,
) -> list[Run]:
    """The same as `grade_answers`, with processes that may have graded before and may grade again."""
    with tempfile.TemporaryDirectory(prefix="welldone-answers-") as folder:
        source = read_source(assignment.source)
        asked: list[tuple[SubmissionPath, Answer, int]] = []
        for answer in answers:
            path = Path(folder) / f"{len(asked)}.ipynb"
            path.write_bytes(serialise(answered(source, assignment=assignment.name, answers=answer.cells)))
            for seed in answer.seeds:
                name = f"answer-{len(asked)}"
                given = SubmissionPath(path=path, given=answer.name, student=answer.name, output_name=name)
                asked.append((given, answer, seed))
        asked.sort(key=lambda one: one[2])
        batch = Batch(
            work=graders.work,
            assignment=assignment,
            submissions=tuple(path for path, _, _ in asked),
            jobs=graders.jobs,
            extents={path.output_name: answer.extent for path, answer, _ in asked},
            seeds={path.output_name: seed for path, _, seed in asked},
        )

        def run_of(result: Settled) -> Run:
            _, answer, seed = asked[result.position]
            return Run(answer=answer.name, seed=seed, settled=result)

        settled = grade_batch(batch, lambda one: progress(run_of(one)), graders=graders)
        return [run_of(one) for one in settled]
