"""Grader processes outlive a batch, and end with their block."""

import contextlib

import pytest

from grader.batch import prepare_work, write_checks
from grader.course import Course
from grader.graders import Graders
from grader.sandbox.rungs import Isolation
from grader.session import Work
from tests.courses import NAME, machine


@pytest.fixture
def work(course: Course) -> Work:
    assignment = course.assignment(NAME)
    module, _ = write_checks(assignment, course.build_folder(NAME))
    return prepare_work(assignment, module, isolation=Isolation.BEST, machine=machine())


def test_a_process_that_is_given_back_is_taken_again(work: Work) -> None:
    with Graders(work) as graders:
        process = graders.take()
        graders.give_back(process)
        assert graders.take() is process
        graders.bury(process)


def test_a_process_that_is_in_use_is_nobody_elses(work: Work) -> None:
    with Graders(work, jobs=2) as graders:
        first, second = graders.take(), graders.take()
        assert first is not second
        for process in (first, second):
            graders.bury(process)


def test_a_process_started_in_a_thread_ends_by_itself_when_the_block_ends(work: Work) -> None:
    with Graders(work) as graders:
        process = graders.threads.submit(graders.take).result()
        graders.give_back(process)
    assert process.last_words() == "exit status 0"


def test_processes_at_work_are_killed_when_the_block_fails(work: Work) -> None:
    with contextlib.suppress(KeyboardInterrupt), Graders(work) as graders:
        process = graders.take()
        raise KeyboardInterrupt
    assert process.last_words() == "exit status -9"
