"""Reads values off the wire. The peer is hostile: every length is checked before it is believed.

Tags select the branches below and nothing else: no class, function, module or attribute is looked up by a
name that arrived. Refuses whatever `encode` would not write, with a `ProtocolError` and nothing else.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np

from grader.wire.dtypes import KEY_TYPES, canonical, dtype_of, is_shape
from grader.wire.keys import is_crowded
from grader.wire.records import (
    DEFAULT_LIMITS,
    MAX_LINE,
    MAX_LINES,
    MAX_MESSAGE,
    MAX_TYPE_NAME,
    Limits,
    Named,
    Opaque,
    ProtocolError,
    Raised,
    Record,
    Ref,
    SourceText,
)

__all__ = ["decode"]

_NON_FINITE = frozenset({"nan", "inf", "-inf"})
_INT = {int}
_PLAIN = {type(None), bool, float, str}

_read = msgspec.json.Decoder().decode


class _Decoder:
    def __init__(
        self,
        buffers: Sequence[Any],
        limits: Limits,
        accept: frozenset[type],
        resolve: Callable[[Any], object] | None,
        *,
        writable: bool,
    ) -> None:
        self.buffers = list(buffers)
        self.limits = limits
        self.accept = accept
        self.resolve = resolve
        self.writable = writable
        self.nodes = 0

    def decode(self, tree: Any, depth: int) -> Any:
        kind = type(tree)
        if kind is not list:
            if kind in _PLAIN or (kind is int and -(2**63) <= tree < 2**63):
                return tree
            raise ProtocolError("an object, or a whole number beyond 64 bits without its tag")
        if not tree or type(tree[0]) is not str:
            raise ProtocolError("expected a list that begins with a tag")
        branch = _BRANCHES.get(tree[0])
        if branch is None:
            raise ProtocolError("an unknown tag")
        return branch(self, tree, depth)

    def _list(self, tree: list[Any], depth: int) -> list[Any]:
        items = self._enter(tree, depth)
        kinds = set(map(type, items))
        if kinds <= _PLAIN or (kinds == _INT and min(items) >= -(2**63) and max(items) < 2**63):
            return items
        return [self.decode(item, depth + 1) for item in items]

    def _tuple(self, tree: list[Any], depth: int) -> tuple[Any, ...]:
        return tuple(self._list(tree, depth))

    def _set(self, tree: list[Any], depth: int) -> set[Any]:
        return set(self._keys(self._enter(tree, depth), depth + 1))

    def _frozenset(self, tree: list[Any], depth: int) -> frozenset[Any]:
        return frozenset(self._keys(self._enter(tree, depth), depth + 1))

    def _dict(self, tree: list[Any], depth: int) -> dict[Any, Any]:
        items = self._enter(tree, depth)
        if len(items) % 2:
            raise ProtocolError("a dict has a key without a value")
        keys = self._keys(items[::2], depth + 1)
        values = [self.decode(item, depth + 1) for item in items[1::2]]
        return dict(zip(keys, values, strict=True))

    def _enter(self, tree: list[Any], depth: int) -> list[Any]:
        """The items of a container, counted."""
        self.nodes += len(tree) - 1
        if depth >= self.limits.depth or self.nodes > self.limits.nodes:
            raise ProtocolError("nested too deeply, or too many parts")
        return tree[1:]

    def _keys(self, trees: list[Any], depth: int) -> list[Any]:
        if len(trees) > self.limits.items:
            raise ProtocolError("a dict or set is too large")
        keys = [self._key(tree, depth) for tree in trees]
        if is_crowded(keys, self.limits):
            raise ProtocolError("too many keys share a hash")
        try:
            unequal = len(set(keys)) == len(keys)
        except (OverflowError, BytesWarning):  # 1.0 of NumPy's against 10**400 of the same hash; python -bb
            raise ProtocolError("keys that cannot be told apart") from None
        if not unequal:
            raise ProtocolError("a dict or set has one key twice")
        return keys

    def _key(self, tree: Any, depth: int) -> Any:
        """A scalar or a tuple of them: hashing it runs no code but Python's, and no record is resolved."""
        if type(tree) is not list:
            return self.decode(tree, depth)
        if tree and tree[0] == "t":
            return tuple(self._key(item, depth + 1) for item in self._enter(tree, depth))
        if not tree or tree[0] not in ("f", "i", "c", "b", "n"):
            raise ProtocolError("a key of a type that is not allowed")
        key = self.decode(tree, depth)
        if tree[0] == "n" and type(key) not in KEY_TYPES:
            raise ProtocolError("a key of a type that is not allowed")
        return key

    def _float(self, tree: list[Any], _depth: int) -> float:
        (name,) = self._exactly(tree, str)
        return self._non_finite(name)

    def _non_finite(self, name: str) -> float:
        if name not in _NON_FINITE:
            raise ProtocolError("a number that is none")
        return float(name)  # a new one each time: as keys, two NaNs are two

    def _int(self, tree: list[Any], _depth: int) -> int:
        (text,) = self._exactly(tree, str)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > self.limits.int_digits:
            raise ProtocolError("a whole number that is none, or too long")
        try:
            return int(text)
        except ValueError:  # sys.set_int_max_str_digits can be set lower
            raise ProtocolError("a whole number that is too long for this process") from None

    def _complex(self, tree: list[Any], _depth: int) -> complex:
        parts = [self._non_finite(part) if type(part) is str else part for part in tree[1:]]
        if [type(part) for part in parts] != [float, float]:
            raise ProtocolError("a complex number that is none")
        return complex(*parts)

    def _bytes(self, tree: list[Any], _depth: int) -> bytes:
        (index,) = self._exactly(tree, int)
        return bytes(self._take(index))

    def _array(self, tree: list[Any], _depth: int) -> Any:
        name, shape, index = self._exactly(tree, str, list, int)
        dtype = dtype_of(name, self.limits)
        if len(shape) > self.limits.ndim:
            raise ProtocolError("an array has too many axes")
        for axis in shape:
            if type(axis) is not int or axis < 0:
                raise ProtocolError("an array has an axis of an impossible length")
        data = self._take(index)
        size = math.prod(shape)  # Python's whole numbers: nothing overflows
        if size * dtype.itemsize != len(data):
            raise ProtocolError("a buffer does not fit its array")
        if not size and not is_shape(shape, dtype.itemsize):
            raise ProtocolError("an array has an impossible shape")
        data = canonical(data, dtype)
        if not self.writable:
            data = data.toreadonly()  # a flag of the array's own could be set again
        elif data.readonly:
            data = memoryview(bytearray(data))
        return np.frombuffer(data, dtype).reshape(shape)

    def _scalar(self, tree: list[Any], _depth: int) -> Any:
        name, text = self._exactly(tree, str, str)
        if name == "U":
            return np.str_(text)
        data = self._unhex(text)
        if name == "S":
            return np.bytes_(data)
        dtype = dtype_of(name, self.limits)
        if dtype.kind in "US" or len(data) != dtype.itemsize:
            raise ProtocolError("a scalar has the wrong size")
        return np.frombuffer(canonical(memoryview(data), dtype), dtype)[0]

    def _unhex(self, text: str) -> bytes:
        try:
            data = bytes.fromhex(text)
        except ValueError:
            raise ProtocolError("a scalar that is none") from None
        if 2 * len(data) != len(text):  # fromhex skips spaces
            raise ProtocolError("a scalar that is none")
        return data

    def _opaque(self, tree: list[Any], _depth: int) -> Any:
        (type_name,) = self._exactly(tree, str)
        return self._record(Opaque(type_name[:MAX_TYPE_NAME]))

    def _raised(self, tree: list[Any], _depth: int) -> Any:
        kind, type_name, message, lines = self._exactly(tree, str, str, str, list)
        if len(lines) > MAX_LINES:
            raise ProtocolError("too many lines")
        taken = []
        for line in lines:
            if type(line) is not list or [type(field) for field in line] != [str, int, str]:
                raise ProtocolError("a line that is none")
            label, number, text = line
            if not 0 <= number < 2**31:
                raise ProtocolError("a line of an impossible number")
            taken.append((label[:MAX_LINE], number, text[:MAX_LINE]))
        raised = Raised(kind[:MAX_TYPE_NAME], type_name[:MAX_TYPE_NAME], message[:MAX_MESSAGE], tuple(taken))
        return self._record(raised)

    def _ref(self, tree: list[Any], _depth: int) -> Any:
        number, type_name = self._exactly(tree, int, str)
        if not 0 <= number < 2**63:
            raise ProtocolError("a reference of an impossible number")
        return self._record(Ref(number, type_name[:MAX_TYPE_NAME]))

    def _named(self, tree: list[Any], _depth: int) -> Any:
        return self._record(Named(*self._exactly(tree, str)))

    def _source(self, tree: list[Any], depth: int) -> Any:
        name, text, bindings = self._exactly(tree, str, str, list)
        if bindings[:1] != ["d"]:
            raise ProtocolError("bindings that are none")
        return self._record(SourceText(name, text, self._dict(bindings, depth)))

    def _record(self, record: Record) -> Any:
        if type(record) not in self.accept:
            raise ProtocolError("a record that this side does not take")
        return record if self.resolve is None else self.resolve(record)

    def _exactly(self, tree: list[Any], *types: type) -> list[Any]:
        fields = tree[1:]
        if [type(field) for field in fields] != [*types]:
            raise ProtocolError("wrong number or types of fields")
        return fields

    def _take(self, index: int) -> memoryview:
        if not 0 <= index < len(self.buffers) or self.buffers[index] is None:
            raise ProtocolError("a buffer that is missing, or used twice")
        data, self.buffers[index] = self.buffers[index], None
        return memoryview(data)


