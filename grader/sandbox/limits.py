"""The kernel's limits on one process and all that it forks, by setrlimit.

They bound each process alone: two processes may use twice the memory and processor time of one, which is
why the number of processes is bounded too.
"""

import os
import resource
from pathlib import Path

from grader.sandbox.rungs import Limits

__all__ = ["apply_limits", "count_tasks", "mapped_bytes", "private_bytes"]


def apply_limits(limits: Limits, *, mapped: int, processes: int | None) -> None:
    """Bound this process, for good.

    Args:
        mapped: Bytes of address space in use before the submission's own, see `mapped_bytes`.
        processes: Most processes and threads of this user, in this user namespace; None for no bound.
    """
    _cap(resource.RLIMIT_CORE, 0)
    # the hard limit kills by SIGKILL: process 1 of a pid namespace never minds SIGXCPU
    _cap(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    _cap(resource.RLIMIT_FSIZE, limits.file_bytes)
    _cap(resource.RLIMIT_NOFILE, limits.open_files)
    _cap(resource.RLIMIT_MEMLOCK, 0)
    _cap(resource.RLIMIT_AS, mapped + limits.memory_bytes)
    if hasattr(resource, "RLIMIT_MSGQUEUE"):
        _cap(resource.RLIMIT_MSGQUEUE, 0)
    if processes is not None:
        _cap(resource.RLIMIT_NPROC, processes)


def mapped_bytes() -> int:
    """Bytes of address space that this process has mapped; 0 where there is no /proc to say so."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def private_bytes() -> int:
    """Bytes of memory that are this process's alone, and a fork's too once it has written to them; 0 where
    there is no /proc to say so."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("RssAnon")), 0)


def count_tasks(uid: int) -> int:
    """Processes and threads that *uid* has now, which is what RLIMIT_NPROC is compared with."""
    tasks = 0
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            state = os.stat(f"/proc/{entry.name}/task")
        except OSError:  # it has just ended
            continue
        if state.st_uid == uid:
            tasks += state.st_nlink - 2  # a directory for each thread
    return tasks


def _cap(which: int, soft: int, hard: int | None = None) -> None:
    soft, hard = soft, soft if hard is None else hard
    _, ceiling = resource.getrlimit(which)
    if ceiling != resource.RLIM_INFINITY:  # whoever started us was stricter
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(which, (soft, hard))
