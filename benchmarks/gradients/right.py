"""Thirty right gradients, many of which finite differences find hard."""

# ruff: noqa: ARG001, ARG005 - every gradient takes (x, upstream), used or not

import numpy as np
from numpy.random import Generator

from benchmarks.gradients import layers
from benchmarks.gradients.problems import Array, Case, Problem, case

__all__ = ["RIGHT"]

RIGHT: list[Case] = []


@case(RIGHT, "affine-input", "upstream times the transposed weights")
def _(rng: Generator) -> Problem:
    weights = rng.normal(size=(4, 3))
    return Problem(f=lambda x: x @ weights, x=rng.normal(size=(5, 4)), gradient=lambda x, g: g @ weights.T)


@case(RIGHT, "affine-weights", "a sum over the batch")
def _(rng: Generator) -> Problem:
    inputs = rng.normal(size=(5, 4))
    return Problem(f=lambda w: inputs @ w, x=rng.normal(size=(4, 3)), gradient=lambda w, g: inputs.T @ g)


@case(RIGHT, "affine-biases", "broadcast on the way up, summed on the way back")
def _(rng: Generator) -> Problem:
    sums = rng.normal(size=(5, 3))
    return Problem(f=lambda b: sums + b, x=rng.normal(size=3), gradient=lambda b, g: g.sum(axis=0))


@case(RIGHT, "large-weights", "6,000 entries: too many for a difference each")
def _(rng: Generator) -> Problem:
    inputs = rng.random((3, 100))
    return Problem(
        f=lambda w: np.tanh(inputs @ w),
        x=0.1 * rng.normal(size=(100, 60)),
        gradient=lambda w, g: inputs.T @ (g * (1 - np.tanh(inputs @ w) ** 2)),
    )


@case(RIGHT, "large-relu-network", "5,000 entries, and kinks that a random direction meets")
def _(rng: Generator) -> Problem:
    inputs, last = rng.normal(size=(20, 50)), rng.normal(size=(100, 1))
    return Problem(
        f=lambda w: float(np.mean(layers.relu(inputs @ w) @ last)),
        x=rng.normal(size=(50, 100)),
        gradient=lambda w: inputs.T @ ((inputs @ w > 0) * last.T) / 20,
    )


@case(RIGHT, "softmax", "rows that sum to one")
def _(rng: Generator) -> Problem:
    return Problem(f=layers.softmax, x=3 * rng.normal(size=(4, 5)), gradient=layers.softmax_backward)


def entropy_of(logits: Array, labels: Array, scale: float = 1.0, offset: float = 0.0) -> Problem:
    """Mean cross-entropy times *scale* plus *offset*."""
    return Problem(
        f=lambda z: offset + scale * layers.cross_entropy(z, labels),
        x=logits,
        gradient=lambda z: scale * layers.cross_entropy_gradient(z, labels),
    )


@case(RIGHT, "cross-entropy", "a mean over the batch")
def _(rng: Generator) -> Problem:
    return entropy_of(rng.normal(size=(6, 4)), rng.integers(0, 4, 6))


@case(RIGHT, "cross-entropy-of-large-logits", "logits of size 1,000 leave most probabilities at zero")
def _(rng: Generator) -> Problem:
    logits = rng.normal(size=(6, 4)) + 1000 * rng.choice([-1.0, 1.0], (6, 1))
    return entropy_of(logits, rng.integers(0, 4, 6))


@case(RIGHT, "cross-entropy-almost-sure", "the right class leads by 12: gradients of 1e-6 beside zeros")
def _(rng: Generator) -> Problem:
    logits, labels = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    logits[np.arange(6), labels] += 12
    return entropy_of(logits, labels)


@case(RIGHT, "loss-times-1e-6", "a loss in other units")
def _(rng: Generator) -> Problem:
    return entropy_of(rng.normal(size=(6, 4)), rng.integers(0, 4, 6), scale=1e-6)


@case(RIGHT, "loss-times-1e6", "a loss in other units")
def _(rng: Generator) -> Problem:
    return entropy_of(rng.normal(size=(6, 4)), rng.integers(0, 4, 6), scale=1e6)


