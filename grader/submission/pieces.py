"""A submission's cells while they are matched: what each holds, and for which cells of the source it stands.

Nothing is decided here, and nothing is read before it is asked for: most cells are known by their names.
"""

from functools import cached_property
from itertools import accumulate

from grader.model import MatchedBy
from grader.notebook.cells import Cell, CellKind
from grader.submission.definitions import Code, identifiers, read_code, same_meaning
from grader.submission.likeness import Likeness, squeeze
from grader.submission.outline import Known, Outline

__all__ = ["Pairing", "Piece"]

# Characters of a submission, from its top. 400,000 are parsed in 0.4 s, at worst 2 s; this is 8,000 lines.
MAX_PARSED_IN_ALL = 400_000  # what follows is only scanned
MAX_SCANNED_IN_ALL = 4_000_000  # what follows is known by name and id only
UNREAD = "..."  # stands for a text that is too far down: a statement that says nothing


class Piece:
    """One cell of a submission, read only as far as it is asked for."""

    def __init__(self, position: int, cell: Cell, *, end: int) -> None:
        """A piece whose text ends after *end* characters of the submission's text."""
        self.position = position  # 1-based
        self.cell = cell
        self._parse = end <= MAX_PARSED_IN_ALL
        self._readable = cell.source if end <= MAX_SCANNED_IN_ALL else UNREAD
        self._same: dict[str, bool] = {}

    @property
    def is_code(self) -> bool:
        """Whether the student's cell is a code cell."""
        return self.cell.kind is CellKind.CODE

    @cached_property
    def squeezed(self) -> str:
        """The text without whitespace."""
        return squeeze(self.cell.source)

    @cached_property
    def code(self) -> Code:
        """What the text defines."""
        return read_code(self._readable, parse=self._parse)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that could be a name."""
        return identifiers(self._readable)

    @cached_property
    def likeness(self) -> Likeness:
        """The text, ready to be compared."""
        return Likeness(self._readable)

    @cached_property
    def quoted(self) -> Code:
        """What the text defines where it is prose: fences around code are passed over."""
        lines = (line for line in self._readable.splitlines() if not line.startswith("```"))
        return read_code("\n".join(lines), parse=self._parse)

    def is_same(self, stub: str) -> bool:
        """Whether the text is *stub* but for comments and layout."""
        if stub not in self._same:
            self._same[stub] = same_meaning(self.cell.source, stub)
        return self._same[stub]

    def defines(self, names: frozenset[str]) -> frozenset[str]:
        """Those of *names* that this cell defines."""
        return self.code.names & names if self.may_define(names) else frozenset()

    def may_define(self, names: frozenset[str]) -> bool:
        """Whether one of *names* occurs at all: spares parsing most cells."""
        return not self.words.isdisjoint(name.rpartition(".")[2] for name in names)


class Pairing:
    """Pairs found so far. A piece is free until it stands for a cell; one piece may stand for several."""

    def __init__(self, outline: Outline, cells: tuple[Cell, ...]) -> None:
        self.outline = outline
        ends = accumulate(len(cell.source) for cell in cells)
        self.pieces = tuple(
            Piece(position, cell, end=end)
            for position, (cell, end) in enumerate(zip(cells, ends, strict=True), 1)
        )
        self.found: dict[int, dict[int, MatchedBy]] = {known.index: {} for known in outline.kept}
        self.instructors: dict[int, Known] = {}  # position -> a cell that no release shows
        self._free = {piece.position: piece for piece in self.pieces}

    def pair(self, known: Known, piece: Piece, by: MatchedBy) -> None:
        """Let *piece* stand for *known*."""
        self.found[known.index].setdefault(piece.position, by)
        self._free.pop(piece.position, None)

    def set_free(self, known: Known, piece: Piece) -> None:
        """Take back that *piece* stands for *known*."""
        del self.found[known.index][piece.position]
        self._free[piece.position] = piece

    def set_aside(self, known: Known, piece: Piece) -> None:
        """Mark *piece* as a cell of the instructor's own notebook that no release shows."""
        self.instructors[piece.position] = known
        del self._free[piece.position]

    def free(self) -> list[Piece]:
        """Pieces that hold something and stand for nothing yet, in the submission's order."""
        return [self._free[position] for position in sorted(self._free) if self._free[position].squeezed]

    def free_code(self) -> list[Piece]:
        """The code cells among the free pieces."""
        return [piece for piece in self.free() if piece.is_code]

    def is_free(self, piece: Piece) -> bool:
        """Whether *piece* stands for nothing."""
        return piece.position in self._free

    def pieces_of(self, known: Known) -> list[Piece]:
        """The pieces that stand for *known*, in the submission's order."""
        return [self.pieces[position - 1] for position in sorted(self.found[known.index])]

    def code_of(self, known: Known) -> list[Piece]:
        """The code cells that stand for *known*."""
        return [piece for piece in self.pieces_of(known) if piece.is_code]

    def is_unpaired(self, known: Known) -> bool:
        """Whether nothing stands for *known*, or only prose for what should be an answer."""
        return not (self.code_of(known) if known.solution else self.found[known.index])

    def is_unanswered(self, known: Known, piece: Piece) -> bool:
        """Whether *piece* is still *known*'s stub, or holds no statement."""
        return piece.code.empty or (known.stub is not None and piece.is_same(known.stub))

    def answers_of(self, known: Known) -> list[Piece]:
        """The full answers to *known*: code that parses and is not the stub."""
        return [
            piece
            for piece in self.code_of(known)
            if piece.code.parses and not self.is_unanswered(known, piece)
        ]

    @property
    def last_paired(self) -> int:
        """Position of the last cell that stands for something; 0 if none does."""
        return max((max(positions, default=0) for positions in self.found.values()), default=0)

    @cached_property
    def first_definitions(self) -> dict[str, int]:
        """Function or class -> position of the first code cell that defines it."""
        first: dict[str, int] = {}
        for piece in self.pieces:
            if piece.is_code:
                for name in piece.code.functions:
                    first.setdefault(name, piece.position)
        return first

    def slot(self, known: Known) -> range:
        """Positions between the nearest neighbours of *known* in the source that are present."""
        start, stop = 0, len(self.pieces) + 1
        for other in self.outline.kept:
            positions = self.found[other.index]
            if other.index < known.index:
                start = max(positions, default=start)
            elif other.index > known.index and positions:
                stop = min(positions)
                break
        return range(start + 1, stop)
