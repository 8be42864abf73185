"""Frames over a socket, each send and each receive against one absolute deadline.

Refuses frames whose head announces too much before anything is allocated for them, bytes before or after the
one frame that is asked for, and a peer that is slow: neither a byte now and then nor a slow drain moves the
deadline.
"""

import math
import select
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

SOCKET_BUFFER = 1 << 20  # bytes; a large array takes about 1.4 times as long with 4 MiB, or with 64 KiB
FIRST_READ = 1 << 16  # bytes; a frame no larger than this is received by one system call
MAX_VECTORS = 1_024  # parts per system call: IOV_MAX of Linux and macOS
MAX_WAIT_S = 86_400.0  # per system call, whose timeout is a C int of milliseconds


class Channel:
    """Frames over a stream socket, each send and each receive against one absolute deadline.

    Deadlines are readings of ``time.monotonic()``; infinity waits for ever. After any error but
    `UnsendableError`, the channel's place in the stream is lost: close it, and end the peer.

    Attributes:
        received_meta: Bytes of the meta parts of all frames so far.
        received_buffers: Bytes of their buffers.
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
        self._readable, self._drained = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._drained.register(sock, select.POLLOUT)
        self._ahead = np.empty(max(FIRST_READ, HEADER.size + 8 * limits.buffers), np.uint8).data
        self._at = self._got = 0  # what is taken of it; what has arrived in it
        self.received_meta = self.received_buffers = 0

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
        parts = encode(kind, nonce, value, limits=self._limits, leaf=leaf)
        left = sum(map(len, parts))
        while left:
            if time.monotonic() > deadline:
                _give_up()
            try:
                sent = self._sock.sendmsg(parts[:MAX_VECTORS])
            except BlockingIOError:
                self._wait(self._drained, deadline)
                continue
            except OSError as error:
                raise _gone(error) from None
            left -= sent
            if left:
                parts = _without(parts, sent)

    def receive(self, kind: int, nonce: int | None, deadline: float) -> tuple[int, Any]:
        """One frame of *kind*, with *nonce* if one is given: its nonce and its value."""
        self._at = self._got = 0
        self._wait(self._readable, deadline)
        self._look_ahead(HEADER.size, deadline)
        head = HEADER.unpack_from(self._ahead)
        magic, version, got_kind, got_nonce, meta_length, count = head
        if (magic, version, got_kind) != (MAGIC, VERSION, kind) or nonce not in (None, got_nonce):
            raise ProtocolError("a frame with the wrong head")
        if meta_length > self._limits.meta_bytes or count > self._limits.buffers:
            raise ProtocolError("a frame that is too large")
        self._at = HEADER.size + 8 * count
        self._look_ahead(self._at, deadline)
        lengths = struct.unpack_from(f"<{count}Q", self._ahead, HEADER.size)
        if sum(lengths) > self._limits.buffer_bytes:
            raise ProtocolError("a frame that is too large")
        self.received_meta += meta_length
        self.received_buffers += sum(lengths)
        meta = self._part(meta_length, deadline)
        buffers = [self._part(length, deadline) for length in lengths]
        if self._at != self._got:
            raise ProtocolError("bytes after the frame")
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
        if self._sock.fileno() >= 0 and not self._readable.poll(0):
            return
        try:
            early = self._sock.recv(1, socket.MSG_PEEK)
        except OSError as error:
            raise _gone(error) from None
        if not early:
            raise PeerGone("the other end is closed")
        raise ProtocolError("the peer spoke out of turn")

    def close(self) -> None:
        """Close this end."""
        self._sock.close()

    def _look_ahead(self, least: int, deadline: float) -> None:
        """Receive until *least* bytes are there, and take what more comes with them."""
        if self._got < least:
            self._got = self._fill(self._ahead, self._got, least, deadline)

    def _part(self, length: int, deadline: float) -> memoryview:
        """The next *length* bytes of the frame, in memory of their own, aligned for any dtype."""
        try:
            part = np.empty(length, np.uint8).data  # its pages exist only once bytes arrive
        except MemoryError:
            raise ProtocolError("a frame that is too large for this process") from None
        ready = min(length, self._got - self._at)
        part[:ready] = self._ahead[self._at : self._at + ready]
        self._at += ready
        if ready < length:
            self._fill(part, ready, length, deadline)
        return part

    def _fill(self, view: memoryview, got: int, least: int, deadline: float) -> int:
        """Receive into *view* from *got* on, until *least* bytes are there: how many are."""
        while True:
            try:
                count = self._sock.recv_into(view[got:])
            except BlockingIOError:
                self._wait(self._readable, deadline)
                continue
            except OSError as error:
                raise _gone(error) from None
            if count == 0:
                raise PeerGone("the other end is closed")
            got += count
            if got >= least:
                return got
            if time.monotonic() > deadline:
                _give_up()

    def _wait(self, ready: select.poll, deadline: float) -> None:
        """Wait until the socket is *ready*; what is ready at the deadline is still in time."""
        if self._sock.fileno() < 0:  # its number may be another file's by now
            raise PeerGone("this end is closed")
        while True:
            left = deadline - time.monotonic()
            timeout_ms = math.ceil(1_000 * min(max(left, 0.0), MAX_WAIT_S))
            if ready.poll(None if math.isinf(left) else timeout_ms):
                return
            if left <= timeout_ms / 1_000:
                _give_up()


def _without(parts: list[Any], sent: int) -> list[Any]:
    """What is left of *parts* after *sent* bytes of them, which are not all."""
    whole = 0
    while sent >= len(parts[whole]):
        sent -= len(parts[whole])
        whole += 1
    return [memoryview(parts[whole])[sent:], *parts[whole + 1 :]]


def _gone(error: OSError) -> PeerGone:
    return PeerGone(f"the other end is gone: {error.strerror}")


def _give_up() -> NoReturn:
    raise PeerTimeout("no answer in time")
