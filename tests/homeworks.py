"""The homeworks that come with the package, graded: the reference, the mutants, and other right answers."""

from collections.abc import Mapping
from pathlib import Path

from grader.audit.answers import Answer, grade_answers
from grader.course import Assignment, Course
from grader.model import CheckResult, Outcome, Report
from grader.mutants import Mutant, read_answers, read_mutant
from tests.courses import machine

COURSE = Course(root=Path(__file__).parent.parent)
RIGHT_ANSWERS = Path(__file__).parent / "right_answers"
NAMES = COURSE.names()
REFERENCE = "the reference"

UNANSWERED = "raise NotImplementedError"
# The question whose cell trains for seconds. Answers to other questions are graded without it.
TRAINING = {
    "dense": "loop",
    "backprop": "training",
    "augmented": "loop",
    "momentum": "best",
    "layers": "training",
}


def mutants(name: str) -> list[Mutant]:
    """The mutants of the assignment *name*."""
    return [read_mutant(path) for path in COURSE.assignment(name).mutant_files]


def right_answers(name: str) -> dict[str, dict[str, str]]:
    """Cells of each other right answer to the assignment *name*."""
    return {
        path.stem: read_answers(path, ("style",))[1] for path in sorted((RIGHT_ANSWERS / name).glob("*.py"))
    }


def untrained(name: str, cells: Mapping[str, str]) -> dict[str, str]:
    """The answer *cells*, the cell that trains left unanswered unless the answer is about it."""
    return {TRAINING[name]: UNANSWERED, **cells}


def judged(name: str, cells: Mapping[str, str], report: Report) -> list[CheckResult]:
    """The checks by which the answer *cells* is judged: those of the training only where it was trained."""
    return [
        check
        for check in report.checks
        if check.outcome is not Outcome.PENDING
        and (check.question != TRAINING[name] or TRAINING[name] in cells)
    ]


def grade(
    assignment: Assignment, answers: Mapping[str, Mapping[str, str]], *, seed: int = 0
) -> dict[str, Report]:
    """Grade *answers*, cells by the name of the answer; what an answer does not say is the reference's."""
    asked = [Answer(name=name, cells=cells, seeds=(seed,)) for name, cells in answers.items()]
    return {run.answer: run.settled.report for run in grade_answers(assignment, asked, machine=machine())}
