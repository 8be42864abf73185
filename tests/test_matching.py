"""Which cells of a submission are used for what, and where the checks look."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.errors import InvalidSubmission
from grader.model import MatchedBy
from grader.notebook.cells import Cell, CellKind, Notebook, Role, Source, SourceCell
from grader.submission.matching import plan_steps
from grader.submission.plan import CheckStep, Plan, RunStep
from tests.matching_fixtures import planned
from tests.matching_oddities import FOLDER

STUB = "# YOUR CODE HERE\nraise NotImplementedError\n"


def stated(
    role: Role, name: str, text: str, *, released: str | None = None, kind: str = "code"
) -> SourceCell:
    """A source cell that is released as it stands, unless *released* says otherwise."""
    kept = None if role in (Role.HIDDEN, Role.STAFF) else text if released is None else released
    return SourceCell(
        position=1, kind=CellKind(kind), role=role, name=name, source=text, reference=text, released=kept
    )


def source_of(*cells: SourceCell) -> Source:
    return Source(path=Path("assignments/odd/odd.ipynb"), cells=cells)


def code(text: str, name: str | None = None) -> Cell:
    return Cell(kind=CellKind.CODE, source=text, name=name)


def prose(text: str, name: str | None = None) -> Cell:
    return Cell(kind=CellKind.MARKDOWN, source=text, name=name)


def plan_of(source: Source, *cells: Cell) -> Plan:
    return plan_steps(source, Notebook(cells=cells, assignment="odd"))


def order_of(plan: Plan) -> list[str]:
    """Labels of what is run, and names of checks with a question mark."""
    return [step.label if isinstance(step, RunStep) else f"?{step.name}" for step in plan.steps]


def texts_of(plan: Plan) -> list[str]:
    return [step.source for step in plan.steps if isinstance(step, RunStep)]


def match_of(plan: Plan, name: str) -> tuple[MatchedBy, Sequence[int]]:
    match = next(match for match in plan.matches if match.name == name)
    return match.matched_by, match.cells


F = stated(
    Role.SOLUTION, "f", "def f(x):\n    return x\n", released=f"def f(x):\n    {STUB[:16]}\n    raise\n"
)
G = stated(Role.SOLUTION, "g", "def g(x):\n    return 2 * x\n", released=STUB)
CHECK_F = stated(Role.CHECK, "check-f", "assert f(1) == 1\n")
CHECK_G = stated(Role.CHECK, "check-g", "assert g(1) == 2\n")
HIDDEN_F = stated(Role.HIDDEN, "hidden-f", "assert f(5) == 5\n")
ANSWER_F = "def f(value):\n    return +value\n"
ANSWER_G = "def g(value):\n    return value + value\n"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.expected.json")), ids=lambda path: path.name[:-14])
def test_the_plan_of_an_odd_submission_is_the_one_that_was_reviewed(path: Path) -> None:
    notebook = path.with_name(path.name.replace(".expected.json", ".ipynb"))

    assert planned(notebook) == json.loads(path.read_text())


def test_every_odd_submission_has_a_reviewed_plan() -> None:
    notebooks = {path.stem for path in FOLDER.glob("*.ipynb")} - {"source"}

    assert notebooks == {path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json")}


def test_a_hidden_check_beside_a_visible_one_looks_where_the_visible_one_does() -> None:
    source = source_of(F, HIDDEN_F, CHECK_F)
    plan = plan_of(source, code(ANSWER_F, "f"), code("x = 1\n"), code(CHECK_F.source, "check-f"))

    assert order_of(plan) == ["f", "added cell 2", "?hidden-f", "?check-f"]


def test_a_staff_cell_does_not_part_checks_and_prose_does() -> None:
    staff = stated(Role.STAFF, "staff-1", "For staff.", kind="markdown")
    text = stated(Role.GIVEN, "text", "Now test it.", kind="markdown")
    cells = (code(ANSWER_F, "f"), prose("Now test it.", "text"), code("1"), code(CHECK_F.source, "check-f"))
    beside = plan_of(source_of(F, text, HIDDEN_F, staff, CHECK_F), *cells)
    apart = plan_of(source_of(F, HIDDEN_F, text, CHECK_F), *cells)

    assert order_of(beside) == ["f", "added cell 3", "?hidden-f", "?check-f"]
    assert order_of(apart) == ["f", "?hidden-f", "added cell 3", "?check-f"]


def test_checks_at_one_place_keep_the_order_of_the_source() -> None:
    source = source_of(F, G, CHECK_G, HIDDEN_F, CHECK_F)
    plan = plan_of(source, code(CHECK_F.source, "check-f"), code(ANSWER_G, "g"), code(ANSWER_F, "f"))

    assert order_of(plan) == ["g", "f", "?check-g", "?hidden-f", "?check-f"]


def test_given_code_that_was_deleted_runs_before_the_checks_that_follow_it() -> None:
    given = stated(Role.GIVEN, "given-1", "data = 3\n")
    source = source_of(F, CHECK_F, given, CHECK_G)
    plan = plan_of(source, code(ANSWER_F, "f"), code(CHECK_F.source, "check-f"), code("1\n"))

    assert order_of(plan) == ["f", "?check-f", "given-1", "?check-g", "added cell 3"]


def test_given_code_is_run_with_the_instructors_text_wherever_the_student_put_it() -> None:
    given = stated(Role.GIVEN, "given-1", "data = 3\n")
    plan = plan_of(source_of(given, F, CHECK_F), code(ANSWER_F, "f"), code("data = 4\n", "given-1"))

    assert order_of(plan) == ["f", "given-1", "?check-f"]
    assert "data = 3\n" in texts_of(plan)


def test_a_changed_copy_of_given_code_is_the_students_own_cell_where_an_unchanged_one_stands_too() -> None:
    given = stated(Role.GIVEN, "given-1", "data = 3\n")
    plan = plan_of(
        source_of(given, F), code("data = 3\n", "given-1"), code("x = 4\n", "given-1"), code(ANSWER_F, "f")
    )

    assert order_of(plan) == ["given-1", "added cell 2", "f"]


def test_a_copied_check_does_not_move_the_checks_place() -> None:
    source = source_of(F, CHECK_F, G, CHECK_G)
    check = code(CHECK_F.source, "check-f")
    plan = plan_of(source, code(ANSWER_F, "f"), check, code(ANSWER_G, "g"), check)

    assert order_of(plan) == ["f", "?check-f", "g", "?check-g"]


def test_of_two_full_answers_the_last_one_counts_and_carries_the_cells_name() -> None:
    plan = plan_of(source_of(F, CHECK_F), code("def f(x): return 0", "f"), code(ANSWER_F, "f"))

    assert order_of(plan) == ["f (cell 1)", "f", "?check-f"]
    assert texts_of(plan)[-1] == ANSWER_F


@pytest.mark.parametrize("last", [F.released, "# nothing yet\n", "def f(x:\n"])
def test_a_copy_that_is_no_answer_is_not_run_over_one_that_is(last: str) -> None:
    plan = plan_of(source_of(F, CHECK_F), code(ANSWER_F, "f"), code(last, "f"))

    assert texts_of(plan) == [ANSWER_F]
    assert any("cell 2" in note for note in plan.notes)


def test_a_stub_indented_otherwise_where_indentation_matters_is_an_answer() -> None:
    cell = stated(
        Role.SOLUTION,
        "f",
        "def f(xs):\n    for x in xs:\n        s = x\n    return s\n",
        released="def f(xs):\n    for x in xs:\n        s = x\n        return s\n",
    )

    assert plan_of(source_of(cell), code(cell.reference, "f")).stubs == ()
    assert plan_of(source_of(cell), code(str(cell.released), "f")).stubs == ("f",)


def test_a_stub_that_is_right_as_it_stands_is_an_answer() -> None:
    cell = stated(Role.SOLUTION, "f", "x = 1  # right\n", released="x = 1\n")

    assert plan_of(source_of(cell), code("x = 1\n", "f")).stubs == ()


def test_a_solution_that_defines_no_name_is_found_by_its_place() -> None:
    layers = stated(Role.SOLUTION, "layers", "net.append(relu)\n", released=STUB)
    given = stated(Role.GIVEN, "given-1", "net = []\n")
    check = stated(Role.HIDDEN, "check-net", "assert len(net) == 1\n")
    plan = plan_of(source_of(given, layers, check), code("net = []\n"), code("net += [max]\n"))

    assert match_of(plan, "layers") == (MatchedBy.CONTENT, (2,))
    assert order_of(plan) == ["given-1", "layers", "?check-net"]


def test_an_answer_below_a_default_stub_that_names_nothing_belongs_to_it() -> None:
    layers = stated(Role.SOLUTION, "layers", "net.append(relu)\n", released=STUB)
    check = stated(Role.HIDDEN, "check-net", "assert len(net) == 1\n")
    plan = plan_of(source_of(layers, check), code(STUB, "layers"), code("net.extend([max])\n"))

    assert order_of(plan) == ["layers (cell 1)", "layers", "?check-net"]
    assert plan.stubs == ()


def test_identical_stubs_without_names_are_matched_in_order() -> None:
    h = stated(Role.SOLUTION, "h", "def h(x):\n    return x\n", released=STUB)
    plan = plan_of(source_of(G, CHECK_G, h), code(STUB), code(CHECK_G.source), code(STUB))

    assert match_of(plan, "g") == (MatchedBy.CONTENT, (1,))
    assert match_of(plan, "h") == (MatchedBy.CONTENT, (3,))


def test_methods_tell_cells_apart_that_extend_one_class() -> None:
    first = stated(Role.SOLUTION, "first", "class Net:\n    def forward(self): pass\n", released=STUB)
    second = stated(Role.SOLUTION, "second", "class Net(Net):\n    def backward(self): pass\n", released=STUB)
    plan = plan_of(
        source_of(first, second),
        code("class Net(Net):\n    def backward(self):\n        return 0\n"),
        code("class Net:\n    def forward(self):\n        return 1\n"),
    )

    assert match_of(plan, "first") == (MatchedBy.CONTENT, (2,))
    assert match_of(plan, "second") == (MatchedBy.CONTENT, (1,))


def test_a_variable_far_away_does_not_pass_for_a_missing_answer() -> None:
    loss = stated(Role.SOLUTION, "loss", "loss = batch.mean()\n", released=STUB)
    check = stated(Role.CHECK, "check-loss", "assert loss > 0\n")
    plan = plan_of(
        source_of(loss, check, G, CHECK_G),
        code(STUB, "loss"),
        code(check.source, "check-loss"),
        code(ANSWER_G, "g"),
        code(CHECK_G.source, "check-g"),
        code("for step in range(9):\n    loss = train(step)\n    print(step, loss)\n"),
    )

    assert plan.stubs == ("loss",)
    assert order_of(plan) == ["loss", "?check-loss", "g", "?check-g", "added cell 5"]


def test_an_experiment_at_the_end_does_not_take_the_place_of_an_answer() -> None:
    plan = plan_of(source_of(F, HIDDEN_F), code(ANSWER_F, "f"), code("def f(x):\n    return 'changed'\n"))

    assert order_of(plan) == ["f", "?hidden-f", "added cell 2"]


def test_cells_that_swapped_their_texts_are_found_by_what_they_define() -> None:
    plan = plan_of(source_of(F, HIDDEN_F, G), code(ANSWER_G, "f"), code(ANSWER_F, "g"))

    assert texts_of(plan) == [ANSWER_G, ANSWER_F]
    assert order_of(plan)[-1] == "?hidden-f"


def test_an_id_of_the_release_finds_a_cell_that_lost_its_name() -> None:
    cell = Cell(kind=CellKind.CODE, source="pass\n", id="c-1")
    plan = plan_steps(
        source_of(F, G), Notebook(cells=(code(ANSWER_G, "g"), cell)), released_ids={"c-1": "f", "c-2": "g"}
    )

    assert match_of(plan, "f") == (MatchedBy.ID, (2,))


def test_a_name_is_believed_before_an_id() -> None:
    cell = Cell(kind=CellKind.CODE, source="pass\n", id="c-2", name="f")
    plan = plan_steps(source_of(F, G), Notebook(cells=(cell,)), released_ids={"c-1": "f", "c-2": "g"})

    assert match_of(plan, "f") == (MatchedBy.NAME, (1,))


def test_a_code_cell_called_like_a_hidden_check_is_run() -> None:
    plan = plan_of(source_of(F, HIDDEN_F), code(ANSWER_F, "hidden-f"))

    assert ANSWER_F in texts_of(plan)


def test_the_text_of_a_check_is_never_run() -> None:
    plan = plan_of(source_of(F, CHECK_F), code(ANSWER_F, "f"), code("f = None\n" + CHECK_F.source, "check-f"))

    assert texts_of(plan) == [ANSWER_F]
    assert plan.notes == ("cell check-f: changed; the instructor's check was used",)


def test_a_code_cell_to_be_marked_is_run_and_read() -> None:
    manual = stated(Role.MANUAL, "plot", "draw(1)\n", released="# Your answer here (2 points)")
    plan = plan_of(source_of(F, manual), code(ANSWER_F, "f"), code("draw(3)\n", "plot"))

    assert order_of(plan) == ["f", "plot"]
    assert plan.answers == {"plot": "draw(3)\n"}


def test_labels_are_unique_whatever_was_copied() -> None:
    given = stated(Role.GIVEN, "given-1", "data = 3\n")
    copied = (code("data = 3\n", "given-1"), code(ANSWER_F, "f"), code(ANSWER_G, "g"))
    labels = order_of(plan_of(source_of(given, F, G), *copied, *copied, *copied))

    assert len(set(labels)) == len(labels) == 9


def test_a_notebook_of_another_assignment_is_refused_with_both_names() -> None:
    notebook = Notebook(cells=(code("print(1)\n", "f"),), assignment="other")

    with pytest.raises(InvalidSubmission) as refused:
        plan_steps(source_of(F), notebook)

    assert refused.value.reason == "this is a notebook for 'other', not for odd"


def test_a_hostile_label_is_cut_and_cleaned_in_the_reason() -> None:
    notebook = Notebook(cells=(code("print(1)\n"),), assignment="\x1b[2J" + "x" * 10_000)

    with pytest.raises(InvalidSubmission) as refused:
        plan_steps(source_of(F), notebook)

    assert len(refused.value.reason) < 160
    assert refused.value.reason.isprintable()


def test_notes_are_bounded_however_many_cells_ask_for_one() -> None:
    cells = tuple(stated(Role.GIVEN, f"given-{number}", f"x{number} = 1\n") for number in range(300))
    plan = plan_of(source_of(F, *cells), code(ANSWER_F, "f"))

    assert len(plan.notes) == 101
    assert plan.notes[-1] == "and 200 more notes of this kind"


def test_a_plan_of_the_same_notebook_is_the_same_plan() -> None:
    cells = (code(ANSWER_G), code(ANSWER_F), prose("Hello"), code("x = 1"))

    assert plan_of(source_of(F, CHECK_F, G), *cells) == plan_of(source_of(F, CHECK_F, G), *cells)


def test_checks_are_steps_even_where_all_cells_of_the_student_are_new() -> None:
    plan = plan_of(source_of(F, CHECK_F, HIDDEN_F), code("import math\n" + ANSWER_F))

    assert plan.steps[1:] == (CheckStep(name="check-f"), CheckStep(name="hidden-f"))
