"""Made assignments and classes of any size, to find out what grading costs and on what that depends."""

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from benchmarks.field.measure import Taken, run
from grader.course import Assignment
from grader.notebook.source import read_source
from grader.release.strip import serialise, solution_version

__all__ = ["Class", "grade", "make", "submission_of"]

NAME = "made"
TRUSTED = "-m grader.session"  # in the command line of a process that judges
_MARK = "# answer of nobody"


class Class(NamedTuple):
    """A class and its homework."""

    students: int = 20
    checks: int = 5
    cells: int = 5  # answer cells
    work_s: float = 0.0  # processor seconds that each student's own code waits for
    work: str = ""  # text of that code instead
    setup_mib: int = 0  # float64 numbers that setup makes, and every student's code can see


def make(folder: Path, made: Class) -> None:
    """Write the course of *made* and its submissions, all different, into *folder*."""
    cells = [_cell("setup", f"import numpy as np\n\nnumbers = np.ones({made.setup_mib} * 2**17)")]
    loop = "while time.process_time() < until:\n    pass"
    work = made.work or f"import time\nuntil = time.process_time() + {made.work_s}\n{loop}"
    cells.append(_cell("solution", f"{_MARK}\n### BEGIN SOLUTION\n{work}\nworked = True\n### END SOLUTION"))
    cells.append(_cell("check", "#| name: worked\n#| points: 1\nassert worked"))
    for number in range(made.cells):
        body = f"    ### BEGIN SOLUTION\n    return x * {number + 2}\n    ### END SOLUTION"
        cells.append(_cell("solution", f"def f{number}(x):\n{body}"))
        for check in range(number, made.checks, made.cells):
            expected = f"np.full((3, 4), {number + 2}.0)"
            text = f"assert np.array_equal(f{number}(np.ones((3, 4))), {expected})"
            cells.append(_cell("check", f"#| name: check-{check}\n#| points: 1\n{text}"))
    root = folder / "assignments" / NAME
    root.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / f"{NAME}.ipynb")
    limits = "[limits]\ncell_seconds = 120\nsubmission_seconds = 240"
    memory = f"memory_mb = {2048 + 2 * made.setup_mib}"
    (root / "assignment.toml").write_text(f'title = "Made"\n{limits}\n{memory}\n')
    text = serialise(solution_version(read_source(root / f"{NAME}.ipynb"), assignment=NAME)).decode()
    assert Assignment.load(root)
    assert _MARK in text
    (folder / "submissions").mkdir()
    for student in range(made.students):
        submission_of(student, folder).write_text(text.replace(_MARK, f"# answer of {student}"))


def submission_of(student: int, folder: Path) -> Path:
    """Where the submission of that student stands, in a class in *folder*."""
    return folder / "submissions" / f"student{student:05}.ipynb"


def grade(folder: Path, *, jobs: int, again: bool = True) -> Taken:
    """Grade the class in *folder*, confined: all of it *again*, or what has changed since it was graded."""
    command: list[str | Path] = [Path(sys.executable).parent / "grader", "grade", NAME, "submissions"]
    command += ["--jobs", str(jobs), "--json", "reports.json"]
    command += ["--again"] if again else []
    home = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    return run(command, folder=folder, environment=home, about=TRUSTED)


def _cell(role: str, text: str) -> Any:
    cell = nbformat.v4.new_code_cell(text)
    cell.metadata["tags"] = [role]
    return cell
