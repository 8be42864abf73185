"""A student's own run: the visible checks, from nothing but the notebook that the student works on.

The notebook itself stands in for the source notebook. Its answers are not read as a reference: they may be
missing, or not even parse.
"""

import json
from pathlib import Path

import msgspec

from grader.course import Assignment, Course
from grader.errors import InvalidSubmission, UsageError
from grader.notebook.cells import Role
from grader.notebook.read import read_notebook

__all__ = ["practice_assignment"]

_ANYTHING = "..."  # a solution cell whose text nobody looks at


def practice_assignment(folder: Path, notebook: Path) -> Assignment:
    """Make an assignment in *folder* of the checks that came with *notebook*.

    They are taken from the release of the course around it, if there is one, so that a check that was
    changed by accident still counts as it was given out.

    Raises:
        UsageError: *notebook* holds no check, or is no notebook.
    """
    try:
        name = read_notebook(notebook).assignment or notebook.stem
    except InvalidSubmission as refusal:
        raise UsageError(refusal.reason) from None
    released, settings = _of_course(notebook, name)
    content = json.loads((released or notebook).read_text(encoding="utf-8-sig"))
    checks = 0
    for cell in content["cells"]:
        tags = cell.get("metadata", {}).get("tags", [])
        checks += Role.CHECK in tags
        if Role.SOLUTION in tags:
            cell["source"] = _ANYTHING
        cell.pop("outputs", None)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    if not checks:
        raise UsageError(f"{notebook.name} holds no visible check: nothing can be run before it is handed in")
    root = folder / name
    root.mkdir()
    (root / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")
    title = f"title = {msgspec.json.encode(name).decode()}\n"
    (root / "assignment.toml").write_text(title if settings is None else settings.read_text())
    return Assignment.load(root)


def _of_course(notebook: Path, name: str) -> tuple[Path | None, Path | None]:
    """The released notebook and the settings of the course around *notebook*, where they are."""
    try:
        course = Course.find(notebook.parent)
    except UsageError:
        return None, None
    released = course.release_folder(name) / f"{name}.ipynb"
    settings = course.root / "assignments" / name / "assignment.toml"
    return released if released.is_file() else None, settings if settings.is_file() else None
