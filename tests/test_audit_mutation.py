"""Wrong answers made from right ones: each parses, says something else, and changes what it may change."""

import ast
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.audit.mutation.generate import Generated, mutations, sample
from grader.audit.mutation.kinds import Kind
from grader.audit.regions import answer_cells, answer_lines
from grader.audit.run import generate
from grader.notebook.source import read_source
from tests.homeworks import COURSE, NAMES
from tests.sources import code, source_of

TYPICAL = """\
import numpy as np
def step(self, x, y, rate=0.1, shuffle=True):
    \"\"\"Docstring, 1 of them.\"\"\"
    order = np.random.permutation(len(x)) if shuffle else np.arange(len(x))
    total = np.zeros(3, dtype=np.float64)
    for start in range(0, len(x) - 2 + 1, 2):
        rows = order[start : start + 2]
        total += x[rows].sum(axis=0, keepdims=True)[0]
    if total.max() >= 1 and not shuffle:
        raise ValueError(f"total is {total}")
    safe = x.copy()
    print("shown", total)
    self.weights -= rate * (x.T @ y)
    return -(x @ self.weights.T + self.biases) / np.sqrt(len(y))
"""
SLOW = settings(deadline=None, max_examples=50)
NAMED = ["x", "y", "grad_output", "W1", "b1"]
EXAMPLES: list[tuple[Kind, str, set[str]]] = [
    (Kind.SIGN, "y = -x", {"y = x"}),
    (Kind.SIGN, "w -= rate * g", {"w += rate * g"}),
    (Kind.SIGN, "y = a * b", {"y = -(a * b)"}),
    (Kind.OPERATOR, "y = a @ b", {"y = a * b"}),
    (Kind.OPERATOR, "y = a ** b", {"y = a * b"}),
    (Kind.OPERATOR, "w -= g", {"w = g"}),
    (Kind.OPERATOR, "ok = p and q", {"ok = p or q"}),
    (Kind.TERM, "y = a + f(x)", {"y = a", "y = f(x)"}),
    (Kind.TERM, "y = a / (n + 1)", {"y = a", "y = a / (n)", "y = a / (1)"}),
    (Kind.TERM, "y = (a - m) * c", {"y = (a - m)", "y = c", "y = (a) * c", "y = (- m) * c"}),
    (Kind.BIAS, "y = x @ W + self.biases", {"y = x @ W"}),
    (Kind.BIAS, 'y = x @ p["W1"] + p["b1"]', {'y = x @ p["W1"]'}),
    (Kind.AXIS, "y = x.sum(axis=0)", {"y = x.sum(axis=1)", "y = x.sum()"}),
    (Kind.AXIS, "y = np.mean(x, 1)", {"y = np.mean(x, 0)"}),
    (Kind.AXIS, "y = x.max(-1)", {"y = x.max(0)"}),
    (Kind.TRANSPOSE, "y = a.T @ b", {"y = a @ b", "y = a.T @ b.T"}),
    (Kind.TRANSPOSE, "y = np.transpose(a)", {"y = a"}),
    (Kind.REDUCTION, "y = x.sum()", {"y = x.mean()"}),
    (Kind.FUNCTION, "y = np.maximum(0, x)", {"y = np.minimum(0, x)"}),
    (Kind.FUNCTION, "y = reversed(x)", {"y = x"}),
    (Kind.FUNCTION, "y = np.random.permutation(9)", {"y = np.arange(9)"}),
    (Kind.FUNCTION, "y = math.sqrt(x)", {"y = x"}),
    (Kind.KEEPDIMS, "y = x.max(axis=1, keepdims=True)", {"y = x.max(axis=1)"}),
    (Kind.FLOAT32, "y = np.zeros(3)", {"y = np.float32(np.zeros(3))"}),
    (Kind.FLOAT32, "y = x.astype(np.float64)", {"y = x.astype(np.float32)"}),
    (Kind.COPY, "y = x.copy()", {"y = x"}),
    (Kind.COPY, "y = np.array(x)", {"y = x"}),
    (Kind.COPY, "x = x - m", {"x -= m"}),
    (Kind.SLICE, "y = x[1:]", {"y = x[2:]", "y = x[0:]", "y = x[:]", "y = x[1:-1]"}),
    (Kind.SLICE, "y = range(n)", {"y = range(n + 1)", "y = range(n - 1)", "y = range(1, n)"}),
    (Kind.INDEX, "y = x[-1]", {"y = x[0]", "y = x[-2]"}),
    (Kind.INDEX, "y = x[i, j]", {"y = x[j, i]"}),
    (Kind.INDEX, 'y = p["W1"] @ p["W2"]', {"y = p['W2'] @ p[\"W2\"]", "y = p[\"W1\"] @ p['W1']"}),
    (Kind.COMPARISON, "y = a < b", {"y = a <= b", "y = a > b"}),
    (Kind.COMPARISON, "y = a == b", {"y = a != b"}),
    (Kind.CONDITION, "y = a if p else b", {"y = a", "y = b"}),
    (Kind.CONSTANT, "y = f(2)", {"y = f(3)", "y = f(1)"}),
    (Kind.CONSTANT, "y = f(a, shuffle=True)", {"y = f(a, shuffle=False)"}),
    (Kind.CONSTANT, "y = f(0.5)", {"y = f(1.0)", "y = f(0.25)"}),
    (Kind.STATEMENT, "layer.step(x)", {"pass"}),
    (Kind.ARGUMENT, "y = f(a, b)", {"y = f(b, a)"}),
    (Kind.ARGUMENT, "y = a - b", {"y = b - a"}),
    (Kind.ARGUMENT, "shape = (m, n)", {"shape = (n, m)"}),
    (Kind.LOOP, "for layer in network:\n    f(layer)", {"for layer in reversed(network):"}),
    (Kind.NAME, "y = X_train + X_val", {"y = X_val + X_val", "y = X_train + X_train"}),
]


