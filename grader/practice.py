"""A student's own run: the visible checks, from nothing but the notebook that the student works on.

The notebook itself stands in for the source notebook. Its answers are not read as a reference: they may be
missing, or not even parse.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import msgspec

from grader.course import Assignment, Course
from grader.errors import InvalidSubmission, UsageError
from grader.notebook.cells import Role
from grader.notebook.read import read_notebook

__all__ = ["practice_assignment"]

_FOLDER = re.compile(r"\w[\w .()-]{0,99}")  # a notebook's own word for its assignment names no other folder
_ANYTHING = "..."  # a solution cell whose text nobody looks at


def practice_assignment(folder: Path, notebook: Path) -> Assignment:
    """Make an assignment in *folder* of the checks that came with *notebook*.

    They are taken from the release of the course around it, if there is one, so that a check that was
    changed by accident still counts as it was given out. In a course no others are taken: checks run with the
    rights of whoever types, who there may be looking at what a student handed in.

    Raises:
        UsageError: *notebook* holds no check, is no notebook, or lacks a file that came with it; or the
            course around it has no release of it.
    """
    try:
        said = read_notebook(notebook).assignment or notebook.stem
    except InvalidSubmission as refusal:
        raise UsageError(refusal.reason) from None
    name = said if _FOLDER.fullmatch(said) else "notebook"
    released, assignment = _of_course(notebook, name)
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
    if assignment is not None:
        settings = (assignment.root / "assignment.toml").read_text(encoding="utf-8")
        files = dict(assignment.released_files)
    else:
        files = _files_beside(notebook, content)
        settings = f"title = {_quoted(name)}\n[release]\nfiles = {_quoted(sorted(files))}\n"
    (root / "assignment.toml").write_text(settings, encoding="utf-8")
    for file_name, path in files.items():
        shutil.copyfile(path, root / file_name)
    return Assignment.load(root)


def _quoted(value: str | list[str]) -> str:
    return msgspec.json.encode(value).decode()  # which is TOML too


def _files_beside(notebook: Path, content: dict[str, Any]) -> dict[str, Path]:
    """The files that the release says it came with, by name."""
    about = content.get("metadata", {}).get("welldone")
    listed = about.get("files", []) if isinstance(about, dict) else []
    files = {}
    for name in listed if isinstance(listed, list) else []:
        path = notebook.parent / str(name)
        if name != path.name or path.is_symlink() or not path.is_file():
            raise UsageError(f"{name} came with {notebook.name}, and is not beside it: put it there")
        files[path.name] = path
    return files


def _of_course(notebook: Path, name: str) -> tuple[Path | None, Assignment | None]:
    """The released notebook of the course around *notebook* and its assignment, where there is a course."""
    try:
        course = Course.find(notebook.parent)
    except UsageError:
        return None, None
    if not course.names():  # a student's own folder that is called assignments
        return None, None
    released = course.release_folder(name) / f"{name}.ipynb"
    if not released.is_file():
        raise UsageError(
            f"{notebook.name}: the course around it, {course.root}, has no release of {name!r}, and checks "
            "of the notebook's own would run with your rights: release it first, or move a notebook of your "
            "own elsewhere"
        )
    return released, course.assignment(name) if name in course.names() else None
