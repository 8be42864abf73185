"""A cell that goes around IPython's rewriting is one that the rewriting would have left as it is."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from grader.notebook.cells import CellKind
from grader.notebook.plain import plain_python
from grader.notebook.source import read_source
from grader.worker.plain_cells import may_be_plain

ROOT = Path(__file__).parents[1]
LINES = [
    "x = 1",
    "",
    "    y = 2",
    "if x:",
    "...",
    "   ...: z",
    ">>> x",
    "%time x",
    "!ls",
    "x?",
    "In [1]: x = 3",
    "'''",
    "   ",
    "\t",
    "\f",
    "x = (1,",
    "% 2)",
    "# %magic",
    "print('>>> ')",
    "%%bash",
    "x = %who",
    "await x",
    "# YOUR CODE HERE",
    "raise NotImplementedError",
]


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def rewritten(text: str) -> str:
    return str(TransformerManager().transform_cell(text))


def homework_cells() -> Iterator[Any]:
    for path in sorted((ROOT / "assignments").glob("*/*.ipynb")):
        for cell in read_source(path).cells:
            if cell.kind is CellKind.CODE:
                yield pytest.param(cell.source, id=f"{path.stem}-{cell.name}")


@settings(max_examples=500)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=6).map("\n".join))
def test_what_goes_around_the_rewriting_is_what_the_rewriting_leaves(text: str) -> None:
    if may_be_plain(text) and parses(text):
        assert rewritten(text).rstrip("\n") == text.rstrip("\n")


@settings(max_examples=500)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=6).map("\n".join))
def test_plain_python_is_what_ipython_makes_of_a_cell(text: str) -> None:
    if parses(text):  # IPython stumbles over some texts that do not
        assert plain_python(text) == rewritten(text)


@pytest.mark.parametrize("text", list(homework_cells()))
def test_plain_python_is_what_ipython_makes_of_a_cell_of_the_homeworks(text: str) -> None:
    assert plain_python(text) == rewritten(text)


@pytest.mark.parametrize("text", list(homework_cells()))
def test_a_plain_cell_of_the_homeworks_is_the_same_either_way(text: str) -> None:
    if may_be_plain(text) and parses(text):
        assert rewritten(text).rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize(
    "text", ["ls", "%time\nx", " x = 1\ny", ">>> x\n1", "'''\n   \n'''\nx", "x = 1\n...", ""]
)
def test_what_may_be_rewritten_takes_the_usual_way(text: str) -> None:
    assert not (may_be_plain(text) and parses(text))


SHELL = """
import json, sys
from grader.worker.shell import start_shell
shell = start_shell()
told = []
for text in json.load(sys.stdin):
    error, outputs = shell.run_labelled("cell", text)
    shown = "".join(str(output.get("text", output.get("data"))) for output in outputs)
    told.append([error and repr(error), shown])
sys.__stdout__.write(json.dumps(told))
"""


def told_by_a_shell(*cells: str) -> list[list[str | None]]:
    """What cells raised and showed, run one after another in a shell of their own."""
    run = subprocess.run(
        [sys.executable, "-c", SHELL], input=json.dumps(cells), capture_output=True, text=True, check=True
    )
    told: list[list[str | None]] = json.loads(run.stdout)
    return told


def test_plain_cells_show_their_last_value_and_see_earlier_ones() -> None:
    assert told_by_a_shell("x = 1\ny = 2", "z = x + y\nz") == [[None, ""], [None, "{'text/plain': '3'}"]]


def test_a_transformer_that_a_notebook_adds_is_used_for_plain_cells_too() -> None:
    add = "def double(lines):\n    return lines + lines\nget_ipython().input_transformers_post.append(double)"
    assert told_by_a_shell("print(1)\nprint(2)", add, "print(1)\nprint(2)")[2] == [None, "1\n2\n1\n2\n"]


def test_a_transformer_of_trees_is_used_once_for_a_plain_cell() -> None:
    add = (
        "import ast\nclass More(ast.NodeTransformer):\n    def visit_Constant(self, node):\n"
        "        return ast.Constant(node.value + 1)\nget_ipython().ast_transformers.append(More())"
    )
    assert told_by_a_shell(add, "x = 1\nprint(x)", "x = 1\nprint(x)")[1:] == [[None, "2\n"]] * 2


def test_a_plain_cell_may_await() -> None:
    later = "import asyncio\nawait asyncio.sleep(0)\nprint('done')"
    assert told_by_a_shell(later) == [[None, "done\n"]]


def test_imports_from_the_future_hold_for_the_cells_that_follow() -> None:
    cells = (
        "from __future__ import annotations\nx = 1",
        "def f(a: nowhere):\n    pass\nprint(f.__annotations__)",
    )
    assert told_by_a_shell(*cells)[1] == [None, "{'a': 'nowhere'}\n"]


def test_what_does_not_parse_is_a_syntax_error_as_ever() -> None:
    ((error, _),) = told_by_a_shell("x = 1\ny = = 2")
    assert error is not None
    assert error.startswith("SyntaxError")


def test_most_cells_of_the_homeworks_are_plain() -> None:
    texts = [str(cell.values[0]) for cell in homework_cells()]
    assert sum(map(may_be_plain, texts)) > 0.8 * len(texts)
