"""Each grader's way to be given the homework, to be told to grade the class, and to say the scores."""

import csv
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import nbformat

from benchmarks.field.homework import CHECKS, QUESTIONS, SETUP, Question

__all__ = ["Floor", "Grader", "Nbgrader", "Otter", "OtterLoop", "Welldone", "environment"]

NAME = "field"
Notebook = Any


class Grader(Protocol):
    """One way to grade a class. What `prepare` does is not measured."""

    title: str

    def prepare(self, folder: Path, students: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        """Make the assignment in *folder*, and each student's submission from what it releases."""

    def command(self) -> Sequence[str | Path]:
        """Grades the class that was prepared, from its folder: all of it, whatever was graded before."""

    def scores(self, folder: Path) -> dict[str, float]:
        """Points by student, after the command."""


class Welldone:
    """This project, as a course would run it: confined, on two processes."""

    def __init__(self, jobs: int = 2) -> None:
        self.title = f"welldone, --jobs {jobs}"
        self._jobs = jobs
        self._bin = Path(sys.executable).parent

    def prepare(self, folder: Path, students: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        cells = [_tagged("setup", SETUP)]
        for question in QUESTIONS:
            answer = _tagged("solution", _region(question, "###"))
            answer.metadata["name"] = question.name
            cells.append(answer)
            cells += [
                _tagged("check", f"#| name: {check}\n#| question: {question.name}\n{text}")
                for check, (follows, text) in CHECKS.items()
                if follows == question.name
            ]
        root = folder / "assignments" / NAME
        root.mkdir(parents=True)
        nbformat.write(_notebook(cells), root / f"{NAME}.ipynb")
        (root / "assignment.toml").write_text('title = "Field"\n')
        _quietly([self._bin / "grader", "release", NAME], folder)
        released = folder / "release" / NAME / f"{NAME}.ipynb"
        _hand_in(released, folder / "submissions", students, f"{NAME}.ipynb")

    def command(self) -> Sequence[str | Path]:
        grade: list[str | Path] = [
            self._bin / "grader",
            "grade",
            NAME,
            "submissions",
            "--again",
            "--json",
            "reports.json",
        ]
        return [*grade, "--jobs", str(self._jobs)]

    def scores(self, folder: Path) -> dict[str, float]:
        reports = json.loads((folder / "reports.json").read_bytes())
        return {report["student"]: report["score"] for report in reports}


class Nbgrader:
    """nbgrader, by its command, which takes one submission after another."""

    title = "nbgrader autograde"

    def __init__(self, environment: Path) -> None:
        self._bin = environment / "bin"

    def prepare(self, folder: Path, students: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        cells = [_locked(SETUP, "setup", solution=False, points=None)]
        for question in QUESTIONS:
            cells.append(_locked(_region(question, "###"), question.name, solution=True, points=None))
            cells += [
                _locked(text, check, solution=False, points=1)
                for check, (follows, text) in CHECKS.items()
                if follows == question.name
            ]
        root = folder / "source" / NAME
        root.mkdir(parents=True)
        nbformat.write(_notebook(cells), root / f"{NAME}.ipynb")
        _quietly([self._bin / "nbgrader", "generate_assignment", NAME], folder)
        released = folder / "release" / NAME / f"{NAME}.ipynb"
        _hand_in(released, folder / "submitted", students, f"{NAME}/{NAME}.ipynb")

    def command(self) -> Sequence[str | Path]:
        return [self._bin / "nbgrader", "autograde", NAME, "--force"]

    def scores(self, folder: Path) -> dict[str, float]:
        _quietly([self._bin / "nbgrader", "export", "--to", "grades.csv"], folder)
        with (folder / "grades.csv").open(newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


class Otter:
    """otter-grader, by its command that needs no containers: one submission each, in a loop of the shell."""

    title = "otter run"

    def __init__(self, environment: Path) -> None:
        self._bin = environment / "bin"

    def prepare(self, folder: Path, students: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        config = (
            "# ASSIGNMENT CONFIG\nname: field\nrun_tests: false\nsolutions_pdf: false\ntemplate_pdf: false"
        )
        cells = [_raw(config + "\nexport_cell: false"), nbformat.v4.new_code_cell(SETUP)]
        for question in QUESTIONS:
            texts = [text for follows, text in CHECKS.values() if follows == question.name]
            cells += [
                _raw(f"# BEGIN QUESTION\nname: {question.name}\npoints: {len(texts)}"),
                _raw("# BEGIN SOLUTION"),
                nbformat.v4.new_code_cell(_region(question, "#")),
                _raw("# END SOLUTION"),
                _raw("# BEGIN TESTS"),
                *(nbformat.v4.new_code_cell(text) for text in texts),
                _raw("# END TESTS"),
                _raw("# END QUESTION"),
            ]
        folder.mkdir(parents=True)
        nbformat.write(_notebook(cells), folder / f"{NAME}.ipynb")
        _quietly(
            [self._bin / "otter", "assign", "--no-run-tests", "--no-pdfs", f"{NAME}.ipynb", "dist"], folder
        )
        (archive,) = (folder / "dist" / "autograder").glob("*.zip")
        shutil.copy(archive, folder / "autograder.zip")
        _hand_in(
            folder / "dist" / "student" / f"{NAME}.ipynb", folder / "submissions", students, f"{NAME}.ipynb"
        )

    def command(self) -> Sequence[str | Path]:
        one = f"{self._bin}/otter run -a autograder.zip --no-logo -o results/$s submissions/$s/{NAME}.ipynb"
        return ["sh", "-ec", f"for s in $(ls submissions); do mkdir -p results/$s; {one}; done"]

    def scores(self, folder: Path) -> dict[str, float]:
        return {
            path.parent.name: sum(test.get("score", 0.0) for test in json.loads(path.read_bytes())["tests"])
            for path in (folder / "results").glob("*/results.json")
        }


class OtterLoop(Otter):
    """otter-grader, by its own Python interface, in a loop within one process."""

    title = "otter, API in a loop"
    _PROGRAM = """
import json, os, pathlib
from otter.api import grade_submission
for name in sorted(os.listdir("submissions")):
    graded = grade_submission(f"submissions/{name}/field.ipynb", "autograder.zip", quiet=True)
    place = pathlib.Path("results", name)
    place.mkdir(parents=True, exist_ok=True)
    (place / "results.json").write_text(json.dumps({"tests": [{"score": graded.total}]}))
"""

    def command(self) -> Sequence[str | Path]:
        return [self._bin / "python", "-c", self._PROGRAM]


class Floor:
    """No grader: NumPy imported once, then for each student a bare fork that executes cells and checks.

    What grading this class costs at the least. A check that raises costs its point.
    """

    title = "floor: bare forks"
    _PROGRAM = """
import json, os, pathlib, numpy
setup, checks = json.loads(pathlib.Path("checks.json").read_text())
for path in sorted(pathlib.Path("submissions").iterdir()):
    if os.fork() == 0:
        names, points = {}, 0
        exec(setup, names)
        answers = json.loads(path.read_text())
        for question, text in answers.items():
            exec(text, names)
            for follows, check in checks:
                if follows == question:
                    try:
                        exec(check, names)
                        points += 1
                    except Exception:
                        pass
        pathlib.Path("results", path.name).write_text(json.dumps(points))
        os._exit(0)
    os.wait()
"""

    def prepare(self, folder: Path, students: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        for name in ("submissions", "results"):
            (folder / name).mkdir(parents=True)
        (folder / "checks.json").write_text(json.dumps([SETUP, list(CHECKS.values())]))
        for name, cells in students:
            (folder / "submissions" / name).write_text(json.dumps(cells))

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-W", "ignore", "-c", self._PROGRAM]

    def scores(self, folder: Path) -> dict[str, float]:
        return {path.name: json.loads(path.read_text()) for path in (folder / "results").iterdir()}


def environment(folder: Path, *requirements: str) -> Path:
    """A virtual environment with *requirements*, made where it is not there."""
    done = folder / ".installed"
    if not done.exists() or done.read_text() != repr(requirements):
        venv.create(folder, with_pip=True, clear=True)
        _quietly([folder / "bin" / "pip", "install", "-q", *requirements], folder)
        done.write_text(repr(requirements))
    return folder


def _region(question: Question, mark: str) -> str:
    return f"{question.head}\n    {mark} BEGIN SOLUTION\n{question.body}\n    {mark} END SOLUTION"


def _tagged(role: str, text: str) -> Notebook:
    cell = nbformat.v4.new_code_cell(text)
    cell.metadata["tags"] = [role]
    return cell


def _locked(text: str, name: str, *, solution: bool, points: int | None) -> Notebook:
    cell = nbformat.v4.new_code_cell(text)
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": name,
        "solution": solution,
        "grade": points is not None,
        "locked": not solution,
        "task": False,
        **({} if points is None else {"points": points}),
    }
    return cell


def _notebook(cells: list[Any]) -> Notebook:
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


def _raw(text: str) -> Notebook:
    return nbformat.v4.new_raw_cell(text)


def _hand_in(
    released: Path, folder: Path, students: Iterable[tuple[str, Mapping[str, str]]], place: str
) -> None:
    """Put the students' answers into copies of the notebook that was *released* to them."""
    text = released.read_text(encoding="utf-8")
    heads = {question.head: question.name for question in QUESTIONS}
    for name, cells in students:
        notebook = nbformat.reads(text, as_version=4)
        answered = 0
        for cell in notebook.cells:
            question = heads.get(cell.source.split("\n")[0])
            if cell.cell_type == "code" and question is not None:
                cell.source, answered = cells[question], answered + 1
        assert answered == len(QUESTIONS), f"{released}: {answered} of {len(QUESTIONS)} answer cells found"
        target = folder / name / place
        target.parent.mkdir(parents=True)
        nbformat.write(notebook, target)


def _quietly(command: Sequence[str | Path], folder: Path) -> None:
    beside = os.pathsep.join((str(Path(command[0]).parent), os.environ["PATH"]))  # some call others by name
    run = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": beside}, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise RuntimeError(f"{command} exited with {run.returncode}:\n{run.stdout}{run.stderr}")
