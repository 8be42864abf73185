"""How long the pages of a large class take to be made, and how much memory that needs.

    python benchmarks/report_site.py [--students N] [--runs N]

The reports are drawn: a strength for each student decides which checks of one real homework pass. Every
student has the reference's code with a line of their own in each cell, so that no page is like another,
printed text, and two pictures. Made are the page of the class, and for each student a page and its Markdown
twin; reading code and outputs from their files is part of it. Each run is a process of its own; processor
time, wall time beside it.
"""

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np

from grader.course import Course
from grader.model import CheckResult, Outcome, Report, Status
from grader.notebook.cells import Role, Source
from grader.notebook.source import read_source
from grader.pages import write_site
from grader.submission.png import png
from grader.transcripts import Kind, Picture, Printed, Ran, Transcript, Transcripts

HOMEWORK = "dense"
RELEASE = "0" * 64
PICTURE = (100, 200)  # pixels; of noise, which is as many bytes as a plot of 640 x 480


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--students", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--from-folder", type=Path, help=argparse.SUPPRESS)  # a run's own process
    options = parser.parse_args()
    if options.from_folder is not None:
        print(*measure(options.from_folder))
        return
    with tempfile.TemporaryDirectory(prefix="welldone-site-") as name:
        folder = Path(name)
        draw_class(folder, options.students)
        command = [sys.executable, __file__, "--from-folder", name]
        runs = [
            [float(word) for word in subprocess.run(command, check=True, capture_output=True).stdout.split()]
            for _ in range(options.runs)
        ]
        size = sum(path.stat().st_size for path in (folder / "site").rglob("*"))
        index = (folder / "site" / "index.html").stat().st_size
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {options.runs} runs")
    print(
        f"{options.students:,} students, {size / 2**20:.0f} MiB of pages, index.html {index / 2**20:.1f} MiB"
    )
    print(f"{'':24}{'median':>9}{'min':>9}{'max':>9}")
    rows = ("processor, s", "wall, s", "most memory, MiB", "reports alone, MiB")
    for row, values in zip(rows, zip(*runs, strict=True), strict=True):
        print(f"{row:24}{statistics.median(values):9.2f}{min(values):9.2f}{max(values):9.2f}")


def measure(folder: Path) -> tuple[float, float, float, float]:
    """Make the site: processor and wall seconds, peak memory, and memory before, in MiB."""
    reports = msgspec.json.decode((folder / "reports.json").read_bytes(), type=list[Report])
    store = Transcripts(folder / "transcripts")
    names = [report.student or "" for report in reports]
    before, wall, cpu = _peak(), time.perf_counter(), time.process_time()
    write_site(
        folder / "site", reports, names, transcript_of=store.find, mistakes={"Mind the sign.": "ascent"}
    )
    return time.process_time() - cpu, time.perf_counter() - wall, _peak(), before


def draw_class(folder: Path, count: int) -> None:
    """Write reports and transcripts of *count* students."""
    source = read_source(Course.find(Path(__file__).parent).assignment(HOMEWORK).source)
    random = np.random.default_rng(0)
    store = Transcripts(folder / "transcripts")
    reports = []
    for number in range(count):
        report = draw_report(source, number, random)
        reports.append(report)
        store.keep(draw_transcript(source, number, random), release=RELEASE, digest=report.digest or "")
    (folder / "reports.json").write_bytes(msgspec.json.encode(reports))


def draw_report(source: Source, number: int, random: np.random.Generator) -> Report:
    """A report in which a stronger student passes more."""
    strength = random.normal()
    checks = []
    for cell in source.cells:
        if cell.role not in (Role.CHECK, Role.HIDDEN) or cell.options is None:
            continue
        passed = bool(strength + random.normal() > -0.5)
        worst = f"worst at [{number % 7}, 0]: got {random.normal():.3g}, expected {random.normal():.3g}"
        checks.append(
            CheckResult(
                name=cell.name,
                question=cell.options.question,
                hidden=cell.role is Role.HIDDEN,
                outcome=Outcome.PASSED if passed else Outcome.FAILED,
                points=cell.options.points if passed else 0.0,
                max_points=cell.options.points,
                message="" if passed else f"result differs in {number % 12 + 1} of 12 entries; {worst}",
                hint=None if passed else "Mind the sign.",
                cpu_seconds=round(float(random.exponential(0.05)), 3),
            )
        )
    return Report(
        assignment=HOMEWORK,
        release=RELEASE,
        submission=f"submissions/student-{number:04}.ipynb",
        student=f"student-{number:04}",
        digest=f"{number:064x}",
        status=Status.GRADED,
        score=sum(check.points for check in checks),
        max_score=sum(check.max_points for check in checks),
        checks=tuple(checks),
    )


def draw_transcript(source: Source, number: int, random: np.random.Generator) -> Transcript:
    """The reference with a line of the student's own, a log, and two pictures."""
    log = "".join(f"epoch {epoch}: {random.random():.4f}\n" for epoch in range(15))
    cells = []
    for cell in source.cells:
        if cell.role in (Role.SOLUTION, Role.GIVEN) and cell.kind.value == "code":
            is_answer = cell.role is Role.SOLUTION
            cells.append(
                Ran(
                    label=cell.name,
                    source_name=cell.name,
                    kind=Kind.ANSWER if is_answer else Kind.GIVEN,
                    text=cell.reference + (f"\n# by student {number}" if is_answer else ""),
                    shown=(Printed(text=log),) if is_answer else (),
                )
            )
    noise = random.integers(0, 256, (2, *PICTURE, 3), dtype=np.uint8) & 0x1F
    pictures = tuple(Picture(png=png(one), width=PICTURE[1], height=PICTURE[0]) for one in noise)
    cells.append(
        Ran(label="added cell 30", source_name=None, kind=Kind.ADDED, text="plt.plot(log)", shown=pictures)
    )
    return Transcript(cells=tuple(cells))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
