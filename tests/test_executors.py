"""Grading elsewhere: what travels, what a worker does with it, and what becomes of lost connections."""

import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.batch import Batch, grade_batch, write_checks
from grader.cli import main
from grader.course import Assignment, Course
from grader.errors import InfrastructureError
from grader.executors import bench, remote
from grader.executors.errand import Answer, Errand, Greeting, Terms
from grader.executors.parcel import Parcel, digest_of
from grader.executors.remote import RemoteGraders
from grader.graders import Graders, Keep
from grader.journal import surroundings
from grader.model import Report, Status
from grader.sandbox.rungs import Isolation, Rung
from grader.submission.identity import SubmissionPath, collect
from grader.work import Chunk, Settled, Work
from tests.courses import NAME, add_checks, machine, new_course, submission
from tests.reports import report

GREETING = msgspec.json.encode(Greeting(machine=machine(), surroundings=surroundings()))


class Dead(Exception):
    """What `OwnCluster` raises for an errand whose workers died."""


class OwnCluster(Executor):
    """A cluster of no workers: *answer* makes the answers, or raises."""

    name = "the cluster"
    gave_up: tuple[type[Exception], ...] = (Dead,)

    def __init__(self, answer: Callable[[Errand, bytes | None], Answer], greeting: bytes = GREETING) -> None:
        self.executor: Executor = self
        self.is_closed = False
        self._answer = answer
        self._greeting = greeting

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(
                self._greeting
                if function is bench.greet
                else msgspec.json.encode(self._answer(Errand.decode(arguments[0]), arguments[1]))
            )
        except ConnectionError:
            future.cancel()
            future.set_running_or_notify_cancel()
        except Exception as error:
            future.set_exception(error)
        return future

    def workers(self) -> int:
        return 1

    def close(self) -> None:
        self.is_closed = True


def settled(errand: Errand) -> Answer:
    """Everybody has two points."""
    submissions = errand.unpack_chunk().submissions
    return Answer(
        settled=tuple(Settled(position=at, report=report(path.student)) for at, path in submissions)
    )


