"""What a confined process cannot do, found out by trying it, from inside.

Each trial says what it could do after all; an empty text means that the confinement held. None of them
takes a kernel version, a configuration or a return value of the confinement's own for an answer.
"""

import contextlib
import ctypes
import enum
import errno
import importlib.util
import mmap
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from grader.sandbox.rungs import Limits
from grader.sandbox.syscalls import call, capabilities, has_no_new_privileges

__all__ = ["TRIAL_LIMITS", "Bait", "Effect", "count_forks", "try_everything"]

TRIAL_LIMITS = Limits(
    memory_bytes=256 << 20,
    cpu_seconds=5,
    file_bytes=256 << 10,
    disk_bytes=512 << 10,
    open_files=64,
    processes=8,
)
_MOST_FORKS = 400  # more is no bound


class Effect(enum.StrEnum):
    """What is enforced, in the words of ``grader doctor``."""

    INTERPRETER = "the interpreter and its packages can be read"
    NETWORK = "no network"
    HIDDEN = "files hidden"
    UNREADABLE = "files unreadable"
    OTHERS = "no hold on other processes"
    MEMORY = "memory bounded"
    PROCESSOR = "processor time bounded"
    PROCESSES = "processes bounded"
    FILE_SIZE = "file size and output bounded"
    DISK = "disk bounded"
    PRIVILEGES = "no privileges"
    EXECUTION = "no other programs"
    KERNEL = "kernel surface reduced"
    DESCRIPTORS = "nothing inherited"


class Bait(msgspec.Struct, frozen=True, kw_only=True):
    """What a confined process must not get at, made for the trial. Permissions alone would let everybody."""

    file: str  # in a directory of its own
    victim: int  # process id


def try_everything(bait: Bait, limits: Limits) -> dict[Effect, str]:
    """Try it all; the text says what was possible, and is empty where nothing was."""
    trials: dict[Effect, Callable[[], str]] = {
        Effect.DESCRIPTORS: _descriptors,
        Effect.INTERPRETER: _interpreter,
        Effect.NETWORK: _network,
        Effect.HIDDEN: lambda: _hidden(bait),
        Effect.UNREADABLE: lambda: _unreadable(bait),
        Effect.OTHERS: lambda: _others(bait),
        Effect.MEMORY: lambda: _memory(limits),
        Effect.PROCESSOR: _processor,
        Effect.FILE_SIZE: lambda: _file_size(limits),
        Effect.DISK: lambda: _disk(limits),
        Effect.PRIVILEGES: _privileges,
        Effect.KERNEL: _kernel,
        Effect.EXECUTION: _execution,
        Effect.PROCESSES: _processes,
    }
    found = {}
    for effect, attempt in trials.items():
        try:
            found[effect] = attempt()
        except Exception as error:
            found[effect] = f"the trial itself failed: {type(error).__name__}: {error}"
    return found


def _interpreter() -> str:
    importlib.invalidate_caches()
    try:
        for name in ("colorsys", "numpy"):  # one of the standard library, one package: neither is loaded yet
            found = importlib.util.find_spec(name)
            if found is None or found.origin is None:
                return f"{name} is not found"
            Path(found.origin).read_bytes()
    except OSError as error:
        return f"{error.filename or name} cannot be read: {error.strerror}"
    return ""


def _network() -> str:
    for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK"):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            with contextlib.suppress(OSError):
                socket.socket(getattr(socket, family), kind).close()
                return f"an {family} socket could be made"
    return ""


def _hidden(bait: Bait) -> str:
    with contextlib.suppress(FileNotFoundError, PermissionError):
        os.stat(bait.file)
        return "names and sizes of other files can be seen"
    return ""


def _unreadable(bait: Bait) -> str:
    with contextlib.suppress(OSError):
        os.listdir(os.path.dirname(bait.file))
        return "other directories can be listed"
    with contextlib.suppress(OSError):
        Path(bait.file).read_bytes()
        return "other files can be read"
    return ""


