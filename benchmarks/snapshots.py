"""Why a snapshot costs what it costs: a fork, and the pages that both sides then have to copy.

    python benchmarks/snapshots.py [--runs 30]

In a process like the one that runs a notebook: what a fork takes, what the fork of a check copies before it
has done anything for the check and while it defines a function as a cell does, and what the notebook's own
next cell copies after a fork. Last, what one page costs. Page faults are those that the kernel counts.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys

_PROGRAM = """
import gc, mmap, os, resource, sys, time
from grader.worker.prepare import prepare

PAGES, PAGE = 5_000, 4096
CELL = "def f(x):\\n    y = x * 2\\n    return y\\n"
prepared = prepare([("setup", "import numpy as np")])
shell = prepared.shell
gc.collect(); gc.freeze()

def now():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_minflt, time.perf_counter()

def told(name, before):
    faults, seconds = (b - a for a, b in zip(before, now()))
    os.write(1, f"{name}|{faults}|{1e3 * seconds:.4f}\\n".encode())

def cell():
    shell.run_labelled("cell", CELL)

def fork(work):
    before = now()
    child = os.fork()
    if child == 0:
        told("the child, until it is Python again", (0, before[1]))
        before = now()
        work()
        told("the child, its first cell", before)
        os._exit(0)
    told("the fork, seen by the notebook", before)
    before = now()
    cell()
    told("the notebook, its next cell", before)
    before = now()
    cell()
    told("the notebook, a cell after that", before)
    os.waitpid(child, 0)

cell()
for _ in range(int(sys.argv[1])):
    fork(cell)

numbers = bytearray(PAGES * PAGE)  # not before: a fork takes longer the more there is
def touch():
    for page in range(0, PAGES * PAGE, PAGE):
        numbers[page] = 1

for _ in range(5):
    child = os.fork()
    if child == 0:
        before = now()
        touch()
        told(f"{PAGES} pages copied", before)
        before = now()
        touch()
        told(f"{PAGES} pages touched again", before)
        os._exit(0)
    os.waitpid(child, 0)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=30)
    runs: int = parser.parse_args().runs
    finished = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(runs)],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[tuple[int, float]]] = {}
    for line in finished.stdout.splitlines():
        name, faults, milliseconds = line.split("|")
        found.setdefault(name, []).append((int(faults), float(milliseconds)))
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}, {runs} runs\n")
    print("| | page faults | ms, median | min | max |\n|---|---|---|---|---|")
    for name, values in found.items():
        counts, times = zip(*values, strict=True)
        print(
            f"| {name} | {statistics.median(counts):.0f} | {statistics.median(times):.2f} "
            f"| {min(times):.2f} | {max(times):.2f} |"
        )


if __name__ == "__main__":
    main()