@pytest.fixture(scope="module")
def pupils(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with three submissions, two of which cannot be read."""
    course = new_course(tmp_path_factory.mktemp("course"))
    folder = course.root / "submissions"
    folder.mkdir()
    (folder / "ada.ipynb").write_bytes(submission(course))
    (folder / "bo.ipynb").symlink_to(folder / "ada.ipynb")
    (folder / "huge.ipynb").touch()
    with (folder / "huge.ipynb").open("r+b") as file:
        file.truncate(65 * 2**20)
    return course


def grade(pupils: Course, *clusters: OwnCluster) -> list[Report]:
    """Grade with the first of *clusters*; whenever a connection is lost, with the next."""
    rest: Iterator[OwnCluster] = iter(clusters)
    assignment = pupils.assignment(NAME)
    module, _ = write_checks(assignment, pupils.build_folder(NAME))
    paths = tuple(collect([pupils.root / "submissions"], assignment=NAME))
    with RemoteGraders(assignment, module, lambda: next(rest), isolation=Isolation.BEST, jobs=1) as graders:
        batch = Batch(work=graders.work, assignment=assignment, submissions=paths)
        return [one.report for one in grade_batch(batch, graders=graders)]


def test_a_parcel_holds_all_that_an_assignment_is_graded_against(course: Course, tmp_path: Path) -> None:
    add_checks(course, "{}", "expected.json")
    assignment = course.assignment(NAME)
    encoded = Parcel.of(assignment).encode()
    unpacked = Parcel.decode(encoded, digest=digest_of(encoded)).unpack(tmp_path / "there")
    assert unpacked.digest() == assignment.digest()
    assert (unpacked.root / "checks" / "expected.json").read_text() == "{}"


def test_a_parcel_is_found_by_what_it_holds_and_not_by_where_it_was_made(
    course: Course, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = new_course(tmp_path_factory.mktemp("other"))
    assert Parcel.of(course.assignment(NAME)).encode() == Parcel.of(other.assignment(NAME)).encode()
    add_checks(other, "")
    assert Parcel.of(course.assignment(NAME)).encode() != Parcel.of(other.assignment(NAME)).encode()


def test_nobody_else_can_read_an_unpacked_assignment(course: Course, tmp_path: Path) -> None:
    unpacked = Parcel.of(course.assignment(NAME)).unpack(tmp_path / "there")
    assert {path.stat().st_mode & 0o077 for path in (unpacked.root, *unpacked.root.rglob("*"))} == {0}


def test_a_parcel_that_was_damaged_is_refused(course: Course) -> None:
    encoded = Parcel.of(course.assignment(NAME)).encode()
    with pytest.raises(InfrastructureError, match="as it was sent"):
        Parcel.decode(encoded.replace(b"assert", b"ASSERT"), digest=digest_of(encoded))


def errand(assignment: Assignment, **changes: Any) -> tuple[bytes, bytes]:
    """An errand with one submission that is no notebook, and the parcel that it needs."""
    parcel = Parcel.of(assignment).encode()
    path = SubmissionPath(path=Path("mei.ipynb"), given="x/mei.ipynb", student="mei", output_name="mei")
    terms = Terms(parcel=digest_of(parcel), surroundings=surroundings(), isolation=Isolation.BEST)
    sent = Errand(
        terms=msgspec.structs.replace(terms, **changes),
        chunk=Chunk(submissions=((7, path),)).to_json(),
        contents=(b"%PDF-1.7",),
    )
    return sent.encode(), parcel


def test_a_worker_asks_for_an_assignment_once(course: Course) -> None:
    sent, parcel = errand(course.assignment(NAME))

    def answers(with_parcel: bytes | None) -> Answer:
        return msgspec.json.decode(bench.run_errand(sent, with_parcel), type=Answer)

    assert answers(None) == Answer(wants_parcel=True)
    for answer in (answers(parcel), answers(None)):
        (one,) = answer.settled
        assert (one.position, one.report.submission, one.report.student) == (7, "x/mei.ipynb", "mei")
        assert one.report.reason is not None
        assert one.report.reason.startswith("mei.ipynb is a PDF")


def test_a_worker_of_another_version_refuses(course: Course) -> None:
    sent, parcel = errand(course.assignment(NAME), surroundings=("0" * 64, "3.11.0", "x86_64", "2.0"))
    answer = msgspec.json.decode(bench.run_errand(sent, parcel), type=Answer)
    assert "install the same" in (answer.refusal or "")


def test_submissions_travel_by_content_and_the_unreadable_by_their_reasons(pupils: Course) -> None:
    seen: list[Errand] = []

    def answer(sent: Errand, parcel: bytes | None) -> Answer:
        seen.append(sent)
        return settled(sent)

    grade(pupils, OwnCluster(answer))
    sent = {
        path.student: (path, content)
        for one in seen
        for (_, path), content in zip(one.unpack_chunk().submissions, one.contents, strict=True)
    }
    assert sent["ada"][1] == (pupils.root / "submissions" / "ada.ipynb").read_bytes()
    assert str(sent["ada"][0].path) == "ada.ipynb"
    assert (sent["bo"][1], sent["huge"][1]) == (None, None)
    assert "65 MiB, and 64 MiB is the limit" in (sent["huge"][0].refused or "")


def test_the_assignment_is_sent_to_a_worker_that_asks_for_it(pupils: Course) -> None:
    got: list[bytes | None] = []

    def answer(sent: Errand, parcel: bytes | None) -> Answer:
        got.append(parcel)
        return settled(sent) if parcel is not None else Answer(wants_parcel=True)

    assert len(grade(pupils, OwnCluster(answer))) == 3
    assert {hashlib.sha256(parcel).hexdigest() for parcel in got[1::2] if parcel} == {
        digest_of(Parcel.of(pupils.assignment(NAME)).encode())
    }


def lost(sent: Errand, parcel: bytes | None) -> Answer:
    raise ConnectionError


def test_what_a_lost_connection_did_not_answer_is_asked_again_over_another(pupils: Course) -> None:
    first, second = OwnCluster(lost), OwnCluster(lambda sent, _: settled(sent))
    assert [one.score for one in grade(pupils, first, second)] == [2.0, 2.0, 2.0]
    assert first.is_closed


def test_connections_that_are_lost_again_and_again_end_the_run(pupils: Course) -> None:
    clusters = [OwnCluster(lost) for _ in range(remote.MOST_LOSSES + 1)]
    with pytest.raises(InfrastructureError, match=r"lost 11 times .* it grades the rest"):
        grade(pupils, *clusters)
    assert all(cluster.is_closed for cluster in clusters)


def test_an_errand_that_the_cluster_gives_up_is_tried_again_alone(pupils: Course) -> None:
    sizes: list[int] = []

    def answer(sent: Errand, parcel: bytes | None) -> Answer:
        sizes.append(len(sent.contents))
        if "huge" in [path.student for _, path in sent.unpack_chunk().submissions]:
            raise Dead("three workers died")
        return settled(sent)

    *others, huge = grade(pupils, OwnCluster(answer))
    assert [one.status for one in others] == [Status.GRADED, Status.GRADED]
    assert (huge.status, huge.reason) == (Status.INFRASTRUCTURE, "the cluster gave it up: three workers died")
    assert sizes == [1, 1, 1, 1]


def test_a_worker_that_refuses_ends_the_run_with_its_reason(pupils: Course) -> None:
    refusing = OwnCluster(lambda _sent, _parcel: Answer(refusal="no sandbox here"))
    with pytest.raises(InfrastructureError, match="does not grade: no sandbox here"):
        grade(pupils, refusing)


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        (b"", "scheduler and workers need the package"),
        (GREETING.replace(surroundings()[0].encode(), b"0" * 64), "another version of the package"),
    ],
)
def test_workers_that_cannot_grade_are_refused_before_anything_is_sent(
    pupils: Course, greeting: bytes, said: str
) -> None:
    cluster = OwnCluster(lost, greeting)
    with pytest.raises(InfrastructureError, match=said):
        grade(pupils, cluster)
    assert cluster.is_closed


class TellsTwice(Graders):
    """Tells every result twice, with other points the second time."""

    def _grade(self, chunk: Chunk, keep: Keep) -> str | None:
        for score in (1.0, 2.0):
            for position, path in chunk.submissions:
                keep(Settled(position=position, report=report(path.student, score=score)))
        return None


def test_a_result_that_is_told_twice_counts_once_and_the_first_counts(pupils: Course) -> None:
    work = Work(root=str(pupils.root), module="", rung=Rung.NONE)
    paths = tuple(collect([pupils.root / "submissions"], assignment=NAME))
    batch = Batch(work=work, assignment=pupils.assignment(NAME), submissions=paths)
    told: list[Settled] = []
    with TellsTwice(work) as graders:
        results = grade_batch(batch, told.append, graders=graders)
    assert [one.report.score for one in results] == [1.0, 1.0, 1.0]
    assert sorted(one.position for one in told) == [0, 1, 2]


def test_a_run_that_is_stopped_waits_for_no_worker(pupils: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "POLL_S", 0.01)
    asked = threading.Event()

    class Silent(OwnCluster):
        def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
            if function is bench.greet:
                return super().submit(function)
            asked.set()
            return Future()

    assignment = pupils.assignment(NAME)
    module, _ = write_checks(assignment, pupils.build_folder(NAME))
    cluster = Silent(lost)
    graders = RemoteGraders(assignment, module, lambda: cluster, isolation=Isolation.BEST, jobs=1)
    (path, *_) = collect([pupils.root / "submissions"], assignment=NAME)
    future = graders.submit(Chunk(submissions=((0, path),)), lambda _: None)
    assert asked.wait(60)
    graders.close(now=True)
    assert isinstance(future.exception(60), InfrastructureError)
    assert cluster.is_closed


class Deserted(OwnCluster):
    """Has no worker: answers no errand, and greets only if *greets*."""

    def __init__(self, *, greets: bool) -> None:
        super().__init__(lost)
        self._greets = greets

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        return super().submit(function) if function is bench.greet and self._greets else Future()

    def workers(self) -> int:
        return 0


@pytest.mark.parametrize(
    ("greets", "said"),
    [(False, "no worker came in 0 minutes"), (True, "has had no worker for 0 minutes.*grades the rest")],
)
def test_a_cluster_without_workers_is_not_waited_for_for_ever(
    pupils: Course, monkeypatch: pytest.MonkeyPatch, greets: bool, said: str
) -> None:
    for name in ("POLL_S", "LOOK_S", "ALONE_S"):
        monkeypatch.setattr(remote, name, 0.0)
    with pytest.raises(InfrastructureError, match=said):
        grade(pupils, Deserted(greets=greets))


@pytest.mark.parametrize("options", [["--executor", "dask"], ["--scheduler", "tcp://127.0.0.1:1"]])
def test_a_cluster_and_its_address_are_asked_for_together(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["grade", NAME, "submissions", *options])
    assert end.value.code == 1
    assert "go together" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["nowhere", "ftp://host:1"])
def test_an_address_that_is_none_is_a_mistake_of_the_command(
    pupils: Course, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(pupils.root)
    with pytest.raises(SystemExit) as end:
        main(["grade", NAME, "submissions", "--executor", "dask", "--scheduler", address])
    assert end.value.code == 1
    assert "expected such as tcp://host:8786" in capsys.readouterr().err


def test_a_machine_without_dask_says_what_to_install(
    pupils: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(pupils.root)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SystemExit) as end:
        main(["grade", NAME, "submissions", "--executor", "dask", "--scheduler", "tcp://127.0.0.1:1"])
    assert end.value.code == 1
    assert "pip install 'welldone[cluster]'" in capsys.readouterr().err
