"""What matching reads in a text without running it."""

import pytest

from grader.submission.definitions import MAX_PARSED, added_imports, identifiers, read_code, same_meaning
from grader.submission.likeness import Likeness, likely_pairs, squeeze


def test_functions_classes_methods_and_variables_of_the_top_level_are_found() -> None:
    code = read_code(
        "def f(): inner = 1\nclass A:\n    def m(self): pass\nx, (y, *z) = 1, (2, 3)\nw: int = 4\nA.n = f\n"
        "if x:\n    async def g(): pass\ntry:\n    t = 1\nexcept OSError:\n    u = 2\n"
    )

    assert code.functions == {"f", "A", "g"}
    assert code.methods == {"A.m", "A.n"}
    assert code.assigned == {"x", "y", "z", "w", "t", "u"}


@pytest.mark.parametrize(
    "text",
    [
        "%matplotlib inline\ndef f(): pass\n",
        "%%time\ndef f(): pass\n",
        "    def f(): pass\n    f()\n",
        "files = !ls *.csv\ndef f(): pass\n",
        "f?\n!pip install numpy\ndef f(): pass\n",
        "def f():\n    %time x = 1\n    return x\n",
        "r = await g()\ndef f(): pass\n",
    ],
)
def test_notebook_syntax_parses(text: str) -> None:
    code = read_code(text)

    assert code.parses
    assert code.functions == {"f"}


def test_a_text_that_does_not_parse_still_tells_what_it_would_define() -> None:
    code = read_code("class A:\n    def m(self):\n        return (1\ndef f(x:\ny = 2\nz == 3\n")

    assert not code.parses
    assert code.names == {"A", "A.m", "f", "y"}


def test_a_text_that_is_too_long_to_parse_is_scanned() -> None:
    code = read_code("def f(): pass\n" + "# filling\n" * MAX_PARSED)

    assert code.functions == {"f"}


@pytest.mark.parametrize(
    "text",
    [
        "x" + "+1" * 9_000,
        "(" * 9_000,
        "x" + ".b" * 9_000,
        "-" * 9_000 + "1",
        "lambda:" * 2_000 + "x",
        "\0",
        "'\\d'",
    ],
)
def test_a_hostile_text_is_read_without_an_error(text: str) -> None:
    assert read_code(text).functions == set()


@pytest.mark.parametrize("text", ["", "  \n", "# only a comment\n\n"])
def test_blank_lines_and_comments_are_no_code(text: str) -> None:
    assert read_code(text).empty


def test_comments_and_layout_do_not_change_the_meaning() -> None:
    assert same_meaning("def f( x ):  # here\n\n        return x", "def f(x):\n    return x\n")


def test_a_string_with_a_hash_is_no_comment() -> None:
    assert not same_meaning("x = '#a'\n", "x = '#b'\n")


def test_indentation_that_matters_changes_the_meaning() -> None:
    text = "for x in y:\n    a()\n    b()\n"

    assert not same_meaning(text, text.replace("    b", "b"))


def test_imports_that_the_original_has_are_not_added_again() -> None:
    imports, rest = added_imports(
        "import numpy as np\nfrom math import (\n  pi,\n)\nx = 1\n", "import numpy  as  np\n"
    )

    assert imports == ("from math import pi",)
    assert squeeze(rest) == "importnumpyasnpx=1"


def test_imports_inside_functions_and_blocks_are_not_top_level() -> None:
    imports, _ = added_imports("def f():\n    import os\nif True:\n    import sys\n", "")

    assert imports == ()


def test_words_are_found_beyond_ascii() -> None:
    assert identifiers("β = fonction(été_2) # 3x") == {"β", "fonction", "été_2", "x"}


def test_likeness_bounds_never_rule_out_what_is_alike() -> None:
    text = "def f(x):\n    total = 0\n    for value in x:\n        total += value\n    return total\n"
    first, second = Likeness(text), Likeness(text.replace("total", "s").replace("value", "v"))

    assert first.may_be_like(second)
    assert first.bound(second) >= first.ratio(second) >= 0.6


def test_only_pairs_that_are_alike_come_out() -> None:
    wanted = [(1, [Likeness("a = np.zeros(3)\nb = a + 1")]), (2, [Likeness("print('hello')")])]
    offered = [(7, Likeness("a = np.zeros(4)\nb = a + 1")), (8, Likeness("import os"))]

    assert [(key, other) for _, key, other in likely_pairs(wanted, offered)] == [(1, 7)]
