"""``grader export``: what was graded, for other programs. Behind each command is one pure function."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from grader import __version__, exports
from grader.cli.files import FILE, read_file, write_file, write_or_print
from grader.cli.filling import export_options, fill_command
from grader.cli.tables import console
from grader.course import Course
from grader.errors import UsageError
from grader.exports import Visibility
from grader.exports.students import no_column
from grader.exports.words import counted, folded, listed
from grader.model import Report
from grader.sandbox.rungs import Isolation

__all__ = ["export"]

OF_ALL: Mapping[str, tuple[Callable[[Sequence[Report]], str], str]] = {
    "csv": (exports.scores_csv, "A table for a spreadsheet; for staff."),
    "github-summary": (exports.job_summary, "Markdown for $GITHUB_STEP_SUMMARY."),
    "gitlab": (exports.gitlab_xml, "A unit test report of GitLab CI."),
    "junit": (exports.junit_xml, "JUnit XML, for Jenkins and others."),
    "nbgrader": (exports.nbgrader_csv, "A table with nbgrader's columns; for staff."),
}
OF_ONE: Mapping[str, tuple[Callable[[Report], str], str]] = {
    "github-output": (exports.step_output, "Lines for $GITHUB_OUTPUT, of one submission."),
    "prairielearn": (exports.prairielearn_results, "results.json of PrairieLearn, of one submission."),
    "submitty": (exports.submitty_results, "validation_results.json of Submitty, of one submission."),
}


@click.group()
def export() -> None:
    """Write what was graded in another program's format.

    What students may read shows of a hidden check its name, points, outcome and hint. The tables csv and
    nbgrader are for staff, and gradescope-zip holds the solution.
    """


_of_student = click.option("--student", metavar="NAME", help="Whose report, if there are several.")


def _add(form: str, make: Callable[[list[Report]], str], summary: str) -> None:
    @export.command(form, help=summary)
    @export_options
    def _command(reports: list[Report], output: Path | None) -> None:
        write_or_print(make(reports), output)


def _add_of_one(form: str, make: Callable[[Report], str], summary: str) -> None:
    @export.command(form, help=summary)
    @export_options
    @_of_student
    def _command(reports: list[Report], output: Path | None, student: str | None) -> None:
        write_or_print(make(_one(reports, student)), output)


for _form, (_make, _summary) in OF_ALL.items():
    _add(_form, _make, _summary)
for _form, (_make_one, _summary) in OF_ONE.items():
    _add_of_one(_form, _make_one, _summary)


@export.command("github-annotations")
@export_options
@click.option(
    "--below",
    metavar="FOLDER",
    default="",
    help="The repository's folder, as the paths of submissions begin with it.",
)
def _annotations(reports: list[Report], output: Path | None, below: str) -> None:
    """Workflow commands that show what failed beside the notebook."""
    write_or_print(exports.annotations(reports, below=below.rstrip("/")), output)


_hidden_checks = click.option(
    "--hidden-checks",
    type=click.Choice([one.value for one in Visibility]),
    default=Visibility.VISIBLE.value,
    show_default=True,
    help="When students see name, points, outcome and hint of hidden checks.",
)


@export.command("gradescope")
@export_options
@_of_student
@_hidden_checks
def _gradescope(reports: list[Report], output: Path | None, student: str | None, hidden_checks: str) -> None:
    """results.json of Gradescope, of one submission."""
    seen = Visibility(hidden_checks)
    write_or_print(exports.gradescope_results(_one(reports, student), hidden_checks=seen), output)


@export.command("gradescope-zip")
@click.argument("name")
@click.option(
    "--output", "-o", type=FILE, default=Path("autograder.zip"), show_default=True, help="The zip to make."
)
@click.option("--requirement", metavar="SPEC", help="What pip installs there; else this version of welldone.")
@click.option("--wheel", type=FILE, help="Put this wheel of welldone into the zip, and install it there.")
@click.option(
    "--isolation",
    type=click.Choice([one.value for one in Isolation]),
    default=Isolation.STRICT.value,
    show_default=True,
    help="How code is confined there.",
)
@_hidden_checks
def _gradescope_zip(
    name: str,
    output: Path,
    requirement: str | None,
    wheel: Path | None,
    isolation: str,
    hidden_checks: str,
) -> None:
    """An autograder for Gradescope that grades the assignment NAME. It holds the solution."""
    content = exports.autograder_zip(
        Course.find(Path.cwd()).assignment(name),
        requirement=requirement or f"welldone=={__version__}",
        isolation=isolation,
        hidden_checks=Visibility(hidden_checks),
        wheel=None if wheel is None else (wheel.name, read_file(wheel)),
    )
    write_file(output, content, what="the autograder")
    console().print(f"{output}: for Gradescope only, for it holds the solution", markup=False)


@export.command("classroom50")
@export_options
@_of_student
@click.option(
    "--scale",
    type=click.IntRange(1, 1_000_000),
    default=exports.SCALE,
    show_default=True,
    help="How many of their points, which are whole numbers, are one of ours.",
)
def _classroom50(reports: list[Report], output: Path | None, student: str | None, scale: int) -> None:
    """result.json of Classroom 50, of one submission."""
    report = _one(reports, student)
    now = datetime.now(UTC)
    write_or_print(exports.classroom50_result(report, environment=os.environ, at=now, scale=scale), output)


@export.command("lti-ags")
@export_options
@click.option("--users", type=FILE, help="A CSV file with the columns student and userId.")
def _lti(reports: list[Report], output: Path | None, users: Path | None) -> None:
    """Score payloads of LTI Assignment and Grade Services, as a JSON list."""
    known = None if users is None else _users(users)
    write_or_print(exports.lti_scores(reports, at=datetime.now(UTC), users=known), output)


for _form, _platform in (
    ("canvas", exports.CANVAS),
    ("moodle", exports.MOODLE),
    ("blackboard", exports.BLACKBOARD),
):
    export.add_command(fill_command(_form, _platform))


def _one(reports: Sequence[Report], student: str | None) -> Report:
    """The report of *student*, or the only one.

    Raises:
        UsageError: There is none, or there are several.
    """
    found = [
        report for report in reports if student is None or folded(report.student or "") == folded(student)
    ]
    if len(found) == 1:
        return found[0]
    number = counted(len(found), "report")
    if student is not None:
        there = listed([report.student or report.submission for report in reports]) or "none"
        raise UsageError(f"{number} of {student!r}, expected one (there: {there})")
    raise UsageError(f"{number}, and this format holds one: name whose with --student")


def _users(path: Path) -> dict[str, str]:
    sheet = exports.DownloadedSheet.parse(read_file(path), name=str(path))
    who, user = sheet.column("student"), sheet.column("userId")
    if who is None or user is None:
        raise no_column(sheet, "'student'" if who is None else "'userId'")
    return {folded(row[who]): row[user].strip() for row in sheet.rows if row[user].strip()}
