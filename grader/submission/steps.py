"""Puts what is run into order: the student's cells in theirs, the checks at their places.

A setup cell is never a step: it was run before the submission was opened. Nor is a student's copy of a
check: what is graded with is the instructor's.
"""

from collections.abc import Iterator, Mapping

from grader.notebook.cells import CellKind, Role
from grader.submission.answers import Answer
from grader.submission.definitions import added_imports
from grader.submission.outline import CHECKS, Known
from grader.submission.pieces import Pairing, Piece
from grader.submission.plan import CheckStep, RunStep

__all__ = ["order_steps"]

_Order = tuple[int, int, int]  # position in the submission, before what stands behind it, index in the source


def order_steps(pairing: Pairing, answers: Mapping[int, Answer]) -> tuple[RunStep | CheckStep, ...]:
    """All steps of a plan, each check exactly once."""
    steps: list[tuple[_Order, RunStep | CheckStep]] = []
    steps += _student_steps(pairing, answers)
    steps += _given_steps(pairing)
    stands = _stands(pairing, answers)
    steps += _restored_steps(pairing, stands)
    steps += _check_steps(pairing, stands)
    return tuple(step for _, step in sorted(steps, key=lambda placed: placed[0]))


def _student_steps(pairing: Pairing, answers: Mapping[int, Answer]) -> Iterator[tuple[_Order, RunStep]]:
    owners: dict[int, list[Answer]] = {}
    for answer in answers.values():
        for piece in answer.run:
            owners.setdefault(piece.position, []).append(answer)
    for position, of_piece in owners.items():
        piece = pairing.pieces[position - 1]
        counting = [answer for answer in of_piece if answer.counted is piece]
        known = (counting or of_piece)[0].known
        label = known.cell.name if counting else _copy_label(known, piece)
        step = RunStep(label=label, source=_text_to_run(known, piece), source_name=known.cell.name)
        yield (position, 0, 0), step
    for piece in pairing.free_code():
        label = f"added cell {piece.position}"
        yield (piece.position, 0, 0), RunStep(label=label, source=piece.cell.source, source_name=None)


def _given_steps(pairing: Pairing) -> Iterator[tuple[_Order, RunStep]]:
    """The instructor's text wherever a copy of it stands, and the imports that students added to it."""
    for known in pairing.outline.kept:
        cell = known.cell
        if known.text or cell.role not in (Role.GIVEN, Role.SETUP):
            continue
        for number, piece in enumerate(pairing.pieces_of(known)):
            if cell.role is Role.GIVEN:
                label = cell.name if number == 0 else _copy_label(known, piece)
                step = RunStep(label=label, source=cell.reference, source_name=cell.name)
                yield (piece.position, 0, known.index), step
            imports, _ = added_imports(piece.cell.source, cell.source) if piece.is_code else ((), "")
            if imports and piece.squeezed not in known.texts:
                label = f"imports added to {cell.name}"
                label = label if number == 0 else f"{label} (cell {piece.position})"
                step = RunStep(label=label, source="\n".join(imports), source_name=cell.name)
                yield (piece.position, 1, known.index), step


def _restored_steps(pairing: Pairing, stands: Mapping[int, int]) -> Iterator[tuple[_Order, RunStep]]:
    """Given code that the student deleted, behind the nearest cell before it that is still there."""
    behind = 0
    for known in pairing.outline.kept:
        behind = stands.get(known.index, behind)
        if known.index in stands or known.text or known.cell.role is not Role.GIVEN:
            continue
        step = RunStep(label=known.cell.name, source=known.cell.reference, source_name=known.cell.name)
        yield (behind, 2, known.index), step


def _check_steps(pairing: Pairing, stands: Mapping[int, int]) -> Iterator[tuple[_Order, CheckStep]]:
    place = 0
    waiting: list[Known] = []
    for known in pairing.outline.cells:
        is_check = known.cell.role in CHECKS and known.cell.kind is CellKind.CODE
        if not is_check and known.kept:
            yield from _at(place, waiting)
            waiting = []
        place = max(place, stands.get(known.index, 0))
        if is_check:
            waiting.append(known)
    yield from _at(place, waiting)


def _at(place: int, checks: list[Known]) -> Iterator[tuple[_Order, CheckStep]]:
    """Neighbouring checks look at one state: a hidden one sees what the visible one beside it sees."""
    for known in checks:
        yield (place, 2, known.index), CheckStep(name=known.cell.name)


def _stands(pairing: Pairing, answers: Mapping[int, Answer]) -> dict[int, int]:
    """Index in the source -> position behind which the cell has been run, for those that are present.

    Of an answer the last copy that is run; of anything else the first: a check that was copied to the end of
    the notebook still belongs where the instructor put it.
    """
    stands = {}
    for known in pairing.outline.kept:
        positions = pairing.found[known.index]
        run = answers[known.index].run if known.index in answers else ()
        if run:
            stands[known.index] = run[-1].position
        elif positions:
            stands[known.index] = min(positions)
    return stands


def _copy_label(known: Known, piece: Piece) -> str:
    return f"{known.cell.name} (cell {piece.position})"


def _text_to_run(known: Known, piece: Piece) -> str:
    """The student's text; the reference where the source itself was handed in, stubs and all."""
    if piece.squeezed not in known.texts:
        return piece.cell.source
    handed_in = _lines(piece.cell.source)
    if handed_in == _lines(known.cell.source) and handed_in != _lines(known.cell.released or ""):
        return known.cell.reference
    return piece.cell.source


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]
