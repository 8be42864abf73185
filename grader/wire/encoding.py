"""Writes values for the wire. What is no plain data becomes a record; nothing of it is called or shown.

Whatever is written, `decode` takes, with the same limits. Refuses, before anything large is made, what a
limit forbids: see `UnsendableError`.
"""

import math
import struct
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np

from grader.wire.dtypes import NATIVE, SCALAR_TYPES, dtype_name, dtype_of, is_shape, is_text
from grader.wire.frames import HEADER, MAGIC, VERSION
from grader.wire.keys import are_keys, is_crowded
from grader.wire.records import (
    DEFAULT_LIMITS,
    MAX_LINE,
    MAX_LINES,
    MAX_MESSAGE,
    MAX_TYPE_NAME,
    Limits,
    Named,
    Opaque,
    Raised,
    Record,
    Ref,
    SourceText,
    UnsendableError,
)

__all__ = ["encode"]

SMALL = 1 << 16  # bytes; copying fewer costs less than making a view of them
BITS_PER_DIGIT = 3.3  # a little under log2(10): the encoder's bound must not lie above the decoder's

_write = msgspec.json.Encoder().encode
_name_of = type.__dict__["__name__"].__get__  # a metaclass can say otherwise of its classes


class _Encoder:
    def __init__(self, limits: Limits, leaf: Callable[[object], Record] | None) -> None:
        self.limits = limits
        self.leaf = leaf
        self.buffers: list[memoryview | bytes] = []
        self.size = 0
        self.nodes = 0

    def encode(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if value is None or kind is str or kind is bool:
            return value
        if kind is float:
            return value if math.isfinite(value) else ["f", str(value)]
        # the type of a student's type can have a hash and an equality of its own: neither is asked
        branch = _BRANCHES.get(kind) if type(kind) is type else None
        return self._leaf(value, depth) if branch is None else branch(self, value, depth)

    def _leaf(self, value: object, depth: int) -> Any:
        record = Opaque(_name_of(type(value))) if self.leaf is None else self.leaf(value)
        return _RECORDS[type(record)](self, record, depth)

    def _int(self, value: int, _depth: int) -> Any:
        if -(2**63) <= value < 2**63:
            return value
        if value.bit_length() > BITS_PER_DIGIT * self.limits.int_digits:
            raise UnsendableError(f"the whole number has more than {self.limits.int_digits} digits")
        try:
            return ["i", str(value)]
        except ValueError as error:  # sys.set_int_max_str_digits can be set lower
            raise UnsendableError(f"the whole number cannot be written: {error}") from None

    def _complex(self, value: complex, _depth: int) -> Any:
        return ["c", *[part if math.isfinite(part) else str(part) for part in (value.real, value.imag)]]

    def _list(self, value: list[Any], depth: int) -> Any:
        return self._sequence("l", value, depth)

    def _tuple(self, value: tuple[Any, ...], depth: int) -> Any:
        return self._sequence("t", value, depth)

    def _sequence(self, tag: str, value: Sequence[Any], depth: int) -> list[Any]:
        self._enter(len(value), depth)
        tree: list[Any] = [tag]
        for item in value:
            kind = type(item)
            if kind is str or (kind is float and math.isfinite(item)):  # a call each would double the time
                tree.append(item)
            else:
                tree.append(self.encode(item, depth + 1))
        return tree

    def _set(self, value: set[Any], depth: int) -> Any:
        return self._members("s", value, depth)

    def _frozenset(self, value: frozenset[Any], depth: int) -> Any:
        return self._members("z", value, depth)

    def _members(self, tag: str, value: set[Any] | frozenset[Any], depth: int) -> Any:
        if not self._have_keys(value):
            return self._leaf(value, depth)
        return self._sequence(tag, list(value), depth)

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        if not self._have_keys(value):
            return self._leaf(value, depth)
        self._enter(2 * len(value), depth)
        tree: list[Any] = ["d"]
        for key, item in value.items():
            tree += (self.encode(key, depth + 1), self.encode(item, depth + 1))
        return tree

    def _have_keys(self, keys: Any) -> bool:
        if len(keys) > self.limits.items:
            raise UnsendableError(f"a dict or set has more than {self.limits.items} items")
        if not are_keys(keys):
            return False
        if is_crowded(keys, self.limits):
            raise UnsendableError(f"more than {self.limits.collisions} keys share a hash with another")
        return True

    def _enter(self, count: int, depth: int) -> None:
        self.nodes += count
        if depth >= self.limits.depth or self.nodes > self.limits.nodes:
            raise UnsendableError("the value is nested too deeply or has too many parts")

    def _bytes(self, value: bytes, _depth: int) -> Any:
        self._measure(len(value))
        return ["b", self._buffer(value)]

    def _array(self, value: Any, depth: int) -> Any:
        name = dtype_name(value.dtype, self.limits) if value.ndim <= self.limits.ndim else None
        if name is None or not (value.size or is_shape(value.shape, value.itemsize)):
            return self._leaf(value, depth)
        self._measure(value.nbytes)  # before a copy: an array of strides 0 can be of any size
        dtype = dtype_of(name, self.limits)
        # always C order and little-endian: strides never travel
        if value.nbytes <= SMALL and value.dtype == dtype:
            data: Any = value.tobytes()
        else:
            data = np.ascontiguousarray(value, dtype=dtype).reshape(-1).view(np.uint8).data
        if dtype.kind == "U" and not is_text(data):
            raise UnsendableError("an array of text holds half of a surrogate pair")
        return ["a", name, list(value.shape), self._buffer(data)]

    def _measure(self, size: int) -> None:
        self.size += size
        if len(self.buffers) >= self.limits.buffers or self.size > self.limits.buffer_bytes:
            raise UnsendableError("the arrays are too many or too large to be sent at once")

    def _buffer(self, data: memoryview | bytes) -> int:
        self.buffers.append(data)
        return len(self.buffers) - 1

    def _scalar(self, value: Any, depth: int) -> Any:
        name = dtype_name(value.dtype, self.limits)
        if name is None:
            return self._leaf(value, depth)
        data = value.tobytes() if NATIVE else value.astype(value.dtype.newbyteorder("<")).tobytes()
        return ["n", name, data.hex()]

    def _text_scalar(self, value: Any, _depth: int) -> Any:
        # by value, not by dtype: NumPy would drop zeros from the end, and has no dtype for empty text
        return ["n", "S", value.hex()] if type(value) is np.bytes_ else ["n", "U", str.__str__(value)]

    def _opaque(self, record: Opaque, _depth: int) -> Any:
        return ["o", _cut(record.type_name, MAX_TYPE_NAME)]

    def _raised(self, record: Raised, _depth: int) -> Any:
        lines = [
            [
                _cut(label, MAX_LINE),
                number if type(number) is int and 0 <= number < 2**31 else 0,
                _cut(text, MAX_LINE),
            ]
            for label, number, text in record.lines[-MAX_LINES:]
        ]
        name, message = _cut(record.type_name, MAX_TYPE_NAME), _cut(record.message, MAX_MESSAGE)
        return ["e", record.kind, name, message, lines]

    def _ref(self, record: Ref, _depth: int) -> Any:
        return ["r", record.number, _cut(record.type_name, MAX_TYPE_NAME)]

    def _named(self, record: Named, _depth: int) -> Any:
        return ["g", record.path]

    def _source(self, record: SourceText, depth: int) -> Any:
        return ["x", record.name, record.text, self._dict(record.bindings, depth)]


def _cut(text: str, limit: int) -> str:
    """*text* made exact and short, and without halves of surrogate pairs, which cannot be sent."""
    text = str.__str__(text)[:limit]
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


_Branch = Callable[[_Encoder, Any, int], Any]
_RECORDS: dict[type, _Branch] = {
    Opaque: _Encoder._opaque,
    Raised: _Encoder._raised,
    Ref: _Encoder._ref,
    Named: _Encoder._named,
    SourceText: _Encoder._source,
}
_BRANCHES: dict[type, _Branch] = {
    **dict.fromkeys(SCALAR_TYPES, _Encoder._scalar),
    **_RECORDS,
    np.ndarray: _Encoder._array,
    np.str_: _Encoder._text_scalar,
    np.bytes_: _Encoder._text_scalar,
    int: _Encoder._int,
    complex: _Encoder._complex,
    bytes: _Encoder._bytes,
    list: _Encoder._list,
    tuple: _Encoder._tuple,
    set: _Encoder._set,
    frozenset: _Encoder._frozenset,
    dict: _Encoder._dict,
}


def encode(
    kind: int,
    nonce: int,
    value: object,
    *,
    limits: Limits = DEFAULT_LIMITS,
    leaf: Callable[[object], Record] | None = None,
) -> list[bytes | memoryview]:
    """The parts of one frame, to be sent one after another.

    What a value's exact type does not tell is lost: subclasses are no plain data, a dict or set with keys
    other than scalars and tuples of them is none, and a C long long arrives as the int64 or uint64 it equals.

    Args:
        nonce: Below 2**64.
        leaf: Makes a record of anything that is no plain data; without it, an `Opaque`.

    Raises:
        UnsendableError: A limit would be exceeded, or text holds half of a surrogate pair.
    """
    encoder = _Encoder(limits, leaf)
    try:
        meta = _write(encoder.encode(value, 0))
    except (UnicodeEncodeError, RecursionError) as error:
        raise UnsendableError(f"the value cannot be written: {type(error).__name__}") from None
    if len(meta) > limits.meta_bytes:
        raise UnsendableError(f"the value takes {len(meta)} bytes besides its arrays: too many")
    lengths = [len(buffer) for buffer in encoder.buffers]
    head = HEADER.pack(MAGIC, VERSION, kind, nonce, len(meta), len(lengths))
    return [head + struct.pack(f"<{len(lengths)}Q", *lengths) + meta, *encoder.buffers]
