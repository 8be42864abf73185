"""Landlock: which files a process may open, which TCP ports and which processes it may reach.

Landlock only ever restricts, whoever asks and whatever their capabilities. It does not cover ``stat``,
``chdir``, ``readlink``, ``inotify`` or UDP: the seccomp filter and the namespaces take those.

Source of the constants: ``include/uapi/linux/landlock.h``.
"""

import contextlib
import enum
import errno
import os
import struct
from collections.abc import Iterable, Sequence

from grader.sandbox.syscalls import call

__all__ = ["FileRules", "abi", "bounds_signals", "scope_signals"]

_ABI_SIGNALS = 6  # Linux 6.12: signals and abstract sockets stay inside the domain
_SIZES = {1: 8, 2: 8, 3: 8, 4: 16, 5: 16}  # bytes of the attribute that an ABI knows; 24 from 6 on
_NEWEST_SIZE = 24
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_TCP = 0b11  # bind, connect
_SCOPE_ABSTRACT_SOCKETS = 1
_SCOPE_SIGNALS = 2


class _Access(enum.IntFlag):
    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIRECTORY = 1 << 3
    REMOVE_DIRECTORY = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHARACTER_DEVICE = 1 << 6
    MAKE_DIRECTORY = 1 << 7
    MAKE_FILE = 1 << 8
    MAKE_SOCKET = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK_DEVICE = 1 << 11
    MAKE_SYMLINK = 1 << 12
    REFER = 1 << 13  # ABI 2
    TRUNCATE = 1 << 14  # ABI 3
    DEVICE_CONTROL = 1 << 15  # ABI 5


_FIRST = _Access((1 << 13) - 1)
_READ = _Access.EXECUTE | _Access.READ_FILE | _Access.READ_DIRECTORY  # to map a library is to execute it
_READ_AND_WRITE = _Access.READ_FILE | _Access.WRITE_FILE
_OF_FILES = int(_READ_AND_WRITE | _Access.EXECUTE | _Access.TRUNCATE | _Access.DEVICE_CONTROL)
_DEVICES = _Access.MAKE_CHARACTER_DEVICE | _Access.MAKE_BLOCK_DEVICE


def abi() -> int:
    """The kernel's Landlock version; 0 where there is none, or it is not enabled at boot."""
    try:
        return call("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def bounds_signals() -> bool:
    """Whether Landlock keeps signals inside the domain here."""
    return abi() >= _ABI_SIGNALS


def scope_signals() -> None:
    """Keep the signals of this process to itself and what it will fork; files stay as they are.

    Raises:
        OSError: The kernel's Landlock is too old, or `forbid_new_privileges` was not called.
    """
    attribute = struct.pack("<3Q", 0, 0, _SCOPE_SIGNALS)
    ruleset = call("landlock_create_ruleset", attribute, len(attribute), 0)
    try:
        call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


class FileRules:
    """Which files may be opened: these, and all below them, and no others. Paths that do not exist are
    passed over. With newer kernels TCP, device control, abstract sockets and signals to others are gone too.

    What can be known before is worked out here, once for all the processes that will be bound.

    Raises:
        OSError: No Landlock here.
    """

    def __init__(self, *, readable: Iterable[str], devices: Iterable[str]) -> None:
        version = abi()
        if version == 0:
            raise OSError(errno.ENOSYS, "this kernel has no Landlock")
        handled = _FIRST
        for since, access in ((2, _Access.REFER), (3, _Access.TRUNCATE), (5, _Access.DEVICE_CONTROL)):
            if version >= since:
                handled |= access
        scoped = _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS
        self._attribute = struct.pack("<3Q", handled, _TCP, scoped)[: _SIZES.get(version, _NEWEST_SIZE)]
        self._fixed = [(path, int(_READ & handled)) for path in readable]
        self._fixed += [(path, int(_READ_AND_WRITE & handled)) for path in devices]
        self._writing = int(handled & ~_DEVICES & ~_Access.DEVICE_CONTROL)

    def enforce(self, *, writable: Sequence[str]) -> None:
        """Bind this process and all that it will fork, for good.

        Args:
            writable: Where everything is allowed but making devices.

        Raises:
            OSError: `forbid_new_privileges` was not called.
        """
        ruleset = call("landlock_create_ruleset", self._attribute, len(self._attribute), 0)
        try:
            for path, access in self._fixed:
                _allow(ruleset, path, access)
            for path in writable:
                _allow(ruleset, path, self._writing)
            call("landlock_restrict_self", ruleset, 0)
        finally:
            os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(path):
                access &= _OF_FILES
            rule = struct.pack("<Qi", access, descriptor)  # packed: 12 bytes
            call("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, rule, 0)
        finally:
            os.close(descriptor)
