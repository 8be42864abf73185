"""``grader export canvas`` and its like: scores into a sheet that was downloaded, to be uploaded again."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from grader import exports
from grader.cli.files import FILE, read_file, write_or_print
from grader.cli.reading import reports_source
from grader.cli.tables import console
from grader.course import Course
from grader.errors import UsageError
from grader.exports import Filled
from grader.exports.platforms import Platform
from grader.exports.words import counted, one_line
from grader.model import Report

__all__ = ["export_options", "fill_command"]


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where reports come from, and where the export goes."""
    command = click.option("--output", "-o", type=FILE, help="A file; else it is printed.")(command)
    return reports_source(command)


def fill_command(form: str, platform: Platform) -> click.Command:
    """The command that fills in a sheet of *platform*."""

    @click.command(form, help=f"Fill in a sheet of {platform.name}'s grades.")
    @export_options
    @click.option("--sheet", type=FILE, required=True, help="The platform's sheet, as it was downloaded.")
    @click.option("--column", metavar="HEADING", help="The column of the grades; else the assignment's.")
    @click.option(
        "--id", "who", metavar="HEADING", help="The column that students are called by; else the usual ones."
    )
    @click.option("--feedback", metavar="HEADING", help="A column for a short text to the student.")
    @click.option(
        "--out-of", type=click.FloatRange(0, min_open=True), metavar="X", help="Scale scores to X points."
    )
    @click.option("--partial", is_flag=True, help="Leave out students who are not in the sheet.")
    def _command(
        reports: list[Report],
        output: Path | None,
        sheet: Path,
        partial: bool,  # noqa: FBT001
        **options: Any,
    ) -> None:
        filled = exports.fill_sheet(
            exports.DownloadedSheet.parse(read_file(sheet), name=str(sheet)),
            reports,
            platform,
            titles=_titles(reports),
            partial=partial,
            **options,
        )
        write_or_print(filled.content, output)
        _tell(filled, sheet)

    return _command


def _titles(reports: Sequence[Report]) -> list[str]:
    """What the assignment of *reports* may be called elsewhere: its name, and its title in its course."""
    names = sorted({report.assignment for report in reports})
    if len(names) > 1:
        raise UsageError(f"reports of {' and '.join(names)}: fill in a sheet for one assignment at a time")
    try:
        course = Course.find(Path.cwd())
    except UsageError:
        return names
    return names + [course.assignment(name).settings.title for name in names if name in course.names()]


def _tell(filled: Filled, sheet: Path) -> None:
    err = console(errors=True)
    err.print(f"{sheet}: {counted(filled.count, 'score')} under {one_line(filled.heading)}", markup=False)
    for what, names in (
        ("nothing handed in, left as it was", filled.without_report),
        ("in no row, left out", filled.not_found),
        ("decided in the sheet already, left as it was", filled.kept),
        ("the grader itself failed, no score", filled.failed),
    ):
        if names:
            err.print(f"  {what}: {one_line('; '.join(names), 1_000)}", markup=False)
