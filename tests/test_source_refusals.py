"""What must not become a release: each file is named by what is wrong with it; errors name cell and line."""

from pathlib import Path

import pytest

from grader.errors import AuthoringError, CheckError, OptionError, SolutionMarkerError, TagError
from grader.notebook.source import read_source
from tests.sources import FIXTURES, code, source_of

SOURCES = FIXTURES / "sources"

# file: (error, "cell" as the message begins, line, part of the message)
MARKERS = {
    "marker-begin-misspelt": ("2", 2, "write '### BEGIN SOLUTION' on a line of its own"),
    "marker-behind-code": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-end-misspelt": ("2", 4, "write '### END SOLUTION'"),
    "marker-in-a-check": ("2 (a)", 3, "tag it 'hidden' if students must not see it"),
    "marker-in-a-hidden-check": ("2 (a)", 3, "leave the marker out"),
    "marker-in-a-markdown-cell": ("2", 3, "in a cell without the tag 'solution'"),
    "marker-in-a-raw-cell": ("2", 1, "in a cell without the tag 'solution'"),
    "marker-in-a-setup-cell": ("2", 2, "move the answer to a solution cell"),
    "marker-in-an-html-comment": ("2", 1, "write '### BEGIN SOLUTION'"),
    "marker-in-an-untagged-cell": ("2", 2, "in a cell without the tag 'solution': add the tag"),
    "marker-in-camel-case": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-in-small-letters": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-joined": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-nested": ("2", 2, "expected '### END SOLUTION' for the '### BEGIN SOLUTION' of line 1"),
    "marker-never-closed": ("2", 1, "is never closed: write '### END SOLUTION'"),
    "marker-never-opened": ("2", 2, "closes nothing: write '### BEGIN SOLUTION'"),
    "marker-of-nbgrader-hidden-tests": ("2", 2, "it is another tool's"),
    "marker-of-otter-behind-code": ("2", 1, "put the answer between"),
    "marker-of-otter-prompt": ("2", 2, "it is another tool's"),
    "marker-region-over-two-cells": ("2", 1, "is never closed"),
    "marker-start-for-begin": ("2", 2, "it is another tool's"),
    "marker-with-a-cyrillic-letter": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-a-no-break-space": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-a-zero-width-space": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-an-underscore": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-four-hashes": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-fullwidth-hashes": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-one-hash": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-one-hash-in-small-letters": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-text-behind": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-with-two-spaces": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-without-a-space": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-without-hashes": ("2", 2, "write '### BEGIN SOLUTION'"),
    "marker-words-swapped": ("2", 2, "it is another tool's"),
    "region-empty": ("2", 2, "the solution region is empty"),
    "region-whose-stub-is-badly-indented": ("2", 3, "does not parse once its regions are replaced"),
    "solution-that-does-not-parse": ("2", 3, "does not parse: invalid syntax, at 'return 2 *'"),
    "stub-away-from-its-region": ("2", 5, "belongs directly after the '### END SOLUTION'"),
    "stub-misspelt": ("2", 4, "write '### BEGIN STUB'"),
    "stub-never-closed": ("2", 4, "is never closed: write '### END STUB'"),
    "stub-of-code": ("2", 5, "put '# ' before its lines"),
    "stub-that-does-not-parse": ("2", 5, "does not parse once its regions are replaced"),
    "stub-without-a-solution": ("2", 1, "belongs directly after the '### END SOLUTION'"),
}
TAGS = {
    "metadata-of-nbgrader": ("2", 1, "nbgrader's metadata"),
    "tag-as-a-title": ("2", 1, 'write tags=["solution"]'),
    "tag-as-metadata": ("2", 1, 'write "tags": ["solution"]'),
    "tag-capitalised": ("2", 1, "tag 'Solution' looks like a role and is none: write 'solution'"),
    "tag-for-given-code": ("2", 1, "given code and text have no tag"),
    "tag-hidden-on-raw": ("2", 1, "tag 'hidden' on a raw cell, expected a code cell"),
    "tag-in-the-plural": ("2", 1, "write 'solution'"),
    "tag-joined-with-a-word": ("2", 1, "write 'solution'"),
    "tag-key-in-the-singular": ("2", 1, "has metadata 'tag': write 'tags'"),
    "tag-manual-on-raw": ("2", 1, "expected a markdown or code cell"),
    "tag-misspelt": ("2", 1, "write 'solution'"),
    "tag-of-another-word": ("2", 1, "write 'solution'"),
    "tag-of-manual-grading": ("2", 1, "write 'manual'"),
    "tag-short-in-the-plural": ("2", 1, "write 'check'"),
    "tag-solution-on-markdown": ("2", 1, "tag it 'manual' if it is an answer in words"),
    "tag-with-a-cyrillic-letter": ("2", 1, "write 'solution'"),
    "tag-with-a-hyphenated-suffix": ("2", 1, "write 'hidden'"),
    "tag-with-a-suffix": ("2", 1, "write 'hidden'"),
    "tag-with-a-trailing-space": ("2", 1, "write 'solution'"),
    "tag-with-two-letters-swapped": ("2", 1, "write 'hidden'"),
    "tags-of-two-roles": ("2", 1, "has the tags 'hidden' and 'solution'"),
}
OPTIONS = {
    "option-after-a-comment": ("2", 3, "first lines"),
    "option-after-code": ("2", 3, "first lines"),
    "option-almost-on-an-untagged-cell": ("2", 1, "write '#| points: 2'"),
    "option-as-a-plain-comment": ("2", 2, "write '#| points: 2'"),
    "option-capitalised": ("2", 2, "expected '#| key: value'"),
    "option-given-later": ("2", 1, "'double' is no solution cell before this check"),
    "option-given-unknown": ("2", 1, "'tripling' is no solution cell before this check"),
    "option-indented": ("2", 2, "at the left margin"),
    "option-misspelt": ("2", 2, "unknown option 'pionts' (did you mean 'points'?)"),
    "option-name-empty": ("2", 1, "expected '#| key: value'"),
    "option-name-in-capitals": ("2", 1, "got 'Doubling', expected a name of lower-case letters"),
    "option-name-missing": ("2", 1, "a check needs a name"),
    "option-name-missing-on-hidden": ("2", 1, "a check needs a name"),
    "option-name-of-two-kinds": ("2 (halving)", 1, "'doubling' by its option and 'halving' by its metadata"),
    "option-name-used-twice": ("3", 1, "is called 'doubling', and so is cell 2"),
    "option-on-a-solution": ("2", 1, "belongs to a check, and this is a solution cell"),
    "option-on-an-untagged-cell": ("2", 1, "tag the cell 'check' or 'hidden'"),
    "option-on-text-without-a-role": ("2", 1, "tag the cell 'manual'"),
    "option-points-in-words": ("2", 2, "got 'two', expected a number of points"),
    "option-points-infinite": ("2", 2, "got '1e999', expected a number of points"),
    "option-points-nan": ("2", 2, "got 'nan', expected a number of points"),
    "option-points-negative": ("2", 2, "got '-1', expected a number of points"),
    "option-question-in-capitals": ("2", 2, "question: got 'Dense'"),
    "option-seed-fractional": ("2", 2, "expected a whole number"),
    "option-seed-too-large": ("2", 2, "expected a whole number from 0 to 4294967295"),
    "option-timeout-on-manual": ("2", 1, "has no meaning for a manual cell"),
    "option-timeout-zero": ("2", 2, "expected a number of CPU seconds above zero"),
    "option-twice": ("2", 3, "'points' is given twice"),
    "option-unknown": ("2", 2, "unknown option 'colour': expected name, points"),
    "option-with-a-fullwidth-bar": ("2", 2, "write '#| points: 2'"),
    "option-with-a-space-inside": ("2", 2, "write '#| points: 2'"),
    "option-with-an-equals-sign": ("2", 2, "expected '#| key: value'"),
    "option-with-an-exclamation-mark": ("2", 2, "write '#| points: 2'"),
    "option-with-shebang-and-bar": ("2", 2, "write '#| points: 2'"),
    "option-without-a-colon": ("2", 2, "expected '#| key: value'"),
    "option-without-a-space": ("2", 2, "expected '#| key: value'"),
    "option-without-a-value": ("2", 2, "expected '#| key: value'"),
}
CHECKS = {
    "check-that-does-not-parse": ("2 (doubling)", 2, "'(' was never closed"),
    "check-with-a-magic": ("2 (doubling)", 2, "a check is plain Python, without magics"),
}
FILES = {
    "attachment-that-is-no-picture": "cell 1: attachment 'key.txt' is no PNG, JPEG, GIF, WebP or SVG picture",
    "given-code-that-does-not-parse": "cell 2, line 1: does not parse: '(' was never closed",
    "json-cut-short": "is not valid JSON: Expecting value: line 2",
    "language-r": "is written in 'R', expected Python",
    "nbformat-3": "is in notebook format 3, expected 4",
    "nul-in-a-cell": "cell 2 contains a NUL character",
    "surrogate-in-a-cell": "cell 1 contains half a character",
    "tags-as-text": "is no valid notebook: 'solution' is not of type 'array'",
}
BY_CELL: dict[str, tuple[type[AuthoringError], tuple[str, int, str]]] = {
    **{name: (SolutionMarkerError, where) for name, where in MARKERS.items()},
    **{name: (TagError, where) for name, where in TAGS.items()},
    **{name: (OptionError, where) for name, where in OPTIONS.items()},
    **{name: (CheckError, where) for name, where in CHECKS.items()},
}


