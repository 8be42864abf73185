"""Writes the folder of a new assignment: a small, complete homework that shows every role a cell can have."""

import re
from pathlib import Path
from string import Template

import nbformat

from grader.errors import UsageError

__all__ = ["scaffold"]

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
TEMPLATES = Path(__file__).parent / "templates"


def scaffold(root: Path, name: str) -> Path:
    """Write ``assignments/NAME`` below *root* and return it.

    Raises:
        UsageError: The name cannot be used, or the folder is there already.
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot name an assignment: use up to 40 small letters, digits and '-', a letter first"
        )
    folder = root / "assignments" / name
    if folder.exists():
        raise UsageError(f"{folder} is there already: choose another name, or remove it first")
    title = name.replace("-", " ").capitalize()
    (folder / "checks").mkdir(parents=True)
    (folder / "mutants").mkdir()
    for template, target in (
        ("assignment.toml", "assignment.toml"),
        ("test_properties.py", "checks/test_properties.py"),
        ("mean-not-sum.py", "mutants/mean-not-sum.py"),
        ("waivers.toml", "waivers.toml"),
    ):
        text = Template((TEMPLATES / f"{template}.txt").read_text(encoding="utf-8"))
        (folder / target).write_text(text.substitute(name=name, title=title), encoding="utf-8")
    nbformat.write(_notebook(title), folder / f"{name}.ipynb")
    return folder


def _notebook(title: str) -> nbformat.NotebookNode:
    """The source notebook, from a text in which ``# %%`` lines begin cells."""
    text = Template((TEMPLATES / "notebook.txt").read_text(encoding="utf-8")).substitute(title=title)
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for number, part in enumerate(re.split(r"^# %% ", text, flags=re.MULTILINE)[1:], start=1):
        header, _, body = part.partition("\n")
        kind, *tags = header.split()
        make = nbformat.v4.new_markdown_cell if kind == "text" else nbformat.v4.new_code_cell
        cell = make(body.strip("\n"), id=f"cell-{number}")  # type: ignore[no-untyped-call]
        if tags:
            cell.metadata["tags"] = tags
        notebook.cells.append(cell)
    return notebook  # type: ignore[no-any-return]