@case(RIGHT, "loss-plus-1e5", "a large constant beside the loss leaves differences few digits")
def _(rng: Generator) -> Problem:
    return entropy_of(rng.normal(size=(6, 4)), rng.integers(0, 4, 6), offset=1e5)


@case(RIGHT, "mean-over-5000-samples", "each logit's gradient is about 1e-4, and most below")
def _(rng: Generator) -> Problem:
    others, labels = rng.normal(size=(5000, 3)), rng.integers(0, 3, 5000)

    def f(z: Array) -> float:
        return layers.cross_entropy(np.concatenate([z, others[len(z) :]]), labels)

    return Problem(
        f=f,
        x=rng.normal(size=(4, 3)),
        gradient=lambda z: layers.cross_entropy_gradient(np.concatenate([z, others[len(z) :]]), labels)[:4],
    )


@case(RIGHT, "relu", "no kink near")
def _(rng: Generator) -> Problem:
    x = rng.normal(size=(4, 5))
    return Problem(f=layers.relu, x=x + 0.01 * np.sign(x), gradient=layers.relu_backward)


@case(RIGHT, "relu-kink-inside-the-step", "an input of 2e-6")
def _(rng: Generator) -> Problem:
    x = rng.normal(size=(4, 5))
    x[1, 2] = 2e-6
    return Problem(f=layers.relu, x=x, gradient=layers.relu_backward)


@case(RIGHT, "relu-at-zero", "one input of thirty is exactly zero; a subgradient of 0 is usual there")
def _(rng: Generator) -> Problem:
    x = rng.normal(size=(5, 6))
    x[3, 3] = 0
    return Problem(f=layers.relu, x=x, gradient=layers.relu_backward)


@case(RIGHT, "relu-network-near-a-kink", "one hidden unit of one sample is at 3e-6: 6 weights meet the kink")
def _(rng: Generator) -> Problem:
    inputs, last, labels = rng.normal(size=(5, 6)), rng.normal(size=(16, 3)), rng.integers(0, 3, 5)
    weights = rng.normal(size=(6, 16))
    weights[:, 4] += inputs[2] * (3e-6 - inputs[2] @ weights[:, 4]) / (inputs[2] @ inputs[2])

    def gradient(w: Array) -> Array:
        z = inputs @ w
        delta = layers.cross_entropy_gradient(layers.relu(z) @ last, labels)
        return np.asarray(inputs.T @ (delta @ last.T * (z > 0)))

    return Problem(
        f=lambda w: layers.cross_entropy(layers.relu(inputs @ w) @ last, labels), x=weights, gradient=gradient
    )


@case(RIGHT, "max-pool-near-a-tie", "two entries of a window differ by 1e-6")
def _(rng: Generator) -> Problem:
    x = rng.normal(size=(4, 6))
    x[0, 0] = x[0].max() + 1
    x[0, 1] = x[0, 0] - 1e-6

    def gradient(x: Array, g: Array) -> Array:
        windows = x.reshape(4, 3, 2)
        return np.asarray((windows == windows.max(axis=2, keepdims=True)) * g[..., None]).reshape(4, 6)

    return Problem(f=lambda x: x.reshape(4, 3, 2).max(axis=2), x=x, gradient=gradient)


@case(RIGHT, "huber-at-its-border", "the second derivative jumps where one residual is; the first does not")
def _(rng: Generator) -> Problem:
    x = rng.normal(size=8)
    x[3] = 1 + 1e-6
    return Problem(
        f=lambda r: float(np.sum(np.where(np.abs(r) < 1, r**2 / 2, np.abs(r) - 0.5))),
        x=x,
        gradient=lambda r: np.clip(r, -1, 1),
    )


@case(RIGHT, "sigmoid-saturated", "inputs up to 40: slopes from 0.25 to 1e-18 in one array")
def _(rng: Generator) -> Problem:
    return Problem(
        f=layers.sigmoid,
        x=np.linspace(-40, 40, 21),
        gradient=lambda x, g: g * layers.sigmoid(x) * layers.sigmoid(-x),
    )


