"""How long a submission's process takes from request to first reply, on every rung that this machine has.

    python benchmarks/spawn.py [--runs N]

The zygote holds numpy and IPython, as it does for grading. Also shown: the time to end a process, and what
a fork and a reply over a pipe cost in a bare process that has the same modules loaded.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time

from grader.errors import GraderError
from grader.sandbox.host import Zygote
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Policy, Rung

_BARE_FORK = """
import os, sys, time, gc
from grader.worker import prepare
prepared = prepare([("setup", "import numpy as np")])
gc.collect(); gc.freeze()
for _ in range(int(sys.argv[1])):
    read, write = os.pipe()
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.write(write, b"ready")
        os._exit(0)
    os.read(read, 5)
    os.write(1, b"%.9f\\n" % (time.perf_counter() - start))  # the worker has taken print for itself
    os.waitpid(child, 0)
    os.close(read); os.close(write)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=50)
    runs: int = parser.parse_args().runs
    machine = probe()
    print(
        f"{machine.kernel}, {os.cpu_count()} processors, Python {platform.python_version()}, {runs} runs each"
    )
    print(f"{'ms':34}{'median':>8}{'min':>8}{'max':>8}")
    show("fork and reply, bare process", measure_bare_fork(runs))
    for rung in (*(report.rung for report in machine.rungs if report.available), Rung.NONE):
        try:
            starts, ends = measure(rung, runs)
        except GraderError as error:
            print(f"rung {rung}: {error}")
            continue
        show(f"rung {rung}, spawn to first reply", starts)
        show(f"rung {rung}, close", ends)


def measure(rung: Rung, runs: int) -> tuple[list[float], list[float]]:
    """Seconds to start and to end each of *runs* processes."""
    starts, ends = [], []
    with Zygote(Policy(rung=rung), setup=[("setup", "import numpy as np")]) as zygote:
        zygote.spawn(seed=0, deadline_s=30).close()
        for run in range(runs):
            begin = time.perf_counter()
            worker = zygote.spawn(seed=run, deadline_s=30)
            starts.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            worker.close()
            ends.append(time.perf_counter() - begin)
    return starts, ends


def measure_bare_fork(runs: int) -> list[float]:
    """Seconds from a fork to its first byte, with what the zygote imports imported."""
    finished = subprocess.run(
        [sys.executable, "-c", _BARE_FORK, str(runs)], capture_output=True, text=True, check=True
    )
    return [float(line) for line in finished.stdout.split()]


def show(what: str, seconds: list[float]) -> None:
    milliseconds = [value * 1e3 for value in seconds]
    print(f"{what:34}{statistics.median(milliseconds):8.1f}{min(milliseconds):8.1f}{max(milliseconds):8.1f}")


if __name__ == "__main__":
    main()
