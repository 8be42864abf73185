"""The same homework and class, graded by this project, nbgrader and otter-grader: time, processors, memory.

    python benchmarks/peers.py [--students 20] [--runs 5] [--only TITLE ...] [--environments FOLDER]

The others are installed, pinned, in environments of their own. The class is made of right, wrong and raising
answers; every grader must give every student the points that the answer earns, else this exits with 1.
Graders take turns, so that a machine that drifts does so for all of them. Prints Markdown.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.field.graders import (  # noqa: E402
    Floor,
    Grader,
    Nbgrader,
    Otter,
    OtterLoop,
    Welldone,
    environment,
)
from benchmarks.field.homework import students  # noqa: E402
from benchmarks.field.measure import Taken, run  # noqa: E402

NUMPY = f"numpy=={np.__version__}"
NBGRADER = ("nbgrader==0.9.5", "ipykernel==7.4.0", NUMPY)
OTTER = ("otter-grader==7.0.0", "ipykernel==7.4.0", NUMPY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", nargs="*", help="beginnings of titles")
    parser.add_argument("--environments", type=Path, default=user_cache_path("welldone-benchmarks"))
    options = parser.parse_args()
    folder: Path = options.environments
    folder.mkdir(parents=True, exist_ok=True)
    beside_nbgrader, beside_otter = folder / "nbgrader", folder / "otter"
    graders: list[Grader] = [
        Floor(),
        Welldone(2),
        Welldone(1),
        Nbgrader(beside_nbgrader),
        Otter(beside_otter),
        OtterLoop(beside_otter),
    ]
    if options.only:
        graders = [grader for grader in graders if grader.title.startswith(tuple(options.only))]
    if any(isinstance(grader, Nbgrader) for grader in graders):
        environment(beside_nbgrader, *NBGRADER)
    if any(isinstance(grader, Otter) for grader in graders):
        environment(beside_otter, *OTTER)
    taken = measure(graders, options.students, options.runs)
    print(
        f"{options.students} students, 5 checks; {options.runs} runs in turn; {os.cpu_count()} processors, "
        f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"{NBGRADER[0]}, {OTTER[0]}\n"
    )
    print(table(taken, options.students))


def measure(graders: list[Grader], count: int, runs: int) -> dict[str, list[Taken]]:
    """What each grader took in each of *runs*, by its title."""
    taken: dict[str, list[Taken]] = {grader.title: [] for grader in graders}
    expected = {name: float(points) for name, _, points in students(count)}
    with tempfile.TemporaryDirectory(prefix="welldone-peers-") as root:
        for number, grader in enumerate(graders):
            grader.prepare(Path(root, str(number)), ((name, cells) for name, cells, _ in students(count)))
        for turn in range(runs):
            for number, grader in enumerate(graders):
                place = Path(root, str(number))
                command = grader.command()
                path = os.pathsep.join((str(Path(command[0]).parent), os.environ["PATH"]))
                home = {"HOME": str(place), "PATH": path, "OPENBLAS_NUM_THREADS": "1"}
                one = run(command, folder=place, environment=home)
                taken[grader.title].append(one)
                print(f"run {turn + 1} of {runs}: {grader.title}: {one.wall:.2f} s", file=sys.stderr)
                _compare(grader.title, grader.scores(place), expected)
    return taken


def _compare(title: str, scores: dict[str, float], expected: dict[str, float]) -> None:
    wrong = [
        f"{name}: got {scores.get(name)}, expected {points}"
        for name, points in expected.items()
        if scores.get(name) != points
    ]
    if wrong or len(scores) != len(expected):
        print(f"{title}: {len(wrong)} scores are not what the answers earn: {'; '.join(wrong[:10])}")
        sys.exit(1)


def table(taken: dict[str, list[Taken]], count: int) -> str:
    """Medians with the spread of the time on the clock, and how many times ours each of them is."""
    ours = next((runs for title, runs in taken.items() if title.startswith("welldone")), None)
    lines = [
        "| grader | wall s, median (min to max) | s each | processor s | peak MiB | wall, times ours |",
        "|---|---|---|---|---|---|",
    ]
    for title, runs in taken.items():
        wall = [one.wall for one in runs]
        middle = statistics.median(wall)
        ratio = f"{middle / statistics.median(one.wall for one in ours):.1f}" if ours else ""
        lines.append(
            f"| {title} | {middle:.2f} ({min(wall):.2f} to {max(wall):.2f}) | {middle / count:.3f} "
            f"| {statistics.median(one.processor for one in runs):.1f} "
            f"| {statistics.median(one.peak for one in runs) / 2**20:.0f} | {ratio} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
