"""A student's own run, from nothing but the notebook."""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.batch import write_checks
from grader.course import Course
from grader.errors import UsageError
from grader.notebook.source import read_source
from grader.practice import practice_assignment
from grader.release.strip import serialise, student_version
from grader.scaffold import scaffold


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The released notebook, alone in a folder."""
    root = scaffold(tmp_path / "course", "week-1")
    source = read_source(root / "week-1.ipynb")
    path = tmp_path / "home" / "mine.ipynb"
    path.parent.mkdir()
    path.write_bytes(serialise(student_version(source, assignment="week-1")))
    return path


def answer(path: Path, name: str, text: str) -> None:
    notebook: dict[str, Any] = json.loads(path.read_text())
    (cell,) = (cell for cell in notebook["cells"] if cell["metadata"]["name"] == name)
    cell["source"] = text
    path.write_text(json.dumps(notebook))


def compiled(own: Path, folder: Path) -> str:
    folder.mkdir()
    module, _ = write_checks(practice_assignment(folder, own), folder / "build", practice=True)
    return module.read_text()


def test_the_visible_checks_of_the_notebook_are_compiled(own: Path, tmp_path: Path) -> None:
    text = compiled(own, tmp_path / "practice")
    assert "def test_error_by_hand(submission):" in text
    assert "def test_gradient_by_differences(submission):" in text
    assert "error_of_many" not in text


def test_an_answer_that_does_not_parse_or_defines_nothing_does_not_matter(own: Path, tmp_path: Path) -> None:
    answer(own, "error", "def mean_squared_error(:")
    answer(own, "gradient", "")
    assert "submission.error_gradient(" in compiled(own, tmp_path / "practice")


def test_the_courses_release_counts_where_there_is_one(own: Path, tmp_path: Path) -> None:
    course = Course(root=tmp_path / "course")
    released = course.release_folder("week-1")
    released.mkdir(parents=True)
    (released / "week-1.ipynb").write_bytes(own.read_bytes())
    mine = tmp_path / "course" / "mine.ipynb"
    mine.write_bytes(own.read_bytes())
    answer(mine, "error-by-hand", "#| name: error-by-hand\nprint('Well done!')")
    assert "assert_close(submission.mean_squared_error(" in compiled(mine, tmp_path / "practice")


def test_in_a_course_no_check_of_a_notebooks_own_is_run_whatever_it_says_that_it_is(
    own: Path, tmp_path: Path
) -> None:
    notebook = json.loads(own.read_text())
    notebook["metadata"]["welldone"]["assignment"] = "another"
    handed_in = tmp_path / "course" / "submissions" / "mallory.ipynb"
    handed_in.parent.mkdir(exist_ok=True)
    handed_in.write_text(json.dumps(notebook))
    with pytest.raises(UsageError, match="has no release of 'another'"):
        practice_assignment(tmp_path, handed_in)


def test_a_students_own_folder_called_assignments_makes_no_course(own: Path, tmp_path: Path) -> None:
    (own.parent / "assignments" / "old").mkdir(parents=True)
    assert "def test_error_by_hand(submission):" in compiled(own, tmp_path / "practice")


def test_a_notebook_without_a_check_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "essay.ipynb"
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    with pytest.raises(UsageError, match="holds no visible check"):
        practice_assignment(tmp_path, path)


def test_what_is_no_notebook_is_an_error_that_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(UsageError, match="is a PDF"):
        practice_assignment(tmp_path, path)
