"""Data-only messages between the trusted side and a worker that may be hostile.

Nothing that arrives is unpickled, evaluated, looked up by name, or believed about its size. A frame is::

    magic 2s | version u8 | kind u8 | nonce u64 | meta length u32 | buffers u32 | buffer lengths u64 each
    | meta | buffers

``meta`` is a JSON tree: null, true, false, whole numbers, finite numbers and text stand for themselves, and
everything else is a list that begins with a tag. Arrays and bytes travel as buffers. JSON announces no
lengths, and its objects, which the decoder refuses, have text for keys: so parsing a bounded text takes
bounded time and memory before anything can be counted.

The decoder builds exact builtin types, exact arrays of a closed table of dtypes, and the inert records below.
Whatever else arrives, by whatever bytes, is a `ProtocolError`; the peer is then to be killed.
"""

from grader.wire.channel import Channel
from grader.wire.decoding import decode
from grader.wire.encoding import encode
from grader.wire.frames import REPLY, REQUEST
from grader.wire.records import (
    DEFAULT_LIMITS,
    FROM_TRUSTED,
    FROM_WORKER,
    Limits,
    Named,
    Opaque,
    PeerGone,
    PeerTimeout,
    ProtocolError,
    Raised,
    Record,
    Ref,
    SourceText,
    UnsendableError,
)

__all__ = [
    "DEFAULT_LIMITS",
    "FROM_TRUSTED",
    "FROM_WORKER",
    "REPLY",
    "REQUEST",
    "Channel",
    "Limits",
    "Named",
    "Opaque",
    "PeerGone",
    "PeerTimeout",
    "ProtocolError",
    "Raised",
    "Record",
    "Ref",
    "SourceText",
    "UnsendableError",
    "decode",
    "encode",
]
