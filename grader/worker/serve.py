"""The notebook process: runs cells in order, and forks a check's process at each check's place."""

import contextlib
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

from grader import wire
from grader.worker.answer import CheckProcess
from grader.worker.failures import describe
from grader.worker.limits import time_limit
from grader.worker.prepare import Prepared
from grader.worker.seeds import reseed

__all__ = ["serve"]

FOREVER = float("inf")
CHECK_DIRECTORY = ".check"


def serve(
    channel_fd: int,
    descriptors_fd: int,
    prepared: Prepared,
    *,
    seed: int,
    hello: int,
    seal: Callable[[], None],
) -> None:
    """Answer the trusted side until it closes the channel.

    Args:
        channel_fd: Stream socket for requests and replies.
        descriptors_fd: Sequenced-packet socket on which a fresh socket arrives for each check.
        seed: For the cells.
        hello: Nonce of the first message, which says that this process is ready.
        seal: Called in each check's process before any student code is called there; forbids new processes.
    """
    channel = wire.Channel(socket.socket(fileno=channel_fd), accept=wire.FROM_TRUSTED, writable=True)
    reseed(seed)
    channel.send(wire.REPLY, hello, "ready", FOREVER)
    _NotebookProcess(channel, socket.socket(fileno=descriptors_fd), prepared, seal).serve()


class _NotebookProcess:
    def __init__(
        self, channel: wire.Channel, descriptors: socket.socket, prepared: Prepared, seal: Callable[[], None]
    ) -> None:
        self._channel = channel
        self._descriptors = descriptors
        self._prepared = prepared
        self._seal = seal
        self._checks: list[int] = []  # process ids, newest last

    def serve(self) -> None:
        while True:
            try:
                nonce, request = self._channel.receive(wire.REQUEST, None, FOREVER)
            except wire.PeerGone:
                return
            try:
                value = self._answer(request)
            except BaseException as error:
                value = describe(error)
            try:
                self._channel.send(wire.REPLY, nonce, value, FOREVER)
            except wire.UnsendableError as error:
                self._channel.send(wire.REPLY, nonce, describe(error), FOREVER)

    def _answer(self, request: Any) -> Any:
        operation, *fields = request
        if operation == "run":
            return self._run(*fields)
        if operation == "fork":
            return self._fork(*fields)
        if operation == "reap":
            return self._reap()
        if operation == "setup":
            return self._prepared.run_setup([(label, source) for label, source in fields[0]])
        raise ValueError(operation)

    def _run(self, label: str, source: str, cpu_s: float, wall_s: float) -> list[Any]:
        error: BaseException | None
        before = time.process_time()
        try:
            with time_limit(cpu_s, wall_s):
                error, outputs = self._prepared.shell.run_labelled(label, source)
        except BaseException as raised:
            error, outputs = raised, self._prepared.shell.output_log.take()
        return [None if error is None else describe(error), outputs, time.process_time() - before]

    def _fork(self, seed: int, cpu_s: float, wall_s: float) -> bool:
        _, (descriptor,), _, _ = socket.recv_fds(self._descriptors, 16, 1)
        self._bury()
        pid = os.fork()
        if pid == 0:
            try:
                self._channel.close()
                self._descriptors.close()
                reseed(seed)
                with _copied_directory():
                    self._seal()
                    check = CheckProcess(socket.socket(fileno=descriptor), self._prepared, cpu_s, wall_s)
                    check.serve()
            finally:
                os._exit(0)
        os.close(descriptor)
        self._checks.append(pid)
        return True

    def _bury(self) -> None:
        """End check processes that are still there, and forget those that have ended."""
        for pid in list(self._checks):
            # without a pid namespace, older kernels let no process here signal another
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0] == 0:
                    continue
            self._checks.remove(pid)

    def _reap(self) -> list[Any]:
        """End the newest check's process if need be: its exit code or minus its signal, and CPU seconds."""
        pid = self._checks.pop()
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if not ended:
            try:
                os.kill(pid, signal.SIGKILL)
            except PermissionError:
                return []  # not to be waited for: it ends with the submission
            _, status, usage = os.wait4(pid, 0)
        return [os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime]


@contextlib.contextmanager
def _copied_directory() -> Iterator[None]:
    """Work in a copy of the working directory, so that files too are as they were at the check's place.

    What cannot be copied (too large, a pipe, a directory that is gone) is worked in as it is: a check that
    fails for want of room would fail a right answer.
    """
    copy = ""
    try:
        copy = os.path.join(os.getcwd(), f"{CHECK_DIRECTORY}-{os.getpid()}")
        _copy_to(copy)
        os.chdir(copy)
    except Exception:
        shutil.rmtree(copy, ignore_errors=True)
    try:
        yield
    finally:
        try:
            os.rmdir(copy)
        except OSError:
            shutil.rmtree(copy, ignore_errors=True)


def _copy_to(copy: str) -> None:
    files = [entry for entry in os.scandir() if not entry.name.startswith(CHECK_DIRECTORY)]
    os.mkdir(copy)
    for entry in files:
        target = os.path.join(copy, entry.name)
        if entry.is_dir(follow_symlinks=False):
            shutil.copytree(entry.path, target, symlinks=True)
        else:
            shutil.copy2(entry.path, target, follow_symlinks=False)
