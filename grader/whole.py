"""Writes files and folders whole or not at all: beside their place first, then in it."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

__all__ = ["replacing", "write_whole"]


def write_whole(path: Path, content: bytes) -> None:
    """Write the file *path*, whose folder is there.

    Whatever is raised, *path* is as it was, and nothing is left beside it.

    Raises:
        OSError: It cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.unlink(missing_ok=True)  # it may be a link, put there to be written through
        with beside.open("xb") as file:
            file.write(content)
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


@contextlib.contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new, empty folder, which takes the place of *folder* when all has gone well within.

    Whatever is raised, *folder* is as it was, or the new one.

    Raises:
        OSError: The folder cannot be made or put in its place.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    beside.mkdir()
    try:
        yield beside
        if folder.exists():
            folder.rename(old)
        try:
            beside.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
