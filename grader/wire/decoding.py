"""Reads values off the wire. The peer is hostile: every length is checked before it is believed."""

import math
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from grader.wire.dtypes import canonical, dtype_of
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

_NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_SCALARS = frozenset({type(None), bool, int, float, complex, str, bytes})


class _Decoder:
    def __init__(
        self,
        buffers: list[Any],
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

    def decode(self, tree: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > self.limits.depth or self.nodes > self.limits.nodes:
            raise ProtocolError("nested too deeply, or too many parts")
        if tree is None or type(tree) in (bool, int, float, str):
            return tree
        if type(tree) is not list or not tree or type(tree[0]) is not str:
            raise ProtocolError("expected a list that begins with a tag")
        branch = _DECODERS.get(tree[0])
        if branch is None:
            raise ProtocolError("an unknown tag")
        return branch(self, tree, depth)

    def _list(self, tree: list[Any], depth: int) -> list[Any]:
        return [self.decode(item, depth + 1) for item in tree[1:]]

    def _tuple(self, tree: list[Any], depth: int) -> tuple[Any, ...]:
        return tuple(self._list(tree, depth))

    def _set(self, tree: list[Any], depth: int) -> set[Any]:
        if len(tree) - 1 > self.limits.items:
            raise ProtocolError("a set is too large")
        return {self._key(item, depth + 1) for item in tree[1:]}

    def _frozenset(self, tree: list[Any], depth: int) -> frozenset[Any]:
        return frozenset(self._set(tree, depth))

    def _dict(self, tree: list[Any], depth: int) -> dict[Any, Any]:
        if len(tree) % 2 == 0 or len(tree) - 1 > 2 * self.limits.items:
            raise ProtocolError("a dict is malformed or too large")
        built: dict[Any, Any] = {}
        for place in range(1, len(tree), 2):
            key = self._key(tree[place], depth + 1)
            if key in built:
                raise ProtocolError("a dict has one key twice")
            built[key] = self.decode(tree[place + 1], depth + 1)
        return built

    def _key(self, tree: Any, depth: int) -> Any:
        """Keys and set members are scalars and tuples of them: hashing them runs no code but Python's."""
        key = self.decode(tree, depth)
        parts = [key]
        while parts:
            part = parts.pop()
            if type(part) is tuple:
                parts.extend(part)
            elif type(part) not in _SCALARS:
                raise ProtocolError("a key of a type that is not allowed")
        return key

    def _float(self, tree: list[Any], _depth: int) -> float:
        (name,) = self._exactly(tree, str)
        if name not in _NON_FINITE:
            raise ProtocolError("a number that is none")
        return _NON_FINITE[name]

    def _int(self, tree: list[Any], _depth: int) -> int:
        (text,) = self._exactly(tree, str)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > self.limits.int_digits:
            raise ProtocolError("a whole number that is none, or too long")
        return int(text)

    def _complex(self, tree: list[Any], depth: int) -> complex:
        if len(tree) != 3:
            raise ProtocolError("wrong number of fields")
        real, imaginary = (self.decode(part, depth + 1) for part in tree[1:])
        if type(real) is not float or type(imaginary) is not float:
            raise ProtocolError("a complex number has a part that is no float")
        return complex(real, imaginary)

    def _bytes(self, tree: list[Any], _depth: int) -> bytes:
        (index,) = self._exactly(tree, int)
        return bytes(self._take(index))

    def _array(self, tree: list[Any], _depth: int) -> Any:
        name, shape, index = self._exactly(tree, str, list, int)
        dtype = dtype_of(name, self.limits)
        if len(shape) > self.limits.ndim:
            raise ProtocolError("an array has too many axes")
        size = 1
        for length in shape:
            if type(length) is not int or not 0 <= length < 2**31:
                raise ProtocolError("an array has an axis of an impossible length")
            size *= length  # Python's whole numbers: nothing overflows
        # zeros count as ones here: (0, 2**26, 2**26) is empty, yet overflows reshape
        if math.prod(length or 1 for length in shape) >= 2**62:
            raise ProtocolError("an array has an impossible shape")
        data = memoryview(self._take(index))
        if size * dtype.itemsize != len(data):
            raise ProtocolError("a buffer does not fit its array")
        if not self.writable:
            data = data.toreadonly()  # else anybody could set the flag again
        return self._frozen(canonical(np.frombuffer(data, dtype=dtype)).reshape(shape))

    def _frozen(self, array: Any) -> Any:
        if self.writable:
            return array if array.flags.writeable else array.copy()
        array.flags.writeable = False
        return array.view()  # of a base that is read-only, so that the flag cannot be set again

    def _scalar(self, tree: list[Any], _depth: int) -> Any:
        name, text = self._exactly(tree, str, str)
        dtype = dtype_of(name, self.limits)
        if len(text) != 2 * dtype.itemsize:
            raise ProtocolError("a scalar has the wrong size")
        try:
            data = bytes.fromhex(text)
        except ValueError:
            raise ProtocolError("a scalar that is none") from None
        if len(data) != dtype.itemsize:  # fromhex skips spaces
            raise ProtocolError("a scalar has the wrong size")
        return canonical(np.frombuffer(data, dtype=dtype))[0]

    def _opaque(self, tree: list[Any], _depth: int) -> Any:
        (type_name,) = self._exactly(tree, str)
        return self._record(Opaque(type_name[:MAX_TYPE_NAME]))

    def _raised(self, tree: list[Any], _depth: int) -> Any:
        kind, type_name, message, lines = self._exactly(tree, str, str, str, list)
        taken = []
        for line in lines[:MAX_LINES]:
            if type(line) is not list or [type(field) for field in line] != [str, int, str]:
                raise ProtocolError("a line that is none")
            taken.append((line[0][:MAX_LINE], line[1], line[2][:MAX_LINE]))
        raised = Raised(kind[:MAX_TYPE_NAME], type_name[:MAX_TYPE_NAME], message[:MAX_MESSAGE], tuple(taken))
        return self._record(raised)

    def _ref(self, tree: list[Any], _depth: int) -> Any:
        number, type_name = self._exactly(tree, int, str)
        if number < 0:
            raise ProtocolError("a reference below zero")
        return self._record(Ref(number, type_name[:MAX_TYPE_NAME]))

    def _named(self, tree: list[Any], _depth: int) -> Any:
        return self._record(Named(*self._exactly(tree, str)))

    def _source(self, tree: list[Any], depth: int) -> Any:
        if len(tree) != 4 or type(tree[1]) is not str or type(tree[2]) is not str:
            raise ProtocolError("wrong number of fields")
        bindings = self.decode(tree[3], depth + 1)
        if type(bindings) is not dict:
            raise ProtocolError("bindings that are none")
        return self._record(SourceText(tree[1], tree[2], bindings))

    def _record(self, record: Record) -> Any:
        if type(record) not in self.accept:
            raise ProtocolError("a record that this side does not take")
        return record if self.resolve is None else self.resolve(record)

    def _exactly(self, tree: list[Any], *types: type) -> list[Any]:
        if [type(field) for field in tree[1:]] != list(types):
            raise ProtocolError("wrong number or types of fields")
        return tree[1:]

    def _take(self, index: int) -> Any:
        if not 0 <= index < len(self.buffers) or self.buffers[index] is None:
            raise ProtocolError("a buffer that is missing, or used twice")
        data, self.buffers[index] = self.buffers[index], None
        return data


_DECODERS: dict[str, Callable[[_Decoder, list[Any], int], Any]] = {
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
    meta: bytes,
    buffers: list[Any],
    *,
    accept: frozenset[type],
    limits: Limits = DEFAULT_LIMITS,
    resolve: Callable[[Any], object] | None = None,
    writable: bool = False,
) -> Any:
    """The value that a frame's parts stand for.

    Args:
        accept: The records that this side takes.
        resolve: Called with each record; what it returns stands in the record's place.
        writable: Whether arrays may be written into. Without it, nobody can make them writable again.

    Raises:
        ProtocolError: Whatever is wrong with the parts.
    """
    try:
        tree = msgspec.json.decode(meta)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise ProtocolError(f"the meta part cannot be read: {type(error).__name__}") from None
    decoder = _Decoder(buffers, limits, accept, resolve, writable=writable)
    value = decoder.decode(tree)
    if any(buffer is not None for buffer in decoder.buffers):
        raise ProtocolError("a buffer was not used")
    return value
