"""Asks one process of the worker side and takes its answer, one request at a time, against one deadline."""

import math
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
MAX_FETCHED = 1 << 30  # bytes that the answers to one check may take on this side
MADE_OF_META = 32  # bytes of a byte of JSON: an empty set takes 216 for 6, all else far less
_CHANGES_NOTHING = frozenset({"get", "attribute", "length", "iterate"})
_RAN_OUT = frozenset({"timeout", "memory"})
_BY_KIND: dict[str, type[StudentError]] = {"unanswered": NotAnswered, "missing": NotAnswered}
_BY_TYPE: dict[str, type[StudentError]] = {
    "AttributeError": StudentAttributeError,
    "TypeError": StudentTypeError,
}


class Connection:
    """A channel on which the trusted side asks and the worker answers, in strict alternation.

    After the first broken rule, missed deadline or closed channel, every request raises `WorkerLost`.

    Attributes:
        deadline: Of ``time.monotonic()``, for everything that is asked.
        lengths: What objects said of their lengths, by number, since anything was asked that can change them.
    """

    def __init__(
        self,
        channel: wire.Channel,
        *,
        deadline: float,
        leaf: Callable[[object], wire.Record] | None = None,
        max_fetched: float = math.inf,
    ) -> None:
        """A connection over *channel*.

        Args:
            leaf: Makes a record of what is no plain data, for requests.
            max_fetched: Bytes that all answers together may take here.
        """
        self._channel = channel
        self._max_fetched = max_fetched
        self.deadline = deadline
        self.lengths: dict[int, int] = {}
        self._leaf = leaf
        self._lost: WorkerLost | None = None
        self._ran_out: StudentError | None = None

    @classmethod
    def over(
        cls,
        sock: socket.socket,
        *,
        deadline: float,
        resolve: Callable[[object], object],
        leaf: Callable[[object], wire.Record],
    ) -> "Connection":
        """A connection over *sock*, for one check, that makes its own channel."""
        channel = wire.Channel(sock, accept=wire.FROM_WORKER, resolve=resolve)
        return cls(channel, deadline=deadline, leaf=leaf, max_fetched=MAX_FETCHED)

    def ask(self, operation: str, *fields: object) -> Any:
        """Send one request and return its answer.

        Raises:
            StudentError: The student's code raised.
            WorkerLost: There is no answer, or none that keeps the wire's rules.
        """
        if self._lost is not None:
            raise self._lost
        if operation not in _CHANGES_NOTHING:
            self.lengths.clear()
        nonce = secrets.randbits(64)
        try:
            self._channel.assert_quiet()
            self._channel.send(wire.REQUEST, nonce, [operation, *fields], self.deadline, leaf=self._leaf)
            _, value = self._channel.receive(wire.REPLY, nonce, self.deadline)
        except wire.PeerTimeout:
            self._lost = WorkerLost("the submission did not answer in time", timed_out=True)
            raise self._lost from None
        except wire.PeerGone:
            self._lost = WorkerLost("the process that ran the notebook ended", ended=True)
            raise self._lost from None
        except wire.ProtocolError as error:
            raise self.lose(str(error)) from None
        if self._channel.received_buffers + MADE_OF_META * self._channel.received_meta > self._max_fetched:
            limit = f"{self._max_fetched / 2**20:g} MiB"
            self._lost = WorkerLost(f"this check has fetched more than {limit}: let it fetch less")
            raise self._lost
        if type(value) is wire.Raised:
            raised = student_error(value)
            if raised.defect.kind in _RAN_OUT:
                self._ran_out = self._ran_out or raised
            raise raised
        return value

    def lose(self, broken_rule: str) -> WorkerLost:
        """Refuse every further request; return the error to raise."""
        self._lost = WorkerLost(f"the process that ran the notebook broke the protocol: {broken_rule}")
        return self._lost

    @property
    def spoilt(self) -> WorkerLost | StudentError | None:
        """Why a check that asked here cannot pass, whatever it caught: process, time or memory is gone."""
        return self._lost or self._ran_out

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
