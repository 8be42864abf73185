"""The idx format of the MNIST files: a header that says type and shape, then bytes.

Refuses every type but unsigned bytes, more than three dimensions, and content that is shorter or longer than
its header says; decompresses no further than a stated size.
"""

import zlib
from math import prod

import numpy as np
import numpy.typing as npt

from grader.errors import DataError

__all__ = ["decompress", "read_idx"]

_UNSIGNED_BYTES = 8  # the only element type that MNIST uses
_GZIP = 31  # zlib's wbits for a gzip header


def decompress(packed: bytes, *, limit: int, name: str) -> bytes:
    """The content of a gzip file.

    Args:
        packed: The whole file.
        limit: Largest content that is accepted, in bytes.
        name: The file, for messages.

    Raises:
        DataError: It is no gzip file, cut short, or its content is larger.
    """
    unpacker = zlib.decompressobj(_GZIP)
    try:
        content = unpacker.decompress(packed, limit)
    except zlib.error as problem:
        raise DataError(f"{name} is not a gzip file: {problem}") from None
    if unpacker.unconsumed_tail:
        raise DataError(f"{name} holds more than {limit} bytes: it is no file of MNIST")
    if not unpacker.eof:
        raise DataError(f"{name} is cut short after {len(content)} bytes of content")
    return content


def read_idx(content: memoryview, *, name: str) -> tuple[npt.NDArray[np.uint8], memoryview]:
    """The array at the start of *content*, read-only and without a copy, and what follows it.

    Args:
        content: An idx file of unsigned bytes with one to three dimensions, or several, one after another.
        name: The file, for messages.

    Raises:
        DataError: It is something else, or shorter than its header says.
    """
    if len(content) < 4 or bytes(content[:2]) != b"\0\0":
        raise DataError(
            f"{name} does not start like an idx file: got {bytes(content[:4]).hex(' ') or 'nothing'}"
        )
    element, dimensions = content[2], content[3]
    if element != _UNSIGNED_BYTES or not 1 <= dimensions <= 3:
        raise DataError(
            f"{name} holds type {element:#04x} in {dimensions} dimensions, expected type 0x08 in 1 to 3"
        )
    start = 4 + 4 * dimensions
    if len(content) < start:
        raise DataError(f"{name} is cut short: its header has {len(content)} bytes, expected {start}")
    shape = tuple(int.from_bytes(content[4 + 4 * axis : 8 + 4 * axis], "big") for axis in range(dimensions))
    size = prod(shape)  # in Python's integers: a product in 32 bits could come out small
    if len(content) - start < size:
        raise DataError(
            f"{name} is cut short: {len(content) - start} bytes, expected {size} for shape {shape}"
        )
    array = np.frombuffer(content, dtype=np.uint8, count=size, offset=start).reshape(shape)
    return array, content[start + size :]
