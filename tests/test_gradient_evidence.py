"""What `assert_gradient` makes sure of: steps, scales, kinks, rounding, large arrays, what keeps state."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from grader.testing import assert_gradient, numerical_vjp
from grader.testing.differences import Function, measure

Array = npt.NDArray[Any]


def message(*args: Any, **options: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_gradient(*args, **options)
    return str(caught.value)


def tanh_slope(x: Array, upstream: Array) -> Array:
    return np.asarray(upstream * (1 - np.tanh(x) ** 2))


# float64, and the step


def test_a_function_of_a_float32_input_is_differentiated_in_float64() -> None:
    seen = set()

    def f(x: Array) -> Array:
        seen.add(x.dtype)
        return np.tanh(x)

    assert_gradient(f, np.linspace(-1, 1, 6, dtype=np.float32), tanh_slope)
    assert seen == {np.dtype(np.float64)}


def test_a_gradient_in_float32_of_an_input_in_float32_is_judged_by_its_digits() -> None:
    x = np.random.default_rng(0).normal(size=(20, 30)).astype(np.float32)
    narrow = tanh_slope(x, np.ones_like(x))
    assert_gradient(lambda x: float(np.sum(np.tanh(x))), x, narrow)
    assert "1.001 times" in message(lambda x: float(np.sum(np.tanh(x))), x, np.float32(1.001) * narrow)
    wide = x.astype(np.float64)
    assert "is float32: compute in float64" in message(lambda x: float(np.sum(np.tanh(x))), wide, narrow)


def test_the_step_is_what_the_entry_moved_in_fact() -> None:
    x = np.random.default_rng(0).normal(size=200) * 1e3
    assert np.array_equal(numerical_vjp(lambda x: x, x, np.ones(200)), np.ones(200))


def test_the_step_along_a_direction_is_what_the_entries_moved_in_fact() -> None:
    rng = np.random.default_rng(0)
    x, along = 1e3 * rng.normal(size=10_000), rng.normal(size=10_000) / 100
    claim = rng.normal(size=10_000)
    look = measure(
        Function(lambda x: x),
        x,
        along,
        upstream=claim,
        middle=x,
        claim=claim,
        step=1e-9,  # the moves have five digits
    )
    assert look.error <= 1e-13 * abs(look.claimed)


@pytest.mark.parametrize(("entry", "expected"), [(0.0, 6e-6), (0.5, 6e-6), (-1e4, 6e-2)])
def test_the_step_is_the_cube_root_of_eps_for_small_entries_and_in_proportion_for_large(
    entry: float, expected: float
) -> None:
    seen: list[float] = []

    def f(x: Array) -> Array:
        seen.append(float(x[0]))
        return x

    numerical_vjp(f, np.array([entry]), np.ones(1))
    assert np.max(seen) - entry == pytest.approx(expected, rel=1e-6)
    assert entry - np.min(seen) == pytest.approx(expected, rel=1e-6)


# scale


@pytest.mark.parametrize("scale", [1e-290, 1e-160, 1e-6, 1e6, 1e160, 1e290])
def test_no_scale_of_the_function_changes_a_verdict(scale: float) -> None:
    x = np.random.default_rng(0).normal(size=(3, 4))
    assert_gradient(lambda x: scale * np.tanh(x), x, lambda x, g: scale * tanh_slope(x, g))
    assert "every entry is 1.0005 times" in message(
        lambda x: scale * np.tanh(x), x, lambda x, g: 1.0005 * scale * tanh_slope(x, g)
    )


@pytest.mark.parametrize("constant", [1e4, 1e6, 1e8])
def test_a_constant_beside_the_loss_hides_neither_a_right_gradient_nor_a_mistake(constant: float) -> None:
    x = np.random.default_rng(0).normal(size=(3, 4))
    f: Callable[[Array], float] = lambda x: constant + float(np.sum(np.tanh(x)))  # noqa: E731
    right = 1 - np.tanh(x) ** 2
    assert_gradient(f, x, right)
    message(f, x, 1.01 * right)
    message(f, x, right + 0.01 * np.eye(3, 4))


@pytest.mark.parametrize("size", [1e-3, 1e-5, 1e-6])
def test_a_function_that_changes_within_one_step_hides_neither(size: float) -> None:
    x = size * np.random.default_rng(0).normal(size=(3, 4))
    assert_gradient(lambda x: np.tanh(x / size), x, lambda x, g: tanh_slope(x / size, g) / size)
    message(lambda x: np.tanh(x / size), x, lambda x, g: 1.001 * tanh_slope(x / size, g) / size)


def test_rounding_inside_the_function_hides_neither() -> None:
    x = np.random.default_rng(0).normal(size=12)
    f: Callable[[Array], float] = lambda x: float(np.sum(np.log(1 + 1e-7 * np.exp(x))))  # noqa: E731
    right = 1e-7 * np.exp(x) / (1 + 1e-7 * np.exp(x))
    assert_gradient(f, x, right)
    message(f, x, 1.001 * right)


# the edge of a domain


def test_a_step_out_of_the_domain_is_taken_shorter() -> None:
    p = np.array([0.5, 1e-6, 3e-9])
    assert_gradient(lambda p: float(np.sum(np.log(p))), p, 1 / p)
    assert np.allclose(numerical_vjp(np.log, p, np.ones(3)), 1 / p, rtol=1e-4, atol=0)
    message(lambda p: float(np.sum(np.log(p))), p, np.array([2.0, 1.01e6, 1 / 3e-9]))


def test_a_point_with_nothing_finite_beside_it_is_named() -> None:
    x = np.array([1.0, 0.0])
    assert "f(x) is finite at x, but not 4e-13 away along entry 1" in message(
        lambda x: float(np.sum(np.sqrt(x))), x, np.ones(2)
    )


# kinks


def test_a_mistake_is_found_however_near_its_kink() -> None:
    for distance in 10.0 ** -np.arange(1.0, 8.0):
        x = np.array([1.0, distance, -1.0, 2.0])
        wrong = np.array([1.0, 1.05, 0.0, 1.0])
        assert_gradient(lambda x: float(np.sum(np.maximum(x, 0))), x, wrong.round())
        assert "worst at [1]" in message(lambda x: float(np.sum(np.maximum(x, 0))), x, wrong)


def test_a_plateau_narrower_than_the_step_is_not_taken_for_a_slope() -> None:
    x = np.array([0.3, 0.0, -0.2])  # the middle one lies on a flat of 2e-6
    f: Callable[[Array], float] = lambda x: float(np.sum(np.maximum(np.abs(x) - 1e-6, 0) * np.sign(x)))  # noqa: E731
    assert_gradient(f, x, np.array([1.0, 0.0, 1.0]))
    assert "worst at [1]" in message(f, x, np.array([1.0, 1.0, 1.0]))


# anchors


@pytest.mark.parametrize("output", [0.0, 1.0, 1e9])
@pytest.mark.parametrize("shape", [(3, 4), (60, 70)])
def test_a_layer_of_zeros_or_constants_never_passes(output: float, shape: tuple[int, int]) -> None:
    text = message(lambda x: np.full(3, output), np.ones(shape), lambda x, g: np.zeros_like(x))
    assert text.startswith("gradient cannot be judged: every numerical derivative is zero")


# large arrays


def large(seed: int) -> tuple[Callable[[Array], float], Array, Array]:
    rng = np.random.default_rng(seed)
    slopes, x = rng.normal(size=(50, 60)), rng.normal(size=(50, 60))
    return lambda x: float(np.sum(slopes * np.sin(x))), x, slopes * np.cos(x)


def test_two_exchanged_entries_of_a_large_array_are_found() -> None:
    for seed in range(15):
        f, x, gradient = large(seed)
        gradient[[3, 40], [7, 20]] = gradient[[40, 3], [20, 7]]
        message(f, x, gradient, seed=seed)


def test_the_first_wrong_entry_of_a_large_array_is_named() -> None:
    f, x, gradient = large(0)
    gradient[[31, 44], [17, 2]] += 0.01
    text = message(f, x, gradient)
    assert "agrees in 50 sampled entries of 3000, but not along a random direction" in text
    assert "; the first entry that differs is [31, 17]: got " in text
    assert text.endswith("; rows before 31 agree")


def test_only_the_last_row_of_a_large_array_is_named() -> None:
    f, x, gradient = large(0)
    gradient[-1] = 0
    seed = next(s for s in range(99) if max(np.random.default_rng(s).choice(3000, 50, replace=False)) < 2940)
    text = message(f, x, gradient, seed=seed)
    assert "is [49, 0]: got 0, expected " in text
    assert text.endswith("; rows before 49 agree: only the last row is wrong")


# state


class Remembering:
    """A tanh layer that keeps its input, as layers do; each test overrides what it gets wrong."""

    input: Array | None = None

    def forward(self, x: Array) -> Array:
        self.input = x.copy()
        self.output = np.tanh(x)
        return self.output

    def backward(self, x: Array, upstream: Array) -> Array:
        assert self.input is not None
        return tanh_slope(self.input, upstream)


def refusal(layer: Remembering) -> str:
    return message(layer.forward, np.linspace(-1, 1, 12).reshape(3, 4), layer.backward)


def test_a_layer_that_remembers_its_last_input_passes() -> None:
    layer = Remembering()
    assert_gradient(layer.forward, np.linspace(-1, 1, 12).reshape(3, 4), layer.backward)


def test_a_gradient_in_a_buffer_that_is_used_again_is_judged_as_it_was() -> None:
    class Buffered(Remembering):
        buffer = np.zeros((3, 4))

        def forward(self, x: Array) -> Array:
            self.buffer[:] = 0
            return super().forward(x)

        def backward(self, x: Array, upstream: Array) -> Array:
            self.buffer[:] = super().backward(x, upstream)
            return self.buffer

    layer = Buffered()
    assert_gradient(layer.forward, np.linspace(-1, 1, 12).reshape(3, 4), layer.backward)


def test_a_gradient_from_the_first_input_ever_is_wrong() -> None:
    class Stale(Remembering):
        def forward(self, x: Array) -> Array:
            first = x if self.input is None else self.input
            output = super().forward(x)
            self.input = first.copy()
            return output

    assert refusal(Stale()).startswith("gradient differs in ")


def test_a_gradient_that_is_added_to_the_one_before_is_refused() -> None:
    class Adding(Remembering):
        total: Array | float = 0.0

        def backward(self, x: Array, upstream: Array) -> Array:
            self.total = self.total + super().backward(x, upstream)
            return np.asarray(self.total)

    assert refusal(Adding()).startswith("gradient is not the same twice: it changed by ")
    assert refusal(Adding()).endswith("; it is twice the first: is it added to the one before?")


def test_a_gradient_that_draws_random_numbers_is_refused() -> None:
    class Dropping(Remembering):
        rng = np.random.default_rng(0)

        def backward(self, x: Array, upstream: Array) -> Array:
            return super().backward(x, upstream) * self.rng.integers(0, 2, x.shape)

    assert refusal(Dropping()).endswith("if it draws random numbers (dropout?), seed them inside it")


def test_a_gradient_function_that_spoils_what_f_returned_is_refused() -> None:
    class Spoiling(Remembering):
        def backward(self, x: Array, upstream: Array) -> Array:
            self.output *= -self.output
            self.output += 1
            return upstream * self.output

    assert refusal(Spoiling()) == "the gradient function changes what f returned: let it work on a copy"


def test_a_gradient_function_that_takes_a_step_is_refused() -> None:
    weights = np.ones((4, 2))

    def backward(x: Array, upstream: Array) -> Array:
        gradient = upstream @ weights.T
        np.subtract(weights, 0.1 * x.T @ upstream, out=weights)
        return np.asarray(gradient)

    assert message(lambda x: x @ weights, np.linspace(-1, 1, 12).reshape(3, 4), backward).startswith(
        "f(x) is not the same twice, before and after the gradient function: it changed by "
    )


# diagnoses


def loss(x: Array) -> float:
    return float(np.sum(np.sin(x)) + 0.005 * np.sum(x**2))


def test_a_missing_term_that_is_a_share_of_the_input_is_named() -> None:
    x = np.random.default_rng(0).normal(size=(5, 4))
    assert message(loss, x, np.cos(x)).endswith("; a term of 0.01 times the input is missing")
    assert message(loss, x, np.cos(x) + 0.03 * x).endswith("; a term of 0.02 times the input is too many")


def test_a_missing_factor_is_named() -> None:
    x = np.random.default_rng(0).normal(size=(5, 4))
    assert "; this is the upstream gradient itself: is a factor missing?" in message(
        np.sin, x, lambda x, g: g
    )
    assert "; times the upstream gradient, it would be right: is that factor missing?" in message(
        np.sin, x, lambda x, g: np.cos(x)
    )


def test_a_missing_term_that_is_the_same_in_each_column_is_named() -> None:
    x = np.random.default_rng(0).normal(size=(5, 4))
    text = message(loss, x, np.cos(x) + 0.01 * x + np.arange(1.0, 5.0))
    assert text.endswith(
        "; each column is off by a number of its own: is a term missing, the same in all of it?"
    )


def test_entries_that_are_zero_for_want_of_a_term_are_named() -> None:
    x = np.random.default_rng(0).normal(size=(5, 4))
    gradient = np.cos(x) + 0.01 * x
    gradient[[0, 2, 4], [1, 3, 0]] = 0
    assert message(loss, x, gradient).endswith("; those that differ are zero: is a term missing there?")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (slice(3, None), "all of them in the last 2 rows"),
        (slice(4, None), "all of them in the last row"),
        (slice(0, 2), "all of them in the first 2 rows"),
        (slice(0, 3), "only the last 2 rows are right"),
        (slice(1, 2), "all of them in row 1"),
    ],
)
def test_the_rows_that_are_wrong_are_named(rows: slice, words: str) -> None:
    x = np.random.default_rng(0).normal(size=(5, 4))
    gradient = np.cos(x) + 0.01 * x
    gradient[rows] *= np.random.default_rng(1).uniform(2, 3, gradient[rows].shape)
    assert message(loss, x, gradient).endswith(f"; {words}")
