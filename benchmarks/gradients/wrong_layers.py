"""Twenty-nine wrong gradients of single layers."""

# ruff: noqa: ARG005 - every gradient takes (x, upstream), used or not

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from benchmarks.gradients import layers
from benchmarks.gradients.problems import Array, Case, Problem, case

__all__ = ["WRONG_LAYERS"]

WRONG_LAYERS: list[Case] = []

Backward = Callable[[Array, Array], Any]


def wrong(name: str, why: str) -> Callable[[Callable[..., Problem]], Callable[..., Problem]]:
    """Register a case of this module."""
    return case(WRONG_LAYERS, name, why)


def weights_of(rng: Generator, shape: tuple[int, int], mistake: Callable[[Array, Array], Array]) -> Problem:
    """An affine layer's weights, for 5 samples; *mistake* gets inputs and upstream gradient."""
    inputs = rng.normal(size=(5, shape[0]))
    return Problem(
        f=lambda w: inputs @ w,
        x=rng.normal(size=shape),
        gradient=lambda w, g: mistake(inputs, g),
        truth=lambda w, g: inputs.T @ g,
    )


def inputs_of(
    rng: Generator, width: tuple[int, int], mistake: Callable[[Array, Array], Array], rows: int = 5
) -> Problem:
    """An affine layer's inputs; *mistake* gets upstream gradient and weights."""
    weights = rng.normal(size=width)
    return Problem(
        f=lambda x: x @ weights,
        x=rng.normal(size=(rows, width[0])),
        gradient=lambda x, g: mistake(g, weights),
        truth=lambda x, g: g @ weights.T,
    )


def biases_of(rng: Generator, mistake: Callable[[Array], Array], rows: int = 5, units: int = 3) -> Problem:
    """An affine layer's biases; *mistake* gets the upstream gradient."""
    sums = rng.normal(size=(rows, units))
    return Problem(
        f=lambda b: sums + b,
        x=rng.normal(size=units),
        gradient=lambda b, g: mistake(g),
        truth=lambda b, g: g.sum(axis=0),
    )


def elementwise(
    f: Callable[[Array], Array], x: Array, slope: Backward, right: Callable[[Array], Any]
) -> Problem:
    """A function of each entry; *slope* gets the input and the upstream gradient."""
    return Problem(f=f, x=x, gradient=slope, truth=lambda x, g: g * right(x))


def spoil(gradient: Array, place: Any, value: Any) -> Array:
    """A copy with another value at one place."""
    spoilt = gradient.copy()
    spoilt[place] = value
    return spoilt


@wrong("affine-weights-mean", "the upstream gradient is divided by the batch already")
def _(rng: Generator) -> Problem:
    return weights_of(rng, (4, 3), lambda x, g: x.T @ g / len(x))


@wrong("affine-weights-transposed", "square weights: the shape does not tell")
def _(rng: Generator) -> Problem:
    return weights_of(rng, (4, 4), lambda x, g: g.T @ x)


@wrong("affine-weights-without-the-last-sample", "a loop to len - 1")
def _(rng: Generator) -> Problem:
    return weights_of(rng, (4, 3), lambda x, g: x[:-1].T @ g[:-1])


@wrong("affine-weights-last-row", "the last input's weights get no gradient")
def _(rng: Generator) -> Problem:
    return weights_of(rng, (4, 3), lambda x, g: spoil(x.T @ g, -1, 0.0))


@wrong("affine-weights-sample-order", "the inputs are reversed, as after a shuffle of one of the two")
def _(rng: Generator) -> Problem:
    return weights_of(rng, (4, 3), lambda x, g: x[::-1].T @ g)


@wrong("affine-input-weights-as-they-are", "square weights that should be transposed")
def _(rng: Generator) -> Problem:
    return inputs_of(rng, (4, 4), lambda g, w: g @ w)


@wrong("affine-input-last-rows-zero", "the last, smaller batch of two is left out")
def _(rng: Generator) -> Problem:
    return inputs_of(rng, (4, 3), lambda g, w: spoil(g @ w.T, slice(6, None), 0.0), rows=8)


@wrong("affine-input-rounded", "rounded to three decimals for a report, and passed on")
def _(rng: Generator) -> Problem:
    return inputs_of(rng, (4, 3), lambda g, w: np.round(g @ w.T, 3))


@wrong("affine-input-in-half-precision", "float16 on the way, float64 on return")
def _(rng: Generator) -> Problem:
    return inputs_of(rng, (4, 3), lambda g, w: (g.astype(np.float16) @ w.T.astype(np.float16)).astype(float))


@wrong("affine-biases-mean", "a mean over the batch where a sum is asked")
def _(rng: Generator) -> Problem:
    return biases_of(rng, lambda g: g.mean(axis=0))


@wrong("affine-biases-other-axis", "as many samples as units: the shape does not tell")
def _(rng: Generator) -> Problem:
    return biases_of(rng, lambda g: g.sum(axis=1), rows=4, units=4)


@wrong("affine-biases-keepdims", "of shape (1, 3), which broadcasts wherever it is compared")
def _(rng: Generator) -> Problem:
    return biases_of(rng, lambda g: g.sum(axis=0, keepdims=True))


def large(rng: Generator, mistake: Callable[[Array], Array]) -> Problem:
    """As the right case large-weights, with a gradient of 6,000 entries spoilt by *mistake*."""
    inputs = rng.random((3, 100))

    def right(w: Array, g: Array) -> Array:
        return np.asarray(inputs.T @ (g * (1 - np.tanh(inputs @ w) ** 2)))

    return Problem(
        f=lambda w: np.tanh(inputs @ w),
        x=0.1 * rng.normal(size=(100, 60)),
        gradient=lambda w, g: mistake(right(w, g)),
        truth=right,
    )


