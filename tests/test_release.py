"""``grader release`` from end to end: what it writes, and everything that it refuses."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.errors import AssignmentError, AuthoringError, CheckError, ReleaseRefused
from grader.model import Outcome
from grader.release.beside import README, REQUIREMENTS
from tests.courses import (
    CHECKS,
    NAME,
    POINTS,
    add_cell,
    add_checks,
    add_settings,
    check_of,
    edit,
    grade,
    publish,
    submission,
)

RIGHT_GRADIENT = "return 2 * (predictions - targets) / len(predictions)"
SETUP = "predictions = np.array([1.0"
READER = """def mean_squared_error(predictions, targets):
    assert open("weights.csv").read() == "0.5,0.25"
    return np.mean((predictions - targets) ** 2)
"""


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def cells_of(path: Path) -> list[dict[str, Any]]:
    notebook = json.loads(path.read_text())
    return [{**cell, "source": "".join(cell["source"])} for cell in notebook["cells"]]


def refused(course: Course, error: type[AuthoringError] = ReleaseRefused) -> str:
    """What a refusal says, after a look that nothing was written."""
    with pytest.raises(error) as caught:
        publish(course)
    assert not {path.name for path in course.root.iterdir()} - {"assignments", "build"}
    return str(caught.value)


def test_a_scaffolded_assignment_is_released_at_once(course: Course) -> None:
    made = publish(course)
    assert [check.name for check in made.reference.checks] == CHECKS
    assert (made.points, made.hidden) == (sum(POINTS), 3)


def test_a_reference_below_full_marks_is_refused_with_the_check_and_its_message(course: Course) -> None:
    edit(course, RIGHT_GRADIENT, "return 2 * (predictions - targets)")
    said = refused(course)
    assert "the reference does not pass check gradient-by-differences: failed: gradient differs in 2" in said
    assert "error-by-hand" not in said


def test_a_reference_cell_that_raises_is_refused_though_its_checks_pass(course: Course) -> None:
    add_cell(course, "#| name: last\n{}['missing']", "solution")
    assert "cell last of the reference raised KeyError: 'missing'" in refused(course)


def test_an_unanswered_notebook_that_gets_points_is_refused(course: Course) -> None:
    add_cell(course, "#| name: free\n#| points: 2\nassert len(predictions) == 3", "check")
    said = refused(course)
    assert "the unanswered notebook passes check free and gets 2 points" in said
    assert "let the check need the answer, or give it 0 points" in said


def test_a_check_of_no_points_may_pass_unanswered(course: Course) -> None:
    add_cell(course, "#| name: free\n#| points: 0\nassert len(predictions) == 3", "check")
    publish(course)


def test_a_solution_line_in_given_code_is_refused_with_its_place(course: Course) -> None:
    add_cell(course, "# remember: return np.mean((predictions - targets) ** 2)")
    said = refused(course)
    assert "'return np.mean((predictions - targets) ** 2)' of the solution cell 'error'" in said
    assert "is in the source of cell" in said


def test_a_solution_line_in_a_released_file_is_refused_with_its_name(course: Course) -> None:
    (course.root / "assignments" / NAME / "ideas.py").write_text(f"def better():\n    {RIGHT_GRADIENT}\n")
    add_settings(course, '[release]\nfiles = ["ideas.py"]\n')
    assert "is in the released file ideas.py" in refused(course)


def test_the_name_of_a_hidden_check_in_a_given_text_is_refused(course: Course) -> None:
    add_cell(course, "# later error-of-many looks at more")
    assert "the name of the hidden check 'error-of-many' is in the source of cell" in refused(course)


def test_a_students_cell_that_does_not_parse_is_refused(course: Course) -> None:
    add_cell(course, "def half(x:\n    return x / 2")
    assert "does not parse" in refused(course, AuthoringError)


def test_a_name_that_nobody_defines_is_refused_with_cell_and_line(course: Course) -> None:
    add_cell(course, "#| name: typo\nassert mean_squared_eror(targets, targets) == 0", "check")
    said = refused(course, CheckError)
    assert "cell typo, line 2: 'mean_squared_eror' is defined neither by a setup cell" in said


def test_a_check_that_writes_into_a_fetched_array_is_refused_and_told_what_to_do(course: Course) -> None:
    add_cell(
        course, "#| name: writes\nslope = error_gradient(predictions, targets)\nslope[0] = 1.0", "hidden"
    )
    said = refused(course)
    assert "the reference does not pass check writes: failed: this check writes into an array" in said
    assert "copy the array, change the copy, and set it back" in said


def test_a_check_that_writes_into_an_array_of_setup_is_refused(course: Course) -> None:
    add_cell(
        course,
        "#| name: writes\ntargets[0] = 2.0\nassert mean_squared_error(targets, targets) == 0",
        "hidden",
    )
    assert "that setup made, which other checks use: copy the array" in refused(course)


def test_a_visible_check_that_fails_where_a_student_runs_it_is_refused(course: Course) -> None:
    # on the trusted side, 'sum' is Python's own; in the notebook, the given cell's
    add_cell(course, "def sum(values):\n    return -1")
    add_cell(course, "#| name: totals\nassert sum([mean_squared_error(targets, targets)]) == 0", "check")
    assert "the reference: totals raised AssertionError" in refused(course)


def test_setup_that_raises_is_refused_with_cell_line_and_text(course: Course) -> None:
    edit(course, SETUP, f"raise OSError('no data here')\n{SETUP}")
    said = refused(course)
    assert "setup cell setup-1 raised OSError: no data here" in said
    assert "line 5: raise OSError('no data here')" in said
    assert "Traceback" not in said


def test_setup_that_reads_a_file_that_students_do_not_get_is_refused(course: Course) -> None:
    (course.root / "assignments" / NAME / "weights.csv").write_text("0.5,0.25")
    edit(course, SETUP, f"weights = open('weights.csv').read()\n{SETUP}")
    assert "setup cell setup-1 raised FileNotFoundError" in refused(course)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def test_x(submission:\n    pass\n", "line 1 does not parse: '(' was never closed"),
        ("import nowhere\n", "the checks of test_more.py cannot be loaded"),
        ("def test_x():\n    pass\n", "test_x does not take the fixture 'submission': it would grade nobody"),
        ("def test_error_by_hand(submission):\n    pass\n", "two checks are called 'error-by-hand'"),
        (
            "import pytest\n@pytest.mark.hiden\ndef test_x(submission):\n    pass\n",
            "'hiden' not found in `markers`",
        ),
        (
            "import pytest\n@pytest.mark.points('2')\ndef test_x(submission):\n    pass\n",
            "test_x: its marks: Expected `float`, got `str` - at `$.points`",
        ),
        (
            "import pytest\n@pytest.mark.points(number=2)\ndef test_x(submission):\n    pass\n",
            "test_x: the mark 'points' needs one argument, as in points(2)",
        ),
        (
            "import pytest\n@pytest.mark.points(-1)\ndef test_x(submission):\n    pass\n",
            "test_x: its marks: Expected `float` >= 0.0",
        ),
    ],
    ids=["syntax", "import", "idle", "two-of-a-name", "mark", "text-points", "keyword", "negative"],
)
def test_a_file_of_checks_that_is_wrong_is_refused_and_named(course: Course, text: str, said: str) -> None:
    add_checks(course, text)
    message = refused(course, AuthoringError)
    assert "test_more.py" in message
    assert said in message


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (None, 'is missing; it needs at least: title = "..."'),
        ("", "missing required field `title`"),
        ('title = "x"\ntilte = "y"\n', "unknown field `tilte`"),
        ("title = 3\n", "Expected `str`, got `int` - at `$.title`"),
        ('title = "x"\n[limits]\ncell_secnds = 3\n', "unknown field `cell_secnds` - at `$.limits`"),
        ('title = "x"\n[limits]\ncell_seconds = "3"\n', "`float`, got `str` - at `$.limits.cell_seconds`"),
        ('title = "x"\n[limits]\ncell_seconds = inf\n', "- at `$.limits.cell_seconds`"),
        ('title = "x"\n[limits]\nmemory_mb = 0\n', "Expected `int` >= 1 - at `$.limits.memory_mb`"),
        ('title = "x"\n[data]\ntier = "half"\n', "- at `$.data.tier`"),
        ('title = "x\n', "line 1"),
        ('title = "x"\n[release]\nfiles = ["lost.csv"]\n', "[release] files: 'lost.csv' is no file in"),
        ('title = "x"\n[release]\nfiles = ["../week-1/week-1.ipynb"]\n', "must lie beside the notebook"),
        ('title = "x"\n[release]\nfiles = ["week-1.ipynb"]\n', "'week-1.ipynb' is the author's own"),
        ('title = "x"\n[release]\nfiles = ["checks/test_properties.py"]\n', "must lie beside the notebook"),
    ],
)
def test_a_mistake_in_assignment_toml_names_file_and_key(
    course: Course, settings: str | None, said: str
) -> None:
    path = course.root / "assignments" / NAME / "assignment.toml"
    path.unlink()
    if settings is not None:
        path.write_text(settings)
    message = refused(course, AssignmentError)
    assert str(path.parent) in message
    assert said in message


def test_a_release_made_twice_is_the_same_to_the_byte(released: Course, tmp_path: Path) -> None:
    again = Course(root=tmp_path)
    (tmp_path / "assignments" / NAME / "checks").mkdir(parents=True)
    for name, content in files_of(released.root / "assignments").items():
        path = tmp_path / "assignments" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    publish(again)
    assert files_of(again.release_folder(NAME)) == files_of(released.release_folder(NAME))
    assert files_of(again.solution_folder(NAME)) == files_of(released.solution_folder(NAME))


BESIDE = {README, REQUIREMENTS}


def test_only_the_students_notebook_and_how_to_begin_is_in_the_release(released: Course) -> None:
    assert files_of(released.release_folder(NAME)).keys() == {f"{NAME}.ipynb", *BESIDE}


def test_nothing_of_hidden_checks_answers_or_notes_is_in_the_release(released: Course) -> None:
    text = "".join(content.decode() for content in files_of(released.release_folder(NAME)).values())
    for secret in (
        "error-of-many",
        "rng.normal",
        "return np.mean",
        RIGHT_GRADIENT,
        "punish",
        "The written question",
    ):
        assert secret not in text


def test_a_second_release_replaces_the_first_and_what_lay_in_its_folder(course: Course) -> None:
    folder = course.release_folder(NAME)
    folder.mkdir(parents=True)
    (folder / "old.txt").write_text("from last year")
    publish(course)
    assert files_of(folder).keys() == {f"{NAME}.ipynb", *BESIDE}
    assert not [path.name for path in folder.parent.iterdir() if path.name != NAME]


def test_a_refused_release_leaves_the_one_before_untouched(course: Course) -> None:
    publish(course)
    before = files_of(course.release_folder(NAME))
    edit(course, "you need no loop", "you need no loop at all")
    edit(course, RIGHT_GRADIENT, "return 2 * (predictions - targets)")
    with pytest.raises(ReleaseRefused):
        publish(course)
    assert files_of(course.release_folder(NAME)) == before


def test_released_files_are_copied_and_can_be_read_by_setup_and_students(course: Course) -> None:
    (course.root / "assignments" / NAME / "weights.csv").write_text("0.5,0.25")
    (course.root / "assignments" / NAME / "notes.txt").write_text("for me")
    add_settings(course, '[release]\nfiles = ["weights.csv"]\n')
    edit(course, SETUP, f"weights = open('weights.csv').read()\n{SETUP}")
    publish(course)
    assert files_of(course.release_folder(NAME)).keys() == {f"{NAME}.ipynb", "weights.csv", *BESIDE}
    report = grade(course, {"ada": submission(course, error=READER)})["ada"]
    assert check_of(report, "error-by-hand").outcome is Outcome.PASSED


def test_the_solution_shows_outputs_and_nothing_hidden_or_for_staff(released: Course) -> None:
    path = released.solution_folder(NAME) / f"{NAME}.ipynb"
    cells = {cell["metadata"]["name"]: cell for cell in cells_of(path)}
    shown = [output["text"] for output in cells["error-by-hand"]["outputs"]]
    assert ["".join(text) for text in shown] == ["Well done!\n"]
    assert "np.mean((predictions - targets) ** 2)" in cells["error"]["source"]
    assert not re.search("error-of-many|rng.normal|written question", path.read_text())


def test_uses_of_given_names_are_listed(course: Course) -> None:
    add_cell(course, "def half(x):\n    return x / 2", before="def mean_squared_error")
    add_cell(course, "#| name: halves\nassert half(mean_squared_error(targets, targets)) == 0", "check")
    (use,) = publish(course).given_uses
    assert (use.check, use.name) == ("halves", "half")


def test_setup_that_starts_a_thread_is_run_anew_for_each_submission(course: Course) -> None:
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n"
    edit(course, SETUP, thread + SETUP)
    made = publish(course)
    assert made.reference.score == sum(POINTS) - 1
    note = "setup cells start threads, so they were run anew for this submission"
    assert note in made.reference.notes


def test_what_one_check_changes_of_setup_no_other_check_finds(course: Course) -> None:
    edit(course, SETUP, f"rng = np.random.default_rng(3)\nseen = []\n{SETUP}")
    text = (
        "seen.append(1)\nassert seen == [1]\n"
        "assert abs(rng.random() - 0.0856) < 1e-3\nassert mean_squared_error(targets, targets) == 0"
    )
    for name in ("draws-once", "draws-again"):
        add_cell(course, f"#| name: {name}\n{text}", "hidden")
    publish(course)
