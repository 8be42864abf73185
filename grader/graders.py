"""The grader processes of one command, kept from one batch to the next: to start one takes seconds."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from grader.model import Status
from grader.server import GraderProcess
from grader.work import Chunk, Settled, Work

__all__ = ["Graders"]

Keep = Callable[[Settled], None]


class Graders:
    """Up to *jobs* grader processes, started when they are first needed, ended when the `with` block ends.

    Attributes:
        largest: Submissions of one chunk at most: a pytest session holds about 60 kB of test items for each.
    """

    largest = 64

    def __init__(self, work: Work, *, jobs: int = 1) -> None:
        self.work = work
        self.jobs = jobs
        self._threads = ThreadPoolExecutor(jobs)  # a process ends with the thread that started it
        self._given: set[Future[str | None]] = set()
        self._idle: list[GraderProcess] = []
        self._busy: set[GraderProcess] = set()
        self._lock = threading.Lock()
        self._is_over = False

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process."""
        self.close(now=kind is not None)

    def submit(self, chunk: Chunk, keep: Keep) -> "Future[str | None]":
        """Have *chunk* graded once somebody is free to.

        Args:
            keep: Called with each result as soon as it is known, in another thread. What it raises is raised
                by the future.

        Returns:
            Why the chunk was not graded to its end, which may be tried again; or None.
        """
        future = self._threads.submit(self._grade, chunk, keep)
        self._given.add(future)
        future.add_done_callback(self._given.discard)
        return future

    def close(self, *, now: bool = False) -> None:
        """End every process; *now* also those that are grading, and nothing more is begun."""
        if now:
            self.kill()
        wait([*self._given])
        while self._idle:  # before their threads end, and they with them
            self._idle.pop().close()
        self._threads.shutdown()

    def kill(self) -> None:
        """End those that are grading now, and whatever they started; nothing more is begun."""
        with self._lock:
            self._is_over = True
            busy = list(self._busy)
        for process in busy:
            process.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _grade(self, chunk: Chunk, keep: Keep) -> str | None:
        process = self._take()
        is_sound = True

        def tell(settled: Settled) -> None:
            nonlocal is_sound
            if settled.report.status is Status.INFRASTRUCTURE:  # its zygote may be gone, another has its own
                is_sound = False
            keep(settled)

        is_usable = False
        try:
            is_whole = process.grade(chunk, tell)
            is_usable = is_whole and is_sound
            return None if is_whole else f"the grader process ended: {process.last_words()}"
        finally:
            with self._lock:
                self._busy.discard(process)
                if is_usable:
                    self._idle.append(process)
            if not is_usable:
                process.close()

    def _take(self) -> GraderProcess:
        """A process that nobody else uses, started by this thread if none is idle."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is None:
            process = GraderProcess(self.work)
        with self._lock:
            self._busy.add(process)
            if self._is_over:
                process.kill()
        return process
