"""Grades on the workers of a cluster, whatever of it goes away meanwhile.

A submission is sent by its content, and the assignment to each worker that lacks it. A connection that is
lost is made again, and what was not answered is sent again: it may then be graded twice, and the first answer
counts. Where workers die, the cluster gives the errand to others; one that it gives up is tried once more,
each submission alone.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, wait
from pathlib import Path
from typing import Protocol

import msgspec

from grader.batch import prepare_work
from grader.course import Assignment
from grader.errors import InfrastructureError, InvalidSubmission
from grader.executors.bench import greet, run_errand
from grader.executors.errand import Answer, Errand, Greeting, Terms
from grader.executors.parcel import Parcel, digest_of
from grader.graders import Graders, Keep
from grader.journal import surroundings
from grader.notebook.files import read_bytes
from grader.sandbox.rungs import Isolation
from grader.submission.identity import SubmissionPath
from grader.work import Chunk

__all__ = ["Cluster", "RemoteGraders"]

POLL_S = 2.0  # to see that the command was stopped
LOOK_S = 30.0  # to see whether there are workers: a question to the scheduler
ALONE_S = 600.0  # without any worker; a batch system may take minutes to start others
MOST_LOSSES = 10  # of the connection, with nothing graded between them
CHUNKS_PER_WORKER = 2  # at a time: one is graded, the next is there when it ends
# made once, when this module is loaded: two threads that learn a type at the same time end the process
_ANSWER, _GREETING = msgspec.json.Decoder(Answer), msgspec.json.Decoder(Greeting)


class Cluster(Protocol):
    """A connection to somewhere that errands can be sent to. Its workers have this package."""

    name: str  # for messages
    executor: Executor
    gave_up: tuple[type[Exception], ...]  # raised for an errand whose workers died again and again

    def workers(self) -> int:
        """How many errands can be worked on at a time, now."""

    def close(self) -> None:
        """Give the connection up; what is not answered is cancelled."""


class RemoteGraders(Graders):
    """Grades on the workers of a cluster; connected when it is made."""

    largest = 16  # a worker that dies costs no more

    def __init__(
        self,
        assignment: Assignment,
        module: Path,
        connect: Callable[[], Cluster],
        *,
        isolation: Isolation,
        jobs: int | None = None,
        profile: bool = False,
        transcripts: bool = False,
    ) -> None:
        """Connect, and learn from a worker what it can enforce.

        Args:
            module: The compiled checks here; workers compile their own.
            connect: Called again when the connection was lost.
            jobs: Chunks at a time; by default twice as many as the cluster can work on now.
            profile: Also measure where the time goes, there.
            transcripts: Also let workers tell what was run and shown.

        Raises:
            InfrastructureError: There is no worker, or none that can grade for this command.
            IsolationError: The workers' machine cannot enforce *isolation*.
        """
        self._connect = connect
        self._cluster: Cluster | None = connect()
        self._losses = 0
        self._connecting = threading.Lock()
        try:
            greeting = _greeting(self._cluster)
            work = prepare_work(assignment, module, isolation=isolation, machine=greeting.machine)
            self._parcel = Parcel.of(assignment).encode()
            self._terms = Terms(
                parcel=digest_of(self._parcel),
                surroundings=greeting.surroundings,
                isolation=isolation,
                profile=profile,
                transcripts=transcripts,
            )
            jobs = jobs or CHUNKS_PER_WORKER * max(1, self._cluster.workers())
        except BaseException:
            self._cluster.close()
            raise
        super().__init__(msgspec.structs.replace(work, surroundings=greeting.surroundings), jobs=jobs)

    def kill(self) -> None:
        """Wait for nothing more; what workers are grading now, they grade to its end for nobody."""
        super().kill()
        self._forget(self._cluster)

    def close(self, *, now: bool = False) -> None:
        """Give up the connection."""
        super().close(now=now)
        self._forget(self._cluster)

    def _grade(self, chunk: Chunk, keep: Keep) -> str | None:
        errand = self._errand(chunk).encode()
        answer = self._ask(errand, None)
        if answer.wants_parcel:
            answer = self._ask(errand, self._parcel)
        if answer.refusal is not None:
            raise InfrastructureError(f"a worker does not grade: {answer.refusal}")
        for settled in answer.settled:
            keep(settled)
        return answer.problem

    def _errand(self, chunk: Chunk) -> Errand:
        sent = [(position, *_read(path)) for position, path in chunk.submissions]
        named = msgspec.structs.replace(
            chunk, submissions=tuple((position, path) for position, path, _ in sent)
        )
        return Errand(
            terms=self._terms, chunk=named.to_json(), contents=tuple(content for _, _, content in sent)
        )

    def _ask(self, errand: bytes, parcel: bytes | None) -> Answer:
        """A worker's answer to *errand*, over as many connections as it takes."""
        while True:
            cluster = self._connected()
            try:
                answer = self._answer(cluster, errand, parcel)
            except (CancelledError, BrokenExecutor):
                self._lose(cluster)
            except cluster.gave_up as error:
                return Answer(problem=f"{cluster.name} gave it up: {error}")
            else:
                self._losses = 0
                return answer

    def _answer(self, cluster: Cluster, errand: bytes, parcel: bytes | None) -> Answer:
        answered = cluster.executor.submit(run_errand, errand, parcel)
        seen = looked = time.monotonic()  # when there was a worker last
        while not wait([answered], timeout=POLL_S).done:
            if self._is_over:
                raise InfrastructureError("stopped")
            if time.monotonic() - looked < LOOK_S:
                continue
            looked = time.monotonic()
            if cluster.workers():
                seen = looked
            elif looked - seen > ALONE_S:
                raise InfrastructureError(
                    f"{cluster.name} has had no worker for {ALONE_S / 60:g} minutes: start some, and run the "
                    "same command again; it grades the rest"
                )
        return _ANSWER.decode(answered.result())

    def _connected(self) -> Cluster:
        with self._connecting:
            if self._is_over:
                raise InfrastructureError("stopped")
            if self._cluster is None:
                self._cluster = self._connect()
            return self._cluster

    def _lose(self, cluster: Cluster) -> None:
        """Let the next who asks connect anew."""
        with self._connecting:
            if self._cluster is not cluster:  # somebody else has seen to it
                return
            self._cluster = None
            self._losses += 1
        cluster.close()
        if self._losses > MOST_LOSSES:
            raise InfrastructureError(
                f"the connection to {cluster.name} was lost {self._losses} times and nothing was graded "
                "between: see to it, and run the same command again; it grades the rest"
            )

    def _forget(self, cluster: Cluster | None) -> None:
        with self._connecting:
            self._cluster = None
        if cluster is not None:
            cluster.close()


def _greeting(cluster: Cluster) -> Greeting:
    try:
        answered = cluster.executor.submit(greet)
        greeting = _GREETING.decode(answered.result(ALONE_S))
    except TimeoutError:
        raise InfrastructureError(
            f"{cluster.name}: no worker came in {ALONE_S / 60:g} minutes: start some"
        ) from None
    except Exception as error:  # whatever the cluster raises where the package is not installed
        raise InfrastructureError(
            f"{cluster.name} cannot grade: {type(error).__name__}: {error}; scheduler and workers need the "
            "package welldone[cluster], in the version of this command"
        ) from error
    if greeting.surroundings[0] != surroundings()[0]:
        raise InfrastructureError(
            f"the workers of {cluster.name} have another version of the package than this command: "
            "install the same"
        )
    return greeting


def _read(path: SubmissionPath) -> tuple[SubmissionPath, bytes | None]:
    """What a worker must know of *path*, and its content; without one where it is refused, now or before."""
    if path.refused is not None:
        return path, None
    try:
        content = read_bytes(path.path)
    except InvalidSubmission as refusal:
        return msgspec.structs.replace(path, refused=refusal.reason), None
    return msgspec.structs.replace(path, path=Path(path.path.name)), content
