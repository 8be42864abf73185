"""What a person can do so that a machine enforces more. Texts only; nothing here changes a machine."""

import os
import platform
import stat
from pathlib import Path

__all__ = ["about_closed_directories", "about_landlock", "about_namespaces"]

_SWITCHES = (
    # Ubuntu from 23.10 on
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    # Debian before 11
    ("kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
    ("user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"),
)


def about_namespaces() -> str:
    """How to get namespaces, on this machine."""
    for name, value, command in _SWITCHES:
        if _read(Path("/proc/sys", name)) == value:
            return f"run '{command}', or grade as root"
    if any(os.path.exists(path) for path in ("/.dockerenv", "/run/.containerenv")):
        return (
            "start the container with '--cap-add SYS_ADMIN --security-opt apparmor=unconfined', "
            "or grade outside it"
        )
    return "use Linux 5.14 or newer with user namespaces, or grade as root"


def about_landlock() -> str:
    """How to get Landlock, on this machine."""
    return (
        "use Linux 5.13 or newer, on x86-64 or aarch64, with Landlock enabled: "
        f"'lsm=landlock,...' on the kernel's command line (here: {platform.system()} {platform.release()})"
    )


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
