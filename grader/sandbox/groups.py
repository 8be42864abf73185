"""Control groups: a bound on what all processes of a submission use together, where we may make one.

The limits of ``setrlimit`` bound each process alone; a group bounds their sum. No rung rests on it: where
the machine gives no group, grading goes on with what there is. Version 2 is tried first, then version 1.

A zygote enters a group once, and what it forks is born there. To move each submission into one of its own
costs little by itself, but the kernel waits meanwhile until every processor has been through its scheduler:
10 to 16 ms were measured where all of them are busy.

Only what is already delegated is used. No controller is switched on for groups that are not ours.

Source of the names: the kernel's ``admin-guide/cgroup-v2.rst`` and ``admin-guide/cgroup-v1/``.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

__all__ = ["Group", "enter", "make_group", "own_groups", "remove_left"]

_LINK = "group-"  # in the session's own directory: what to remove, for whoever sweeps up after it
_ENTRANCE, _PROCESSES = "cgroup.procs", "pids.max"
_PATIENCE_S = 1.0  # for what was just ended to be gone
_PAUSE_S = 0.001


class _Version(msgspec.Struct, frozen=True, kw_only=True):
    """What a version of the interface calls things."""

    name: str
    memory: str
    swap: str  # there only where the kernel counts swap
    swap_includes_memory: bool
    events: str  # where the kernel says how many processes it has ended for want of memory


_SECOND = _Version(
    name="cgroup v2",
    memory="memory.max",
    swap="memory.swap.max",
    swap_includes_memory=False,
    events="memory.events",
)
_FIRST = _Version(
    name="cgroup v1",
    memory="memory.limit_in_bytes",
    swap="memory.memsw.limit_in_bytes",
    swap_includes_memory=True,
    events="memory.oom_control",
)


class Group:
    """A session's group: one directory, or with version 1 one for memory and one for processes.

    Attributes:
        name: Of the interface, such as ``cgroup v2``.
        entrances: Descriptors; who calls `enter` with them is in the group, and so is all that it forks.
    """

    def __init__(self, version: _Version, directories: list[Path]) -> None:
        self.name = version.name
        self.entrances: tuple[int, ...] = ()
        self._version = version
        self._memory, self._pids = directories[0], directories[-1]
        self._made: list[Path] = []
        self._told = 0
        try:
            for directory in directories:
                directory.mkdir()
                self._made.append(directory)
            for directory in directories:
                self.entrances += (os.open(directory / _ENTRANCE, os.O_WRONLY | os.O_CLOEXEC),)
            self.bound(memory_bytes=1 << 40, processes=1 << 10)  # that it can be bounded is part of the claim
        except OSError:
            self.close()
            raise

    def bound(self, *, memory_bytes: int, processes: int) -> None:
        """Set the bounds, for all its processes together. They may only be raised while any are running.

        Args:
            memory_bytes: What they may have touched, the kernel's own part included.
            processes: Processes and threads.

        Raises:
            OSError: The kernel refuses.
        """
        version = self._version
        swap = self._memory / version.swap
        has_swap = swap.exists()
        if has_swap and version.swap_includes_memory:
            _write(swap, -1)  # for it may never be the lower of the two
        _write(self._memory / version.memory, memory_bytes)
        if has_swap:
            _write(swap, memory_bytes if version.swap_includes_memory else 0)
        _write(self._pids / _PROCESSES, processes)

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has ended one of its processes for that, since this was last asked."""
        try:
            lines = (self._memory / self._version.events).read_text().splitlines()
        except OSError:  # removed
            return False
        before, self._told = self._told, sum(int(line[9:]) for line in lines if line.startswith("oom_kill "))
        return self._told > before

    def close(self) -> None:
        """Remove it. What still has processes is left for the next session to remove."""
        for entrance in self.entrances:
            os.close(entrance)
        self.entrances = ()
        with contextlib.suppress(OSError):
            while self._made:
                _remove(self._made[-1])
                self._made.pop()


def make_group(home: Path) -> Group | None:
    """A group for the session that *home* belongs to; None where none may be made.

    Args:
        home: The session's own directory, with which `remove_left` is called should the session be killed.
    """
    for version, parents in _candidates():
        directories = [parent / home.name for parent in parents]
        links = [home / f"{_LINK}{number}" for number in range(len(directories))]
        with contextlib.suppress(OSError):
            for link, directory in zip(links, directories, strict=True):
                link.symlink_to(directory)  # first, so that none is ever made without one
            return Group(version, directories)
        for link in links:
            link.unlink(missing_ok=True)
    return None


def enter(entrances: tuple[int, ...]) -> None:
    """Put this process into a group. Where the machine refuses, the limits on each process have to do."""
    for entrance in entrances:
        with contextlib.suppress(OSError):
            os.write(entrance, b"0")
        os.close(entrance)


def remove_left(home: Path) -> None:
    """Remove the group of a session that was killed.

    Raises:
        OSError: It still has processes.
    """
    for link in home.glob(f"{_LINK}*"):
        directory = Path(os.readlink(link))
        if directory.name == home.name:
            _remove(directory)


def _remove(directory: Path) -> None:
    give_up = time.monotonic() + _PATIENCE_S
    while directory.exists():
        try:
            directory.rmdir()
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(_PAUSE_S)


def _write(file: Path, value: int) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, str(value).encode())
    finally:
        os.close(descriptor)


def _candidates() -> Iterator[tuple[_Version, list[Path]]]:
    """Where to make a group, the likeliest place first: by version, the parents of its directories.

    Version 2 lets no group have processes and give controllers to others as well, so ours is made beside
    the group that we are in, or further up, as soon as it may be.
    """
    try:
        memberships = Path("/proc/self/cgroup").read_text()
        own = own_groups(memberships, Path("/proc/self/mountinfo").read_text())
    except OSError:
        return
    for parent in own.get("", ()):
        yield _SECOND, [parent]
    if "memory" in own and "pids" in own:
        yield _FIRST, [own["memory"][0], own["pids"][0]]


def own_groups(memberships: str, mounts: str) -> dict[str, list[Path]]:
    """The group that we are in and those above it, by controller; version 2's have the empty name.

    Args:
        memberships: As ``/proc/self/cgroup`` has them.
        mounts: As ``/proc/self/mountinfo`` has them.
    """
    found = {}
    for mount in mounts.splitlines():
        place, _, kind = mount.partition(" - ")
        root, top = (part.replace("\\040", " ") for part in place.split()[3:5])
        system, _, options = kind.split()[:3]
        for membership in memberships.splitlines():
            _, controllers, path = membership.split(":", 2)
            inside = os.path.relpath(path, root)
            if ".." in Path(path).parts or inside.startswith(".."):  # outside of what is to be seen here
                continue
            for name in controllers.split(","):
                if system == ("cgroup" if name else "cgroup2") and (not name or name in options.split(",")):
                    own = Path(os.path.normpath(Path(top, inside)))
                    found[name] = [own, *(above for above in own.parents if above.is_relative_to(top))]
    return found