def _others(bait: Bait) -> str:
    victim, seize, target = bait.victim, 0x4206, ctypes.create_string_buffer(8)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(target), 8)
    attempts: dict[str, Callable[[], object]] = {
        "signalled": lambda: os.kill(victim, 0),
        "given limits": lambda: resource.prlimit(victim, resource.RLIMIT_CORE, (0, 0)),
        "given a processor": lambda: os.sched_setaffinity(victim, os.sched_getaffinity(0)),
        "made slower": lambda: os.setpriority(os.PRIO_PROCESS, victim, 19),
        "traced": lambda: call("ptrace", seize, victim, None, None),
        "read": lambda: call("process_vm_readv", victim, vector, 1, vector, 1, 0),
    }
    for what, attempt in attempts.items():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            attempt()
            return f"other processes can be {what}"
    return ""


def _memory(limits: Limits) -> str:
    with contextlib.suppress(OSError, MemoryError):
        mmap.mmap(-1, limits.memory_bytes + 1).close()
        return "more memory than the limit could be mapped"
    return ""


def _processor() -> str:
    bounds = resource.getrlimit(resource.RLIMIT_CPU)
    if resource.RLIM_INFINITY in bounds:
        return "processor time has no limit"
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (bounds[1] + 1, bounds[1] + 1))
        return "the limit could be raised"
    return ""


def _file_size(limits: Limits) -> str:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        Path("large").write_bytes(bytes(limits.file_bytes + 1))
    except OSError as error:
        return "" if error.errno == errno.EFBIG else str(error)
    finally:
        os.unlink("large")
    return "a file larger than the limit could be written"


def _disk(limits: Limits) -> str:
    block, count = bytes(limits.file_bytes), 2 * limits.disk_bytes // limits.file_bytes
    try:
        for number in range(count):
            Path(f"block{number}").write_bytes(block)
    except OSError as error:
        return "" if error.errno == errno.ENOSPC else str(error)
    finally:
        for number in range(count):
            Path(f"block{number}").unlink(missing_ok=True)
    return "many files together may be of any size"


def _privileges() -> str:
    if 0 in os.getresuid() or 0 in os.getresgid() or 0 in os.getgroups():
        return "it runs as root"
    if capabilities():
        return f"it has capabilities {capabilities():#x}"
    if not has_no_new_privileges():
        return "set-user-id programs still give privileges"
    return ""


def _kernel() -> str:
    attempts: dict[str, Callable[[], object]] = {
        "io_uring_setup": lambda: call("io_uring_setup", 1, None),
        "bpf": lambda: call("bpf", 0, None, 0),
        "userfaultfd": lambda: call("userfaultfd", 0),
        "keyctl": lambda: call("keyctl", 0, -3, 0),
        "perf_event_open": lambda: call("perf_event_open", None, 0, -1, -1, 0),
        "unshare": lambda: call("unshare", 0x10000000),
        "memfd_create": lambda: call("memfd_create", b"m", 0),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError as error:
            if error.errno in (errno.EPERM, errno.ENOSYS):
                continue
        return f"{name} can be called"
    return ""


def _execution() -> str:
    child = os.fork()
    if child == 0:
        try:
            os.execv(sys.executable, [sys.executable, "-c", ""])  # noqa: S606  that it fails is the trial
        except OSError:
            os._exit(77)
        finally:
            os._exit(78)
    _, status = os.waitpid(child, 0)
    return "" if os.waitstatus_to_exitcode(status) == 77 else "another program could be started"


def _processes() -> str:
    forked = count_forks(at_most=_MOST_FORKS)
    if forked == 0:
        return "no process can be forked at all"  # the notebook's process must be able to fork its checks
    return f"{forked} processes could be forked" if forked == _MOST_FORKS else ""


def count_forks(*, at_most: int) -> int:
    """How many processes this one could fork that live at the same time; all are gone when it returns."""
    children: list[int] = []
    # they end when the other end closes: where nothing else bounds signals, they could not be killed
    waits, other_end = os.pipe()
    with contextlib.suppress(OSError):
        while len(children) < at_most:
            child = os.fork()
            if child == 0:
                os.close(other_end)
                os.read(waits, 1)
                os._exit(0)
            children.append(child)
    os.close(other_end)
    os.close(waits)
    for child in children:
        os.waitpid(child, 0)
    return len(children)


def _descriptors() -> str:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    inherited = []
    for descriptor in range(5, min(most, 4096)):
        with contextlib.suppress(OSError):
            os.fstat(descriptor)
            inherited.append(descriptor)
    return f"descriptors {inherited} were inherited" if inherited else ""
