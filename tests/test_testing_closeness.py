"""`assert_close`: every message that it can give, and what it must not be fooled by."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.testing import assert_close

WEIGHTS = np.array([[0.1, -0.2, 0.3], [0.4, -0.5, 0.6], [-0.7, 0.8, 0.9], [1.0, -1.1, 1.2]])


class Liar:
    """Answers every question in its own favour: a check must ask it none."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def _note(self, what: str) -> None:
        self.asked.append(what)

    def __eq__(self, other: object) -> bool:
        self._note("==")
        return True

    def __hash__(self) -> int:
        self._note("hash")
        return 0

    def __bool__(self) -> bool:
        self._note("bool")
        return True

    def __float__(self) -> float:
        self._note("float")
        return 1.0

    def __array__(self, *args: object, **kwargs: object) -> Any:
        self._note("array")
        return np.ones(3)

    def __repr__(self) -> str:
        self._note("repr")
        return "1.0"

    def __len__(self) -> int:
        self._note("len")
        return 3


def message(got: object, expected: object, **options: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_close(got, expected, **options)
    return str(caught.value)


def test_importing_the_package_loads_nothing_but_numpy_and_the_standard_library() -> None:
    script = (
        "import sys, numpy; before = set(sys.modules); import grader.testing;"
        "new = {n.split('.')[0] for n in set(sys.modules) - before} - set(sys.stdlib_module_names);"
        "ours = {n for n in sys.modules if n.startswith('grader.')};"
        "print(sorted(new - {'numpy'}), sorted(n for n in ours if not n.startswith('grader.testing')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['grader'] []"


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1.0, 1.0),
        (np.float32(0.5), 0.5),
        (True, np.bool_(True)),
        (3, np.int64(3)),
        (2**70, 2**70),
        (np.uint64(2**63), 2**63),
        (1j, 1j),
        (None, None),
        (WEIGHTS.copy(), WEIGHTS),
        (WEIGHTS * (1 + 1e-9), WEIGHTS),
        (np.array([0.5, 0.25], dtype=np.float32), np.array([0.5, 0.25])),
        (np.arange(3, dtype=np.uint8), np.arange(3)),
        (np.asfortranarray(WEIGHTS), WEIGHTS),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        ([1.0, WEIGHTS], [1.0, WEIGHTS]),
        ((1.0, None), (1.0, None)),
        ({"W1": WEIGHTS, "b1": 0.0}, {"b1": 0.0, "W1": WEIGHTS}),
        (np.array(2.0), np.array(2.0)),
    ],
)
def test_what_is_equal_passes(got: object, expected: object) -> None:
    assert_close(got, expected)


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        (1.0, WEIGHTS, "weights is a float, expected an array of shape (4, 3)"),
        (np.float64(1.0), WEIGHTS, "weights is a float64, expected an array of shape (4, 3)"),
        (
            [1.0, 2.0],
            np.ones(2),
            "weights is a list of 2, expected an array of shape (2,): np.array(...) makes an array of it",
        ),
        (
            None,
            WEIGHTS,
            "weights is None, expected an array of shape (4, 3): does the function return its result?",
        ),
        (None, 1.0, "weights is None, expected a float: does the function return its result?"),
        (None, [1.0], "weights is None, expected a list of 1: does the function return its result?"),
        (1.0, None, "weights is a float, expected None"),
        ("0.5", 0.5, "weights is a str, expected a float"),
        (
            (number for number in [1.0, 2.0]),
            np.ones(2),
            "weights is a generator, expected an array of shape (2,): list(...) runs it",
        ),
        (np.ones(2), [1.0, 1.0], "weights is an array of shape (2,), expected a list of 2"),
        ((1.0,), [1.0], "weights is a tuple of 1, expected a list of 1"),
        (np.ones(5), 1.0, "weights is an array of shape (5,), expected a float"),
        (
            np.array(1.0),
            1.0,
            "weights is an array of shape (), expected a float: .item() takes the number out",
        ),
        (1.0, np.array(1.0), "weights is a float, expected an array of shape ()"),
    ],
)
def test_another_type_is_named_with_what_was_expected(got: object, expected: object, text: str) -> None:
    assert message(got, expected, name="weights") == text


