"""Source notebooks as lists of cells, written to files: what tests of reading and releasing start from."""

import json
from pathlib import Path
from typing import Any

from grader.notebook.cells import Source
from grader.notebook.source import read_source

FIXTURES = Path(__file__).parent / "fixtures"


def code(text: str, *tags: str, **metadata: Any) -> dict[str, Any]:
    return _cell("code", text, tags, metadata) | {"execution_count": None, "outputs": []}


def prose(text: str, *tags: str, **metadata: Any) -> dict[str, Any]:
    return _cell("markdown", text, tags, metadata)


def source_of(folder: Path, *cells: dict[str, Any], **metadata: Any) -> Source:
    """The source notebook of these cells, read from a file ``double.ipynb`` in *folder*."""
    path = folder / "double.ipynb"
    notebook = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return read_source(path)


def _cell(kind: str, text: str, tags: tuple[str, ...], metadata: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": metadata | ({"tags": list(tags)} if tags else {}), "source": text}
