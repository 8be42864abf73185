"""How long a submission's process takes from request to first reply, on every rung that this machine has.

    python benchmarks/spawn.py [--runs N]

The zygote holds numpy and IPython, as it does for grading. The rungs take turns, so that a busy machine is
busy for all of them. Also shown: the time to end a process; what a control group costs, once for each
zygote; and what a fork and a reply over a pipe cost in a bare process that has the same modules loaded.
"""

import argparse
import contextlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader.errors import GraderError
from grader.sandbox.groups import enter, make_group
from grader.sandbox.host import Zygote
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Policy, Rung

_BARE_FORK = """
import os, sys, time, gc
from grader.worker.prepare import prepare
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
    measured = measure([*(report.rung for report in machine.rungs if report.available), Rung.NONE], runs)
    for rung, (starts, ends) in measured.items():
        show(f"rung {rung}, spawn to first reply", starts)
        show(f"rung {rung}, close", ends)
    for step, seconds in measure_group(runs).items():
        show(f"{machine.groups}, {step}", seconds)


def measure(rungs: list[Rung], runs: int) -> dict[Rung, tuple[list[float], list[float]]]:
    """Seconds to start and to end each of *runs* processes, by rung."""
    measured: dict[Rung, tuple[list[float], list[float]]] = {}
    with contextlib.ExitStack() as stack:
        zygotes: dict[Rung, Zygote] = {}
        for rung in rungs:
            try:
                zygote = Zygote(Policy(rung=rung), setup=[("setup", "import numpy as np")])
            except GraderError as error:
                print(f"rung {rung}: {error}")
                continue
            zygotes[rung] = stack.enter_context(zygote)
            zygote.spawn(seed=0, deadline_s=30).close()
            measured[rung] = [], []
        for run in range(runs):
            for rung, zygote in zygotes.items():
                begin = time.perf_counter()
                worker = zygote.spawn(seed=run, deadline_s=30)
                ready = time.perf_counter()
                worker.close()
                measured[rung][0].append(ready - begin)
                measured[rung][1].append(time.perf_counter() - ready)
    return measured


def measure_group(runs: int) -> dict[str, list[float]]:
    """Seconds for each step of a control group's life; nothing where none may be made."""
    seconds: dict[str, list[float]] = {}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as home:
            begin = time.perf_counter()
            group = make_group(Path(home))
            if group is None:
                break
            seconds.setdefault("make", []).append(time.perf_counter() - begin)
            seconds.setdefault("enter", []).append(_enter_in_a_fork(group.entrances))
            begin = time.perf_counter()
            group.close()
            seconds.setdefault("remove", []).append(time.perf_counter() - begin)
    return seconds


def _enter_in_a_fork(entrances: tuple[int, ...]) -> float:
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        begin = time.perf_counter()
        enter(entrances)
        os.write(telling, b"%.9f" % (time.perf_counter() - begin))
        os._exit(0)
    seconds = float(os.read(told, 64))
    os.waitpid(child, 0)
    os.close(told)
    os.close(telling)
    return seconds


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