@pytest.mark.parametrize(
    ("make", "type_name"),
    [(np.matrix, "matrix"), (np.ma.masked_array, "MaskedArray")],
)
@pytest.mark.filterwarnings("ignore")  # numpy's own, against matrix
def test_subclasses_of_arrays_are_refused(make: Callable[[Any], object], type_name: str) -> None:
    text = f"result is a {type_name}, expected an array of shape (1, 1): "
    assert message(make([[1.0]]), np.ones((1, 1))) == text + "np.asarray(...) makes a plain array of it"


def test_subclasses_of_python_numbers_are_refused() -> None:
    class Close(float):
        def __sub__(self, other: object) -> float:
            return 0.0

    assert message(Close(5.0), 1.0) == "result is a Close, expected a float"


@pytest.mark.parametrize("expected", [1.0, WEIGHTS, [1.0], {"W1": 1.0}, None, True])
def test_an_unknown_object_is_asked_for_nothing_but_the_name_of_its_type(expected: object) -> None:
    liar = Liar()
    assert message(liar, expected).startswith("result is a Liar, expected ")
    assert liar.asked == []


def test_an_unknown_key_of_a_dict_is_not_compared() -> None:
    liar = Liar()
    got = {liar: 1.0}
    liar.asked.clear()
    assert message(got, {"W1": 1.0}) == "result has a key that is a Liar, expected text or an int"
    assert liar.asked == []


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        (np.ones((4, 1)), np.ones(4), "biases gradient has shape (4, 1), expected (4,)"),
        (np.ones((4, 3)), np.ones((3, 4)), "biases gradient has shape (4, 3), expected (3, 4): transposed?"),
        (np.empty(0), np.full(1, 5.0), "biases gradient has shape (0,), expected (1,)"),
        (np.ones((3, 3)), np.ones(3), "biases gradient has shape (3, 3), expected (3,)"),
    ],
)
def test_another_shape_is_never_broadcast(got: object, expected: object, text: str) -> None:
    assert message(got, expected, name="biases gradient") == text


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        (np.ones(2, dtype=int), np.ones(2), "result has dtype int64, expected float64"),
        (np.ones(2), np.ones(2, dtype=int), "result has dtype float64, expected int64"),
        (np.ones(2, dtype=bool), np.ones(2, dtype=int), "result has dtype bool, expected int64"),
        (np.ones(2, dtype=complex), np.ones(2), "result has dtype complex128, expected float64"),
        (np.ones(2, dtype=object), np.ones(2), "result has dtype object, expected float64"),
        (1, 1.0, "result is an int, expected a float"),
        (True, 1, "result is a bool, expected an int"),
        (np.uint8(1), True, "result is a uint8, expected a bool"),
        (1 + 0j, 1.0, "result is a complex, expected a float"),
    ],
)
def test_another_kind_of_number_is_refused(got: object, expected: object, text: str) -> None:
    assert message(got, expected) == text


@pytest.mark.parametrize(
    ("got", "text"),
    [
        (np.array([1.0, np.nan, np.inf]), "result is not finite in 2 of 3 entries; first at [1]: got nan"),
        (np.array([-np.inf, 1.0, 1.0]), "result is not finite in 1 of 3 entries; first at [0]: got -inf"),
    ],
)
def test_entries_that_are_not_finite_are_counted(got: object, text: str) -> None:
    assert message(got, np.ones(3)) == text


def test_a_number_that_is_not_finite_is_shown() -> None:
    assert message(float("nan"), 1.0, name="loss") == "loss is nan, expected a finite number"


def test_an_expectation_that_is_not_finite_is_the_checks_mistake() -> None:
    with pytest.raises(ValueError, match="what is expected is not finite; pass finite=False"):
        assert_close(np.ones(2), np.array([1.0, np.nan]))


