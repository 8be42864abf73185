"""From paths to submissions that can be graded, and reports of those that cannot."""

from collections.abc import Sequence

import msgspec

from grader.course import Assignment
from grader.errors import InvalidSubmission
from grader.notebook.cells import Source
from grader.notebook.read import read_notebook
from grader.plugin.grading import ToGrade
from grader.submission.identity import SubmissionPath
from grader.submission.matching import plan_steps

__all__ = ["Intake", "take_in"]


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What can be graded and what cannot, each with its position among the paths."""

    valid: tuple[tuple[int, ToGrade], ...]
    invalid: tuple[tuple[int, str], ...]  # position and reason


def take_in(assignment: Assignment, source: Source, paths: Sequence[SubmissionPath]) -> Intake:
    """Read and match every submission. Never raises for what a submission holds."""
    valid, invalid = [], []
    for position, path in enumerate(paths):
        try:
            if path.refused is not None:
                raise InvalidSubmission(path.refused)
            plan = plan_steps(source, read_notebook(path.path), assignment=assignment.name)
        except InvalidSubmission as refusal:
            invalid.append((position, refusal.reason))
        else:
            valid.append((position, ToGrade(path=path, plan=plan)))
    return Intake(valid=tuple(valid), invalid=tuple(invalid))
