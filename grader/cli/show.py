"""``grader demo``: from a source notebook to a class's scores, in under a minute."""

import os
import shutil
import time
from pathlib import Path

import click

from grader.batch import write_checks
from grader.cli.files import as_json, write_file
from grader.cli.grading import grade_with_progress
from grader.cli.results import write_pages
from grader.cli.tables import console, legend, score_table, summary
from grader.demo import demo_course, make_class
from grader.exports import scores_csv
from grader.notebook.source import read_source
from grader.publish import release
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Isolation
from grader.submission.identity import collect

__all__ = ["demo"]

LOOKED_AT = ("ada", "bo")  # whose pages are named: a right answer and a mistaken one


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where to write everything.",
)
def demo(folder: Path) -> None:
    """Release one homework, make a class of submissions, grade them, and write scores and pages."""
    started = time.monotonic()
    out, err = console(), console(errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    course = demo_course(folder.resolve())
    (name,) = course.names()
    assignment = course.assignment(name)
    machine = probe(every_rung=False)
    isolation = Isolation.STRICT if machine.rung.is_official else Isolation.BEST
    with err.status("releasing"):
        made = release(course, name, machine=machine)
    out.print(
        f"1. released {name}: {made.points:g} points, {made.checks} checks, {made.hidden} of them hidden; "
        "the reference passes all of them, the unanswered notebook none",
        markup=False,
    )
    students = make_class(assignment, read_source(assignment.source), course.root / "submissions")
    out.print(f"2. made {len(students)} submissions: {', '.join(students)}", markup=False)
    submissions = collect([course.root / "submissions"], assignment=name)
    module, _ = write_checks(assignment, course.build_folder(name))
    jobs = min(4, os.cpu_count() or 1)
    reports, _ = grade_with_progress(
        assignment,
        module,
        submissions,
        isolation=isolation,
        jobs=jobs,
        folder=course.build_folder(name),
        again=True,
        transcripts=True,
    )
    out.print(f"3. graded them, {jobs} at a time, isolation {isolation.value} (rung {machine.rung.value})\n")
    out.print(score_table(reports))
    out.print(legend(reports))
    write_file(course.root / "reports.json", as_json(reports), what="the reports")
    write_file(course.root / "scores.csv", scores_csv(reports).encode(), what="the scores")
    out.print(summary(reports, time.monotonic() - started))
    site = write_pages(course.root / "report", reports, course=course)
    out.print(
        f"\n4. wrote {folder}/reports.json and {folder}/scores.csv, and pages to look at:", markup=False
    )
    out.print(f"   the class, for staff          {site.index}", markup=False, soft_wrap=True)
    for one, page in zip(reports, site.students, strict=True):
        if one.student in LOOKED_AT:
            out.print(f"   {f'feedback for {one.student}':<30}{page}", markup=False, soft_wrap=True)
    shutil.rmtree(course.build_folder(name), ignore_errors=True)
