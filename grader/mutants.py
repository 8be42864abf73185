"""Wrong answers kept on purpose: read from files, and made into submissions.

A mutant is a Python file named by its mistake. Comment lines say what it is; then whole cells follow::

    # mistake: the bias gradient is a mean
    # hint: grad_output is already divided by the batch: sum over it.
    # fails: dense-bias-gradient, train-step
    # cell: dense
    class Dense(Layer): ...
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import AssignmentError
from grader.notebook.cells import Role, Source
from grader.release.strip import student_version

__all__ = ["Mutant", "answered", "read_answers", "read_mutant"]

_HEADER = re.compile(r"# ([a-z]+): *(.*)")
_CELL = re.compile(r"# cell: *(.*)")


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong answer, and the checks that must notice."""

    name: str
    mistake: str
    hint: str
    fails: tuple[str, ...]  # names of exactly the checks that it must not pass
    cells: dict[str, str]  # name of a solution cell -> the wrong answer


def read_mutant(path: Path) -> Mutant:
    """Read a mutant's file.

    Raises:
        AssignmentError: A header line or the cells are missing, stand there twice, or cannot be read.
    """
    facts, cells = read_answers(path, ("mistake", "hint", "fails"))
    fails = tuple(name.strip() for name in facts["fails"].split(","))
    if "" in fails or len(set(fails)) != len(fails):
        raise AssignmentError(
            f"'# fails: {facts['fails']}': expected names of checks, each once, with commas between them",
            path=path,
        )
    return Mutant(name=path.stem, mistake=facts["mistake"], hint=facts["hint"], fails=fails, cells=cells)


def read_answers(path: Path, keys: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Read a file of comment lines, one for each of *keys*, and whole cells after them.

    Returns:
        What the lines say by their key, and the text of each cell by its name.

    Raises:
        AssignmentError: A line or the cells are missing, stand there twice, or cannot be read.
    """
    facts: dict[str, str] = {}
    cells: dict[str, list[str]] = {}
    current: list[str] | None = None
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise AssignmentError("is no UTF-8 text", path=path) from None
    for number, line in enumerate(lines, start=1):
        header, cell = _HEADER.fullmatch(line), _CELL.fullmatch(line)
        if cell is not None:
            if cell[1].strip() in cells:
                raise AssignmentError(f"line {number}: cell {cell[1].strip()} stands here twice", path=path)
            current = cells.setdefault(cell[1].strip(), [])
        elif current is not None:
            current.append(line)
        elif header is not None and header[1] in keys and header[1] not in facts:
            facts[header[1]] = header[2].strip()
        elif line.strip():
            expected = " and ".join(f"'# {key}: ...'" for key in keys)
            raise AssignmentError(
                f"line {number}: {line.strip()[:60]!r} before the first '# cell: NAME': "
                f"expected one line each of {expected}",
                path=path,
            )
    for key in keys:
        if not facts.get(key):
            raise AssignmentError(f"needs a line '# {key}: ...' at its top", path=path)
    if not cells:
        raise AssignmentError("needs a line '# cell: NAME' before its answer", path=path)
    return facts, {name: "\n".join(lines).strip("\n") for name, lines in cells.items()}


def answered(source: Source, *, assignment: str, answers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A submission: the student's version with each solution cell answered by the reference or *answers*.

    Raises:
        KeyError: *answers* names a cell that is no solution cell.
    """
    texts = {cell.name: cell.reference for cell in source.cells if cell.role is Role.SOLUTION}
    unknown = set(answers or {}) - set(texts)
    if unknown:
        raise KeyError(f"no solution cell is named {', '.join(sorted(unknown))}")
    texts |= answers or {}
    notebook = student_version(source, assignment=assignment)
    cells = []
    for cell in notebook["cells"]:
        text = texts.get(cell["metadata"].get("name", ""))
        cells.append({**cell, "source": text} if text is not None else cell)
    return {**notebook, "cells": cells}
