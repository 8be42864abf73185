"""The course that the demonstration grades: a copy of a homework, or a small one where none is at hand."""

import re
import shutil
from pathlib import Path

from grader.course import Course
from grader.errors import UsageError
from grader.scaffold import scaffold

__all__ = ["demo_course"]

# In a checkout only: what is installed with the package, submissions can read, and hidden checks with it.
_CHECKOUT = Path(__file__).parents[2]
NAME = "dense"
SMALL = "first-steps"
MARK = ".welldone-demo"  # in a folder that a demonstration made, and may make anew
CELL_SECONDS = 10  # one submission never ends, and a demonstration should


def demo_course(root: Path) -> Course:
    """The homework ``dense`` in *root*, with a tighter limit; else a small assignment, scaffolded there.

    Raises:
        UsageError: The folder *root* holds what no demonstration has put there.
    """
    if any(root.iterdir()) and not (root / MARK).is_file():
        raise UsageError(
            f"{root} is not empty, and a demonstration overwrites what it finds: choose another --folder"
        )
    (root / MARK).touch()
    shutil.rmtree(root / "assignments", ignore_errors=True)
    homework = _CHECKOUT / "assignments" / NAME
    if homework.is_dir():
        target = root / "assignments" / NAME
        shutil.copytree(homework, target, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    else:
        target = scaffold(root, SMALL)
    settings = target / "assignment.toml"
    limit = f"cell_seconds = {CELL_SECONDS}"
    settings.write_text(re.sub(r"^cell_seconds *=.*$", limit, settings.read_text(), flags=re.MULTILINE))
    return Course(root=root)
