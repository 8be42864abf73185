"""Rung 1's outer wall: a zygote that bubblewrap has started in namespaces and a root of its own.

Each submission is confined inside it as on rung 1b. What that should fail to hide is not there to be found:
neither homes nor courses nor the host's processes. It refuses nothing and promises nothing by itself:
where bubblewrap is missing or may not do its work, the trial says so, and rung 1 is not available.
"""

import os
import shutil
from collections.abc import Iterable, Sequence

from grader.errors import IsolationError
from grader.sandbox.visible import DEVICES

__all__ = ["find", "wrap"]

# What the zygote needs to make each submission's root, user and process namespace, and to end it. In that
# root a place may lie below a directory that is the submission's own: an environment below /tmp.
_CAPABILITIES = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL", "DAC_OVERRIDE", "DAC_READ_SEARCH")
# Besides what submissions may read: the interpreter by its other name, and what setup needs for the network.
_FOR_SETUP = (
    "/bin",
    "/etc/ca-certificates",
    "/etc/group",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/pki",
    "/etc/resolv.conf",
    "/etc/ssl",
)


def find() -> str | None:
    """The path of bubblewrap; None where it is not installed."""
    return shutil.which("bwrap")


def wrap(command: Sequence[str], *, readable: Iterable[str], writable: str | None = None) -> list[str]:
    """*command*, to be run by bubblewrap as process 1 of a pid namespace that ends with its caller.

    Args:
        readable: Absolute paths to be there, read-only; those that do not exist are passed over.
        writable: A directory that can be written to.

    Raises:
        IsolationError: Bubblewrap is not installed.
    """
    program = find()
    if program is None:
        raise IsolationError("bubblewrap is not installed")
    wall = [program, "--unshare-pid", "--as-pid-1", "--die-with-parent"]
    if os.geteuid() == 0:
        wall += ["--cap-drop", "ALL"]
        for capability in _CAPABILITIES:
            wall += ["--cap-add", f"CAP_{capability}"]
    else:  # root of the new user namespace only
        wall += ["--unshare-user", "--cap-add", "ALL"]
    wall += ["--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/dev/shm"]  # noqa: S108  of the new root
    # not '--dev': for its terminals an ordinary user gets a second user namespace, which may not make others
    for path in DEVICES:
        wall += ["--dev-bind", path, path]
    # what lies above goes first, or it would hide what lies below
    for path in sorted({*_FOR_SETUP, *readable}):
        wall += ["--ro-bind-try", path, path]
    if writable is not None:
        wall += ["--bind", writable, writable]
    return [*wall, "--remount-ro", "/", "--", *command]
