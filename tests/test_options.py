"""Option lines: what is read, and which comments are left alone."""

import pytest

from grader.errors import OptionError
from grader.notebook.cells import CellKind, Role
from grader.notebook.options import Options, read_options, without_options

ALL = """
#| name: dense-forward
#|  points:  2.5
#| question: dense

#| timeout: 10
#| hint: is X @ W: what you mean?
#| seed: 7
#| given: relu, softmax
assert True"""


def options(text: str, role: Role = Role.CHECK, kind: CellKind = CellKind.CODE) -> Options:
    return read_options(text, role=role, kind=kind, cell="4")


def test_all_options_of_a_check_are_read() -> None:
    assert options(ALL) == Options(
        name="dense-forward",
        points=2.5,
        question="dense",
        timeout=10.0,
        hint="is X @ W: what you mean?",
        seed=7,
        given=("relu", "softmax"),
    )


@pytest.mark.parametrize("role", [Role.SOLUTION, Role.SETUP, Role.GIVEN])
def test_other_code_cells_may_be_named(role: Role) -> None:
    assert options("#| name: dense\nx = 1", role) == Options(name="dense")


def test_a_manual_text_cell_has_its_options_at_the_top() -> None:
    text = "#| points: 2\n#| question: why\n\nBecause it saturates."
    assert options(text, Role.MANUAL, CellKind.MARKDOWN) == Options(points=2.0, question="why")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("points", "0"),
        ("points", ".5"),
        ("points", "1e2"),
        ("timeout", "0.25"),
        ("seed", "0"),
        ("seed", "4294967295"),
        ("name", "0"),
        ("name", "a" * 64),
    ],
)
def test_values_at_the_edge_are_taken(key: str, value: str) -> None:
    assert getattr(options(f"#| {key}: {value}"), key) is not None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("points", "1_0"),
        ("points", "inf"),
        ("points", "2 points"),
        ("points", "٣"),
        ("timeout", "-1"),
        ("timeout", "1e-400"),
        ("seed", "-1"),
        ("seed", "9" * 5000),
        ("name", "-a"),
        ("name", "a_b"),
        ("name", "a" * 65),
        ("name", "é"),
        ("hint", "a\x1b[2J"),
        ("hint", "a" * 1001),
        ("given", "a,,b"),
        ("given", "a, a"),
        ("question", '"dense"'),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error_that_says_what_is_expected(key: str, value: str) -> None:
    with pytest.raises(OptionError, match=f"^cell 4, line 1: {key}: got .*, expected "):
        options(f"#| {key}: {value}")


@pytest.mark.parametrize(
    "comment",
    [
        "# points: see below",
        "# name: who knows?",
        "# hint: use np.dot",
        "# Question: why does it saturate?",
        "# the points are equal",
        "# pt: 2",
        "#| a | b |",
        "# | points | 2 |",
        "#!/usr/bin/env python",
        "# %% name",
        "#",
        "##########",
        "# seed = 'seven'",
    ],
)
def test_prose_after_the_options_is_no_option(comment: str) -> None:
    assert options(f"#| name: a\n# forward\n{comment}\nassert True") == Options(name="a")


@pytest.mark.parametrize(
    "comment",
    [
        "# points = 2",
        "# pionts: 2",
        "# Points: 2",
        "#- points: 2",
        "#: name: a",
        "# seed: 7",
        "# question: dense",
    ],
)
def test_a_comment_above_the_code_that_reads_like_an_option_is_an_error(comment: str) -> None:
    with pytest.raises(
        OptionError, match=r"^cell 4, line 2: .* looks like an option and is none: write '#\| "
    ):
        options(f"#| name: a\n{comment}\nassert True")


@pytest.mark.parametrize("role", [Role.GIVEN, Role.SETUP, Role.SOLUTION])
def test_plain_comments_of_other_cells_are_never_options(role: Role) -> None:
    assert options("# points: 2\n# name: a\nx = 1", role) == Options()


def test_plain_comments_below_the_first_code_are_never_options() -> None:
    assert options("#| name: a\nx = 1\n# points: 2\n# seed: 7") == Options(name="a")


def test_a_markdown_heading_is_no_option() -> None:
    assert options("# Points: 2\ntext", Role.MANUAL, CellKind.MARKDOWN) == Options()


def test_staff_cells_are_not_looked_at() -> None:
    assert options("#|points=2", Role.STAFF) == Options()


def test_a_comment_of_a_million_spaces_is_read() -> None:
    assert options(f"#| name: a\n#{' ' * 10**6}\nx = 1") == Options(name="a")


def test_options_go_with_the_blank_lines_around_them() -> None:
    assert without_options("\n#| name: a\n\n#| points: 2\n\nx = 1\n#| a\n") == "x = 1\n#| a\n"


def test_a_text_without_options_stays_as_it_is() -> None:
    assert without_options("\n\nx = 1\n#| name: a") == "\n\nx = 1\n#| name: a"
