"""What submissions may read: the interpreter and its packages, not what lies around them."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import grader
from grader.course import Course
from grader.errors import IsolationError
from grader.sandbox import visible
from tests.courses import NAME, submission

PACKAGE = Path(grader.__file__).parent


def test_the_package_is_visible_and_the_repository_around_it_is_not() -> None:
    assert visible.is_visible(PACKAGE / "wire" / "__init__.py")
    assert not visible.is_visible(PACKAGE.parent / "assignments" / "week-1" / "week-1.ipynb")
    assert not visible.is_visible(Path(__file__))


def test_the_interpreter_and_its_packages_are_visible() -> None:
    assert visible.is_visible(Path(sys.executable))
    assert visible.is_visible(Path(pytest.__file__))


def test_no_readable_path_lies_below_another() -> None:
    paths = visible.readable_paths()
    assert not [(one, other) for one in paths for other in paths if one.startswith(other + "/")]


def test_a_name_that_begins_like_a_readable_path_is_not_below_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert visible.is_visible(tmp_path / "data" / "x", extra=[str(tmp_path / "data")])
    assert not visible.is_visible(tmp_path / "data-hidden", extra=[str(tmp_path / "data")])


def test_a_link_to_a_readable_directory_is_readable_under_both_names(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "link"
    link.symlink_to(real)
    paths = visible.readable_paths([str(link)])
    assert {str(real), str(link)} <= set(paths)


def test_the_root_directory_is_refused_as_readable() -> None:
    with pytest.raises(IsolationError, match="everything"):
        visible.readable_paths(["/"])


def test_paths_that_do_not_exist_are_passed_over(tmp_path: Path) -> None:
    assert str(tmp_path / "nothing") not in visible.readable_paths([str(tmp_path / "nothing")])


def test_packages_that_a_user_installed_for_themselves_are_there_where_submissions_run(
    course: Course, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    own = home / ".local" / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    own.mkdir(parents=True)
    (own / "site-packages").symlink_to(sysconfig.get_path("purelib"))
    (tmp_path / "ada.ipynb").write_bytes(submission(course))
    interpreter = str(getattr(sys, "_base_executable", sys.executable))  # not the virtual environment's
    command = ["grade", NAME, str(tmp_path / "ada.ipynb"), "--isolation", "best", "--fail-under", "9"]
    done = subprocess.run(
        [interpreter, "-m", "grader", *command],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
