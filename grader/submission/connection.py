"""Asks one process of the worker side and takes its answer, one request at a time, against one deadline."""

import secrets
import socket
import time
from collections.abc import Callable
from typing import Any

from grader import wire
from grader.submission.failures import (
    NotAnswered,
    StudentAttributeError,
    StudentError,
    StudentTypeError,
    WorkerLost,
    defect_of,
)

__all__ = ["Connection"]

__tracebackhide__ = True  # with pytest alone, the check's own lines are shown
_BY_KIND: dict[str, type[StudentError]] = {"unanswered": NotAnswered, "missing": NotAnswered}
_BY_TYPE: dict[str, type[StudentError]] = {
    "AttributeError": StudentAttributeError,
    "TypeError": StudentTypeError,
}


class Connection:
    """A channel on which the trusted side asks and the worker answers, in strict alternation.

    After the first broken rule, missed deadline or closed channel, every request raises `WorkerLost`.
    """

    def __init__(
        self,
        channel: wire.Channel,
        *,
        deadline: float,
        leaf: Callable[[object], wire.Record] | None = None,
    ) -> None:
        self._channel = channel
        self.deadline = deadline  # of time.monotonic(), for everything that is asked
        self._leaf = leaf
        self._lost: WorkerLost | None = None

    @classmethod
    def over(
        cls,
        sock: socket.socket,
        *,
        deadline: float,
        resolve: Callable[[object], object],
        leaf: Callable[[object], wire.Record],
    ) -> "Connection":
        """A connection over *sock* that makes its own channel."""
        channel = wire.Channel(sock, accept=wire.FROM_WORKER, resolve=resolve)
        return cls(channel, deadline=deadline, leaf=leaf)

    def ask(self, operation: str, *fields: object) -> Any:
        """Send one request and return its answer.

        Raises:
            StudentError: The student's code raised.
            WorkerLost: There is no answer, or none that keeps the wire's rules.
        """
        if self._lost is not None:
            raise self._lost
        nonce = secrets.randbits(64)
        try:
            self._channel.assert_quiet()
            self._channel.send(wire.REQUEST, nonce, [operation, *fields], self.deadline, leaf=self._leaf)
            _, value = self._channel.receive(wire.REPLY, nonce, self.deadline)
        except wire.PeerTimeout:
            self._lost = WorkerLost("no answer in time", timed_out=True)
            raise self._lost from None
        except wire.PeerGone:
            self._lost = WorkerLost("the process that ran the notebook ended")
            raise self._lost from None
        except wire.ProtocolError as error:
            self._lost = WorkerLost(f"the process that ran the notebook broke the protocol: {error}")
            raise self._lost from None
        if type(value) is wire.Raised:
            raise student_error(value)
        return value

    def lose(self, reason: str) -> WorkerLost:
        """Refuse every further request; return the error to raise."""
        self._lost = WorkerLost(reason)
        return self._lost

    @property
    def seconds_left(self) -> float:
        """Until the deadline."""
        return self.deadline - time.monotonic()

    def close(self) -> None:
        """Close the channel: the other side ends."""
        self._channel.close()
        self._lost = self._lost or WorkerLost("the channel is closed")


def student_error(raised: wire.Raised) -> StudentError:
    """The exception that stands for what the worker says was raised."""
    defect = defect_of(raised)
    known = _BY_TYPE if defect.kind == "error" else _BY_KIND
    return known.get(defect.type_name if defect.kind == "error" else defect.kind, StudentError)(defect)