@wrong("large-weights-one-sign", "one entry of 6,000 has the other sign")
def _(rng: Generator) -> Problem:
    return large(rng, lambda g: spoil(g, (41, 17), -g[41, 17]))


@wrong("large-weights-one-entry-by-a-hundredth", "one entry of 6,000 is off by 1 %")
def _(rng: Generator) -> Problem:
    return large(rng, lambda g: spoil(g, (63, 52), 1.01 * g[63, 52]))


@wrong(
    "large-weights-two-exchanged", "two entries of 6,000 have changed places: their errors cancel in a sum"
)
def _(rng: Generator) -> Problem:
    return large(rng, lambda g: spoil(spoil(g, (3, 5), g[70, 11]), (70, 11), g[3, 5]))


@wrong("large-weights-last-row", "the last of a hundred rows is zero")
def _(rng: Generator) -> Problem:
    return large(rng, lambda g: spoil(g, -1, 0.0))


@wrong("large-weights-one-column", "one column of sixty is 0.1 % too large")
def _(rng: Generator) -> Problem:
    return large(rng, lambda g: spoil(g, (slice(None), 30), 1.001 * g[:, 30]))


@wrong("softmax-diagonal", "p (1 - p) g: the other entries of the row are forgotten")
def _(rng: Generator) -> Problem:
    def diagonal(x: Array, g: Array) -> Array:
        p = layers.softmax(x)
        return np.asarray(p * (1 - p) * g)

    return Problem(
        f=layers.softmax, x=rng.normal(size=(4, 5)), gradient=diagonal, truth=layers.softmax_backward
    )


@wrong("softmax-zero", "zeros, which is right for an upstream gradient of ones, and for no other")
def _(rng: Generator) -> Problem:
    return Problem(
        f=layers.softmax,
        x=rng.normal(size=(4, 5)),
        gradient=lambda x, g: np.zeros_like(x),
        truth=layers.softmax_backward,
    )


@wrong("softmax-other-axis", "the sum runs over the batch; as many samples as classes")
def _(rng: Generator) -> Problem:
    def across(x: Array, g: Array) -> Array:
        p = layers.softmax(x)
        return np.asarray(p * (g - (g * p).sum(axis=0, keepdims=True)))

    return Problem(
        f=layers.softmax, x=rng.normal(size=(4, 4)), gradient=across, truth=layers.softmax_backward
    )


@wrong("relu-no-mask", "the upstream gradient as it came")
def _(rng: Generator) -> Problem:
    return elementwise(layers.relu, rng.normal(size=(4, 5)), lambda x, g: g.copy(), lambda x: x > 0)


@wrong("relu-mask-of-the-gradient", "zero where the upstream gradient is negative, not where the input is")
def _(rng: Generator) -> Problem:
    return elementwise(layers.relu, rng.normal(size=(4, 5)), lambda x, g: g * (g > 0), lambda x: x > 0)


@wrong("leaky-relu-not-leaky", "the slope of 0.001 on the left is forgotten")
def _(rng: Generator) -> Problem:
    return elementwise(
        lambda x: np.where(x > 0, x, 0.001 * x),
        rng.normal(size=(4, 5)),
        lambda x, g: g * (x > 0),
        lambda x: np.where(x > 0, 1.0, 0.001),
    )


@wrong("relu-off-beside-a-kink", "an entry at 2e-6 is 5 % off: its kink must not excuse it")
def _(rng: Generator) -> Problem:
    x = rng.normal(size=(4, 5))
    x[1, 2] = 2e-6
    return elementwise(
        layers.relu, x, lambda x, g: spoil(g * (x > 0), (1, 2), 1.05 * g[1, 2]), lambda x: x > 0
    )


@wrong("relu-beyond-both-slopes", "at an input of exactly zero, the slope is -1: no subgradient")
def _(rng: Generator) -> Problem:
    x = rng.normal(size=(5, 6))
    x[3, 3] = 0
    return elementwise(layers.relu, x, lambda x, g: np.where(x == 0, -g, g * (x > 0)), lambda x: x > 0)


@wrong("sigmoid-slope-of-the-input", "x (1 - x): the output is meant")
def _(rng: Generator) -> Problem:
    s = layers.sigmoid
    return elementwise(s, rng.normal(size=(4, 5)), lambda x, g: g * x * (1 - x), lambda x: s(x) * s(-x))


@wrong("tanh-without-the-square", "1 - tanh")
def _(rng: Generator) -> Problem:
    return elementwise(
        np.tanh, rng.normal(size=(4, 5)), lambda x, g: g * (1 - np.tanh(x)), lambda x: 1 - np.tanh(x) ** 2
    )


@wrong("gelu-approximate-slope", "the slope of the sigmoid approximation beside the exact function")
def _(rng: Generator) -> Problem:
    def exact(x: Array) -> Any:
        return layers.normal_cdf(x) + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)

    def approximate(x: Array, g: Array) -> Any:
        s = layers.sigmoid(1.702 * x)
        return g * (s + 1.702 * x * s * (1 - s))

    return elementwise(lambda x: x * layers.normal_cdf(x), rng.normal(size=(4, 5)), approximate, exact)


@wrong("swish-one-term", "sigmoid(x) only: the product rule's other term is missing")
def _(rng: Generator) -> Problem:
    s = layers.sigmoid
    return elementwise(
        lambda x: x * s(x),
        rng.normal(size=(4, 5)),
        lambda x, g: g * s(x),
        lambda x: s(x) + x * s(x) * s(-x),
    )


assert len(WRONG_LAYERS) == 29
