"""Submissions as files: what is read, what is refused, and that every refusal says what to do."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import InvalidSubmission
from grader.notebook.cells import Cell, CellKind, Notebook
from grader.notebook.files import MAX_FILE
from grader.notebook.read import MAX_CELLS, MAX_SOURCE, parse_notebook, read_notebook
from tests.sources import FIXTURES

SUBMISSIONS = FIXTURES / "submissions"
DOUBLE = Notebook(
    cells=(Cell(kind=CellKind.CODE, source="double = 2\n", name="double"),), assignment="doubling"
)

REFUSED = {
    "blank": "is empty: save the notebook",
    "cell-no-object": "cell 1: Expected `object`, got `str`",
    "cell-type-unknown": "cell 1 has the type 'heading', expected code, markdown or raw",
    "cell-without-source": "cell 1: lacks the field `source`",
    "cell-without-type": "cell 1: lacks the field `cell_type`",
    "cells-no-list": "is JSON, but no notebook that Jupyter wrote",
    "cut-short": "ends in the middle of its JSON: its download or upload was cut short",
    "empty": "is empty: save the notebook",
    "gzip": "is a gzip archive: unpack it",
    "latin-1": "cell 1 is not UTF-8 text",
    "lfs-pointer": "is a Git LFS pointer",
    "list": "Expected `object`, got `array`",
    "merge-conflict": "has unresolved merge conflicts of git",
    "metadata-a-list": "cell 1: Expected `object | null`, got `array`",
    "nbformat-3": "is in notebook format 3, too old to be graded: open it in a current Jupyter and save it",
    "nbformat-5": "is in notebook format 5, too new",
    "nbformat-as-text": "is JSON, but no notebook: it has no nbformat",
    "no-cells": "is JSON, but no notebook: it has no cells",
    "no-nbformat": "is JSON, but no notebook: it has no nbformat",
    "nul-in-source": "cell 1 contains a NUL character",
    "number": "Expected `object`, got `int`",
    "pdf": "is a PDF: submit the notebook itself",
    "picture": "is a picture: submit the notebook itself",
    "python-script": "is a Python script or plain text, not a notebook",
    "source-a-number": "cell 1 has a source that is no text",
    "source-of-numbers": "cell 1 has a source that is no text",
    "trailing-comma": "is not valid JSON (line 22, column 1)",
    "utf-16-damaged": "begins as UTF-16 text, but is damaged",
    "web-page": "is a web page: submit the notebook itself",
    "word-processor": "is a word processor's document",
    "zero-bytes": "contains zero bytes",
    "zip": "is a ZIP archive: unpack it and submit the notebook inside",
}
READ = {
    "byte-order-mark",
    "half-a-character-in-an-output",
    "nan-in-an-output",
    "odd-names",
    "utf-16",
    "utf-16-big-endian",
    "windows-line-ends",
}


def with_cells(*cells: dict[str, Any]) -> bytes:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def one_cell(**fields: Any) -> bytes:
    return with_cells({"cell_type": "code", "source": "x", "metadata": {}} | fields)


def reason(data: bytes) -> str:
    with pytest.raises(InvalidSubmission) as caught:
        parse_notebook(data, what="it")
    return caught.value.reason


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_notebook_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read_notebook(SUBMISSIONS / f"{name}.ipynb")
    assert caught.value.reason.startswith(f"{name}.ipynb")
    assert REFUSED[name] in caught.value.reason


def test_every_odd_submission_has_its_expected_outcome() -> None:
    assert {path.stem for path in SUBMISSIONS.glob("*.ipynb")} == REFUSED.keys() | READ


@pytest.mark.parametrize("name", ["byte-order-mark", "utf-16", "utf-16-big-endian"])
def test_a_byte_order_mark_is_read(name: str) -> None:
    assert read_notebook(SUBMISSIONS / f"{name}.ipynb") == DOUBLE


def test_nan_in_an_output_does_not_cost_the_submission_nor_change_a_source() -> None:
    notebook = read_notebook(SUBMISSIONS / "nan-in-an-output.ipynb")
    assert [cell.source for cell in notebook.cells] == ["double = [NaN]"]


def test_half_a_character_in_an_output_does_not_cost_the_submission() -> None:
    notebook = read_notebook(SUBMISSIONS / "half-a-character-in-an-output.ipynb")
    assert [cell.source for cell in notebook.cells] == ["double = 2"]


def test_every_line_end_that_python_knows_becomes_a_newline() -> None:
    notebook = read_notebook(SUBMISSIONS / "windows-line-ends.ipynb")
    assert [cell.source for cell in notebook.cells] == ["double = 2\ny = 3\nz = 4"]


def test_names_that_cannot_be_ours_are_dropped_and_the_cells_kept() -> None:
    notebook = read_notebook(SUBMISSIONS / "odd-names.ipynb")
    assert notebook == Notebook(
        cells=(
            Cell(kind=CellKind.CODE, source="x", attachments=("a.png",)),
            Cell(
                kind=CellKind.MARKDOWN,
                source="y",
                id="c-0123abcd",
                tags=("manual",),
                attachments=("plot.png",),
            ),
            Cell(kind=CellKind.RAW, source="z"),
        )
    )


def test_outputs_and_foreign_metadata_are_not_kept() -> None:
    data = one_cell(metadata={"name": "a", "secret": 1}, outputs=[{"secret": 1}], execution_count=3)
    assert parse_notebook(data, what="it").cells == (Cell(kind=CellKind.CODE, source="x", name="a"),)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSubmission, match=r"^double\.ipynb: there is no such file$"):
        read_notebook(tmp_path / "double.ipynb")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSubmission, match="is a folder: submit the notebook itself, a file"):
        read_notebook(tmp_path)


def test_a_symbolic_link_is_refused_though_its_target_is_a_notebook(tmp_path: Path) -> None:
    link = tmp_path / "double.ipynb"
    link.symlink_to(SUBMISSIONS / "byte-order-mark.ipynb")
    with pytest.raises(InvalidSubmission, match="is a symbolic link"):
        read_notebook(link)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    pipe = tmp_path / "double.ipynb"
    os.mkfifo(pipe)
    with pytest.raises(InvalidSubmission, match="is no regular file"):
        read_notebook(pipe)


def test_an_impossible_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSubmission, match="cannot be read: its name is impossible"):
        read_notebook(tmp_path / "a\0b.ipynb")


def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "double.ipynb"
    path.write_bytes(one_cell())
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    with pytest.raises(InvalidSubmission, match="cannot be read: Permission denied"):
        read_notebook(path)


def test_a_file_above_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "double.ipynb"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: takes no room
    with pytest.raises(InvalidSubmission, match="has 200 MiB, and 64 MiB is the limit: clear the outputs"):
        read_notebook(path)


def test_data_above_the_limit_are_refused() -> None:
    assert "larger than 64 MiB" in reason(b" " * (MAX_FILE + 1))


def test_too_many_cells_are_refused() -> None:
    cell = {"cell_type": "code", "source": ""}
    assert f"has {MAX_CELLS + 1} cells, and {MAX_CELLS} is the limit" in reason(
        with_cells(*[cell] * (MAX_CELLS + 1))
    )


def test_as_many_cells_as_allowed_are_read() -> None:
    cell = {"cell_type": "code", "source": ""}
    assert len(parse_notebook(with_cells(*[cell] * MAX_CELLS), what="it").cells) == MAX_CELLS


@pytest.mark.parametrize(
    "source", ["é" * (MAX_SOURCE // 2 + 1), ["x" * MAX_SOURCE, "y"], ["a"] * (3 * 2**20)]
)
def test_a_cell_with_too_much_text_is_refused(source: object) -> None:
    assert "cell 1 has more than 1 MiB of text" in reason(one_cell(source=source))


def test_a_cell_with_as_much_text_as_allowed_is_read() -> None:
    assert parse_notebook(one_cell(source="x" * MAX_SOURCE), what="it").cells[0].source == "x" * MAX_SOURCE


def test_too_many_attachments_are_refused() -> None:
    attachments: dict[str, object] = {f"{number}.png": {} for number in range(3000)}
    assert "cell 1 has more than 1000 attachments" in reason(one_cell(attachments=attachments))


@pytest.mark.parametrize("where", ["outputs", "metadata.foreign", "source", "metadata.name", "attachments"])
@pytest.mark.parametrize("bracket", ["[]", "{}"])
def test_deep_nesting_is_refused_or_skipped_but_never_a_recursion_error(where: str, bracket: str) -> None:
    opening = bracket[0] + ('"a":' if bracket == "{}" else "")
    deep = opening * 100_000 + "0" + bracket[1] * 100_000
    *outer, last = where.split(".")
    fields = f'"{last}": {deep}'
    for key in outer:
        fields = f'"{key}": {{{fields}}}'
    data = f'{{"nbformat": 4, "cells": [{{"cell_type": "code", {fields}}}]}}'.encode()
    assert "is nested too deeply" in reason(data)


def test_a_name_with_control_characters_does_not_reach_the_message(tmp_path: Path) -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read_notebook(tmp_path / "a\x1b[2J\n.ipynb")
    assert caught.value.reason.isprintable()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        outcome = str(len(parse_notebook(data, what="it").cells))
    except InvalidSubmission as error:
        outcome = error.reason
    assert outcome


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=3), values, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "cell_type": st.sampled_from(["code", "markdown", "raw"]),
            "source": st.text() | st.lists(st.text()),
        },
        optional={
            "id": json_values,
            "metadata": st.fixed_dictionaries({}, optional={"name": json_values, "tags": json_values}),
            "attachments": json_values,
            "outputs": json_values,
        },
    )
)
def test_a_cell_with_anything_in_its_other_fields_keeps_its_text(cell: dict[str, Any]) -> None:
    text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    if "\0" in text:
        assert "NUL" in reason(with_cells(cell))
        return
    read = parse_notebook(with_cells(cell), what="it").cells[0]
    expected = re.sub("\r\n?", "\n", text).encode("utf-8", "replace").decode()
    assert read.source == expected
    assert read.name is None or read.name.isprintable()


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("3.12.4", (3, 12)),
        ("3.13", (3, 13)),
        ("3.14.0rc2", (3, 14)),
        ("3", None),
        ("3.12.4 | packaged by conda", None),
        ("3.1234.0", None),
        ("٣.١٢", None),
        (3.12, None),
        ({"major": 3}, None),
    ],
)
def test_the_python_of_a_notebook_is_a_version_or_nothing(
    said: object, version: tuple[int, int] | None
) -> None:
    metadata = {"language_info": {"name": "python", "version": said}}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": []}
    assert parse_notebook(json.dumps(content).encode(), what="it").python == version
