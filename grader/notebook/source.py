"""Reads the instructor's source notebook: every cell with its role, name, options, right answer and release.

Refuses whatever would make the student's version show an answer or a hidden check by a slip: see `roles`,
`options`, `markers` and `almost`. Refuses code that does not parse, in the reference and in the release.

A release can be read as a source again. Its solution and manual cells hold stubs, without markers, and the
notebook's metadata lists the digest of each: a text with its digest there is released as it stands. One that
was changed since, as when an author fills in a release to make a new source of it, is an answer like any
other.
"""

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import AuthoringError, CheckError, SolutionMarkerError, SourceNotebookError
from grader.notebook.cells import CellKind, CheckOptions, Role, Source, SourceCell
from grader.notebook.formats import TEXT_FORMATS, load_notebook
from grader.notebook.markers import (
    DEFAULT_STUB,
    parse_regions,
    reference_text,
    refuse_markers,
    released_text,
    stub_digest,
)
from grader.notebook.naming import Unnamed, check_options, name_cells
from grader.notebook.options import read_options, without_options
from grader.notebook.pictures import attached_pictures, is_shown
from grader.notebook.plain import plain_python
from grader.notebook.roles import refuse_headers, refuse_metadata, role_of

__all__ = ["read_source"]

_NO_MARKERS = {
    Role.SETUP: "in a setup cell, which is released as it stands: move the answer to a solution cell",
    Role.GIVEN: "in a cell without the tag 'solution': add the tag, or remove the marker",
    Role.CHECK: "in a check, which is released as it stands: tag it 'hidden' if students must not see it",
    Role.HIDDEN: "in a hidden check, all of which is removed: leave the marker out",
}


class _Draft(msgspec.Struct, frozen=True, kw_only=True):
    position: int
    label: str
    kind: CellKind
    role: Role
    text: str
    unnamed: Unnamed
    attachments: dict[str, Any]


def read_source(path: Path, *, validate: bool = True) -> Source:
    """Read the source notebook *path*, ``.ipynb``, percent ``.py`` or MyST ``.md``.

    Args:
        validate: See `load_notebook`.

    Raises:
        AuthoringError: Something in it must be mended: `SourceNotebookError`, `TagError`, `OptionError`,
            `SolutionMarkerError` or `CheckError`, the last four with cell and line.
    """
    notebook = load_notebook(path, validate=validate)
    kernelspec = _kernelspec(notebook["metadata"], path)
    drafts = [_draft(cell, position, path) for position, cell in enumerate(notebook["cells"], start=1)]
    unnamed = [draft.unnamed for draft in drafts]
    names = name_cells(unnamed)
    options = check_options(unnamed, names)
    stubs = _stubs(notebook["metadata"])
    cells = tuple(
        _cell(draft, name, option, stubs.get(name), path)
        for draft, name, option in zip(drafts, names, options, strict=True)
    )
    return Source(path=path, cells=cells, kernelspec=kernelspec)


def _kernelspec(metadata: dict[str, Any], path: Path) -> dict[str, str]:
    kernelspec = metadata.get("kernelspec", {})
    language = kernelspec.get("language") or metadata.get("language_info", {}).get("name") or "python"
    if str(language).lower() not in ("python", "python3", "ipython"):
        raise SourceNotebookError(f"is written in {language!r}, expected Python", path=path)
    return {
        key: str(value) for key, value in kernelspec.items() if key in ("name", "display_name", "language")
    }


def _stubs(metadata: dict[str, Any]) -> dict[str, object]:
    welldone = metadata.get("welldone")
    stubs = welldone.get("stubs") if isinstance(welldone, dict) else None
    return stubs if isinstance(stubs, dict) else {}


def _draft(cell: dict[str, Any], position: int, path: Path) -> _Draft:
    metadata = cell["metadata"]
    stated = metadata.get("name")
    label = f"{position} ({stated})" if isinstance(stated, str) else str(position)
    kind = CellKind(cell["cell_type"])
    source = cell["source"]
    text = _clean(source if isinstance(source, str) else "".join(source), label, path)
    tags = metadata.get("tags", [])
    role = role_of(tags, kind=kind, cell=label)
    refuse_metadata(metadata, role=role, cell=label)
    if path.suffix in TEXT_FORMATS:
        refuse_headers(text, cell=label)
    options = read_options(text, role=role, kind=kind, cell=label)
    return _Draft(
        position=position,
        label=label if isinstance(stated, str) or options.name is None else f"{position} ({options.name})",
        kind=kind,
        role=role,
        text=text,
        unnamed=Unnamed(
            label=label, role=role, metadata_name=None if stated is None else str(stated), options=options
        ),
        attachments=cell.get("attachments", {}),
    )


