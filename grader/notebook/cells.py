"""Cells and notebooks as data: a student's, of which little is believed, and an instructor's source.

Nothing here reads a file. ``read`` makes a `Notebook`, ``source`` makes a `Source`.
"""

import enum
from pathlib import Path

import msgspec

__all__ = ["Cell", "CellKind", "CheckOptions", "Notebook", "Role", "Source", "SourceCell"]


class CellKind(enum.StrEnum):
    """The three kinds of cell that nbformat knows."""

    CODE = "code"
    MARKDOWN = "markdown"
    RAW = "raw"


class Role(enum.StrEnum):
    """What a source cell is for: its tag, or ``given`` where it has none."""

    SETUP = "setup"  # imports, data, constants: run on both sides before anything else
    GIVEN = "given"  # code and prose: the instructor's text is run
    SOLUTION = "solution"  # an answer: removed from the release, the student's text is run
    CHECK = "check"  # a check that students see
    HIDDEN = "hidden"  # a check of which nothing is in the release
    MANUAL = "manual"  # an answer in words or a picture: waits for a person's mark
    STAFF = "staff"  # notes of the instructor's: removed, and not run


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of any notebook. Outputs and foreign metadata are dropped when it is read."""

    kind: CellKind
    source: str
    id: str | None = None
    name: str | None = None  # metadata.name
    tags: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()  # file names only


class Notebook(msgspec.Struct, frozen=True, kw_only=True):
    """A notebook as it was read: a submission, or a source before its roles are known."""

    cells: tuple[Cell, ...]
    assignment: str | None = None  # metadata.welldone.assignment: which release it was made from
    python: tuple[int, int] | None = None  # the version of its kernel, if it says one


class CheckOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The ``#|`` lines of a check, or of a manual cell (name, points and question only)."""

    name: str
    points: float = 1.0
    question: str | None = None  # where none is given: the name of the solution cell before it
    timeout: float | None = None  # CPU seconds; None: the assignment's limit
    hint: str | None = None
    seed: int | None = None
    given: tuple[str, ...] = ()  # questions whose reference is defined in this check's snapshot


class SourceCell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of a source notebook, its role known and its text checked."""

    position: int  # 1-based in the source notebook
    kind: CellKind
    role: Role
    name: str  # unique in the notebook; stands in the release's metadata.name
    source: str  # as the instructor wrote it, markers, options and all
    reference: str  # what runs as the right answer: no markers, no stubs, no options of a solution cell
    released: str | None  # what the student's version shows; None where the cell is removed
    id: str | None = None
    options: CheckOptions | None = None  # checks and manual cells
    attachments: tuple[str, ...] = ()
    # attached pictures that the text shows: file name -> MIME type -> base64, or an SVG's text
    pictures: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A whole source notebook. The kernel's metadata (language, name) is kept for the release."""

    path: Path
    cells: tuple[SourceCell, ...]
    kernelspec: dict[str, str] = msgspec.field(default_factory=dict)
