"""Makes a release: the student's version and the reference with its outputs, or every reason why not.

Nothing is written before all is known: the reference must earn every point, the unanswered notebook none,
and nothing of a solution or a hidden check may stand in what students get.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from grader.batch import Batch, grade_batch, prepare_work, write_checks
from grader.checks.module import GivenUse
from grader.course import Assignment, Course
from grader.errors import ReleaseRefused
from grader.model import Outcome, Report, Status
from grader.notebook.source import read_source
from grader.release.beside import README, REQUIREMENTS, readme, requirements
from grader.release.leaks import find_leaks
from grader.release.strip import serialise, solution_version, student_version
from grader.sandbox.probe import Machine
from grader.sandbox.rungs import Isolation
from grader.submission.identity import SubmissionPath
from grader.whole import replacing
from grader.work import Settled, Work

__all__ = ["Released", "release"]


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """A release that was written."""

    name: str
    release: Path
    solution: Path
    points: float
    checks: int
    hidden: int
    given_uses: tuple[GivenUse, ...]
    reference: Report


def release(
    course: Course,
    name: str,
    *,
    machine: Machine,
    isolation: Isolation = Isolation.BEST,
    progress: Callable[[str], None] = lambda _step: None,
) -> Released:
    """Release the assignment *name* of *course*.

    Raises:
        AuthoringError: The source notebook or a check is wrong.
        ReleaseRefused: The release would leak, or its checks do not tell right from unanswered.
        InfrastructureError: The grader itself failed.
    """
    assignment = course.assignment(name)
    progress("reading the source notebook")
    source = read_source(assignment.source)
    title = assignment.settings.title
    student = student_version(source, assignment=name, title=title)
    files = dict(assignment.released_files)
    if files:
        student["metadata"]["welldone"]["files"] = sorted(files)
    leaks = find_leaks(source, student, files=files, shown=assignment.settings.release.shown)
    if leaks:
        raise ReleaseRefused(leaks, assignment=name)
    module, compiled = write_checks(assignment, course.build_folder(name))
    progress("grading the reference and the unanswered notebook")
    work = prepare_work(assignment, module, isolation=isolation, machine=machine, show=True)
    solution = solution_version(source, assignment=name, title=title)
    reference, stub = _grade_both(work, assignment, serialise(solution), serialise(student))
    reasons = _against_reference(reference)
    if reference.report.status is Status.GRADED:  # else both failed for the same reason
        reasons += _against_stub(stub.report)
    if reasons:
        raise ReleaseRefused(reasons, assignment=name)
    progress("writing")
    contents = {
        f"{name}.ipynb": serialise(student),
        README: readme(name, title=title, files=files),
        REQUIREMENTS: requirements(student, files=files),
    }
    _write_folder(course.release_folder(name), contents, files)  # an author's own README counts
    shown = serialise(_with_outputs(solution, reference.outputs))
    _write_folder(course.solution_folder(name), {f"{name}.ipynb": shown}, {})
    checks = reference.report.checks
    return Released(
        name=name,
        release=course.release_folder(name),
        solution=course.solution_folder(name),
        points=reference.report.max_score,
        checks=len(checks),
        hidden=sum(check.hidden for check in checks),
        given_uses=compiled.given_uses,
        reference=reference.report,
    )


def _grade_both(
    work: Work, assignment: Assignment, solution: bytes, student: bytes
) -> tuple[Settled, Settled]:
    with tempfile.TemporaryDirectory(prefix="welldone-release-") as folder:
        submissions = []
        for name, content in (("reference", solution), ("unanswered", student)):
            path = Path(folder) / f"{name}.ipynb"
            path.write_bytes(content)
            submissions.append(SubmissionPath(path=path, given=name, student=name, output_name=name))
        batch = Batch(work=work, assignment=assignment, submissions=tuple(submissions), jobs=2)
        reference, stub = grade_batch(batch)
    return reference, stub


def _against_reference(reference: Settled) -> list[str]:
    report = reference.report
    if report.status is not Status.GRADED:
        return [f"the reference cannot be graded: {report.reason}"]
    reasons = [
        f"the reference does not pass check {check.name}: {check.outcome.value}: {check.message}"
        for check in report.checks
        if check.outcome not in (Outcome.PASSED, Outcome.PENDING)
    ]
    reasons += [
        f"cell {cell.name} of the reference raised {cell.error}" for cell in report.cells if cell.error
    ]
    failed = tuple(f"{check.name} " for check in report.checks if check.outcome is not Outcome.PASSED)
    # what a check's text raises where a student runs it, though it passes on the trusted side
    reasons += [
        f"the reference: {note}"
        for note in report.notes
        if " raised " in note and not note.startswith(failed)
    ]
    return reasons


def _against_stub(report: Report) -> list[str]:
    if report.status is not Status.GRADED:
        return [f"the unanswered notebook cannot be graded: {report.reason}"]
    return [
        f"the unanswered notebook passes check {check.name} and gets {check.points:g} points: "
        "let the check need the answer, or give it 0 points"
        for check in report.checks
        if check.points > 0
    ]


def _with_outputs(solution: Mapping[str, Any], outputs: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    cells = []
    for cell in solution["cells"]:
        shown = outputs.get(cell["metadata"].get("name", ""))
        cells.append({**cell, "outputs": shown} if shown and cell["cell_type"] == "code" else cell)
    return {**solution, "cells": cells}


def _write_folder(folder: Path, contents: Mapping[str, bytes], files: Mapping[str, Path]) -> None:
    """Write exactly these files as *folder*."""
    with replacing(folder) as beside:
        for name, content in contents.items():
            (beside / name).write_bytes(content)
        for name, path in files.items():
            shutil.copyfile(path, beside / name)
