"""How much of a submission is graded, where less says enough: what the audit grades wrong answers with."""

import msgspec
import pytest

from grader.batch import Batch, grade_batch, prepare_work, write_checks
from grader.course import Course
from grader.model import Outcome
from grader.sandbox.rungs import Isolation
from grader.session import Settled
from grader.submission.identity import collect
from grader.submission.plan import Extent
from tests.courses import CHECKS, NAME, add_cell, machine, submission

WRONG = "def mean_squared_error(predictions, targets):\n    return 0.0"
ENDLESS = "while True: pass"


def graded(course: Course, extent: Extent, **answers: str) -> Settled:
    """The reference, but for *answers*, graded to *extent*, each cell with a tenth of a second."""
    path = course.root / "one.ipynb"
    path.write_bytes(submission(course, **answers))
    assignment = course.assignment(NAME)
    module, _ = write_checks(assignment, course.build_folder(NAME))
    work = prepare_work(assignment, module, isolation=Isolation.BEST, machine=machine())
    (found,) = collect([path], assignment=NAME)
    limits = msgspec.structs.replace(assignment.settings.limits, cell_seconds=0.1)
    work = msgspec.structs.replace(work, extents={found.output_name: extent}, limits=limits)
    (settled,) = grade_batch(Batch(work=work, assignment=assignment, submissions=(found,)))
    return settled


def outcomes(settled: Settled) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in settled.report.checks}


def test_nothing_is_run_after_a_check_that_costs_points(course: Course) -> None:
    add_cell(course, ENDLESS, before="gradient-by-differences")
    settled = graded(course, Extent(to_first_loss=True), error=WRONG)
    assert outcomes(settled)["error-by-hand"] is Outcome.FAILED
    assert set(settled.not_run) == {*CHECKS} - {"error-by-hand", "why-squares"}
    assert [cell.error for cell in settled.report.cells] == [None] * len(settled.report.cells)


def test_only_the_checks_that_are_asked_for_are_run(course: Course) -> None:
    asked = frozenset({"error-of-many", "gradient-by-differences"})
    settled = graded(course, Extent(checks=asked))
    passed = {name for name, outcome in outcomes(settled).items() if outcome is Outcome.PASSED}
    assert passed == asked
    assert {name for name, outcome in outcomes(settled).items() if outcome is Outcome.SKIPPED} == {
        *settled.not_run
    }


def test_a_check_that_is_not_asked_for_costs_nothing(course: Course) -> None:
    settled = graded(course, Extent(checks=frozenset({"error-of-many"}), to_first_loss=True), error=WRONG)
    assert outcomes(settled)["error-of-many"] is Outcome.FAILED
    assert "error-by-hand" in settled.not_run


def test_a_cell_that_is_left_out_is_not_run(course: Course) -> None:
    settled = graded(course, Extent(left_out=frozenset({"gradient"})))
    assert outcomes(settled)["gradient-by-differences"] is Outcome.NOT_ANSWERED
    assert outcomes(settled)["error-by-hand"] is Outcome.PASSED
    assert settled.not_run == ()


def test_other_limits_take_the_place_of_the_assignment_s(course: Course) -> None:
    settled = graded(course, Extent(), gradient=ENDLESS)
    (error,) = (cell.error for cell in settled.report.cells if cell.name == "gradient")
    assert "0.1 s of processor time are used up" in str(error)


@pytest.mark.parametrize("what", ["cell_seconds", "check_bytes"])
def test_what_cells_and_checks_take_is_told(course: Course, what: str) -> None:
    told = getattr(graded(course, Extent()), what)
    names = {"error", "gradient"} if what == "cell_seconds" else {*CHECKS} - {"why-squares"}
    assert set(told) == names
    assert all(value > 0 for value in told.values())
