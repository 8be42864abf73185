"""Randomness of a grading run: stated, repeatable, and on the trusted side not to be foreseen."""

import pytest

from grader.course import Course
from grader.model import Report
from grader.plugin.seeds import Seeds
from tests.courses import NAME, add_checks, check_of, grade, new_course, submission

DRAWS = """
import random

import numpy as np


def test_{kind}(submission):
    raise AssertionError(f"drawn {{{draw}!r}}")
"""
DRAWN = {
    "random": "random.random()",
    "numpy": "np.random.rand()",
    "unseeded": "np.random.default_rng().random()",
}
TELLS = "import numpy as np\ndef mean_squared_error(p, t):\n    raise ValueError(str(np.random.rand()))"
WORKER = "def test_worker(submission):\n    submission.mean_squared_error(1, 2)\n"
CELL = """import numpy as np
drawn = np.random.rand()
def mean_squared_error(p, t):
    raise ValueError(str(drawn))
"""


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose checks tell what they draw."""
    made = new_course(tmp_path_factory.mktemp("course"))
    for kind, draw in DRAWN.items():
        add_checks(made, DRAWS.format(kind=kind, draw=draw), f"test_{kind}.py")
    add_checks(made, WORKER, "test_worker.py")
    return made


def run(course: Course, seed: int = 0) -> Report:
    return grade(course, {"one": submission(course, error=TELLS)}, seed=seed)["one"]


@pytest.fixture(scope="module")
def first(drawing: Course) -> Report:
    return run(drawing)


@pytest.fixture(scope="module")
def another(drawing: Course) -> Report:
    return run(drawing, seed=1)


@pytest.mark.parametrize("kind", [*DRAWN, "worker"])
def test_a_second_run_draws_the_same_numbers(kind: str, drawing: Course, first: Report) -> None:
    assert check_of(run(drawing), kind).message == check_of(first, kind).message


@pytest.mark.parametrize("kind", [*DRAWN, "worker"])
def test_another_seed_draws_other_numbers(kind: str, first: Report, another: Report) -> None:
    assert check_of(first, kind).message != check_of(another, kind).message


def test_another_seed_gives_cells_other_numbers(drawing: Course) -> None:
    told = [
        check_of(grade(drawing, {"one": submission(drawing, error=CELL)}, seed=seed)["one"], "worker").message
        for seed in (0, 0, 1)
    ]
    assert told[0] == told[1] != told[2]


def test_the_worker_is_not_seeded_like_the_trusted_side(drawing: Course) -> None:
    seeds = Seeds.of(drawing.assignment(NAME)).of_check("error-of-many")
    assert seeds.trusted != seeds.worker


def test_a_seed_that_a_check_states_holds_on_both_sides(drawing: Course) -> None:
    seeds = Seeds.of(drawing.assignment(NAME)).of_check("error-of-many", stated=7)
    assert (seeds.trusted, seeds.worker) == (7, 7)


def test_what_the_trusted_side_draws_depends_on_hidden_checks(drawing: Course) -> None:
    before = Seeds.of(drawing.assignment(NAME)).of_check("error-of-many")
    add_checks(drawing, WORKER + "\n# other\n", "test_worker.py")
    after = Seeds.of(drawing.assignment(NAME)).of_check("error-of-many")
    assert (before.trusted != after.trusted, before.worker) == (True, after.worker)
