"""What a person can do so that a machine enforces more. Texts only; nothing here changes a machine.

`docs/isolation.md` has all of them; ``grader doctor`` shows those that fit where it runs.
"""

import os
import platform
import stat
import sys
from pathlib import Path

import msgspec

from grader.sandbox.rungs import Rung

__all__ = ["EVERYTHING", "Advice", "about_closed_directories", "about_landlock", "about_namespaces", "advise"]


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """One way to a higher rung."""

    title: str  # where it applies
    text: str
    commands: tuple[str, ...] = ()
    in_short: str  # in one clause, for tables and error messages


_BUBBLEWRAP = Advice(
    title="Rung 1: bubblewrap",
    text="Rung 1 also puts the process that starts the submissions behind a wall, by a program that most "
    "distributions have. It costs a submission nothing.",
    commands=("sudo apt install bubblewrap",),
    in_short="install bubblewrap",
)
_UBUNTU = Advice(
    title="Ubuntu 23.10 and newer, so CI runners with Ubuntu 24.04 too",
    text="AppArmor keeps user namespaces from ordinary users. Lift that, until the machine starts again or "
    "for good; or grade as root, who needs none and gives each submission a user of its own.",
    commands=(
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        "echo kernel.apparmor_restrict_unprivileged_userns=0 | sudo tee /etc/sysctl.d/60-welldone.conf",
        "sudo .venv/bin/grader grade NAME PATH",
    ),
    in_short="run 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0', or grade as root",
)
_SWITCHED_OFF = Advice(
    title="User namespaces are switched off",
    text="Some distributions switch user namespaces off, or allow none. Switch them on, or grade as root.",
    commands=(
        "sudo sysctl -w kernel.unprivileged_userns_clone=1",
        "sudo sysctl -w user.max_user_namespaces=15000",
    ),
    in_short="run 'sudo sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=15000', "
    "or grade as root",
)
_CONTAINER = Advice(
    title="A container with Docker's default profile",
    text="The profile refuses namespaces, and control groups are read-only. It leaves rung 2, which is "
    "enough for official grades. For rung 1b, start the container without the profile and grade as an "
    "ordinary user in it; root needs a capability besides. That lowers the container's own wall, so let it "
    "hold nothing else. The interpreter must lie where every user may enter, not below /root.",
    commands=(
        "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --user 1000 IMAGE",
        "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
        "--cap-add SYS_ADMIN IMAGE",
    ),
    in_short="start the container with '--security-opt seccomp=unconfined --security-opt "
    "apparmor=unconfined' and grade as an ordinary user in it",
)
_WSL = Advice(
    title="WSL",
    text="WSL2 is a Linux with a kernel of its own: what holds for the distribution in it holds. Keep both "
    "recent, and the course in its file system rather than under /mnt/c. WSL 1 has limits at best.",
    commands=("wsl --update", "wsl --set-version DISTRIBUTION 2"),
    in_short="run 'wsl --update', and use WSL2",
)
_MACOS = Advice(
    title="macOS, and whatever else is not Linux",
    text="There are limits at best, and no official grades rest on those. Grade in a Linux container, or in "
    "CI.",
    commands=('docker run --rm -it --volume "$PWD":/course --workdir /course python:3.11 bash',),
    in_short="grade in a Linux container, or in CI",
)
_LANDLOCK = Advice(
    title="Linux without Landlock",
    text="Rung 2 needs Linux 5.13 or newer on x86-64 or aarch64, and 'landlock' in the list 'lsm=' of the "
    "kernel's command line; /sys/kernel/security/lsm says which are in use.",
    in_short="use Linux 5.13 or newer, on x86-64 or aarch64, with Landlock enabled: 'lsm=landlock,...' on "
    "the kernel's command line",
)
_OLD = Advice(
    title="An old kernel",
    text="Rungs 1 and 1b need Linux 5.14 or newer, for read-only binds. Grade on a newer one, or in CI.",
    in_short="use Linux 5.14 or newer with user namespaces, or grade as root",
)
_GROUPS = Advice(
    title="Control groups",
    text="Where a control group may be made, what all processes of a submission use together is bounded, "
    "not only each of them. Root may make one; so may an ordinary user whom systemd has given a part of the "
    "tree.",
    commands=("systemd-run --user --scope grader grade NAME PATH",),
    in_short="start the grader with 'systemd-run --user --scope'",
)

EVERYTHING = (
    _BUBBLEWRAP,
    _UBUNTU,
    _SWITCHED_OFF,
    _CONTAINER,
    _WSL,
    _MACOS,
    _LANDLOCK,
    _OLD,
    _GROUPS,
)


def advise(rung: Rung, *, has_groups: bool, has_bubblewrap: bool, landlock_abi: int) -> tuple[Advice, ...]:
    """What would get a higher rung than *rung* here, or bound more on it; the likeliest first."""
    if sys.platform != "linux":
        return (_MACOS,)
    advice: list[Advice] = []
    if rung is Rung.NAMESPACES and not has_bubblewrap:
        advice.append(_BUBBLEWRAP)
    if not rung.has_namespaces:
        advice += _obstacles()
        if landlock_abi == 0:
            advice.append(_LANDLOCK)
    if not has_groups and os.geteuid() != 0 and os.path.isdir("/run/systemd/system"):
        advice.append(_GROUPS)
    return tuple(advice)


def about_namespaces() -> str:
    """How to get namespaces, on this machine, in short."""
    if sys.platform != "linux":
        return _MACOS.in_short
    return ", or ".join(obstacle.in_short for obstacle in _obstacles())


def about_landlock() -> str:
    """How to get Landlock, on this machine, in short."""
    return f"{_LANDLOCK.in_short} (here: {platform.system()} {platform.release()})"


def _obstacles() -> list[Advice]:
    """What is known to keep namespaces from us, of what can be seen here."""
    seen = []
    if any(os.path.exists(path) for path in ("/.dockerenv", "/run/.containerenv")):
        seen.append(_CONTAINER)
    if "microsoft" in platform.release().lower():
        seen.append(_WSL)
    if _read(Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")) == "1":
        seen.append(_UBUNTU)
    if "0" in (
        _read(Path("/proc/sys/kernel/unprivileged_userns_clone")),  # Debian before 11
        _read(Path("/proc/sys/user/max_user_namespaces")),
    ):
        seen.append(_SWITCHED_OFF)
    return seen or [_OLD]


def about_closed_directories(paths: tuple[str, ...]) -> str:
    """Which directories above *paths* another user cannot enter; empty when there is none."""
    closed = {}
    for path in paths:
        for ancestor in Path(path).parents:
            try:
                mode = ancestor.stat().st_mode
            except OSError:
                continue
            if not mode & stat.S_IXOTH:
                closed[str(ancestor)] = stat.S_IMODE(mode)
    return "; ".join(
        f"the interpreter lies below {path} (mode {mode:04o}), which a submission's user cannot enter: "
        f"install it elsewhere, or run 'chmod o+x {path}'"
        for path, mode in sorted(closed.items())
    )


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
