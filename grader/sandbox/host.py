"""The trusted side: starts a zygote, and asks it for a confined process for each submission.

The zygote is executed, with an environment and descriptors that are all named here, so that nothing of
this process is in it: no hidden check, no expected value, no variable of the caller's.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
import weakref
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec

from grader import wire
from grader.errors import InfrastructureError, SetupFailed, SetupStartedThreads
from grader.sandbox import bubblewrap, messages, syscalls
from grader.sandbox.confinement import Place
from grader.sandbox.ending import Ending
from grader.sandbox.groups import make_group
from grader.sandbox.interpreter import command_of, packages
from grader.sandbox.rungs import Policy, Rung
from grader.sandbox.scratch import Scratch, link_released_files
from grader.sandbox.users import Users
from grader.sandbox.visible import readable_paths
from grader.sandbox.worker import Worker, wait_until_ready

__all__ = ["Ending", "Worker", "Zygote"]

_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    # a BLAS thread would not live through a fork
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # as in every Jupyter: figures show themselves, whoever imports matplotlib
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
_END_S = 10.0  # for a zygote to end all its submissions; it needs milliseconds
_OF_OURS = 32  # processes in a session's group that are no submission's: the zygote, ten keepers, helpers
_TEXT = 2000  # characters of a log that an error message shows


class Zygote:
    """The warm process of a session, from which every submission's process is forked.

    It lives until `close`, or until the thread that made it ends.

    Args:
        policy: What submissions run under.
        setup: Label and text of each setup cell, run once, here.
        start_s: How long imports and setup may take, in seconds.
        worker_module: Offers ``prepare`` and ``serve``; another than the default is for tests.

    Raises:
        SetupFailed: A setup cell raised.
        SetupStartedThreads: Setup left threads running: start another zygote without it.
        InfrastructureError: It did not start.
        IsolationError: The rung needs bubblewrap, which is not installed; or everything would be readable.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        setup: Sequence[tuple[str, str]] = (),
        start_s: float = 300.0,
        worker_module: str = "grader.worker.entry",
    ) -> None:
        syscalls.hide_memory()  # this process holds hidden checks: no other process of its user may look
        self.policy = policy
        self.left_open: tuple[str, ...] = ()  # files that setup left open: no submission has them
        readable = readable_paths(policy.readable)
        self._scratch = Scratch()
        self._group = None if policy.rung is Rung.NONE else make_group(self._scratch.path)
        self.group = "" if self._group is None else self._group.name  # what bounds all processes together
        self._private_bytes = self._in_group = 0
        configuration = messages.Configuration(
            policy=policy,
            readable=readable,
            setup=tuple((label, text) for label, text in setup),
            worker_module=worker_module,
            group=() if self._group is None else self._group.entrances,
        )
        self._users = Users() if os.geteuid() == 0 and policy.rung is not Rung.NONE else None
        self._log = os.memfd_create("zygote-log", os.MFD_CLOEXEC)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._workers: weakref.WeakSet[Worker] = weakref.WeakSet()
        self._process = self._execute(configuration, theirs)
        theirs.close()
        try:
            self._await_start(start_s)
        except BaseException:
            self.close()
            raise

    def spawn(self, *, seed: int, deadline_s: float) -> Worker:
        """A confined process for one submission, once it has said that it is ready.

        Args:
            seed: For the cells' random numbers.
            deadline_s: Seconds that it may take to get ready.

        Raises:
            InfrastructureError: It could not be started or confined. No student code has run in it.
        """
        private_root = self.policy.rung.has_namespaces
        living = [worker for worker in self._workers if not worker.has_ended]
        self._bound_group(submissions=len(living) + 1)
        uid = None
        if self._users is not None:
            uid = self._users.take(in_use={worker.uid or 0 for worker in living})
        directory = None if private_root else self._scratch.make_place(uid)
        hello = secrets.randbits(63)
        request = messages.Spawn(
            seed=seed,
            hello=hello,
            place=Place(uid=uid, directory=None if directory is None else str(directory)),
        )
        give_up_at = time.monotonic() + deadline_s
        # a keeper ends all it keeps when told to; process 1 takes its whole namespace along
        end_by = signal.SIGKILL if private_root else signal.SIGTERM
        try:
            worker = Worker(
                self._control, request, directory, group=self._group, end_by=end_by, give_up_at=give_up_at
            )
        except InfrastructureError:
            self._control.close()  # an answer that comes too late must not be taken for the next one's
            raise
        self._workers.add(worker)
        try:
            worker.channel.receive(wire.REPLY, hello, give_up_at)
        except wire.ProtocolError as error:
            ending = worker.kill()
            raise InfrastructureError(
                f"a submission's process did not get ready on rung {self.policy.rung}: {error}; {ending}; "
                f"{worker.output(100_000)[-_TEXT:]}"
            ) from None
        return worker

    def close(self) -> None:
        """End the zygote and every submission that it still has, and remove what they used."""
        for worker in list(self._workers):
            worker.kill()
        self._control.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._users is not None:
            self._users.close()
        if self._group is not None:
            self._group.close()
        self._scratch.close()
        if self._log >= 0:
            os.close(self._log)
            self._log = -1

    def _bound_group(self, *, submissions: int) -> None:
        """Let the group have what so many submissions may use; what it has had once, it keeps."""
        if self._group is None or submissions <= self._in_group:
            return
        self._in_group = submissions
        limits = self.policy.limits
        # twice what a process may use alone: a check in its snapshot may change all that the notebook holds
        processes = 2 * (limits.memory_bytes + self._private_bytes)
        each = processes + 2 * limits.disk_bytes + limits.file_bytes
        with contextlib.suppress(OSError):  # then the limits on each process have to do
            self._group.bound(
                memory_bytes=submissions * each + self._private_bytes,
                processes=submissions * limits.processes + _OF_OURS,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _execute(
        self, configuration: messages.Configuration, control: socket.socket
    ) -> "subprocess.Popen[bytes]":
        home = self._scratch.path / "zygote"
        home.mkdir(0o700)
        work = home / "work"
        link_released_files(configuration.policy.files, into=work)
        work.mkdir(exist_ok=True)
        environment = {
            **_ENVIRONMENT,
            "MPLCONFIGDIR": str(home),
            "IPYTHONDIR": str(home),
            "TMPDIR": str(home),
        }
        environment |= packages() | configuration.policy.environment
        command = [*command_of("grader.sandbox.zygote"), str(control.fileno())]
        if configuration.policy.rung is Rung.BUBBLEWRAP:
            released = (path for _, path in configuration.policy.files)
            modules = environment.get("PYTHONPATH", "").split(os.pathsep)
            readable = {*configuration.readable, *released, *filter(None, modules)}
            command = bubblewrap.wrap(command, readable=readable, writable=str(home))
        stdin = os.memfd_create("zygote-configuration", os.MFD_CLOEXEC)
        try:
            with open(stdin, "wb", closefd=False) as file:
                file.write(msgspec.json.encode(configuration))
            os.lseek(stdin, 0, os.SEEK_SET)
            return subprocess.Popen(  # noqa: S603  our own interpreter and module
                command,
                env=environment,
                cwd=work,
                pass_fds=[control.fileno(), *configuration.group],
                stdin=stdin,
                stdout=self._log,
                stderr=self._log,
                start_new_session=True,
            )
        finally:
            os.close(stdin)

    def _await_start(self, start_s: float) -> None:
        message = None
        if wait_until_ready(self._control.fileno(), start_s):
            message, _ = messages.receive(self._control)
        match message:
            case messages.Started(left_open=left_open, private_bytes=private_bytes):
                self.left_open, self._private_bytes = left_open, private_bytes
            case messages.SetupBroke(label=label, text=text):
                raise SetupFailed(text, label=label)
            case messages.ThreadsStarted(count=count):
                raise SetupStartedThreads(count=count)
            case _:
                late = self._process.poll() is None
                reason = (
                    f"was not ready after {start_s:g} s" if late else f"ended with {self._process.wait()}"
                )
                if late:
                    self._process.kill()
                log = os.pread(self._log, 100_000, 0).decode("utf-8", "replace")
                raise InfrastructureError(f"the zygote {reason}; it said: {log[-_TEXT:] or 'nothing'}")
