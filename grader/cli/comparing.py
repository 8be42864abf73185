"""``grader merge`` and ``grader diff``: reports of several runs."""

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from grader.changes import Change, CheckChange, Differences, compare
from grader.cli.files import as_json, write_file
from grader.cli.reading import read_reports
from grader.cli.tables import console
from grader.errors import UsageError
from grader.exports.words import one_line
from grader.model import CheckResult
from grader.sharding import merge_reports

__all__ = ["diff", "merge"]

DIFFERENT_STATUS = 3
WORDS = 300  # characters of a reason


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="REPORTS.json...",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write.",
)
@click.option("--shards", type=click.IntRange(1), help="Refuse unless there are so many files.")
def merge(files: tuple[Path, ...], json_file: Path, shards: int | None) -> int:
    """Make one file of the REPORTS.json that runs with --shard wrote.

    Refused are parts of different runs, and a submission that is in two of them.
    """
    if shards is not None and len(files) != shards:
        raise UsageError(
            f"there are {len(files)} files, expected {shards}: a part is missing, or one too many"
        )
    if len({file.resolve() for file in files}) < len(files):
        raise UsageError("a file is given twice: name each once")
    merged = merge_reports({str(file): read_reports(file) for file in files})
    write_file(json_file, as_json(merged), what="the reports")
    console().print(f"{len(merged)} reports of {len(files)} files: {json_file}", markup=False)
    return 0


@click.command()
@click.argument("old", type=click.Path(path_type=Path, dir_okay=False), metavar="OLD.json")
@click.argument("new", type=click.Path(path_type=Path, dir_okay=False), metavar="NEW.json")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all changes, for other programs.",
)
def diff(old: Path, new: Path, json_file: Path | None) -> int:
    """Say what changed from OLD.json to NEW.json: for whom, by how many points, at which checks and why.

    Exit status 3 where anything did. Times, paths, isolation and the release's digest are not compared.
    """
    differences = compare(read_reports(old), read_reports(new))
    if json_file is not None:
        _write(json_file, differences)
    out = console()
    if differences.changes:
        out.print(_table(differences))
    out.print(_summary(differences), markup=False)
    return DIFFERENT_STATUS if differences.changes else 0


def _table(differences: Differences) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("student", no_wrap=True, max_width=28)
    table.add_column("score", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("check", no_wrap=True, max_width=36)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("what changed", ratio=1)
    for change in differences.changes:
        head = [Text(one_line(change.who, 60)), _scores(change), _signed(change.points)]
        for check, points, words in _lines(change):
            table.add_row(*head, check, points, words)
            head = [Text(""), Text(""), Text("")]
    return table


def _lines(change: Change) -> Iterator[tuple[Text, Text, Text]]:
    for check in change.checks:
        yield Text(one_line(check.name, 60)), _signed(check.points), Text(_why(check))
    for other in change.other:
        yield Text(""), Text(""), Text(one_line(other, WORDS))


def _why(change: CheckChange) -> str:
    """The ends of a check in both runs, and what explains the new one, or the old one where it is mended."""
    if change.old is None or change.new is None:
        check, said = (change.new, "new") if change.old is None else (change.old, "no longer there")
        assert check is not None
        return f"{said}: {_ended(check)}"
    old, new = change.old, change.new
    if old.outcome is not new.outcome:
        words = f"{old.outcome.value} → {new.outcome.value}"
        explained = new.message or old.message
        return one_line(f"{words}: {explained}" if explained else words, WORDS)
    if old.max_points != new.max_points:
        return f"{new.outcome.value}, worth {new.max_points:g} points, not {old.max_points:g}"
    if old.message != new.message:
        return one_line(f"still {new.outcome.value}, now: {new.message}", WORDS)
    if old.hint != new.hint:
        return one_line(f"still {new.outcome.value}, hint: {new.hint or 'none'}", WORDS)
    changed = [name for name in ("question", "hidden") if getattr(old, name) != getattr(new, name)]
    return f"still {new.outcome.value}, {' and '.join(changed)} changed"


def _ended(check: CheckResult) -> str:
    return one_line(f"{check.outcome.value}{': ' if check.message else ''}{check.message}", WORDS)


def _scores(change: Change) -> Text:
    old, new = ("-" if report is None else f"{report.score:g}" for report in (change.old, change.new))
    return Text(f"{old} → {new}")


def _signed(points: float) -> Text:
    style = "green" if points > 0 else "red" if points < 0 else ""
    return Text(f"{points:+g}" if points else "0", style)


def _summary(differences: Differences) -> str:
    changes = differences.changes
    gained = sum(change.points > 0 for change in changes)
    lost = sum(change.points < 0 for change in changes)
    parts = [f"{len(changes)} of {len(changes) + differences.unchanged} submissions changed"]
    if changes:
        total = sum(change.points for change in changes)
        parts += [f"{gained} gained points", f"{lost} lost points", f"{total:+g} points in all"]
    if differences.is_other_release:
        parts.append("graded against different releases")
    return ", ".join(parts)


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    who: str
    old_score: float | None
    new_score: float | None
    points: float
    checks: tuple[dict[str, object], ...]
    other: tuple[str, ...]


def _write(path: Path, differences: Differences) -> None:
    rows = [
        _Row(
            who=change.who,
            old_score=None if change.old is None else change.old.score,
            new_score=None if change.new is None else change.new.score,
            points=change.points,
            checks=tuple(
                {"name": check.name, "points": check.points, "old": check.old, "new": check.new}
                for check in change.checks
            ),
            other=change.other,
        )
        for change in differences.changes
    ]
    document = {
        "schema": "welldone/diff/1",
        "unchanged": differences.unchanged,
        "other_release": differences.is_other_release,
        "changes": rows,
    }
    write_file(path, as_json(document), what="the changes")
