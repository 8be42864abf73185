"""Of all cells that stand for an answer: which one counts, which are left out, and what is still open."""

import msgspec

from grader.model import MatchedBy
from grader.notebook.cells import CellKind, Role
from grader.submission.outline import Known
from grader.submission.pieces import Pairing, Piece

__all__ = ["Answer", "matched_by", "weigh_answers", "written_answers"]

MAX_WRITTEN = 20_000  # characters of one free-text answer: about eight printed pages


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A solution or manual code cell and the student's cells for it."""

    known: Known
    pieces: tuple[Piece, ...]  # in the submission's order
    counted: Piece | None  # the last full answer, or else the last copy that is code
    left_out: frozenset[int]  # positions of copies that would overwrite a full answer
    open: bool  # absent, empty, or still the stub

    @property
    def run(self) -> tuple[Piece, ...]:
        """The pieces that are run for it."""
        return tuple(
            piece
            for piece in self.pieces
            if piece.is_code and piece.squeezed and piece.position not in self.left_out
        )


def weigh_answers(pairing: Pairing) -> dict[int, Answer]:
    """Index in the source -> answer, for every cell that students answer in code."""
    return {
        known.index: _weigh_solution(pairing, known) if known.solution else _weigh_manual(pairing, known)
        for known in pairing.outline.kept
        if known.solution or known.cell.role is Role.MANUAL
    }


def _weigh_solution(pairing: Pairing, known: Known) -> Answer:
    code = pairing.code_of(known)
    full = pairing.answers_of(known)
    # The stub defines the same names as the answer: run after it, it would take the answer away.
    left_out = {
        piece.position for piece in code if full and piece not in full and _stands_behind(piece, full[0])
    }
    return Answer(
        known=known,
        pieces=tuple(pairing.pieces_of(known)),
        counted=_last_fullest(known, full) or (code[-1] if code else None),
        left_out=frozenset(left_out),
        open=all(pairing.is_unanswered(known, piece) for piece in code),
    )


def _last_fullest(known: Known, full: list[Piece]) -> Piece | None:
    """The last full answer; of the halves of a split cell, the one that defines more."""
    return max(full, key=lambda piece: (len(piece.defines(known.wanted)), piece.position), default=None)


def _weigh_manual(pairing: Pairing, known: Known) -> Answer:
    pieces = pairing.pieces_of(known)
    code = [piece for piece in pieces if piece.is_code]
    prose = known.cell.kind is not CellKind.CODE
    # A text cell that became a code cell is run only if it is code, not a sentence that cannot be.
    left_out = {piece.position for piece in code if prose and not piece.code.parses}
    run = [piece for piece in code if piece.position not in left_out]
    return Answer(
        known=known,
        pieces=tuple(pieces),
        counted=run[-1] if run else None,
        left_out=frozenset(left_out),
        open=all(piece.squeezed in known.texts or not piece.squeezed for piece in pieces),
    )


def _stands_behind(piece: Piece, other: Piece) -> bool:
    return piece.position > other.position


def matched_by(pairing: Pairing, known: Known, counted: Piece | None) -> MatchedBy:
    """How the cell that counts was found."""
    found = pairing.found[known.index]
    if not found:
        return MatchedBy.NONE
    return found[counted.position if counted is not None else max(found)]


def written_answers(pairing: Pairing) -> tuple[dict[str, str], list[str]]:
    """Manual cell name -> what the student wrote, and the names of those that had to be cut."""
    answers, cut = {}, []
    for known in pairing.outline.kept:
        if known.cell.role is not Role.MANUAL:
            continue
        texts = [
            p.cell.source for p in pairing.pieces_of(known) if p.squeezed and p.squeezed not in known.texts
        ]
        text = "\n\n".join(dict.fromkeys(texts))
        if len(text) > MAX_WRITTEN:
            cut.append(known.cell.name)
        if text:
            answers[known.cell.name] = text[:MAX_WRITTEN]
    return answers, cut
