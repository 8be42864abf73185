"""Grader processes outlive a batch, and end with their block."""

import contextlib
import time
from collections.abc import Iterator

import pytest

from grader.batch import prepare_work, write_checks
from grader.course import Course
from grader.graders import Graders
from grader.model import Outcome
from grader.sandbox.rungs import Isolation
from grader.server import GraderProcess
from grader.submission.identity import collect
from grader.work import Chunk, Settled, Work
from tests.courses import NAME, add_cell, add_checks, check_of, grade, machine, submission


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


FLAGS = """import sys

def test_asserts_are_run(submission):
    assert (sys.flags.optimize, sys.warnoptions) == (0, [])

def test_sets_are_in_one_order(submission):
    assert submission.letters == list(set("abcdefgh"))
"""


def test_what_a_check_sees_depends_on_nothing_in_the_environment(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("PYTHONOPTIMIZE", "2"), ("PYTHONWARNINGS", "error"), ("PYTHONHASHSEED", "7")):
        monkeypatch.setenv(name, value)
    add_checks(course, FLAGS)
    add_cell(course, 'letters = list(set("abcdefgh"))', "setup", before="def error(")
    (report,) = grade(course, {"ada": submission(course)}).values()
    assert check_of(report, "asserts-are-run").outcome is Outcome.PASSED
    assert check_of(report, "sets-are-in-one-order").outcome is Outcome.PASSED
