"""Courses of one small assignment, the scaffolded one, edited and graded by the real engine."""

import fcntl
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from grader.batch import Batch, grade_batch, prepare_work, write_checks
from grader.course import Course
from grader.model import CheckResult, Report
from grader.mutants import answered
from grader.notebook.source import read_source
from grader.publish import Released, release
from grader.release.strip import serialise
from grader.sandbox.probe import Machine, probe
from grader.sandbox.rungs import Isolation
from grader.scaffold import scaffold
from grader.submission.identity import collect
from grader.work import Settled

NAME = "week-1"
CHECKS = [
    "error-by-hand",
    "error-of-many",
    "gradient-by-differences",
    "why-squares",
    "error-scales-with-the-square--1.0",
    "error-scales-with-the-square-3.0",
]
POINTS = [2.0, 2.0, 3.0, 1.0, 1.0, 1.0]


@functools.cache
def machine() -> Machine:
    """This machine, probed once."""
    return probe(every_rung=False)


def new_course(root: Path) -> Course:
    """A course in *root* with the scaffolded assignment, not released."""
    scaffold(root, NAME)
    return Course(root=root)


def source_path(course: Course) -> Path:
    return course.root / "assignments" / NAME / f"{NAME}.ipynb"


def edit(course: Course, old: str, new: str) -> None:
    """Replace *old*, which stands in one cell of the source notebook."""

    def replace(cells: list[dict[str, Any]]) -> None:
        (cell,) = (cell for cell in cells if old in cell["source"])
        cell["source"] = cell["source"].replace(old, new)

    _rewrite(course, replace)


def add_cell(course: Course, text: str, *tags: str, before: str | None = None) -> None:
    """Put a code cell before the one that holds the text *before*, or at the end."""

    def insert(cells: list[dict[str, Any]]) -> None:
        places = [
            place for place, cell in enumerate(cells) if before is not None and before in cell["source"]
        ]
        cell: dict[str, Any] = {"cell_type": "code", "source": text, "outputs": [], "execution_count": None}
        cells.insert(
            places[0] if places else len(cells),
            cell | {"id": f"added-{len(cells)}", "metadata": {"tags": [*tags]}},
        )

    _rewrite(course, insert)


def add_checks(course: Course, text: str, name: str = "test_more.py") -> Path:
    """Write a file of checks beside the one that is there."""
    path = course.root / "assignments" / NAME / "checks" / name
    path.write_text(text)
    return path


def add_settings(course: Course, text: str) -> None:
    """Put lines at the end of assignment.toml."""
    path = course.root / "assignments" / NAME / "assignment.toml"
    path.write_text(path.read_text() + text)


def publish(course: Course) -> Released:
    return release(course, NAME, machine=machine())


def submission(course: Course, **answers: str) -> bytes:
    """A submission that answers with the reference, but for *answers* by the names of their cells."""
    assignment = course.assignment(NAME)
    made = answered(read_source(assignment.source), assignment=NAME, answers=answers)
    return serialise(made)


def changed(content: bytes, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> bytes:
    """The notebook *content* with its list of cells replaced."""
    notebook = json.loads(content)
    return json.dumps({**notebook, "cells": change(notebook["cells"])}).encode()


def grade(
    course: Course,
    submissions: Mapping[str, bytes],
    *,
    jobs: int = 1,
    isolation: Isolation = Isolation.BEST,
    seed: int = 0,
) -> dict[str, Report]:
    """Grade submissions by their students' names, in one batch."""
    settled = settle(course, submissions, jobs=jobs, isolation=isolation, seed=seed)
    return {result.report.student or "": result.report for result in settled}


def settle(
    course: Course,
    submissions: Mapping[str, bytes],
    *,
    jobs: int = 1,
    isolation: Isolation = Isolation.BEST,
    seed: int = 0,
) -> list[Settled]:
    """Grade submissions in one batch, sorted by their students' names."""
    folder = course.root / "submissions"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for student, content in submissions.items():
        (folder / f"{student}.ipynb").write_bytes(content)
    assignment = course.assignment(NAME)
    module, _ = write_checks(assignment, course.build_folder(NAME))
    work = prepare_work(assignment, module, isolation=isolation, machine=machine(), seed=seed)
    paths = collect([folder], assignment=NAME)
    return grade_batch(Batch(work=work, assignment=assignment, submissions=tuple(paths), jobs=jobs))


def graded_once(folder: Path, name: str, make: Callable[[Path], dict[str, Report]]) -> dict[str, Report]:
    """What *make* returns for a new folder: made by the first test process that asks, read by the others."""
    kept = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            course = folder / name
            course.mkdir()
            kept.write_bytes(msgspec.json.encode(make(course)))
        return msgspec.json.decode(kept.read_bytes(), type=dict[str, Report])


def check_of(report: Report, name: str) -> CheckResult:
    (check,) = (check for check in report.checks if check.name == name)
    return check


def _rewrite(course: Course, change: Callable[[list[dict[str, Any]]], None]) -> None:
    path = source_path(course)
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    change(notebook["cells"])
    path.write_text(json.dumps(notebook))