def _clean(text: str, label: str, path: Path) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise SourceNotebookError(
            f"cell {label} contains half a character (a lone surrogate)", path=path
        ) from None
    if "\0" in text:
        raise SourceNotebookError(f"cell {label} contains a NUL character: delete it", path=path)
    # Python ends a line at a lone \r too
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cell(draft: _Draft, name: str, options: CheckOptions | None, stub: object, path: Path) -> SourceCell:
    text, label = draft.text, draft.label
    reference, released = text, text
    match draft.role:
        case Role.SOLUTION | Role.MANUAL:
            regions = parse_regions(
                text, cell=label
            )  # here errors count lines with the options, which go next
            text = without_options(text)
            reference = reference_text(text, cell=label)
            default: Sequence[str] = DEFAULT_STUB
            if options is not None:
                default = _prompt(draft.kind, options.points, in_code=bool(regions))
            is_stub = not regions and stub == stub_digest(text)
            released = text if is_stub else released_text(text, cell=label, default=default)
        case Role.STAFF:
            pass
        case role:
            refuse_markers(text, cell=label, because=_NO_MARKERS[role])
    if draft.kind is CellKind.CODE and draft.role is not Role.STAFF:
        _refuse_unparsable(draft, reference, released, path)
    pictures = {}
    if draft.kind is CellKind.MARKDOWN and draft.role in (Role.GIVEN, Role.MANUAL):
        pictures = attached_pictures(draft.attachments, text)
        _refuse_lost_attachments(draft, pictures, path)
    return SourceCell(
        position=draft.position,
        kind=draft.kind,
        role=draft.role,
        name=name,
        source=draft.text,
        reference=reference,
        released=None if draft.role in (Role.HIDDEN, Role.STAFF) else released,
        options=options,
        attachments=tuple(draft.attachments),
        pictures=pictures,
    )


def _prompt(kind: CellKind, points: float, *, in_code: bool) -> tuple[str, ...]:
    worth = f"({points:g} point{'' if points == 1 else 's'})"
    if kind is not CellKind.CODE:
        return (f"*Write your answer here. {worth}*",)
    # a block of nothing but a comment would not parse
    return (f"# Your answer here {worth}", "...")[: 2 if in_code else 1]


def _refuse_unparsable(draft: _Draft, reference: str, released: str, path: Path) -> None:
    if draft.role in (Role.CHECK, Role.HIDDEN):
        if (error := _syntax_error(draft.text)) is not None:
            advice = "a check is plain Python, without magics" if _is_magic(error) else error.msg
            raise CheckError(f"does not parse: {advice}", cell=draft.label, line=error.lineno or 1)
        return
    if (error := _plain_syntax_error(reference)) is not None:
        raise _unparsable(draft, "does not parse", error, path)
    if released != reference and (error := _plain_syntax_error(released)) is not None:
        raise _unparsable(draft, "does not parse once its regions are replaced by their stubs", error, path)


def _unparsable(draft: _Draft, problem: str, error: SyntaxError, path: Path) -> AuthoringError:
    problem = f"{problem}: {error.msg}" + (f", at {error.text.strip()!r}" if error.text else "")
    if draft.role in (Role.SOLUTION, Role.MANUAL):
        return SolutionMarkerError(problem, cell=draft.label, line=_line(draft.text, error))
    return SourceNotebookError(f"cell {draft.label}, line {_line(draft.text, error)}: {problem}", path=path)


def _line(text: str, error: SyntaxError) -> int:
    """Where the line of *error*, counted without options or with stubs, stands in *text*."""
    lines = [line.strip().removeprefix("# ").strip() for line in text.split("\n")]
    wrong = (error.text or "").strip()
    return lines.index(wrong) + 1 if wrong in lines else error.lineno or 1


def _plain_syntax_error(text: str) -> SyntaxError | None:
    try:
        return _syntax_error(plain_python(text))
    except SyntaxError as error:
        return error


def _syntax_error(text: str) -> SyntaxError | None:
    try:
        ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return SyntaxError("Python's parser gives up on it")
    return None


def _is_magic(error: SyntaxError) -> bool:
    return (error.text or "").lstrip().startswith(("%", "!", "?"))


def _refuse_lost_attachments(draft: _Draft, pictures: dict[str, dict[str, str]], path: Path) -> None:
    for name in draft.attachments:
        if name not in pictures and is_shown(name, draft.text):
            raise SourceNotebookError(
                f"cell {draft.label}: attachment {name!r} is no PNG, JPEG, GIF, WebP or SVG picture, so the "
                "release could not show it: attach a picture, or link to a file",
                path=path,
            )
