"""A session collects the files of checks, wherever the course lies, and lists no folder for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import Course
from grader.errors import UsageError
from tests.courses import POINTS, add_checks, grade, new_course, submission

# a session over files, in which one folder cannot be listed
SESSION = """
import os, sys
import pytest
from grader.plugin.collecting import Files
from pathlib import Path

unlisted, folder, *files = map(Path, sys.argv[1:])
listed = os.scandir

def refuse(path="."):
    if unlisted in (Path(path), *Path(path).parents):
        raise PermissionError(13, "Permission denied", str(path))
    return listed(path)

os.chdir(folder)
os.scandir = refuse
options = ["-q", "--noconftest", "--import-mode=importlib", "-c/dev/null", "-pno:cacheprovider"]
collected = Files(files, folder=folder)
sys.exit(pytest.main([*options, *collected.options], plugins=[collected]))
"""


def test_a_course_may_lie_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "Kurs [2026]::ü, a.b"
    folder.mkdir()
    course = new_course(folder)
    add_checks(course, "def test_answers(submission):\n    assert submission.error([1.0], [1.0]) == 0\n")
    (report,) = grade(course, {"ada": submission(course)}).values()
    assert report.reason is None
    assert report.max_score == sum(POINTS) + 1


def test_files_of_checks_are_found_below_folders_that_cannot_be_listed(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "homes" / "course" / "week-1", tmp_path / "homes" / "build"
    files = [elsewhere / "test_week_1.py", folder / "checks" / "test_more.py"]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text("def test_it():\n    pass\n")
    (elsewhere / "test_other.py").write_text("def test_it():\n    assert False\n")
    done = subprocess.run(
        [sys.executable, "-c", SESSION, str(tmp_path), str(folder), *map(str, files)],
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.OK, done.stdout
    assert "2 passed" in done.stdout


def test_a_course_whose_path_is_no_utf_8_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/k\xff"))
    new_course(folder)
    with pytest.raises(UsageError, match=r"k\\xff': a name in this path is not UTF-8: rename"):
        Course.find(folder)
