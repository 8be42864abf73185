"""``grader unpack``: a platform's zip of a whole class becomes a folder that can be graded."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click
from rich.progress import Progress

from grader.bulk import unpack as unpack_archive
from grader.cli.files import FILE, read_file
from grader.cli.tables import console
from grader.errors import UsageError
from grader.exports import BLACKBOARD, CANVAS, MOODLE, DownloadedSheet
from grader.exports.students import Students, no_column
from grader.exports.words import counted, listed, one_line

__all__ = ["unpack"]

PLATFORMS = {platform.name: platform for platform in (CANVAS, MOODLE, BLACKBOARD)}


@click.command()
@click.argument("name")
@click.argument("archive", type=FILE, metavar="ZIP")
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option(
    "--sheet",
    type=FILE,
    help="The platform's sheet of grades: call students by a column of it.",
)
@click.option("--called", metavar="HEADING", help="Which column of the sheet; else the login, or its like.")
def unpack(name: str, archive: Path, folder: Path, sheet: Path | None, called: str | None) -> None:
    """Unpack what was handed in for the assignment NAME, as Canvas, Moodle or Blackboard pack it into a ZIP.

    FOLDER is made: in it a folder for each student, and there the newest notebooks, as 'grader grade NAME
    FOLDER' takes them. Without a sheet students are called by the platform's name and number, such as
    lovelaceada#1001, which 'grader export canvas' finds again.
    """
    if called is not None and sheet is None:
        raise UsageError("--called names a column of a sheet: give it with --sheet")
    err = console(errors=True)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("unpacking")
        done = unpack_archive(
            archive,
            folder,
            assignment=name,
            called=None if sheet is None else _by_sheet(sheet, called),
            progress=lambda count, of: progress.update(task, completed=count, total=of),
        )
    out = console()
    whose = "named by student" if done.platform is None else f"as {done.platform} names them"
    found = f"{counted(len(done.students), 'student')}, {counted(done.notebooks, 'notebook')}"
    out.print(f"{found}, {whose}: {folder}", markup=False)
    for count, what in (
        (done.older, "of which a newer one, or one further up, was taken"),
        (done.others, "that are no notebooks, left out"),
    ):
        if count:
            out.print(f"  files {what}: {count}")
    for reason in done.refused:
        out.print(f"  refused: {one_line(reason, 300)}", markup=False)


def _by_sheet(path: Path, heading: str | None) -> Callable[[str | None, Sequence[str]], Mapping[str, str]]:
    """What students are called in the column *heading* of the sheet in *path*."""
    sheet = DownloadedSheet.parse(read_file(path), name=str(path))

    def called(platform: str | None, students: Sequence[str]) -> Mapping[str, str]:
        if platform is None:
            raise UsageError("--sheet is for a zip of Canvas, Moodle or Blackboard, and this is none of them")
        from grader.gradebook.roster import KEYS  # a third of a second that other runs do not need

        wanted = KEYS if heading is None else (heading,)
        column = next((place for one in wanted if (place := sheet.column(one)) is not None), None)
        if column is None:
            raise no_column(sheet, f"{' or '.join(map(repr, wanted))}: name one with --called")
        rows = Students(sheet, PLATFORMS[platform])
        names = {
            one: sheet.rows[row][column].strip() for one in students if (row := rows.row_of(one)) is not None
        }
        missing = [one for one in students if not names.get(one)]
        if missing:
            raise UsageError(
                f"{path}: no {sheet.headings[column]} for {listed(missing)}: "
                "download the sheet again; nothing was unpacked"
            )
        return names

    return called
