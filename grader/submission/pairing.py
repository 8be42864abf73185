"""Which cells of a submission stand for which cells of the source: by name, then id, then content.

A submission's metadata is a hint, never an order: it says which cell was copied, not what is in it. So of
several cells with one name, those that hold something else are set free and looked at like any other cell.
Nothing here decides what is run.
"""

from collections import Counter
from collections.abc import Mapping, Set

from grader.model import MatchedBy
from grader.notebook.cells import Cell, Role
from grader.submission.likeness import likely_pairs
from grader.submission.outline import Known, Outline
from grader.submission.pieces import Pairing, Piece

__all__ = ["pair_cells"]

# A text that is not an answer is replaced by the instructor's: less than this must not cost a student's cell.
VERY_LIKE = 0.8
MANY_TOKENS = 8  # "## Question 2" is nothing like "## Question 1"


def pair_cells(outline: Outline, cells: tuple[Cell, ...], released_ids: Mapping[str, str]) -> Pairing:
    """Pair *cells* with the cells of the source.

    Args:
        released_ids: Cell id in the release -> name of the source cell.
    """
    pairing = Pairing(outline, cells)
    _pair_by_label(pairing, released_ids)
    for known in outline.kept:
        _sort_copies(pairing, known)
    _pair_by_definitions(pairing)
    _pair_by_text(pairing)
    _pair_by_likeness(pairing)
    _pair_by_order(pairing)
    return pairing


def _pair_by_label(pairing: Pairing, released_ids: Mapping[str, str]) -> None:
    outline = pairing.outline
    for piece in pairing.pieces:
        cell = piece.cell
        by_name = outline.by_name.get(cell.name or "")
        by_id = outline.by_id.get(cell.id or "", outline.by_name.get(released_ids.get(cell.id or "", "")))
        for index, by in ((by_name, MatchedBy.NAME), (by_id, MatchedBy.ID)):
            known = outline.cells[index] if index is not None else None
            if known is None or not known.kept:
                continue
            if known.text and known.cell.role is not Role.MANUAL and piece.is_code:
                continue  # prose that became code is the student's code
            pairing.pair(known, piece, by)
            break
        else:
            _set_aside_if_removed(pairing, piece, {by_name, by_id})


def _set_aside_if_removed(pairing: Pairing, piece: Piece, labelled: Set[int | None]) -> None:
    """The reference run: the source itself was handed in, with the cells that no release shows.

    Two signs of three are asked for (label, tag, text): by one alone a student's cell could get lost.
    """
    for known in pairing.outline.removed:
        signs = (
            known.index in labelled,
            known.cell.role.value in piece.cell.tags,
            piece.squeezed in known.texts,
        )
        if sum(signs) > 1:
            pairing.set_aside(known, piece)
            return


def _sort_copies(pairing: Pairing, known: Known) -> None:
    """Of several cells with the label of *known*, set those free that hold something else."""
    copies = pairing.pieces_of(known)
    if known.cell.role is Role.MANUAL or len(copies) < 2:
        return
    same_kind = [piece for piece in copies if piece.is_code is not known.text]
    kept = same_kind or copies
    if known.solution:
        telling = [
            piece for piece in kept if piece.defines(known.wanted) or pairing.is_unanswered(known, piece)
        ]
        if any(piece.defines(known.wanted) for piece in telling):
            kept = telling
    elif not known.text:
        unchanged = [piece for piece in kept if piece.squeezed in known.texts]
        kept = unchanged or [max(kept, key=lambda piece: _closeness(known, piece))]
    for piece in copies:
        if piece not in kept:
            pairing.set_free(known, piece)


def _closeness(known: Known, piece: Piece) -> float:
    return max((text.bound(piece.likeness) for text in known.likely), default=0.0)


def _pair_by_definitions(pairing: Pairing) -> None:
    """Solution cells by the names that they alone define: functions and classes first."""
    found = []
    free = pairing.free_code()
    for known in pairing.outline.solutions:
        if not pairing.is_unpaired(known) or not known.wanted:
            continue
        for piece in free:
            shared = piece.defines(known.wanted)
            telling = shared & known.functions or (
                not known.functions and 2 * len(shared) >= len(known.assigned)
            )
            if shared and telling:
                stub = pairing.is_unanswered(known, piece)
                found.append((-len(shared) / len(known.wanted), stub, known.index, piece.position))
    _take_best(pairing, found)


def _pair_by_text(pairing: Pairing) -> None:
    """Cells whose text is the source's; then further copies of a stub that tells its question."""
    times = Counter(text for known in pairing.outline.kept for text in known.texts)
    for unique, near in ((True, False), (False, True), (False, False)):
        for piece in pairing.free():
            if unique and times[piece.squeezed] > 1:
                continue
            for known in pairing.outline.kept:
                if piece.squeezed not in known.texts or known.text is piece.is_code:
                    continue
                if near and piece.position not in pairing.slot(known):
                    continue
                # A heading that comes again and again would take its checks along to the wrong place.
                if pairing.is_unpaired(known) and (unique or near or not known.text):
                    pairing.pair(known, piece, MatchedBy.CONTENT)
                    break
    for piece in pairing.free_code():
        for known in pairing.outline.solutions:
            if known.wanted and piece.squeezed in known.texts and piece.defines(known.wanted):
                pairing.pair(known, piece, MatchedBy.CONTENT)
                break


def _pair_by_likeness(pairing: Pairing) -> None:
    for is_code in (True, False):
        wanted = [
            (known.index, known.likely)
            for known in pairing.outline.kept
            if pairing.is_unpaired(known) and known.text is not is_code
        ]
        offered = [(piece.position, piece.likeness) for piece in pairing.free() if piece.is_code is is_code]
        found = [
            (-round(ratio, 2), False, index, position)
            for ratio, index, position in likely_pairs(wanted, offered)
            if pairing.outline.cells[index].solution
            or (ratio >= VERY_LIKE and len(pairing.pieces[position - 1].likeness.tokens) >= MANY_TOKENS)
        ]
        _take_best(pairing, found)


def _pair_by_order(pairing: Pairing) -> None:
    """Answers that nothing tells: free text, and code that defines no name. What stands at their place."""
    if not any(pairing.found.values()):
        return  # no neighbours: everything would be an answer
    for known in pairing.outline.kept:
        untold = known.cell.role is Role.MANUAL or (known.solution and not known.wanted)
        if untold and pairing.is_unpaired(known):
            slot = pairing.slot(known)
            for piece in pairing.free():
                if piece.position in slot and piece.is_code is not known.text:
                    pairing.pair(known, piece, MatchedBy.CONTENT)


def _take_best(pairing: Pairing, found: list[tuple[float, bool, int, int]]) -> None:
    """Pair the best first; of equals, the first in the source with the first in the submission."""
    for _, _, index, position in sorted(found):
        known, piece = pairing.outline.cells[index], pairing.pieces[position - 1]
        if pairing.is_unpaired(known) and pairing.is_free(piece):
            pairing.pair(known, piece, MatchedBy.CONTENT)
