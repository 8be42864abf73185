"""Grading from end to end: what becomes of right, mistaken, broken and hostile submissions."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.batch import prepare_work
from grader.course import Course
from grader.model import MatchedBy, Outcome, Report, Status
from grader.sandbox.effects import Effect
from grader.sandbox.probe import Machine, RungReport
from grader.sandbox.rungs import Isolation, Rung
from grader.testing.thresholds import Measurement
from tests.courses import (
    CHECKS,
    NAME,
    POINTS,
    add_cell,
    add_checks,
    add_settings,
    changed,
    check_of,
    edit,
    grade,
    graded_once,
    machine,
    new_course,
    settle,
    submission,
)

REPORTS = Path(__file__).parent / "fixtures" / "reports"
STUB = "raise NotImplementedError"
ESCAPES = "def mean_squared_error(p, t):\n    raise ValueError('\\x1b[2J\\u202e' + 'x' * 9000)"
LOOPS = """def mean_squared_error(predictions, targets):
    while len(predictions) == 3:
        pass
    return np.mean((predictions - targets) ** 2)
"""
ANSWERS: dict[str, dict[str, str]] = {
    "mistaken": {
        "gradient": "def error_gradient(predictions, targets):\n    return 2 * (predictions - targets)"
    },
    "raises": {"error": "def mean_squared_error(predictions, targets):\n    return predictions / [1, 2]"},
    "does-not-parse": {"error": "def mean_squared_error(predictions, targets:\n    return 0"},
    "raises-before-it-defines": {"error": "half = 1 / 0\ndef mean_squared_error(p, t): return 0"},
    "exits-by-exception": {"error": "raise SystemExit('all tests passed')"},
    "ends-the-process": {"error": "import os\nos._exit(0)"},
    "ends-the-check": {"gradient": "def error_gradient(p, t):\n    import os\n    os._exit(0)"},
    "loops-in-a-cell": {"gradient": "while True:\n    pass"},
    "loops-in-a-call": {"error": LOOPS},
    "writes-escapes": {"error": ESCAPES},
    "answers-with-an-object": {
        "error": "class Yes:\n    __eq__ = lambda *_: True\ndef mean_squared_error(p, t): return Yes()"
    },
    "needs-memory": {"error": "def mean_squared_error(p, t):\n    return np.ones(10**10)"},
}


def quick_course(root: Path) -> Course:
    """The scaffolded assignment with limits that a loop reaches soon."""
    course = new_course(root)
    settings = course.root / "assignments" / NAME / "assignment.toml"
    text = settings.read_text().replace("cell_seconds = 10 ", "cell_seconds = 1 ")
    settings.write_text(text.replace("check_seconds = 5 ", "check_seconds = 1 "))
    return course


def submissions(quick: Course) -> dict[str, bytes]:
    made = {name: submission(quick, **answers) for name, answers in ANSWERS.items()}
    made["right"] = submission(quick)
    made["unanswered"] = submission(quick, error=STUB, gradient=STUB)
    made["error-deleted"] = changed(
        made["right"], lambda cells: [c for c in cells if c["id"] != cell_id(cells)]
    )
    made["cut-short"] = made["right"][:700]
    made["of-another-course"] = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    return made


def cell_id(cells: list[dict[str, Any]]) -> str:
    (found,) = (cell["id"] for cell in cells if cell["metadata"]["name"] == "error")
    return str(found)


@pytest.fixture(scope="module")
def reports(shared_folder: Path) -> dict[str, Report]:
    """Every submission, graded by two processes, several sessions in each."""

    def make(folder: Path) -> dict[str, Report]:
        quick = quick_course(folder)
        return grade(quick, submissions(quick), jobs=2)

    return graded_once(shared_folder, "quick", make)


def masked(report: Report) -> dict[str, Any]:
    """The report as it stands in a ``--json`` file, without what differs from run to run, or by place."""
    told: dict[str, Any] = json.loads(msgspec.json.encode(report))
    told["release"] = "masked"
    told["submission"] = Path(told["submission"]).name
    told["isolation"] = "masked"
    for check in told["checks"]:
        check["cpu_seconds"] = None if check["cpu_seconds"] is None else 0.0
    return told


def outcomes(report: Report) -> list[str]:
    return [check.outcome.value for check in report.checks]


@pytest.mark.parametrize("name", ["right", "mistaken", "unanswered", "cut-short", "raises-before-it-defines"])
def test_a_report_is_the_one_that_is_kept_field_by_field(name: str, reports: dict[str, Report]) -> None:
    kept = json.loads((REPORTS / f"{name}.json").read_text())
    assert masked(reports[name]) == kept


def test_a_report_has_the_types_that_the_schema_promises(reports: dict[str, Report]) -> None:
    told = json.loads(msgspec.json.encode(reports["mistaken"]))
    assert re.fullmatch("[0-9a-f]{64}", told["release"])
    numbers = [told["score"], told["max_score"], told["pending_points"]]
    numbers += [check[key] for check in told["checks"] for key in ("points", "max_points")]
    assert {type(number) for number in numbers} == {float}


def test_grading_again_with_one_process_gives_the_same_but_for_times(
    tmp_path: Path, reports: dict[str, Report]
) -> None:
    quick = quick_course(tmp_path)
    slow = {"loops-in-a-cell", "loops-in-a-call"}
    made = submissions(quick)
    again = grade(quick, {name: content for name, content in made.items() if name not in slow}, jobs=2)
    assert [masked(again[name]) for name in again] == [masked(reports[name]) for name in again]


def test_reports_are_in_the_order_of_names_whatever_ended_first(reports: dict[str, Report]) -> None:
    assert list(reports) == sorted(reports, key=lambda name: f"{name}.ipynb")


def test_every_submission_has_the_same_maximum(reports: dict[str, Report]) -> None:
    assert {name: report.max_score for name, report in reports.items()} == dict.fromkeys(reports, sum(POINTS))


def test_checks_are_in_the_notebooks_order_and_those_of_files_behind_them(reports: dict[str, Report]) -> None:
    for report in reports.values():
        if report.status is Status.GRADED:
            assert [check.name for check in report.checks] == CHECKS


def test_a_right_submission_gets_all_but_what_waits_for_a_mark(reports: dict[str, Report]) -> None:
    assert (reports["right"].score, reports["right"].pending_points) == (9.0, 1.0)


@pytest.mark.parametrize("name", ["cut-short", "of-another-course"])
def test_what_cannot_be_graded_is_invalid_with_a_reason_and_no_points(
    name: str, reports: dict[str, Report]
) -> None:
    report = reports[name]
    assert (report.status, report.score, report.checks) == (Status.INVALID, 0.0, ())
    assert report.reason


def test_a_mistake_costs_its_own_points_and_shows_the_hint(reports: dict[str, Report]) -> None:
    report = reports["mistaken"]
    assert [check.name for check in report.checks if check.outcome is Outcome.FAILED] == [CHECKS[2]]
    check = check_of(report, "gradient-by-differences")
    assert "every entry is 3 times what was expected" in check.message
    assert check.hint is not None


def test_a_check_that_passed_shows_no_hint(reports: dict[str, Report]) -> None:
    assert {check.hint for check in reports["right"].checks} == {None}


def test_what_the_students_function_raises_is_told_with_the_students_line(reports: dict[str, Report]) -> None:
    check = check_of(reports["raises"], "error-by-hand")
    assert check.outcome is Outcome.ERROR
    assert check.message.startswith("ValueError: operands could not be broadcast together")
    assert "at line 2 of cell error: return predictions / [1, 2]" in check.message


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("does-not-parse", "its cell raised SyntaxError"),
        ("raises-before-it-defines", "its cell raised ZeroDivisionError: division by zero"),
        ("exits-by-exception", "its cell raised SystemExit: all tests passed"),
        ("ends-the-process", "the cell ended the process"),
    ],
)
def test_a_name_that_is_missing_because_its_cell_failed_is_an_error_that_says_so(
    name: str, why: str, reports: dict[str, Report]
) -> None:
    check = check_of(reports[name], "error-by-hand")
    assert check.outcome is Outcome.ERROR
    assert f"mean_squared_error is not defined, because {why}" in check.message
    assert check_of(reports[name], "gradient-by-differences").outcome is Outcome.PASSED


def test_a_deleted_answer_is_not_answered_and_named_in_a_note(reports: dict[str, Report]) -> None:
    report = reports["error-deleted"]
    assert check_of(report, "error-by-hand").outcome is Outcome.NOT_ANSWERED
    assert check_of(report, "error-by-hand").message == "mean_squared_error is not defined"
    assert "cell error: not in this submission" in report.notes
    assert [cell.matched_by for cell in report.cells if cell.name == "error"] == [MatchedBy.NONE]


def test_a_cell_that_ends_the_process_is_left_out_and_noted(reports: dict[str, Report]) -> None:
    report = reports["ends-the-process"]
    assert report.status is Status.GRADED
    (note,) = (note for note in report.notes if "run again" in note)
    assert note == "cell error ended the process (exit code 0): the notebook was run again without it"


def test_a_call_that_ends_the_checks_process_costs_that_check_alone(reports: dict[str, Report]) -> None:
    assert outcomes(reports["ends-the-check"]) == [
        "passed", "passed", "crashed", "pending", "passed", "passed",
    ]  # fmt: skip


def test_a_cell_that_never_ends_costs_its_own_question(reports: dict[str, Report]) -> None:
    report = reports["loops-in-a-cell"]
    assert outcomes(report) == ["passed", "passed", "error", "pending", "passed", "passed"]
    check = check_of(report, "gradient-by-differences")
    assert "error_gradient is not defined, because its cell raised TimeLimit" in check.message


def test_a_call_that_never_ends_is_a_timeout_and_the_others_are_graded(reports: dict[str, Report]) -> None:
    assert outcomes(reports["loops-in-a-call"]) == [
        "timeout", "passed", "passed", "pending", "timeout", "timeout",
    ]  # fmt: skip


def test_a_call_that_needs_too_much_memory_says_so(reports: dict[str, Report]) -> None:
    assert check_of(reports["needs-memory"], "error-by-hand").outcome is Outcome.MEMORY


def test_an_object_that_equals_everything_earns_nothing(reports: dict[str, Report]) -> None:
    check = check_of(reports["answers-with-an-object"], "error-by-hand")
    assert (check.outcome, check.points) == (Outcome.FAILED, 0.0)


def test_a_message_made_by_a_student_is_cut_and_without_control_characters(
    reports: dict[str, Report],
) -> None:
    message = check_of(reports["writes-escapes"], "error-by-hand").message
    assert message.startswith("ValueError: �[2J�xxx")
    assert len(message) < 1_000


def test_an_unconfined_run_says_so_in_every_graded_report(released: Course) -> None:
    report = grade(released, {"ada": submission(released)}, isolation=Isolation.NONE)["ada"]
    assert (report.isolation, report.notes) == ("none", ("this submission was not confined",))


def test_a_confined_run_names_its_rung(reports: dict[str, Report]) -> None:
    assert {reports["right"].isolation, reports["unanswered"].isolation} == {machine().rung.value}


def test_a_run_on_a_lower_rung_notes_what_is_missing(released: Course) -> None:
    lower = RungReport(rung=Rung.SECCOMP, available=True, problem="", missing=(Effect.DISK, Effect.HIDDEN))
    weak = Machine(rung=Rung.SECCOMP, rungs=(lower,), landlock_abi=0, kernel="Linux", as_root=False)
    work = prepare_work(
        released.assignment(NAME), Path("test_week_1.py"), isolation=Isolation.BEST, machine=weak
    )
    (note,) = work.notes
    assert note.startswith("isolation 3 lacks: ")
    assert Effect.DISK.value in note


FILE = """import os
import numpy as np
import pytest

