"""The four files of MNIST as Yann LeCun and Corinna Cortes published them (CC BY-SA 3.0), and reading them.

Refuses a file that is not, byte for byte, the published one.
"""

import hashlib
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from grader.data.idx import decompress, read_idx
from grader.errors import DataError

__all__ = [
    "TEST_IMAGES",
    "TEST_LABELS",
    "TRAIN_IMAGES",
    "TRAIN_LABELS",
    "PublishedFile",
    "read_checked",
    "read_published",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """One file: its name, the sha256 of its bytes as they are published, and the shape of the array in it."""

    name: str
    sha256: str
    shape: tuple[int, ...]


TRAIN_IMAGES = PublishedFile(
    name="train-images-idx3-ubyte.gz",
    sha256="440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    shape=(60_000, 28, 28),
)
TRAIN_LABELS = PublishedFile(
    name="train-labels-idx1-ubyte.gz",
    sha256="3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    shape=(60_000,),
)
TEST_IMAGES = PublishedFile(
    name="t10k-images-idx3-ubyte.gz",
    sha256="8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    shape=(10_000, 28, 28),
)
TEST_LABELS = PublishedFile(
    name="t10k-labels-idx1-ubyte.gz",
    sha256="f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    shape=(10_000,),
)


def read_checked(path: Path, *, sha256: str, remedy: str) -> bytes:
    """The bytes of *path*, which have this *sha256*.

    Raises:
        DataError: It cannot be read, or has another sha256; the message ends with *remedy*.
    """
    try:
        packed = path.read_bytes()
    except OSError as problem:
        raise DataError(f"{path} cannot be read ({problem.strerror}): {remedy}") from None
    digest = hashlib.sha256(packed).hexdigest()
    if digest != sha256:
        raise DataError(f"{path} is damaged: its sha256 is {digest}, expected {sha256}: {remedy}")
    return packed


def read_published(folder: Path, file: PublishedFile) -> npt.NDArray[np.uint8]:
    """The array in *folder*'s copy of *file*, read-only.

    Raises:
        DataError: The copy is missing or damaged.
    """
    path = folder / file.name
    remedy = (
        "`grader data fetch mnist` fetches it into the user's cache; load_mnist('bundled') needs no files"
    )
    packed = read_checked(path, sha256=file.sha256, remedy=remedy)
    content = decompress(packed, limit=16 + prod(file.shape), name=str(path))  # 16: the longest header
    array, rest = read_idx(memoryview(content), name=str(path))
    if array.shape != file.shape or len(rest):
        raise DataError(f"{path} holds shape {array.shape} and {len(rest)} bytes more, expected {file.shape}")
    return array
