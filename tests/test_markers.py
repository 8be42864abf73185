"""Solution regions: reference, release, and which comments are no markers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import SolutionMarkerError
from grader.notebook.almost import MARKERS, refuse_almost
from grader.notebook.markers import (
    parse_regions,
    reference_text,
    refuse_markers,
    released_text,
    solution_lines,
)

METHOD = """\
class Dense:
    def forward(self, x):
        \"\"\"Outputs.\"\"\"
        ### BEGIN SOLUTION
        return x @ self.weights
        ### END SOLUTION

    def twice(self, x):
        ### BEGIN SOLUTION
        y = self.forward(x)
        return self.forward(y)
        ### END SOLUTION
        ### BEGIN STUB
        # y = ...
        #
        # # two lines
        # return y
        ### END STUB
"""
PROSE = [
    "# Solution of the exercise",
    "# the solution begins with x",
    "## Best solution",
    "## Find solutions",
    "# one solution",
    "# our solution",
    "# begin with the layer",
    "# end of the loop",
    "## The end",
    "### End",
    "### Begin",
    "x = begin_solution(3)",
    "solution = end - begin",
    "# stub",
    "## Main solution",
    "In the end, solutions differ.",
    "# hidden layer",
    "## Answer",
    "# Test accuracy",
    "# begin training",
    "# end training",
    "# append solution",
    "# starts the test",
    "print('# of solutions:', n)",
    "#",
    "###",
    "",
]
ALMOST = [
    "### BGEIN SOLUTION",
    "### BEGN SOLUTOIN",
    "### EDN SOLUTION",
    "### EN SOLUTION",
    "### ENDSOLUTION",
    "### END SOLUTIONS",
    "# end solutoin",
    "# begn solution",
    "## Begin the solution of part 2",
    "### BEGIN",
    "### BEGIN ANSWER",
    "### BEGIN MARK SCHEME",
    "# BEGIN TESTS",
    "# SOLUTION NO PROMPT",
    "// BEGIN SOLUTION",
    "`### BEGIN SOLUTION`",
    "x = 1 # begin solution",
    "\N{NO-BREAK SPACE}### BEGIN SOLUTION",
    "### BEGIN SOLUTION\x0c",
    "### BEGIN SOLUTION\N{LINE SEPARATOR}x = 1",
    "#region solution # BEGIN_SOLUTION",
]


def test_the_reference_has_neither_markers_nor_stubs() -> None:
    assert reference_text(METHOD, cell="1") == (
        "class Dense:\n"
        "    def forward(self, x):\n"
        '        """Outputs."""\n'
        "        return x @ self.weights\n"
        "\n"
        "    def twice(self, x):\n"
        "        y = self.forward(x)\n"
        "        return self.forward(y)\n"
    )


def test_each_region_becomes_its_own_stub_or_the_default_at_its_indentation() -> None:
    assert released_text(METHOD, cell="1") == (
        "class Dense:\n"
        "    def forward(self, x):\n"
        '        """Outputs."""\n'
        "        # YOUR CODE HERE\n"
        "        raise NotImplementedError\n"
        "\n"
        "    def twice(self, x):\n"
        "        y = ...\n"
        "\n"
        "        # two lines\n"
        "        return y\n"
    )


def test_the_solution_lines_are_those_between_the_markers() -> None:
    assert solution_lines(METHOD, cell="1") == (
        "        return x @ self.weights",
        "        y = self.forward(x)",
        "        return self.forward(y)",
    )


def test_without_markers_the_whole_cell_is_the_solution() -> None:
    text = '"""Doubles."""\ndouble = 2'
    assert released_text(text, cell="1") == "# YOUR CODE HERE\nraise NotImplementedError"
    assert solution_lines(text, cell="1") == ('"""Doubles."""', "double = 2")
    assert reference_text(text, cell="1") == text


def test_a_marker_counts_inside_a_string() -> None:
    text = 'text = """\n### BEGIN SOLUTION\nsecret\n### END SOLUTION\n"""'
    assert "secret" not in released_text(text, cell="1")


def test_spaces_behind_a_marker_do_not_matter() -> None:
    text = "### BEGIN SOLUTION  \nx = 1\n\t### END SOLUTION\t"
    assert released_text(text, cell="1") == "# YOUR CODE HERE\nraise NotImplementedError"


def test_a_region_indented_with_tabs_has_a_stub_indented_with_tabs() -> None:
    text = "def f():\n\t### BEGIN SOLUTION\n\treturn 1\n\t### END SOLUTION"
    assert released_text(text, cell="1") == "def f():\n\t# YOUR CODE HERE\n\traise NotImplementedError"


def test_an_empty_stub_leaves_nothing() -> None:
    text = "a = 1\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n### BEGIN STUB\n### END STUB\nb = 2"
    assert released_text(text, cell="1") == "a = 1\nb = 2"


@pytest.mark.parametrize("line", PROSE)
def test_prose_is_no_marker(line: str) -> None:
    refuse_markers(f"x = 1\n{line}", cell="1", because="")


@pytest.mark.parametrize("line", ALMOST)
def test_what_is_almost_a_marker_is_an_error_that_names_cell_and_line(line: str) -> None:
    with pytest.raises(SolutionMarkerError, match=r"^cell 7, line 2: .* looks like a solution marker: "):
        parse_regions(f"x = 1\n{line}\ny = 2", cell="7")


def test_a_comment_for_a_solution_is_no_comment_of_a_stub() -> None:
    text = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n### BEGIN STUB\n#x = ...\n### END STUB"
    with pytest.raises(SolutionMarkerError, match=r"^cell 1, line 5: .* put '# ' before its lines"):
        released_text(text, cell="1")


@given(st.sampled_from(sorted(MARKERS)), st.data())
def test_a_marker_with_any_one_letter_wrong_is_an_error(marker: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(4, len(marker) - 1))
    letter = data.draw(st.sampled_from("abcxyzABCXYZ .-_0"))
    edit = data.draw(st.sampled_from(["replace", "insert", "drop", "swap"]))
    wrong = {
        "replace": marker[:place] + letter + marker[place + 1 :],
        "insert": marker[:place] + letter + marker[place:],
        "drop": marker[:place] + marker[place + 1 :],
        "swap": marker[: place - 1] + marker[place] + marker[place - 1] + marker[place + 1 :],
    }[edit]
    if wrong.strip() in MARKERS:
        return
    with pytest.raises(SolutionMarkerError):
        refuse_almost([wrong], cell="1")


@given(st.sampled_from(sorted(MARKERS)), st.integers(0, 6), st.integers(0, 3), st.integers(0, 2), st.data())
def test_a_marker_in_any_case_and_spacing_is_exact_or_an_error(
    marker: str, hashes: int, before: int, between: int, data: st.DataObject
) -> None:
    words = [data.draw(st.sampled_from([word, word.lower(), word.title()])) for word in marker.split()[1:]]
    line = "#" * hashes + " " * before + (" " * between).join(words)
    loud = hashes > 0 or (between and all(word.isupper() for word in words))
    if line.strip() in MARKERS or not loud:
        return
    with pytest.raises(SolutionMarkerError):
        refuse_almost([line], cell="1")
