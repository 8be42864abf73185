"""Matches a submission to its source notebook and plans what is run of it.

Nothing that a student wrote is silently lost: a code cell is run, or stands for a cell of the source, or a
note says what became of it. Pure: nothing is run, read or written here. Refused is only a notebook that is
none of this assignment's.
"""

from collections.abc import Mapping

from grader.errors import InvalidSubmission
from grader.model import MatchedBy
from grader.notebook.cells import Notebook, Role, Source
from grader.release.strip import released_id
from grader.submission.answers import matched_by, weigh_answers, written_answers
from grader.submission.completing import complete_pairs
from grader.submission.failures import clean
from grader.submission.likeness import LIKE
from grader.submission.notes import take_notes
from grader.submission.outline import Known, outline_of
from grader.submission.pairing import pair_cells
from grader.submission.pieces import Pairing
from grader.submission.plan import CellMatch, Plan
from grader.submission.steps import order_steps

__all__ = ["plan_steps"]

MAX_QUOTED = 80  # characters of a student's text in a message


def plan_steps(
    source: Source,
    notebook: Notebook,
    *,
    assignment: str | None = None,
    released_ids: Mapping[str, str] | None = None,
) -> Plan:
    """Plan what is run of *notebook*, in the student's order, with every check of *source* at its place.

    Args:
        assignment: The assignment's name; the stem of the source's path if not given.
        released_ids: Cell id in the release -> name of the source cell; worked out if not given.

    Raises:
        InvalidSubmission: The notebook says that it is for another assignment and its cells agree, or
            nothing at all in it matches.
    """
    name = assignment or source.path.stem
    outline = outline_of(source)
    if released_ids is None:
        released_ids = {released_id(name, cell.name): cell.name for cell in source.cells}
    pairing = pair_cells(outline, notebook.cells, released_ids)
    complete_pairs(pairing)
    foreign = notebook.assignment not in (None, name)
    _refuse_other_assignment(pairing, notebook, name=name, foreign=foreign)
    answers = weigh_answers(pairing)
    written, cut = written_answers(pairing)
    notes = [f"cell {manual}: the text is too long and was cut" for manual in cut]
    if foreign:
        notes.append(
            f"the notebook says that it is for {_label(notebook)}, but its cells are those of {name}"
        )
    matches = []
    for known in outline.kept:
        if known.text and known.cell.role is not Role.MANUAL:
            continue
        counted = answers[known.index].counted if known.index in answers else None
        matches.append(
            CellMatch(
                name=known.cell.name,
                matched_by=matched_by(pairing, known, counted),
                cells=tuple(sorted(pairing.found[known.index])),
            )
        )
    return Plan(
        steps=order_steps(pairing, answers),
        matches=tuple(matches),
        answers=written,
        notes=(*notes, *take_notes(pairing, answers)),
        stubs=tuple(a.known.cell.name for a in answers.values() if a.known.solution and a.open),
        python=notebook.python,
    )


def _refuse_other_assignment(pairing: Pairing, notebook: Notebook, *, name: str, foreign: bool) -> None:
    telling = [
        known for known in pairing.outline.kept if not known.text and known.cell.role is not Role.SETUP
    ]
    present = {known.index for known in pairing.outline.kept if pairing.found[known.index]}
    if foreign:
        # By name alone nothing is known: names are reused from one assignment to the next.
        sure = sum(_is_certain(pairing, known) for known in telling)
        if 2 * sure < len(telling) or not sure:
            raise InvalidSubmission(f"this is a notebook for {_label(notebook)}, not for {name}")
    elif not present or (
        notebook.assignment is None and telling and present.isdisjoint(k.index for k in telling)
    ):
        raise InvalidSubmission(
            f"none of the {len(notebook.cells)} cells of this notebook belongs to {name}"
            + ("" if notebook.assignment else ", and it does not say for which assignment it was made")
        )


def _is_certain(pairing: Pairing, known: Known) -> bool:
    """Whether a cell of the source was found by more than its name."""
    found = pairing.found[known.index]
    for piece in pairing.code_of(known):
        if found[piece.position] is MatchedBy.ID or piece.defines(known.wanted):
            return True
        if not known.wanted and any(text.ratio(piece.likeness) >= LIKE for text in known.likely):
            return True
    return False


def _label(notebook: Notebook) -> str:
    label = clean(notebook.assignment or "", MAX_QUOTED)
    return repr(" ".join(label.split()))
