"""How a submission's process ended, and the end of whatever it left behind."""

import contextlib
import os
import resource
import signal
import sys
import time
from pathlib import Path

import msgspec

from grader.sandbox import landlock, syscalls

__all__ = ["REAPER_OFFSET", "Ending", "describe_ending", "end_descendants", "scope_own_signals"]

REAPER_OFFSET = (
    290  # the user that ends the processes of user N is N + 290: nobody else, so they cannot hit back
)
_PATIENCE_S = 5.0
_PAUSE_S = 0.001  # for the killed to be gone
_ROUNDS = 30


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """How a submission's process ended. Whoever waited for it says so, on a pipe that it never held."""

    exit_code: int | None = None
    signal: int | None = None
    cpu_seconds: float = 0.0  # of all its processes that are known to have ended
    max_rss_bytes: int = 0  # of the largest of them
    stopped: bool = False  # the trusted side ended it
    out_of_memory: bool = False  # the kernel ended a process of its group, which together used too much
    left: int = 0  # processes that outlived every attempt; 0 wherever the rung can promise it
    is_known: bool = True  # False: who waited for it is gone as well, which is no submission's doing


def describe_ending(status: int, usage: resource.struct_rusage, *, left: int = 0) -> Ending:
    """What ``wait4`` said, in our words.

    Args:
        status: As ``waitpid`` gives it.
        usage: Of the process and all that it waited for.
        left: How many of its processes are still there.
    """
    code = os.waitstatus_to_exitcode(status)
    return Ending(
        exit_code=code if code >= 0 else None,
        signal=-code if code < 0 else None,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        max_rss_bytes=usage.ru_maxrss * (1024 if sys.platform == "linux" else 1),
        left=left,
    )


def scope_own_signals() -> bool:
    """Whether ``kill(-1)`` now reaches what this process forks and nothing else: tried on its parent."""
    if not landlock.bounds_signals():
        return False
    syscalls.forbid_new_privileges()
    landlock.scope_signals()
    try:
        os.kill(os.getppid(), 0)
    except PermissionError:
        return True
    return False


def end_descendants(*, uid: int | None, group: int | None, signals_are_scoped: bool) -> int:
    """End and reap everything below this process, which is a subreaper. Returns how many are left.

    What forks faster than it can be killed one by one is ended all at once: by its user, by the bounds of
    this process's own signals, or by its process group. Where none of these need hold, everything is
    stopped before anything is killed: the stopped keep their places under the limit on processes, so that
    nothing new can be forked for long.

    Args:
        uid: The user that is theirs alone; None where they share this process's.
        group: Their process group, unless they have left it.
        signals_are_scoped: What `scope_own_signals` said.
    """
    give_up = time.monotonic() + _PATIENCE_S
    rounds = 0
    while not _reap():
        if time.monotonic() > give_up:
            return len(_descendants())
        if uid is not None:
            _kill_user(uid)
        elif signals_are_scoped:
            _signal(-1, signal.SIGKILL)
        if group is not None:
            _signal(-group, signal.SIGKILL)
        if rounds > _ROUNDS or (uid is None and not signals_are_scoped):
            _stop_and_kill()
        rounds += 1
        time.sleep(_PAUSE_S)
    return 0


def _reap() -> bool:
    """Whether nothing is left to wait for."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def _kill_user(uid: int) -> None:
    """Kill every process of *uid* at once: none of them can fork on while the kernel goes through them."""
    if not 0 < uid < 1 << 16:
        raise ValueError(f"refused to end all processes of user {uid}: not a submission's user")
    helper = os.fork()
    if helper == 0:
        try:
            # theirs in effect, which gives the right to signal them; not by name, so they have none over it
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid + REAPER_OFFSET, uid, uid + REAPER_OFFSET)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(helper, 0)


def _stop_and_kill() -> None:
    stopped: set[int] = set()
    for _ in range(_ROUNDS):
        running = set(_descendants()) - stopped
        if not running:
            break
        for process in running:
            _signal(process, signal.SIGSTOP)
        stopped |= running
    for process in stopped:
        _signal(process, signal.SIGKILL)


def _signal(target: int, which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(target, which)


def _descendants() -> list[int]:
    """Everything below this process; nothing where /proc is not about the process ids that are valid here."""
    parents: dict[int, int] = {}
    try:
        if os.readlink("/proc/self") != str(os.getpid()):
            return []
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                with contextlib.suppress(OSError):  # it has just ended
                    text = Path(entry.path, "stat").read_text(errors="replace")
                    parents[int(entry.name)] = int(text.rpartition(")")[2].split()[1])
    except OSError:
        return []
    found: list[int] = []
    newest = {os.getpid()}
    while newest:
        newest = {process for process, parent in parents.items() if parent in newest}
        found += newest
    return found
