"""``grader report`` and ``grader export``: what was graded, for people and for other programs."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
import msgspec

from grader.cli.tables import console
from grader.errors import UsageError
from grader.exports import annotations, job_summary, junit_xml, scores_csv
from grader.model import SCHEMA, Report
from grader.pages import write_site
from grader.submission.safe_names import output_names

__all__ = ["export", "read_reports", "report", "write_text"]

FORMATS: dict[str, Callable[[Sequence[Report]], str]] = {
    "csv": scores_csv,
    "github-annotations": annotations,
    "github-summary": job_summary,
    "junit": junit_xml,
}
MAX_REPORTS = 2 << 30  # bytes


@click.command()
@click.argument("reports", type=click.Path(path_type=Path, dir_okay=False), metavar="REPORTS.json")
@click.option(
    "--html", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to make."
)
def report(reports: Path, html: Path) -> None:
    """Make pages of REPORTS.json: one for each student, and index.html of the whole class for staff."""
    read = read_reports(reports)
    index = write_site(html, read, output_names([one.student or Path(one.submission).stem for one in read]))
    console().print(f"{len(read)} reports: {index}", markup=False)


@click.command()
@click.argument("form", type=click.Choice([*FORMATS]), metavar="FORMAT")
@click.argument("reports", type=click.Path(path_type=Path, dir_okay=False), metavar="REPORTS.json")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file; else it is printed."
)
def export(form: str, reports: Path, output: Path | None) -> None:
    """Write REPORTS.json in another program's FORMAT: csv, junit, github-summary or github-annotations.

    All but csv are what a student may read: of a hidden check its name, points, end and hint.
    """
    text = FORMATS[form](read_reports(reports))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(output, text)


def write_text(path: Path, text: str) -> None:
    """Write *text* beside *path* first, then in its place.

    Raises:
        UsageError: The file cannot be written.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(f"{path}: {error.strerror}: it could not be written") from None


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
