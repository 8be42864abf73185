"""``grader report``: what was graded, for people."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
from rich.progress import Progress

from grader.changes import Differences, compare
from grader.cli.files import FILE
from grader.cli.reading import read_reports, reports_source
from grader.cli.tables import console
from grader.course import Assignment, Course
from grader.errors import AuthoringError, UsageError
from grader.exports.words import counted
from grader.model import Report, Status
from grader.mutants import read_mutant
from grader.pages import write_site
from grader.resume import transcripts_in
from grader.submission.safe_names import output_names
from grader.transcripts import Transcript, Transcripts

__all__ = ["Site", "report", "write_pages"]


@click.command()
@reports_source
@click.option(
    "--html", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to make."
)
@click.option(
    "--since",
    type=FILE,
    metavar="OLD.json",
    help="Also show what changed from these reports.",
)
@click.option(
    "--transcripts",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="Where code and outputs are kept; by default build/NAME/transcripts of the course.",
)
def report(reports: list[Report], html: Path, since: Path | None, transcripts: Path | None) -> None:
    """Make pages of REPORTS.json: feedback for each student, and index.html of the whole class for staff.

    Code and outputs that 'grader grade' kept stand beside the marks. students/NAME.html and NAME.md are what
    a student may read; index.html is not.
    """
    site = write_pages(
        html,
        reports,
        course=_course(),
        transcripts=transcripts,
        differences=None if since is None else compare(read_reports(since), reports),
    )
    out = console()
    out.print(f"{counted(len(reports), 'report')}: {site.index}", markup=False)
    if site.without:
        said = "page is" if site.without == 1 else "pages are"
        out.print(
            f"{site.without} {said} without code and outputs, of which nothing is kept here: grade with "
            "--again in this course, or name the folder with --transcripts",
            markup=False,
        )


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What was written."""

    index: Path
    students: tuple[Path, ...]  # in the order of the reports
    without: int  # graded submissions whose code and outputs are not at hand


def write_pages(
    folder: Path,
    reports: Sequence[Report],
    *,
    course: Course | None,
    transcripts: Path | None = None,
    differences: Differences | None = None,
) -> Site:
    """Write the site of *reports*, with a bar on standard error if that is a terminal.

    Args:
        course: Where code, outputs and known mistakes are looked for; None: nowhere.
        transcripts: Where code and outputs are looked for instead.

    Raises:
        UsageError: *folder* holds what was not made here, or cannot be written.
    """
    assignments = _assignments(course, sorted({one.assignment for one in reports}))
    stores: dict[str, Transcripts] = {}
    if course is not None:
        stores = {one.name: transcripts_in(course.build_folder(one.name)) for one in assignments}
    named = None if transcripts is None else Transcripts(transcripts)
    without = 0

    def transcript_of(one: Report) -> Transcript | None:
        nonlocal without
        store = named or stores.get(one.assignment)
        found = None if store is None else store.find(one)
        without += found is None and one.status is Status.GRADED and one.digest is not None
        return found

    names = output_names([one.student or Path(one.submission).stem for one in reports])
    err = console(errors=True)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("writing pages", total=len(reports))
        index = write_site(
            folder,
            reports,
            names,
            transcript_of=transcript_of,
            mistakes=_mistakes(assignments) if assignments else None,
            differences=differences,
            progress=lambda: bar.advance(task),
        )
    students = tuple(index.parent / "students" / f"{name}.html" for name in names)
    return Site(index=index, students=students, without=without)


def _course() -> Course | None:
    """The course that the command is run in; reports can be looked at anywhere."""
    try:
        return Course.find(Path.cwd())
    except UsageError:
        return None


def _assignments(course: Course | None, names: Sequence[str]) -> list[Assignment]:
    """Those of *names* that *course* has, and that are in order."""
    found: list[Assignment] = []
    if course is None:
        return found
    for name in names:
        with contextlib.suppress(UsageError, AuthoringError):
            found.append(course.assignment(name))
    return found


def _mistakes(assignments: Sequence[Assignment]) -> dict[str, str]:
    """Hint -> name of each mutant; of two with one hint both names."""
    names: dict[str, str] = {}
    for path in (path for assignment in assignments for path in assignment.mutant_files):
        with contextlib.suppress(AuthoringError):
            mutant = read_mutant(path)
            names[mutant.hint] = " or ".join(filter(None, (names.get(mutant.hint), mutant.name)))
    return names
