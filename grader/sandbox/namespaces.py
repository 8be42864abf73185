"""A world of its own: namespaces by unshare, and a private root that holds what may be read and no more.

Nothing is hidden by permission here: what is not bound does not exist. No /proc is made.

Source of the constants: ``include/uapi/linux/{sched,mount}.h``.
"""

import contextlib
import ctypes
import os
import struct
from collections.abc import Mapping, Sequence

from grader.sandbox.syscalls import call, check, die_with_parent, libc, tell_kernel

__all__ = [
    "become_first_process",
    "fork_first_process",
    "leave_mounts",
    "leave_network",
    "make_private_root",
]

_NEW_MOUNTS = 0x00020000
_NEW_CGROUPS = 0x02000000
_NEW_HOST_NAME = 0x04000000
_NEW_IPC = 0x08000000
_NEW_USERS = 0x10000000
_NEW_PROCESSES = 0x20000000
_NEW_NETWORK = 0x40000000
_SHARED = _NEW_CGROUPS | _NEW_HOST_NAME | _NEW_IPC | _NEW_NETWORK

_READ_ONLY, _NO_SET_USER_ID, _NO_DEVICES, _REMOUNT, _BIND = 1, 2, 4, 0x20, 0x1000
_RECURSIVE, _PRIVATE = 0x4000, 1 << 18
_DETACH = 2
_AT_HERE, _AT_EMPTY_PATH, _AT_RECURSIVE = -100, 0x1000, 0x8000
_OPEN_TREE_CLONE = 1
_MOVE_FROM_DESCRIPTOR = 4
_ATTRIBUTE_READ_ONLY, _ATTRIBUTE_NO_SET_USER_ID, _ATTRIBUTE_NO_DEVICES = 1, 2, 4

_STAGE = "/tmp"  # noqa: S108  any directory that exists: the new root covers it, then replaces everything
_MAX_INODES = 4096  # of each writable place: about 4 MiB of the kernel's memory


def become_first_process(*, as_ordinary_user: bool) -> None:
    """Go on as process 1 of a new pid namespace, with the right to make more of them.

    The calling process stays outside, waits and ends with the same status. When either of the two dies, the
    kernel ends everything in the namespace.

    Args:
        as_ordinary_user: Make a user namespace first, with this user alone in it; root needs none.

    Raises:
        OSError: The machine does not allow it.
    """
    _unshare(_NEW_PROCESSES, as_ordinary_user=as_ordinary_user)
    first = os.fork()
    if first:
        _, status = os.waitpid(first, 0)
        os._exit(abs(os.waitstatus_to_exitcode(status)))
    die_with_parent()


def fork_first_process() -> int:
    """Fork process 1 of a new pid namespace; like ``os.fork`` otherwise. `become_first_process` comes before.

    Raises:
        OSError: The machine does not allow it.
    """
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    check(int(libc.unshare(_NEW_PROCESSES)), "unshare pid")
    child = -1
    try:
        child = os.fork()
    finally:
        if child != 0:
            check(int(libc.setns(own, _NEW_PROCESSES)), "setns pid")
            os.close(own)
    return child


def leave_network() -> None:
    """Leave the host's network, IPC, host name and cgroups, for this process and all that it will fork.

    Its forks share what they get instead: a network without a device, in which none of them can make a
    socket. To make one for each of them costs more than a fork.

    Raises:
        OSError: The machine does not allow it.
    """
    check(int(libc.unshare(_SHARED)), "unshare network")


def leave_mounts(*, as_ordinary_user: bool) -> None:
    """Leave the mounts of whoever forked this process; as an ordinary user, its user namespace as well.

    Raises:
        OSError: The machine does not allow it.
    """
    _unshare(_NEW_MOUNTS, as_ordinary_user=as_ordinary_user)


def _unshare(flags: int, *, as_ordinary_user: bool) -> None:
    uid, gid = os.geteuid(), os.getegid()
    check(int(libc.unshare(flags | (_NEW_USERS if as_ordinary_user else 0))), "unshare")
    if as_ordinary_user:
        tell_kernel("/proc/self/setgroups", "deny")
        tell_kernel("/proc/self/uid_map", f"{uid} {uid} 1")
        tell_kernel("/proc/self/gid_map", f"{gid} {gid} 1")


def make_private_root(
    *,
    readable: Sequence[str],
    devices: Sequence[str],
    files: Mapping[str, str],
    writable: Sequence[str],
    writable_bytes: int,
    uid: int,
) -> None:
    """Make a new root, and be in it.

    Args:
        readable: Bound read-only at the same paths.
        devices: Device nodes, bound so that they can be written to.
        files: More files and folders, read-only: path inside -> path on the host.
        writable: Empty places of *uid* alone, each a tmpfs.
        writable_bytes: Size of each of them.

    Raises:
        OSError: The machine does not allow it.
    """
    check(_mount(None, "/", None, _RECURSIVE | _PRIVATE), "mount / private")
    # opened while the host's tree is still in sight, made read-only before they are put anywhere
    trees = {path: _clone_tree(path, _ATTRIBUTE_NO_DEVICES) for path in readable}
    trees |= {inside: _clone_tree(path, _ATTRIBUTE_NO_DEVICES) for inside, path in files.items()}
    trees |= {path: _clone_tree(path, 0) for path in devices}
    no_extras = _NO_SET_USER_ID | _NO_DEVICES
    check(_mount("tmpfs", _STAGE, "tmpfs", no_extras, "mode=755,size=1m,nr_inodes=4k"), "mount the new root")
    # writable places first: a readable path may lie below one of them, a virtual environment in /tmp for one
    for path in writable:
        os.makedirs(_STAGE + path, exist_ok=True)
        options = f"mode=700,size={writable_bytes},nr_inodes={_MAX_INODES},uid={uid},gid={uid}"
        check(_mount("tmpfs", _STAGE + path, "tmpfs", no_extras, options), f"mount {path}")
    for path, (tree, is_directory) in trees.items():
        _attach(tree, _STAGE + path, is_directory=is_directory)
    os.chdir(_STAGE)
    call("pivot_root", b".", b".")
    check(int(libc.umount2(b".", _DETACH)), "umount the host's root")
    check(_mount(None, "/", None, _REMOUNT | _BIND | _READ_ONLY | no_extras), "mount / read-only")
    os.chdir("/")


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> int:
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    return int(libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3]))


def _clone_tree(path: str, attributes: int) -> tuple[int, bool]:
    """A detached read-only copy of the mounts at *path*, and whether it is a directory."""
    tree = call("open_tree", _AT_HERE, os.fsencode(path), _OPEN_TREE_CLONE | _AT_RECURSIVE | os.O_CLOEXEC)
    attributes |= _ATTRIBUTE_READ_ONLY | _ATTRIBUTE_NO_SET_USER_ID
    packed = struct.pack("<4Q", attributes, 0, 0, 0)
    call("mount_setattr", tree, b"", _AT_EMPTY_PATH | _AT_RECURSIVE, packed, len(packed))
    return tree, os.path.isdir(path)


def _attach(tree: int, target: str, *, is_directory: bool) -> None:
    if is_directory:
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o444))
    call("move_mount", tree, b"", _AT_HERE, os.fsencode(target), _MOVE_FROM_DESCRIPTOR)
    os.close(tree)
