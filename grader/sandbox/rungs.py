"""What may be asked for: the rungs of isolation, the limits, and the policy that a submission runs under.

A rung is a claim about what is enforced; which of them this machine can keep is for ``probe`` to find out.
"""

import enum

import msgspec

__all__ = ["Isolation", "Limits", "Policy", "Rung"]

MIB = 1 << 20


class Rung(enum.StrEnum):
    """How a submission is confined, the strongest first."""

    BUBBLEWRAP = "1"  # what 1b is, forked by a zygote that bubblewrap has put into a root of its own
    NAMESPACES = (
        "1b"  # namespaces, a private root, Landlock where there is one, seccomp, rlimits, a user of its own
    )
    LANDLOCK = "2"  # Landlock, seccomp, rlimits; a user of its own if root starts it
    SECCOMP = "3"  # seccomp and rlimits; a user of its own if root starts it
    RLIMITS = "4"  # rlimits; a user of its own if root starts it
    NONE = "none"  # one's own code: nothing is kept from it

    @property
    def has_namespaces(self) -> bool:
        """Whether each submission has namespaces and a root of its own."""
        return self in (Rung.BUBBLEWRAP, Rung.NAMESPACES)

    @property
    def has_filter(self) -> bool:
        """Whether the system call filter is part of it."""
        return self.is_official or self is Rung.SECCOMP

    @property
    def is_official(self) -> bool:
        """Whether grades may rest on it: `Isolation.STRICT` takes no other."""
        return self.has_namespaces or self is Rung.LANDLOCK


class Isolation(enum.StrEnum):
    """What a person asks for on the command line."""

    STRICT = "strict"
    BEST = "best"
    NONE = "none"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one submission may use. Every number is enforced by the kernel, where the rung can."""

    memory_bytes: int = 2048 * MIB  # address space of each process, beyond what setup has mapped already
    cpu_seconds: int = 60  # of each process; what is killed at the end of it is the process
    file_bytes: int = 64 * MIB  # of each file, and of what is written to descriptors 1 and 2
    disk_bytes: int = 64 * MIB  # of the working directory, and again of /tmp
    open_files: int = 64  # descriptors of each process
    processes: int = 64  # processes and threads together


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What the submissions of one zygote run under."""

    rung: Rung
    limits: Limits = Limits()
    readable: tuple[str, ...] = ()  # absolute paths, besides the interpreter and its packages
    files: tuple[tuple[str, str], ...] = ()  # released files: name in the working directory, absolute path
    environment: dict[str, str] = {}  # added to the few variables that every zygote gets
