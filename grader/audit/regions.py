"""Where answers stand in a source notebook: only what a student writes can be a student's mistake."""

import ast

from grader.notebook.cells import CellKind, Role, Source, SourceCell
from grader.notebook.markers import parse_regions
from grader.notebook.options import without_options
from grader.notebook.plain import plain_python

__all__ = ["answer_cells", "answer_lines", "plain_lines"]


def answer_cells(source: Source) -> list[SourceCell]:
    """The cells that students answer in code."""
    return [cell for cell in source.cells if cell.role is Role.SOLUTION and cell.kind is CellKind.CODE]


def answer_lines(cell: SourceCell) -> frozenset[int]:
    """Lines of *cell*'s reference, counted from 1, that students write: those of its solution regions.

    Magics are left out: they are no Python.
    """
    regions = parse_regions(without_options(cell.source), cell=cell.name)
    own = cell.reference.split("\n")
    plain = plain_lines(cell.reference).split("\n")
    lines = set() if regions else set(range(1, len(own) + 1))
    removed = 0  # lines of markers and stubs so far
    for region in regions:
        first = region.start - removed + 1
        lines |= set(range(first, first + len(region.solution)))
        removed += region.end - region.start - len(region.solution)
    return frozenset(number for number in lines if plain[number - 1] == own[number - 1])


def plain_lines(text: str) -> str:
    """*text* as plain Python with as many lines: magics are made calls.

    Where a magic takes another number of lines, all are empty: which are Python, nobody knows.
    """
    try:
        ast.parse(text)
    except SyntaxError:
        # IPython leaves empty lines at the top out, and ends the text with one end of line
        top = text[: len(text) - len(text.lstrip("\n"))]
        bottom = text[len(text.rstrip("\n")) :]
        plain = top + plain_python(text).strip("\n") + bottom
        return plain if plain.count("\n") == text.count("\n") else "\n" * text.count("\n")
    return text
