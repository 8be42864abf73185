"""A check's process: answers the calls of one check about the notebook's state at the check's place."""

import resource
import socket
from collections.abc import Callable
from typing import Any

from grader import wire
from grader.worker.failures import MissingName, describe
from grader.worker.limits import time_limit
from grader.worker.objects import ObjectTable
from grader.worker.prepare import Prepared

__all__ = ["CheckProcess"]

FOREVER = float("inf")
KIBIBYTE = 1024  # what Linux counts ru_maxrss in


class CheckProcess:
    """Serves one check until the trusted side closes its channel."""

    def __init__(self, sock: socket.socket, prepared: Prepared, cpu_s: float, wall_s: float) -> None:
        self._shell = prepared.shell
        self._names = prepared.shell.user_ns
        self._cpu_s = cpu_s
        self._wall_s = wall_s
        self._table = ObjectTable(prepared.shell, prepared.setup_names)
        self._channel = wire.Channel(
            sock, accept=wire.FROM_TRUSTED, resolve=self._table.resolve, writable=True
        )
        self._operations: dict[str, Callable[..., Any]] = {
            "get": self._get,
            "attribute": getattr,
            "set attribute": setattr,
            "call": lambda target, arguments, keywords: target(*arguments, **keywords),
            "item": lambda target, key: target[key],
            "set item": self._set_item,
            "length": len,
            "iterate": lambda target: self._table.refer(iter(target)),
            "next": self._next,
            "define": lambda label, source: self._shell.define(source, label, self._names),
            "show": self._show,
            "end": lambda: (_cpu_seconds(), _peak_bytes()),
        }

    def serve(self) -> None:
        """Answer requests, one at a time, all within the check's one time limit."""
        while True:
            self._table.unresolved = None
            try:
                nonce, request = self._channel.receive(wire.REQUEST, None, FOREVER)
            except wire.PeerGone:
                return
            value = self._answer(request)
            self._shell.output_log.take()  # what a check's calls print is shown to nobody
            try:
                self._channel.send(wire.REPLY, nonce, value, FOREVER, leaf=self._table.refer)
            except wire.UnsendableError:
                # too many parts to cross by value: then it stays here, and a reference goes
                self._channel.send(wire.REPLY, nonce, [self._table.refer(value[0])], FOREVER)

    def _answer(self, request: Any) -> Any:
        try:
            if self._table.unresolved is not None:
                raise self._table.unresolved
            operation, *fields = request
            left = self._cpu_s - _cpu_seconds()
            with time_limit(max(left, 0.001), self._wall_s):
                return [self._operations[operation](*fields)]
        except BaseException as error:
            return describe(error)

    def _get(self, name: str) -> Any:
        try:
            return self._names[name]
        except KeyError:
            raise MissingName(name) from None

    def _set_item(self, target: Any, key: Any, value: Any) -> None:
        target[key] = value

    def _next(self, iterator: Any) -> list[Any]:
        """The next item alone in a list, or an empty list at the end."""
        try:
            return [next(iterator)]
        except StopIteration:
            return []

    def _show(self, label: str, source: str) -> list[Any]:
        """Run a check's own text as a student would, to keep what it shows."""
        error, outputs = self._shell.run_labelled(label, source)
        return [None if error is None else describe(error), outputs]


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
