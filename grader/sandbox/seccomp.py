"""The system call filter: what a submission may ask of the kernel, and what it is told instead.

Unknown calls do not exist, as on an older kernel; a foreign calling convention is a reason to be killed.
A process may fork, because the notebook's process forks its checks, but gets no new namespace by it, and
nothing can be executed. `no_new_processes` is the second, smaller filter that a check's process puts on
top. What the first filter says about other processes holds without namespaces too, where a process of the
same user would otherwise be in reach by ways that few lists name: ``fcntl(F_SETOWN)`` and
``ioctl(FIOSETOWN)`` send signals, ``prlimit64`` ends a process by its processor time, and the scheduler's
calls slow it down.
"""

import ctypes
import errno
import signal
import struct
from collections.abc import Callable, Sequence

from grader.sandbox.syscall_numbers import AUDIT_ARCHITECTURE, DENIED, HIGHEST_KNOWN, number
from grader.sandbox.syscalls import check, libc

__all__ = ["ALLOW", "KILL", "Program", "assemble", "installer", "no_new_processes", "submission_filter"]


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


Program = tuple[tuple[int, int, int, int], ...]  # code, jump if true, jump if false, operand
_Block = list[tuple[int, int, int, int]]

# linux/bpf_common.h
_LOAD, _JUMP, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06
# linux/seccomp.h
KILL, ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
_SET_SECCOMP, _MODE_FILTER = 22, 2
# struct seccomp_data: int nr; u32 arch; u64 ip; u64 args[6], little-endian on both machines
_NUMBER, _ARCHITECTURE = 0, 4

# linux/sched.h
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEW*
_CHILD_OF_PARENT = 0x8000  # CLONE_PARENT: a child that its keeper did not start
_THREAD = 0x10000
_AF_UNIX = 1
_PR_SET_PDEATHSIG = 1
_TERMINAL_CONTROLS = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing into somebody's terminal
_SOCKET_OWNERS = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
_FILE_OWNERS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX

_ON_OTHERS = (  # allowed for pid 0, the caller
    "prlimit64",
    "sched_setparam",
    "sched_setscheduler",
    "sched_setaffinity",
    "sched_setattr",
    "migrate_pages",
    "move_pages",
)
_TO_ONE_PROCESS = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
_TO_GROUPS_AND_THREADS = ("tkill", "setsid", "setpgid")


def submission_filter(*, only_pid: int | None = None) -> Program:
    """The filter that every submission runs under.

    Args:
        only_pid: The one process that may be signalled, for where neither a pid namespace nor a user of
            its own nor Landlock keeps signals inside; None where one of these does.

    Raises:
        OSError: This machine's system call numbers are not known.
    """
    denied = list(DENIED)
    body: _Block = []
    unwanted = _NEW_NAMESPACES | _CHILD_OF_PARENT
    body += _when("clone", [*_argument(0), (_IF_ANY_BIT, 0, 1, unwanted), *_refuse(), *_allow()])
    body += _when("clone3", _refuse(errno.ENOSYS))  # its flags lie behind a pointer
    # with FALLOC_FL_KEEP_SIZE it would fill a disk past RLIMIT_FSIZE; callers fall back on this answer
    body += _when("fallocate", _refuse(errno.EOPNOTSUPP))
    body += _when("ioctl", _deny_argument(1, _TERMINAL_CONTROLS + _SOCKET_OWNERS))
    body += _when("fcntl", _deny_argument(1, _FILE_OWNERS))
    body += _when("socketpair", _only_argument(0, _AF_UNIX))
    body += _when("prctl", _keep_death_signal())
    for name in _ON_OTHERS:
        body += _when(name, _only_argument(0, 0))
    if only_pid is not None:
        denied += _TO_GROUPS_AND_THREADS
        for name in _TO_ONE_PROCESS:
            body += _when(name, _only_argument(0, only_pid))
    return (*_start(), *_deny(denied), *body, *_allow())


def no_new_processes() -> Program:
    """The filter that a check's process adds: threads, but no more processes."""
    only_threads = [*_argument(0), (_IF_ANY_BIT, 1, 0, _THREAD), *_refuse(), *_allow()]
    return (*_start(), *_deny(["fork", "vfork"]), *_when("clone", only_threads), *_allow())


def assemble(program: Program) -> bytes:
    """*program* as the kernel reads it, 8 bytes an instruction."""
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def installer(program: Program) -> Callable[[], None]:
    """A function that puts *program* on the calling thread and all that it starts, for good.

    It raises OSError where the kernel has no filters, or `forbid_new_privileges` was not called.
    """
    code = assemble(program)
    mode, argument = ctypes.c_ulong(_MODE_FILTER), ctypes.byref(_FilterProgram(len(code) // 8, code))

    def install() -> None:
        check(int(libc.prctl(_SET_SECCOMP, mode, argument, 0, 0)), "PR_SET_SECCOMP")

    return install


def _start() -> _Block:
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 1, 0, AUDIT_ARCHITECTURE),
        (_RETURN, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, HIGHEST_KNOWN + 1),  # the x32 numbers are above it as well
        *_refuse(errno.ENOSYS),
    ]


def _allow() -> _Block:
    return [(_RETURN, 0, 0, ALLOW)]


def _refuse(code: int = errno.EPERM) -> _Block:
    return [(_RETURN, 0, 0, _ERRNO | code)]


def _argument(index: int) -> _Block:
    return [(_LOAD, 0, 0, 16 + 8 * index)]  # the low word: all that is compared here is an int


def _deny(names: Sequence[str]) -> _Block:
    numbers = sorted(found for name in names if (found := number(name)) is not None)
    tests = [
        (_IF_EQUAL, len(numbers) - index, 0, which)  # over the remaining tests and the jump
        for index, which in enumerate(numbers)
    ]
    return [*tests, (_JUMP, 0, 0, 1), *_refuse()] if tests else []


def _when(name: str, body: _Block) -> _Block:
    """*body* for that call; it must return on every path, because it may load an argument."""
    which = number(name)
    return [] if which is None else [(_IF_EQUAL, 0, len(body), which), *body]


def _deny_argument(index: int, values: Sequence[int]) -> _Block:
    tests = [(_IF_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
    return [*_argument(index), *tests, *_allow(), *_refuse()]


def _only_argument(index: int, value: int) -> _Block:
    return [*_argument(index), (_IF_EQUAL, 0, 1, value), *_allow(), *_refuse()]


def _keep_death_signal() -> _Block:
    """A process may not ask to outlive its parent."""
    return [
        *_argument(0),
        (_IF_EQUAL, 1, 0, _PR_SET_PDEATHSIG),
        *_allow(),
        *_only_argument(1, signal.SIGKILL),
    ]
