"""What a command takes: time on the clock, processor time and memory, of all its processes together."""

import contextlib
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Taken", "run"]

EVERY_S = 0.25  # between looks at memory


class Taken(NamedTuple):
    """Seconds on the clock, seconds of processors, and the most bytes at any look."""

    wall: float
    processor: float
    peak: int


def run(command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str]) -> Taken:
    """Run *command* in *folder* to its end.

    Processor time is what the kernel counted for the command and all descendants that were waited for.
    Memory is the sum of proportional set sizes, so that pages shared between forks count once.

    Raises:
        RuntimeError: Its exit status was not 0; with the end of what it printed.
    """
    with tempfile.TemporaryFile() as printed:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=printed, stderr=printed)
        watch = _Watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = watch.stop()
        if process.returncode:
            printed.seek(0)
            said = printed.read().decode(errors="replace")[-3_000:]
            raise RuntimeError(f"{command} exited with {process.returncode}:\n{said}")
    return Taken(wall, usage.ru_utime + usage.ru_stime, peak)


class _Watch:
    def __init__(self, process: int) -> None:
        self._process = process
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.wait(EVERY_S):
            below = (self._process, *_below(self._process))
            self._peak = max(self._peak, sum(map(_proportional_bytes, below)))


def _below(process: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            for child in map(int, children.read_text().split()):
                yield child
                yield from _below(child)


def _proportional_bytes(process: int) -> int:
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    return 0
