"""Properties of releases made of random source notebooks, with a sentinel wherever students must not look."""

import ast
import json
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.notebook.cells import CellKind, Role, Source
from grader.notebook.plain import plain_python
from grader.notebook.source import read_source
from grader.release.leaks import find_leaks
from grader.release.strip import serialise, solution_version, student_version

SECRET = "zq7sentinel"  # stands in everything that a release must not show
PNG = "iVBORw0KGgo="  # the signature is enough

Cells = list[dict[str, Any]]

indents = st.sampled_from(["", "    ", "\t"])
fillers = st.sampled_from(["", "# a comment", "x = 1", "y = 'é ∑ \\u2028'", "label = '%'", "\u00e5 = 2"])
plain_code = st.lists(fillers, max_size=3).map("\n".join)
phrases = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="#"), max_size=30
)
numbers = st.integers(0, 10**6)


def secret_lines(number: int) -> list[str]:
    return [f"{SECRET}_{number} = {SECRET}_a @ {SECRET}_b + {number}", f"# the {SECRET} of number {number}"]


@st.composite
def regions(draw: st.DrawFn, indent: str) -> list[str]:
    lines = [f"{indent}{line}" for line in secret_lines(draw(numbers))]
    marked = [f"{indent}### BEGIN SOLUTION", *lines, f"{indent}### END SOLUTION"]
    if draw(st.booleans()):
        stub = draw(st.lists(st.sampled_from(["# z = ...", "# # Hint: one line", "#", ""]), max_size=3))
        marked += [f"{indent}### BEGIN STUB", *(f"{indent}{line}" for line in stub)]
        marked += [f"{indent}# pass", f"{indent}### END STUB"]
    return marked


