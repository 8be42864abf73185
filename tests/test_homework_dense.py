"""The homework ``dense``: what is released is what its source makes, and its checks notice what they should.

Training takes five seconds, so only mutants of the loop itself are trained; the others are graded with the
loop unanswered, and its checks left out of account.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.batch import Batch, grade_batch, prepare_work, write_checks
from grader.course import Assignment, Course
from grader.model import Outcome, Report
from grader.mutants import Mutant, answered, read_mutant
from grader.notebook.source import read_source
from grader.release.strip import serialise, solution_version, student_version
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Isolation
from grader.submission.identity import SubmissionPath

COURSE = Course(root=Path(__file__).parent.parent)
LOOP = "loop"
UNANSWERED = "raise NotImplementedError"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return COURSE.assignment("dense")


def mutants() -> list[Mutant]:
    return [read_mutant(path) for path in COURSE.assignment("dense").mutant_files]


@pytest.fixture(scope="module")
def reports(assignment: Assignment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """The reference and every mutant, graded."""
    folder = tmp_path_factory.mktemp("mutants")
    source = read_source(assignment.source)
    answers: dict[str, dict[str, str]] = {"reference": {}}
    for mutant in mutants():
        answers[mutant.name] = {LOOP: UNANSWERED, **mutant.cells}
    paths = []
    for name, cells in answers.items():
        path = folder / f"{name}.ipynb"
        path.write_bytes(serialise(answered(source, assignment="dense", answers=cells)))
        paths.append(SubmissionPath(path=path, given=name, student=name, output_name=name))
    module, _ = write_checks(assignment, folder / "build")
    work = prepare_work(assignment, module, isolation=Isolation.BEST, machine=probe(every_rung=False))
    batch = Batch(work=work, assignment=assignment, submissions=tuple(paths), jobs=2)
    return {settled.report.submission: settled.report for settled in grade_batch(batch)}


def test_the_release_is_what_its_source_makes_to_the_byte(assignment: Assignment) -> None:
    made = student_version(
        read_source(assignment.source), assignment="dense", title=assignment.settings.title
    )
    assert (COURSE.release_folder("dense") / "dense.ipynb").read_bytes() == serialise(made)


def test_the_solution_is_the_reference_with_its_outputs(assignment: Assignment) -> None:
    made = solution_version(
        read_source(assignment.source), assignment="dense", title=assignment.settings.title
    )
    stored = json.loads((COURSE.solution_folder("dense") / "dense.ipynb").read_text())
    assert texts(stored) == texts(json.loads(serialise(made)))
    assert any("image/png" in text for text in map(json.dumps, stored["cells"]))


def texts(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_the_reference_gets_every_point_but_the_one_that_waits_for_a_mark(reports: dict[str, Report]) -> None:
    report = reports["reference"]
    assert report.score + report.pending_points == report.max_score == 20


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_a_mutant_fails_exactly_the_checks_that_it_names(mutant: Mutant, reports: dict[str, Report]) -> None:
    trained = LOOP in mutant.cells
    judged = [
        check
        for check in reports[mutant.name].checks
        if check.outcome is not Outcome.PENDING and (trained or check.question != LOOP)
    ]
    expected = {name for name in mutant.fails if name in {check.name for check in judged}}
    failed = [check for check in judged if check.outcome is not Outcome.PASSED]
    assert {check.name for check in failed} == expected
    assert all(check.hint for check in failed)


def test_at_least_twelve_mutants_are_kept() -> None:
    assert len(mutants()) >= 12
