"""A course in which the command lines of the documents can be typed: small, and with every file they name.

The homework ``dense`` of it has one question, so that grading, releasing and auditing it are quick.
"""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import msgspec

from grader.cli.files import as_json
from grader.course import Course
from grader.model import Report
from grader.mutants import answered
from grader.notebook.source import read_source
from grader.release.strip import serialise
from grader.scaffold import scaffold
from grader.sharding import Shard
from grader.submission.identity import SubmissionPath
from tests.documents import ROOT

NAME = "dense"
SHARDS = 8
STUDENTS = ("ada", "bo", "chen")

CELLS = (
    ("setup", "import numpy as np\n\nfrom grader.testing import assert_close"),
    (
        "solution",
        "#| name: dense\ndef forward(X, W):\n    ### BEGIN SOLUTION\n    return X @ W\n    ### END SOLUTION",
    ),
    (
        "check",
        "#| name: forward\n#| points: 4\n#| hint: Rows of X are samples.\nX = np.arange(6.0).reshape(2, 3)\n"
        'W = np.arange(12.0).reshape(3, 4)\nassert_close(forward(X, W), X @ W)\nprint("Well done!")',
    ),
    (
        "hidden",
        "#| name: forward-any-shape\n#| hint: Try one row.\nX, W = np.ones((1, 3)), np.arange(3.0)[:, None]\n"
        'assert_close(forward(X, W), X @ W)\nprint("Well done!")',
    ),
)
WHY = "#| name: why\n#| points: 2\nThe sum over the inputs weighs each of them."
FILES = {
    "roster.csv": "id,name,section\nada,Ada Lovelace,A\nbo,Bo Diddley,B\nchen,Chen Jingrun,A\n",
    "times.csv": "student,time\n" + "".join(f"{student},2026-11-20T12:00\n" for student in STUDENTS),
    "users.csv": "student,userId\n" + "".join(f"{student},6f0c-{student}\n" for student in STUDENTS),
    "canvas.csv": "Student,ID,SIS Login ID,Section,Dense (4711)\n"
    + "".join(f"{student.title()},{1000 + n},{student},A,\n" for n, student in enumerate(STUDENTS)),
    "moodle.csv": "Identifier,Full name,Username,Grade,Feedback comments\n"
    + "".join(f"Participant {n},{student.title()},{student},,\n" for n, student in enumerate(STUDENTS)),
    "blackboard.xls": "Username\tDense [Total Pts: 10 Score] |88123\n"
    + "".join(f"{student}\t\n" for student in STUDENTS),
}


def small_homework(root: Path, name: str) -> None:
    """Make the scaffolded assignment *name* a small one."""
    folder = root / "assignments" / name
    for extra in ("checks", "mutants"):
        shutil.rmtree(folder / extra)
    (folder / "waivers.toml").unlink()
    path = folder / f"{name}.ipynb"
    notebook: dict[str, Any] = json.loads(path.read_text())
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {"tags": [tag]},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for number, (tag, text) in enumerate(CELLS)
    ]
    manual = {"cell_type": "markdown", "id": "why", "metadata": {"tags": ["manual"]}, "source": WHY}
    path.write_text(json.dumps({**notebook, "cells": [*cells, manual]}))


def hand_in(root: Path) -> None:
    """Make three submissions, one wrong and one unanswered, and what a student has at home."""
    source = read_source(Course(root=root).assignment(NAME).source)
    folder = root / "submissions"
    folder.mkdir()
    wrong = {"dense": "def forward(X, W):\n    return X * 2"}
    (folder / "ada.ipynb").write_bytes(serialise(answered(source, assignment=NAME)))
    (folder / "bo.ipynb").write_bytes(serialise(answered(source, assignment=NAME, answers=wrong)))
    released = root / "release" / NAME / f"{NAME}.ipynb"
    for path in (folder / "chen.ipynb", root / f"{NAME}.ipynb", root / "week-1.ipynb"):
        shutil.copyfile(released, path)


def write_files(root: Path) -> None:
    """What the documents take as given, of the reports that were made: parts, an older file, tables."""
    reports = msgspec.json.decode((root / "reports.json").read_bytes(), type=list[Report])
    for number in range(1, SHARDS + 1):
        shard = Shard.parse(f"{number}/{SHARDS}")
        part = [report for report in reports if shard.holds(_path(report))]
        (root / f"part-{number}.json").write_bytes(as_json(part))
    for name in ("before.json", "after.json"):
        shutil.copyfile(root / "reports.json", root / name)
    for name, text in FILES.items():
        (root / name).write_text(text)
    with zipfile.ZipFile(root / "submissions.zip", "w") as opened:  # as Canvas packs it
        for number, student in enumerate(STUDENTS):
            name = f"{student}_{1000 + number}_{7000 + number}_{NAME}.ipynb"
            opened.write(root / "submissions" / f"{student}.ipynb", name)


def scaffold_small(root: Path) -> None:
    """The assignment, before it is released."""
    scaffold(root, NAME)
    small_homework(root, NAME)


def _path(report: Report) -> SubmissionPath:
    return SubmissionPath(
        path=ROOT / report.submission, given=report.submission, student=report.student, output_name=""
    )
