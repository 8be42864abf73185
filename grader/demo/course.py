"""The course that the demonstration grades: a copy of one assignment that comes with the package."""

import re
import shutil
from pathlib import Path

from grader.course import Course
from grader.errors import UsageError

__all__ = ["demo_course"]

_HERE = Path(__file__).parent
NAME = "dense"
CELL_SECONDS = 15  # one submission never ends, and a demonstration should


def demo_course(root: Path) -> Course:
    """Copy the assignment ``dense`` into *root*, as ``assignments/dense``, with a tighter limit.

    Raises:
        UsageError: The assignment is neither in the package nor in a checkout around it.
    """
    places = (_HERE / "assignments" / NAME, _HERE.parent.parent / "assignments" / NAME)
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise UsageError(f"the assignment {NAME} is not with this installation: looked in {places[0]}")
    target = root / "assignments" / NAME
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(found, target, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    settings = target / "assignment.toml"
    text = re.sub(
        r"^cell_seconds *=.*$", f"cell_seconds = {CELL_SECONDS}", settings.read_text(), flags=re.MULTILINE
    )
    settings.write_text(text)
    return Course(root=root)
