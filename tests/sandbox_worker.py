"""Stands in for the worker in the sandbox's tests: runs the text that it is sent, and says what came of it.

The text sets ``result``. ``outcome(f)`` calls *f* and gives "done", or the name of the errno it failed with.
"""

import errno
import os
import socket
from collections.abc import Callable, Sequence
from typing import Any

from grader import wire
from grader.sandbox import landlock

FOREVER = float("inf")

if os.environ.get("WELLDONE_TEST_LANDLOCK_ABI"):
    _abi = int(os.environ["WELLDONE_TEST_LANDLOCK_ABI"])
    landlock.abi = lambda: _abi


def outcome(attempt: Callable[[], object]) -> str:
    """What calling *attempt* led to."""
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    except BaseException as error:
        return type(error).__name__
    return "done"


def prepare(setup: Sequence[tuple[str, str]]) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for _, source in setup:
        exec(source, names)
    return names


def serve(
    channel_fd: int,
    descriptors_fd: int,
    prepared: dict[str, Any],
    *,
    seed: int,
    hello: int,
    seal: Callable[[], None],
) -> None:
    channel = wire.Channel(socket.socket(fileno=channel_fd), accept=wire.FROM_TRUSTED)
    channel.send(wire.REPLY, hello, "ready", FOREVER)
    names = prepared | {"outcome": outcome, "seal": seal, "seed": seed, "descriptors_fd": descriptors_fd}
    while True:
        try:
            nonce, (source, bindings) = channel.receive(wire.REQUEST, None, FOREVER)
        except wire.PeerGone:
            return
        names.update(bindings)
        try:
            exec(source, names)
            result = names.pop("result", None)
        except BaseException as error:
            result = f"{type(error).__name__}: {error}"
        channel.send(wire.REPLY, nonce, result, FOREVER)
