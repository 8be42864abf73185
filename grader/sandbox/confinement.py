"""What each rung applies, in the order in which it must be applied.

A freshly forked process calls `Confinement.enter`, after which student code may run in it. A step that the
machine refuses raises, and nothing is run: a rung is kept whole or not at all.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from grader.sandbox import landlock, seccomp, syscalls
from grader.sandbox.limits import apply_limits, count_tasks
from grader.sandbox.namespaces import leave_mounts, make_private_root
from grader.sandbox.rungs import Policy, Rung
from grader.sandbox.scratch import link_released_files
from grader.sandbox.visible import DEVICES

__all__ = ["Confinement", "Place"]

WORKING_DIRECTORY = "/submission"  # of the private root: no host has it, so nothing readable lies below it
TEMPORARY = "/tmp"  # noqa: S108  of the private root
RELEASED = "/released"  # where the private root holds the released files
_MARGIN_OF_TASKS = 64  # for what else the same user starts meanwhile, where nothing tells the two apart


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What one submission has to itself."""

    uid: int | None = None  # of its own, when root starts it; None: the starter's
    directory: str | None = None  # on the host, to work in; None where the private root has one


class Confinement:
    """A policy made ready, once for all the submissions of a zygote.

    Args:
        readable: Absolute paths, none below another.
        mapped: Bytes of address space that every submission starts with.

    Raises:
        OSError: The rung needs what this machine does not have: Landlock, or system calls that are known.
    """

    def __init__(self, policy: Policy, *, readable: tuple[str, ...], mapped: int) -> None:
        self.rung = policy.rung
        self._policy = policy
        self._readable = readable
        self._mapped = mapped
        self._has_landlock = policy.rung.is_official and landlock.abi() > 0
        self._file_rules = self._make_file_rules()
        self._seal = self._filter = _nothing
        if policy.rung.has_filter:
            self._seal = seccomp.installer(seccomp.no_new_processes())
            self._filter = seccomp.installer(seccomp.submission_filter())

    def enter(self, place: Place) -> Callable[[], None]:
        """In the submission's process: apply everything, and work in its directory from now on.

        Returns:
            What a check's process calls before it calls the student's code: it forbids new processes.

        Raises:
            OSError: The machine refuses a step.
        """
        uid = os.geteuid() if place.uid is None else place.uid
        if self.rung.has_namespaces:
            leave_mounts(as_ordinary_user=place.uid is None)
            self._enter_private_root(uid)
        self._bound(uid, place)
        if self.rung is not Rung.NONE:
            self._drop_privileges(place)
        syscalls.die_with_parent()  # again: a new user has cleared it
        self._settle(place)
        self._restrict_files(place)
        self._install_filter(place)
        return self._seal

    def _enter_private_root(self, uid: int) -> None:
        make_private_root(
            readable=self._readable,
            devices=DEVICES,
            files={f"{RELEASED}/{name}": path for name, path in self._policy.files},
            writable=(WORKING_DIRECTORY, TEMPORARY),
            writable_bytes=self._policy.limits.disk_bytes,
            uid=uid,
        )

    def _drop_privileges(self, place: Place) -> None:
        if place.uid is not None:
            syscalls.become_user(place.uid)
        syscalls.hide_memory()
        syscalls.clear_capabilities()
        syscalls.forbid_new_privileges()

    def _settle(self, place: Place) -> None:
        work, temporary = WORKING_DIRECTORY, TEMPORARY
        if place.directory is not None:
            work = temporary = place.directory
        os.umask(0o077)
        os.chdir(work)
        os.environ.update(
            TMPDIR=temporary, MPLCONFIGDIR=f"{temporary}/matplotlib", IPYTHONDIR=f"{temporary}/ipython"
        )
        tempfile.tempdir = None  # setup may have asked before, and got the zygote's
        if self._policy.files:
            inside = RELEASED if self.rung.has_namespaces else None
            link_released_files(self._policy.files, into=Path(work), inside=inside)

    def _bound(self, uid: int, place: Place) -> None:
        processes: int | None = None
        if self.rung is not Rung.NONE:
            processes = self._policy.limits.processes
            if not self.rung.has_namespaces and place.uid is None:
                processes += count_tasks(uid) + _MARGIN_OF_TASKS
        apply_limits(self._policy.limits, mapped=self._mapped, processes=processes)

    def _make_file_rules(self) -> landlock.FileRules | None:
        if self.rung.has_namespaces and self._has_landlock:
            # there is nothing in the private root that may not be read
            return landlock.FileRules(readable=("/",), devices=DEVICES)
        if self.rung is Rung.LANDLOCK:
            released = (path for _, path in self._policy.files)
            return landlock.FileRules(readable=(*self._readable, *released), devices=DEVICES)
        return None

    def _restrict_files(self, place: Place) -> None:
        if self._file_rules is not None:
            inside = self.rung.has_namespaces
            own = (WORKING_DIRECTORY, TEMPORARY) if inside else (str(place.directory),)
            self._file_rules.enforce(writable=own)

    def _install_filter(self, place: Place) -> None:
        if not self.rung.has_filter:
            return
        shares_user = not self.rung.has_namespaces and place.uid is None
        if shares_user and not (self._has_landlock and landlock.bounds_signals()):
            seccomp.installer(seccomp.submission_filter(only_pid=os.getpid()))()
        else:
            self._filter()


def _nothing() -> None:
    pass
