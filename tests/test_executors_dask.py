"""A real Dask cluster of two workers: whatever goes away meanwhile, the reports are those of a serial run."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.batch import Batch, grade_batch, write_checks
from grader.course import Course
from grader.executors.dask_cluster import DaskCluster, connect
from grader.executors.remote import RemoteGraders
from grader.model import Report
from grader.sandbox.rungs import Isolation
from grader.submission.identity import collect
from grader.work import Settled
from tests.clusters import LoopbackCluster
from tests.courses import NAME, new_course, settle, submission

MIDDLE = 4  # results that are there when something goes away


def nothing() -> None:
    """No fault."""


def without_times(reports: list[Report]) -> bytes:
    def timeless(report: Report) -> Report:
        checks = tuple(msgspec.structs.replace(check, cpu_seconds=None) for check in report.checks)
        return msgspec.structs.replace(report, checks=checks)

    return msgspec.json.encode([timeless(report) for report in reports])


class Homework:
    """A class of odd and ordinary submissions, and the reports that a serial run gave it."""

    def __init__(self, root: Path) -> None:
        self.course: Course = new_course(root)
        answers = {
            "wrong": {"error": "def mean_squared_error(p, t):\n    return np.sum((p - t) ** 2)"},
            "raises": {"error": "raise RuntimeError('no')"},
            "ends": {"gradient": "import os\nos._exit(0)"},
        }
        contents = {student: submission(self.course, **given) for student, given in answers.items()}
        for number in range(8):
            text = f"def mean_squared_error(p, t):\n    return np.mean((p - t) ** 2)  # {number}"
            contents[f"right-{number}"] = submission(self.course, error=text)
        contents |= {"Łukasz Żak": submission(self.course), "pdf": b"%PDF-1.7", "empty": b""}
        self.serial = [settled.report for settled in settle(self.course, contents)]

    def grade(
        self, connection: Callable[[], DaskCluster], fault: Callable[[], None] = nothing
    ) -> list[Report]:
        """Grade with a cluster; once some results are there, let *fault* happen."""
        assignment = self.course.assignment(NAME)
        module, _ = write_checks(assignment, self.course.build_folder(NAME))
        count = itertools.count(1)

        def progress(_: Settled) -> None:
            if next(count) == MIDDLE:
                fault()

        with RemoteGraders(assignment, module, connection, isolation=Isolation.BEST) as graders:
            paths = collect([self.course.root / "submissions"], assignment=NAME)
            batch = Batch(work=graders.work, assignment=assignment, submissions=tuple(paths))
            return [settled.report for settled in grade_batch(batch, progress, graders=graders)]


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Homework:
    return Homework(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def cluster() -> Iterator[LoopbackCluster]:
    with LoopbackCluster(workers=2) as started:
        yield started


class Twice(Executor):
    """Has everything done twice, and answers with what came last."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._threads = ThreadPoolExecutor()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        both = [self._executor.submit(function, *arguments) for _ in range(2)]
        return self._threads.submit(lambda: [future.result() for future in both][-1])


def test_a_task_that_is_done_twice_counts_once(homework: Homework, cluster: LoopbackCluster) -> None:
    def doubled() -> DaskCluster:
        connection = connect(cluster.address)
        connection.executor = Twice(connection.executor)
        return connection

    assert without_times(homework.grade(doubled)) == without_times(homework.serial)


def test_a_worker_that_is_killed_changes_no_report(homework: Homework, cluster: LoopbackCluster) -> None:
    def kill() -> None:
        cluster.kill_worker()
        cluster.add_worker()

    reports = homework.grade(lambda: connect(cluster.address), kill)
    assert without_times(reports) == without_times(homework.serial)


def test_a_scheduler_that_is_lost_and_started_again_changes_no_report(
    homework: Homework, cluster: LoopbackCluster
) -> None:
    reports = homework.grade(lambda: connect(cluster.address), lambda: cluster.restart(workers=1))
    assert without_times(reports) == without_times(homework.serial)
