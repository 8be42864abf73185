"""What both sides agree on: errors, limits, and the inert records that may stand in a value."""

from dataclasses import dataclass
from typing import Any

__all__ = [
    "DEFAULT_LIMITS",
    "FROM_TRUSTED",
    "FROM_WORKER",
    "MAX_LINE",
    "MAX_LINES",
    "MAX_MESSAGE",
    "MAX_TYPE_NAME",
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
]

MAX_TYPE_NAME, MAX_MESSAGE, MAX_LINE, MAX_LINES = 200, 2_000, 500, 20  # characters; lines


class ProtocolError(Exception):
    """The peer broke the protocol. Carries no object of the peer's making."""


class PeerTimeout(ProtocolError):
    """The deadline passed."""


class PeerGone(ProtocolError):
    """The other end is closed."""


class UnsendableError(ValueError):
    """A value is too large, too deep, or has too many parts to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a frame may hold. Checked before anything of that size is allocated."""

    meta_bytes: int = 1 << 20
    buffers: int = 1_024
    buffer_bytes: int = 256 << 20  # all buffers of a frame together
    nodes: int = 50_000  # items of all containers together
    depth: int = 32  # containers within one another
    items: int = 5_000  # of a dict or set
    collisions: int = 100  # items of a dict or set that share a hash with another: they can be chosen to
    int_digits: int = 1_000  # reading decimal text takes quadratic time
    ndim: int = 8
    itemsize: int = 4_096  # bytes of one item of fixed-width text


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that cannot be sent, known by its type's name only."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Raised:
    """What the student's code raised, as text: never an exception class of the student's."""

    kind: str
    type_name: str
    message: str
    lines: tuple[tuple[str, int, str], ...]  # cell label, line number, text


@dataclass(frozen=True, slots=True)
class Ref:
    """An object that lives in the worker."""

    number: int
    type_name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name to be looked up in the worker's setup namespace. Never sent to the trusted side."""

    path: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """A public function to be defined in the worker. Never sent to the trusted side."""

    name: str
    text: str
    bindings: dict[str, Any]


Record = Opaque | Raised | Ref | Named | SourceText
FROM_WORKER: frozenset[type] = frozenset({Opaque, Raised, Ref})
FROM_TRUSTED: frozenset[type] = frozenset({Ref, Named, SourceText})
