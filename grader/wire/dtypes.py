"""The closed table of dtypes that may cross: numbers, truth values, dates and fixed-width text."""

from typing import Any

import numpy as np

from grader.wire.records import Limits, ProtocolError

__all__ = ["canonical", "dtype_name", "dtype_of"]

_KINDS = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16)}
_DTYPES = {f"{kind}{size}": np.dtype(f"<{kind}{size}") for kind, sizes in _KINDS.items() for size in sizes}
_UNITS = ("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns")
_DTYPES |= {f"{kind}8[{unit}]": np.dtype(f"<{kind}8[{unit}]") for kind in "mM" for unit in _UNITS}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}


def dtype_name(dtype: np.dtype[Any], limits: Limits) -> str | None:
    """The name of *dtype* in the table; None where it may not cross."""
    if dtype.kind in "US":
        size = dtype.itemsize // (4 if dtype.kind == "U" else 1)
        return f"{dtype.kind}{size}" if 0 < dtype.itemsize <= limits.itemsize else None
    return _NAMES.get(dtype.newbyteorder("<"))


def dtype_of(name: object, limits: Limits) -> np.dtype[Any]:
    """The little-endian dtype that *name* stands for, or a `ProtocolError`."""
    if type(name) is not str:
        raise ProtocolError("a dtype is not text")
    if name in _DTYPES:
        return _DTYPES[name]
    if name[:1] in ("U", "S") and name[1:].isascii() and name[1:].isdigit() and len(name) <= 6:
        dtype = np.dtype("<" + name)
        if 0 < dtype.itemsize <= limits.itemsize:
            return dtype
    raise ProtocolError("a dtype is not allowed")


def canonical(flat: Any) -> Any:
    """Bit patterns that NumPy itself would never make are made canonical, or refused."""
    if flat.dtype.kind == "b":
        return flat.view(np.uint8) != 0  # a bool byte of 2 compares oddly
    if flat.dtype.kind == "U" and flat.size:
        points = flat.view(np.uint32)
        if int(points.max()) > 0x10FFFF or bool(((points >= 0xD800) & (points < 0xE000)).any()):
            raise ProtocolError("text that is none")
    return flat
