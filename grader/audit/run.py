"""The audit of one assignment: the reference under many seeds, and wrong answers by the hundred."""

import contextlib
import functools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec

from grader.audit.answers import Answer, Run, grade_answers_with, graders_of
from grader.audit.comparisons import record_comparisons
from grader.audit.findings import Audit
from grader.audit.mutation.generate import Generated, mutations, sample
from grader.audit.regions import answer_cells, answer_lines
from grader.audit.rows import mutant_row, mutation_score, own_row, question_rows
from grader.audit.seeds import threshold_rows
from grader.audit.stability import check_rows, once_more
from grader.audit.trials import REFERENCE, Costs, Grade, Wrong, cheap_checks, left_out, try_answers
from grader.audit.waivers import Waivers, read_waivers
from grader.course import Assignment, Limits
from grader.errors import AssignmentError, InfrastructureError
from grader.model import Outcome, Report, Status
from grader.mutants import Mutant, read_mutant
from grader.notebook.cells import Source
from grader.notebook.source import read_source
from grader.sandbox.probe import Machine
from grader.sandbox.rungs import Isolation

__all__ = ["Wishes", "audit", "generate"]

Progress = Callable[[str, int], Callable[[], None]]  # what is graded and how often; the result: one is done


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
    progress: Progress = lambda _what, _count: lambda: None,
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
    taken = sample(made, wishes.mutants, seed=wishes.sampling_seed)
    named = {f"mutant {place}": mutant for place, mutant in enumerate(taken)}
    with contextlib.ExitStack() as stack:
        grading = functools.partial(_grading, stack, assignment, wishes, machine, progress)

        measured = grading(rewrite=record_comparisons)
        runs = measured(REFERENCE, [Answer(name=REFERENCE, cells={}, seeds=range(wishes.seeds))])
        reference = runs[0].settled.report
        checks = _passed_checks(assignment, reference)
        _refuse_unknown_checks(assignment, own, reference)

        costs = Costs.of(runs)
        tight = grading(limits=costs.tightened(assignment.settings.limits))
        wrong = _wrong_answers(own, named, Waivers(()) if wishes.thorough else waivers)
        choices = {costs.long_cells} | (set() if wishes.thorough else {left_out(one, costs) for one in wrong})
        cheap = cheap_checks(choices, checks, tight)
        afresh = grading(rewrite=record_comparisons)  # processes in which no check was run before
        again = afresh(
            f"{REFERENCE} again",
            once_more(source, checks, left_out=costs.long_cells, cheap=cheap[costs.long_cells]),
        )
        trials = try_answers(source, wrong, checks, costs, cheap, tight, thorough=wishes.thorough)

    mutants = [
        mutant_row(mutant, trials.get(name), waived=waivers.reason(mutant)) for name, mutant in named.items()
    ]
    own_mutants = [own_row(mutant, trials[mutant.name]) for mutant in own]
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
        seeds=wishes.seeds,
        thorough=wishes.thorough,
        mutation_score=mutation_score([*mutants, *own_mutants]),
        mutants=tuple(mutants),
        own=tuple(own_mutants),
        checks=tuple(rows),
        thresholds=tuple(threshold_rows(runs)),
        questions=tuple(question_rows(source, reference, mutants, rows)),
        idle_waivers=tuple(waivers.idle(made)),
        notes=reference.notes,
        trained_share=sum(row.trained for row in mutants) / max(1, len(mutants)),
    )


def generate(source: Source) -> list[Generated]:
    """Every wrong answer that one mistake makes of the reference."""
    return [
        mutant
        for cell in answer_cells(source)
        for mutant in mutations(cell.reference, answer_lines(cell), cell=cell.name)
    ]


def _grading(
    stack: contextlib.ExitStack,
    assignment: Assignment,
    wishes: Wishes,
    machine: Machine,
    progress: Progress,
    *,
    limits: Limits | None = None,
    rewrite: Callable[[str], str] | None = None,
) -> Grade:
    """What grades answers, with processes that last as long as *stack*, and tells how far it has come."""
    graders = stack.enter_context(
        graders_of(
            assignment,
            machine=machine,
            isolation=wishes.isolation,
            jobs=wishes.jobs,
            limits=limits,
            rewrite=rewrite,
        )
    )

    def grade(what: str, answers: Sequence[Answer]) -> list[Run]:
        done = progress(what, sum(len(answer.seeds) for answer in answers))
        return grade_answers_with(graders, assignment, answers, lambda _run: done())

    return grade


def _wrong_answers(own: Sequence[Mutant], named: Mapping[str, Generated], waivers: Waivers) -> list[Wrong]:
    """The assignment's own mutants, and the generated ones that nobody waives."""
    return [
        *(Wrong(name=mutant.name, cells=mutant.cells, every_check=True) for mutant in own),
        *(
            Wrong(name=name, cells={mutant.cell: mutant.text})
            for name, mutant in named.items()
            if waivers.reason(mutant) is None
        ),
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
