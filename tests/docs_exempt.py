"""Command lines of the documents that no test runs, and why not."""

import re

from tests.documents import Command

__all__ = ["EXEMPT", "exemption"]

EXEMPT = {  # what the line looks like: why it is not run
    r"pip (install|wheel) ": "takes packages from a registry; what is tested is already installed",
    r"make (demo|test)\b": "makes a virtual environment; tests/test_demo.py runs the demo",
    r"(HYPOTHESIS_PROFILE=\w+ )?\.venv/bin/pytest ": "runs these tests",
    r"(echo \S+ \| )?sudo ": "changes the machine's settings, as root",
    r"docker ": "needs Docker",
    r"systemd-run ": "needs a session of systemd",
    r"wsl ": "is for Windows",
    r"dask ": "starts a service that stays; tests/test_executors_dask.py grades on such workers",
    r"grader grade .* --executor dask": "needs a scheduler; tests/test_executors_dask.py grades with one",
    r"export GRADER_GRADEBOOK=postgresql": "needs a PostgreSQL server; tests/test_gradebook*.py use one",
}


def exemption(command: Command) -> str | None:
    """The key of `EXEMPT` that the command line falls under; None where it is run."""
    found = [pattern for pattern in EXEMPT if re.match(pattern, command.text)]
    return found[0] if found else None
