"""Processes as tests see them: those below this one, a victim, and an interpreter that all users can run."""

import contextlib
import ctypes
import os
import signal
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.sandbox import syscalls

__all__ = ["ORDINARY_USER", "descendants", "open_the_interpreter", "reap", "start_victim"]

ORDINARY_USER = 65534


def descendants() -> list[int]:
    """Everything below this process."""
    parents: dict[int, int] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                text = Path(entry.path, "stat").read_text()
                parents[int(entry.name)] = int(text.rpartition(")")[2].split()[1])
    found: list[int] = []
    newest = {os.getpid()}
    while newest:
        newest = {pid for pid, parent in parents.items() if parent in newest}
        found += newest
    return found


def reap(processes: Iterable[int]) -> None:
    """Forget those of *processes* that have ended and are this process's own children."""
    for process in processes:
        with contextlib.suppress(OSError):
            os.waitpid(process, os.WNOHANG)


@contextlib.contextmanager
def start_victim() -> Iterator[int]:
    """A process of this user that only sleeps, as long as this thread lives."""
    victim = os.fork()
    if victim == 0:
        try:
            os.setsid()
            syscalls.die_with_parent()
            while True:
                signal.pause()
        finally:
            os._exit(1)
    try:
        yield victim
    finally:
        with contextlib.suppress(OSError):
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)


def open_the_interpreter() -> None:
    """In a mount namespace of our own, let other users through to the interpreter."""
    closed = [
        parent
        for parent in reversed(Path(sys.base_prefix).parents)
        if not parent.stat().st_mode & stat.S_IXOTH
    ]
    if not closed:
        return
    libc, private, recursive_bind = syscalls.libc, 0x4000 | 1 << 18, 0x4000 | 0x1000
    syscalls.check(libc.unshare(0x20000), "unshare")
    syscalls.check(libc.mount(None, b"/", None, ctypes.c_ulong(private), None), "mount private")
    interpreter = os.open(sys.base_prefix, os.O_PATH)
    home = os.fsencode(closed[0])
    syscalls.check(libc.mount(b"tmpfs", home, b"tmpfs", ctypes.c_ulong(0), b"mode=755"), "mount home")
    os.makedirs(sys.base_prefix)
    source, target = f"/proc/self/fd/{interpreter}".encode(), os.fsencode(sys.base_prefix)
    syscalls.check(libc.mount(source, target, None, ctypes.c_ulong(recursive_bind), None), "bind interpreter")
    os.close(interpreter)
