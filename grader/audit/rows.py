"""Turns what was graded into the rows of an audit."""

from collections import defaultdict
from collections.abc import Iterable

from grader.audit.findings import CheckRow, Fate, MutantRow, OwnRow, QuestionRow
from grader.audit.mutation.generate import Generated
from grader.audit.trials import Trial
from grader.audit.waivers import as_toml
from grader.model import CheckResult, Report, Status
from grader.mutants import Mutant
from grader.notebook.cells import Role, Source

__all__ = ["mutant_row", "mutation_score", "own_row", "question_rows"]


def mutant_row(mutant: Generated, trial: Trial | None, *, waived: str | None = None) -> MutantRow:
    """The row of a generated mutant.

    Args:
        trial: None where it was not tried, because it is waived.
        waived: The reason why it is no mistake.
    """
    fate = _fate(trial, waived=waived)
    first = trial.failed[0] if trial is not None and fate is Fate.LOST else None
    report = trial.run.settled.report if trial is not None else None
    return MutantRow(
        cell=mutant.cell,
        line=mutant.line,
        kind=mutant.kind.value,
        mutation=mutant.mutation,
        was=mutant.was,
        becomes=mutant.becomes,
        fate=fate,
        check=first.name if first is not None else None,
        outcome=first.outcome if first is not None else None,
        trained=trial is not None and trial.trained,
        waiver=as_toml(mutant) if fate is Fate.SURVIVED else None,
        reason=report.reason if report is not None and fate is Fate.UNGRADED else waived,
    )


def own_row(mutant: Mutant, trial: Trial) -> OwnRow:
    """The row of one of the assignment's own mutants."""
    report = trial.run.settled.report
    return OwnRow(
        name=mutant.name,
        mistake=mutant.mistake,
        fate=_fate(trial),
        expected=mutant.fails,
        failed=tuple(check.name for check in trial.failed),
        not_run=tuple(name for name in mutant.fails if name in trial.not_run),
        hint=any(check.hint for check in trial.failed),
        reason=report.reason if report.status is not Status.GRADED else None,
    )


def question_rows(
    source: Source, reference: Report, mutants: Iterable[MutantRow], checks: Iterable[CheckRow]
) -> list[QuestionRow]:
    """A row for each question, in the order of the notebook."""
    order = {cell.name: place for place, cell in enumerate(source.cells)}
    manual = {cell.name for cell in source.cells if cell.role is Role.MANUAL}
    hidden = {check.name for check in checks if check.hidden}
    points: defaultdict[tuple[str, str], float] = defaultdict(float)
    for check in reference.checks:
        points[_question(check), "manual" if check.name in manual else _side(check.name, hidden)] += (
            check.max_points
        )
    fates: defaultdict[tuple[str, str], int] = defaultdict(int)
    for mutant in mutants:
        fates[mutant.cell, mutant.fate.value] += 1
        if mutant.check is not None:
            fates[mutant.cell, _side(mutant.check, hidden)] += 1
    names = {name for name, _ in (*points, *fates)}
    return [
        QuestionRow(
            name=name,
            visible_points=points[name, "visible"],
            hidden_points=points[name, "hidden"],
            manual_points=points[name, "manual"],
            noticed_visibly=fates[name, "visible"],
            noticed_hidden=fates[name, "hidden"],
            survived=fates[name, Fate.SURVIVED.value],
        )
        for name in sorted(names, key=lambda name: order.get(name, len(order)))
    ]


def mutation_score(rows: Iterable[MutantRow | OwnRow]) -> float | None:
    """The share of graded wrong answers that lost points; None where none was graded."""
    fates = [row.fate for row in rows]
    lost, survived = fates.count(Fate.LOST), fates.count(Fate.SURVIVED)
    return lost / (lost + survived) if lost + survived else None


def _fate(trial: Trial | None, *, waived: str | None = None) -> Fate:
    if trial is not None and trial.run.settled.report.status is not Status.GRADED:
        return Fate.UNGRADED
    if trial is not None and trial.failed:
        return Fate.LOST
    return Fate.SURVIVED if waived is None else Fate.WAIVED


def _question(check: CheckResult) -> str:
    return check.question or check.name


def _side(check: str, hidden: set[str]) -> str:
    return "hidden" if check in hidden else "visible"
