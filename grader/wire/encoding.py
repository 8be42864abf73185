"""Writes values for the wire. What is no plain data becomes a record; nothing of it is called or shown."""

import math
import struct
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from grader.wire.dtypes import dtype_name, dtype_of
from grader.wire.frames import HEADER, MAGIC, VERSION
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


class _Encoder:
    def __init__(self, limits: Limits, leaf: Callable[[object], Record] | None) -> None:
        self.limits = limits
        self.leaf = leaf
        self.buffers: list[memoryview | bytes] = []
        self.size = 0
        self.nodes = 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > self.limits.depth or self.nodes > self.limits.nodes:
            raise UnsendableError("the value is nested too deeply or has too many parts")
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else self._long(value)
        if kind is float:
            return value if math.isfinite(value) else ["f", str(value)]
        if kind is np.ndarray:
            return self._array(value, depth)
        if kind is list or kind is tuple:
            return ["l" if kind is list else "t", *[self.encode(item, depth + 1) for item in value]]
        if kind is dict:
            return self._dict(value, depth)
        if kind is set or kind is frozenset:
            self._count(value)
            return ["s" if kind is set else "z", *[self.encode(item, depth + 1) for item in value]]
        if kind is bytes:
            return ["b", self._buffer(value)]
        if kind is complex:
            return ["c", self.encode(value.real), self.encode(value.imag)]
        if kind in _ENCODERS:
            return _ENCODERS[kind](self, value, depth)
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            name = dtype_name(value.dtype, self.limits)
            if name is not None:
                data = np.asarray(value, dtype=dtype_of(name, self.limits)).tobytes()
                return ["n", name, data.hex()]
        return self._leaf(value, depth)

    def _leaf(self, value: object, depth: int) -> Any:
        record = Opaque(type(value).__name__) if self.leaf is None else self.leaf(value)
        return _ENCODERS[type(record)](self, record, depth)

    def _long(self, value: int) -> list[str]:
        if value.bit_length() > 3.3 * self.limits.int_digits:
            raise UnsendableError(f"the whole number has more than {self.limits.int_digits} digits")
        return ["i", str(value)]

    def _count(self, items: Any) -> None:
        if len(items) > self.limits.items:
            raise UnsendableError(f"a dict or set has more than {self.limits.items} items")

    def _dict(self, value: dict[Any, Any], depth: int) -> list[Any]:
        self._count(value)
        flat: list[Any] = ["d"]
        for key, item in value.items():
            flat += (self.encode(key, depth + 1), self.encode(item, depth + 1))
        return flat

    def _array(self, value: Any, depth: int) -> Any:
        name = dtype_name(value.dtype, self.limits) if value.ndim <= self.limits.ndim else None
        if name is None:
            return self._leaf(value, depth)
        # always C order and little-endian: strides never travel
        plain = np.ascontiguousarray(value, dtype=dtype_of(name, self.limits))
        index = self._buffer(plain.reshape(-1).view(np.uint8).data)
        return ["a", name, list(value.shape), index]

    def _buffer(self, data: memoryview | bytes) -> int:
        self.size += len(data)
        if len(self.buffers) >= self.limits.buffers or self.size > self.limits.buffer_bytes:
            raise UnsendableError("the arrays are too many or too large to be sent at once")
        self.buffers.append(data)
        return len(self.buffers) - 1

    def _opaque(self, record: Opaque, _depth: int) -> list[Any]:
        return ["o", record.type_name[:MAX_TYPE_NAME]]

    def _raised(self, record: Raised, _depth: int) -> list[Any]:
        lines = [
            [label[:MAX_LINE], number, text[:MAX_LINE]] for label, number, text in record.lines[-MAX_LINES:]
        ]
        return ["e", record.kind, record.type_name[:MAX_TYPE_NAME], record.message[:MAX_MESSAGE], lines]

    def _ref(self, record: Ref, _depth: int) -> list[Any]:
        return ["r", record.number, record.type_name[:MAX_TYPE_NAME]]

    def _named(self, record: Named, _depth: int) -> list[Any]:
        return ["g", record.path]

    def _source(self, record: SourceText, depth: int) -> list[Any]:
        return ["x", record.name, record.text, self.encode(record.bindings, depth + 1)]


_ENCODERS: dict[type, Callable[[_Encoder, Any, int], Any]] = {
    Opaque: _Encoder._opaque,
    Raised: _Encoder._raised,
    Ref: _Encoder._ref,
    Named: _Encoder._named,
    SourceText: _Encoder._source,
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

    Args:
        leaf: Makes a record of anything that is no plain data; without it, an `Opaque`.

    Raises:
        UnsendableError: A limit would be exceeded, or text holds half of a surrogate pair.
    """
    encoder = _Encoder(limits, leaf)
    try:
        meta = msgspec.json.encode(encoder.encode(value))
    except (UnicodeEncodeError, RecursionError) as error:
        raise UnsendableError(f"the value cannot be written: {type(error).__name__}") from None
    if len(meta) > limits.meta_bytes:
        raise UnsendableError(f"the value takes {len(meta)} bytes besides its arrays: too many")
    lengths = [len(buffer) for buffer in encoder.buffers]
    head = HEADER.pack(MAGIC, VERSION, kind, nonce, len(meta), len(lengths))
    return [head + struct.pack(f"<{len(lengths)}Q", *lengths) + meta, *encoder.buffers]