def test_not_finite_entries_must_stand_where_they_are_expected() -> None:
    expected = np.array([1.0, np.nan, -np.inf])
    assert_close(expected.copy(), expected, finite=False)
    assert message(np.array([1.0, np.nan, np.inf]), expected, finite=False) == (
        "result differs in 1 of 3 entries; worst at [2]: got inf, expected -inf"
    )
    assert message(np.array([np.nan, np.nan, -np.inf]), expected, finite=False) == (
        "result differs in 1 of 3 entries; worst at [0]: got nan, expected 1"
    )


def test_wrong_entries_are_counted_and_the_worst_is_named() -> None:
    got = WEIGHTS.copy()
    got[1, 0], got[0, 2], got[3, 1] = 0.0859, 0.31, -1.0
    text = "weights gradient differs in 3 of 12 entries; worst at [1, 0]: got 0.0859, expected 0.4"
    assert message(got, WEIGHTS, name="weights gradient") == text


def test_numbers_are_shown_with_the_digits_that_tell_them_apart() -> None:
    assert message(0.24701, 0.24700, name="loss") == "loss is 0.24701, expected 0.247"


def test_integers_are_compared_exactly() -> None:
    got = np.array([1, 2, 4])
    text = "classes differs in 1 of 3 entries; first at [2]: got 4, expected 3"
    assert message(got, np.array([1, 2, 3]), name="classes") == text
    assert message(np.array([True, True]), np.array([True, False])) == (
        "result differs in 1 of 2 entries; first at [1]: got True, expected False"
    )
    assert message(2**60 + 1, 2**60) == f"result is {2**60 + 1}, expected {2**60}"
    assert message(10**1000, 1) == "result is an integer of 3322 bits, expected 1"


@pytest.mark.parametrize(
    ("got", "reason"),
    [
        (5 * WEIGHTS, "every entry is 5 times what was expected: sum where mean is meant?"),
        (
            WEIGHTS / 5,
            "every entry is 1/5 of what was expected: mean where sum is meant, or a mean taken twice?",
        ),
        (WEIGHTS * 1.0005, "every entry is 1.0005 times what was expected"),
        (-32 * WEIGHTS, "every entry is -32 times what was expected: sum where mean is meant?"),
        (-WEIGHTS / 32, "every entry is minus 1/32 of what was expected"),
        (-WEIGHTS, "the sign is flipped"),
        (0 * WEIGHTS, "every entry is zero"),
        (WEIGHTS + 0.5, "every entry is off by 0.5"),
        ((WEIGHTS * (1 + 5e-7)).astype(np.float32), "the result is float32: compute in float64"),
        (WEIGHTS + np.array([[0], [0], [0], [0.5]]), "all of them in the last row"),
        (WEIGHTS + np.array([[0], [0.5], [0], [0]]), "all of them in row 1"),
        (WEIGHTS + np.array([0, 0, 0.25]), "all of them in the last column"),
        (WEIGHTS * np.array([[0], [0], [0], [1]]), "only the last row is right"),
    ],
)
def test_the_likely_reason_is_named(got: np.ndarray[Any, Any], reason: str) -> None:
    assert reason in message(got, WEIGHTS)


def test_a_square_transpose_is_recognised() -> None:
    assert message(WEIGHTS[:3].T, WEIGHTS[:3]).endswith("; this is the transpose of what was expected")


@pytest.mark.parametrize(
    ("got", "text"),
    [
        (1.5, "loss is 1.5, expected 0.3; that is 5 times what was expected: sum where mean is meant?"),
        (0.41, "loss is 0.41, expected 0.3"),
        (-0.3, "loss is -0.3, expected 0.3; the sign is flipped"),
    ],
)
def test_a_ratio_of_two_single_numbers_is_named_only_if_it_is_whole(got: float, text: str) -> None:
    assert message(got, 0.3, name="loss") == text


def test_which_of_two_rows_is_wrong_may_be_chance_and_is_not_named() -> None:
    got = WEIGHTS[:2] + np.array([[0.0, 0.0, 0.0], [0.1, 0.2, 0.4]])
    assert message(got, WEIGHTS[:2]).count(";") == 1


def test_no_reason_is_invented_for_noise() -> None:
    noisy = WEIGHTS + np.random.default_rng(0).standard_normal(WEIGHTS.shape)
    assert message(noisy, WEIGHTS).count(";") == 1


