"""Writes what is in a zip as a folder for each student. A zip is hostile: its sizes and names are claims.

Refused, one by one, are symbolic links, encrypted and damaged files, names that mean elsewhere, and more
bytes than a student or a class hands in. The student's folder is made all the same, so that grading has a
row for each.
"""

import errno
import os
import shutil
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.bulk.names import Handed, handed_in
from grader.errors import UsageError
from grader.notebook.files import MAX_FILE
from grader.submission.safe_names import printable, unusable_name

__all__ = ["Unpacked", "unpack"]

MAX_ENTRIES = 100_000
MAX_TOTAL = 8 << 30  # bytes of all notebooks together
MAX_STUDENT = 256 << 20  # bytes of all notebooks of one student: nobody uses up what others need
MAX_NAME = 240  # bytes; file systems take 255
CHUNK = 1 << 20  # bytes
NOTEBOOK = ".ipynb"
DAMAGED = "it is damaged, or packed in a way that cannot be read"
# the others, which no platform uses, are unpacked without a bound: a megabyte of bzip2 holds twenty gigabytes
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_OF_NAMES = (errno.EEXIST, errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL)  # a name that cannot be


class Unpacked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a zip."""

    platform: str | None  # whose names the files have; None: <student>/<file> or <student>.ipynb
    students: tuple[str, ...]  # the folders
    notebooks: int
    older: int  # notebooks that another of the same name took the place of, newer or further up
    others: int  # files that are no notebooks
    refused: tuple[str, ...]  # what was not taken, and why


def unpack(
    archive: Path,
    folder: Path,
    *,
    assignment: str,
    called: Callable[[str | None, Sequence[str]], Mapping[str, str]] | None = None,
    max_total: int = MAX_TOTAL,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Unpacked:
    """Write the notebooks in *archive* to the new folder *folder*, as <student>/<file>.

    Args:
        assignment: The name of the assignment.
        called: Takes the platform and what it calls students, and gives what they are called here.
        max_total: Bytes that are written at most.
        progress: Is told how many notebooks are done, and of how many.

    Raises:
        UsageError: *archive* is no zip, *folder* exists, or two students would share a folder.
    """
    if folder.exists():
        raise UsageError(f"{folder} is there already: name a new folder; nothing was unpacked")
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = {entry.filename: entry for entry in opened.infolist() if not entry.is_dir()}
            if len(entries) > MAX_ENTRIES:
                raise UsageError(f"{archive}: has {len(entries):,} files, and {MAX_ENTRIES:,} is the limit")
            platform, handed = handed_in([*entries], assignment=assignment)
            if not handed:
                raise UsageError(f"{archive}: holds no file of a student")
            students = sorted({one.student for one in handed})
            names = called(platform, students) if called is not None else {name: name for name in students}
            _require_apart(names)
            beside.mkdir(parents=True)
            done = _Writing(opened, entries, beside, names, max_total).write(handed, progress)
        beside.rename(folder)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:  # of its directory
        raise UsageError(f"{archive}: is no zip that can be read: {error}") from None
    except OSError as error:
        raise UsageError(f"{archive}: {error.strerror or error}: it was not unpacked") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return msgspec.structs.replace(done, platform=platform)


class _Writing:
    """One zip on its way into a folder."""

    def __init__(
        self,
        opened: zipfile.ZipFile,
        entries: Mapping[str, zipfile.ZipInfo],
        folder: Path,
        names: Mapping[str, str],
        left: int,
    ) -> None:
        self._opened, self._entries, self._folder = opened, entries, folder
        self._names, self._left = names, left
        self._taken: Counter[str] = Counter()  # bytes, by student

    def write(self, handed: Sequence[Handed], progress: Callable[[int, int], None]) -> Unpacked:
        problems = {name: _unusable(name) for name in self._names.values()}
        refused = [f"{printable(name)}: {why}" for name, why in problems.items() if why is not None]
        students = sorted(name for name, why in problems.items() if why is None)
        for name in students:
            (self._folder / name).mkdir()
        handed = [one for one in handed if problems[self._names[one.student]] is None]
        notebooks = [one for one in handed if one.file.lower().endswith(NOTEBOOK)]
        newest = {(one.student, one.file): one for one in sorted(notebooks, key=_weight)}
        for place, one in enumerate(newest.values(), start=1):
            problem = self._refusal(one) or self._extract(one)
            if problem is not None:
                refused.append(f"{printable(one.entry)}: {problem}")
            progress(place, len(newest))
        return Unpacked(
            platform=None,
            students=tuple(students),
            notebooks=sum(1 for _ in self._folder.glob("*/*")),
            older=len(notebooks) - len(newest),
            others=len(handed) - len(notebooks),
            refused=tuple(refused),
        )

    def _refusal(self, one: Handed) -> str | None:
        entry = self._entries[one.entry]
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "it is a symbolic link, which is not followed"
        if entry.flag_bits & 1:
            return "it is encrypted"
        if entry.compress_type not in _PACKED:
            return DAMAGED
        return _unusable(one.file)

    def _extract(self, one: Handed) -> str | None:
        """Write one file, counting its bytes, whatever size it claims; why it was not written, or None."""
        path = self._folder / self._names[one.student] / one.file
        try:
            target = path.open("xb")
        except OSError as error:
            if error.errno not in _OF_NAMES:
                raise
            return "its name cannot stand here beside the others: rename it"
        size, problem = 0, None
        try:
            with target, self._opened.open(self._entries[one.entry]) as source:
                while problem is None and (chunk := source.read(CHUNK)):
                    size += len(chunk)
                    if size > MAX_FILE:
                        problem = f"it has more than {MAX_FILE >> 20} MiB"
                    elif size > MAX_STUDENT - self._taken[one.student]:
                        problem = "its student hands in more than there is room for"
                    elif size > self._left:
                        problem = "the zip holds more than a class hands in"
                    else:
                        target.write(chunk)
        except _UNREADABLE:
            problem = DAMAGED
        self._taken[one.student] += size  # of what is refused, too: it took its time
        if problem is None:
            self._left -= size
        else:
            path.unlink(missing_ok=True)
        return problem


def _weight(one: Handed) -> tuple[str, int]:
    """Of files of one name the heaviest is taken: the newest, then the one that lies furthest up."""
    return one.order, -one.entry.count("/")


def _unusable(name: str) -> str | None:
    """Why a folder or file is not called *name*; None where nothing speaks against it."""
    if (problem := unusable_name(name)) is not None:
        return problem
    if not name or name.startswith(".") or "/" in name or "\\" in name or len(name.encode()) > MAX_NAME:
        return "its name cannot be that of a file: rename it"
    return None


def _require_apart(names: Mapping[str, str]) -> None:
    shared = [name for name, count in Counter(names.values()).items() if count > 1]
    if shared:
        both = " and ".join(student for student, name in names.items() if name == shared[0])
        raise UsageError(f"{both} would both be called {shared[0]!r}: name a column that tells them apart")
