"""The scan of a finished release for answers and hidden checks."""

import base64
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.cells import Source
from grader.release.leaks import find_leaks
from grader.release.strip import student_version
from tests.sources import code, prose, source_of

LINE = "outputs = inputs @ self.weights + self.biases"
SOLUTION = code(f"### BEGIN SOLUTION\n{LINE}\n### END SOLUTION", "solution", name="dense")
HIDDEN = code("#| name: dense-odd-shapes\nassert dense(np.ones((7, 5))).shape == (7, 3)", "hidden")

EMPTY = [
    "return x",
    "loss = 0",
    "x = None",
    "for layer in network:",
    "import numpy as np",
    "from a import b, c, d",
    "def forward(self, inputs, rate=0.1):",
    "class Dense(Layer, Base, object):  # one two",
    "else:",
    "@functools.lru_cache(maxsize=None)",
    "",
    "# one two",
    "raise NotImplementedError",
    "# YOUR CODE HERE",
]
TELLING = [
    "return x + 1",
    "n = len(x)",
    "x -= rate * gradient",
    "def f(x): return x @ w",
    "# divide by the batch",
    "import numpy; x = numpy.exp(y)",
    "a[i] = b[j]",
    "print('one two')",
    "lambda x: x * x",
]


def leaks(source: Source, shown: Collection[str] = ()) -> list[str]:
    return find_leaks(source, student_version(source, assignment="double"), shown=shown)


def planted(source: Source, fields: dict[str, Any]) -> list[str]:
    """The leaks of a release whose first cell was given these fields."""
    notebook = student_version(source, assignment="double")
    notebook["cells"][0] |= fields
    return find_leaks(source, notebook)


def test_a_clean_release_has_no_leaks(tmp_path: Path) -> None:
    assert leaks(source_of(tmp_path, prose("# Dense"), SOLUTION, HIDDEN)) == []


def test_a_leak_names_the_line_its_cell_the_place_and_the_remedy(tmp_path: Path) -> None:
    source = source_of(tmp_path, prose(f"Write `{LINE}`."), SOLUTION)
    assert leaks(source) == [
        f"'{LINE}' of the solution cell 'dense' (number 2) is in the source of cell 1 (given-1): "
        "remove it there, or list the line under [release] shown in assignment.toml"
    ]


def test_a_line_that_the_author_shows_is_no_leak(tmp_path: Path) -> None:
    source = source_of(tmp_path, prose(f"Write `{LINE}`."), SOLUTION)
    assert leaks(source, shown=[f"    {LINE}"]) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"metadata": {"name": "given-1", "note": LINE}},
        {"metadata": {"name": "given-1", LINE: True}},
        {"metadata": {"name": "given-1", "deep": [{"lines": ["outputs = inputs @ ", LINE[19:]]}]}},
        {"id": LINE},
        {"attachments": {LINE: {"image/png": ""}}},
        {"attachments": {"a.png": {"image/png": base64.b64encode(b"\x89PNG " + LINE.encode()).decode()}}},
        {"outputs": [{"output_type": "stream", "text": [LINE]}]},
        {"source": f"# {LINE}"},
        {"source": LINE.replace(" ", "")},
        {"source": LINE.replace(" @ ", " @\n    ")},
    ],
)
def test_a_solution_line_is_found_wherever_it_stands(tmp_path: Path, fields: dict[str, Any]) -> None:
    (leak,) = planted(source_of(tmp_path, prose("# Dense"), SOLUTION), fields)
    assert leak.startswith(f"'{LINE}' of the solution cell 'dense'")


def test_a_solution_line_in_the_notebooks_metadata_is_found(tmp_path: Path) -> None:
    source = source_of(tmp_path, SOLUTION)
    notebook = student_version(source, assignment="double", title=LINE)
    assert "is in the metadata: " in find_leaks(source, notebook)[0]


def test_a_solution_that_was_not_stripped_is_found(tmp_path: Path) -> None:
    assert planted(source_of(tmp_path, SOLUTION), {"source": LINE}) != []


@pytest.mark.parametrize("line", EMPTY)
def test_a_line_that_says_nothing_is_no_leak(tmp_path: Path, line: str) -> None:
    answer = code(f"%%time\n{line}\nx = 1", "solution")
    assert leaks(source_of(tmp_path, prose(f"Then\n{line}\nfollows."), answer)) == []