@pytest.mark.parametrize("scale", [1e-200, 1e-6, 1.0, 1e6, 1e200])
def test_the_verdict_does_not_depend_on_scale(scale: float) -> None:
    cancelling = np.array([1.0, 0.0])
    assert_close(scale * np.array([1.0, 1e-14]), scale * cancelling)
    message(scale * np.array([1.0, 1e-9]), scale * cancelling)
    message(scale * np.array([1.000001, 0.0]), scale * cancelling)


def test_another_order_of_summation_is_no_mistake() -> None:
    for seed in range(50):
        rng = np.random.default_rng(seed)
        a, b = rng.standard_normal((8, 784)), rng.standard_normal((784, 10))
        b -= a.T @ np.linalg.solve(a @ a.T, a @ b)  # the product is zero up to rounding,
        b[:, 0] += 1.0  # but for one column
        assert_close(np.add.reduce(a[:, ::-1, None] * b[None, ::-1], axis=1), a @ b)


def test_an_explicit_atol_replaces_the_default() -> None:
    message(np.array([1.0, 1e-14]), np.array([1.0, 0.0]), atol=0.0)
    assert_close(np.array([1.0, 1e-3]), np.array([1.0, 0.0]), atol=1e-2)


def test_float16_is_judged_without_overflow() -> None:
    message(np.array([0, 6e4], dtype=np.float16), np.array([6e4, 6e4], dtype=np.float16), rtol=0.5)


@pytest.mark.parametrize("options", [{"rtol": 1.0}, {"rtol": -1e-7}, {"atol": -1.0}, {"atol": float("nan")}])
def test_tolerances_under_which_zeros_pass_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        assert_close(1.0, 1.0, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("expected", ["text", {1.0, 2.0}, np.array(["a"]), np.array([object()])])
def test_an_expectation_that_is_no_number_is_the_checks_mistake(expected: object) -> None:
    with pytest.raises(TypeError, match="assert_close compares numbers"):
        assert_close(1.0, expected)


def test_scalar_ok_lets_a_number_and_a_zero_dimensional_array_stand_for_each_other() -> None:
    assert_close(np.array(1.5), 1.5, scalar_ok=True)
    assert_close(1.5, np.array(1.5), scalar_ok=True)
    assert_close(np.array(3), 3, scalar_ok=True)


def test_scalar_ok_does_not_let_a_number_stand_for_a_vector() -> None:
    text = "result is a float, expected an array of shape (1,)"
    assert message(1.5, np.array([1.5]), scalar_ok=True) == text
    assert (
        message(np.array([1.5]), 1.5, scalar_ok=True) == "result is an array of shape (1,), expected a float"
    )


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        ([WEIGHTS], [WEIGHTS, WEIGHTS], "activations has length 1, expected 2"),
        (
            [WEIGHTS, WEIGHTS, np.ones(3)],
            [WEIGHTS, WEIGHTS, np.ones((3, 1))],
            "activations[2] has shape (3,), expected (3, 1)",
        ),
        ((1.0, [2.0, 3.5]), (1.0, [2.0, 3.0]), "activations[1][1] is 3.5, expected 3"),
        ({"W1": 1.0}, {"W1": 1.0, "b1": 1.0}, "activations lacks the key 'b1'; its keys: 'W1'"),
        ({}, {"b1": 1.0}, "activations lacks the key 'b1'; its keys: none"),
        (
            {"W1": 1.0, "dW": 1.0},
            {"W1": 1.0},
            "activations has the key 'dW', which is not expected",
        ),
        ({"W1": 2.5}, {"W1": 1.0}, "activations['W1'] is 2.5, expected 1"),
    ],
)
def test_members_are_named_by_their_path(got: object, expected: object, text: str) -> None:
    assert message(got, expected, name="activations") == text


def test_nothing_that_is_compared_is_changed() -> None:
    got, expected = WEIGHTS.copy(), WEIGHTS.copy()
    got.flags.writeable = expected.flags.writeable = False
    assert_close(got, expected)