@case(RIGHT, "layer-norm", "slopes that cancel along each row")
def _(rng: Generator) -> Problem:
    return Problem(f=layers.layer_norm, x=rng.normal(size=(4, 6)), gradient=layers.layer_norm_backward)


@case(RIGHT, "layer-norm-of-tiny-inputs", "inputs of size 1e-5: f changes within one usual step")
def _(rng: Generator) -> Problem:
    return Problem(
        f=lambda x: layers.layer_norm(x, 1e-14),
        x=1e-5 * rng.normal(size=(4, 6)),
        gradient=lambda x, g: layers.layer_norm_backward(x, g, 1e-14),
    )


@case(RIGHT, "squared-error-of-prices", "targets of 200,000: a loss of 1e10")
def _(rng: Generator) -> Problem:
    inputs, prices = rng.normal(size=(20, 5)), 2e5 * rng.lognormal(size=20)
    return Problem(
        f=lambda w: float(np.mean((inputs @ w - prices) ** 2)),
        x=rng.normal(size=5),
        gradient=lambda w: 2 * inputs.T @ (inputs @ w - prices) / 20,
    )


@case(RIGHT, "pixels-unscaled", "inputs from 0 to 255: logits of hundreds, as rounding inside f has it")
def _(rng: Generator) -> Problem:
    pixels, labels = rng.integers(0, 256, (8, 20)).astype(float), rng.integers(0, 3, 8)
    return Problem(
        f=lambda w: layers.cross_entropy(pixels @ w, labels),
        x=0.01 * rng.normal(size=(20, 3)),
        gradient=lambda w: pixels.T @ layers.cross_entropy_gradient(pixels @ w, labels),
    )


@case(RIGHT, "inputs-of-a-million", "a fixed step of 1e-6 is lost in the last digits of x")
def _(rng: Generator) -> Problem:
    x = 1e6 * rng.normal(size=10)
    return Problem(
        f=lambda x: float(np.sum(np.sqrt(x**2 + 1e10))), x=x, gradient=lambda x: x / np.sqrt(x**2 + 1e10)
    )


@case(RIGHT, "inputs-in-float32", "data as loaded; the layer computes in the type that it gets")
def _(rng: Generator) -> Problem:
    weights = rng.normal(size=(4, 3))
    return Problem(
        f=lambda x: np.tanh(x @ weights),
        x=rng.normal(size=(5, 4)).astype(np.float32),
        gradient=lambda x, g: (g * (1 - np.tanh(x @ weights) ** 2)) @ weights.T,
    )


@case(RIGHT, "gradient-in-float32", "a backward pass in single precision, right to its digits")
def _(rng: Generator) -> Problem:
    weights = rng.normal(size=(4, 3))

    def gradient(x: Array, g: Array) -> Array:
        single, w = x.astype(np.float32), weights.astype(np.float32)
        return np.asarray((g.astype(np.float32) * (1 - np.tanh(single @ w) ** 2)) @ w.T)

    return Problem(
        f=lambda x: np.tanh(x @ weights), x=rng.normal(size=(5, 4)).astype(np.float32), gradient=gradient
    )


@case(RIGHT, "fourier-features", "sin(3000 x): curvature beside which a step of 6e-6 is wide")
def _(rng: Generator) -> Problem:
    return Problem(
        f=lambda x: np.sin(3000 * x), x=rng.random(12), gradient=lambda x, g: 3000 * g * np.cos(3000 * x)
    )


@case(RIGHT, "log-of-small-probabilities", "entries of 1e-6: a usual step leaves the logarithm's domain")
def _(rng: Generator) -> Problem:
    p = np.array([0.5, 0.3, 0.2 - 3e-6, 1e-6, 2e-6])
    targets = rng.dirichlet(np.ones(5))
    return Problem(f=lambda p: float(-targets @ np.log(p)), x=p, gradient=lambda p: -targets / p)


@case(RIGHT, "flatten", "returns a view of its upstream gradient, as it may")
def _(rng: Generator) -> Problem:
    return Problem(
        f=lambda x: x.reshape(2, 12), x=rng.normal(size=(2, 3, 4)), gradient=lambda x, g: g.reshape(x.shape)
    )


assert len(RIGHT) == 30
