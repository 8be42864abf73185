"""The zip for Gradescope: unpacked as Gradescope does, it grades whatever a student hands in."""

import io
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.exports import Visibility, autograder_zip
from tests.courses import NAME, add_checks, add_settings, new_course, submission
from tests.test_exports_formats import valid

GRADER = Path(sys.executable).with_name("grader")


@pytest.fixture(scope="module")
def autograder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the layout of /autograder, and right.ipynb beside it."""
    folder = tmp_path_factory.mktemp("gradescope")
    course = new_course(folder / "course")
    content = autograder_zip(course.assignment(NAME), requirement="welldone", isolation="best")
    root = folder / "autograder"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(root / "source")
    (root / "results").mkdir()
    (folder / "right.ipynb").write_bytes(submission(course))
    right = (folder / "right.ipynb").read_text()
    (folder / "wrong.ipynb").write_text(right.replace("** 2", "** 3"))
    return root


def grade(root: Path, **files: bytes) -> "subprocess.CompletedProcess[str]":
    """Run the autograder on what a student handed in, as the container does."""
    handed_in = root / "submission"
    if handed_in.exists():
        for old in handed_in.iterdir():
            old.unlink()
    handed_in.mkdir(exist_ok=True)
    for name, content in files.items():
        (handed_in / name.replace("_", ".")).write_bytes(content)
    environment = {"AUTOGRADER_ROOT": str(root), "GRADER": str(GRADER), "PATH": os.environ["PATH"]}
    return subprocess.run(
        ["bash", root / "source" / "run_autograder"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def results(root: Path, **files: bytes) -> Any:
    ended = grade(root, **files)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return valid((root / "results" / "results.json").read_text(), "gradescope")


def test_a_right_notebook_gets_all_points_that_need_no_person(autograder: Path) -> None:
    found = results(autograder, any_ipynb=(autograder.parent / "right.ipynb").read_bytes())
    assert found["score"] == 9.0
    assert {test.get("status") for test in found["tests"]} == {"passed", None}


@pytest.fixture(scope="module")
def wrong(autograder: Path) -> Any:
    """The results of a notebook that takes the wrong power, by names of tests, and all of them."""
    return results(autograder, any_ipynb=(autograder.parent / "wrong.ipynb").read_bytes())


def test_a_wrong_notebook_loses_the_points_of_its_checks_and_is_told_why(wrong: Any) -> None:
    failed = {test["name"]: test["output"] for test in wrong["tests"] if test.get("status") == "failed"}
    assert "expected" in failed["error-by-hand"]
    assert wrong["score"] == 9.0 - sum(test["max_score"] for test in wrong["tests"] if test["name"] in failed)


def test_students_see_no_message_of_a_hidden_check_and_nothing_that_the_grader_prints(wrong: Any) -> None:
    (hidden,) = (test for test in wrong["tests"] if test["name"] == "error-of-many")
    assert (hidden["status"], hidden["output"].splitlines()[0]) == ("failed", "failed")
    assert wrong["stdout_visibility"] == "hidden"


@pytest.mark.usefixtures("wrong")
def test_what_grading_leaves_behind_is_closed_to_who_runs_a_submission(autograder: Path) -> None:
    assert stat.S_IMODE((autograder / "source" / "build").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"any_ipynb": b"{not a notebook"}, "invalid: "),
        pytest.param({}, "invalid: no notebook in folder", marks=pytest.mark.sweep),
    ],
)
def test_what_is_no_submission_gets_no_points_and_a_reason(
    autograder: Path, files: dict[str, bytes], said: str
) -> None:
    found = results(autograder, **files)
    assert found["score"] == 0.0
    assert found["output"].startswith(said)


def test_where_the_grader_fails_there_are_no_results_and_it_says_so(autograder: Path) -> None:
    settings = autograder / "source" / "settings.sh"
    before = settings.read_text()
    settings.write_text(before.replace(f"assignment={NAME}", "assignment=nothing"))
    try:
        ended = grade(autograder, any_ipynb=b"{}")
    finally:
        settings.write_text(before)
    assert ended.returncode != 0
    assert "no assignment 'nothing'" in ended.stderr
    assert not (autograder / "results" / "results.json").exists()


def entries(content: bytes) -> dict[str, zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: entry for entry in archive.infolist()}


def test_the_scripts_lie_at_the_top_and_can_be_executed(tmp_path: Path) -> None:
    found = entries(autograder_zip(new_course(tmp_path).assignment(NAME), requirement="welldone"))
    for name in ("setup.sh", "run_autograder"):
        assert stat.S_IMODE(found[name].external_attr >> 16) == 0o755


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_a_script_is_one_that_bash_can_read(autograder: Path, name: str) -> None:
    subprocess.run(["bash", "-n", autograder / "source" / name], check=True)


def test_the_container_gets_what_the_settings_name_and_students_no_look_at_the_checks(tmp_path: Path) -> None:
    """With programs that only write down how they were called: no package is fetched."""
    programs, log, root = tmp_path / "bin", tmp_path / "log", tmp_path / "autograder"
    programs.mkdir()
    for name in ("apt-get", "python3", "uv"):
        (programs / name).write_text(f'#!/bin/sh\necho {name} "$@" >> {log}\n')
        (programs / name).chmod(0o755)
    course = new_course(tmp_path / "course")
    (course.root / "assignments" / NAME / "a b.csv").write_text("1")
    add_settings(course, '[release]\nfiles = ["a b.csv"]\n')
    content = autograder_zip(course.assignment(NAME), requirement="welldone")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(root / "source")
    subprocess.run(
        ["bash", root / "source" / "setup.sh"],
        env={"AUTOGRADER_ROOT": str(root), "PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    called = log.read_text().splitlines()
    assert called[-2] == "uv venv --python 3.12 /opt/welldone"
    assert called[-1] == "uv pip install --python /opt/welldone/bin/python welldone"
    files = (path for path in (root / "source").rglob("*") if path.is_file())
    assert [path.name for path in files if path.stat().st_mode & 0o077] == ["a b.csv"]


def test_the_same_assignment_makes_the_same_zip(tmp_path: Path) -> None:
    assignment = new_course(tmp_path).assignment(NAME)
    made = [autograder_zip(assignment, requirement="welldone") for _ in range(2)]
    assert made[0] == made[1]


def test_all_of_the_assignment_is_in_the_zip_and_nothing_that_was_left_behind(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    checks = add_checks(course, "", "data.py").parent
    for name in (".ipynb_checkpoints", "__pycache__"):
        (checks / name).mkdir()
        (checks / name / "x").write_text("")
    found = entries(autograder_zip(course.assignment(NAME), requirement="welldone"))
    inside = [name for name in found if name.startswith("assignments/")]
    on_disk = {
        str(path.relative_to(tmp_path)) for path in (tmp_path / "assignments").rglob("*") if path.is_file()
    }
    assert on_disk - {*inside} == {
        f"assignments/{NAME}/checks/.ipynb_checkpoints/x",
        f"assignments/{NAME}/checks/__pycache__/x",
    }


def settings_of(content: bytes) -> dict[str, str]:
    """The settings as bash reads them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("settings.sh").decode()
    script = text + 'printf "%s\\0" "$assignment" "$requirement" "$isolation" "$hidden_checks"'
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout
    names = ("assignment", "requirement", "isolation", "hidden_checks")
    return dict(zip(names, said.split("\0"), strict=False))


