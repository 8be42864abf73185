"""How this interpreter is started anew: with the packages that it has here, wherever they were installed."""

import site
import sys

__all__ = ["command_of", "packages"]


def command_of(module: str) -> tuple[str, ...]:
    """The command that runs *module*; it needs `packages` in its environment."""
    alone = () if site.ENABLE_USER_SITE else ("-s",)
    return (sys.executable, "-P", *alone, "-m", module)


def packages() -> dict[str, str]:
    """The variables by which it finds what ``pip install --user`` installed, where this process does."""
    if site.ENABLE_USER_SITE:
        return {"PYTHONUSERBASE": site.getuserbase()}
    return {"PYTHONNOUSERSITE": "1"}
