"""The fork that becomes a submission's process: its descriptors, its session, then its confinement."""

import contextlib
import ctypes
import fcntl
import os
import resource
import signal
import traceback
from collections.abc import Callable

import msgspec

from grader.sandbox import syscalls
from grader.sandbox.confinement import Confinement, Place

__all__ = [
    "CHANNEL",
    "DESCRIPTORS",
    "OUTPUT",
    "Body",
    "Descriptors",
    "Seal",
    "become_submission",
    "keep_only",
    "write_reason",
]

OUTPUT, CHANNEL, DESCRIPTORS = 2, 3, 4  # besides 0 (null) and 1 (output too)
_ABOVE_ALL = 64
_NOT_CONFINED = 71  # exit status; what went wrong stands in the output

Seal = Callable[[], None]
Body = Callable[[Seal], None]


class Descriptors(msgspec.Struct, frozen=True, kw_only=True):
    """What the trusted side opened for one submission. All but the report become the submission's own."""

    channel: int
    descriptors: int
    output: int
    report: int


def become_submission(confinement: Confinement, place: Place, body: Body, descriptors: Descriptors) -> None:
    """Confine this process, call *body* and exit. Called in a fresh fork; never returns.

    Args:
        body: Gets the function that a check's process calls to forbid itself new processes.
    """
    status = _NOT_CONFINED
    try:
        syscalls.volunteer_to_be_ended()
        keep_only(
            os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC),
            descriptors.output,
            descriptors.output,
            descriptors.channel,
            descriptors.descriptors,
        )
        os.setsid()  # so that no signal to its own group reaches anybody else
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        body(confinement.enter(place))
        status = 0
    except BaseException:
        write_reason(OUTPUT)
    finally:
        os._exit(status)


def keep_only(*descriptors: int) -> None:
    """Number these 0, 1, 2 and so on, and close everything else."""
    copies = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _ABOVE_ALL) for descriptor in descriptors]
    for number, copy in enumerate(copies):
        os.dup2(copy, number)
    try:
        syscalls.call("close_range", len(copies), ctypes.c_uint(0xFFFFFFFF), 0)
    except OSError:  # a kernel before 5.9
        os.closerange(len(copies), resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def write_reason(descriptor: int) -> None:
    """Write the traceback of the exception that is being handled."""
    with contextlib.suppress(OSError):
        os.write(descriptor, traceback.format_exc().encode("utf-8", "backslashreplace"))