@pytest.mark.parametrize("line", TELLING)
def test_a_line_of_three_words_is_a_leak(tmp_path: Path, line: str) -> None:
    answer = code(f"%%time\n{line}", "solution")
    assert len(leaks(source_of(tmp_path, prose(f"Then\n{line}\nfollows."), answer))) == 1


def test_a_part_of_a_word_is_not_that_word(tmp_path: Path) -> None:
    answer = code("x = a + b * c", "solution")
    assert leaks(source_of(tmp_path, prose("max = a + b * cos"), answer)) == []


def test_what_stands_outside_the_regions_of_the_same_cell_is_no_secret(tmp_path: Path) -> None:
    text = f"{LINE}\n### BEGIN SOLUTION\n{LINE}\n### END SOLUTION"
    assert leaks(source_of(tmp_path, code(text, "solution"))) == []


def test_what_stands_in_the_stub_of_the_same_cell_is_no_secret(tmp_path: Path) -> None:
    text = f"### BEGIN SOLUTION\n{LINE}\n### END SOLUTION\n### BEGIN STUB\n# {LINE}\n### END STUB"
    assert leaks(source_of(tmp_path, code(text, "solution"))) == []


@pytest.mark.parametrize("role", ["manual", "staff"])
def test_an_answer_in_words_is_found(tmp_path: Path, role: str) -> None:
    secret = prose("The gradient vanishes where it saturates.", role)
    (leak,) = leaks(source_of(tmp_path, prose("The gradient vanishes\nwhere it saturates."), secret))
    assert f"of the {role} cell" in leak


def test_a_part_of_an_answer_in_words_is_no_leak(tmp_path: Path) -> None:
    secret = prose("The gradient vanishes where it saturates.", "manual")
    assert leaks(source_of(tmp_path, prose("The gradient vanishes where?"), secret)) == []


def test_a_line_of_a_hidden_check_is_found(tmp_path: Path) -> None:
    source = source_of(tmp_path, prose("assert dense(np.ones((7, 5))).shape == (7, 3)"), HIDDEN)
    assert "of the hidden cell 'dense-odd-shapes'" in leaks(source)[0]


@pytest.mark.parametrize("spelt", ["dense-odd-shapes", "test_dense_odd_shapes"[5:], "see dense-odd-shapes!"])
def test_the_name_of_a_hidden_check_is_found(tmp_path: Path, spelt: str) -> None:
    (leak,) = leaks(source_of(tmp_path, prose(spelt), HIDDEN))
    assert leak == (
        "the name of the hidden check 'dense-odd-shapes' is in the source of cell 1 (given-1): "
        "remove it there, or rename the check"
    )


def test_a_longer_name_is_another_name(tmp_path: Path) -> None:
    visible = code("#| name: dense-odd-shapes-too\nassert dense", "check")
    assert leaks(source_of(tmp_path, visible, HIDDEN)) == []


def test_an_idiom_that_a_hidden_check_shares_with_a_visible_one_is_no_leak(tmp_path: Path) -> None:
    idiom = "x = np.linspace(-1, 1, 6)"
    visible = code(f"#| name: a\n{idiom}\nassert dense(x) == 1", "check")
    hidden = code(f"#| name: b1\n{idiom}\nassert dense(x + 1) == 2", "hidden")
    assert leaks(source_of(tmp_path, visible, hidden)) == []


def test_an_idiom_of_a_hidden_check_in_prose_is_a_leak(tmp_path: Path) -> None:
    idiom = "x = np.linspace(-1, 1, 6)"
    hidden = code(f"#| name: b1\n{idiom}\nassert dense(x + 1) == 2", "hidden")
    assert len(leaks(source_of(tmp_path, prose(f"Try {idiom}."), hidden))) == 1


def test_a_hidden_check_whose_copy_is_visible_is_a_leak(tmp_path: Path) -> None:
    body = "x = np.linspace(-1, 1, 6)\nassert dense(x + 1) == 2"
    visible = code(f"#| name: a\n{body}", "check")
    hidden = code(f"#| name: b1\n#| seed: 7\n{body}", "hidden")
    assert len(leaks(source_of(tmp_path, visible, hidden))) == 2


def test_a_release_that_is_read_as_a_source_has_no_leaks(tmp_path: Path) -> None:
    source = source_of(tmp_path, prose("Write raise NotImplementedError # YOUR CODE HERE"), SOLUTION)
    notebook = student_version(source, assignment="double")
    again = source_of(tmp_path, *notebook["cells"], **notebook["metadata"])
    assert leaks(again) == []
