"""Faults in the middle of a class: whatever dies, a second run finishes the rest; nothing is lost or doubled.

The command runs as a process of its own, as it does at a terminal. Its journal tells how far it has come.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.model import Outcome
from tests.courses import NAME, add_checks, check_of, grade, new_course, submission

STEPS = 3  # results that must be there before something is killed
PATIENCE_S = 120.0
COUNTS = [12, pytest.param(100, marks=pytest.mark.sweep)]


def _hear_interrupts() -> None:
    """A shell has what it starts in the background ignore them, and whatever that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Command:
    """``grader grade`` over a class, running."""

    def __init__(self, course: Course, *options: str) -> None:
        self.course = course
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "grade", NAME, "submissions", "--isolation", "best", *options],
            cwd=course.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )

    def wait_for(self, results: int) -> None:
        """Wait until so many results are kept."""
        deadline = time.monotonic() + PATIENCE_S
        while kept(self.course) < results:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline, "no progress"
            time.sleep(0.01)

    def finish(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out, err


def kept(course: Course) -> int:
    return sum(path.read_bytes().count(b"\n") for path in course.build_folder(NAME).glob("results-*.jsonl"))


def make_class(root: Path, count: int) -> Course:
    course = new_course(root)
    folder = root / "submissions"
    folder.mkdir()
    for number in range(count):  # all different, so that no two have one key
        text = f"def mean_squared_error(p, t):\n    return np.mean((p - t) ** 2)  # {number}"
        (folder / f"student-{number:03}.ipynb").write_bytes(submission(course, error=text))
    return course


@pytest.fixture
def pupils(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Course]:
    yield make_class(tmp_path, getattr(request, "param", 12))
    assert no_process_is_left(tmp_path)


def descendants(of: int) -> Iterator[tuple[int, str]]:
    """Process ids and command lines of what *of* has started, and what that has."""
    for child in Path(f"/proc/{of}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for pid in map(int, child.read_text().split()):
                with contextlib.suppress(OSError):
                    yield pid, Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                yield from descendants(pid)


def of_this_class(root: Path) -> list[str]:
    """Command lines of processes that work below *root*."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and Path(os.readlink(folder / "cwd")).is_relative_to(root):
                found.append((folder / "cmdline").read_text())
    return found


def no_process_is_left(root: Path) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while of_this_class(root):
        assert time.monotonic() < deadline, of_this_class(root)
        time.sleep(0.05)
    return True


def one_of(command: Command, what: str) -> int:
    """The process id of a descendant of the command whose command line holds *what*."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for pid, line in descendants(command.process.pid):
            if what in line:
                return pid
        time.sleep(0.01)
    raise AssertionError(f"no {what} below the command: {list(descendants(command.process.pid))}")


def kill_the_command(command: Command) -> None:
    os.kill(command.process.pid, signal.SIGKILL)


def kill_a_grader_process(command: Command) -> None:
    os.kill(one_of(command, "grader.session"), signal.SIGKILL)


def kill_a_zygote(command: Command) -> None:
    os.kill(one_of(command, "zygote"), signal.SIGKILL)


def interrupt(command: Command) -> None:
    os.kill(command.process.pid, signal.SIGINT)


def reports(path: Path) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(path.read_text())
    return made


def assert_all_are_there(course: Course, path: Path) -> None:
    made = reports(path)
    students = sorted(file.stem for file in (course.root / "submissions").iterdir())
    assert [report["student"] for report in made] == students
    assert {(report["status"], report["score"]) for report in made} == {("graded", 9.0)}


@pytest.mark.parametrize("pupils", COUNTS, indirect=True)
@pytest.mark.parametrize("fault", [kill_the_command, interrupt])
def test_a_run_that_was_stopped_goes_on_where_it_ended(
    pupils: Course, fault: Callable[[Command], None]
) -> None:
    command = Command(pupils, "--json", "reports.json", "--jobs", "2")
    command.wait_for(STEPS)
    fault(command)
    status, _, err = command.finish()
    assert status != 0
    assert "Traceback" not in err
    done = kept(pupils)
    assert not (pupils.root / "reports.json").exists()
    status, out, err = Command(pupils, "--json", "reports.json", "--jobs", "2").finish()
    assert (status, err) == (0, "")
    assert f"{done} of them unchanged since an earlier run" in out
    assert_all_are_there(pupils, pupils.root / "reports.json")


def test_a_run_that_is_interrupted_says_how_far_it_came_and_what_to_do(pupils: Course) -> None:
    command = Command(pupils)
    command.wait_for(STEPS)
    interrupt(command)
    status, _, err = command.finish()
    assert status == 130
    assert "of 12 are graded; the same command grades the rest" in err


@pytest.mark.parametrize("pupils", COUNTS, indirect=True)
@pytest.mark.parametrize("fault", [kill_a_grader_process, kill_a_zygote])
def test_a_process_of_the_grader_that_dies_costs_nobody_anything(
    pupils: Course, fault: Callable[[Command], None]
) -> None:
    command = Command(pupils, "--json", "reports.json", "--jobs", "2")
    command.wait_for(STEPS)
    fault(command)
    status, _, err = command.finish()
    assert (status, err) == (0, "")
    assert_all_are_there(pupils, pupils.root / "reports.json")


def test_one_that_hangs_one_that_crashes_and_one_that_eats_memory_cost_the_others_nothing(
    tmp_path: Path,
) -> None:
    course = make_class(tmp_path, 5)
    settings = tmp_path / "assignments" / NAME / "assignment.toml"
    settings.write_text(settings.read_text().replace("cell_seconds = 10 ", "cell_seconds = 1 "))
    bad = {
        "hangs": "while True:\n    pass",
        "crashes": "import os\nos.kill(os.getpid(), 11)",
        "eats": "hoard = [np.ones(10**6) for _ in range(10**6)]",
    }
    for student, text in bad.items():
        (tmp_path / "submissions" / f"{student}.ipynb").write_bytes(submission(course, gradient=text))
    status, _, err = Command(course, "--json", "reports.json", "--jobs", "2").finish()
    assert (status, err) == (0, "")
    scores = {report["student"]: report["score"] for report in reports(tmp_path / "reports.json")}
    assert {scores[f"student-{number:03}"] for number in range(5)} == {9.0}
    assert {scores[student] for student in bad} == {6.0}


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system of a few pages: needs root")
def test_a_full_disk_stops_the_run_with_what_is_missing_and_a_second_run_finishes(
    tmp_path: Path,
) -> None:
    course = make_class(tmp_path, 8)
    build = course.build_folder(NAME)
    build.mkdir(parents=True)
    # room for the compiled checks and four results or so
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12k", "none", str(build)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine allows no mount")
    try:
        status, _, err = Command(course, "--json", "reports.json").finish()
        assert status == 2
        assert "No space left" in err
        assert "run the same command again" in err
        assert "Traceback" not in err
        assert not (tmp_path / "reports.json").exists()
        done = kept(course)
        subprocess.run(["mount", "-o", "remount,size=4m", str(build)], check=True)
        status, out, err = Command(course, "--json", "reports.json").finish()
    finally:
        subprocess.run(["umount", "-l", str(build)], check=True)
    assert (status, err) == (0, "")
    assert 0 < done < 8
    assert f"{done} of them unchanged" in out
    assert_all_are_there(course, tmp_path / "reports.json")


def test_a_folder_for_reports_that_cannot_be_written_is_said_before_anything_is_graded(
    pupils: Course,
) -> None:
    folder = pupils.root / "locked"
    folder.mkdir()
    path = folder / "file"
    path.write_text("")
    status, _, err = Command(pupils, "--json", str(path / "reports.json")).finish()
    assert status == 1
    assert "nothing was graded" in err
    assert kept(pupils) == 0
    shutil.rmtree(folder)


KILLS_THE_ZYGOTE = """import os, signal
from pathlib import Path

done = Path({done!r})

def test_last(submission):
    if not done.exists():
        done.touch()
        for children in Path("/proc/self/task").glob("*/children"):
            for child in children.read_text().split():
                if b"zygote" in Path("/proc", child, "cmdline").read_bytes():
                    os.kill(int(child), signal.SIGKILL)
    assert submission.mean_squared_error(1.0, 1.0) == 0
"""


def test_a_zygote_that_dies_in_the_last_check_costs_no_point(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    add_checks(course, KILLS_THE_ZYGOTE.format(done=str(tmp_path / "done")), "test_zz.py")
    (report,) = grade(course, {"ada": submission(course)}).values()
    assert (tmp_path / "done").exists()
    assert check_of(report, "last").outcome is Outcome.PASSED
