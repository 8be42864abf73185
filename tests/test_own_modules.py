"""Modules of a course's own, and of a notebook's own, are found where Jupyter and pytest find them."""

import shutil
import subprocess
import sys
from typing import Any

import pytest

from grader.course import Course
from grader.model import Outcome
from tests.courses import (
    CHECKS,
    NAME,
    add_cell,
    add_checks,
    add_settings,
    changed,
    check_of,
    grade,
    publish,
    submission,
)

HELPERS = "def twice(x):\n    return 2 * x\n"
USES_HELPERS = """#| name: twice
assert mean_squared_error(np.ones(2), np.ones(2)) == 0
assert twice(2) == 4
assert apply(twice, np.ones(2)).tolist() == [2, 2]"""

ANSWER = "def mean_squared_error(p, t):\n    return ((p - t) ** 2).mean()"


@pytest.fixture
def with_helpers(course: Course) -> Course:
    """A course whose notebook comes with a module; a check passes its function to the student's side."""
    (course.root / "assignments" / NAME / "helpers.py").write_text(HELPERS)
    add_settings(course, '\n[release]\nfiles = ["helpers.py"]\n')
    add_cell(course, "from helpers import twice", "setup", before="def mean_squared_error")
    add_cell(course, "def apply(f, x):\n    return f(x)")
    add_cell(course, USES_HELPERS, "check")
    return course


def test_a_module_that_comes_with_the_notebook_is_found_on_both_sides(with_helpers: Course) -> None:
    (report,) = grade(with_helpers, {"ada": submission(with_helpers)}).values()
    assert check_of(report, "twice").outcome is Outcome.PASSED


def test_a_student_who_has_the_released_files_can_run_its_checks(
    with_helpers: Course, tmp_path_factory: pytest.TempPathFactory
) -> None:
    released = publish(with_helpers).release
    assert "helpers" not in (released / "requirements.txt").read_text()
    mine = tmp_path_factory.mktemp("student") / "homework"
    shutil.copytree(released, mine)
    notebook = mine / f"{NAME}.ipynb"

    def answer(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
        (cell,) = (cell for cell in cells if "def mean_squared_error" in "".join(cell["source"]))
        cell["source"] = ANSWER
        return cells

    notebook.write_bytes(changed(notebook.read_bytes(), answer))
    done = subprocess.run(
        [sys.executable, "-m", "grader", "check", notebook],
        cwd=mine,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (line,) = (line for line in done.stdout.splitlines() if "twice" in line)
    assert "1/1" in line


def test_a_module_that_a_notebook_writes_can_be_imported(course: Course) -> None:
    def write_first(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
        own = {
            "source": "%%writefile own.py\ndef squared(x):\n    return x ** 2",
            "id": "own",
            "metadata": {},
        }
        return [own | {"cell_type": "code", "outputs": [], "execution_count": None}, *cells]

    answer = "from own import squared\n\ndef mean_squared_error(p, t):\n    return squared(p - t).mean()"
    made = changed(submission(course, error=answer), write_first)
    (report,) = grade(course, {"ada": made}).values()
    assert check_of(report, CHECKS[0]).outcome is Outcome.PASSED


def test_files_of_checks_share_a_module_beside_them(course: Course) -> None:
    add_checks(course, "EXACT = 0\n", "shared.py")
    text = "from shared import EXACT\n\ndef test_exact(submission):\n    assert EXACT == 0\n"
    add_checks(course, text)
    (report,) = grade(course, {"ada": submission(course)}).values()
    assert check_of(report, "exact").outcome is Outcome.PASSED


@pytest.mark.parametrize("magic", ["%matplotlib notebook", "%matplotlib widget", "%matplotlib"])
def test_figures_of_another_kind_are_shown_inline_and_cost_no_answer(course: Course, magic: str) -> None:
    answer = f"{magic}\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n\n{ANSWER}"
    (report,) = grade(course, {"ada": submission(course, error=answer)}).values()
    assert check_of(report, CHECKS[0]).outcome is Outcome.PASSED
