"""From a scaffolded source notebook to scores, through the command line as its users type it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.mutants import answered, read_mutant
from grader.notebook.source import read_source
from grader.release.strip import serialise

NAME = "week-1"


def grader(course: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    command = [sys.executable, "-m", "grader", *arguments]
    return subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one assignment, released, and a class of four."""
    root = tmp_path_factory.mktemp("course")
    assert grader(root, "new", NAME).returncode == 0
    made = grader(root, "release", NAME)
    assert made.returncode == 0, made.stderr
    folder = root / "submissions"
    folder.mkdir()
    source = read_source(root / "assignments" / NAME / f"{NAME}.ipynb")
    mutant = read_mutant(root / "assignments" / NAME / "mutants" / "mean-not-sum.py")
    (folder / "ada.ipynb").write_bytes(serialise(answered(source, assignment=NAME)))
    (folder / "bo.ipynb").write_bytes(serialise(answered(source, assignment=NAME, answers=mutant.cells)))
    (folder / "chen.ipynb").write_bytes((root / "release" / NAME / f"{NAME}.ipynb").read_bytes())
    (folder / "dina.ipynb").write_text("not a notebook")
    return root


@pytest.fixture(scope="module")
def graded(course: Path) -> "subprocess.CompletedProcess[str]":
    return grader(course, "grade", NAME, "submissions", "--json", "reports.json", "--jobs", "2")


@pytest.fixture(scope="module")
def reports(course: Path, graded: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert graded.returncode == 0, graded.stderr
    return {report["student"]: report for report in json.loads((course / "reports.json").read_text())}


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {check["name"]: check["outcome"] for check in report["checks"]}


def test_the_release_is_a_valid_notebook_without_anything_hidden(course: Path) -> None:
    path = course / "release" / NAME / f"{NAME}.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    text = path.read_text()
    assert "error-of-many" not in text
    assert "np.mean((predictions - targets) ** 2)" not in text


def test_the_solution_shows_what_visible_checks_print(course: Path) -> None:
    assert "Well done!" in (course / "solutions" / NAME / f"{NAME}.ipynb").read_text()


def test_a_right_submission_gets_all_but_the_points_that_wait_for_a_mark(reports: dict[str, Any]) -> None:
    ada = reports["ada"]
    assert (ada["score"], ada["max_score"], ada["pending_points"]) == (9.0, 10.0, 1.0)
    assert set(outcomes(ada).values()) == {"passed", "pending"}


def test_a_mistake_fails_the_check_that_is_meant_for_it_and_no_other(reports: dict[str, Any]) -> None:
    failed = {name for name, outcome in outcomes(reports["bo"]).items() if outcome == "failed"}
    assert failed == {"gradient-by-differences"}
    (check,) = (check for check in reports["bo"]["checks"] if check["outcome"] == "failed")
    assert "3" in check["message"]
    assert "1/n" in check["hint"]


def test_an_unanswered_notebook_gets_nothing(reports: dict[str, Any]) -> None:
    assert reports["chen"]["score"] == 0.0
    assert set(outcomes(reports["chen"]).values()) == {"not answered", "pending"}


def test_what_is_no_notebook_is_a_report_with_a_reason_and_the_full_maximum(reports: dict[str, Any]) -> None:
    dina = reports["dina"]
    assert (dina["status"], dina["score"], dina["max_score"]) == ("invalid", 0.0, 10.0)
    assert "dina.ipynb" in dina["reason"]


def test_every_report_says_what_it_was_graded_against_and_how(reports: dict[str, Any]) -> None:
    assert {report["schema"] for report in reports.values()} == {"welldone/report/1"}
    assert {len(report["release"]) for report in reports.values()} == {64}
    assert {report["data_tier"] for report in reports.values()} == {"bundled"}


def test_grading_again_gives_the_same_reports_but_for_times(course: Path, reports: dict[str, Any]) -> None:
    assert grader(course, "grade", NAME, "submissions", "--json", "again.json").returncode == 0
    again = json.loads((course / "again.json").read_text())
    for report in (*again, *reports.values()):
        for check in report["checks"]:
            check["cpu_seconds"] = None
    assert again == list(reports.values())


def test_piped_output_is_plain(graded: "subprocess.CompletedProcess[str]") -> None:
    assert "\x1b" not in graded.stdout
    assert "ada" in graded.stdout
    assert "9/10" in graded.stdout


def test_a_class_below_the_bound_has_exit_status_3(course: Path) -> None:
    assert grader(course, "grade", NAME, "submissions/bo.ipynb", "--fail-under", "80%").returncode == 3
    assert grader(course, "grade", NAME, "submissions/bo.ipynb", "--fail-under", "5").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade", "week-2", "submissions"), "no assignment 'week-2'"),
        (("grade", NAME, "nowhere"), "nowhere"),
        (("grade", NAME), "Missing argument"),
        (("release", "week-2"), "no assignment 'week-2'"),
        (("new", "Week 1"), "cannot name an assignment"),
        (("new", NAME), "is there already"),
        (
            ("grade", NAME, "submissions/dina.ipynb", "--json", "no/such/folder/r.json"),
            "there is no folder",
        ),
        (("nonsense",), "No such command"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_mistake_on_the_command_line_has_exit_status_1_and_says_what_it_is(
    course: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = grader(course, *arguments)
    assert ran.returncode == 1
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_student_can_run_the_visible_checks(course: Path) -> None:
    ran = grader(course, "check", "submissions/ada.ipynb")
    assert ran.returncode == 0
    assert "2 of 2 visible checks pass: 5 of 6 points" in ran.stdout


def test_the_compiled_checks_run_with_pytest_alone(course: Path, reports: dict[str, Any]) -> None:
    assert reports
    module = course / "build" / NAME / "test_week_1.py"
    junit = course / "junit.xml"
    command = [sys.executable, "-m", "pytest", str(module), "--submission", "submissions/bo.ipynb"]
    command += ["-p", "welldone", "-p", "no:cacheprovider", "-k", "gradient", f"--junitxml={junit}"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 1
    assert "1 failed" in ran.stdout
    assert 'failures="1"' in junit.read_text()
