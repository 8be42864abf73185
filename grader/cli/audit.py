"""``grader audit``: can an assignment's checks be trusted?"""

import math
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.audit.findings import Audit, Fate
from grader.audit.page import audit_page, percent
from grader.audit.run import Wishes
from grader.audit.run import audit as run_audit
from grader.cli.audit_summary import print_summary
from grader.cli.files import as_json, write_file
from grader.cli.tables import console
from grader.course import Assignment, Course
from grader.errors import UsageError
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Isolation

__all__ = ["audit"]

FILE = click.Path(path_type=Path, dir_okay=False)
FAIL_UNDER_STATUS = 1  # the author has something to mend
UNGRADED_STATUS = 2


@click.command()
@click.argument("name")
@click.option(
    "--mutants",
    default=300,
    show_default=True,
    type=click.IntRange(0),
    help="Generated wrong answers, at most.",
)
@click.option(
    "--seeds", default=20, show_default=True, type=click.IntRange(1, 10_000), help="Runs of the reference."
)
@click.option(
    "--sampling-seed", default=0, show_default=True, help="Which mutants are taken, where there are more."
)
@click.option("--thorough", is_flag=True, help="Train every wrong answer, and run every check on it.")
@click.option("--fail-under", metavar="X", help="Exit with 1 where the mutation score is below X percent.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Page to write; else build/NAME/audit.html.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for other programs; else build/NAME/audit.json.",
)
@click.option(
    "--jobs", "-j", type=click.IntRange(1, 256), help="Grader processes; as many as there are processors."
)
@click.option(
    "--isolation",
    type=click.Choice([isolation.value for isolation in Isolation]),
    default="best",
    show_default=True,
    help="How code is confined.",
)
def audit(
    name: str,
    mutants: int,
    seeds: int,
    sampling_seed: int,
    thorough: bool,  # noqa: FBT001
    fail_under: str | None,
    html: Path | None,
    json_file: Path | None,
    jobs: int | None,
    isolation: str,
) -> int:
    """Audit the checks of the assignment NAME: wrong answers lose points, right ones never do."""
    bound = _percent(fail_under)
    course = Course.find(Path.cwd())
    assignment = course.assignment(name)
    folder = course.build_folder(name)
    wishes = Wishes(
        mutants=mutants,
        sampling_seed=sampling_seed,
        seeds=seeds,
        thorough=thorough,
        isolation=Isolation(isolation),
        jobs=jobs or len(os.sched_getaffinity(0)),
    )
    found = _audit_with_progress(assignment, wishes)
    out = console()
    print_summary(out, found)
    for label, path, content in (
        ("page", html or folder / "audit.html", audit_page(found).encode()),
        ("JSON", json_file or folder / "audit.json", as_json(found)),
    ):
        write_file(path, content, make_folder=True)
        out.print(f"{label}: {path}", markup=False)
    if found.count(Fate.UNGRADED):
        return UNGRADED_STATUS
    score = found.mutation_score
    if bound is not None and (score is None or 100 * score < bound):
        err = console(errors=True)
        err.print(f"the mutation score is {percent(score)}, expected at least {bound:g} %", markup=False)
        return FAIL_UNDER_STATUS
    return 0


def _audit_with_progress(assignment: Assignment, wishes: Wishes) -> Audit:
    """Audit, with a bar for each step on standard error where that is a terminal."""
    started, processors = time.monotonic(), _cpu_seconds()
    err = console(errors=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:

        def progress(what: str, count: int) -> Callable[[], None]:
            task = bars.add_task(what, total=count)
            return lambda: bars.advance(task)

        found = run_audit(assignment, wishes, machine=probe(every_rung=False), progress=progress)
    return msgspec.structs.replace(
        found,
        seconds=round(time.monotonic() - started, 1),
        cpu_seconds=round(_cpu_seconds() - processors, 1),
    )


def _cpu_seconds() -> float:
    """Of this process, and of all that it waited for."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _percent(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        bound = float(text.removesuffix("%"))
    except ValueError:
        bound = math.nan
    if not 0 <= bound <= 100:
        raise UsageError(f"--fail-under {text!r}: expected percent, such as 95")
    return bound
