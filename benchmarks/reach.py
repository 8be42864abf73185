"""The figures that this project is to reach, but for those beside other graders (``peers.py``): one table.

    python benchmarks/reach.py [--runs 5] [ROW ...]

Rows: overhead, ready, class, training, setup, calls. Each is measured in turn with what it is compared with,
if anything, and shown with its median and spread. Prints Markdown.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import overhead, spawn, wire  # noqa: E402
from benchmarks.field.made import Class, grade, make  # noqa: E402
from benchmarks.field.measure import family, proportional_bytes, run  # noqa: E402
from grader.sandbox.host import Zygote  # noqa: E402
from grader.sandbox.rungs import Policy, Rung  # noqa: E402
from grader.wire import FROM_WORKER, Channel  # noqa: E402

MIB = 1 << 20
SUBMISSIONS = 40
WORKERS = 4
SETUP_NUMBERS = 47_000_000  # float64: 376 MB
STUDENT_S = 0.05  # processor seconds of a student's own code
TRAINING_S = 10.0
TRAINING = """import numpy as np

rng = np.random.default_rng(0)
x, weights = rng.normal(size=(64, 784)), rng.normal(size=(784, 10))
for step in range({steps}):
    p = np.tanh(x @ weights)
    weights -= 1e-4 * x.T @ (p * (1 - p**2))"""


class Row(NamedTuple):
    """One figure, its unit, what is to be reached, and what was found in each run."""

    name: str
    unit: str
    reach: str
    found: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rows", nargs="*", default=list(ROWS), help=", ".join(ROWS))
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(
        f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}, load {os.getloadavg()[0]:.1f}; {options.runs} runs\n"
    )
    print("| what | reach | median | min | max |\n|---|---|---|---|---|")
    for name in options.rows:
        for row in ROWS[name](options.runs):
            found = (statistics.median(row.found), min(row.found), max(row.found))
            shown = " | ".join(f"{value:.3g} {row.unit}".strip() for value in found)
            print(f"| {row.name} | {row.reach} | {shown} |", flush=True)


def measure_overhead(runs: int) -> Iterator[Row]:
    """One more submission with ten checks, beyond its cells in one bare process."""
    beyond = []
    with tempfile.TemporaryDirectory(prefix="welldone-reach-") as folder:
        assignment = overhead.write_assignment(Path(folder) / "assignments" / "ten")
        for _ in range(runs):
            bare = overhead.time_bare(assignment, SUBMISSIONS)
            beyond.append(1e3 * (overhead.time_graded(assignment, SUBMISSIONS, Rung.NAMESPACES) - bare))
    yield Row("overhead of a submission with 10 checks, rung 1b", "ms", "40 ms", beyond)


def measure_ready(runs: int) -> Iterator[Row]:
    """From the request for a process to its first word."""
    ((starts, _),) = spawn.measure([Rung.NAMESPACES], 10 * runs).values()
    yield Row("fork to ready, rung 1b", "ms", "10 ms", [1e3 * seconds for seconds in starts])


def measure_class(runs: int) -> Iterator[Row]:
    """A large class whose own code takes 0.05 s each, and the memory of who judges it."""
    rates, large, small = [], [], []
    with tempfile.TemporaryDirectory(prefix="welldone-reach-") as root:
        for students in (250, 1_000):
            make(Path(root, str(students)), Class(students=students, checks=0, cells=0, work_s=STUDENT_S))
        for _ in range(runs):
            few, many = (grade(Path(root, str(students)), jobs=2) for students in (250, 1_000))
            rates.append(1_000 / many.wall)
            small.append(few.largest / MIB)
            large.append(many.largest / MIB)
    yield Row(f"class of 1,000, {STUDENT_S} s each, 1 check, --jobs 2, whole command", "/s", "25 /s", rates)
    yield Row("memory of a process that judges, class of 250", "MiB", "", small)
    yield Row("the same, class of 1,000", "MiB", "the same", large)


def measure_training(runs: int) -> Iterator[Row]:
    """Ten seconds of training: what a student more adds, over the same text in one bare process."""
    steps = int(2_000 * TRAINING_S / _run_bare(TRAINING.format(steps=2_000)))
    text = TRAINING.format(steps=steps)
    ratios = []
    with tempfile.TemporaryDirectory(prefix="welldone-reach-") as root:
        for students in (1, 3):
            make(Path(root, str(students)), Class(students=students, checks=0, cells=0, work=text))
        for _ in range(runs):
            one, three = (grade(Path(root, str(students)), jobs=1) for students in (1, 3))
            more = (three.processor - one.processor) / 2
            ratios.append(more / statistics.mean(_run_bare(text) for _ in range(2)))
    yield Row("training notebook of 10 s, processor time over a bare process", "", "1.05", ratios)


def measure_setup(runs: int) -> Iterator[Row]:
    """What each worker adds to the memory of a zygote that holds 376 MB of numbers."""
    above = []
    setup = [("setup", f"import numpy as np\nnumbers = np.ones({SETUP_NUMBERS})")]
    for _ in range(runs):
        with Zygote(Policy(rung=Rung.NAMESPACES), setup=setup) as zygote:
            alone = _family_bytes()
            workers = [zygote.spawn(seed=seed, deadline_s=60) for seed in range(WORKERS)]
            above.append((_family_bytes() - alone) / WORKERS / MIB)
            for worker in workers:
                worker.close()
    yield Row("memory of each worker above 376 MB of setup data, which all share", "MiB", "40 MiB", above)


def measure_calls(runs: int) -> Iterator[Row]:
    """Calls across the wire."""
    small, large = np.random.default_rng(0).normal(size=(3, 4)), np.zeros((5_000, 784))
    for name, reach, value, count in (
        ("call with a 3x4 array, there and back", "0.15 ms", small, 400 * runs),
        ("call with a (5000, 784) array, there and back", "60 ms", large, 4 * runs),
    ):
        echo = Channel(wire.start(lambda sock: wire.serve(sock, lambda got: got)), accept=FROM_WORKER)
        yield Row(name, "ms", reach, wire.timed(lambda: wire.call(echo, value), count))  # noqa: B023
        echo.close()


ROWS: dict[str, Callable[[int], Iterator[Row]]] = {
    "overhead": measure_overhead,
    "ready": measure_ready,
    "class": measure_class,
    "training": measure_training,
    "setup": measure_setup,
    "calls": measure_calls,
}


def _run_bare(text: str) -> float:
    """Processor seconds of *text* in a process of its own."""
    alone = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    return run([sys.executable, "-c", text], folder=ROOT, environment=alone).processor


def _family_bytes() -> int:
    """Proportional set size of all that this process has started."""
    own = os.getpid()
    return sum(proportional_bytes(process) for process in family(own) if process != own)


if __name__ == "__main__":
    main()
