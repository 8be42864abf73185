"""What a source notebook's cells become, in each of its three formats."""

import sys
from pathlib import Path

import pytest

from grader.errors import SourceNotebookError, TagError
from grader.notebook.cells import CellKind, CheckOptions, Role, SourceCell
from grader.notebook.source import read_source
from tests.sources import code, prose, source_of

PERCENT = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Doubling

# %% tags=["setup"]
# %matplotlib inline
import numpy as np

# %% name="double" tags=["solution"]
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% tags=["check"]
#| name: doubles
#| points: 2
assert double(2) == 4

# %% tags=["hidden"]
#| name: doubles-arrays
assert double(np.ones(1))[0] == 2

# %% [markdown] tags=["manual"]
# #| points: 3
# Because it adds.
"""
MYST = """\
---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# Doubling

```{code-cell}
:tags: [setup]

%matplotlib inline
import numpy as np
```

```{code-cell}
:name: double
:tags: [solution]

def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
```

```{code-cell}
:tags: [check]

#| name: doubles
#| points: 2
assert double(2) == 4
```

```{code-cell}
:tags: [hidden]

#| name: doubles-arrays
assert double(np.ones(1))[0] == 2
```

+++ {"tags": ["manual"]}

#| points: 3
Because it adds.
"""
JUPYTER = (
    prose("# Doubling"),
    code("%matplotlib inline\nimport numpy as np", "setup"),
    code(
        "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
        "solution",
        name="double",
    ),
    code("#| name: doubles\n#| points: 2\nassert double(2) == 4", "check"),
    code("#| name: doubles-arrays\nassert double(np.ones(1))[0] == 2", "hidden"),
    prose("#| points: 3\nBecause it adds.", "manual"),
)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def only(folder: Path, *cells: dict[str, object]) -> SourceCell:
    (cell,) = source_of(folder, *cells).cells
    return cell


@pytest.mark.parametrize(("name", "text"), [("double.py", PERCENT), ("double.md", MYST)])
def test_the_text_formats_say_the_same_as_a_jupyter_notebook(tmp_path: Path, name: str, text: str) -> None:
    pytest.importorskip("jupytext")
    assert read_source(written(tmp_path, name, text)).cells == source_of(tmp_path, *JUPYTER).cells


def test_cells_have_their_roles_and_names_in_order(tmp_path: Path) -> None:
    cells = source_of(tmp_path, *JUPYTER).cells
    assert [(cell.position, cell.role, cell.name) for cell in cells] == [
        (1, Role.GIVEN, "given-1"),
        (2, Role.SETUP, "setup-1"),
        (3, Role.SOLUTION, "double"),
        (4, Role.CHECK, "doubles"),
        (5, Role.HIDDEN, "doubles-arrays"),
        (6, Role.MANUAL, "manual-1"),
    ]


def test_a_solution_cell_has_its_reference_and_its_release(tmp_path: Path) -> None:
    cell = only(tmp_path, JUPYTER[2])
    assert cell.reference == "def double(x):\n    return 2 * x"
    assert cell.released == "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError"


def test_options_of_a_solution_are_in_neither_reference_nor_release(tmp_path: Path) -> None:
    cell = only(tmp_path, code("#| name: double\n\ndouble = 2", "solution"))
    assert (cell.name, cell.reference) == ("double", "double = 2")
    assert cell.released == "# YOUR CODE HERE\nraise NotImplementedError"


def test_a_check_belongs_to_the_nearest_solution_cell_before_it(tmp_path: Path) -> None:
    check = code("#| name: {}\nassert True", "check")
    cells = source_of(
        tmp_path,
        check | {"source": "#| name: first\nassert True"},
        code("#| name: double\nx = 1", "solution"),
        code("y = 1", "solution"),
        check | {"source": "#| name: second\nassert True"},
        check | {"source": "#| name: third\n#| question: other\nassert True"},
    ).cells
    options = [cell.options.question for cell in cells if cell.options is not None]
    assert options == [None, "solution-2", "other"]


def test_a_manual_cell_is_a_question_of_its_own(tmp_path: Path) -> None:
    cells = source_of(tmp_path, code("x = 1", "solution"), prose("Because.", "manual", name="why")).cells
    assert cells[1].options == CheckOptions(name="why", points=1.0, question="why")


def test_given_names_earlier_solution_cells(tmp_path: Path) -> None:
    answer = code("x = 1", "solution", name="x")
    check = code("#| name: a\n#| given: x\nassert x", "check")
    cells = source_of(tmp_path, answer, check).cells
    assert cells[1].options == CheckOptions(name="a", question="x", given=("x",))


def test_hidden_and_staff_cells_leave_no_gap_in_the_names(tmp_path: Path) -> None:
    cells = source_of(
        tmp_path,
        prose("one"),
        code("#| name: a\nassert True", "hidden"),
        prose("secret", "staff"),
        prose("two"),
    ).cells
    assert [cell.name for cell in cells if cell.role is Role.GIVEN] == ["given-1", "given-2"]


@pytest.mark.parametrize(
    ("cell", "prompt"),
    [
        (prose("#| points: 2\nBecause.", "manual"), "*Write your answer here. (2 points)*"),
        (prose("Because.", "manual"), "*Write your answer here. (1 point)*"),
        (prose("#| points: 0.5\n", "manual"), "*Write your answer here. (0.5 points)*"),
        (code("#| points: 2\nplot(x)", "manual"), "# Your answer here (2 points)"),
    ],
)
def test_a_manual_cell_becomes_a_prompt(tmp_path: Path, cell: dict[str, object], prompt: str) -> None:
    assert only(tmp_path, cell).released == prompt


def test_a_manual_cell_with_a_stub_becomes_what_is_around_it_and_the_stub(tmp_path: Path) -> None:
    text = (
        "Why?\n\n### BEGIN SOLUTION\nIt adds.\n### END SOLUTION\n### BEGIN STUB\n# Think first.\n### END STUB"
    )
    assert only(tmp_path, prose(text, "manual")).released == "Why?\n\nThink first."


def test_a_region_of_a_manual_code_cell_still_parses_inside_a_block(tmp_path: Path) -> None:
    text = "for x in y:\n    ### BEGIN SOLUTION\n    plot(x)\n    ### END SOLUTION"
    assert only(tmp_path, code(text, "manual")).released == (
        "for x in y:\n    # Your answer here (1 point)\n    ..."
    )


@pytest.mark.parametrize("role", ["hidden", "staff"])
def test_removed_cells_have_no_release(tmp_path: Path, role: str) -> None:
    assert only(tmp_path, code("#| name: a\nassert True", role)).released is None


def test_magics_may_stand_in_every_cell_but_a_check(tmp_path: Path) -> None:
    cells = source_of(
        tmp_path,
        code("%matplotlib inline\nx = !ls\n", "setup"),
        code("%%time\nx = 1"),
        code("%load_ext a\n### BEGIN SOLUTION\nx?\n### END SOLUTION", "solution"),
    ).cells
    assert [cell.role for cell in cells] == [Role.SETUP, Role.GIVEN, Role.SOLUTION]


def test_staff_cells_may_hold_anything(tmp_path: Path) -> None:
    cell = only(tmp_path, code("### begin solution (\n#|points=2", "staff"))
    assert (cell.role, cell.released) == (Role.STAFF, None)


def test_windows_line_ends_are_newlines(tmp_path: Path) -> None:
    assert only(tmp_path, prose("a\r\nb\rc")).source == "a\nb\nc"


def test_cell_ids_of_the_source_are_dropped_even_where_two_are_the_same(tmp_path: Path) -> None:
    cells = source_of(tmp_path, prose("a") | {"id": "same"}, prose("b") | {"id": "same"}).cells
    assert [cell.id for cell in cells] == [None, None]


def test_the_kernel_is_kept(tmp_path: Path) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    assert source_of(tmp_path, kernelspec=kernel).kernelspec == kernel


def test_a_raw_cell_is_given(tmp_path: Path) -> None:
    cell = only(tmp_path, prose("text") | {"cell_type": "raw"})
    assert (cell.kind, cell.role, cell.released) == (CellKind.RAW, Role.GIVEN, "text")


def test_a_text_format_without_jupytext_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jupytext", None)
    with pytest.raises(SourceNotebookError, match=r'needs jupytext: pip install "welldone\[text\]"'):
        read_source(written(tmp_path, "double.py", PERCENT))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("double.py", "# %% solution"),
        ("double.py", "# %% [hidden]"),
        ("double.py", "# %% tags=[solution]"),
        ("double.py", '# %% tag=["solution"]'),
        ("double.py", '# %%tags=["solution"]'),
        ("double.md", "+++ {'tags': ['manual']}"),
    ],
)
def test_a_header_of_a_text_format_that_gives_no_tags_is_an_error(
    tmp_path: Path, name: str, header: str
) -> None:
    pytest.importorskip("jupytext")
    with pytest.raises((TagError, SourceNotebookError)):
        read_source(written(tmp_path, name, f"{header}\ndouble = 2\n"))


def test_a_header_that_jupytext_cannot_read_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    pytest.importorskip("jupytext")
    with pytest.raises(SourceNotebookError, match=r"double\.py: jupytext cannot read it: 'check' is not"):
        read_source(written(tmp_path, "double.py", '# %% tags="check"\nassert True\n'))


def test_a_text_source_that_is_not_utf_8_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    pytest.importorskip("jupytext")
    path = tmp_path / "double.py"
    path.write_bytes(b"# %%\n# \xe9\n")
    with pytest.raises(SourceNotebookError, match=r"double\.py: is not UTF-8 text"):
        read_source(path)
