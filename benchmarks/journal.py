"""How long 10,000 kept results take to be read back, and how large they are.

    python benchmarks/journal.py [--results N] [--runs N]

The results are those of one real homework: a right answer and its mutants, graded here, written again and
again under other keys. The files stay in the system's cache between runs, as they do between two runs of a
command. Processor time of this process; wall time beside it.
"""

import argparse
import itertools
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from grader.audit.answers import Answer, grade_answers
from grader.course import Course
from grader.journal import Journal
from grader.mutants import read_mutant
from grader.sandbox.probe import probe
from grader.work import Settled

HOMEWORK = "dense"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--results", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    samples = graded()
    with tempfile.TemporaryDirectory(prefix="welldone-journal-") as folder:
        journal = Journal(Path(folder), "0" * 64)
        write(journal, samples, options.results)
        size = journal.path.stat().st_size
        print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {options.runs} runs")
        print(
            f"{options.results:,} results of {HOMEWORK}, {size / 2**20:.0f} MiB, "
            f"{size / options.results:,.0f} bytes each"
        )
        cpu, wall = zip(*(measure(journal, options.results) for _ in range(options.runs)), strict=True)
        print(f"{'read back, s':20}{'median':>8}{'min':>8}{'max':>8}")
        for name, seconds in (("processor", cpu), ("wall", wall)):
            print(f"{name:20}{statistics.median(seconds):8.2f}{min(seconds):8.2f}{max(seconds):8.2f}")


def graded() -> list[Settled]:
    """Results of the reference and of every mutant."""
    assignment = Course.find(Path(__file__).parent).assignment(HOMEWORK)
    mutants = [read_mutant(path) for path in assignment.mutant_files]
    answers = [Answer(name="reference", cells={})]
    answers += [Answer(name=mutant.name, cells=mutant.cells) for mutant in mutants]
    runs = grade_answers(assignment, answers, machine=probe(every_rung=False))
    return [run.settled for run in runs]


def write(journal: Journal, samples: list[Settled], count: int) -> None:
    """Fill *journal* with *count* results under keys like those of submissions."""
    for number, settled in zip(range(count), itertools.cycle(samples), strict=False):
        student = msgspec.structs.replace(settled.report, student=f"student-{number}")
        journal.add(f"{number:064x}/student-{number}.ipynb", msgspec.structs.replace(settled, report=student))


def measure(journal: Journal, count: int) -> tuple[float, float]:
    """Processor and wall seconds of reading all of it."""
    cpu, wall = time.process_time(), time.perf_counter()
    read = journal.read()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert len(read) == count
    return cpu, wall


if __name__ == "__main__":
    main()
