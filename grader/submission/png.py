"""Writes PNG files from pixels. Every byte of the file is made here.

Source: Portable Network Graphics (PNG) Specification, third edition, W3C 2025, sections 5, 9.2 and 11.2.
"""

import struct
import zlib
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

__all__ = ["is_pixels", "png"]

MAX_PIXELS = 4_000_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPES = {3: 2, 4: 6}  # channels: truecolour, truecolour with alpha
_UP = 2  # the filter: each byte less the one above it, which flat areas of a plot compress best with


def is_pixels(value: object) -> TypeGuard[npt.NDArray[np.uint8]]:
    """Whether *value* is (height, width, 3 or 4) uint8, of a bounded size."""
    return (
        type(value) is np.ndarray
        and value.dtype == np.uint8
        and value.ndim == 3
        and value.shape[2] in _COLOUR_TYPES
        and 0 < value.shape[0] * value.shape[1] <= MAX_PIXELS
    )


def png(pixels: npt.NDArray[Any]) -> bytes:
    """The PNG file of *pixels*, (height, width, 3 or 4) uint8.

    Raises:
        ValueError: It is no such array.
    """
    if not is_pixels(pixels):
        raise ValueError(f"expected (height, width, 3 or 4) uint8, at most {MAX_PIXELS} pixels")
    height, width, channels = pixels.shape
    lines = pixels.reshape(height, width * channels)
    rows = np.empty((height, 1 + width * channels), dtype=np.uint8)
    rows[:, 0] = _UP
    rows[:, 1:] = lines
    rows[1:, 1:] -= lines[:-1]  # modulo 256, as the specification asks
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
