"""The homeworks: what is released is what its source makes, right answers pass, and wrong ones are noticed.

Training takes seconds, so only answers to the question that trains are trained; the others are graded with
that question unanswered, and its checks left out of account.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.course import Assignment
from grader.model import Outcome, Report
from grader.mutants import Mutant
from grader.notebook.source import read_source
from grader.release.strip import serialise, solution_version, student_version
from tests.courses import graded_once
from tests.homeworks import (
    COURSE,
    NAMES,
    REFERENCE,
    TRAINING,
    UNANSWERED,
    grade,
    judged,
    mutants,
    right_answers,
    untrained,
)

HOMEWORKS = pytest.mark.parametrize("name", NAMES)
WHOLE = ("dense",)  # in every run; of the others a part is, the rest takes minutes and runs with -m sweep
PART = 3  # one mutant in so many
SEEDS = 20


def case(name: str, what: object, what_id: str, *, swept: bool) -> Any:
    """A case of a homework, run every time or with the sweep."""
    return pytest.param(name, what, id=f"{name}-{what_id}", marks=[pytest.mark.sweep] if swept else [])


def parts(name: str) -> tuple[list[Mutant], list[Mutant]]:
    """The mutants of every run, and those of the sweep."""
    every = mutants(name)
    if name in WHOLE:
        return every, []
    return every[::PART], [mutant for place, mutant in enumerate(every) if place % PART]


MUTANTS = [
    case(name, mutant, mutant.name, swept=bool(swept))
    for name in NAMES
    for swept, part in enumerate(parts(name))
    for mutant in part
]
RIGHT = [(name, style) for name in NAMES for style in right_answers(name)]


@HOMEWORKS
def test_the_release_is_what_its_source_makes_to_the_byte(name: str) -> None:
    assignment = COURSE.assignment(name)
    made = student_version(read_source(assignment.source), assignment=name, title=assignment.settings.title)
    assert (COURSE.release_folder(name) / f"{name}.ipynb").read_bytes() == serialise(made)


@HOMEWORKS
def test_the_solution_is_the_reference_with_its_outputs(name: str) -> None:
    assignment = COURSE.assignment(name)
    made = solution_version(read_source(assignment.source), assignment=name, title=assignment.settings.title)
    stored = json.loads((COURSE.solution_folder(name) / f"{name}.ipynb").read_text())
    assert texts(stored) == texts(json.loads(serialise(made)))
    assert any("image/png" in text for text in map(json.dumps, stored["cells"]))


def texts(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def graded(folder: Path, assignment: Assignment, mutant: Mutant) -> Report:
    """The report of *mutant*, graded with all others of its part by the first test process that asks."""
    always, swept = parts(assignment.name)
    number, part = (0, always) if mutant in always else (1, swept)
    answers = {one.name: untrained(assignment.name, one.cells) for one in part}
    of_part = f"homework-{assignment.name}-{number}"
    return graded_once(folder, of_part, lambda _made: grade(assignment, answers))[mutant.name]


def reference(folder: Path, name: str) -> Report:
    """The reference, graded by the first test process that asks."""
    made = graded_once(
        folder, f"reference-{name}", lambda _made: grade(COURSE.assignment(name), {REFERENCE: {}})
    )
    return made[REFERENCE]


@HOMEWORKS
def test_the_reference_gets_every_point_but_those_that_wait_for_a_mark(
    name: str, shared_folder: Path
) -> None:
    report = reference(shared_folder, name)
    assert report.score + report.pending_points == report.max_score > 0


@pytest.mark.parametrize(("name", "mutant"), MUTANTS)
def test_a_mutant_fails_exactly_the_checks_that_it_names(
    name: str, mutant: Mutant, shared_folder: Path
) -> None:
    checks = judged(name, mutant.cells, graded(shared_folder, COURSE.assignment(name), mutant))
    expected = {check.name for check in checks} & {*mutant.fails}
    failed = [check for check in checks if check.outcome is not Outcome.PASSED]
    assert {check.name for check in failed} == expected
    assert expected
    assert all(check.hint for check in failed)


@HOMEWORKS
def test_a_mutant_names_checks_that_there_are(name: str, shared_folder: Path) -> None:
    known = {check.name for check in reference(shared_folder, name).checks}
    assert {check for mutant in mutants(name) for check in mutant.fails} <= known


@HOMEWORKS
def test_at_least_twelve_mutants_are_kept(name: str) -> None:
    assert len(mutants(name)) >= 12


@HOMEWORKS
def test_at_least_five_other_right_answers_are_kept(name: str) -> None:
    assert len(right_answers(name)) >= 5


@pytest.mark.parametrize(("name", "style"), [one for one in RIGHT if one[0] not in WHOLE])
def test_another_right_answer_gets_full_marks_without_its_training(
    name: str, style: str, shared_folder: Path
) -> None:
    answers = {one: {**cells, TRAINING[name]: UNANSWERED} for one, cells in right_answers(name).items()}
    reports = graded_once(
        shared_folder, f"untrained-{name}", lambda _made: grade(COURSE.assignment(name), answers, seed=1)
    )
    of_training = {check.name for check in reports[style].checks if check.question == TRAINING[name]}
    assert {
        check.name: check.message for check in lost(reports[style]) if check.name not in of_training
    } == {}


@pytest.mark.parametrize(
    ("name", "style"), [case(name, style, style, swept=name not in WHOLE) for name, style in RIGHT]
)
def test_another_right_answer_gets_full_marks(name: str, style: str, shared_folder: Path) -> None:
    answers = right_answers(name)
    reports = graded_once(
        shared_folder, f"right-{name}", lambda _made: grade(COURSE.assignment(name), answers, seed=1)
    )
    assert {check.name: check.message for check in lost(reports[style])} == {}


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(2, 2 + SEEDS))
@HOMEWORKS
def test_every_right_answer_gets_full_marks_whatever_the_seed(name: str, seed: int) -> None:
    answers = {REFERENCE: dict[str, str](), **right_answers(name)}
    reports = grade(COURSE.assignment(name), answers, seed=seed)
    assert {
        (style, check.name): check.message for style, report in reports.items() for check in lost(report)
    } == {}


def lost(report: Report) -> list[Any]:
    """Checks that did not pass, those that wait for a mark left out."""
    assert report.checks, report.reason
    return [check for check in report.checks if check.outcome not in (Outcome.PASSED, Outcome.PENDING)]
