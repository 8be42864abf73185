"""A Dask cluster on loopback: a scheduler and workers, each a process that can be killed."""

import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE_S = 120.0


class LoopbackCluster:
    """Scheduler and *workers* of one thread each; all end with the `with` block."""

    def __init__(self, *, workers: int) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self._port}"
        self._folder = tempfile.TemporaryDirectory(prefix="cluster-")
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self._port))
        self.workers: list[subprocess.Popen[bytes]] = []
        for _ in range(workers):
            self.add_worker()

    def add_worker(self) -> None:
        options = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--death-timeout", "60")
        self.workers.append(self._start("worker", self.address, *options))

    def kill_worker(self) -> None:
        """End one worker as a machine that is switched off ends."""
        self._kill(self.workers.pop(0))

    def restart(self, *, workers: int) -> None:
        """End the scheduler, and with it all connections; start another, and as many *workers*."""
        self._kill(self.scheduler)
        while self.workers:
            self.kill_worker()
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self._port))
        for _ in range(workers):
            self.add_worker()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self.workers:
            self.kill_worker()
        self._kill(self.scheduler)
        self._folder.cleanup()

    def log(self) -> str:
        """What all of them wrote, for whoever looks into a failure."""
        return "\n".join(path.read_text() for path in sorted(Path(self._folder.name).glob("*.log")))

    def _start(self, part: str, *options: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", "--no-dashboard", *options]
        with (Path(self._folder.name) / f"{part}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self._folder.name, stdout=log, stderr=log)

    def _kill(self, process: "subprocess.Popen[bytes]") -> None:
        process.kill()
        process.wait(PATIENCE_S)