_BRANCHES: dict[str, Callable[[_Decoder, list[Any], int], Any]] = {
    "l": _Decoder._list,
    "t": _Decoder._tuple,
    "s": _Decoder._set,
    "z": _Decoder._frozenset,
    "d": _Decoder._dict,
    "f": _Decoder._float,
    "i": _Decoder._int,
    "c": _Decoder._complex,
    "b": _Decoder._bytes,
    "a": _Decoder._array,
    "n": _Decoder._scalar,
    "o": _Decoder._opaque,
    "e": _Decoder._raised,
    "r": _Decoder._ref,
    "g": _Decoder._named,
    "x": _Decoder._source,
}


def decode(
    meta: bytes | memoryview,
    buffers: Sequence[Any],
    *,
    accept: frozenset[type],
    limits: Limits = DEFAULT_LIMITS,
    resolve: Callable[[Any], object] | None = None,
    writable: bool = False,
) -> Any:
    """The value that a frame's parts stand for.

    Args:
        buffers: Contiguous bytes each. Arrays are views of them.
        accept: The records that this side takes.
        resolve: Called with each record; what it returns stands in the record's place. No key of a dict and
            no member of a set is a record.
        writable: Whether arrays may be written into. Without it, nobody can make them writable again.

    Raises:
        ProtocolError: Whatever is wrong with the parts. What `resolve` raises passes through.
    """
    if len(meta) > limits.meta_bytes:
        raise ProtocolError("a meta part that is too large")
    decoder = _Decoder(buffers, limits, accept, resolve, writable=writable)
    try:
        value = decoder.decode(_parsed(meta), 0)
    except (RecursionError, MemoryError) as error:
        raise ProtocolError(f"a frame that takes too much to read: {type(error).__name__}") from None
    if any(buffer is not None for buffer in decoder.buffers):
        raise ProtocolError("a buffer was not used")
    return value


def _parsed(meta: bytes | memoryview) -> Any:
    try:
        return _read(meta)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ProtocolError(f"the meta part cannot be read: {type(error).__name__}") from None
