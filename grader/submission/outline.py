"""A source notebook as matching sees it: the names that tell its solution cells apart, the texts it knows.

Worked out once for each source, because a class of submissions is matched against it.
"""

import functools
from collections.abc import Iterable

import msgspec

from grader.notebook.cells import CellKind, Role, Source, SourceCell
from grader.submission.definitions import Code, identifiers, read_code, same_meaning
from grader.submission.likeness import Likeness, squeeze

__all__ = ["CHECKS", "Known", "Outline", "outline_of"]

CHECKS = frozenset({Role.CHECK, Role.HIDDEN})


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of the source."""

    index: int  # 0-based in the source
    cell: SourceCell
    texts: frozenset[str]  # squeezed: as the instructor wrote it, as it is released, as it is run
    likely: list[Likeness]  # of the text as it is released and of the reference
    functions: frozenset[str] = frozenset()  # functions, classes, methods that only this solution defines
    assigned: frozenset[str] = frozenset()  # other names that only this solution defines
    stub: str | None = None  # a solution cell as released; None where the stub is right as it stands

    @property
    def kept(self) -> bool:
        """Whether a release shows this cell at all."""
        return self.cell.released is not None and self.cell.role not in (Role.HIDDEN, Role.STAFF)

    @property
    def solution(self) -> bool:
        """Whether students answer this cell in code."""
        return self.kept and self.cell.role is Role.SOLUTION and self.cell.kind is CellKind.CODE

    @property
    def text(self) -> bool:
        """Whether this cell is prose, or anything else that is no code."""
        return self.cell.kind is not CellKind.CODE

    @property
    def wanted(self) -> frozenset[str]:
        """The names by which an answer to this solution cell is known."""
        return self.functions | self.assigned


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """All cells of a source, and what several of them have in common."""

    cells: tuple[Known, ...]
    by_name: dict[str, int]
    by_id: dict[str, int]
    names: frozenset[str]  # whatever the reference defines at its top level
    kept: tuple[Known, ...]  # the cells that a release shows
    removed: tuple[Known, ...]  # the others
    solutions: tuple[Known, ...]  # the cells that students answer in code


def outline_of(source: Source) -> Outline:
    """The outline of *source*, the same one for the same object."""
    return _outline(_Same(source))


class _Same:
    """A source as a key: a struct that holds dicts has no hash. Kept alive with it, its id is not reused."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __hash__(self) -> int:
        return id(self.source)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.source is other.source


@functools.lru_cache(maxsize=8)
def _outline(key: _Same) -> Outline:
    cells = key.source.cells
    codes = {
        index: read_code(cell.reference) for index, cell in enumerate(cells) if cell.kind is CellKind.CODE
    }
    # A check or a note for staff defines names of its own: they tell nothing about answers.
    defining = {
        index: code
        for index, code in codes.items()
        if cells[index].role in (Role.SETUP, Role.GIVEN, Role.SOLUTION, Role.MANUAL)
    }
    known = []
    for index, cell in enumerate(cells):
        functions: frozenset[str] = frozenset()
        assigned: frozenset[str] = frozenset()
        stub = None
        if cell.role is Role.SOLUTION and index in codes and cell.released is not None:
            elsewhere = _union(code.names for other, code in defining.items() if other != index)
            mentioned = _union(identifiers(cells[other].source) for other in codes if other != index)
            mentioned |= read_code(cell.released).names
            functions, assigned = _telling(codes[index], elsewhere, mentioned)
            stub = None if same_meaning(cell.released, cell.reference) else cell.released
        texts = [text for text in (cell.released, cell.reference, cell.source) if text]
        known.append(
            Known(
                index=index,
                cell=cell,
                texts=frozenset(map(squeeze, texts)) - {""},
                likely=[Likeness(text) for text in dict.fromkeys(texts[:2])],
                functions=functions,
                assigned=assigned,
                stub=stub,
            )
        )
    return Outline(
        cells=tuple(known),
        by_name={cell.name: index for index, cell in enumerate(cells)},
        by_id={cell.id: index for index, cell in enumerate(cells) if cell.id is not None},
        names=_union(code.names for code in codes.values()),
        kept=tuple(one for one in known if one.kept),
        removed=tuple(one for one in known if not one.kept),
        solutions=tuple(one for one in known if one.solution),
    )


def _telling(
    code: Code, elsewhere: frozenset[str], mentioned: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Names that no other cell defines; of these, where there are any, the ones that another cell uses."""

    def asked_for(names: frozenset[str]) -> frozenset[str]:
        return frozenset(name for name in names if name.rpartition(".")[2] in mentioned)

    functions = code.functions - elsewhere
    # A method tells nothing more where its class is known by itself, but all where a class is extended.
    functions |= {name for name in code.methods - elsewhere if name.partition(".")[0] not in functions}
    functions = asked_for(functions) or functions
    assigned = code.assigned - elsewhere
    return functions, asked_for(assigned) or (frozenset() if functions else assigned)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
