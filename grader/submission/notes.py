"""What a report says about the cells of a submission: whatever was not used as it stands is named here.

Sentences are built from positions and the source's own names. Of a student's text nothing is quoted.
"""

from collections.abc import Iterator, Mapping, Sequence

from grader.model import MatchedBy
from grader.notebook.cells import Role
from grader.submission.answers import Answer
from grader.submission.definitions import added_imports
from grader.submission.likeness import squeeze
from grader.submission.outline import Known
from grader.submission.pieces import Pairing, Piece

__all__ = ["take_notes"]

MAX_NOTES = 100
MAX_POSITIONS = 8  # that one note lists


def take_notes(pairing: Pairing, answers: Mapping[int, Answer]) -> tuple[str, ...]:
    """Short sentences, in the source's order, then about cells of the student's own."""
    notes: list[str] = []
    for known in pairing.outline.kept:
        answer = answers.get(known.index)
        if known.solution and answer is not None:
            notes += _on_solution(pairing, answer)
            notes += _on_misplaced(pairing, answer)
        elif known.cell.role is Role.MANUAL and answer is not None:
            notes += _on_manual(answer)
        elif not known.text:
            notes += _on_fixed(pairing, known)
    if pairing.instructors:
        names = list(dict.fromkeys(known.cell.name for known in pairing.instructors.values()))
        notes.append(f"not run, for they are the instructor's: {_some(names)}")
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES:] = [f"and {len(notes) - MAX_NOTES} more notes of this kind"]
    return tuple(notes)


def _on_solution(pairing: Pairing, answer: Answer) -> Iterator[str]:
    name = answer.known.cell.name
    counted = answer.counted
    if not answer.pieces:
        yield f"cell {name}: not in this submission"
    for piece in answer.pieces:
        if not piece.is_code:
            yield f"cell {name} is a {piece.cell.kind.value} cell in this submission: not run"
    if counted is None:
        return
    if len(answer.run) > 1:
        yield f"cell {name}: {_cells(answer.run)} were run for it; what the last of them defines counts"
    elif pairing.found[answer.known.index][counted.position] is MatchedBy.CONTENT:
        yield f"cell {name}: {_cells([counted])} was taken for it, by what it holds"
    left_out = [piece for piece in answer.pieces if piece.position in answer.left_out]
    if left_out:
        yield f"cell {name}: a stub, or no valid code, below the full answer was not run: {_cells(left_out)}"
    if answer.open and not any(piece.squeezed for piece in answer.pieces):
        yield f"cell {name} is empty"


def _on_misplaced(pairing: Pairing, answer: Answer) -> Iterator[str]:
    """An answer that stands where it is not used."""
    known = answer.known
    if not answer.open:
        return
    state = "still the stub" if answer.counted is not None else "missing"
    for other in pairing.outline.kept:
        if other.text or other.solution or other.cell.role is Role.MANUAL:
            continue
        for piece in pairing.pieces_of(other):
            if piece.squeezed not in other.texts and piece.defines(known.wanted):
                yield (
                    f"cell {known.cell.name} is {state}, and what it should define stands in cell "
                    f"{other.cell.name}: not used there; answers belong in cells of their own"
                )
    for piece in pairing.free():
        if not piece.is_code and _holds_answer(known, piece):
            yield (
                f"cell {piece.position} is a {piece.cell.kind.value} cell in this submission and looks like "
                f"the answer to {known.cell.name}: not run"
            )


def _holds_answer(known: Known, piece: Piece) -> bool:
    return piece.may_define(known.wanted) and not piece.quoted.names.isdisjoint(known.wanted)


def _on_manual(answer: Answer) -> Iterator[str]:
    name = answer.known.cell.name
    if not answer.pieces:
        yield f"cell {name}: not in this submission"
    elif answer.known.text:
        for piece in answer.pieces:
            if piece.is_code:
                run = "run, and read as text too" if piece.position not in answer.left_out else "read as text"
                yield f"cell {name}: cell {piece.position} is a code cell in this submission: {run}"
    elif not any(piece.is_code for piece in answer.pieces):
        yield f"cell {name} is a {answer.pieces[0].cell.kind.value} cell in this submission: read, not run"


def _on_fixed(pairing: Pairing, known: Known) -> Iterator[str]:
    """Cells whose text is the instructor's whatever the student made of it."""
    name = known.cell.name
    check = known.cell.role is Role.CHECK
    used = "the instructor's check was used" if check else "the instructor's text was run"
    pieces = pairing.pieces_of(known)
    if not pieces and not check:
        yield f"cell {name}: deleted; {used}"
    for piece in pieces:
        if not piece.is_code:
            yield f"cell {name} is a {piece.cell.kind.value} cell in this submission; {used}"
        elif piece.squeezed not in known.texts:
            imports, rest = added_imports(piece.cell.source, known.cell.source) if not check else ((), "")
            if imports:
                yield f"cell {name}: the imports added to it were run after it"
            if squeeze(rest) not in known.texts or not imports:
                yield f"cell {name}: changed; {used}"


def _cells(pieces: Sequence[Piece]) -> str:
    positions = [str(piece.position) for piece in pieces]
    return f"cell {positions[0]}" if len(positions) == 1 else f"cells {_some(positions)}"


def _some(words: list[str]) -> str:
    if len(words) > MAX_POSITIONS:
        return ", ".join(words[:MAX_POSITIONS]) + f" and {len(words) - MAX_POSITIONS} more"
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