def test_settings_are_words_to_bash_whatever_they_are(tmp_path: Path) -> None:
    assignment = new_course(tmp_path).assignment(NAME)
    requirement = "welldone @ https://x/$(touch /tmp/forged)'; exit 1"
    content = autograder_zip(
        assignment, requirement=requirement, hidden_checks=Visibility.AFTER_PUBLISHED, isolation="best"
    )
    assert settings_of(content) == {
        "assignment": NAME,
        "requirement": requirement,
        "isolation": "best",
        "hidden_checks": "after_published",
    }


def test_a_wheel_goes_along_and_is_what_is_installed(tmp_path: Path) -> None:
    assignment = new_course(tmp_path).assignment(NAME)
    content = autograder_zip(assignment, requirement="x", wheel=("welldone-1-py3-none-any.whl", b"PK"))
    assert settings_of(content)["requirement"] == "./welldone-1-py3-none-any.whl"
    assert "welldone-1-py3-none-any.whl" in entries(content)
    with pytest.raises(UsageError, match="expected a wheel"):
        autograder_zip(assignment, requirement="x", wheel=("welldone.tar.gz", b""))


def test_the_command_writes_the_zip_and_says_that_it_holds_the_solution(tmp_path: Path) -> None:
    new_course(tmp_path)
    ended = subprocess.run(
        [GRADER, "export", "gradescope-zip", NAME, "--isolation", "best"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "it holds the solution" in ended.stdout
    assert settings_of((tmp_path / "autograder.zip").read_bytes())["requirement"].startswith("welldone==")
