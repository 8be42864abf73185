"""What a submission may read: the interpreter, its packages, and little else.

Of an editable install only the package's own folder is visible, never the repository around it: hidden
checks and solutions lie there.
"""

import os
import site
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from grader.errors import IsolationError

__all__ = ["DEVICES", "is_visible", "readable_paths"]

DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/alternatives",  # Debian's BLAS is a link to there
    "/etc/ld.so.cache",
    "/etc/localtime",
)


def readable_paths(extra: Iterable[str] = ()) -> tuple[str, ...]:
    """Absolute paths that submissions may read, sorted; none of them lies below another.

    Args:
        extra: Absolute paths to add.

    Raises:
        IsolationError: The interpreter's prefix is the root directory, which would make everything visible.
    """
    wanted = {*_SYSTEM, sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *extra}
    wanted |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    wanted |= set(site.getsitepackages())
    if site.ENABLE_USER_SITE:
        wanted.add(site.getusersitepackages())
    wanted.add(str(Path(__file__).parents[1]))
    wanted |= {os.path.realpath(path) for path in wanted}
    if os.sep in wanted:
        raise IsolationError(
            "the interpreter's prefix, or a readable path, is '/': a submission could read everything"
        )
    kept: list[str] = []
    for path in sorted(os.path.normpath(path) for path in wanted):
        if os.path.exists(path) and not _is_below(path, kept):
            kept.append(path)
    return tuple(kept)


def is_visible(path: Path, extra: Iterable[str] = ()) -> bool:
    """Whether a submission could read *path*: a course must not lie where it can."""
    visible = readable_paths(extra)
    return _is_below(os.path.abspath(path), visible) or _is_below(os.path.realpath(path), visible)


def _is_below(path: str, others: Iterable[str]) -> bool:
    return any(path == other or path.startswith(other + os.sep) for other in others)
