"""Who handed in what: from paths on the command line to notebooks and their students.

File names are the students'. A symbolic link is refused, because it may point at the solution, and so is a
name that `safe_names` refuses. Whatever is refused stays in the list with its reason. No notebook is opened
here.
"""

import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.submission.safe_names import output_names, printable, unusable_name

__all__ = ["SubmissionPath", "collect"]

NOTEBOOK = ".ipynb"

_IGNORED = frozenset({"__macosx", "desktop.ini", "thumbs.db"})  # and whatever begins with a dot
# What students hand in instead of a notebook, or with one inside; other files may well be the teacher's.
_MISTAKEN = frozenset(
    {".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".py", ".pdf", ".html", ".htm", ".json", ".doc", ".docx"}
)


class SubmissionPath(msgspec.Struct, frozen=True, kw_only=True):
    """One submission: where it is, whose it is, and what stands for it in names of files."""

    path: Path
    given: str  # the path as given, for reports
    student: str | None  # NFC; None where the path does not say
    output_name: str  # for test ids and files: unique in its list, [A-Za-z0-9._@-]{1,64}
    refused: str | None = None  # why it is not even opened
    notes: tuple[str, ...] = ()


class _Found(msgspec.Struct, kw_only=True):
    path: Path
    student: str | None
    refused: str | None = None
    notes: tuple[str, ...] = ()


def collect(paths: Sequence[Path], *, assignment: str) -> list[SubmissionPath]:
    """The submissions at *paths*: notebooks, or folders of <student>/<name>.ipynb or <student>.ipynb.

    In the order of *paths*, and inside a folder in the order of names. A notebook given by itself is its
    stem's, unless that is the assignment's name.

    Raises:
        UsageError: A path does not exist or cannot be read, or a folder holds no submission at all.
    """
    found: list[_Found] = []
    for path in paths:
        found += _at(path, assignment)
    students = Counter(one.student for one in found)
    names = output_names([one.student or one.path.stem for one in found])
    return [
        SubmissionPath(
            path=Path(printable(str(one.path))) if one.refused else one.path,
            given=printable(str(one.path)),
            student=None if one.student is None else printable(one.student),
            output_name=name,
            refused=one.refused,
            notes=(*one.notes, *_shared(one.student, students)),
        )
        for one, name in zip(found, names, strict=True)
    ]


def _at(path: Path, assignment: str) -> Iterator[_Found]:
    shown = printable(str(path))
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL
        raise UsageError(f"{shown} does not exist: give notebooks, or a folder of submissions") from None
    except OSError as error:
        raise UsageError(f"{shown} cannot be read: {error.strerror}") from None
    if stat.S_ISLNK(mode):
        yield _refuse(path, "it is a symbolic link: give the file or folder that it points to")
    elif not stat.S_ISDIR(mode):
        stem = _normalised(path.stem)
        student = None if _same(stem, assignment) else stem
        yield _checked(_Found(path=path, student=student), mode)
    else:
        try:
            entries = _entries(path)
        except OSError as error:
            raise UsageError(f"{shown} cannot be read: {error.strerror}") from None
        found = list(_in_folder(path, entries, assignment))
        if not found:
            raise UsageError(
                f"{shown} holds no submissions: expected <student>/{assignment}{NOTEBOOK} "
                f"or <student>{NOTEBOOK}"
            )
        yield from found


def _in_folder(folder: Path, entries: list[Path], assignment: str) -> Iterator[_Found]:
    alone = [entry for entry in entries if _is_notebook(entry)]
    if len(alone) == 1 and _same(alone[0].stem, assignment) and not any(map(_is_folder, entries)):
        # One student's folder, such as a shell makes of class/*
        yield _checked(_Found(path=alone[0], student=_normalised(folder.resolve().name)), _mode(alone[0]))
        return
    for entry in entries:
        mode = _mode(entry)
        student = _normalised(entry.name if stat.S_ISDIR(mode) else entry.stem)
        if stat.S_ISDIR(mode):
            yield _of_student(entry, student, assignment)
        elif _is_notebook(entry):
            yield _checked(_Found(path=entry, student=student), mode)
        elif stat.S_ISLNK(mode):
            yield _refuse(entry, "it is a symbolic link, which is not followed")
        elif NOTEBOOK in entry.name.lower() or entry.suffix.lower() in _MISTAKEN:
            found = _Found(path=entry, student=student)
            found.refused = unusable_name(entry.name) or f"it is no notebook: expected a file {NOTEBOOK}"
            yield found


def _of_student(folder: Path, student: str, assignment: str) -> _Found:
    """What the folder of one student holds."""
    nothing = _Found(path=folder / f"{assignment}{NOTEBOOK}", student=student)
    if (problem := unusable_name(folder.name)) is not None:
        return _refuse(folder, problem)
    try:
        notebooks = [entry for entry in _entries(folder) if _is_notebook(entry)]
    except OSError as error:
        nothing.refused = f"folder cannot be read: {error.strerror}"
        return nothing
    named = [entry for entry in notebooks if entry.stem == assignment]
    named = named or [entry for entry in notebooks if _same(entry.stem, assignment)]
    if len(named) == 1 or len(notebooks) == 1:
        entry = (named or notebooks)[0]
        found = _Found(path=entry, student=student)
        if not named:
            expected = f"{assignment}{NOTEBOOK}"
            found.notes = (f"{printable(entry.name)} was taken, for there is no {expected}",)
        return _checked(found, _mode(entry))
    nothing.refused = "no notebook in folder"
    if notebooks:
        listed = ", ".join(printable(entry.name) for entry in notebooks[:5])
        more = f" and {len(notebooks) - 5} more" if len(notebooks) > 5 else ""
        nothing.refused = f"several notebooks in folder, none called {assignment}{NOTEBOOK}: {listed}{more}"
    return nothing


def _checked(found: _Found, mode: int) -> _Found:
    found.refused = unusable_name(found.path.name)
    if found.refused is None and stat.S_ISLNK(mode):
        found.refused = "it is a symbolic link, which is not followed"
    elif found.refused is None and not stat.S_ISREG(mode):
        found.refused = "it is not a regular file"
    return found


def _refuse(path: Path, reason: str) -> _Found:
    return _Found(path=path, student=_normalised(path.stem), refused=reason)


def _entries(folder: Path) -> list[Path]:
    """What *folder* holds, without hidden files and what systems leave behind, in the order of names."""
    kept = [
        entry
        for entry in folder.iterdir()
        if not entry.name.startswith(".") and entry.name.lower() not in _IGNORED
    ]
    return sorted(kept, key=lambda entry: (_normalised(entry.name), entry.name))


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0  # gone or unreadable since it was listed: no regular file


def _is_notebook(path: Path) -> bool:
    return path.suffix.lower() == NOTEBOOK and not stat.S_ISDIR(_mode(path))


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(_mode(path))


def _same(name: str, other: str) -> bool:
    return _normalised(name).casefold() == _normalised(other).casefold()


def _normalised(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _shared(student: str | None, students: Counter[str | None]) -> tuple[str, ...]:
    if student is None or students[student] < 2:
        return ()
    return (f"{students[student]} submissions are of the student {printable(student)}",)
