"""The files for GitHub Actions and GitLab CI that people copy: their very commands grade a push.

What is not tried is what the platforms do: checking out, installing Python, keeping artifacts. What is here
already stands for the step that installs; a folder and a repository on disk stand for the private ones.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.gradebook.times import parse_time
from tests.courses import NAME, machine, new_course, submission
from tests.test_exports_formats import valid

pytestmark = pytest.mark.skipif(
    not machine().rung.is_official, reason="this machine cannot enforce what the recipes ask for"
)
RECIPES = Path(__file__).parents[1] / "docs" / "ci"
# as little as a runner sets
BASE = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "CI": "true", "LC_ALL": "C.UTF-8"}


def recipe(name: str) -> Any:
    return yaml.safe_load((RECIPES / name).read_text())


def fetching() -> Any:
    """The step that fetches the repositories of a class."""
    steps = recipe("github/grade-class.yml")["jobs"]["grade"]["steps"]
    return next(step for step in steps if step.get("name") == "Fetch")


def bash(script: str, *, cwd: Path, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def git(*arguments: str, cwd: Path) -> None:
    facts = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PATH": os.environ["PATH"]}
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=cwd, env=facts, check=True, capture_output=True)


def commit(folder: Path) -> Path:
    """*folder* as a repository with all that is in it."""
    git("init", "--quiet", cwd=folder)
    git("add", ".", cwd=folder)
    git("commit", "--quiet", "--message", "x", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private repository, with right.ipynb and wrong.ipynb beside it."""
    folder = tmp_path_factory.mktemp("private")
    made = new_course(folder / "course")
    right = submission(made)
    (folder / "right.ipynb").write_bytes(right)
    (folder / "wrong.ipynb").write_bytes(right.replace(b"** 2", b"** 3"))
    return commit(made.root)


def run_github(job: dict[str, Any], env: dict[str, str], *, cwd: Path) -> list[tuple[str, int, str]]:
    """Run the steps of a job as a runner does: name, status and output of each that was run."""
    ended: list[tuple[str, int, str]] = []
    for step in job["steps"]:
        failed = any(status for _, status, _ in ended)
        if (
            "run" not in step
            or step["name"] == "Install"
            or (failed and "cancelled" not in step.get("if", ""))
        ):
            continue
        place = cwd / step.get("working-directory", ".")
        done = bash(step["run"], cwd=place, env={**env, **step.get("env", {})})
        ended.append((step["name"], done.returncode, done.stdout + done.stderr))
    return ended


class Pushed:
    """A workspace of GitHub Actions, after the workflow of a student's repository has run in it."""

    def __init__(self, folder: Path, course: Path, notebook: Path, **changes: str) -> None:
        workflow = recipe("github/grade.yml")
        job = workflow["jobs"]["grade"]
        checkouts = [
            step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/checkout")
        ]
        own, private = (
            checkout["path"].replace("${{ github.event.repository.name }}", "ada") for checkout in checkouts
        )
        (folder / own).mkdir(parents=True)
        shutil.copyfile(notebook, folder / own / f"{NAME}.ipynb")
        shutil.copytree(course, folder / private)
        env = {**BASE, **workflow["env"], "ASSIGNMENT": NAME, "GITHUB_ACTIONS": "true"}
        env |= {
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "GITHUB_OUTPUT": str(folder / "output.txt"),
        }
        env |= {"GITHUB_REPOSITORY": "course-2026/ada", **changes}
        self.folder = folder
        self.steps = run_github(job, env, cwd=folder)
        self.shown = "".join(output for _, _, output in self.steps)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()


