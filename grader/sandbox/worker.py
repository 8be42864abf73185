"""One submission's confined process, as the trusted side holds it.

Nothing that comes from it is believed: what it says comes through the wire, how it ended comes from who
waited for it, on a pipe that it never held.
"""

import os
import select
import signal
import socket
import struct
import time
from pathlib import Path

import msgspec

from grader import wire
from grader.errors import InfrastructureError
from grader.sandbox import messages
from grader.sandbox.ending import Ending
from grader.sandbox.groups import Group
from grader.sandbox.scratch import remove_tree

__all__ = ["Worker", "wait_until_ready"]

_ENDING = msgspec.json.Decoder(Ending)
_GRACE_S = 0.5  # to end by itself when there is nothing more to answer
_DYING_S = 0.1  # for a process that is already ending to be gone
_KEEPER_S = 10.0  # for a keeper to end everything; it needs milliseconds
_KEPT_BYTES = 100_000  # of its output, after its end


def wait_until_ready(descriptor: int, seconds: float) -> bool:
    """Whether there is something to read, or a process has ended, within *seconds*."""
    waiting = select.poll()  # not select: it knows no descriptor above 1023
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(max(0.0, seconds) * 1000))


class Worker:
    """One submission's confined process. `Zygote.spawn` makes it.

    Attributes:
        channel: To the process that runs the notebook's cells.
        uid: The user that is its alone; None where it shares this process's.
    """

    def __init__(
        self,
        control: socket.socket,
        request: messages.Spawn,
        directory: Path | None,
        *,
        group: Group | None,
        end_by: signal.Signals,
        give_up_at: float,
    ) -> None:
        self.uid = request.place.uid
        self._directory = directory
        self._group = group
        self._ending: Ending | None = None
        self._kept = b""
        ours, channel = socket.socketpair()
        self._descriptors, descriptors = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._output = os.memfd_create("submission-output", os.MFD_CLOEXEC)
        self._report, report = os.pipe2(os.O_CLOEXEC)
        passed = (channel.fileno(), descriptors.fileno(), self._output, report)
        self._handle = -1
        self._end_by = end_by
        self._socket = ours
        self.channel = wire.Channel(ours, accept=wire.FROM_WORKER)
        try:
            messages.send(control, request, passed)
            if wait_until_ready(control.fileno(), give_up_at - time.monotonic()):
                answer, handles = messages.receive(control)
                if isinstance(answer, messages.Spawned):
                    (self._handle,) = handles
        except OSError as error:
            self._release()
            raise InfrastructureError(f"the zygote is gone: {error}") from None
        finally:
            channel.close()
            descriptors.close()
            os.close(report)
        if self._handle < 0:
            self._release()
            raise InfrastructureError("the zygote is gone: it started no process for a submission")

    @property
    def has_ended(self) -> bool:
        """Whether it is known how it ended."""
        return self._ending is not None

    def pass_socket(self, sock: socket.socket) -> None:
        """Send a check's socket to the notebook's process.

        Raises:
            wire.ProtocolError: It has not taken those that were sent before, or is gone. Never waits.
        """
        try:
            # not socket.send_fds: it drops its flags
            passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", sock.fileno()))]
            self._descriptors.sendmsg([b"s"], passed, socket.MSG_DONTWAIT)
        except OSError as error:
            raise wire.ProtocolError(f"the worker takes no more sockets: {error}") from None

    def output(self, limit: int) -> str:
        """The first *limit* bytes written to descriptors 1 and 2 below Python; 100,000 at most after its end.

        The text is hostile.
        """
        raw = os.pread(self._output, limit, 0) if self._output >= 0 else self._kept[:limit]
        return raw.decode("utf-8", "replace")

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has ended one of its processes, since this was last asked, because all of them
        together used too much. False where nothing counts them together."""
        return self._group is not None and self._group.ran_out_of_memory()

    def close(self) -> Ending:
        """Let the process end by itself, or end it if it does not, and everything that it started."""
        if self._ending is None:
            self.channel.close()
            self._descriptors.close()
            if wait_until_ready(self._report, _GRACE_S):
                return self._finish(stopped=False)
        return self.kill()

    def kill(self) -> Ending:
        """End the process and everything that it started, now. Asked again, only says how it ended."""
        if self._ending is not None:
            return self._ending
        # what has closed its end is ending for a reason of its own, and that is worth knowing
        patience = _DYING_S if self._has_hung_up() else 0.0
        self.channel.close()
        self._descriptors.close()
        if wait_until_ready(self._report, patience):
            return self._finish(stopped=False)
        self._tell(self._end_by)
        if not wait_until_ready(self._report, _KEEPER_S):
            self._tell(signal.SIGKILL)
            wait_until_ready(self._handle, _KEEPER_S)
        return self._finish(stopped=True)

    def _has_hung_up(self) -> bool:
        try:
            return not self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:  # reset, or closed by the caller
            return True

    def _tell(self, which: signal.Signals) -> None:
        try:
            signal.pidfd_send_signal(self._handle, which)
        except ProcessLookupError:  # it has just ended
            return

    def _finish(self, *, stopped: bool) -> Ending:
        said = os.read(self._report, 4096) if wait_until_ready(self._report, 0.0) else b""
        if said:
            ending = _ENDING.decode(said)
            stopped = stopped and ending.signal == signal.SIGKILL
            self._ending = msgspec.structs.replace(
                ending, stopped=stopped, out_of_memory=self.ran_out_of_memory()
            )
        else:  # who should have said it was killed itself
            self._ending = Ending(signal=signal.SIGKILL, stopped=True, is_known=False)
        self._release()
        return self._ending

    def _release(self) -> None:
        self.channel.close()
        self._descriptors.close()
        if self._output >= 0:
            self._kept = os.pread(self._output, _KEPT_BYTES, 0)
        for descriptor in (self._output, self._report, self._handle):
            if descriptor >= 0:
                os.close(descriptor)
        self._output = self._report = self._handle = -1
        if self._directory is not None:
            remove_tree(self._directory)
            self._directory = None
