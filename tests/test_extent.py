"""How much of a submission is graded, where less says enough: what the audit grades wrong answers with."""

import msgspec

from grader.batch import Batch, grade_batch, prepare_work, write_checks
from grader.course import Course
from grader.model import Outcome
from grader.sandbox.rungs import Isolation
from grader.submission.identity import collect
from grader.submission.plan import Extent
from grader.work import Settled
from tests.courses import CHECKS, NAME, add_cell, machine, submission

WRONG = "def mean_squared_error(predictions, targets):\n    return 0.0"
ENDLESS = "while True: pass"


def graded(course: Course, extent: Extent, seed: int = 0, **answers: str) -> Settled:
    """The reference, but for *answers*, graded to *extent*, each cell with a tenth of a second."""
    path = course.root / "one.ipynb"
    path.write_bytes(submission(course, **answers))
    assignment = course.assignment(NAME)
    module, _ = write_checks(assignment, course.build_folder(NAME))
    work = prepare_work(assignment, module, isolation=Isolation.BEST, machine=machine())
    (found,) = collect([path], assignment=NAME)
    limits = msgspec.structs.replace(assignment.settings.limits, cell_seconds=0.1)
    name = found.output_name
    batch = Batch(
        work=msgspec.structs.replace(work, limits=limits),
        assignment=assignment,
        submissions=(found,),
        extents={name: extent},
        seeds={name: seed},
    )
    (settled,) = grade_batch(batch)
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


def test_a_submission_s_own_seed_is_that_of_its_cells_and_checks(course: Course) -> None:
    add_cell(course, "#| name: draw\nassert_close(error_gradient(1, 2), np.random.normal())", "check")
    drawing = "drawn = np.random.normal()\ndef error_gradient(p, t): return drawn"
    first, again, other = (graded(course, Extent(), seed, gradient=drawing) for seed in (1, 1, 2))

    def told(settled: Settled) -> str:
        return next(check.message for check in settled.report.checks if check.name == "draw")

    assert told(first) == told(again) != told(other)


def test_an_answer_whose_checks_are_not_asked_for_has_lost_nothing(course: Course) -> None:
    text = "#| name: later\n#| given: error\nassert_close(mean_squared_error(targets, targets), 0.0)"
    add_cell(course, text, "check", before="def error_gradient")
    settled = graded(course, Extent(checks=frozenset({"later"})), error=WRONG)
    assert outcomes(settled)["later"] is Outcome.PASSED
    assert not any("stood in" in note for note in settled.report.notes)


def test_what_cells_and_checks_take_is_told(course: Course) -> None:
    settled = graded(course, Extent(), gradient="total = sum(range(500_000))\n")
    assert settled.cell_seconds["gradient"] > 0
    assert set(settled.cell_seconds) == {"error", "gradient"}
    assert set(settled.check_bytes) == {*CHECKS} - {"why-squares"}
    assert all(taken > 2**20 for taken in settled.check_bytes.values())
