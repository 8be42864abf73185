"""A grader process as seen from the command that started it: chunks go in, results come out.

What it runs is `grader.session`. It is a process of its own so that its death costs a chunk a second try, and
not the command.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable

import msgspec

from grader.work import Chunk, Settled, Work

__all__ = ["GraderProcess"]

# of the environment: options for another pytest, and what would have asserts not run or warnings raise
_DROPPED = ("PYTEST_", "PYTHONOPTIMIZE", "PYTHONWARNINGS")
# made once, before there are threads: two that learn a type at the same time end the process
_SETTLED = msgspec.json.Decoder(Settled)


class GraderProcess:
    """A process that grades chunk after chunk."""

    def __init__(self, work: Work) -> None:
        """Start it; it ends when it is closed, killed, or when this process or thread ends."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
        environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "MPLBACKEND": "Agg"}
        environment["PYTHONHASHSEED"] = "0"  # as where submissions run: setup's sets are in one order
        environment |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.session"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # a Ctrl-C is for this process, which decides what becomes of the others
        )
        self._errors: deque[bytes] = deque(maxlen=40)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._write(msgspec.json.encode(work))

    def grade(self, chunk: Chunk, keep: Callable[[Settled], None]) -> bool:
        """Grade *chunk*; False where the process ended before it was done."""
        assert self._process.stdout is not None
        if not self._write(chunk.to_json()):
            return False
        for line in self._process.stdout:
            if line == b"\n":
                return True
            if not line.endswith(b"\n"):  # the process ended within a report
                return False
            keep(_SETTLED.decode(line))
        return False

    def last_words(self) -> str:
        """The end of what the process wrote to standard error."""
        self._process.wait()
        self._listener.join(1.0)
        text = b"".join(self._errors).decode("utf-8", "replace").strip()
        return text[-1500:] or f"exit status {self._process.returncode}"

    def kill(self) -> None:
        """End the process now, and whatever it started: for another thread than the one that serves."""
        self._process.kill()

    def close(self) -> None:
        """Let the process end by itself, and wait for it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        # where nobody reads any more, the process must not wait for a reader
        self._process.stdout.close()
        self._process.wait()

    def _write(self, document: bytes) -> bool:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(document + b"\n")
            self._process.stdin.flush()
        except OSError:
            return False
        return True

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self._errors.extend(self._process.stderr)
