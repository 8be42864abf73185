"""The warm process: runs setup once, then forks a confined process for each submission.

    python -P -m grader.sandbox.zygote CONTROL     (a `Configuration` as JSON on standard input)

It is executed, never forked, with an environment and descriptors that are all named, so it holds nothing
of the trusted side. It refuses to fork when setup has left threads running: a lock that one of them holds
would stay locked in every fork.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
from types import ModuleType
from typing import Any

import msgspec

from grader.sandbox import syscalls
from grader.sandbox.confinement import Confinement
from grader.sandbox.ending import describe_ending, end_descendants
from grader.sandbox.groups import enter
from grader.sandbox.limits import mapped_bytes, private_bytes
from grader.sandbox.messages import (
    Configuration,
    SetupBroke,
    Spawn,
    Spawned,
    Started,
    ThreadsStarted,
    receive,
    send,
)
from grader.sandbox.starting import has_keepers, leave_host, prepare_to_start, start
from grader.sandbox.submission import CHANNEL, DESCRIPTORS, Descriptors, Seal

__all__ = ["main"]

_LONGEST_TEXT = 16_000  # characters of a setup error: a packet holds four times as many bytes


def main() -> None:
    """Serve the trusted side at the other end of the control socket until it closes."""
    syscalls.die_with_parent()
    configuration = _read_configuration()
    enter(configuration.group)
    prepare_to_start(configuration.policy.rung)
    control = socket.socket(fileno=int(sys.argv[1]))
    worker = importlib.import_module(configuration.worker_module)
    try:
        prepared = worker.prepare(configuration.setup)
    except BaseException as error:
        label = str(getattr(error, "label", "setup"))
        text = str(error) if hasattr(error, "label") else f"{type(error).__name__}: {error}"
        send(control, SetupBroke(label=label[:200], text=text[:_LONGEST_TEXT]))
        return
    threads = len(os.listdir("/proc/self/task"))
    if threads > 1:
        send(control, ThreadsStarted(count=threads))
        return
    confinement = Confinement(configuration.policy, readable=configuration.readable, mapped=mapped_bytes())
    leave_host(configuration.policy.rung)
    gc.collect()
    gc.freeze()  # else the first collection in every fork would copy all pages that setup has filled
    send(control, Started(left_open=_open_files(control), private_bytes=private_bytes()))
    zygote = _Zygote(control, confinement, worker, prepared)
    try:
        zygote.serve()
    finally:
        zygote.end_all()


class _Zygote:
    def __init__(
        self, control: socket.socket, confinement: Confinement, worker: ModuleType, prepared: Any
    ) -> None:
        self._control = control
        self._confinement = confinement
        self._worker = worker
        self._prepared = prepared
        self._has_keepers = has_keepers(confinement.rung)
        self._running: dict[int, tuple[int, int]] = {}  # pidfd -> process id, report
        self._waiting = select.poll()
        self._waiting.register(control, select.POLLIN)

    def serve(self) -> None:
        """Start what is asked for, and say how it ended, until the trusted side closes."""
        while True:
            for descriptor, _ in self._waiting.poll():
                if descriptor in self._running:
                    self._bury(descriptor)
                    continue
                request, received = receive(self._control)
                if not isinstance(request, Spawn):
                    return
                self._start(request, received)

    def end_all(self) -> None:
        """End every submission that is left, and whatever escaped a keeper."""
        for process, _ in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM if self._has_keepers else signal.SIGKILL)
        for handle in list(self._running):
            self._bury(handle)
        if self._has_keepers:
            end_descendants(uid=None, group=None, signals_are_scoped=False)

    def _start(self, request: Spawn, received: list[int]) -> None:
        channel, descriptors, output, report = received
        passed = Descriptors(channel=channel, descriptors=descriptors, output=output, report=report)

        def body(seal: Seal) -> None:
            self._worker.serve(
                CHANNEL, DESCRIPTORS, self._prepared, seed=request.seed, hello=request.hello, seal=seal
            )

        process = start(self._confinement, request.place, body, passed)
        handle = os.pidfd_open(process)
        send(self._control, Spawned(), (handle,))
        self._running[handle] = process, report
        self._waiting.register(handle, select.POLLIN)
        for descriptor in (channel, descriptors, output):
            os.close(descriptor)

    def _bury(self, handle: int) -> None:
        process, report = self._running.pop(handle)
        self._waiting.unregister(handle)
        with contextlib.suppress(ChildProcessError):
            _, status, usage = os.wait4(process, 0)
            if not self._has_keepers:  # they have said it themselves
                with contextlib.suppress(OSError):
                    os.write(report, msgspec.json.encode(describe_ending(status, usage)))
        os.close(report)
        os.close(handle)


def _read_configuration() -> Configuration:
    configuration = msgspec.json.decode(sys.stdin.buffer.read(), type=Configuration)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return configuration


def _open_files(control: socket.socket) -> tuple[str, ...]:
    names = []
    for descriptor in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # the descriptor of the listing itself
            if int(descriptor) > 2 and int(descriptor) != control.fileno():
                names.append(os.readlink(f"/proc/self/fd/{descriptor}"))
    return tuple(sorted(names))


if __name__ == "__main__":
    main()
    os._exit(0)  # a thread that a setup cell started would keep this process for as long as it likes
