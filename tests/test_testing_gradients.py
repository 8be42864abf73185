"""`assert_gradient` and `numerical_vjp`: right gradients pass, each known mistake fails and is named."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from grader.testing import Agreement, assert_gradient, numerical_vjp

Array = npt.NDArray[np.float64]
SEEDS = range(50)


class Net:
    """Two layers with a mean cross-entropy: 5 samples, 4 inputs, 6 hidden units, 3 classes."""

    def __init__(self, seed: int, activation: str = "tanh", *, scale: float = 1.0) -> None:
        rng = np.random.default_rng(seed)
        self.x, self.labels = rng.standard_normal((5, 4)), rng.integers(0, 3, 5)
        self.w1, self.b1 = rng.standard_normal((4, 6)), rng.standard_normal(6)
        self.w2, self.b2 = rng.standard_normal((6, 3)), rng.standard_normal(3)
        self.activation, self.scale = activation, scale

    def hidden(self, w1: Array, b1: Array) -> Array:
        z = self.x @ w1 + b1
        return np.tanh(z) if self.activation == "tanh" else np.maximum(z, 0)

    def loss(self, **changed: Array) -> float:
        p = {"w1": self.w1, "b1": self.b1, "w2": self.w2, "b2": self.b2} | changed
        logits = self.hidden(p["w1"], p["b1"]) @ p["w2"] + p["b2"]
        logits = logits - logits.max(axis=1, keepdims=True)
        losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(5), self.labels]
        return float(self.scale * losses.mean())

    def gradients(self) -> dict[str, Array]:
        hidden = self.hidden(self.w1, self.b1)
        delta = softmax(hidden @ self.w2 + self.b2)
        delta[np.arange(5), self.labels] -= 1
        delta *= self.scale / 5
        slope = 1 - hidden**2 if self.activation == "tanh" else (hidden > 0).astype(float)
        below = delta @ self.w2.T * slope
        return {"w1": self.x.T @ below, "b1": below.sum(0), "w2": hidden.T @ delta, "b2": delta.sum(0)}

    def check(self, parameter: str, gradient: Array, **options: Any) -> Agreement:
        f: Callable[[Array], float] = lambda p: self.loss(**{parameter: p})  # noqa: E731
        return assert_gradient(f, getattr(self, parameter), gradient, **options)


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def softmax_backward(x: Array, upstream: Array) -> Array:
    p = softmax(x)
    return np.asarray(p * (upstream - (upstream * p).sum(axis=-1, keepdims=True)))


def relu(x: Array) -> Array:
    return np.maximum(x, 0)


def relu_backward(x: Array, upstream: Array) -> Array:
    return np.asarray(upstream * (x > 0))


def message(*args: Any, **options: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_gradient(*args, **options)
    return str(caught.value)


def refusal(net: Net, parameter: str, gradient: Any, **options: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        net.check(parameter, gradient, **options)
    return str(caught.value)


# right answers pass


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e6])
def test_a_right_gradient_passes_whatever_the_scale_of_the_loss(activation: str, scale: float) -> None:
    for seed in SEEDS:
        net = Net(seed, activation, scale=scale)
        for parameter, gradient in net.gradients().items():
            assert net.check(parameter, gradient).skipped == 0


def test_a_right_softmax_backward_passes_with_the_drawn_upstream_gradient() -> None:
    for seed in SEEDS:
        x = np.random.default_rng(seed).standard_normal((4, 5)) * 3
        assert_gradient(softmax, x, softmax_backward, seed=seed)


@pytest.mark.parametrize("share", [0.001, 0.02, 0.3, 0.66, 0.99])
def test_a_right_relu_passes_with_a_kink_inside_the_step(share: float) -> None:
    for seed in SEEDS:
        x = np.random.default_rng(seed).standard_normal((4, 5))
        x[1, 2] = share * 6e-6 * (-1) ** seed
        result = assert_gradient(relu, x, relu_backward, seed=seed)
        assert result.skipped <= (share < 0.01)


def test_a_right_network_passes_with_a_kink_inside_the_step() -> None:
    for seed in SEEDS:
        net = Net(seed, "relu")
        net.b1[2] += 3e-6 - (net.x @ net.w1 + net.b1)[3, 2]  # one pre-activation at 3e-6
        for parameter, gradient in net.gradients().items():
            net.check(parameter, gradient)


def test_a_gradient_in_float32_passes_with_the_tolerance_that_its_digits_need() -> None:
    for seed in SEEDS:
        net = Net(seed)
        for parameter, gradient in net.gradients().items():
            net.check(parameter, gradient.astype(np.float32), rtol=1e-4)


def test_a_small_derivative_beside_a_large_curvature_passes() -> None:
    x = np.array([1e-3, 0.5, -1e-4])
    assert_gradient(lambda x: np.cos(200 * x), x, lambda x, g: -200 * np.sin(200 * x) * g)


def test_large_inputs_pass_with_steps_in_proportion() -> None:
    x = np.array([1e4, -3e5, 2.0])
    assert_gradient(lambda x: float(np.sum(np.sqrt(x**2 + 1))), x, x / np.sqrt(x**2 + 1))


# mistakes fail


@pytest.mark.parametrize("scale", [1.0, 1e-6])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize(
    ("parameter", "mistake", "reason"),
    [
        ("w2", lambda g: g * 1.0005, "every entry is 1.0005 times what was expected"),
        ("w1", lambda g: g * 5, "every entry is 5 times what was expected: sum where mean is meant?"),
        ("b2", lambda g: g / 5, "every entry is 1/5 of what was expected: mean where sum is meant"),
        ("b1", lambda g: np.zeros_like(g), "every entry is zero"),
        ("w1", lambda g: -g, "the sign is flipped"),
        ("w2", lambda g: g + 0.1 * np.eye(*g.shape) * np.abs(g).max(), "differs in 3 of 18 entries"),
    ],
)
def test_each_mistake_is_caught_and_named(
    scale: float, activation: str, parameter: str, mistake: Callable[[Array], Array], reason: str
) -> None:
    for seed in SEEDS:
        net = Net(seed, activation, scale=scale)
        assert reason in refusal(net, parameter, mistake(net.gradients()[parameter]))


@pytest.mark.parametrize("mistake", [0.0, 5.0, -1.0, 1.0005])
def test_mistakes_in_gradients_below_1e_minus_5_are_caught(mistake: float) -> None:
    for seed in SEEDS[:15]:
        net = Net(seed)
        gradient, whole = net.gradients()["w2"], net.loss()
        share = 5e-6 / np.abs(gradient).max()

        def f(w2: Array, net: Net = net, whole: float = whole, share: float = share) -> float:
            return 1.0 + share * (net.loss(w2=w2) - whole)  # a loss of 1, to which these samples add little

        assert_gradient(f, net.w2, share * gradient)
        message(f, net.w2, mistake * share * gradient)


def test_a_kink_inside_the_step_hides_no_mistake_in_other_entries() -> None:
    for seed in SEEDS:
        x = np.random.default_rng(seed).standard_normal((4, 5)) + 2
        x[1, 2] = 2e-6
        assert "every entry is 1.0005 times" in message(relu, x, lambda x, g: 1.0005 * relu_backward(x, g))


def test_a_kink_inside_the_step_hides_no_mistake_in_its_own_entry() -> None:
    x = np.array([1.0, 2e-6, -1.0])
    text = message(relu, x, lambda x, g: relu_backward(x, g) * np.array([1.0, 1.05, 1.0]), seed=1)
    assert text.startswith("gradient differs in 1 of 3 entries; worst at [1]: ")


def test_softmax_that_returns_zeros_is_caught_although_ones_would_hide_it() -> None:
    x = np.random.default_rng(0).standard_normal((4, 5))
    assert "every entry is zero" in message(softmax, x, lambda x, upstream: np.zeros_like(x))


def test_a_dropped_sample_is_named() -> None:
    x = np.random.default_rng(0).standard_normal((4, 5))

    def only_the_last(x: Array, upstream: Array) -> Array:
        gradient = softmax_backward(x, upstream)
        gradient[:-1] = 0
        return gradient

    assert message(softmax, x, only_the_last).split("; ")[2].startswith("only the last row is right")


# messages


def test_the_message_names_the_worst_entry_with_both_values_and_their_ratio() -> None:
    gradient = np.array([2.0, 4.0, -6.5])
    text = message(
        lambda x: float(np.sum(x**2)), np.array([1.0, 2.0, 3.0]), gradient, name="weights gradient"
    )
    assert text == (
        "weights gradient differs in 1 of 3 entries; "
        "worst at [2]: got -6.5, expected 6 by differences, ratio -1.0833"
    )


def test_the_message_says_which_upstream_gradient_was_drawn() -> None:
    x = np.random.default_rng(0).standard_normal((4, 5))
    assert message(softmax, x, lambda x, g: -softmax_backward(x, g), seed=7).endswith(
        "; the sign is flipped (upstream gradient drawn with seed 7)"
    )


def test_the_drawn_upstream_gradient_is_the_documented_one() -> None:
    seen: list[Array] = []

    def backward(x: Array, upstream: Array) -> Array:
        seen.append(upstream)
        return upstream * np.cos(x)

    assert_gradient(np.sin, np.ones((2, 3)), backward, seed=3)
    rng = np.random.default_rng(3)
    assert np.array_equal(seen[0], rng.uniform(0.5, 1.5, (2, 3)) * rng.choice([-1.0, 1.0], (2, 3)))


@pytest.mark.parametrize(
    ("gradient", "text"),
    [
        (None, "gradient is None, expected an array of shape (4, 5): does the function return its result?"),
        (1.0, "gradient is a float, expected an array of shape (4, 5)"),
        (np.ones((5, 4)), "gradient has shape (5, 4), expected (4, 5): transposed?"),
        (np.ones(5), "gradient has shape (5,), expected (4, 5)"),
        (np.ones((4, 5), dtype=int), "gradient has dtype int64, expected float64"),
        (
            np.full((4, 5), np.nan),
            "gradient is not finite in 20 of 20 entries; first at [0, 0]: got nan",
        ),
    ],
)
def test_a_gradient_of_another_form_is_refused(gradient: Any, text: str) -> None:
    x = np.ones((4, 5))
    assert message(lambda x: float(np.sum(x**2)), x, gradient) == text
    assert message(lambda x: float(np.sum(x**2)), x, lambda x: gradient) == text


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (lambda x: None, "f(x) is None, expected an array or a float: does the function return its result?"),
        (
            lambda x: [1.0],
            "f(x) is a list of 1, expected an array or a float: np.array(...) makes an array of it",
        ),
        (lambda x: 3, "f(x) is an int, expected a float"),
        (
            lambda x: x.astype(np.float32),
            "f(x) has dtype float32, expected float64: too few digits for a slope",
        ),
        (lambda x: x > 0, "f(x) has dtype bool, expected float64"),
        (lambda x: x / 0, "f(x) is not finite in 3 of 3 entries; first at [0]: got inf"),
        (lambda x: x[:2], "f(x) has shape (2,), expected (3,)"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_a_function_without_a_result_to_differentiate_is_refused(
    f: Callable[[Array], Any], text: str
) -> None:
    assert message(f, np.ones(3), np.ones(3), upstream=np.ones(3)) == text
    with pytest.raises(AssertionError) as caught:
        numerical_vjp(f, np.ones(3), np.ones(3))
    assert str(caught.value) == text


def test_a_function_whose_shape_changes_is_refused() -> None:
    x = np.ones(3)
    text = message(lambda p: p if p[0] == 1 else p[:1], x, np.ones(3), upstream=np.ones(3))
    assert text == "f(x) has shape (1,), expected (3,)"


# what the differences cannot tell


def test_a_numerical_gradient_of_zero_says_nothing() -> None:
    x = np.random.default_rng(0).standard_normal((4, 5))
    text = message(softmax, x, softmax_backward, upstream=np.ones((4, 5)))
    assert text.startswith("gradient cannot be judged: every numerical derivative is zero (below ")
    assert text.endswith("choose another input or upstream gradient, or zero_ok=True")


def test_a_numerical_gradient_of_zero_is_allowed_on_demand() -> None:
    assert_gradient(lambda x: x * 0.0, np.ones(3), np.zeros(3), upstream=np.ones(3), zero_ok=True)


def test_a_gradient_that_is_not_zero_where_the_differences_are_is_wrong() -> None:
    text = message(lambda x: x * 0.0, np.ones(3), np.ones(3), upstream=np.ones(3))
    assert (
        text == "gradient differs in 3 of 3 entries; worst at [0]: got 1, expected 0; every entry is off by 1"
    )


def test_entries_on_a_kink_are_skipped_and_counted() -> None:
    x = np.linspace(-1, 1, 21)  # one entry is exactly zero
    result = assert_gradient(relu, x, relu_backward)
    assert (result.entries, result.skipped) == (21, 1)


def test_too_many_entries_on_kinks_fail() -> None:
    x = np.array([0.0, 0.0, 1.0, 2.0])
    text = message(relu, x, relu_backward, name="input gradient")
    assert text == (
        "input gradient cannot be judged: 2 of 4 entries lie on a kink of f: slopes left and right of them "
        "differ (allowed: 10 %); choose other inputs (upstream gradient drawn with seed 0)"
    )
    assert assert_gradient(relu, x, relu_backward, max_skipped=0.5).skipped == 2


def test_a_slope_outside_those_on_both_sides_of_a_kink_is_wrong() -> None:
    x = np.append(np.zeros(1), np.ones(20))
    text = message(relu, x, lambda x, g: np.where(x == 0, -g, relu_backward(x, g)))
    assert text.startswith("gradient differs in 1 of 21 entries; worst at [0]: ")


def test_a_function_that_is_not_the_same_twice_is_refused() -> None:
    rng = np.random.default_rng(0)
    text = message(lambda x: x * rng.integers(0, 2, 3), np.ones(3), np.ones(3), upstream=np.ones(3))
    assert text.startswith("f(x) is not the same twice: it changed by 1 with the same input; ")


def test_a_function_that_changes_its_input_is_refused() -> None:
    def f(x: Array) -> Array:
        x *= 2
        return x

    x = np.ones(3)
    text = "the function behind f(x) changes its input: let it work on a copy"
    assert message(f, x, 2 * x, upstream=x) == text
    assert np.array_equal(x, np.ones(3))


def test_a_gradient_function_that_changes_what_it_gets_is_refused() -> None:
    def in_place(x: Array, upstream: Array) -> Array:
        upstream *= np.cos(x)
        return upstream

    def on_input(x: Array, upstream: Array) -> Array:
        np.cos(x, out=x)
        return upstream * x

    text = "the gradient function changes its {}: let it work on a copy"
    assert message(np.sin, np.ones(3), in_place) == text.format("upstream gradient")
    assert message(np.sin, np.ones(3), on_input) == text.format("input")


def test_neither_input_nor_gradient_nor_upstream_is_changed() -> None:
    x, upstream, gradient = np.ones(3), np.full(3, 2.0), np.full(3, 2 * np.cos(1.0))
    for array in (x, upstream, gradient):
        array.flags.writeable = False
    assert_gradient(np.sin, x, gradient, upstream=upstream)


# large arrays, and the number of calls


def test_a_large_array_is_compared_in_samples_and_along_directions() -> None:
    rng = np.random.default_rng(0)
    inputs, weights = rng.random((3, 100)), 0.1 * rng.standard_normal((100, 60))
    upstream = rng.standard_normal((3, 60))
    f = lambda w: np.tanh(inputs @ w)  # noqa: E731
    gradient = inputs.T @ (upstream * (1 - np.tanh(inputs @ weights) ** 2))
    result = assert_gradient(f, weights, gradient, upstream=upstream)
    assert result == Agreement(entries=50, skipped=0, directions=3, calls=2 + 2 * 53)
    text = message(f, weights, 1.0005 * gradient, upstream=upstream)
    assert "differs in 50 of 50 sampled entries; worst at [" in text
    assert text.endswith("; every entry is 1.0005 times what was expected")


def test_a_wrong_entry_that_was_not_sampled_shows_along_the_directions() -> None:
    rng = np.random.default_rng(0)
    inputs, weights = rng.random((3, 100)), rng.standard_normal((100, 60))
    upstream = rng.standard_normal((3, 60))
    gradient = inputs.T @ upstream
    sampled = np.random.default_rng(0).choice(6000, 50, replace=False)
    hidden = next(i for i in range(6000) if i not in sampled)
    gradient.flat[hidden] += np.abs(gradient).max()
    text = message(lambda w: inputs @ w, weights, gradient, upstream=upstream)
    assert text.startswith(
        "gradient agrees in 50 sampled entries of 6000, but not along a random direction over all of them: "
    )


def test_a_right_gradient_costs_two_calls_per_entry_and_two_more() -> None:
    net = Net(0)
    assert net.check("w1", net.gradients()["w1"]).calls == 2 + 2 * 24


def test_a_wrong_gradient_costs_ten_calls_more_than_a_right_one() -> None:
    net, calls = Net(0), 0

    def f(w1: Array) -> float:
        nonlocal calls
        calls += 1
        return net.loss(w1=w1)

    message(f, net.w1, 5 * net.gradients()["w1"])
    assert calls == 2 + 2 * 24 + 10


# misuse, and numerical_vjp


@pytest.mark.parametrize(
    ("x", "options", "error", "text"),
    [
        ([1.0], {}, TypeError, "x is a list of 1, expected an array of floats"),
        (np.ones(3, dtype=int), {}, TypeError, "x is dtype int64, expected float64"),
        (np.ones((0, 3)), {}, ValueError, "x is empty, of shape"),
        (np.array([np.nan]), {}, ValueError, "x is not finite"),
        (np.ones(3), {"upstream": [1.0] * 3}, TypeError, "upstream is a list of 3, expected float64"),
        (np.ones(3), {}, ValueError, "pass the upstream gradient that this gradient was computed with"),
        (np.ones(3), {"rtol": 1.0}, ValueError, "expected 0 <= rtol < 1"),
    ],
)
def test_a_check_that_cannot_work_is_told_so(
    x: Any, options: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        assert_gradient(np.sin, x, np.ones(3), **options)


def test_the_gradient_of_a_number_takes_the_input_alone_or_an_upstream_number() -> None:
    x = np.array([1.0, 2.0])
    f = lambda x: float(np.sum(x**2))  # noqa: E731
    assert_gradient(f, x, lambda x: 2 * x)
    assert_gradient(f, x, lambda x, upstream: upstream * 2 * x, upstream=3.0)


def test_numerical_vjp_has_the_shape_of_x_and_ten_digits() -> None:
    rng = np.random.default_rng(0)
    x, upstream = rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 3, 4))
    estimate = numerical_vjp(np.tanh, x, upstream)
    assert estimate.shape == x.shape
    assert estimate.dtype == np.float64
    assert np.max(np.abs(estimate - upstream * (1 - np.tanh(x) ** 2))) < 1e-9


def test_numerical_vjp_of_a_number_takes_a_number_as_upstream() -> None:
    estimate = numerical_vjp(lambda x: float(np.sum(x**3)), np.array([1.0, -2.0]), 2.0)
    assert np.max(np.abs(estimate - [6.0, 24.0])) < 1e-8


def test_numerical_vjp_computes_in_float64_for_an_input_in_float32() -> None:
    x = np.array([0.1, 0.7], dtype=np.float32)
    assert np.max(np.abs(numerical_vjp(np.sin, x, np.ones(2)) - np.cos(x.astype(np.float64)))) < 1e-9
