"""What holds for every plan, whatever became of the cells."""

from hypothesis import given
from hypothesis import strategies as st

from grader.errors import InvalidSubmission
from grader.notebook.cells import Cell, CellKind, Notebook
from grader.notebook.read import parse_notebook
from grader.notebook.source import read_source
from grader.release.strip import serialise, student_version
from grader.submission.matching import plan_steps
from grader.submission.plan import CheckStep, Plan, RunStep
from tests.matching_oddities import ANSWERS, ASSIGNMENT, SOURCE, answer

READ = read_source(SOURCE)
REMOVED = {cell.source for cell in READ.cells if cell.released is None}
CHECKS = ["relu-values", "dense-forward", "loss-hidden"]


def released(*, answered: bool) -> tuple[Cell, ...]:
    notebook = student_version(READ, assignment=ASSIGNMENT)
    if answered:
        answer(notebook["cells"])
    return parse_notebook(serialise(notebook), what="a submission").cells


KNOWN = released(answered=True) + released(answered=False)
TEXTS = st.sampled_from(
    [cell.source for cell in READ.cells]
    + [cell.source for cell in KNOWN]
    + ["", "x = 1\n", "def relu(x", "%%bash\nls", "def mean_squared(a, b): 0", "import os\n"]
)
STUBS = {cell.name: cell.released for cell in READ.cells}
NAMES = st.sampled_from([None, "other", "loss-hidden", "notes", *(cell.name for cell in KNOWN)])
ANY_CELL = st.builds(
    Cell,
    kind=st.sampled_from(CellKind),
    source=TEXTS | st.text(max_size=30),
    name=NAMES,
    id=st.sampled_from([None, "x", *(cell.id for cell in KNOWN)]),
    tags=st.sampled_from([(), ("hidden",), ("staff",), ("solution",)]),
)
CELLS = st.lists(st.sampled_from(KNOWN) | ANY_CELL, max_size=25)


def plan_of(cells: list[Cell]) -> Plan | None:
    """None where the submission is refused."""
    try:
        return plan_steps(READ, Notebook(cells=tuple(cells), assignment=ASSIGNMENT), assignment=ASSIGNMENT)
    except InvalidSubmission:
        return None


def positions_run(plan: Plan) -> list[int]:
    """Positions in the submission of the students' cells that are run, in the order of the plan."""
    alone = {match.name: match.cells for match in plan.matches}
    positions = []
    for step in plan.steps:
        if not isinstance(step, RunStep) or step.label.startswith("imports added to"):
            continue
        if "cell " in step.label:
            positions.append(int(step.label.rstrip(")").rpartition(" ")[2]))
        elif step.source_name is not None and len(alone[step.source_name]) == 1:
            positions += alone[step.source_name]
    return positions


@given(CELLS)
def test_every_check_is_planned_exactly_once_and_in_the_order_of_the_source(cells: list[Cell]) -> None:
    plan = plan_of(cells)

    if plan is not None:
        assert [step.name for step in plan.steps if isinstance(step, CheckStep)] == CHECKS


@given(CELLS)
def test_cells_that_are_run_keep_the_students_order(cells: list[Cell]) -> None:
    plan = plan_of(cells)

    if plan is not None:
        run = positions_run(plan)
        assert run == sorted(set(run))


@given(CELLS)
def test_every_code_cell_is_run_or_matched_or_named_in_a_note(cells: list[Cell]) -> None:
    plan = plan_of(cells)

    if plan is not None:
        matched = {position for match in plan.matches for position in match.cells}
        labels = {step.label for step in plan.steps if isinstance(step, RunStep)}
        for position, cell in enumerate(cells, start=1):
            if cell.kind is CellKind.CODE and cell.source.strip() and position not in matched:
                instructors = cell.source in REMOVED or {"hidden", "staff"} & set(cell.tags)
                noted = any(note.startswith("not run, for they are the instructor's") for note in plan.notes)
                assert f"added cell {position}" in labels or (instructors and noted)


@given(CELLS)
def test_a_cell_of_the_students_is_run_at_most_once(cells: list[Cell]) -> None:
    plan = plan_of(cells)

    if plan is not None:
        labels = [step.label for step in plan.steps if isinstance(step, RunStep)]
        assert len(labels) == len(set(labels))


@given(CELLS)
def test_an_answer_is_never_overwritten_by_a_stub_below_it(cells: list[Cell]) -> None:
    plan = plan_of(cells)
    if plan is not None:
        run = [step.source for step in plan.steps if isinstance(step, RunStep)]
        for name in ("relu", "dense"):
            full = [at for at, text in enumerate(run) if text == ANSWERS[name]]
            assert not full or STUBS[name] not in run[full[0] :]


@given(st.permutations(released(answered=True)))
def test_an_answered_notebook_in_any_order_has_all_its_answers(cells: list[Cell]) -> None:
    plan = plan_of(cells)

    assert plan is not None
    assert plan.stubs == ()
    assert plan.notes == ()


@given(st.lists(ANY_CELL, max_size=8), st.data())
def test_cells_added_anywhere_take_no_answer_away(added: list[Cell], data: st.DataObject) -> None:
    cells = list(KNOWN[: len(KNOWN) // 2])
    for cell in added:
        plain = Cell(kind=CellKind.CODE, source=cell.source)
        cells.insert(data.draw(st.integers(0, len(cells))), plain)
    plan = plan_of(cells)

    assert plan is not None
    assert plan.stubs == ()
