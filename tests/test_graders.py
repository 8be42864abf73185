"""Grader processes outlive a batch, and end with their block."""

import contextlib
import time
from collections.abc import Iterator

import pytest

from grader.batch import prepare_work, write_checks
from grader.course import Course
from grader.graders import Graders
from grader.sandbox.rungs import Isolation
from grader.server import GraderProcess
from grader.submission.identity import collect
from grader.work import Chunk, Settled, Work
from tests.courses import NAME, machine, submission


@pytest.fixture
def work(course: Course) -> Work:
    assignment = course.assignment(NAME)
    module, _ = write_checks(assignment, course.build_folder(NAME))
    return prepare_work(assignment, module, isolation=Isolation.BEST, machine=machine())


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[GraderProcess]]:
    """The processes that were started, in order."""
    processes: list[GraderProcess] = []

    def start(work: Work) -> GraderProcess:
        processes.append(GraderProcess(work))
        return processes[-1]

    monkeypatch.setattr("grader.graders.GraderProcess", start)
    yield processes
    for process in processes:
        process.kill()


def chunk(course: Course) -> Chunk:
    path = course.root / "ada.ipynb"
    path.write_bytes(submission(course))
    return Chunk(submissions=tuple(enumerate(collect([path], assignment=NAME))))


def test_a_process_is_started_once_for_chunks_that_follow_each_other(
    course: Course, work: Work, started: list[GraderProcess]
) -> None:
    settled: list[Settled] = []
    with Graders(work) as graders:
        assert graders.submit(chunk(course), settled.append).result() is None
        assert graders.submit(chunk(course), settled.append).result() is None
    assert len(started) == 1
    assert [result.report.score for result in settled] == [settled[0].report.max_score - 1] * 2


def test_a_process_ends_by_itself_when_the_block_ends(
    course: Course, work: Work, started: list[GraderProcess]
) -> None:
    with Graders(work) as graders:
        graders.submit(chunk(course), lambda _settled: None).result()
    assert started[0].last_words() == "exit status 0"


def test_a_process_at_work_is_killed_when_the_block_fails(
    course: Course, work: Work, started: list[GraderProcess]
) -> None:
    with contextlib.suppress(KeyboardInterrupt), Graders(work) as graders:
        graders.submit(chunk(course), lambda _settled: None)
        while not started:
            time.sleep(0.001)
        raise KeyboardInterrupt
    assert started[0].last_words() == "exit status -9"


def test_nothing_is_started_where_nothing_is_graded(work: Work, started: list[GraderProcess]) -> None:
    with Graders(work, jobs=2):
        pass
    assert started == []
