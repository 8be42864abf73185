"""The student's version and the reference, field by field."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from grader.errors import SourceNotebookError
from grader.notebook.cells import Source
from grader.notebook.source import read_source
from grader.release.strip import released_id, serialise, solution_version, student_version
from tests.sources import code, prose, source_of

PNG = "iVBORw0KGgo="  # base64 of the signature
CELLS = (
    prose("# Doubling"),
    code("import numpy as np", "setup", "hide-input", note="secret"),
    code("#| name: double\n### BEGIN SOLUTION\ndouble = 2\n### END SOLUTION", "solution"),
    code("#| name: doubles\n#| points: 2\nassert double == 2", "check"),
    code("#| name: really-doubles\nassert double == 2.0", "hidden"),
    prose("Ask them.", "staff"),
    prose("#| points: 2\nBecause.", "manual"),
)


def released(source: Source) -> dict[str, Any]:
    return student_version(source, assignment="double")


def again(folder: Path, notebook: dict[str, Any]) -> Source:
    path = folder / "again.ipynb"
    path.write_bytes(serialise(notebook))
    return read_source(path)


def test_a_release_is_built_of_these_fields_and_no_others(tmp_path: Path) -> None:
    stub = "# YOUR CODE HERE\nraise NotImplementedError"
    prompt = "*Write your answer here. (2 points)*"
    digests = {
        "double": hashlib.sha256(stub.encode()).hexdigest()[:16],
        "manual-1": hashlib.sha256(prompt.encode()).hexdigest()[:16],
    }
    cell: dict[str, Any] = {"execution_count": None, "outputs": [], "cell_type": "code"}
    assert student_version(source_of(tmp_path, *CELLS), assignment="doubling", title="Doubling") == {
        "cells": [
            {
                "cell_type": "markdown",
                "id": released_id("doubling", "given-1"),
                "metadata": {"name": "given-1"},
                "source": "# Doubling",
            },
            cell
            | {
                "id": released_id("doubling", "setup-1"),
                "metadata": {"name": "setup-1", "tags": ["setup"]},
                "source": "import numpy as np",
            },
            cell
            | {
                "id": released_id("doubling", "double"),
                "metadata": {"name": "double", "tags": ["solution"]},
                "source": stub,
            },
            cell
            | {
                "id": released_id("doubling", "doubles"),
                "metadata": {"name": "doubles", "tags": ["check"]},
                "source": "#| name: doubles\n#| points: 2\nassert double == 2",
            },
            {
                "cell_type": "markdown",
                "id": released_id("doubling", "manual-1"),
                "metadata": {"name": "manual-1", "tags": ["manual"]},
                "source": prompt,
            },
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": "Doubling",
            "welldone": {"assignment": "doubling", "schema": 1, "stubs": digests},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def test_an_id_depends_on_assignment_and_name_only() -> None:
    assert released_id("doubling", "double") == "c-" + hashlib.sha256(b"doubling/double").hexdigest()[:8]


def test_two_cells_with_the_same_id_are_an_error_that_names_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.release.strip.released_id", lambda assignment, name: "c-00000000")
    with pytest.raises(SourceNotebookError, match="'given-1' and 'setup-1' would get the same id"):
        released(source_of(tmp_path, *CELLS))


def test_the_file_is_canonical_json_with_a_line_for_each_line(tmp_path: Path) -> None:
    notebook = released(source_of(tmp_path, prose("é\n\x0c∑\n")))
    content = serialise(notebook)
    assert content.decode().startswith('{\n "cells": [\n  {\n   "cell_type": "markdown",\n')
    assert '"é\\n",\n    "\\f∑\\n"\n' in content.decode()
    assert content.endswith(b"}\n")
    assert json.loads(content)["cells"][0]["source"] == ["é\n", "\x0c∑\n"]


def test_a_release_whose_answers_were_filled_in_is_stripped_again(tmp_path: Path) -> None:
    once = released(source_of(tmp_path, *CELLS))
    once["cells"][2]["source"] = "double = 1 + 1"
    twice = released(again(tmp_path, once))
    assert twice["cells"][2]["source"] == "# YOUR CODE HERE\nraise NotImplementedError"


def test_a_stub_under_another_name_is_not_taken_for_one(tmp_path: Path) -> None:
    text = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n### BEGIN STUB\n# x = ...\n### END STUB"
    once = released(source_of(tmp_path, code(text, "solution", name="double")))
    once["cells"][0]["metadata"]["name"] = "treble"
    assert released(again(tmp_path, once))["cells"][0]["source"] == (
        "# YOUR CODE HERE\nraise NotImplementedError"
    )


def test_an_own_stub_stays_as_it_is_when_a_release_is_stripped_again(tmp_path: Path) -> None:
    text = "a = 1\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n### BEGIN STUB\n# x = ...\n### END STUB"
    once = released(source_of(tmp_path, code(text, "solution", name="double")))
    assert once["cells"][0]["source"] == "a = 1\nx = ..."
    assert serialise(released(again(tmp_path, once))) == serialise(once)


def test_a_picture_that_a_given_text_shows_is_kept_and_nothing_else_that_is_attached(tmp_path: Path) -> None:
    cell = prose("![](attachment:a%20b.png) ![](attachment:c.png)")
    cell["attachments"] = {
        "a b.png": {"image/png": PNG, "text/plain": "secret"},
        "c.png": {"image/png": [PNG]},
        "unused.png": {"image/png": PNG},
    }
    (kept,) = released(source_of(tmp_path, cell))["cells"]
    assert kept["attachments"] == {"a b.png": {"image/png": PNG}, "c.png": {"image/png": PNG}}


def test_pictures_of_an_answer_are_in_the_solution_only(tmp_path: Path) -> None:
    cell = prose("![](attachment:a.png)", "manual") | {"attachments": {"a.png": {"image/png": PNG}}}
    source = source_of(tmp_path, cell)
    assert "attachments" not in released(source)["cells"][0]
    solved = solution_version(source, assignment="double")["cells"][0]
    assert solved["attachments"] == {"a.png": {"image/png": PNG}}


def test_the_solution_has_the_answers_and_neither_hidden_nor_staff_cells(tmp_path: Path) -> None:
    solved = solution_version(source_of(tmp_path, *CELLS), assignment="double")
    assert [cell["source"] for cell in solved["cells"]] == [
        "# Doubling",
        "import numpy as np",
        "double = 2",
        "#| name: doubles\n#| points: 2\nassert double == 2",
        "Because.",
    ]


def test_a_solution_has_the_ids_and_names_of_the_release(tmp_path: Path) -> None:
    source = source_of(tmp_path, *CELLS)
    solved = solution_version(source, assignment="double")
    assert [(cell["id"], cell["metadata"]) for cell in solved["cells"]] == [
        (cell["id"], cell["metadata"]) for cell in released(source)["cells"]
    ]


def test_a_solution_read_as_a_source_is_stripped_of_its_answers(tmp_path: Path) -> None:
    solved = solution_version(source_of(tmp_path, *CELLS), assignment="double")
    assert [cell["source"] for cell in released(again(tmp_path, solved))["cells"]][2] == (
        "# YOUR CODE HERE\nraise NotImplementedError"
    )
