"""``grader new`` and ``grader release``."""

from pathlib import Path

import click

from grader.cli.tables import console
from grader.course import Course
from grader.errors import UsageError
from grader.publish import release as publish
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Isolation
from grader.scaffold import scaffold

__all__ = ["new", "release"]


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Scaffold the assignment NAME: small, complete, and released at once by 'grader release NAME'."""
    try:
        root = Course.find(Path.cwd()).root
    except UsageError:
        root = Path.cwd()
    folder = scaffold(root, name)
    console().print(
        f"{folder} is ready\nedit {name}.ipynb in it, then run: grader release {name}\n"
        f"to find out whether its checks can be trusted:  grader audit {name}",
        markup=False,
    )


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option(
    "--isolation",
    type=click.Choice([isolation.value for isolation in Isolation]),
    default="best",
    show_default=True,
    help="How the reference is confined.",
)
def release(names: tuple[str, ...], isolation: str) -> None:
    """Make the student's version and the solution of each assignment NAME, or of all."""
    course = Course.find(Path.cwd())
    machine = probe(every_rung=False)
    out, err = console(), console(errors=True)
    if not names and not course.names():
        raise UsageError(
            f"no assignments in {course.root / 'assignments'}: run 'grader new NAME' to make one"
        )
    for name in names or course.names():
        with err.status(f"{name}: reading the source notebook") as status:

            def progress(step: str, name: str = name) -> None:
                status.update(f"{name}: {step}")

            made = publish(course, name, machine=machine, isolation=Isolation(isolation), progress=progress)
        out.print(
            f"{name}: {made.points:g} points, {made.checks} checks, {made.hidden} of them hidden\n"
            f"  the reference passes every check, the unanswered notebook none\n"
            f"  students get   {made.release}\n"
            f"  the solution   {made.solution}",
            markup=False,
        )
        for use in made.given_uses:
            out.print(
                f"  note: check {use.check} uses {use.name} of given cell {use.cell}, which lives on the "
                "student's side: take no expected value from it",
                markup=False,
            )
