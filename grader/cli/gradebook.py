"""``grader gradebook``: enter reports, mark, decide, and see what counts."""

from pathlib import Path

import click

from grader.cli.decisions import extend, mark, override, policy
from grader.cli.entering import enter
from grader.cli.files import as_json, write_file
from grader.cli.gradebook_options import by_option, opened, place_option
from grader.cli.reading import read_reports
from grader.cli.standings import class_table, student_lines
from grader.cli.tables import console
from grader.errors import UsageError
from grader.exports.words import one_line
from grader.gradebook import Gradebook, counted_report, standings
from grader.gradebook.roster import read_roster, student_key
from grader.gradebook.scoresheet import marking_csv, standings_csv
from grader.gradebook.sheets import read_sheet
from grader.gradebook.times import zone_called

__all__ = ["gradebook"]


@click.group()
def gradebook() -> None:
    """Keep every attempt, marks, overrides and extensions, and say what counts.

    Nothing that was entered is ever removed: what was decided before stays on record.
    """


@gradebook.command()
@place_option
@click.option("--zone", metavar="NAME", help="The zone of times that say none: Europe/Berlin, UTC.")
def init(place: str, zone: str | None) -> None:
    """Make a gradebook, or bring an old one up to date."""
    book, new = Gradebook.create(place, zone=None if zone is None else zone_called(zone))
    with book:
        stated = book.zone()
    said = "a new gradebook" if new else "up to date"
    if book.upgraded_from is not None and not new:
        said = f"upgraded from version {book.upgraded_from}"
    reads = "times need an offset" if stated is None else f"times without an offset are read in {stated.key}"
    console().print(f"{book.shown}: {said}; {reads}", markup=False)


@gradebook.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.csv")
@click.option("--id", "heading", metavar="HEADING", help="The column that submissions are called by.")
@click.option("--only", is_flag=True, help="Whoever is not in FILE leaves the roster; attempts stay.")
@place_option
def roster(file: Path, heading: str | None, only: bool, place: str) -> None:  # noqa: FBT001
    """Put the students of FILE.csv on the roster.

    It needs a column for what submissions are called by; name, email and section are taken where they are
    there. Sheets that Canvas and Moodle export are understood.
    """
    students, column = read_roster(read_sheet(file), id_heading=heading)
    with opened(place) as book:
        done = book.enroll(students, only=only)
    out = console()
    changes = f"new: {len(done.new)}, changed: {len(done.changed)}"
    out.print(f"students: {len(students)}, called by {column!r}; {changes}", markup=False)
    if done.left:
        out.print(f"left the roster: {one_line(', '.join(done.left))}", markup=False)


@gradebook.command()
@click.argument("reports", type=click.Path(path_type=Path, dir_okay=False), metavar="REPORTS.json")
@click.option(
    "--handed-in",
    metavar="TIME",
    help="When all of them were handed in; 'files': when each file was last changed; 'unknown': in time.",
)
@click.option(
    "--times",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="When each was handed in: columns student (or submission) and time.",
)
@by_option
@place_option
def add(reports: Path, handed_in: str | None, times: Path | None, by: str | None, place: str) -> None:
    """Enter REPORTS.json, which 'grader grade --json' wrote.

    The same bytes of a student are one attempt, however often they are entered: a report that says something
    else is a regrade, and marks, overrides and extensions stay.
    """
    if handed_in is not None and times is not None:
        raise UsageError("--handed-in and --times both say when: give one of them")
    enter(place, read_reports(reports), by=by, handed_in=handed_in, times=times)


@gradebook.command()
@click.argument("student", required=False)
@click.option(
    "--assignment", "-a", "names", multiple=True, metavar="NAME", help="Only this one; may be repeated."
)
@place_option
def show(student: str | None, names: tuple[str, ...], place: str) -> None:
    """Show what counts: of the class, or of STUDENT with every attempt and decision."""
    with opened(place) as book:
        zone = book.zone()
        key = None if student is None else student_key(student)
        contents = book.contents(only=names or None, student=key)
    found = standings(contents, names or None)
    out = console()
    if not found:
        out.print(f"students: {len(contents.students)}; nothing was handed in")
        return
    if student is None:
        out.print(class_table(found))
        return
    for one in found:
        for line in student_lines(one, zone):
            out.print(line, markup=False)


@gradebook.command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option("--reports", is_flag=True, help="The reports that count, as JSON for grader export and report.")
@click.option("--to-mark", is_flag=True, help="A sheet of the manual cells, to be filled in: mark --from.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file; else it is printed."
)
@place_option
def export(
    names: tuple[str, ...],
    reports: bool,  # noqa: FBT001
    to_mark: bool,  # noqa: FBT001
    output: Path | None,
    place: str,
) -> None:
    """Write what counts as CSV, a row for each student and ASSIGNMENT; all assignments if none is named."""
    if reports and to_mark:
        raise UsageError("--reports and --to-mark are two different files: ask for one of them")
    with opened(place) as book:
        found = standings(book.contents(only=names or None), names or None)
    if reports:
        kept = [one for one in map(counted_report, found) if one is not None]
        text = as_json(kept).decode()
    else:
        text = marking_csv(found) if to_mark else standings_csv(found)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text.encode())


for _decision in (mark, override, extend, policy):
    gradebook.add_command(_decision)
