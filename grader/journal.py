"""Results on disk, each written as soon as it is known: a run that ends early loses none of them.

A journal is a file of lines, one result each, found again by a key made of everything that a result depends
on: the submission's bytes, what it was graded against, this package and its surroundings. It is a cache, not
a record: it holds nothing that grading again would not give. A line that was cut short counts for nothing.
Writers take turns by a lock, so that two runs may use one journal.
"""

import contextlib
import fcntl
import functools
import gc
import hashlib
import os
import platform
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from grader.errors import InfrastructureError
from grader.work import Settled, Work

__all__ = ["Journal", "context_of", "key_of", "surroundings"]

KEPT = 4  # journals of one assignment: an old one is of use while checks are being tried out
BLOCK = 2**20  # bytes


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    settled: Settled


_ENTRY = msgspec.json.Decoder(_Entry)


class Journal:
    """The results of one assignment in one context."""

    def __init__(self, folder: Path, context: str) -> None:
        self.path = folder / f"results-{context[:16]}.jsonl"

    def read(self) -> dict[str, Settled]:
        """Every result by its key, the last of each; none where there is no journal yet."""
        found: dict[str, Settled] = {}
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return found
        with _no_collector():
            for line in lines[:-1]:  # what follows the last line end was cut short
                with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):  # torn, by whatever means
                    entry = _ENTRY.decode(line)
                    found[entry.key] = entry.settled
        return found

    def add(self, key: str, settled: Settled) -> None:
        """Write one result.

        Raises:
            InfrastructureError: It could not be written whole; nothing of it is left.
        """
        line = msgspec.json.encode(_Entry(key=key, settled=settled)) + b"\n"
        try:
            with self._locked() as file:
                end = os.lseek(file, 0, os.SEEK_END)
                if end and os.pread(file, 1, end - 1) != b"\n":  # somebody was killed within a line
                    line = b"\n" + line
                try:
                    _write_all(file, line)
                except OSError:
                    os.ftruncate(file, end)
                    raise
        except OSError as error:
            raise InfrastructureError(
                f"{self.path}: {error.strerror}: results cannot be kept; free some space or make the folder "
                "writable, and run the same command again"
            ) from None

    def tidy(self) -> None:
        """Forget all but the newest journals beside this one."""
        others = sorted(self.path.parent.glob("results-*.jsonl"), key=lambda path: -path.stat().st_mtime)
        for path in [other for other in others if other != self.path][KEPT - 1 :]:
            path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def context_of(work: Work, *, digest: str) -> str:
    """Hexadecimal sha256 of all that results depend on beside the submission.

    Args:
        digest: Of everything that submissions are graded against.
    """
    parts = (digest, str(work.rung), str(work.seed), str(work.show), *work.notes)
    made_by = work.surroundings or surroundings()
    return hashlib.sha256("\0".join((*parts, *made_by)).encode()).hexdigest()


def key_of(path: Path) -> str | None:
    """Hexadecimal sha256 of a submission's bytes; None where it cannot be read."""
    digest = hashlib.sha256()
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return None
        while block := os.read(file, BLOCK):
            digest.update(block)
    except OSError:
        return None
    finally:
        os.close(file)
    return digest.hexdigest()


@functools.cache
def surroundings() -> tuple[str, ...]:
    """Of this package's own text the sha256, and the versions that numbers may depend on."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return (digest.hexdigest(), platform.python_version(), platform.machine(), np.__version__)


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Make many objects that stay: looking for cycles among them takes three times as long as making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
