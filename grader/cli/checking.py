"""``grader check``: a student's own run. What passes, what does not, and the one thing to try next."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.batch import write_checks
from grader.cli.grading import (
    FAIL_UNDER_STATUS,
    ISOLATION,
    falls_short,
    grade_with_progress,
    parse_bound,
)
from grader.cli.tables import console, marked
from grader.errors import InfrastructureError, UsageError
from grader.exports import for_student
from grader.exports.words import number, one_line
from grader.model import CellResult, CheckResult, Outcome, Report, Status
from grader.practice import practice_assignment
from grader.sandbox.rungs import Isolation
from grader.submission.identity import SubmissionPath

__all__ = ["check", "own_report"]

BAR = 20  # characters
WIDE = 80  # columns of a terminal that has room for more than the checks
MAX_LINES = 40  # of one message
# said of an answer that a check takes from the release, which a student's own run has not
_ABOUT_THE_REFERENCE = "the reference's "


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--all", "in_full", is_flag=True, help="Show all that does not pass in full, hints too.")
@click.option("--isolation", type=ISOLATION, default="best", show_default=True, help="How code is confined.")
@click.option(
    "--fail-under", metavar="X", help="Exit with 3 where it gets fewer than X points, or X% of them."
)
def check(notebook: Path, in_full: bool, isolation: str, fail_under: str | None) -> int:  # noqa: FBT001
    """Run the visible checks of your own NOTEBOOK, as grading will.

    The checks are those of the release that the notebook was made from, if it is at hand, else its own.
    """
    bound = parse_bound(fail_under)
    with tempfile.TemporaryDirectory(prefix="welldone-check-") as folder:
        assignment = practice_assignment(Path(folder), notebook)
        module, _ = write_checks(assignment, Path(folder) / "build", practice=True)
        submission = SubmissionPath(path=notebook, given=str(notebook), student=None, output_name="own")
        (report,), _ = grade_with_progress(
            assignment, module, [submission], isolation=Isolation(isolation), folder=Path(folder)
        )
    if report.status is Status.INFRASTRUCTURE:
        raise InfrastructureError(f"{notebook}: {report.reason}")
    if report.status is Status.INVALID:
        raise UsageError(f"{notebook}: {report.reason}")
    out = console()
    for part in own_report(for_student(report), out, in_full=in_full):
        out.print(part)
    return FAIL_UNDER_STATUS if bound is not None and falls_short(report, *bound) else 0


def own_report(report: Report, out: Console, *, in_full: bool = False) -> Iterator[RenderableType]:
    """What a student sees of *report*, for the console *out*.

    Args:
        in_full: Show message and hint of every check that does not pass, not only of the next to try.
    """
    yield _table(report.checks, with_questions=out.width >= WIDE)
    notes = [note for note in report.notes if not note.startswith(_ABOUT_THE_REFERENCE)]
    if notes:
        yield Text("".join(f"note: {one_line(note)}\n" for note in notes), "dim")
    wrong = [one for one in report.checks if one.outcome not in (Outcome.PASSED, Outcome.PENDING)]
    next_one = _next(wrong, unanswered={cell.name for cell in report.cells if _is_stub(cell)})
    for one in wrong if in_full else [next_one] if next_one is not None else []:
        yield _in_full(one, "try next" if one is next_one else "also")
    yield _summary(report, wrong, out)


def _next(wrong: list[CheckResult], *, unanswered: set[str]) -> CheckResult | None:
    """What to try first: an answer that is there and not right yet; else the first that is missing."""
    begun = [
        one for one in wrong if one.outcome is not Outcome.NOT_ANSWERED and one.question not in unanswered
    ]
    return next(iter(begun or wrong), None)


def _is_stub(cell: CellResult) -> bool:
    return cell.error is not None and cell.error.startswith("NotImplementedError")


def _table(checks: Iterable[CheckResult], *, with_questions: bool) -> Table:
    """A row for each check; a question is named once."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    if with_questions:
        table.add_column("question", no_wrap=True, style="bold")
    table.add_column("", no_wrap=True)
    table.add_column("check", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("", overflow="ellipsis", no_wrap=True, ratio=1)
    last: str | None = None
    for one in checks:
        question = one.question or ""
        points = f"{number(one.points)}/{number(one.max_points)}"
        said = Text(_in_brief(one), "" if one.outcome in (Outcome.FAILED, Outcome.ERROR) else "dim")
        shown = [Text("" if question == last else one_line(question))] if with_questions else []
        table.add_row(*shown, marked(one.outcome), Text(one_line(one.name)), points, said)
        last = question
    return table


def _in_brief(one: CheckResult) -> str:
    match one.outcome:
        case Outcome.PASSED:
            return ""
        case Outcome.NOT_ANSWERED:
            return "not answered yet"
        case Outcome.PENDING:
            return "a person marks this"
        case _:
            return one_line((one.message or one.outcome.value).partition("\n")[0], 200)


def _in_full(one: CheckResult, what: str) -> RenderableType:
    heading = Text.assemble((f"{what}: ", "bold yellow"), (one_line(one.name), "bold"))
    lines = (one.message or one.outcome.value).splitlines()[:MAX_LINES]
    said = [Text(" " * (len(line) - len(line.lstrip())) + one_line(line)) for line in lines]
    if one.hint:
        said.append(Text.assemble(("hint: ", "cyan"), one_line(one.hint)))
    return Group(heading, Padding(Group(*said), (0, 0, 1, 2)))


def _summary(report: Report, wrong: list[CheckResult], out: Console) -> Text:
    visible = sum(one.outcome is not Outcome.PENDING for one in report.checks)
    text = Text()
    if out.is_terminal and out.width >= WIDE and not out.options.ascii_only and report.max_score:
        full = round(BAR * report.score / report.max_score)
        text.append("█" * full, "green").append("░" * (BAR - full), "dim").append("  ")
    text.append(
        f"{visible - len(wrong)} of {visible} visible checks pass: "
        f"{number(report.score)} of {number(report.max_score)} points",
        "bold",
    )
    if report.pending_points:
        text.append(f", and a person marks {number(report.pending_points)} of them")
    return text