def made(text: str, lines: range | None = None) -> list[Generated]:
    """The mutants of *text*, where only *lines* may change."""
    return mutations(text, lines or range(1, text.count("\n") + 2), cell="cell")


def becomes(text: str, kind: Kind) -> set[str]:
    """What the mutants of one kind make of the one line *text*."""
    return {mutant.becomes for mutant in made(text) if mutant.kind is kind}


@pytest.mark.parametrize(("kind", "text", "expected"), EXAMPLES)
def test_a_kind_makes_its_typical_mistakes_and_no_others(kind: Kind, text: str, expected: set[str]) -> None:
    found = becomes(text, kind)
    # a loop is left after its first pass too, in a line of its own
    assert {line for line in found if "break" not in line} == expected


def test_every_kind_has_an_example_above() -> None:
    assert {kind for kind, _, _ in EXAMPLES} == {*Kind}


def test_a_loop_is_left_after_its_first_pass() -> None:
    (mutant,) = (m for m in made("for x in range(3):\n    f(x)\n    g(x)") if m.what == "one pass only")
    assert mutant.text == "for x in range(3):\n    f(x)\n    g(x)\n    break"
    assert (mutant.line, mutant.was, mutant.becomes) == (3, "g(x)", "g(x)\nbreak")


@pytest.mark.parametrize(
    "text",
    [
        '"""Text of a docstring: 1 + 1."""',
        "print(a + 1)\nplt.plot(x[1:])",
        'raise ValueError("a" + str(n - 1))',
        "import numpy as np",
        'y = f"{a + 1}"',
        'y = "a" + name',
        "y = [1] + rows",
        'kind in ("relu", "none")',
        "y: int",
    ],
)
def test_what_no_check_can_see_or_is_no_arithmetic_makes_no_such_mutant(text: str) -> None:
    allowed = {Kind.STATEMENT, Kind.CONSTANT, Kind.ARGUMENT}
    assert {mutant.kind for mutant in made(text)} <= allowed
    assert not any("1 -" in mutant.becomes or "- 1" in mutant.becomes for mutant in made(text))