@pytest.fixture(scope="module")
def wrong(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Pushed:
    return Pushed(tmp_path_factory.mktemp("wrong"), course, course.parent / "wrong.ipynb")


def hidden_messages(reports: str) -> list[str]:
    """The first lines of what hidden checks say in a file of reports."""
    read = json.loads(reports)
    messages = [check["message"] for one in read for check in one["checks"] if check["hidden"]]
    return [message.splitlines()[0] for message in messages if message]


def test_a_right_push_is_green_and_has_a_summary_an_output_and_a_score_file(
    course: Path, tmp_path: Path
) -> None:
    pushed = Pushed(tmp_path, course, course.parent / "right.ipynb")
    assert [(name, status) for name, status, _ in pushed.steps] == [("Grade", 0), ("Show", 0)], pushed.shown
    assert "**9 of 10 points**" in pushed.read("summary.md")
    assert "score=9\nmax-score=10\n" in pushed.read("output.txt")
    assert valid(pushed.read("result.json"), "classroom50")["score"] == 900


def test_a_push_below_the_threshold_fails_with_3_and_shows_why_all_the_same(wrong: Pushed) -> None:
    assert [(name, status) for name, status, _ in wrong.steps] == [("Grade", 3), ("Show", 0)], wrong.shown
    assert "score=3\n" in wrong.read("output.txt")
    assert f"::error file={NAME}.ipynb,title=error-by-hand (failed)::" in wrong.shown
    assert wrong.read("result.json")


def test_of_hidden_checks_a_push_shows_no_message(wrong: Pushed) -> None:
    secret = hidden_messages(wrong.read("reports.json"))
    assert secret
    seen = [wrong.shown, *(wrong.read(name) for name in ("summary.md", "output.txt", "result.json"))]
    assert not [message for message in secret for text in seen if message in text]


@pytest.mark.sweep
def test_where_grading_cannot_start_the_push_is_red_and_has_no_score(course: Path, tmp_path: Path) -> None:
    pushed = Pushed(tmp_path, course, course.parent / "right.ipynb", ASSIGNMENT="nothing")
    assert [(name, status) for name, status, _ in pushed.steps] == [("Grade", 1), ("Show", 1)]
    assert not (tmp_path / "result.json").exists()


def test_a_class_is_fetched_with_its_times_and_graded(course: Path, tmp_path: Path) -> None:
    workspace, students = tmp_path / "workspace", tmp_path / "students"
    shutil.copytree(course, workspace)
    lines = ["student,url", f"nobody,file://{tmp_path}/nothing"]
    for student in ("right", "wrong"):
        (students / student).mkdir(parents=True)
        shutil.copyfile(course.parent / f"{student}.ipynb", students / student / f"{NAME}.ipynb")
        lines.append(f"{student},file://{commit(students / student)}")
    (workspace / "students.csv").write_text("\r\n".join(lines) + "\r\n")
    workflow = recipe("github/grade-class.yml")
    env = {**BASE, **workflow["env"], "ASSIGNMENT": NAME, "HOME": str(tmp_path)}
    env |= {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    steps = run_github(workflow["jobs"]["grade"], env, cwd=workspace)
    assert [(name, status) for name, status, _ in steps] == [("Fetch", 0), ("Grade", 0), ("Show", 0)], steps
    assert "::warning::no repository of nobody" in steps[0][2]
    times = (workspace / "times.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in times] == ["student", "right", "wrong"]
    assert all(re.fullmatch(r"\w+,\d{4}-\d\d-\d\dT[\d:+-]+", line) for line in times[1:])
    assert [line.split(",")[:4] for line in (workspace / "scores.csv").read_text().splitlines()[1:]] == [
        ["right", f"submissions/right/{NAME}.ipynb", "graded", "9"],
        ["wrong", f"submissions/wrong/{NAME}.ipynb", "graded", "3"],
    ]
    assert (workspace / "pages" / "index.html").is_file()


@pytest.fixture(scope="module")
def in_gitlab(course: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """The folder of a student's project after a job, its status, and what it printed."""
    folder = tmp_path_factory.mktemp("gitlab")
    project = folder / "ada"
    project.mkdir()
    shutil.copyfile(course.parent / "wrong.ipynb", project / f"{NAME}.ipynb")
    (project / "result.json").write_text('{"score": 100}')
    commit(project)
    job = recipe("gitlab/grade.gitlab-ci.yml")["grade"]
    env = {**BASE, **job["variables"], "ASSIGNMENT": NAME, "COURSE": f"file://{course}", "GITLAB_CI": "true"}
    env |= {"WORK": str(folder / "work"), "CI_PROJECT_NAME": "ada"}
    before = [line for line in job["before_script"] if "pip install" not in line]
    assert len(before) == len(job["before_script"]) - 1
    done = bash("\n".join([*before, *job["script"]]), cwd=project, env=env)
    after = bash("\n".join(job["after_script"]), cwd=project, env=env)
    return project, done.returncode, done.stdout + done.stderr + after.stdout + after.stderr


def test_gitlab_fails_a_push_below_the_threshold_with_3_and_keeps_report_and_score(
    in_gitlab: tuple[Path, int, str],
) -> None:
    project, status, printed = in_gitlab
    assert status == 3, printed
    assert ElementTree.parse(project / "report.xml").getroot().findall(".//failure")
    assert valid((project / "result.json").read_text(), "gradescope")["score"] == 3.0
    assert "summary=3 of 10 points" in printed


def test_of_hidden_checks_gitlab_shows_no_message(in_gitlab: tuple[Path, int, str]) -> None:
    project, _, printed = in_gitlab
    secret = hidden_messages((project.parent / "work" / "reports.json").read_text())
    assert secret
    seen = [printed, *((project / name).read_text() for name in ("report.xml", "result.json"))]
    assert not [message for message in secret for text in seen if message in text]


def test_no_module_of_a_push_is_run_where_gitlab_has_the_courses_token(tmp_path: Path) -> None:
    (tmp_path / "pip.py").write_text("print('forged')")
    before = recipe("gitlab/grade.gitlab-ci.yml")["grade"]["before_script"]
    (line,) = (line for line in before if "pip" in line)
    done = bash(line.replace("install --quiet welldone", "--version"), cwd=tmp_path, env=BASE)
    assert "forged" not in done.stdout


def test_nothing_that_a_push_puts_in_the_place_of_the_results_is_written_through(tmp_path: Path) -> None:
    reports = tmp_path / "reports.json"
    reports.write_text("[]")
    project = tmp_path / "ada"
    project.mkdir()
    (project / "report.xml").symlink_to(reports)
    lines = [line for line in recipe("gitlab/grade.gitlab-ci.yml")["grade"]["after_script"] if "xml" in line]
    done = bash("\n".join(lines), cwd=project, env={**BASE, "WORK": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert reports.read_text() == "[]"
    assert not (project / "report.xml").is_symlink()


def test_no_repository_makes_a_time_that_the_gradebook_would_refuse_for_all(tmp_path: Path) -> None:
    made = """
        git init --quiet empty
        git init --quiet odd
        git -C odd -c user.name=x -c user.email=x@example.org commit --quiet --allow-empty --message x
    """
    env = {**BASE, "HOME": str(tmp_path), "GIT_COMMITTER_DATE": "@99999999999999 +9999"}
    bash(made, cwd=tmp_path, env=env).check_returncode()
    lines = ["student,url", *(f"{name},file://{tmp_path / name}" for name in ("empty", "odd"))]
    (tmp_path / "students.csv").write_text("\n".join(lines) + "\n")
    done = bash(fetching()["run"], cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    times = [line.partition(",") for line in (tmp_path / "times.csv").read_text().splitlines()[1:]]
    assert [name for name, _, _ in times] == ["empty", "odd"]
    assert [parse_time(time, None).year // 100 for _, _, time in times] == [20, 20]


@pytest.mark.parametrize(("host", "status"), [("github.com", 0), ("evil.example.org", 128)])
def test_the_token_of_a_class_goes_to_the_host_of_its_repositories_alone(
    tmp_path: Path, host: str, status: int
) -> None:
    """A repository may name a host of its own for large files, which asks for a password."""
    fetch = fetching()
    ask = f"printf 'protocol=https\nhost={host}\n\n' | git credential fill"
    env = {**BASE, "HOME": str(tmp_path), "GIT_CONFIG_SYSTEM": "/dev/null", "STUDENTS_TOKEN": "t0ken"}
    setting = fetch["run"].partition("mkdir submissions")[0]
    done = bash(f"{setting}\n{ask}", cwd=tmp_path, env={**env, "GIT_TERMINAL_PROMPT": "0"})
    assert (done.returncode, "t0ken" in done.stdout) == (status, status == 0)
    assert fetch["env"]["GIT_LFS_SKIP_SMUDGE"] == "1"


@pytest.mark.parametrize("name", ["github/grade.yml", "gitlab/grade.gitlab-ci.yml"])
def test_reports_with_hidden_messages_are_no_artifact_of_a_student(name: str) -> None:
    found = recipe(name)
    jobs = found.get("jobs", found)
    artifacts = [
        step["with"]["path"]
        for step in jobs["grade"].get("steps", [])
        if "upload-artifact" in step.get("uses", "")
    ] or jobs["grade"]["artifacts"]["paths"]
    assert artifacts == ["result.json"]


@pytest.mark.parametrize("name", ["github/grade.yml", "github/grade-class.yml"])
def test_what_was_graded_is_shown_and_kept_where_the_step_that_grades_fails(name: str) -> None:
    steps = recipe(name)["jobs"]["grade"]["steps"]
    (place,) = (place for place, step in enumerate(steps) if step.get("name") == "Grade")
    assert len(steps) == place + 3
    assert all(step["if"] == "${{ !cancelled() }}" for step in steps[place + 1 :])


@pytest.mark.parametrize("name", ["github/grade.yml", "github/grade-class.yml"])
def test_no_script_of_a_workflow_takes_text_from_an_expression(name: str) -> None:
    scripts = [step["run"] for step in recipe(name)["jobs"]["grade"]["steps"] if "run" in step]
    assert not [script for script in scripts if "${{" in script]
    assert [script.startswith("python -m pip install") for script in scripts].count(True) == 1
