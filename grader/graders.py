"""The grader processes of one command, kept from one batch to the next: to start one takes seconds."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from grader.server import GraderProcess
from grader.session import Work

__all__ = ["Graders"]


class Graders:
    """Up to *jobs* grader processes, started when they are first needed, ended when the `with` block ends."""

    def __init__(self, work: Work, *, jobs: int = 1) -> None:
        self.work = work
        self.jobs = jobs
        self.threads = ThreadPoolExecutor(jobs)  # a process ends with the thread that started it
        self._idle: list[GraderProcess] = []
        self._busy: set[GraderProcess] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> "Graders":
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process."""
        if kind is not None:
            self.kill()
        while self._idle:
            self._idle.pop().close()
        self.threads.shutdown()

    def take(self) -> GraderProcess:
        """A process that nobody else uses, started by the calling thread if none is idle."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is None:
            process = GraderProcess(self.work)
        with self._lock:
            self._busy.add(process)
        return process

    def give_back(self, process: GraderProcess) -> None:
        """It can grade more."""
        with self._lock:
            self._busy.discard(process)
            self._idle.append(process)

    def bury(self, process: GraderProcess) -> None:
        """It ended, or is to end: wait for that."""
        with self._lock:
            self._busy.discard(process)
        process.close()

    def kill(self) -> None:
        """End those that are grading now, and whatever they started."""
        with self._lock:
            busy = list(self._busy)
        for process in busy:
            process.kill()