def test_a_name_that_is_not_known_yet_stands_in_for_none() -> None:
    text = "def f(a, b):\n    c = a + 1\n    d = c + 2\n    return d"
    swaps = {m.what for m in made(text) if m.kind is Kind.NAME}
    assert swaps == {"a -> b", "c -> a", "c -> b", "d -> c", "d -> a", "d -> b"}


def test_an_attribute_of_self_stands_in_for_another() -> None:
    text = "class A:\n    def f(self, x):\n        self.w -= x @ self.b\n        return self.w"
    swapped = {m.becomes for m in made(text) if m.kind is Kind.NAME and "self." in m.was}
    assert "self.b -= x @ self.b" in swapped
    assert "return self.b" in swapped
    assert "self.w -= x @ self.w" in swapped


def test_only_the_given_lines_change() -> None:
    for mutant in made(TYPICAL, range(7, 9)):
        before, after = TYPICAL.split("\n"), mutant.text.split("\n")
        assert after[:6] == before[:6]
        assert after[-6:] == before[-6:]


def test_magics_stay_as_they_are_and_the_lines_around_them_change() -> None:
    text = "%matplotlib inline\ny = a + b\n!ls\n"
    found = made(text, range(2, 3))
    assert {m.becomes for m in found} >= {"y = a - b", "y = a", "y = b"}
    assert all(m.text.split("\n")[::2] == ["%matplotlib inline", "!ls"] for m in found)


def test_letters_of_several_bytes_move_no_place() -> None:
    assert becomes("größe = Σ['ä'] + β - 1", Kind.OPERATOR) == {
        "größe = Σ['ä'] - β - 1",
        "größe = Σ['ä'] + β + 1",
    }


def test_a_formula_over_several_lines_is_changed_where_it_is_wrong() -> None:
    (mutant,) = (m for m in made("y = (a  # first\n     + b)") if m.what == "+ -> -")
    assert mutant.text == "y = (a  # first\n     - b)"
    assert (mutant.line, mutant.was, mutant.becomes) == (2, "+ b)", "- b)")


def numerical_code() -> st.SearchStrategy[str]:
    """Functions that compute something of arrays, as text."""
    names = st.sampled_from(NAMED)
    numbers = st.sampled_from(["0", "1", "2", "0.5", "-1", "1e-8"])
    atoms = names | numbers

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        signs = st.sampled_from(["+", "-", "*", "/", "@", "**", "//", "%", "<", "<=", "==", "and", "or"])
        return st.one_of(
            st.builds("({} {} {})".format, inner, signs, inner),
            st.builds("{} {} {}".format, names, signs, inner),
            st.builds("-{}".format, names),
            st.builds("{}.T".format, names),
            st.builds("{}.sum(axis={}, keepdims=True)".format, names, st.sampled_from(["0", "1", "-1"])),
            st.builds("np.maximum({}, {})".format, inner, inner),
            st.builds("np.mean({}, 0)".format, inner),
            st.builds("{}[{}:]".format, names, inner),
            st.builds("{}[:{}, ::-1]".format, names, numbers),
            st.builds("{}[{}]".format, names, inner),
            st.builds("{}.copy()".format, names),
            st.builds("({} if {} else {})".format, inner, inner, inner),
            st.builds("[{} for x in range({})]".format, inner, inner),
            st.builds("f({}, {}, flag=True)".format, inner, inner),
        )

    expressions = st.recursive(atoms, larger, max_leaves=6)
    statements = st.one_of(
        st.builds("{} = {}".format, names, expressions),
        st.builds("{} -= {}".format, names, expressions),
        st.builds("for x in range({}):\n    y = {}".format, expressions, expressions),
        st.builds("if {}:\n    y = {}\nelse:\n    return {}".format, expressions, expressions, expressions),
        st.builds("return {}".format, expressions),
    )
    return st.lists(statements, min_size=1, max_size=3).map(
        lambda lines: "def f(x, y, W1):\n" + textwrap.indent("\n".join(lines), "    ")
    )


