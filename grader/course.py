"""A course on disk: the only owner of paths.

::

    course/
    ├── assignments/NAME/    NAME.ipynb (or .py, .md), assignment.toml, checks/test_*.py, mutants/*.py
    ├── release/NAME/        built: what students get
    ├── solutions/NAME/      built: the reference, run
    └── build/NAME/          built, not committed: the compiled checks
"""

import hashlib
import os
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from grader.errors import AssignmentError, UsageError

__all__ = ["Assignment", "Course", "Limits", "Settings"]

SETTINGS = "assignment.toml"
SOURCE_SUFFIXES = (".ipynb", ".py", ".md")

Seconds = Annotated[float, msgspec.Meta(gt=0, le=7 * 86_400)]  # a week: no infinity, which no limit can be
Amount = Annotated[int, msgspec.Meta(ge=1, le=2**24)]


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a submission may use. CPU time, so that a busy machine fails nobody."""

    cell_seconds: Seconds = 60.0  # CPU seconds of one cell
    check_seconds: Seconds = 10.0  # CPU seconds of one check
    # CPU seconds of the whole notebook, and of each check's process; the kernel counts whole ones
    submission_seconds: Annotated[float, msgspec.Meta(ge=1, le=7 * 86_400)] = 300.0
    # a clock limit is this many times the CPU limit, plus wall_extra_seconds
    wall_factor: Annotated[float, msgspec.Meta(ge=1, le=1000)] = 3.0
    wall_extra_seconds: Annotated[float, msgspec.Meta(ge=0, le=86_400)] = 10.0  # on the clock
    memory_mb: Amount = 2048  # MiB of address space of each process
    disk_mb: Amount = 64  # MiB of the working directory, and of any one file
    processes: Amount = 32  # processes and threads together


class _Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tier: Literal["bundled", "full"] = "bundled"  # 10,000 digits or all 70,000; the latter must be fetched


class _Release(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    shown: tuple[str, ...] = ()  # solution lines that students may see
    files: tuple[str, ...] = ()  # files beside the notebook that students get


class _Hints(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    mistakes: bool = True  # where an answer gives what a mutant gives, show the mutant's hint
    hidden: bool = False  # for hidden checks too: the hint may tell what they ask


class _Late(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    due: str | None = None  # ISO 8601, such as 2026-11-20T18:00+01:00
    grace: str = "0s"  # a length of time, such as "30 min" or "2h"
    penalty_per_day: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0  # share of the score
    cap: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0  # the largest share that lateness takes
    days: Annotated[int, msgspec.Meta(ge=0)] | None = None  # after these, nothing counts
    counts: Literal["best", "last"] = "best"  # which of several attempts


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An ``assignment.toml``."""

    title: str  # stands in the metadata of the notebooks that are made
    limits: Limits = Limits()
    data: _Data = _Data()
    release: _Release = _Release()
    hints: _Hints = _Hints()
    late: _Late = _Late()


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """One assignment's folder, and its settings."""

    name: str
    root: Path
    source: Path
    settings: Settings

    @classmethod
    def load(cls, root: Path) -> "Assignment":
        """Read the folder *root*.

        Raises:
            AssignmentError: There is no source notebook or more than one, or assignment.toml is wrong.
        """
        root = root.resolve()
        name = root.name
        sources = [path for suffix in SOURCE_SUFFIXES if (path := root / f"{name}{suffix}").is_file()]
        if not sources:
            raise AssignmentError(f"has no source notebook: expected {name}.ipynb in it", path=root)
        if len(sources) > 1:
            names = " and ".join(path.name for path in sources)
            raise AssignmentError(f"has {names}: keep one of them as the source notebook", path=root)
        return cls(name=name, root=root, source=sources[0], settings=_read_settings(root / SETTINGS))

    def limited(self, limits: Limits | None) -> "Assignment":
        """The same assignment under other *limits*; with None, under its own."""
        if limits is None:
            return self
        settings = msgspec.structs.replace(self.settings, limits=limits)
        return msgspec.structs.replace(self, settings=settings)

    @property
    def check_files(self) -> tuple[Path, ...]:
        """``checks/test_*.py``, sorted."""
        return tuple(sorted((self.root / "checks").glob("test_*.py")))

    @property
    def mutant_files(self) -> tuple[Path, ...]:
        """``mutants/*.py``, sorted."""
        return tuple(sorted((self.root / "mutants").glob("*.py")))

    @property
    def waivers_file(self) -> Path:
        """``waivers.toml``: mutants that are right answers, and why; it need not be there."""
        return self.root / "waivers.toml"

    @property
    def released_files(self) -> tuple[tuple[str, Path], ...]:
        """Name and path of each file that students get beside the notebook."""
        files = []
        for name in self.settings.release.files:
            path = self.root / name
            if not path.resolve().is_relative_to(self.root) or not path.is_file() or path.is_symlink():
                raise AssignmentError(f"[release] files: {name!r} is no file in {self.root}", path=self.root)
            if path.parent != self.root:
                raise AssignmentError(
                    f"[release] files: {name!r} must lie beside the notebook", path=self.root
                )
            if name in (f"{self.name}.ipynb", self.source.name, SETTINGS):
                # students would get the source notebook, answers and all, in the place of theirs
                raise AssignmentError(
                    f"[release] files: {name!r} is the author's own, or what is made of it: leave it out",
                    path=self.root,
                )
            files.append((name, path))
        return tuple(files)

    @property
    def graded_against(self) -> tuple[Path, ...]:
        """The files that grading reads: whatever lies below ``checks/`` is a check, or may be read by one."""
        beside = [
            path
            for path in sorted((self.root / "checks").rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        ]
        return (self.source, self.root / SETTINGS, *beside, *(path for _, path in self.released_files))

    def digest(self) -> str:
        """Hexadecimal sha256 of everything that a submission is graded against."""
        digest = hashlib.sha256()
        for path in self.graded_against:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(self.root)}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A folder that holds ``assignments/``."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> "Course":
        """The course that *start* lies in.

        Raises:
            UsageError: Neither *start* nor a folder above it holds ``assignments/``, or its path is no UTF-8.
        """
        start = start.resolve()
        try:
            str(start).encode()
        except UnicodeEncodeError:
            raise UsageError(
                f"{os.fsencode(start)!r}: a name in this path is not UTF-8: rename that folder"
            ) from None
        for folder in (start, *start.parents):
            if (folder / "assignments").is_dir():
                return cls(root=folder)
        raise UsageError(
            f"{start}: no course here: expected a folder 'assignments' in it or above; "
            "run 'grader new NAME' to make one, or go to your course's folder"
        )

    def assignment(self, name: str) -> Assignment:
        """The assignment called *name*.

        Raises:
            UsageError: There is none of that name.
            AssignmentError: Its folder is not in order.
        """
        root = self.root / "assignments" / name
        if "/" in name or name in ("", ".", "..") or not root.is_dir():
            known = ", ".join(self.names()) or "none"
            raise UsageError(f"no assignment {name!r} in {self.root / 'assignments'} (there: {known})")
        return Assignment.load(root)

    def names(self) -> list[str]:
        """The assignments' names, sorted: whatever has settings or a source notebook."""
        return sorted(
            folder.name
            for folder in (self.root / "assignments").iterdir()
            if any(
                (folder / name).is_file() for name in (SETTINGS, *(folder.name + s for s in SOURCE_SUFFIXES))
            )
        )

    def release_folder(self, name: str) -> Path:
        """Where the student's version goes."""
        return self.root / "release" / name

    def build_folder(self, name: str) -> Path:
        """Where the compiled checks go; not committed."""
        return self.root / "build" / name

    def solution_folder(self, name: str) -> Path:
        """Where the reference with its outputs goes."""
        return self.root / "solutions" / name


def _read_settings(path: Path) -> Settings:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        raise AssignmentError('is missing; it needs at least: title = "..."', path=path) from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise AssignmentError(str(error), path=path) from None
