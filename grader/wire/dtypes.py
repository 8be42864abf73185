"""The closed table of dtypes that may cross: numbers, truth values, dates and fixed-width text.

Refuses objects, structures, raw bytes (void), long doubles, units that are multiples, shapes that NumPy could
not make, and bit patterns that NumPy would never make.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.wire.records import Limits, ProtocolError

__all__ = [
    "KEY_TYPES",
    "NATIVE",
    "SCALAR_TYPES",
    "canonical",
    "dtype_name",
    "dtype_of",
    "is_shape",
    "is_text",
]

MAX_AXIS = 2**31  # of an empty array, whose buffer bounds nothing

_KINDS = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16)}
_DTYPES = {f"{kind}{size}": np.dtype(f"<{kind}{size}") for kind, sizes in _KINDS.items() for size in sizes}
_NUMBERS = {dtype.type for dtype in _DTYPES.values()} | {
    np.dtype(code).type
    for code in np.typecodes["AllInteger"]  # C's long long is a type of its own
}
_UNITS = ("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns")
_DTYPES |= {f"{kind}8[{unit}]": np.dtype(f"<{kind}8[{unit}]") for kind in "mM" for unit in _UNITS}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_TEXTS = (np.str_, np.bytes_)

SCALAR_TYPES = frozenset({*_NUMBERS, np.datetime64, np.timedelta64})  # but for text
KEY_TYPES = frozenset({*_NUMBERS, *_TEXTS})  # dates are not: comparing them with huge whole numbers raises
NATIVE = np.dtype("<i8").isnative


def dtype_name(dtype: np.dtype[Any], limits: Limits) -> str | None:
    """The name of *dtype* in the table; None where it may not cross. Byte order does not count."""
    kind = dtype.kind
    if kind in "US":
        size = dtype.itemsize // (4 if kind == "U" else 1)
        return f"{kind}{size}" if 0 < dtype.itemsize <= limits.itemsize else None
    if kind not in "biufcmM":
        return None  # before it is hashed: some hash objects that they hold
    return _NAMES.get(dtype) or _NAMES.get(dtype.newbyteorder("<"))


def dtype_of(name: str, limits: Limits) -> np.dtype[Any]:
    """The little-endian dtype that *name* stands for, or a `ProtocolError`."""
    dtype = _DTYPES.get(name)
    if dtype is not None:
        return dtype
    if name[:1] in ("U", "S") and name[1:].isascii() and name[1:].isdigit() and len(name) <= 6:
        dtype = np.dtype("<" + name)
        if 0 < dtype.itemsize <= limits.itemsize:
            return dtype
    raise ProtocolError("a dtype is not allowed")


def is_shape(shape: Sequence[int], itemsize: int) -> bool:
    """Whether NumPy can make an array of this *shape* of whole numbers, none below zero.

    Only an empty array's shape needs to be asked about: any other is bounded by its bytes.
    """
    # zeros count as ones here: (0, 2**30, 2**30) of float64 is empty, yet overflows reshape
    return max(shape, default=0) < MAX_AXIS and math.prod(axis or 1 for axis in shape) * itemsize < 2**63


def is_text(data: Any) -> bool:
    """Whether *data*, little-endian UTF-32, is code points only, and no half of a surrogate pair."""
    points = np.frombuffer(data, "<u4")
    if not points.size:
        return True
    return int(points.max()) <= 0x10FFFF and not bool(((points >= 0xD800) & (points < 0xE000)).any())


def canonical(data: memoryview, dtype: np.dtype[Any]) -> memoryview:
    """*data*, with bit patterns that NumPy itself would never make made canonical, or refused."""
    if dtype.kind == "b":
        truths = np.frombuffer(data, np.uint8)
        if int(truths.max(initial=0)) > 1:  # a bool byte of 2 compares oddly
            return memoryview((truths != 0).view(np.uint8))
    if dtype.kind == "U" and not is_text(data):
        raise ProtocolError("text that is none")
    return data
