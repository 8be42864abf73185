"""What grading costs, against what it may depend on: students, checks, cells, data that setup makes, jobs.

    python benchmarks/cost_model.py [--runs 3] [--most 10000] [--plot FILE.svg] [SERIES ...]

Each row is a whole command over a made class, confined, with every start-up in it. One thing varies in each
series. Prints Markdown: time on the clock and of the processors, the memory of all processes together and of
the largest process that judges; then a straight line through each series. Medians of runs, taken in turn.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.field.made import Class, grade, make  # noqa: E402
from benchmarks.field.measure import Taken  # noqa: E402

MIB = 1 << 20


class Series(NamedTuple):
    """What varies, by which values, and the class and number of jobs for each of them."""

    title: str
    values: tuple[int, ...]
    made: Callable[[int], Class]
    jobs: Callable[[int], int] = lambda _value: 2


SERIES = {
    "students": Series(
        "students, 2 checks each",
        (20, 100, 500, 2_000, 10_000),
        lambda n: Class(students=n, checks=1, cells=1),
    ),
    "checks": Series(
        "checks, 40 students", (1, 5, 10, 20, 40), lambda n: Class(students=40, checks=n - 1, cells=5)
    ),
    "cells": Series("answer cells, 40 students", (5, 10, 20, 40, 80), lambda n: Class(students=40, cells=n)),
    "setup": Series(
        "MiB that setup makes, 20 students",
        (0, 50, 100, 200, 376),
        lambda n: Class(students=20, setup_mib=n),
        lambda _value: 1,
    ),
    "jobs": Series("jobs, 100 students", (1, 2, 3, 4), lambda _n: Class(students=100), lambda n: n),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("series", nargs="*", default=list(SERIES), help=", ".join(SERIES))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--most", type=int, default=10_000, help="leave out larger classes")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    print(
        f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}; medians of {options.runs} runs\n"
    )
    found = {}
    for name in options.series:
        series = SERIES[name]
        values = tuple(value for value in series.values if name != "students" or value <= options.most)
        found[name] = measure(series, values, options.runs)
        print(table(series, found[name]), "\n", flush=True)
    if options.plot:
        plot(found, options.plot)


def measure(series: Series, values: tuple[int, ...], runs: int) -> dict[int, Taken]:
    """The medians of what each value of *series* takes."""
    taken: dict[int, list[Taken]] = {value: [] for value in values}
    with tempfile.TemporaryDirectory(prefix="welldone-cost-") as root:
        for value in values:
            make(Path(root, str(value)), series.made(value))
        for turn in range(runs):
            for value in values:
                taken[value].append(grade(Path(root, str(value)), jobs=series.jobs(value)))
                print(f"run {turn + 1}: {series.title}: {value}", file=sys.stderr)
    return {value: Taken(*map(statistics.median, zip(*all_, strict=True))) for value, all_ in taken.items()}


def table(series: Series, taken: dict[int, Taken]) -> str:
    """One row for each value, and a line through them all."""
    lines = [
        f"| {series.title} | wall s | processor s | processor ms a student | peak MiB | one judge, MiB |",
        "|---|---|---|---|---|---|",
    ]
    for value, one in taken.items():
        students = series.made(value).students
        lines.append(
            f"| {value:,} | {one.wall:.2f} | {one.processor:.2f} | {one.processor / students * 1e3:.0f} "
            f"| {one.peak / MIB:.0f} | {one.largest / MIB:.0f} |"
        )
    if len(taken) > 2:
        values, seconds = list(taken), [one.processor for one in taken.values()]
        # each value weighs by its share, or the largest alone would say where the line lies
        slope, start = np.polyfit(values, seconds, 1, w=1 / np.array(seconds))
        off = max(abs(slope * v + start - s) / s for v, s in zip(values, seconds, strict=True))
        lines.append(
            f"\nprocessor s = {start:.2f} + {slope:.4f} x value; "
            f"no value is further from that line than {100 * off:.0f} %"
        )
    return "\n".join(lines)


def plot(found: dict[str, dict[int, Taken]], file: Path) -> None:
    """Processor time and memory against each thing that varies."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot
    from matplotlib.ticker import MaxNLocator

    mpl.rcParams |= {"svg.hashsalt": "welldone", "font.size": 9, "axes.spines.top": False}
    across = min(len(found), 2)
    down = -(-len(found) // across)
    figure, axes = pyplot.subplots(down, across, figsize=(4 * across, 2.6 * down), layout="constrained")
    for axis, (name, taken) in zip(np.ravel(axes), found.items(), strict=False):
        seconds = [one.processor for one in taken.values()]
        mebibytes = [one.largest / MIB for one in taken.values()]
        axis.plot(list(taken), seconds, "o-", color="#0b6e4f", ms=4)
        axis.set_xlabel(SERIES[name].title)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.set_ylabel("processor s", color="#0b6e4f")
        memory = axis.twinx()
        memory.plot(list(taken), mebibytes, "s--", color="#9a3b26", ms=3)
        memory.set_ylabel("one judge, MiB", color="#9a3b26")
        axis.set_ylim(0, 1.15 * max(seconds))
        memory.set_ylim(0, 1.15 * max(mebibytes))
        if name == "students":
            axis.set(xscale="log", yscale="log", ylim=(min(seconds) / 2, 2 * max(seconds)))
    figure.savefig(file, metadata={"Date": None})  # with a white ground: readers have dark pages


if __name__ == "__main__":
    main()
