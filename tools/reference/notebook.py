"""docs/reference/notebook.md: tags, options, markers and marks, as the program takes and refuses them."""

import grader.notebook.markers
import grader.notebook.options
from grader.errors import OptionError, TagError
from grader.notebook.almost import BEGIN_SOLUTION, BEGIN_STUB, END_SOLUTION, END_STUB
from grader.notebook.cells import CellKind, Role
from grader.notebook.markers import DEFAULT_STUB
from grader.notebook.options import Options, read_options
from grader.notebook.roles import role_of
from grader.plugin import MARKERS
from tools.reference.markdown import comments, docstring, table

__all__ = ["notebook_page"]

HEAD = """# The source notebook

*Written by `python -m tools.reference`: what is taken and refused was tried. For what it is good for, see
[Writing a homework](../authoring.md).*
"""
SAMPLES = {
    "name": "dense-forward",
    "points": "2",
    "question": "dense",
    "timeout": "10",
    "hint": "Look at the shapes.",
    "seed": "7",
    "given": "dense, forward",
}


def notebook_page() -> str:
    """The page."""
    return "\n".join(
        [
            HEAD,
            "## Tags\n",
            "A cell has one role, and its tag says which; other tags are the author's own.\n",
            table(("tag", "what the cell is", "on cells of kind"), map(_tag, Role)),
            "\n## Options\n",
            docstring(grader.notebook.options).partition("\n\n")[2],
            "",
            table(("option", "value", "meaning", "on cells with the tag"), map(_option, SAMPLES)),
            "\n## Markers\n",
            docstring(grader.notebook.markers),
            "",
            table(("line", "meaning"), _markers()),
            "\n## Marks of `checks/test_*.py`\n",
            "A function `test_*` that takes the fixture `submission` is a check. It may have these marks:\n",
            table(("mark", "meaning"), map(_mark, MARKERS[1:])),
            "",
        ]
    )


def _tag(role: Role) -> tuple[str, str, str]:
    kinds = []
    for kind in CellKind:
        try:
            role_of([] if role is Role.GIVEN else [role.value], kind=kind, cell="a")
        except TagError:
            continue
        kinds.append(kind.value)
    name = "no tag" if role is Role.GIVEN else f"`{role.value}`"
    return name, comments(Role)[role.name], ", ".join(kinds)


def _option(key: str) -> tuple[str, str, str, str]:
    roles = []
    for role in Role:
        try:
            read = read_options(f"#| {key}: {SAMPLES[key]}", role=role, kind=CellKind.CODE, cell="a")
        except OptionError:
            continue
        if getattr(read, key) is not None:
            roles.append("none" if role is Role.GIVEN else f"`{role.value}`")
    return f"`#| {key}: {SAMPLES[key]}`", _expected(key), comments(Options)[key], ", ".join(roles)


def _expected(key: str) -> str:
    """What the program says that it expects, when it gets something else."""
    try:
        read_options(f"#| {key}: \x07!", role=Role.CHECK, kind=CellKind.CODE, cell="a")
    except OptionError as error:
        return str(error).rpartition("expected ")[2].partition(", such as")[0]
    raise AssertionError(f"{key} takes anything: say so in the reference by hand")


def _markers() -> list[tuple[str, str]]:
    stub = " and ".join(f"`{line}`" for line in DEFAULT_STUB)
    return [
        (f"`{BEGIN_SOLUTION}`", f"the answer begins; in the release it becomes {stub}"),
        (f"`{END_SOLUTION}`", "the answer ends"),
        (f"`{BEGIN_STUB}`", "directly after it: a stub of its own begins, each line as a comment"),
        (f"`{END_STUB}`", "the stub ends"),
    ]


def _mark(text: str) -> tuple[str, str]:
    name, _, meaning = text.partition(": ")
    return f"`@pytest.mark.{name}`", meaning
