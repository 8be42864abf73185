"""Fourteen wrong gradients of networks and of layers that remember."""

# ruff: noqa: ARG001, ARG005 - every gradient takes (x, upstream), used or not

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from benchmarks.gradients import layers
from benchmarks.gradients.problems import Array, Case, Problem, case

__all__ = ["WRONG_NETWORKS"]

WRONG_NETWORKS: list[Case] = []


def wrong(name: str, why: str) -> Callable[[Callable[..., Problem]], Callable[..., Problem]]:
    """Register a case of this module."""
    return case(WRONG_NETWORKS, name, why)


def network(rng: Generator, mistake: str) -> Problem:
    """Weights of the first of two layers: tanh, then mean cross-entropy."""
    inputs, last, labels = rng.normal(size=(5, 4)), rng.normal(size=(6, 3)), rng.integers(0, 3, 5)

    def gradient(w: Array, mistake: str = mistake) -> Array:
        hidden = np.tanh(inputs @ w)
        delta = layers.cross_entropy_gradient(hidden @ last, labels)
        stepped = last - 0.01 * hidden.T @ delta
        back = delta @ (stepped if mistake == "stepped" else last).T
        return np.asarray(inputs.T @ (back if mistake == "slope" else back * (1 - hidden**2)))

    return Problem(
        f=lambda w: layers.cross_entropy(np.tanh(inputs @ w) @ last, labels),
        x=rng.normal(size=(4, 6)),
        gradient=gradient,
        truth=lambda w: gradient(w, ""),
    )


@wrong("network-last-layer-stepped-first", "the gradient passes weights that have been updated already")
def _(rng: Generator) -> Problem:
    return network(rng, "stepped")


@wrong("network-without-the-hidden-slope", "tanh' is missing on the way back")
def _(rng: Generator) -> Problem:
    return network(rng, "slope")


class Tanh:
    """Remembers its input from forward to backward, and does so wrongly if asked."""

    def __init__(self, mistake: str) -> None:
        self.mistake = mistake
        self.input: Array | None = None
        self.output = np.zeros(())
        self.total: Array | float = 0.0

    def forward(self, x: Array) -> Array:
        if self.input is None or self.mistake != "stale":
            self.input = x.copy()
        self.output = np.tanh(x)
        return self.output

    def backward(self, x: Array, upstream: Array) -> Array:
        assert self.input is not None
        if self.mistake == "output":
            np.subtract(1, self.output**2, out=self.output)
            return np.asarray(upstream * self.output)
        slope = 1 - np.tanh(self.input) ** 2
        if self.mistake == "upstream":
            upstream *= slope
            return upstream
        if self.mistake == "input":
            np.multiply(upstream, slope, out=x)
            return x
        if self.mistake == "sum":
            self.total = self.total + upstream * slope
            return np.asarray(self.total)
        return np.asarray(upstream * slope)


def remembering(rng: Generator, mistake: str) -> Problem:
    """A tanh layer with a mistake in what it keeps, or does to what it is given."""
    layer = Tanh(mistake)
    return Problem(f=layer.forward, x=rng.normal(size=(4, 5)), gradient=layer.backward)


@wrong("stale-cache", "backward uses the input of the first forward there ever was")
def _(rng: Generator) -> Problem:
    return remembering(rng, "stale")


@wrong("gradient-added-up", "each backward adds to the gradient of the one before")
def _(rng: Generator) -> Problem:
    return remembering(rng, "sum")


@wrong("backward-overwrites-upstream", "the right numbers, but in the caller's array")
def _(rng: Generator) -> Problem:
    return remembering(rng, "upstream")


@wrong("backward-overwrites-input", "the right numbers, but in the array that forward was given")
def _(rng: Generator) -> Problem:
    return remembering(rng, "input")


@wrong("backward-overwrites-output", "the right numbers, but the array that forward returned is spoilt")
def _(rng: Generator) -> Problem:
    return remembering(rng, "output")


@wrong("dropout-drawn-again", "the mask of the backward pass is another one")
def _(rng: Generator) -> Problem:
    mask = rng.random((4, 5)) < 0.9
    return Problem(
        f=lambda x: np.tanh(x) * mask,
        x=rng.normal(size=(4, 5)),
        gradient=lambda x, g: g * (1 - np.tanh(x) ** 2) * (rng.random((4, 5)) < 0.9),
    )


@wrong("convolution-kernel-not-flipped", "of a kernel that is nearly symmetric")
def _(rng: Generator) -> Problem:
    kernel = np.array([0.5, 1.0, 0.501])
    return Problem(
        f=lambda x: layers.convolve(x, kernel),
        x=rng.normal(size=(3, 8)),
        gradient=lambda x, g: layers.convolve_backward(x, g, kernel[::-1]),
        truth=lambda x, g: layers.convolve_backward(x, g, kernel),
    )


@wrong("embedding-repeated-rows", "rows[indices] += g adds a repeated row once")
def _(rng: Generator) -> Problem:
    indices = np.array([0, 3, 1, 3, 5])

    def once(table: Array, g: Array) -> Array:
        rows = np.zeros_like(table)
        rows[indices] += g
        return rows

    def each(table: Array, g: Array) -> Array:
        rows = np.zeros_like(table)
        np.add.at(rows, indices, g)
        return rows

    return Problem(f=lambda table: table[indices], x=rng.normal(size=(6, 3)), gradient=once, truth=each)


@wrong("attention-without-the-root", "the gradient of the scores is not divided by the root of the width")
def _(rng: Generator) -> Problem:
    keys, values = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    return Problem(
        f=lambda q: layers.attend(q, keys, values),
        x=rng.normal(size=(4, 4)),
        gradient=lambda q, g: layers.attend_backward(q, g, keys, values) * math.sqrt(4),
        truth=lambda q, g: layers.attend_backward(q, g, keys, values),
    )


@wrong("recurrent-cut-short", "back through time over four of five steps: 0.1 to 1 % are missing")
def _(rng: Generator) -> Problem:
    inputs = rng.normal(size=(5, 3))

    def states(w: Array) -> list[Array]:
        found = [np.zeros(3)]
        for row in inputs:
            found.append(np.tanh(row + w @ found[-1]))
        return found

    def through(w: Array, first: int) -> Array:
        kept = states(w)
        back, total = np.ones(3), np.zeros_like(w)
        for time in range(5, first, -1):
            inner = back * (1 - kept[time] ** 2)
            total += np.outer(inner, kept[time - 1])
            back = w.T @ inner
        return total

    return Problem(
        f=lambda w: float(np.sum(states(w)[-1])),
        x=0.3 * rng.normal(size=(3, 3)),
        gradient=lambda w: through(w, 2),  # the first step has no state before it
        truth=lambda w: through(w, 0),
    )


@wrong("constant-layer", "forward ignores its input, and backward agrees: zeros")
def _(rng: Generator) -> Problem:
    output = rng.normal(size=(4, 3))
    return Problem(
        f=lambda x: output.copy(), x=rng.normal(size=(4, 5)), gradient=lambda x, g: np.zeros_like(x)
    )


@wrong("gradient-clipped", "to a length of 1, as before a step")
def _(rng: Generator) -> Problem:
    weights = rng.normal(size=(4, 3))

    def clipped(x: Array, g: Array) -> Array:
        right = g @ weights.T
        return np.asarray(right / max(1.0, float(np.linalg.norm(right))))

    return Problem(
        f=lambda x: x @ weights,
        x=rng.normal(size=(5, 4)),
        gradient=clipped,
        truth=lambda x, g: g @ weights.T,
    )


assert len(WRONG_NETWORKS) == 14
