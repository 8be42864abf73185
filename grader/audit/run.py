"""The audit of one assignment: the reference under many seeds, and wrong answers by the hundred."""

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from grader.audit.answers import Answer, Run, grade_answers
from grader.audit.comparisons import record_comparisons
from grader.audit.findings import Audit, MutantRow
from grader.audit.mutation.generate import Generated, mutations, sample
from grader.audit.regions import answer_cells, answer_lines
from grader.audit.rows import mutant_row, mutation_score, own_row, question_rows
from grader.audit.seeds import threshold_rows
from grader.audit.stability import check_rows, once_more
from grader.audit.trials import REFERENCE, Costs, Wrong, cheap_checks, try_answers
from grader.audit.waivers import read_waivers
from grader.course import Assignment, Limits
from grader.errors import AssignmentError, InfrastructureError
from grader.model import Outcome, Report, Status
from grader.mutants import Mutant, read_mutant
from grader.notebook.cells import Source
from grader.notebook.source import read_source
from grader.sandbox.probe import Machine
from grader.sandbox.rungs import Isolation

__all__ = ["Wishes", "audit", "generate"]


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """How much an audit does."""

    mutants: int = 300  # generated ones, at most
    sampling_seed: int = 0  # which of them, where there are more
    seeds: int = 20  # runs of the reference
    thorough: bool = False  # train every wrong answer, waived ones too, and run all checks on it
    isolation: Isolation = Isolation.BEST
    jobs: int = 2


def audit(
    assignment: Assignment,
    wishes: Wishes,
    *,
    machine: Machine,
    progress: Callable[[str, int], Callable[[], None]] = lambda _what, _count: lambda: None,
) -> Audit:
    """Audit *assignment*.

    Args:
        progress: Called with what is graded and how often; what it returns is called for each that is done.

    Raises:
        AuthoringError: The assignment cannot be graded, or its reference does not pass every check.
        InfrastructureError: The grader itself failed on the reference.
    """
    source = read_source(assignment.source)
    own = [read_mutant(path) for path in assignment.mutant_files]
    made = generate(source)
    waivers = read_waivers(assignment.waivers_file)
    chosen = sample(made, wishes.mutants, seed=wishes.sampling_seed)

    def grade(
        what: str, answers: Sequence[Answer], *, measure: bool = False, limits: Limits | None = None
    ) -> list[Run]:
        done = progress(what, sum(len(answer.seeds) for answer in answers))
        return grade_answers(
            assignment,
            answers,
            machine=machine,
            isolation=wishes.isolation,
            jobs=wishes.jobs,
            limits=limits,
            rewrite=record_comparisons if measure else None,
            progress=lambda _run: done(),
        )

    runs = grade(
        REFERENCE, [Answer(name=REFERENCE, cells={}, seeds=range(max(1, wishes.seeds)))], measure=True
    )
    reference = runs[0].settled.report
    checks = _passed_checks(assignment, reference)
    _refuse_unknown_checks(assignment, own, reference)
    costs = Costs.of(runs)
    limits = costs.tightened(assignment.settings.limits)
    (cheap,) = cheap_checks([costs.long_cells], checks, grade).values()
    again = grade(
        f"{REFERENCE} again", once_more(source, checks, left_out=costs.long_cells, cheap=cheap), measure=True
    )
    named = {f"mutant {place}": mutant for place, mutant in enumerate(chosen)}
    wrong = [Wrong(name=mutant.name, cells=mutant.cells, every_check=True) for mutant in own]
    wrong += [
        Wrong(name=name, cells={mutant.cell: mutant.text})
        for name, mutant in named.items()
        if wishes.thorough or waivers.reason(mutant) is None
    ]
    trials = try_answers(
        source,
        wrong,
        checks,
        costs,
        lambda what, answers: grade(what, answers, limits=limits),
        thorough=wishes.thorough,
    )
    mutants = [
        mutant_row(mutant, trials.get(name), waived=waivers.reason(mutant)) for name, mutant in named.items()
    ]
    own_found = [own_row(mutant, trials[mutant.name]) for mutant in own]
    rows = check_rows(runs, again, Counter(row.check for row in mutants if row.check is not None))
    return Audit(
        assignment=assignment.name,
        title=assignment.settings.title,
        release=reference.release,
        isolation=reference.isolation,
        generated=len(made),
        sampling_seed=wishes.sampling_seed,
        max_score=reference.max_score,
        pending_points=reference.pending_points,
        seeds=len(runs),
        thorough=wishes.thorough,
        mutation_score=mutation_score([*mutants, *own_found]),
        mutants=tuple(mutants),
        own=tuple(own_found),
        checks=tuple(rows),
        thresholds=tuple(threshold_rows(runs)),
        questions=tuple(question_rows(source, reference, mutants, rows)),
        idle_waivers=tuple(waivers.idle(made)),
        notes=reference.notes,
        trained_share=_trained_share(mutants),
    )


def generate(source: Source) -> list[Generated]:
    """Every wrong answer that one mistake makes of the reference."""
    return [
        mutant
        for cell in answer_cells(source)
        for mutant in mutations(cell.reference, answer_lines(cell), cell=cell.name)
    ]


def _passed_checks(assignment: Assignment, reference: Report) -> list[str]:
    """Names of all checks.

    Raises:
        InfrastructureError: The reference could not be graded.
        AssignmentError: It does not pass all of them.
    """
    if reference.status is not Status.GRADED:
        raise InfrastructureError(
            f"the reference of {assignment.name} could not be graded: {reference.reason}"
        )
    checks = [check for check in reference.checks if check.outcome is not Outcome.PENDING]
    for check in checks:
        if check.outcome is not Outcome.PASSED:
            raise AssignmentError(
                f"the reference does not pass check {check.name}: {check.message or check.outcome.value}; "
                "an audit needs a right answer to start from",
                path=assignment.source,
            )
    return [check.name for check in checks]


def _refuse_unknown_checks(assignment: Assignment, own: Sequence[Mutant], reference: Report) -> None:
    known = {check.name for check in reference.checks}
    for mutant in own:
        for name in mutant.fails:
            if name not in known:
                raise AssignmentError(
                    f"mutant {mutant.name} should fail check {name!r}, which there is not",
                    path=assignment.root,
                )


def _trained_share(mutants: Sequence[MutantRow]) -> float:
    return sum(row.trained for row in mutants) / len(mutants) if mutants else 0.0
