"""Control groups: a bound on what all processes of a submission use together, where we may make one.

The limits of ``setrlimit`` bound each process alone; a group bounds their sum. No rung rests on it: where
the machine gives no group, grading goes on with what there is. Version 2 is tried first, then version 1.

Only what is already delegated is used. No controller is switched on for groups that are not ours.

Source of the names: the kernel's ``admin-guide/cgroup-v2.rst`` and ``admin-guide/cgroup-v1/``.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

__all__ = ["Group", "Groups", "enter", "remove_left"]

_LINK = "group-"  # in the session's own directory: where its groups are, for whoever sweeps up after it
_PATIENCE_S = 1.0  # for what was just killed to leave its group
_PAUSE_S = 0.001


class _Version(msgspec.Struct, frozen=True, kw_only=True):
    """What a version of the interface calls things."""

    name: str
    memory: str
    swap: str  # there only where the kernel counts swap
    killed: str  # where the kernel says how many processes it has ended for want of memory
    processes: str = "pids.max"
    entrance: str = "cgroup.procs"


_SECOND = _Version(name="cgroup v2", memory="memory.max", swap="memory.swap.max", killed="memory.events")
_FIRST = _Version(
    name="cgroup v1",
    memory="memory.limit_in_bytes",
    swap="memory.memsw.limit_in_bytes",
    killed="memory.oom_control",
)


class Group:
    """One submission's group: one directory, or with version 1 one for each controller.

    Attributes:
        entrances: Descriptors; who calls `enter` with them is in the group, and so is all that it forks.
    """

    def __init__(
        self, version: _Version, directories: list[Path], *, memory_bytes: int, processes: int
    ) -> None:
        self._version = version
        self._directories: list[Path] = []
        self._told = 0
        self.entrances: tuple[int, ...] = ()
        try:
            for directory in directories:
                directory.mkdir()
                self._directories.append(directory)
            memory, pids = directories[0], directories[-1]
            _set(memory / version.memory, memory_bytes)
            with contextlib.suppress(FileNotFoundError):
                _set(memory / version.swap, 0 if version is _SECOND else memory_bytes)
            _set(pids / version.processes, processes)
            for directory in directories:
                self.entrances += (os.open(directory / version.entrance, os.O_WRONLY | os.O_CLOEXEC),)
        except OSError:
            self.remove()
            raise

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has ended one of its processes for that, since this was last asked."""
        try:
            text = (self._directories[0] / self._version.killed).read_text()
        except (IndexError, OSError):  # removed
            return False
        count = next((int(line.split()[1]) for line in text.splitlines() if line.startswith("oom_kill ")), 0)
        before, self._told = self._told, count
        return count > before

    def remove(self) -> None:
        """Remove it. What is still in use is left for the end of the session."""
        for entrance in self.entrances:
            os.close(entrance)
        for directory in self._directories:
            with contextlib.suppress(OSError):
                directory.rmdir()
        self.entrances, self._directories = (), []


class Groups:
    """Where a session makes the groups of its submissions.

    Args:
        home: The session's own directory, which `remove_left` is called for if the session is killed.

    Attributes:
        name: Of the interface that is used, such as ``cgroup v2``; empty where there is none for us.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._made = 0
        self.name = ""
        self._version, self._parents = _FIRST, list[Path]()
        for version, parents in _candidates():
            self._version, self._parents = version, parents
            if (group := self.make(memory_bytes=1 << 30, processes=64)) is not None:
                self.name = version.name
                group.remove()
                for number, parent in enumerate(parents):
                    (home / f"{_LINK}{number}").symlink_to(parent)
                break

    def make(self, *, memory_bytes: int, processes: int) -> Group | None:
        """A group with these bounds; None where there is none for us.

        Args:
            memory_bytes: What its processes may have touched together, the kernel's own part included.
            processes: Processes and threads together.
        """
        if not self._parents:
            return None
        directories = [parent / f"{self._home.name}-{self._made}" for parent in self._parents]
        self._made += 1
        try:
            return Group(self._version, directories, memory_bytes=memory_bytes, processes=processes)
        except OSError:
            self._parents = []
            return None

    def close(self) -> None:
        """Remove what is left of them."""
        with contextlib.suppress(OSError):
            remove_left(self._home)


def enter(entrances: tuple[int, ...]) -> None:
    """Put this process into a group. Where the machine refuses, the limits on each process have to do."""
    for entrance in entrances:
        with contextlib.suppress(OSError):
            os.write(entrance, b"0")


def remove_left(home: Path) -> None:
    """Remove all groups of the session that *home* belongs to, none of whose processes should be left.

    Raises:
        OSError: One of them still has processes.
    """
    give_up = time.monotonic() + _PATIENCE_S
    for link in home.glob(f"{_LINK}*"):
        for directory in Path(os.readlink(link)).glob(f"{home.name}-*"):
            while True:
                try:
                    directory.rmdir()
                    break
                except OSError:
                    if time.monotonic() > give_up:
                        raise
                time.sleep(_PAUSE_S)


def _set(file: Path, value: int) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, str(value).encode())
    finally:
        os.close(descriptor)


def _candidates() -> Iterator[tuple[_Version, list[Path]]]:
    """Where groups may be made for us, the likeliest first: below our own, or beside it, or further up.

    Version 2 lets no group have both processes and controllers for others, so there it is beside our own.
    """
    own = _own_directories()
    if "" in own:
        for parent in own[""]:
            yield _SECOND, [parent]
    if "memory" in own and "pids" in own:
        yield _FIRST, [own["memory"][0], own["pids"][0]]


def _own_directories() -> dict[str, list[Path]]:
    """By controller, version 2's all under the empty name: the group that we are in, and those above it."""
    try:
        memberships = Path("/proc/self/cgroup").read_text().splitlines()
        mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return {}
    found = {}
    for mount in mounts:
        place, _, kind = mount.partition(" - ")
        root, point = (part.encode().decode("unicode_escape") for part in place.split()[3:5])
        system, _, options = kind.split()[:3]
        if system not in ("cgroup", "cgroup2"):
            continue
        for membership in memberships:
            _, controllers, path = membership.split(":", 2)
            for controller in controllers.split(","):
                is_here = controller in options.split(",") if system == "cgroup" else not controller
                inside = os.path.relpath(path, root)
                if is_here and not inside.startswith(".."):
                    own, top = Path(os.path.normpath(os.path.join(point, inside))), Path(point)
                    found[controller] = [own, *(above for above in own.parents if above.is_relative_to(top))]
    return found
