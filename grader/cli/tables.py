"""What a terminal shows: score tables, check lists, this machine's rows. Plain text where it is piped."""

import codecs
import io
import sys
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.exports.words import counted, one_line
from grader.model import CheckResult, Outcome, Report, Status
from grader.sandbox.probe import Enforcement

__all__ = ["console", "doctor_table", "legend", "marked", "score_table", "summary"]

WIDTH_WHEN_PIPED = 160
_NEAREST = "welldone-nearest"
_PLAIN = {"✓": "+", "✗": "x", "·": ".", "…": "~", "─": "-", "→": ">"}  # marks that must stay apart
_MARKS = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "red"),
    Outcome.ERROR: ("E", "red"),
    Outcome.TIMEOUT: ("T", "magenta"),
    Outcome.MEMORY: ("M", "magenta"),
    Outcome.CRASHED: ("C", "magenta"),
    Outcome.NOT_ANSWERED: ("·", "yellow"),
    Outcome.SKIPPED: ("s", "yellow"),
    Outcome.PENDING: ("?", "cyan"),
    Outcome.INFRASTRUCTURE: ("!", "bold red"),
}


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that a stream of a narrow encoding cannot show."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_PLAIN.get(char, "?") for char in error.object[error.start : error.end]), error.end


codecs.register_error(_NEAREST, _nearest)


def console(*, errors: bool = False) -> Console:
    """A console for standard output, or standard error: with colours on a terminal, plain otherwise."""
    stream = sys.stderr if errors else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=_NEAREST)
    if stream.isatty():
        return Console(stderr=errors, highlight=False)
    # said outright, for FORCE_COLOR and its like in the environment would have it otherwise
    return Console(
        stderr=errors, highlight=False, width=WIDTH_WHEN_PIPED, no_color=True, force_terminal=False
    )


def score_table(reports: Sequence[Report]) -> Table:
    """A row for each submission: score, a mark for each check, and the first thing that went wrong."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    longest = max((len(report.checks) for report in reports), default=0)
    table.add_column("student", no_wrap=True, max_width=28)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("checks", no_wrap=True, min_width=longest)
    table.add_column("what happened", overflow="ellipsis", no_wrap=True, ratio=1)
    for report in reports:
        table.add_row(
            Text(one_line(report.student or report.submission, 60)),
            _score(report),
            _strip(report.checks),
            Text(_first_problem(report)),
        )
    return table


def legend(reports: Iterable[Report]) -> Text:
    """What the marks of the outcomes that occur mean."""
    seen = {check.outcome for report in reports for check in report.checks}
    text = Text(" ")
    for outcome, (mark, style) in _MARKS.items():
        if outcome in seen:
            text.append(mark, style)
            text.append(f" {outcome.value}   ")
    return text


def marked(outcome: Outcome) -> Text:
    """The mark of *outcome*, in its colour."""
    return Text(*_MARKS[outcome])


def summary(reports: Sequence[Report], seconds: float, *, known: int = 0) -> str:
    """One line about a whole class, *known* of whose reports were made by an earlier run."""
    graded = [report for report in reports if report.status is Status.GRADED]
    parts = [f"{counted(len(reports), 'submission')} in {seconds:.1f} s", f"{len(graded)} graded"]
    if known:
        parts.append(f"{known} of them unchanged since an earlier run")
    for status in (Status.INVALID, Status.INFRASTRUCTURE):
        count = sum(report.status is status for report in reports)
        if count:
            parts.append(f"{count} {status.value}")
    if graded:
        mean = sum(report.score for report in graded) / len(graded)
        parts.append(f"mean {mean:.2f} of {graded[0].max_score:g}")
        pending = graded[0].pending_points
        if pending:
            points = "point" if pending == 1 else "points"
            parts.append(f"{pending:g} {points} each to be marked by a person")
    return ", ".join(parts)


def doctor_table(rows: Sequence[Enforcement]) -> Table:
    """What this machine enforces, by what, and what to do about the rest."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("what a submission cannot do", no_wrap=True)
    table.add_column("enforced by")
    table.add_column("detail", ratio=1)
    for row in rows:
        mark = Text("✓", "green") if row.by is not None else Text("✗", "red")
        table.add_row(mark, *(Text(text) for text in (row.what, row.by or "nothing", row.detail)))
    return table


def _score(report: Report) -> Text:
    if report.status is not Status.GRADED:
        return Text(report.status.value, "bold red" if report.status is Status.INFRASTRUCTURE else "yellow")
    share = report.score / report.max_score if report.max_score else 0.0
    style = "green" if share >= 0.8 else "yellow" if share >= 0.5 else "red"
    return Text(f"{report.score:g}/{report.max_score:g}", style)


def _strip(checks: Sequence[CheckResult]) -> Text:
    text = Text()
    for check in checks:
        text.append(*_MARKS[check.outcome])
    return text


def _first_problem(report: Report) -> str:
    if report.reason is not None:
        return one_line(report.reason, 200)
    for check in report.checks:
        if check.outcome not in (Outcome.PASSED, Outcome.PENDING):
            return one_line(f"{check.name}: {check.message or check.outcome.value}", 200)
    return ""
