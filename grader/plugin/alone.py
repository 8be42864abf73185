"""Grading with pytest alone: the session is made from pytest's own command line."""

from collections.abc import Sequence
from pathlib import Path

from grader.course import Assignment
from grader.errors import UsageError
from grader.notebook.source import read_source
from grader.plugin.grading import Grading
from grader.plugin.intake import take_in
from grader.plugin.seeds import Seeds
from grader.plugin.warm import WarmProcess
from grader.sandbox.probe import choose, probe
from grader.sandbox.rungs import Isolation
from grader.submission.identity import collect

__all__ = ["grading_from_options"]


def grading_from_options(root: Path, paths: Sequence[str], *, isolation: str) -> Grading:
    """A grading of the notebooks *paths* against the assignment in *root*.

    Raises:
        GraderError: The assignment, a path or this machine is not in order.
    """
    if not paths:
        raise UsageError("there is nothing to grade: say --submission NOTEBOOK")
    assignment = Assignment.load(root)
    source = read_source(assignment.source)
    intake = take_in(assignment, source, collect([Path(path) for path in paths], assignment=assignment.name))
    if intake.invalid:
        raise UsageError("; ".join(reason for _, reason in intake.invalid))
    rung = choose(Isolation(isolation), probe(every_rung=False))
    warm = WarmProcess(assignment, source, rung, seeds=Seeds.of(assignment))
    return Grading(
        assignment,
        source,
        [submission for _, submission in intake.valid],
        warm,
        settled=lambda _index, _graded: None,
    )
