"""Seventeen wrong gradients of losses and of normalisation layers."""

# ruff: noqa: ARG001, ARG005 - every gradient takes (x, upstream), used or not

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from benchmarks.gradients import layers
from benchmarks.gradients.problems import Array, Case, Problem, case

__all__ = ["WRONG_LOSSES"]

WRONG_LOSSES: list[Case] = []


def wrong(name: str, why: str) -> Callable[[Callable[..., Problem]], Callable[..., Problem]]:
    """Register a case of this module."""
    return case(WRONG_LOSSES, name, why)


def entropy_of(
    rng: Generator,
    mistake: Callable[[Array, Array], Any],
    *,
    lead: float = 0.0,
    scale: float = 1.0,
    offset: float = 0.0,
) -> Problem:
    """Mean cross-entropy of 6 samples in 4 classes; *mistake* gets the right gradient and the labels."""
    logits, labels = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    logits[np.arange(6), labels] += lead

    def right(z: Array) -> Array:
        return scale * layers.cross_entropy_gradient(z, labels)

    return Problem(
        f=lambda z: offset + scale * layers.cross_entropy(z, labels),
        x=logits,
        gradient=lambda z: mistake(right(z), labels),
        truth=right,
    )


@wrong("cross-entropy-sum", "not divided by the batch")
def _(rng: Generator) -> Problem:
    return entropy_of(rng, lambda right, labels: 6 * right)


@wrong("cross-entropy-mean-of-all", "divided by the classes too, as np.mean without an axis does")
def _(rng: Generator) -> Problem:
    return entropy_of(rng, lambda right, labels: right / 4)


@wrong("cross-entropy-smoothed-labels", "the gradient smooths its labels by 0.001, the loss does not")
def _(rng: Generator) -> Problem:
    def smooth(right: Array, labels: Array) -> Array:
        return np.asarray(right + 0.001 * (np.eye(4)[labels] - 0.25) / 6)

    return entropy_of(rng, smooth)


@wrong("cross-entropy-almost-sure-zero", "probabilities rounded to 0 and 1: gradients of 1e-6 are lost")
def _(rng: Generator) -> Problem:
    return entropy_of(rng, lambda right, labels: np.where(np.abs(right) < 1e-4, 0.0, right), lead=12)


@wrong("cross-entropy-almost-sure-twice", "twice the gradient, which is 1e-6 throughout")
def _(rng: Generator) -> Problem:
    return entropy_of(rng, lambda right, labels: 2 * right, lead=12)


@wrong("loss-times-1e-6-twice", "twice the gradient of a small loss")
def _(rng: Generator) -> Problem:
    return entropy_of(rng, lambda right, labels: 2 * right, scale=1e-6)


@wrong("loss-times-1e-6-missing-factor", "the gradient is that of the loss before it was scaled")
def _(rng: Generator) -> Problem:
    return entropy_of(rng, lambda right, labels: 1e6 * right, scale=1e-6)


@wrong("loss-times-1e6-by-a-thousandth", "0.1 % too large, of a large loss")
def _(rng: Generator) -> Problem:
    return entropy_of(rng, lambda right, labels: 1.001 * right, scale=1e6)


@wrong("loss-plus-1e5-by-a-thousandth", "0.1 % too large, beside a large constant")
def _(rng: Generator) -> Problem:
    return entropy_of(rng, lambda right, labels: 1.001 * right, offset=1e5)


@wrong("squared-error-without-the-2", "half of what it should be")
def _(rng: Generator) -> Problem:
    target = rng.normal(size=(5, 3))
    return Problem(
        f=lambda x: float(np.mean((x - target) ** 2)),
        x=rng.normal(size=(5, 3)),
        gradient=lambda x: (x - target) / 15,
        truth=lambda x: 2 * (x - target) / 15,
    )


@wrong("prices-by-a-thousandth", "0.1 % too large, of a loss of 1e10")
def _(rng: Generator) -> Problem:
    inputs, prices = rng.normal(size=(20, 5)), 2e5 * rng.lognormal(size=20)
    return Problem(
        f=lambda w: float(np.mean((inputs @ w - prices) ** 2)),
        x=rng.normal(size=5),
        gradient=lambda w: 2.002 * inputs.T @ (inputs @ w - prices) / 20,
        truth=lambda w: 2 * inputs.T @ (inputs @ w - prices) / 20,
    )


@wrong("weight-decay-missing", "the loss has 0.0005 |w|^2, its gradient has not")
def _(rng: Generator) -> Problem:
    inputs, labels = rng.normal(size=(8, 5)), rng.integers(0, 3, 8)

    def data_term(w: Array) -> Array:
        return np.asarray(inputs.T @ layers.cross_entropy_gradient(inputs @ w, labels))

    return Problem(
        f=lambda w: layers.cross_entropy(inputs @ w, labels) + 0.0005 * float(np.sum(w**2)),
        x=rng.normal(size=(5, 3)),
        gradient=data_term,
        truth=lambda w: data_term(w) + 0.001 * w,
    )


@wrong("huber-never-clipped", "the slope of the quadratic part everywhere")
def _(rng: Generator) -> Problem:
    return Problem(
        f=lambda r: float(np.sum(np.where(np.abs(r) < 1, r**2 / 2, np.abs(r) - 0.5))),
        x=np.array([0.2, -0.7, 1.001, 0.4, -0.1]),
        gradient=lambda r: r.copy(),
        truth=lambda r: np.clip(r, -1, 1),
    )


@wrong("layer-norm-without-the-mean", "the mean is taken for a constant")
def _(rng: Generator) -> Problem:
    return Problem(
        f=layers.layer_norm,
        x=rng.normal(size=(4, 6)),
        gradient=lambda x, g: (
            layers.layer_norm_backward(x, g) + g.mean(axis=1, keepdims=True) / x.std(1)[:, None]
        ),
        truth=layers.layer_norm_backward,
    )


@wrong("layer-norm-of-tiny-inputs-constant-deviation", "inputs of 1e-5; only the mean is differentiated")
def _(rng: Generator) -> Problem:
    return Problem(
        f=lambda x: layers.layer_norm(x, 1e-14),
        x=1e-5 * rng.normal(size=(4, 6)),
        gradient=lambda x, g: (g - g.mean(axis=1, keepdims=True)) / np.sqrt(x.var(1) + 1e-14)[:, None],
        truth=lambda x, g: layers.layer_norm_backward(x, g, 1e-14),
    )


@wrong("batch-norm-n-minus-1", "the deviation of the backward pass divides by n - 1")
def _(rng: Generator) -> Problem:
    def unbiased(x: Array, g: Array) -> Array:
        centred = x - x.mean(axis=0)
        deviation = np.sqrt(x.var(axis=0, ddof=1) + 1e-5)
        y = centred / deviation
        return np.asarray((g - g.mean(axis=0) - y * (g * y).mean(axis=0)) / deviation)

    return Problem(
        f=layers.batch_norm, x=rng.normal(size=(6, 4)), gradient=unbiased, truth=layers.batch_norm_backward
    )


@wrong("batch-norm-eps-outside", "eps beside the deviation, not below the root: 5e-6 of the slopes")
def _(rng: Generator) -> Problem:
    def outside(x: Array, g: Array) -> Array:
        deviation = x.std(axis=0) + 1e-5
        y = (x - x.mean(axis=0)) / deviation
        return np.asarray((g - g.mean(axis=0) - y * (g * y).mean(axis=0)) / deviation)

    return Problem(
        f=layers.batch_norm, x=rng.normal(size=(6, 4)), gradient=outside, truth=layers.batch_norm_backward
    )


assert len(WRONG_LOSSES) == 17
