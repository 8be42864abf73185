"""Frames over a socket, each send and each receive against one absolute deadline."""

import math
import selectors
import socket
import struct
import time
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from grader.wire.decoding import decode
from grader.wire.encoding import encode
from grader.wire.frames import HEADER, MAGIC, VERSION
from grader.wire.records import DEFAULT_LIMITS, Limits, PeerGone, PeerTimeout, ProtocolError, Record

__all__ = ["Channel"]

SOCKET_BUFFER = 4 << 20  # bytes; with the system's default a large array takes about twice as long


class Channel:
    """Frames over a stream socket, each send and each receive against one absolute deadline.

    Deadlines are readings of ``time.monotonic()``; infinity waits for ever.
    """

    def __init__(
        self,
        sock: socket.socket,
        *,
        accept: frozenset[type],
        limits: Limits = DEFAULT_LIMITS,
        resolve: Callable[[Any], object] | None = None,
        writable: bool = False,
    ) -> None:
        sock.settimeout(0)
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            sock.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER)
        self._sock = sock
        self._accept = accept
        self._limits = limits
        self._resolve = resolve
        self._writable = writable

    def send(
        self,
        kind: int,
        nonce: int,
        value: object,
        deadline: float,
        *,
        leaf: Callable[[object], Record] | None = None,
    ) -> None:
        """Send one frame; raise `UnsendableError` before a byte of it is sent, else `ProtocolError`."""
        parts = [
            memoryview(part)
            for part in encode(kind, nonce, value, limits=self._limits, leaf=leaf)
            if len(part)
        ]
        while parts:
            try:
                sent = self._sock.sendmsg(parts[:16])
            except (BlockingIOError, InterruptedError):
                self._wait(selectors.EVENT_WRITE, deadline)
                continue
            except OSError as error:
                raise PeerGone(f"the other end is gone: {error.strerror}") from None
            while sent:
                if sent >= len(parts[0]):
                    sent -= len(parts.pop(0))
                else:
                    parts[0], sent = parts[0][sent:], 0

    def receive(self, kind: int, nonce: int | None, deadline: float) -> tuple[int, Any]:
        """One frame of *kind*, with *nonce* if one is given: its nonce and its value."""
        head = HEADER.unpack(self._read(HEADER.size, deadline))
        magic, version, got_kind, got_nonce, meta_length, count = head
        if (magic, version, got_kind) != (MAGIC, VERSION, kind) or nonce not in (None, got_nonce):
            raise ProtocolError("a frame with the wrong head")
        if meta_length > self._limits.meta_bytes or count > self._limits.buffers:
            raise ProtocolError("a frame that is too large")
        lengths = struct.unpack(f"<{count}Q", self._read(8 * count, deadline))
        if sum(lengths) > self._limits.buffer_bytes:
            raise ProtocolError("a frame that is too large")
        meta = bytes(self._read(meta_length, deadline))
        buffers = [self._read(length, deadline) for length in lengths]
        value = decode(
            meta,
            buffers,
            accept=self._accept,
            limits=self._limits,
            resolve=self._resolve,
            writable=self._writable,
        )
        return got_nonce, value

    def assert_quiet(self) -> None:
        """Refuse bytes that arrived before they were asked for."""
        try:
            early = self._sock.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            raise PeerGone(f"the other end is gone: {error.strerror}") from None
        if not early:
            raise PeerGone("the other end is closed")
        raise ProtocolError("the peer spoke out of turn")

    def close(self) -> None:
        """Close this end."""
        self._sock.close()

    def _read(self, length: int, deadline: float) -> Any:
        buffer = np.empty(length, np.uint8)  # its pages exist only once bytes arrive
        view, got = buffer.data, 0
        while got < length:
            try:
                count = self._sock.recv_into(view[got:])
            except (BlockingIOError, InterruptedError):
                self._wait(selectors.EVENT_READ, deadline)
                continue
            except OSError as error:
                raise PeerGone(f"the other end is gone: {error.strerror}") from None
            if count == 0:
                raise PeerGone("the other end is closed")
            got += count
            if got < length and time.monotonic() > deadline:
                _give_up()
        return view

    def _wait(self, event: int, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            _give_up()
        with selectors.PollSelector() as selector:
            selector.register(self._sock, event)
            if not selector.select(None if math.isinf(left) else left):
                _give_up()


def _give_up() -> NoReturn:
    raise PeerTimeout("no answer in time")
