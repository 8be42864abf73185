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

__all__ = ["Taken", "family", "proportional_bytes", "run"]

EVERY_S = 0.25  # between looks at memory


class Taken(NamedTuple):
    """Seconds on the clock, seconds of processors, and the most bytes at any look."""

    wall: float
    processor: float
    peak: int  # of all processes together
    largest: int  # of the largest process that was asked about


def run(
    command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str], about: str = "\0"
) -> Taken:
    """Run *command* in *folder* to its end.

    Processor time is what the kernel counted for the command and all descendants that were waited for.
    Memory is proportional set size: a page that forks share counts once for all of them.

    Args:
        about: Part of the command lines of the processes whose `Taken.largest` is asked for.

    Raises:
        RuntimeError: Its exit status was not 0; with the end of what it printed.
    """
    with tempfile.TemporaryFile() as printed:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=printed, stderr=printed)
        watch = _Watch(process.pid, about)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
        if process.returncode:
            printed.seek(0)
            said = printed.read().decode(errors="replace")[-3_000:]
            raise RuntimeError(f"{command} exited with {process.returncode}:\n{said}")
    return Taken(wall, usage.ru_utime + usage.ru_stime, watch.peak, watch.largest)


class _Watch:
    def __init__(self, process: int, about: str) -> None:
        self.peak = self.largest = 0
        self._process = process
        self._about = about.encode()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(EVERY_S):
            sizes = {process: proportional_bytes(process) for process in family(self._process)}
            asked = (size for process, size in sizes.items() if self._about in _command_line(process))
            self.peak = max(self.peak, sum(sizes.values()))
            self.largest = max(self.largest, *asked, 0)


def family(process: int) -> Iterator[int]:
    """*process*, and all that it has started, and these."""
    yield process
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            for child in map(int, children.read_text().split()):
                yield from family(child)


def _command_line(process: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ")
    return b""


def proportional_bytes(process: int) -> int:
    """The proportional set size of *process*; 0 where it has ended."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    return 0