@SLOW
@given(numerical_code() | st.just(TYPICAL))
def test_every_mutant_parses_and_means_something_that_no_other_means(text: str) -> None:
    meanings = [ast.dump(ast.parse(mutant.text)) for mutant in made(text)]
    assert ast.dump(ast.parse(text)) not in meanings
    assert len(set(meanings)) == len(meanings)


@SLOW
@given(numerical_code())
def test_what_a_mutant_says_it_changes_is_what_it_changes(text: str) -> None:
    lines = text.split("\n")
    for mutant in made(text):
        was, becomes = mutant.was.split("\n"), mutant.becomes.split("\n")
        first, last = mutant.line - 1, mutant.line - 1 + len(was)
        squeezed = [line.strip() for line in mutant.text.split("\n")]
        assert [line.strip() for line in lines[first:last]] == [line.strip() for line in was]
        assert squeezed[first : first + len(becomes)] == [line.strip() for line in becomes]
        assert len(squeezed) == len(lines) - len(was) + len(becomes)


@SLOW
@given(numerical_code())
def test_the_same_text_gives_the_same_mutants_in_the_same_order(text: str) -> None:
    assert made(text) == made(text)


@pytest.mark.parametrize("count", [1, 20, 60])
def test_a_sample_takes_kinds_in_turn_and_keeps_their_order(count: int) -> None:
    everything = made(TYPICAL)
    taken = sample(everything, count, seed=0)
    assert len(taken) == count
    assert taken == [mutant for mutant in everything if mutant in taken]
    kinds, of_kind = Counter(m.kind for m in taken), Counter(m.kind for m in everything)
    fewest = min(kinds[kind] for kind in of_kind if kinds[kind] < of_kind[kind])
    assert max(kinds.values()) <= fewest + 1


def test_a_sample_spreads_a_kind_over_its_lines() -> None:
    everything = [mutant for mutant in made(TYPICAL) if mutant.kind is Kind.STATEMENT]
    assert len({mutant.line for mutant in sample(everything, 5, seed=3)}) == 5


def test_another_seed_takes_another_sample() -> None:
    everything = made(TYPICAL)
    assert sample(everything, 20, seed=0) == sample(everything, 20, seed=0) != sample(everything, 20, seed=1)


@pytest.mark.parametrize("name", NAMES)
def test_a_homework_has_at_least_three_hundred_mutants_inside_its_solution_regions(name: str) -> None:
    source = read_source(COURSE.assignment(name).source)
    found = generate(source)
    assert len(found) >= 300
    references = {cell.name: cell.reference for cell in source.cells}
    answers = {cell.name: answer_lines(cell) for cell in answer_cells(source)}
    for mutant in found:
        before, after = references[mutant.cell].split("\n"), mutant.text.split("\n")
        span = range(mutant.line, mutant.line + mutant.was.count("\n") + 1)
        assert {*span} <= answers[mutant.cell]
        assert before[: span.start - 1] == after[: span.start - 1]
        behind = len(before) - span.stop + 1
        assert before[len(before) - behind :] == after[len(after) - behind :]


def test_the_answer_s_lines_are_those_of_its_regions(tmp_path: Path) -> None:
    text = (
        "#| name: double\n\ndef double(x):\n    ### BEGIN SOLUTION\n    y = x\n    ### END SOLUTION\n"
        "    ### BEGIN STUB\n    # y = ...\n    ### END STUB\n    z = y\n"
        "    ### BEGIN SOLUTION\n    return z + x\n    ### END SOLUTION"
    )
    (cell,) = answer_cells(source_of(tmp_path, code(text, "solution"), code("x = 1")))
    assert cell.reference.split("\n") == ["def double(x):", "    y = x", "    z = y", "    return z + x"]
    assert answer_lines(cell) == {2, 4}


def test_without_a_region_every_line_is_the_answer(tmp_path: Path) -> None:
    (cell,) = answer_cells(
        source_of(tmp_path, code("#| name: double\na = 1\n%time b = 2\nc = 3", "solution"))
    )
    assert answer_lines(cell) == {1, 3}