@st.composite
def solutions(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return "\n".join(secret_lines(draw(numbers)))
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(plain_code).split("\n")
        indent = draw(indents)
        lines += ["if True:"] if indent else []
        lines += draw(regions(indent))
    return "\n".join([*lines, draw(fillers)])


@st.composite
def one_cell(draw: st.DrawFn, number: int) -> dict[str, Any]:
    role = draw(st.sampled_from([*Role, None]))
    named = f"#| name: {{}}-{number}"
    metadata: dict[str, Any] = {"collapsed": True, "note": SECRET, SECRET: {"deep": [SECRET]}}
    kind = CellKind.CODE
    match role:
        case Role.SOLUTION:
            text = draw(solutions())
            if draw(st.booleans()):
                text = f"{named.format('answer')}\n{text}"
        case Role.CHECK:
            options = f"{named.format('check')}\n#| points: {draw(st.integers(0, 5))}"
            text = f"{options}\nassert x == 1\n{draw(plain_code)}"
        case Role.HIDDEN:
            text = "\n".join([named.format(f"{SECRET}"), f"#| hint: {SECRET}", *secret_lines(number)])
        case Role.STAFF:
            kind = draw(st.sampled_from(CellKind))
            text = f"{SECRET} ( ### BEGIN SOLUTION\n{draw(phrases)}"
        case Role.MANUAL:
            kind = draw(st.sampled_from([CellKind.CODE, CellKind.MARKDOWN]))
            text = draw(st.sampled_from(["", "#| points: 2.5\n", "#| points: 1\n\n"])) + draw(solutions())
        case Role.SETUP:
            text = f"%matplotlib inline\n{draw(plain_code)}"
        case _:
            kind = draw(st.sampled_from(CellKind))
            text = draw(plain_code) if kind is CellKind.CODE else draw(phrases)
    tags = [] if role in (None, Role.GIVEN) else [role.value]
    if role not in (Role.CHECK, Role.HIDDEN, Role.SOLUTION) and draw(st.booleans()):
        metadata["name"] = f"{SECRET if role in (Role.STAFF, Role.HIDDEN) else 'cell'}-n{number}"
    metadata["tags"] = [*tags, f"remove-{SECRET}"]
    cell: dict[str, Any] = {
        "cell_type": kind.value,
        "id": f"{SECRET}-{number}",
        "metadata": metadata,
        "source": text.splitlines(keepends=True) if draw(st.booleans()) else text,
    }
    if kind is CellKind.CODE:
        stream = {"output_type": "stream", "name": "stdout", "text": f"{SECRET}\n"}
        cell |= {"execution_count": 77, "outputs": [stream]}
    else:
        cell["attachments"] = {f"{SECRET}.png": {"image/png": PNG}, "a.txt": {"text/plain": SECRET}}
        if kind is CellKind.MARKDOWN and role in (None, Role.GIVEN) and draw(st.booleans()):
            cell["attachments"]["plot.png"] = {"image/png": PNG, "text/plain": SECRET}
            cell["source"] = f"{text}\n\n![](attachment:plot.png)"
    return cell


@st.composite
def notebooks(draw: st.DrawFn) -> dict[str, Any]:
    cells: Cells = [draw(one_cell(number)) for number in range(draw(st.integers(0, 7)))]
    return {
        "cells": cells,
        "metadata": {"title": SECRET, "authors": [{"name": SECRET}], "celltoolbar": SECRET},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def read(content: bytes) -> Source:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "double.ipynb"
        path.write_bytes(content)
        return read_source(path)


def released(notebook: dict[str, Any]) -> tuple[Source, dict[str, Any]]:
    source = read(json.dumps(notebook).encode())
    return source, student_version(source, assignment="double", title="Doubling")


@settings(max_examples=80, deadline=None)
@given(notebooks())
def test_stripping_a_release_again_changes_no_byte(notebook: dict[str, Any]) -> None:
    once = serialise(released(notebook)[1])
    assert serialise(student_version(read(once), assignment="double", title="Doubling")) == once


@settings(max_examples=80, deadline=None)
@given(notebooks())
def test_nothing_that_students_must_not_see_survives_in_a_release(notebook: dict[str, Any]) -> None:
    assert SECRET not in serialise(released(notebook)[1]).decode().casefold()


@settings(max_examples=40, deadline=None)
@given(notebooks())
def test_a_random_release_has_no_leaks(notebook: dict[str, Any]) -> None:
    assert find_leaks(*released(notebook)) == []


@settings(max_examples=40, deadline=None)
@given(notebooks())
def test_a_release_is_a_valid_notebook(notebook: dict[str, Any]) -> None:
    content = json.loads(serialise(released(notebook)[1]))
    nbformat.validate(content)
    assert len({cell["id"] for cell in content["cells"]}) == len(content["cells"])


@settings(max_examples=40, deadline=None)
@given(notebooks())
def test_the_code_of_a_release_parses(notebook: dict[str, Any]) -> None:
    for cell in released(notebook)[1]["cells"]:
        if cell["cell_type"] == "code":
            ast.parse(plain_python(cell["source"]))


@settings(max_examples=40, deadline=None)
@given(notebooks())
def test_cells_keep_their_names_and_their_order(notebook: dict[str, Any]) -> None:
    source, release = released(notebook)
    kept = [cell.name for cell in source.cells if cell.role not in (Role.HIDDEN, Role.STAFF)]
    assert [cell["metadata"]["name"] for cell in release["cells"]] == kept
    assert [cell.name for cell in read(serialise(release)).cells] == kept


@settings(max_examples=40, deadline=None)
@given(notebooks())
def test_removed_cells_leave_no_trace(notebook: dict[str, Any]) -> None:
    without = dict(notebook)
    without["cells"] = [
        cell for cell in notebook["cells"] if not {"hidden", "staff"} & set(cell["metadata"]["tags"])
    ]
    assert serialise(released(notebook)[1]) == serialise(released(without)[1])


@settings(max_examples=40, deadline=None)
@given(notebooks())
def test_the_solution_version_shows_answers_and_nothing_hidden(notebook: dict[str, Any]) -> None:
    source = read(json.dumps(notebook).encode())
    solved = solution_version(source, assignment="double")
    nbformat.validate(json.loads(serialise(solved)))
    expected = [cell.reference for cell in source.cells if cell.role not in (Role.HIDDEN, Role.STAFF)]
    assert [cell["source"] for cell in solved["cells"]] == expected
    assert "### BEGIN" not in json.dumps(solved)
