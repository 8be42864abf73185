"""What enforces each effect on each rung, in words, and what to do where nothing does."""

import sys

from grader.sandbox.effects import Effect
from grader.sandbox.rungs import Rung

__all__ = ["SUMMARIES", "mechanism", "remedy"]

SUMMARIES = {
    Rung.BUBBLEWRAP: "bubblewrap around what 1b is",
    Rung.NAMESPACES: "namespaces, a private root, Landlock, filter, limits",
    Rung.LANDLOCK: "Landlock, filter, limits",
    Rung.SECCOMP: "filter, limits",
    Rung.RLIMITS: "limits",
    Rung.NONE: "nothing",
}
_EACH = "each process alone; the number of processes bounds the sum"


def mechanism(
    effect: Effect, rung: Rung, *, as_root: bool, landlock_abi: int, groups: str = ""
) -> tuple[str, str]:
    """What enforces *effect* on *rung*, and what else to know about it.

    Args:
        groups: Which control groups bound what all processes use together; empty where none do.
    """
    has_namespaces = rung.has_namespaces
    has_landlock = landlock_abi > 0 and rung.is_official
    user = "a user of its own" if as_root else "a user namespace" if has_namespaces else ""
    match effect:
        case Effect.INTERPRETER:
            return "what is readable", "a module was found and opened in the trial"
        case Effect.NETWORK:
            return _join("network namespace" if has_namespaces else "", "seccomp"), "local sockets included"
        case Effect.HIDDEN:
            wall = "bubblewrap" if rung is Rung.BUBBLEWRAP else ""
            return _join(
                "private root", wall
            ), "of read-only binds: what is not needed does not exist; no /proc"
        case Effect.UNREADABLE:
            wall = "bubblewrap" if rung is Rung.BUBBLEWRAP else ""
            return _join(
                "private root" if has_namespaces else "", "Landlock" if has_landlock else "", wall
            ), ""
        case Effect.OTHERS:
            signals = "Landlock" if has_landlock and landlock_abi >= 6 else ""
            return _join("pid namespace" if has_namespaces else user or signals, "seccomp"), ""
        case Effect.MEMORY:
            return _join("RLIMIT_AS", groups), "each process, and all of them together" if groups else _EACH
        case Effect.PROCESSOR:
            return "RLIMIT_CPU", _EACH
        case Effect.PROCESSES:
            return _join("RLIMIT_NPROC", groups), "" if user or groups else "counts what else this user runs"
        case Effect.FILE_SIZE:
            return "RLIMIT_FSIZE", ""
        case Effect.DISK:
            return "sized tmpfs", "working directory and /tmp"
        case Effect.PRIVILEGES:
            return _join(user, "no_new_privs", "no capabilities"), ""
        case Effect.EXECUTION:
            return "seccomp", "execve is refused"
        case Effect.KERNEL:
            return "seccomp", "unknown calls do not exist"
        case Effect.DESCRIPTORS:
            return "close_range", "descriptors 0 to 4 only"


def remedy(effect: Effect) -> str:
    """What it takes where nothing enforces *effect*; `advice` says how to get that."""
    match effect:
        case Effect.HIDDEN | Effect.DISK:
            return "needs rung 1 or 1b"
        case Effect.UNREADABLE:
            return "needs rung 2 or higher"
        case Effect.OTHERS | Effect.NETWORK | Effect.KERNEL | Effect.EXECUTION:
            return "needs rung 3 or higher"
        case Effect.PRIVILEGES | Effect.PROCESSES:
            return "do not grade as root without a rung above 4"
        case _:
            return "use Linux" if sys.platform != "linux" else "no rung is available: see why"


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