drawn = np.random.default_rng(5)

@pytest.fixture
def slope(submission):
    return submission.error_gradient

@pytest.mark.points(0.1)
@pytest.mark.question("gradient")
@pytest.mark.parametrize("x", [-1.0, 1.0])
def test_slope_at(x, slope):
    assert slope(np.array([x]), np.zeros(1))[0] == 2 * x, "the slope is 2x"

class TestMore:
    @pytest.mark.hidden
    @pytest.mark.check(hint="Look at its shape.", timeout=2)
    def test_shape(self, slope):
        assert slope(np.ones(7), np.zeros(7)).shape == (7,)

def test_needs_the_slope(slope):
    if slope(np.ones(1), np.zeros(1))[0] != 2:
        pytest.skip("needs a right slope")

@pytest.mark.points(0)
def test_draws(submission):
    assert abs(drawn.random() - 0.8050) < 1e-3

def test_instructors_own_mistake(submission):
    if submission.error_gradient(np.ones(1), np.zeros(1))[0] == 13:
        os._exit(5)
"""


@pytest.fixture(scope="module")
def with_file(shared_folder: Path) -> dict[str, Report]:
    """Five submissions, one of which an instructor's mistake turns into the end of the grader's process."""
    return graded_once(shared_folder, "with-file", class_with_a_file_of_checks)


def class_with_a_file_of_checks(folder: Path) -> dict[str, Report]:
    course = new_course(folder)
    add_checks(course, FILE)
    thirteen = "def error_gradient(p, t):\n    return np.full(len(p), 13.0)"
    wrong = "def error_gradient(p, t):\n    return np.full(len(p) + 1, 3.0)"
    answers = {"ada": {}, "bo": {"gradient": thirteen}, "carla": {"gradient": wrong}, "dmitri": {}}
    made = {student: submission(course, **cells) for student, cells in answers.items()}
    made["emeka"] = b"%PDF-1.7"
    return grade(course, made)


def test_checks_in_files_are_named_by_function_and_parameter(with_file: dict[str, Report]) -> None:
    names = [check.name for check in with_file["ada"].checks]
    assert names[4:] == [
        "slope-at--1.0", "slope-at-1.0", "shape", "needs-the-slope", "draws", "instructors-own-mistake",
        *CHECKS[4:],
    ]  # fmt: skip


def test_marks_say_what_a_check_in_a_file_is_worth_and_to_whom_it_is_shown(
    with_file: dict[str, Report],
) -> None:
    check = check_of(with_file["ada"], "slope-at--1.0")
    assert (check.points, check.max_points, check.question, check.hidden) == (0.1, 0.1, "gradient", False)
    assert check_of(with_file["ada"], "shape").hidden
    assert check_of(with_file["carla"], "shape").hint == "Look at its shape."


def test_tenths_of_points_add_up_without_a_tail_of_digits(with_file: dict[str, Report]) -> None:
    assert (with_file["ada"].score, with_file["ada"].max_score) == (12.2, 13.2)


def test_a_check_in_a_file_says_its_own_words(with_file: dict[str, Report]) -> None:
    assert check_of(with_file["carla"], "slope-at-1.0").message == "the slope is 2x"


def test_a_skipped_check_is_skipped_with_its_reason_and_earns_nothing(with_file: dict[str, Report]) -> None:
    check = check_of(with_file["carla"], "needs-the-slope")
    assert (check.outcome, check.points, check.message) == (Outcome.SKIPPED, 0.0, "needs a right slope")


def test_what_a_file_drew_for_one_submission_the_next_draws_again(with_file: dict[str, Report]) -> None:
    assert {check_of(with_file[name], "draws").outcome for name in ("ada", "carla")} == {Outcome.PASSED}


def test_a_submission_on_which_the_grader_dies_is_no_zero_but_infrastructure(
    with_file: dict[str, Report],
) -> None:
    report = with_file["bo"]
    assert report.status is Status.INFRASTRUCTURE
    assert report.reason == "the grader process ended: exit status 5"
    assert "grade this submission again: the grader failed, not the student" in report.notes


def test_the_others_are_graded_where_the_grader_dies_on_one(with_file: dict[str, Report]) -> None:
    statuses = {student: report.status.value for student, report in with_file.items()}
    assert statuses == {
        "ada": "graded", "bo": "infrastructure", "carla": "graded", "dmitri": "graded", "emeka": "invalid",
    }  # fmt: skip


def test_also_where_the_grader_dies_the_maximum_is_the_same(with_file: dict[str, Report]) -> None:
    assert {report.max_score for report in with_file.values()} == {with_file["ada"].max_score}


def test_where_nothing_is_valid_the_maximum_is_known_all_the_same(released: Course) -> None:
    report = grade(released, {"ada": b"%PDF-1.7"})["ada"]
    assert (report.status, report.max_score) == (Status.INVALID, sum(POINTS))


def test_a_setup_that_fails_grades_nobody_and_is_said_once_in_full(course: Course) -> None:
    edit(course, "predictions = np.array([1.0", "raise OSError('no data here')\npredictions = np.array([1.0")
    report = grade(course, {"ada": submission(course)})["ada"]
    assert report.status is Status.INFRASTRUCTURE
    assert report.reason == (
        "setup cell setup-1 raised OSError: no data here\n  line 5: raise OSError('no data here')"
    )


def test_a_given_cell_is_the_instructors_whatever_the_student_made_of_it(course: Course) -> None:
    add_cell(course, "def half(x):\n    return x / 2", before="def mean_squared_error")
    add_cell(
        course, "#| name: halves\nassert half(error_gradient(np.ones(1), np.zeros(1)))[0] == 1", "hidden"
    )
    add_settings(course, "disk_mb = 8\n")
    made = submission(course).replace(b"return x / 2", b"return 99.0 / x")
    report = grade(course, {"ada": made})["ada"]
    assert check_of(report, "halves").outcome is Outcome.PASSED
    assert "changed; the instructor's text was run" in " ".join(report.notes)


def test_what_a_check_measures_comes_with_the_result_whether_it_passes_or_not(course: Course) -> None:
    text = (
        "from grader.testing import assert_at_least\n\n\ndef test_{name}(submission):\n"
        "    assert_at_least(submission.mean_squared_error(3.0, 1.0), {bound}, name='error')\n"
    )
    for name, bound in (("low", 3.5), ("high", 4.5)):
        add_checks(course, text.format(name=name, bound=bound), f"test_{name}.py")
    (settled,) = settle(course, {"one": submission(course)})
    assert settled.measured == {
        "low": [Measurement("error", 4.0, 3.5, True)],
        "high": [Measurement("error", 4.0, 4.5, True)],
    }


def test_an_error_that_another_python_may_be_the_reason_for_says_so(course: Course) -> None:
    def made(version: str, answer: str) -> bytes:
        notebook = json.loads(submission(course, error=answer))
        notebook["metadata"]["language_info"] = {"name": "python", "version": version}
        return json.dumps(notebook).encode()

    newer, none = "def mean_squared_error(p, t):\n    return f'{p['x']}' +", "raise ValueError"
    reports = grade(
        course,
        {"ada": made("3.99.1", newer), "bo": made("3.11.2", newer), "carla": made("3.99.1", none)},
    )
    said = [note for note in reports["ada"].notes if "Python 3.99" in note]
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert said == [f"the notebook was run with Python 3.99; what {ours}, which grades it, lacks is an error"]
    assert not [note for student in ("bo", "carla") for note in reports[student].notes if "Python" in note]
