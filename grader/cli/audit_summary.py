"""What a terminal shows of an audit. Plain text where it is piped."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.audit.findings import Audit, Fate, MutantRow
from grader.audit.page import chance, percent
from grader.exports.words import one_line

__all__ = ["print_summary"]

MOST_SURVIVORS = 40  # the page shows all


def print_summary(out: Console, audit: Audit) -> None:
    """Print what *audit* found."""
    out.print(Text(_headline(audit), "bold"))
    _print_survivors(out, audit)
    _print_own(out, audit)
    _print_luck(out, audit)
    _print_stability(out, audit)
    out.print(_question_table(audit))
    for problem in _small_problems(audit):
        out.print(Text(problem, "yellow"))
    graded = f"{len(audit.mutants) + len(audit.own)} wrong answers and {audit.seeds} seeds"
    out.print(f"{graded} in {audit.seconds:.0f} s, {audit.cpu_seconds:.0f} s of processor time", markup=False)


def _headline(audit: Audit) -> str:
    lost, waived = audit.count(Fate.LOST), audit.count(Fate.WAIVED)
    graded = lost + audit.count(Fate.SURVIVED)
    return (
        f"{audit.assignment}: {lost} of {graded} wrong answers lost points: "
        f"mutation score {percent(audit.mutation_score)} "
        f"({len(audit.mutants)} of {audit.generated} generated, {len(audit.own)} own"
        + (f", {waived} waived)" if waived else ")")
    )


def _print_survivors(out: Console, audit: Audit) -> None:
    survivors = audit.survivors
    points = f"{audit.max_score - audit.pending_points:g}"
    for mutant in survivors[:MOST_SURVIVORS]:
        out.print()
        out.print(Text(f"survived with {points} of {points} points: {_where(mutant)}", "red"))
        for sign, text, style in (("-", mutant.was, "red"), ("+", mutant.becomes, "green")):
            for line in text.split("\n"):
                out.print(Text(f"  {sign} {line}", style))
    if len(survivors) > MOST_SURVIVORS:
        out.print(f"and {len(survivors) - MOST_SURVIVORS} more, which the page shows")
    for mutant in audit.mutants:
        if mutant.fate is Fate.UNGRADED:
            out.print(Text(f"not graded: {_where(mutant)}: {one_line(mutant.reason or '', 200)}", "bold red"))
    out.print()


def _print_own(out: Console, audit: Audit) -> None:
    if not audit.own:
        return
    right = len(audit.own) - len(audit.not_as_named)
    out.print(f"own mutants: {right} of {len(audit.own)} fail exactly the checks that they name")
    for row in audit.not_as_named:
        told = row.reason or f"expected {', '.join(row.expected)}; failed {', '.join(row.failed) or 'none'}"
        out.print(Text(f"  {row.name}: {told}", "red"))


def _print_luck(out: Console, audit: Audit) -> None:
    unlucky = [check for check in audit.checks if check.passed < check.runs]
    for check in unlucky:
        out.print(
            Text(f"luck: the reference passes {check.name} under {check.passed} of {check.runs} seeds", "red")
        )
    if not unlucky:
        out.print(f"luck: the reference passes every check under {audit.seeds} seeds")
    if not audit.thresholds:
        return
    table = _table("threshold", "measured")
    for heading in ("bound", "mean", "deviation", "margin", "a right answer fails"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in audit.thresholds:
        told = "too few runs" if row.chance is None else chance(row.chance)
        table.add_row(
            row.check,
            Text(one_line(row.measured, 50)),
            f"{'>=' if row.least else '<='} {row.bound:.4g}",
            f"{row.mean:.4g}",
            "" if row.deviation is None else f"{row.deviation:.2g}",
            "" if row.margin is None else f"{row.margin:.1f}",
            Text(told, "red" if row.flagged else ""),
        )
    out.print(table)


def _print_stability(out: Console, audit: Audit) -> None:
    moody = [check.name for check in audit.checks if not check.repeatable]
    dependent = [check.name for check in audit.checks if not check.independent]
    if moody:
        out.print(Text(f"repeatability: the same seed gives another result of {', '.join(moody)}", "red"))
    if dependent:
        names = ", ".join(dependent)
        out.print(Text(f"order: another result without the checks before: {names}", "red"))
    if not moody and not dependent:
        out.print("stability: every check gives the same result again, and alone")
    slowest = max(audit.checks, key=lambda check: check.most_cpu_seconds or 0.0, default=None)
    largest = max(audit.checks, key=lambda check: check.most_bytes or 0, default=None)
    if slowest is not None and largest is not None:
        out.print(
            f"most time: {slowest.name}, {slowest.most_cpu_seconds or 0.0:.2f} s of processor time; "
            f"most memory: {largest.name}, {(largest.most_bytes or 0) / 2**20:.0f} MiB",
            markup=False,
        )


def _question_table(audit: Audit) -> Table:
    table = _table("question")
    for heading in ("visible points", "hidden", "by hand", "mutants noticed visibly", "hidden", "by none"):
        table.add_column(heading, justify="right")
    for row in audit.questions:
        points = [f"{number:g}" for number in (row.visible_points, row.hidden_points, row.manual_points)]
        survived = Text(str(row.survived), "red" if row.survived else "")
        table.add_row(row.name, *points, str(row.noticed_visibly), str(row.noticed_hidden), survived)
    return table


def _small_problems(audit: Audit) -> list[str]:
    problems = [f"check {check.name} has no hint" for check in audit.hintless]
    problems += [
        f"own mutant {row.name}: no check that it fails has a hint"
        for row in audit.own
        if row.fate is Fate.LOST and not row.hint
    ]
    problems += [f"waivers.toml waives what is no mutant any more: {text}" for text in audit.idle_waivers]
    return problems


def _table(*headings: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    return table


def _where(mutant: MutantRow) -> str:
    return f"{mutant.cell}, line {mutant.line}: {mutant.mutation}"
