"""Finds the rest of an answer: halves of a split cell, answers in a new cell, two answers in one cell.

An editor's split gives one half the name and the other none; students write answers below a stub, or all
answers into one cell. A solution cell that lacks a name which it should define is looked for in cells that
stand for nothing yet: nearest first, and far away only on strong signs, because a check moves behind
whatever stands for the cells before it.
"""

from collections.abc import Iterable, Iterator, Mapping

from grader.model import MatchedBy
from grader.notebook.cells import CellKind, Role
from grader.submission.likeness import LIKE
from grader.submission.outline import Known
from grader.submission.pieces import Pairing, Piece

__all__ = ["complete_pairs"]


def complete_pairs(pairing: Pairing) -> None:
    """Add to *pairing* what belongs to cells that it already knows."""
    for known in pairing.outline.solutions:
        _join_neighbours(pairing, known)
    for known in pairing.outline.solutions:
        _find_elsewhere(pairing, known)
    answers = {known.index: pairing.answers_of(known) for known in pairing.outline.solutions}
    for known in pairing.outline.solutions:
        _find_merged(pairing, known, answers)
    for known in pairing.outline.kept:
        if known.cell.role is Role.MANUAL:
            _join_prose(pairing, known)


def _missing(known: Known, answers: Iterable[Piece]) -> frozenset[str]:
    return known.wanted.difference(*(piece.defines(known.wanted) for piece in answers))


class _Joining:
    """What an answer still lacks while its neighbours are looked at one after another."""

    def __init__(self, pairing: Pairing, known: Known) -> None:
        self._pairing = pairing
        self._known = known
        answers = pairing.answers_of(known)
        self._answered = bool(answers)
        self._top = answers[0].position if answers else len(pairing.pieces)
        self._missing = _missing(known, answers)
        self._used = frozenset[str]().union(*(piece.words for piece in answers))

    def lacks(self, piece: Piece) -> bool:
        """Whether *piece* defines what is missing."""
        return bool(piece.defines(self._missing))

    def continues(self, piece: Piece) -> bool:
        """Whether *piece*, below the answer, belongs to it."""
        known = self._known
        if not known.wanted:
            return not self._answered
        if self.lacks(piece):
            return True
        # A second version counts, but no experiment at the notebook's end: that is run after the checks.
        if piece.defines(known.wanted):
            return piece.position < self._pairing.last_paired
        return self._is_helper(piece)

    def _is_helper(self, piece: Piece) -> bool:
        """Whether the answer uses a function or class that *piece*, below it, is the first to define."""
        names = self._used & piece.words - self._pairing.outline.names
        if not names or piece.position < self._top:
            return False
        first = self._pairing.first_definitions
        return any(first.get(name) == piece.position for name in names)

    def join(self, piece: Piece) -> None:
        """Let *piece* be part of the answer."""
        self._pairing.pair(self._known, piece, MatchedBy.CONTENT)
        if piece.code.parses and not self._pairing.is_unanswered(self._known, piece):
            self._answered = True
            self._missing -= piece.defines(self._missing)
            self._used |= piece.words


def _join_neighbours(pairing: Pairing, known: Known) -> None:
    """Free cells right before and right after, up to the next cell that stands for something."""
    pieces = pairing.code_of(known)
    if not pieces:
        return
    joining = _Joining(pairing, known)
    for piece in _free_run(pairing, pieces[0].position, -1):
        if piece.is_code and joining.lacks(piece):
            joining.join(piece)
    for start in pieces:
        for piece in _free_run(pairing, start.position, +1):
            if piece.is_code and joining.continues(piece):
                joining.join(piece)


def _find_elsewhere(pairing: Pairing, known: Known) -> None:
    """Free cells anywhere that define what is missing."""
    missing = _missing(known, pairing.answers_of(known))
    if not missing:
        return
    slot = pairing.slot(known)
    for piece in pairing.free_code():
        shared = piece.defines(missing)
        if not shared:
            continue
        near = piece.position in slot
        alike = not known.functions and shared == missing and _is_like(known, piece)
        if near or shared & known.functions or alike:
            pairing.pair(known, piece, MatchedBy.CONTENT)


def _is_like(known: Known, piece: Piece) -> bool:
    return any(text.ratio(piece.likeness) >= LIKE for text in known.likely)


def _find_merged(pairing: Pairing, known: Known, answers: Mapping[int, list[Piece]]) -> None:
    """Cells that stand for another solution cell and answer this one too."""
    missing = _missing(known, answers[known.index])
    if not missing:
        return
    solutions = pairing.outline.solutions
    place = solutions.index(known)
    for other in solutions:
        if other is known:
            continue
        beside = other in solutions[max(place - 1, 0) : place + 2]
        for piece in answers[other.index]:
            shared = piece.defines(missing)
            if shared & known.functions or (beside and shared == missing):
                pairing.pair(known, piece, MatchedBy.CONTENT)


def _join_prose(pairing: Pairing, known: Known) -> None:
    """Text cells right below a text to be marked: a split answer, or one written under the prompt."""
    if known.cell.kind is CellKind.CODE:
        return
    for start in pairing.pieces_of(known):
        for piece in _free_run(pairing, start.position, +1):
            if piece.is_code:
                break
            pairing.pair(known, piece, MatchedBy.CONTENT)


def _free_run(pairing: Pairing, position: int, step: int) -> Iterator[Piece]:
    """Free pieces next to *position*, in one direction, up to the first that is not free."""
    position += step
    while 1 <= position <= len(pairing.pieces):
        piece = pairing.pieces[position - 1]
        if not pairing.is_free(piece):
            return
        position += step
        if piece.squeezed:
            yield piece
