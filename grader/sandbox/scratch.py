"""Directories on the host that submissions and zygotes use for a while, and their removal afterwards.

Removal is for hostile trees: nesting deeper than any path may be long, modes that refuse their owner,
names of any bytes. No link is followed. Nothing of the submission runs any more when it begins.
"""

import contextlib
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.sandbox.groups import remove_left

__all__ = ["Scratch", "link_released_files", "remove_tree"]

_PREFIX = "welldone-scratch-"
_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Scratch:
    """A directory below the system's temporary one that other users can pass through but not list.

    Its lock tells a later session which directories nobody uses any more: those of sessions that were
    killed are removed when the next one starts, and their control groups with them.
    """

    def __init__(self) -> None:
        _remove_abandoned(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
        self.path.chmod(0o711)
        self._lock = os.open(self.path, _FLAGS)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._made = 0

    def make_place(self, uid: int | None) -> Path:
        """An empty directory, private to *uid*; None for this user."""
        place = self.path / f"s{self._made}"
        self._made += 1
        place.mkdir(0o700)
        if uid is not None:
            os.chown(place, uid, uid)
        return place

    def close(self) -> None:
        """Remove everything, whatever a submission has made of it."""
        if self._lock >= 0:
            remove_tree(self.path)
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def link_released_files(files: Iterable[tuple[str, str]], *, into: Path, inside: str | None = None) -> None:
    """Link the released files into a directory: a copy of it then costs nothing, however large they are.

    Args:
        files: Name in the directory, absolute path on the host.
        inside: Where the private root has them; None where the host's paths hold.
    """
    for name, path in files:
        link = into / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path if inside is None else f"{inside}/{name}")


def remove_tree(top: Path) -> None:
    """Remove *top* and all below it, with one directory open at a time however deep it is.

    Raises:
        OSError: Something could not be removed, or was moved meanwhile; nothing is skipped in silence.
    """
    top.chmod(0o700)
    directory = os.open(top, _FLAGS)
    above: list[tuple[bytes, tuple[int, int]]] = []  # the way down: a name, and the directory it is in
    waiting = [_empty_of_files(directory)]
    try:
        while waiting[-1] or above:
            if waiting[-1]:
                name = waiting[-1].pop()
                os.chmod(name, 0o700, dir_fd=directory)  # no link: the listing said so, and nobody runs there
                above.append((name, _identity(directory)))
                directory = _exchange(directory, name)
                waiting.append(_empty_of_files(directory))
            else:
                name, parent = above.pop()
                waiting.pop()
                directory = _exchange(directory, b"..")
                if _identity(directory) != parent:
                    raise OSError(f"{top}: a directory was moved while it was being removed")
                os.rmdir(name, dir_fd=directory)
    finally:
        os.close(directory)
    top.rmdir()


def _exchange(directory: int, name: bytes) -> int:
    """Open *name* in *directory*, and close that."""
    other = os.open(name, _FLAGS, dir_fd=directory)
    os.close(directory)
    return other


def _identity(directory: int) -> tuple[int, int]:
    state = os.fstat(directory)
    return state.st_dev, state.st_ino


def _empty_of_files(directory: int) -> list[bytes]:
    """Remove all but directories, and name those."""
    directories = []
    for name in map(os.fsencode, os.listdir(directory)):
        if stat.S_ISDIR(os.lstat(name, dir_fd=directory).st_mode):
            directories.append(name)
        else:
            os.unlink(name, dir_fd=directory)
    return directories


def _remove_abandoned(temporary: Path) -> None:
    for path in temporary.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            lock = os.open(path, _FLAGS)
            try:
                if os.fstat(lock).st_uid == os.geteuid():
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while its session lives
                    remove_left(path)
                    remove_tree(path)
            finally:
                os.close(lock)
