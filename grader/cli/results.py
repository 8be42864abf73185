"""``grader report`` and ``grader export``: what was graded, for people and for other programs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from grader.cli.files import write_file
from grader.cli.tables import console
from grader.errors import UsageError
from grader.exports import annotations, job_summary, junit_xml, scores_csv
from grader.model import SCHEMA, Report
from grader.pages import write_site
from grader.submission.safe_names import output_names

__all__ = ["export", "read_reports", "report"]

FORMATS: dict[str, Callable[[Sequence[Report]], str]] = {
    "csv": scores_csv,
    "github-annotations": annotations,
    "github-summary": job_summary,
    "junit": junit_xml,
}
MAX_REPORTS = 2 << 30  # bytes
Command = TypeVar("Command", bound=Callable[..., Any])


def _source(command: Command) -> Command:
    """Where reports come from: a file, or a gradebook's that count."""
    file = click.Path(path_type=Path, dir_okay=False)
    for option in (
        click.option("--assignment", "-a", metavar="NAME", help="Which, of a gradebook that has several."),
        click.option(
            "--gradebook",
            "-g",
            metavar="FILE|URL",
            help="Take what counts there in the place of REPORTS.json.",
        ),
        click.argument("reports", required=False, type=file, metavar="REPORTS.json"),
    ):
        command = option(command)
    return command


@click.command()
@_source
@click.option(
    "--html", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to make."
)
def report(reports: Path | None, gradebook: str | None, assignment: str | None, html: Path) -> None:
    """Make pages of REPORTS.json: one for each student, and index.html of the whole class for staff."""
    read = _read(reports, gradebook, assignment)
    index = write_site(html, read, output_names([one.student or Path(one.submission).stem for one in read]))
    console().print(f"{len(read)} reports: {index}", markup=False)


@click.command()
@click.argument("form", type=click.Choice([*FORMATS]), metavar="FORMAT")
@_source
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file; else it is printed."
)
def export(
    form: str, reports: Path | None, gradebook: str | None, assignment: str | None, output: Path | None
) -> None:
    """Write REPORTS.json in another program's FORMAT: csv, junit, github-summary or github-annotations.

    All but csv are what a student may read: of a hidden check its name, points, end and hint.
    """
    text = FORMATS[form](_read(reports, gradebook, assignment))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text.encode())


def _read(reports: Path | None, gradebook: str | None, assignment: str | None) -> list[Report]:
    if reports is not None and gradebook is None:
        return read_reports(reports)
    if reports is not None or gradebook is None:
        raise UsageError("expected REPORTS.json, or --gradebook: one of them")
    from grader.cli.standings import counted_reports  # a third of a second that other runs do not need

    return counted_reports(gradebook, assignment)


def read_reports(path: Path) -> list[Report]:
    """The reports that ``grader grade --json`` wrote.

    Raises:
        UsageError: The file cannot be read, or holds something else.
    """
    try:
        if path.stat().st_size > MAX_REPORTS:
            raise UsageError(f"{path}: larger than {MAX_REPORTS >> 30} GiB: these are no reports")
        reports = msgspec.json.decode(path.read_bytes(), type=list[Report])
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}: expected a file that 'grader grade --json' wrote"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: no list of reports: {error}; expected a file of 'grader grade --json'"
        ) from None
    for one in reports:
        if one.schema != SCHEMA:
            raise UsageError(f"{path}: a report of schema {one.schema!r}, expected {SCHEMA!r}: grade again")
    return reports
