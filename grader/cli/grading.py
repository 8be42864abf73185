"""``grader grade``, and grading with a bar that other commands share."""

import contextlib
import functools
import math
import tempfile
import time
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.batch import Batch, prepare_work, write_checks
from grader.cli.files import as_json, write_file
from grader.cli.profile import Stages, profile_table
from grader.cli.tables import console, legend, score_table, summary
from grader.course import Assignment, Course
from grader.errors import UsageError
from grader.graders import Graders
from grader.mistakes import name_mistakes
from grader.model import Report, Status
from grader.resume import resume
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Isolation
from grader.sharding import Shard
from grader.submission.identity import SubmissionPath, collect
from grader.work import Settled

__all__ = ["FAIL_UNDER_STATUS", "ISOLATION", "falls_short", "grade", "grade_with_progress", "parse_bound"]

ISOLATION = click.Choice([isolation.value for isolation in Isolation])
FAIL_UNDER_STATUS = 3


@click.command()
@click.argument("name")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 4096),
    help="Grader processes, by default 1; with dask chunks at a time, by default two for each worker.",
)
@click.option(
    "--executor",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Where to grade: here, or on the workers of a Dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Address of the Dask cluster, such as tcp://host:8786.")
@click.option("--shard", metavar="I/N", help="Grade part I of N, each submission being in one of them.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write all reports to FILE."
)
@click.option(
    "--gradebook", metavar="FILE|URL", help="Enter all reports there, as 'grader gradebook add' does."
)
@click.option(
    "--handed-in", metavar="TIME", help="When all of them were handed in, for the gradebook; or 'files'."
)
@click.option(
    "--isolation", type=ISOLATION, default="strict", show_default=True, help="How code is confined."
)
@click.option("--again", is_flag=True, help="Grade also what an earlier run has graded.")
@click.option("--profile", is_flag=True, help="Also show where the time of a submission goes.")
@click.option("--plain-hints", is_flag=True, help="Do not look for the mutant that gives the same.")
@click.option(
    "--fail-under",
    metavar="X",
    help="Exit with 3 where a submission gets fewer than X points, or X% of them.",
)
def grade(
    name: str,
    paths: tuple[Path, ...],
    jobs: int | None,
    executor: str,
    scheduler: str | None,
    shard: str | None,
    json_file: Path | None,
    gradebook: str | None,
    handed_in: str | None,
    isolation: str,
    again: bool,  # noqa: FBT001
    profile: bool,  # noqa: FBT001
    plain_hints: bool,  # noqa: FBT001
    fail_under: str | None,
) -> int:
    """Grade submissions of the assignment NAME.

    PATH is a notebook, or a folder of <student>/<name>.ipynb or <student>.ipynb. What an earlier run has
    graded is taken from it, unless the submission, the assignment or the grader has changed since; so a run
    that was stopped goes on where it ended.
    """
    bound = parse_bound(fail_under)
    if (executor == "dask") != (scheduler is not None):
        raise UsageError("--executor dask and --scheduler ADDRESS go together: give both or neither")
    part = None if shard is None else Shard.parse(shard)
    if json_file is not None:
        _require_writable(json_file)
    if gradebook is not None:
        from grader.cli.entering import require_open  # a third of a second that other runs do not need

        require_open(gradebook, handed_in)
    elif handed_in is not None:
        raise UsageError("--handed-in is for the gradebook: name it with --gradebook")
    course = Course.find(Path.cwd())
    assignment = course.assignment(name)
    submissions = collect(list(paths), assignment=name)
    if not submissions:
        raise UsageError(f"no notebooks in {', '.join(map(str, paths))}")
    submissions = [path for path in submissions if part is None or part.holds(path)]
    module, _ = write_checks(assignment, course.build_folder(name))
    started = time.monotonic()
    stages: list[Stages] | None = [] if profile else None
    reports, known = grade_with_progress(
        assignment,
        module,
        submissions,
        isolation=Isolation(isolation),
        jobs=jobs,
        scheduler=scheduler,
        folder=course.build_folder(name),
        again=again,
        plain_hints=plain_hints,
        stages=stages,
        transcripts=True,
    )
    if json_file is not None:
        write_file(json_file, as_json(reports), what="the reports")
    out = console()
    out.print(score_table(reports))
    out.print(legend(reports))
    out.print(summary(reports, time.monotonic() - started, known=known))
    if stages is not None:
        out.print(profile_table(stages) if stages else "nothing was graded, so nothing measured: add --again")
    if json_file is not None:
        out.print(f"reports: {json_file}", markup=False)
    if gradebook is not None:
        from grader.cli.entering import enter

        enter(gradebook, reports, handed_in=handed_in)
    if any(report.status is Status.INFRASTRUCTURE for report in reports):
        return 2
    if bound is not None and any(falls_short(report, *bound) for report in reports):
        return FAIL_UNDER_STATUS
    return 0


def grade_with_progress(
    assignment: Assignment,
    module: Path,
    submissions: list[SubmissionPath],
    *,
    isolation: Isolation,
    folder: Path,
    jobs: int | None = None,
    scheduler: str | None = None,
    again: bool = False,
    plain_hints: bool = False,
    stages: list[Stages] | None = None,
    transcripts: bool = False,
) -> tuple[list[Report], int]:
    """Grade what the journal in *folder* does not hold, with a bar on standard error if that is a terminal.

    Args:
        scheduler: Of a Dask cluster that is to grade; None: this machine.
        stages: Gets what each submission that is graded takes, by stage; None: nothing is measured.
        transcripts: Keep what was run and shown, in *folder*, for the feedback.

    Returns:
        All reports, in the order of *submissions*, and how many of them were in the journal.
    """
    err = console(errors=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[last]}", markup=False),  # a student's name may well hold a bracket
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(f"grading {assignment.name}", total=len(submissions), last="")

        done = 0

        def settled(result: Settled) -> None:
            nonlocal done
            done += 1
            progress.update(task, advance=1, last=result.report.student or "")
            if stages is not None and result.stages:
                stages.append(result.stages)

        with _graders(
            assignment,
            module,
            isolation=isolation,
            jobs=jobs,
            scheduler=scheduler,
            profile=stages is not None,
            transcripts=transcripts,
        ) as graders:
            batch = Batch(work=graders.work, assignment=assignment, submissions=tuple(submissions))
            try:
                resumed = resume(batch, folder, again=again, graders=graders, progress=settled)
            except KeyboardInterrupt:
                err.print(
                    f"stopped: {done} of {len(submissions)} are graded; the same command grades the rest"
                )
                raise
            if plain_hints:
                return [result.report for result in resumed.settled], resumed.known
            progress.update(task, description="comparing with known mistakes", last="")
            return name_mistakes(resumed.settled, assignment, graders, folder), resumed.known


def _graders(
    assignment: Assignment,
    module: Path,
    *,
    isolation: Isolation,
    jobs: int | None,
    scheduler: str | None,
    profile: bool,
    transcripts: bool,
) -> Graders:
    if scheduler is not None:
        from grader.executors.dask_cluster import connect
        from grader.executors.remote import RemoteGraders

        to_scheduler = functools.partial(connect, scheduler)
        return RemoteGraders(
            assignment,
            module,
            to_scheduler,
            isolation=isolation,
            jobs=jobs,
            profile=profile,
            transcripts=transcripts,
        )
    work = prepare_work(assignment, module, isolation=isolation, machine=probe(every_rung=False))
    work = msgspec.structs.replace(work, profile=profile, transcripts=transcripts)
    return Graders(work, jobs=jobs or 1)


def _require_writable(path: Path) -> None:
    """Find out before an hour of grading that its result could not be written."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise UsageError(f"{path}: there is no folder {folder}: make it, nothing was graded")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part"):
            pass
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}: name a file in a folder that you may write to, nothing was graded"
        ) from None


def parse_bound(text: str | None) -> tuple[float, bool] | None:
    """Points of ``--fail-under``, and whether they are percent.

    Raises:
        UsageError: *text* is neither.
    """
    if text is None:
        return None
    with contextlib.suppress(ValueError):
        bound = float(text.removesuffix("%"))
        if math.isfinite(bound):
            return bound, text.endswith("%")
    raise UsageError(f"--fail-under {text!r}: expected points, such as 7.5, or percent, such as 80%")


def falls_short(report: Report, bound: float, percent: bool) -> bool:  # noqa: FBT001
    """Whether *report* has fewer points, or percent of them, than *bound*."""
    if percent:
        return 100 * report.score < bound * report.max_score
    return report.score < bound
