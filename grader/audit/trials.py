"""Grades wrong answers no further than is needed to know that they lose points.

Most notebooks train for seconds, and hundreds of wrong answers cannot all be trained. So cells that take
long are left out at first, unless the wrong answer is in them. What the reference passes even so are the
*cheap* checks. A wrong answer is judged by the cheap checks that stand behind it; only one that passes all
of them is graded again with nothing left out. Checks before a wrong answer cannot notice it, and are not run.

Time limits are drawn tight around what the reference needs, so that an endless loop ends soon.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import msgspec

from grader.audit.answers import Answer, Run
from grader.course import Limits
from grader.model import CheckResult, Outcome, Status
from grader.notebook.cells import Role, Source
from grader.submission.plan import Extent

__all__ = [
    "REFERENCE",
    "Costs",
    "Grade",
    "Trial",
    "Wrong",
    "cheap_checks",
    "failed_checks",
    "left_out",
    "try_answers",
]

REFERENCE = "the reference"
LONG_S = 0.15  # CPU seconds of a cell that is worth leaving out: a figure takes 0.3, an answer 0.005
SLOWER = 5  # times as slow as the reference a right answer may be
LEAST_S = 2.0  # of any limit: short times vary most
PATIENCE = 30.0  # times the processor seconds on the clock: no mutant sleeps, but the machine may be busy

Grade = Callable[[str, Sequence[Answer]], list[Run]]  # its first argument tells a person what is graded


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """What the reference takes, in CPU seconds."""

    cells: Mapping[str, float]
    checks: Mapping[str, float]

    @classmethod
    def of(cls, runs: Iterable[Run]) -> "Costs":
        """The least of several runs: what is more is the machine's."""
        cells: dict[str, float] = {}
        checks: dict[str, float] = {}
        for run in runs:
            for name, seconds in run.settled.cell_seconds.items():
                cells[name] = min(seconds, cells.get(name, seconds))
            for check in run.settled.report.checks:
                if check.cpu_seconds is not None:
                    checks[check.name] = min(check.cpu_seconds, checks.get(check.name, check.cpu_seconds))
        return cls(cells=cells, checks=checks)

    @property
    def long_cells(self) -> frozenset[str]:
        """Cells that are left out where they can be."""
        return frozenset(name for name, seconds in self.cells.items() if seconds > LONG_S)

    def tightened(self, limits: Limits) -> Limits:
        """*limits* as tight as wrong answers need them."""
        cell_s = max(LEAST_S, SLOWER * max(self.cells.values(), default=0.0))
        check_s = max(LEAST_S, SLOWER * max(self.checks.values(), default=0.0))
        whole_s = max(LEAST_S, SLOWER * sum(self.cells.values()))
        return msgspec.structs.replace(
            limits,
            cell_seconds=min(limits.cell_seconds, cell_s),
            check_seconds=min(limits.check_seconds, check_s),
            submission_seconds=min(limits.submission_seconds, max(whole_s, cell_s, check_s)),
            wall_factor=max(limits.wall_factor, PATIENCE),
        )


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong answer to be tried."""

    name: str  # unique
    cells: Mapping[str, str]
    every_check: bool = False  # whether to know more than the first check that it fails


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one wrong answer."""

    failed: tuple[CheckResult, ...]
    not_run: frozenset[str]  # checks behind it that it was not judged by
    trained: bool  # whether cells that take long were run for it
    run: Run


def try_answers(
    source: Source,
    wrong: Sequence[Wrong],
    checks: Sequence[str],
    costs: Costs,
    cheap: Mapping[frozenset[str], frozenset[str]],
    grade: Grade,
    *,
    thorough: bool = False,
) -> dict[str, Trial]:
    """Grade each of *wrong*; the trials by their names.

    Args:
        checks: Every check of the assignment.
        cheap: What `cheap_checks` found for what `left_out` gives for each of *wrong*.
        thorough: Leave nothing out.
    """
    behind = {answer.name: _behind(source, answer, checks) for answer in wrong}
    trials: dict[str, Trial] = {}

    def judge(what: str, answers: Sequence[Wrong], extent_of: Callable[[Wrong], Extent]) -> None:
        asked = [Answer(name=answer.name, cells=answer.cells, extent=extent_of(answer)) for answer in answers]
        for answer, run in zip(asked, grade(what, asked) if asked else (), strict=True):
            failed = failed_checks(run)
            trials[answer.name] = Trial(
                failed=failed,
                not_run=behind[answer.name] & {*run.settled.not_run},
                trained=bool(costs.long_cells - answer.extent.left_out),
                run=run,
            )

    def at_first(answer: Wrong) -> Extent:
        without = left_out(answer, costs)
        judged = cheap[without] & behind[answer.name]
        return Extent(left_out=without, checks=judged, to_first_loss=not answer.every_check)

    def at_last(answer: Wrong) -> Extent:
        to_first_loss = not answer.every_check and not thorough
        return Extent(checks=behind[answer.name], to_first_loss=to_first_loss)

    if not thorough:
        judge("wrong answers", [answer for answer in wrong if at_first(answer).checks], at_first)
    left = [answer for answer in wrong if not _is_known(trials.get(answer.name))]
    judge("wrong answers in full", left, at_last)
    return trials


def left_out(answer: Wrong, costs: Costs) -> frozenset[str]:
    """Cells that are not run for *answer* at first: those that take long and are not its own."""
    return costs.long_cells - {*answer.cells}


def failed_checks(run: Run) -> tuple[CheckResult, ...]:
    """Checks that were run and cost points."""
    return tuple(
        check
        for check in run.settled.report.checks
        if check.outcome not in (Outcome.PASSED, Outcome.PENDING) and check.name not in run.settled.not_run
    )


def _is_known(trial: Trial | None) -> bool:
    """Whether no further run can tell more: it lost points, or was judged by all checks and did not."""
    if trial is None or trial.run.settled.report.status is not Status.GRADED:
        return False
    return bool(trial.failed) or not trial.not_run


def _behind(source: Source, answer: Wrong, checks: Iterable[str]) -> frozenset[str]:
    """The checks that look at the notebook after the first of the answer's cells was run."""
    before: set[str] = set()
    for cell in source.cells:
        if cell.name in answer.cells:
            break
        if cell.role in (Role.CHECK, Role.HIDDEN):
            before.add(cell.name)
    return frozenset(checks) - before


def cheap_checks(
    choices: Collection[frozenset[str]], checks: Sequence[str], grade: Grade
) -> dict[frozenset[str], frozenset[str]]:
    """The checks that the reference passes with cells left out, for each of several *choices* of them."""
    cheap = {choice: frozenset(checks) for choice in choices if not choice}
    asked = [choice for choice in sorted(choices, key=sorted) if choice]
    answers = [
        Answer(
            name=f"{REFERENCE} without {', '.join(sorted(choice))}", cells={}, extent=Extent(left_out=choice)
        )
        for choice in asked
    ]
    for choice, run in zip(asked, grade("the reference in part", answers) if answers else (), strict=True):
        cheap[choice] = frozenset(
            check.name for check in run.settled.report.checks if check.outcome is Outcome.PASSED
        )
    return cheap
