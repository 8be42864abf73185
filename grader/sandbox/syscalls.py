"""The few system calls that Python has no function for, by ctypes; each raises OSError when refused.

Nothing here is meant to be undone: the caller is a process that is about to run untrusted code, or one
that watches such a process.
"""

import contextlib
import ctypes
import errno
import os
import signal
import struct
import sys

from grader.sandbox.syscall_numbers import number

__all__ = [
    "become_subreaper",
    "become_user",
    "call",
    "capabilities",
    "check",
    "clear_capabilities",
    "die_with_parent",
    "empty_bounding_set",
    "forbid_new_privileges",
    "has_no_new_privileges",
    "hide_memory",
    "libc",
    "prctl",
    "tell_kernel",
    "volunteer_to_be_ended",
]

libc = ctypes.CDLL(None, use_errno=True)

# linux/prctl.h
_SET_PDEATHSIG = 1
_SET_DUMPABLE = 4
_CAPBSET_DROP = 24
_SET_CHILD_SUBREAPER = 36
_SET_NO_NEW_PRIVS = 38
_GET_NO_NEW_PRIVS = 39
_CAP_AMBIENT = 47
_CAP_AMBIENT_CLEAR_ALL = 4

_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h
_CAPABILITIES = 64


def check(result: int, what: str) -> int:
    """*result*, or an OSError that names *what* was refused."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def call(name: str, *arguments: object) -> int:
    """A system call by its name. Ints travel as C ints, so wrap what is longer; None is a null pointer.

    Raises:
        OSError: The kernel refused, or this machine's numbers are not known.
    """
    which = number(name)
    if which is None:
        raise OSError(errno.ENOSYS, f"{name}: no such system call on this machine")
    return check(int(libc.syscall(ctypes.c_long(which), *arguments)), name)


def prctl(option: int, *arguments: int) -> int:
    """``prctl`` with up to four arguments; negative when refused."""
    padded = (*arguments, 0, 0, 0, 0)[:4]
    return int(libc.prctl(option, *(ctypes.c_ulong(argument) for argument in padded)))


def die_with_parent(with_signal: signal.Signals = signal.SIGKILL) -> None:
    """Get *with_signal* when the thread that forked this process ends. A change of user clears this."""
    check(prctl(_SET_PDEATHSIG, with_signal), "PR_SET_PDEATHSIG")


def hide_memory() -> None:
    """Let no process of the same user trace this one or read its memory, environment or descriptors."""
    if sys.platform == "linux":
        check(prctl(_SET_DUMPABLE, 0), "PR_SET_DUMPABLE")


def volunteer_to_be_ended() -> None:
    """Be the first, with all that this process will fork, that the kernel ends when memory has run out.

    Where this process may not, the kernel ends whatever is largest.
    """
    if sys.platform == "linux":
        prctl(_SET_DUMPABLE, 1)  # else the file would be root's
        with contextlib.suppress(OSError):
            tell_kernel("/proc/self/oom_score_adj", "1000")


def tell_kernel(file: str, text: str) -> None:
    """Write *text* to one of the kernel's own files, such as those below /proc."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def become_subreaper() -> None:
    """Be the parent of all orphans below this process, so that none of them escapes."""
    check(prctl(_SET_CHILD_SUBREAPER, 1), "PR_SET_CHILD_SUBREAPER")


def forbid_new_privileges() -> None:
    """No set-user-id program gives anything any more. Landlock and seccomp ask for it."""
    check(prctl(_SET_NO_NEW_PRIVS, 1), "PR_SET_NO_NEW_PRIVS")


def has_no_new_privileges() -> bool:
    """Whether `forbid_new_privileges` is in force."""
    return prctl(_GET_NO_NEW_PRIVS) == 1


def become_user(uid: int) -> None:
    """Take *uid* as user and group for good, with no other group. Root's capabilities go with it."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def empty_bounding_set() -> None:
    """Let no program that is executed give a capability. Only possible before root becomes another user."""
    for capability in range(_CAPABILITIES):
        # EINVAL past the kernel's last one; EPERM where this process may not, and then has nothing to gain
        if prctl(_CAPBSET_DROP, capability) < 0 and ctypes.get_errno() in (errno.EINVAL, errno.EPERM):
            break
    prctl(_CAP_AMBIENT, _CAP_AMBIENT_CLEAR_ALL)


def clear_capabilities() -> None:
    """Drop every capability that this process has, or could take back."""
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    check(int(libc.capset(header, bytes(24))), "capset")


def capabilities() -> int:
    """The bits of the effective, permitted and inheritable capabilities together; 0 when there is none."""
    header, data = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0), ctypes.create_string_buffer(24)
    check(int(libc.capget(header, data)), "capget")
    low_e, low_p, low_i, high_e, high_p, high_i = struct.unpack("<6I", data.raw)
    return int(low_e | low_p | low_i | (high_e | high_p | high_i) << 32)