@pytest.mark.parametrize("name", BY_CELL)
def test_what_only_looks_right_is_an_error_that_names_cell_and_line(name: str) -> None:
    error, (cell, line, part) = BY_CELL[name]
    with pytest.raises(error) as caught:
        read_source(SOURCES / f"{name}.ipynb")
    assert str(caught.value).startswith(f"cell {cell}, line {line}: ")
    assert part in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_source_notebook_is_an_error_that_names_it(name: str) -> None:
    path = SOURCES / f"{name}.ipynb"
    with pytest.raises(AuthoringError) as caught:
        read_source(path)
    assert str(caught.value).startswith(f"{path}: {FILES[name]}")


def test_every_faulty_source_has_its_expected_error() -> None:
    assert {path.stem for path in SOURCES.glob("*.ipynb")} == BY_CELL.keys() | FILES.keys()


def test_a_missing_source_notebook_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match=r"double\.ipynb: cannot be read: No such file"):
        read_source(tmp_path / "double.ipynb")


def test_a_source_notebook_above_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "double.ipynb"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: takes no room
    with pytest.raises(AuthoringError, match="has 200 MiB, and 64 MiB is the limit"):
        read_source(path)


def test_an_impossible_name_in_the_metadata_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        OptionError, match=r"^cell 1 \(Dense 1\), line 1: its metadata name 'Dense 1' is none"
    ):
        source_of(tmp_path, code("x = 1", "solution", name="Dense 1"))


def test_code_that_python_gives_up_on_is_an_error_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match="cell 1, line 1: does not parse"):
        source_of(tmp_path, code("x = " + "-" * 100_000 + "1"))


def test_a_source_notebook_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match=r"ends in \.rmd, expected \.ipynb, \.py \(percent\) or \.md"):
        read_source(tmp_path / "double.rmd")
