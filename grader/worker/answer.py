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
                return [_OPERATIONS[operation](self, *fields)]
        except BaseException as error:
            return describe(error)

    def get(self, name: str) -> Any:
        """What *name* stands for in the notebook."""
        try:
            return self._names[name]
        except KeyError:
            raise MissingName(name) from None

    def set_item(self, target: Any, key: Any, value: Any) -> None:
        """Set an item of *target*."""
        target[key] = value

    def iterate(self, target: Any) -> wire.Ref:
        """A reference to an iterator over *target*."""
        return self._table.refer(iter(target))

    def define(self, label: str, source: str) -> None:
        """Run *source*, what a check brings along, in the notebook's namespace."""
        self._shell.define(source, label, self._names)

    def next(self, iterator: Any) -> list[Any]:
        """The next item alone in a list, or an empty list at the end."""
        try:
            return [next(iterator)]
        except StopIteration:
            return []

    def show(self, label: str, source: str) -> list[Any]:
        """Run a check's own text as a student would, to keep what it shows."""
        error, outputs = self._shell.run_labelled(label, source)
        return [None if error is None else describe(error), outputs]


# made once, before any fork: all that a check's process makes of its own is pages of memory to be filled
_OPERATIONS: dict[str, Callable[..., Any]] = {
    "get": CheckProcess.get,
    "attribute": lambda _, target, name: getattr(target, name),
    "set attribute": lambda _, target, name, value: setattr(target, name, value),
    "call": lambda _, target, arguments, keywords: target(*arguments, **keywords),
    "item": lambda _, target, key: target[key],
    "set item": CheckProcess.set_item,
    "length": lambda _, target: len(target),
    "iterate": CheckProcess.iterate,
    "next": CheckProcess.next,
    "define": CheckProcess.define,
    "show": CheckProcess.show,
    "end": lambda _: (_cpu_seconds(), _peak_bytes()),
}


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
