"""``grader report``: what was graded, for people."""

from pathlib import Path

import click

from grader.cli.reading import chosen_reports, reports_source
from grader.cli.tables import console
from grader.pages import write_site
from grader.submission.safe_names import output_names

__all__ = ["report"]


@click.command()
@reports_source
@click.option(
    "--html", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to make."
)
def report(reports: Path | None, gradebook: str | None, assignment: str | None, html: Path) -> None:
    """Make pages of REPORTS.json: one for each student, and index.html of the whole class for staff."""
    read = chosen_reports(reports, gradebook, assignment)
    index = write_site(html, read, output_names([one.student or Path(one.submission).stem for one in read]))
    console().print(f"{len(read)} reports: {index}", markup=False)
