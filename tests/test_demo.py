"""The class of made submissions."""

from pathlib import Path

import pytest

from grader.cli import main
from grader.demo import demo_course, make_class
from grader.demo.course import CELL_SECONDS
from grader.errors import InvalidSubmission
from grader.notebook.read import read_notebook
from grader.notebook.source import read_source
from grader.publish import Released
from tests.reports import report


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demonstration where no checkout is around the package."""
    monkeypatch.setattr("grader.demo.course._CHECKOUT", tmp_path / "nowhere")
    return tmp_path


def test_without_a_checkout_a_small_assignment_is_scaffolded(small: Path) -> None:
    assert demo_course(small).names() == ["first-steps"]


def test_in_a_checkout_the_homework_is_copied_with_a_tighter_limit(tmp_path: Path) -> None:
    course = demo_course(tmp_path)
    assert course.names() == ["dense"]
    assert course.assignment("dense").settings.limits.cell_seconds == CELL_SECONDS


def test_a_demonstration_can_be_made_again_in_the_same_folder(small: Path) -> None:
    demo_course(small)
    assert demo_course(small).names() == ["first-steps"]


def test_the_class_has_at_least_twelve_submissions_and_one_is_no_notebook(tmp_path: Path) -> None:
    course = demo_course(tmp_path)
    assignment = course.assignment("dense")
    students = make_class(assignment, read_source(assignment.source), tmp_path / "submissions")
    broken = []
    for path in sorted((tmp_path / "submissions").iterdir()):
        try:
            read_notebook(path)
        except InvalidSubmission:
            broken.append(path.stem)
    assert len(students) >= 12
    assert broken == ["lena"]


def test_the_command_ends_with_paths_of_pages_that_are_there(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is run here: that the whole of it works is for `grader demo` itself to show."""
    reports = [report(student) for student in ("ada", "bo", "lena")]
    released = Released(
        name="first-steps",
        release=small,
        solution=small,
        points=1.0,
        checks=1,
        hidden=0,
        given_uses=(),
        reference=reports[0],
    )
    monkeypatch.setattr("grader.cli.show.release", lambda *_args, **_options: released)
    monkeypatch.setattr("grader.cli.show.grade_with_progress", lambda *_args, **_options: (reports, 0))
    with pytest.raises(SystemExit) as stopped:
        main(["demo", "--folder", str(small / "demo")])
    assert stopped.value.code == 0
    told = [Path(line.split()[-1]) for line in capsys.readouterr().out.splitlines() if "/report/" in line]
    folder = (small / "demo" / "report").resolve()
    assert told == [folder / "index.html", folder / "students" / "ada.html", folder / "students" / "bo.html"]
    assert all(path.is_file() for path in told)
