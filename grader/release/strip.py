"""Makes the student's version of a source notebook, and the reference as a notebook.

Both are built from nothing, field by field: what is not named here, such as outputs, counters, foreign
metadata, tags that are no role, cell ids and unused attachments, cannot come along. The same source gives the
same bytes, and so does the release itself, read as a source and stripped again: its metadata list the digest
of each stub.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from grader.errors import SourceNotebookError
from grader.notebook.cells import CellKind, Role, Source, SourceCell
from grader.notebook.markers import stub_digest

__all__ = ["SCHEMA", "released_id", "serialise", "solution_version", "student_version"]

SCHEMA = 1  # of metadata.welldone

_TAGGED = frozenset({Role.SETUP, Role.SOLUTION, Role.CHECK, Role.MANUAL})
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def student_version(source: Source, *, assignment: str, title: str | None = None) -> dict[str, Any]:
    """The notebook that students get, in nbformat 4.5.

    A check is kept as it stands, with its options. Of a solution cell the stub and the author's text around
    it are kept, of a manual cell a prompt or its own stub; their options go.

    Args:
        assignment: Stands in the metadata, so that a submission says what it was made from.

    Raises:
        SourceNotebookError: Two cells would get the same id.
    """
    cells = [
        _built(cell, cell.released, assignment, with_pictures=cell.role is Role.GIVEN)
        for cell in source.cells
        if cell.released is not None
    ]
    stubs = {
        cell.name: stub_digest(cell.released)
        for cell in source.cells
        if cell.released is not None and cell.role in (Role.SOLUTION, Role.MANUAL)
    }
    return _notebook(source, cells, {"assignment": assignment, "schema": SCHEMA, "stubs": stubs}, title)


def solution_version(source: Source, *, assignment: str, title: str | None = None) -> dict[str, Any]:
    """The reference as a notebook, in nbformat 4.5, not run: right answers, and nothing hidden or for staff.

    Raises:
        SourceNotebookError: Two cells would get the same id.
    """
    cells = [
        _built(cell, cell.reference, assignment, with_pictures=True)
        for cell in source.cells
        if cell.released is not None
    ]
    return _notebook(source, cells, {"assignment": assignment, "schema": SCHEMA}, title)


def released_id(assignment: str, name: str) -> str:
    """The cell id that the cell *name* has in every version of *assignment*."""
    return "c-" + hashlib.sha256(f"{assignment}/{name}".encode()).hexdigest()[:8]


def serialise(notebook: Mapping[str, Any]) -> bytes:
    """The bytes of *notebook* as a file: the same for the same notebook, and lines apart for diffs."""
    cells = [
        {**cell, "source": _lines(cell["source"])} if isinstance(cell["source"], str) else cell
        for cell in notebook["cells"]
    ]
    text = json.dumps({**notebook, "cells": cells}, indent=1, sort_keys=True, ensure_ascii=False)
    return (text + "\n").encode()


def _notebook(
    source: Source, cells: list[dict[str, Any]], welldone: dict[str, Any], title: str | None
) -> dict[str, Any]:
    owners: dict[str, str] = {}
    for cell in cells:
        name = cell["metadata"]["name"]
        if (other := owners.setdefault(cell["id"], name)) != name:
            raise SourceNotebookError(
                f"the cells '{other}' and '{name}' would get the same id: give one of them another name",
                path=source.path,
            )
    metadata: dict[str, Any] = {
        "kernelspec": dict(_KERNEL),
        "language_info": {"name": "python"},
        "welldone": welldone,
    }
    if title is not None:
        metadata["title"] = title
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _built(cell: SourceCell, text: str, assignment: str, *, with_pictures: bool) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": cell.name}
    if cell.role in _TAGGED:
        metadata["tags"] = [cell.role.value]
    built: dict[str, Any] = {
        "cell_type": cell.kind.value,
        "id": released_id(assignment, cell.name),
        "metadata": metadata,
        "source": text,
    }
    if cell.kind is CellKind.CODE:
        built |= {"execution_count": None, "outputs": []}
    if with_pictures and cell.pictures:
        built["attachments"] = {name: dict(bundle) for name, bundle in cell.pictures.items()}
    return built


def _lines(text: str) -> list[str]:
    # not splitlines(): it also splits at \f and other characters that nbformat keeps inside a line
    lines = text.split("\n")
    kept = [f"{line}\n" for line in lines[:-1]]
    return [*kept, lines[-1]] if lines[-1] else kept
