"""Right layers and losses: forward and backward, in plain NumPy, rows are samples."""

# ruff: noqa: ARG001 - every gradient takes (x, upstream), used or not

import math

import numpy as np

from benchmarks.gradients.problems import Array

__all__ = [
    "attend",
    "attend_backward",
    "batch_norm",
    "batch_norm_backward",
    "convolve",
    "convolve_backward",
    "cross_entropy",
    "cross_entropy_gradient",
    "layer_norm",
    "layer_norm_backward",
    "normal_cdf",
    "relu",
    "relu_backward",
    "sigmoid",
    "softmax",
    "softmax_backward",
]


def relu(x: Array) -> Array:
    """Each entry, or 0 where it is negative."""
    return np.maximum(x, 0)


def relu_backward(x: Array, upstream: Array) -> Array:
    """Where the input was positive."""
    return np.asarray(upstream * (x > 0))


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(x / 2)))


def normal_cdf(x: Array) -> Array:
    """Of the standard normal distribution."""
    return np.asarray(0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2))))


def softmax(x: Array) -> Array:
    """Along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def softmax_backward(x: Array, upstream: Array) -> Array:
    """p * (g - sum(g * p))."""
    p = softmax(x)
    return np.asarray(p * (upstream - (upstream * p).sum(axis=-1, keepdims=True)))


def cross_entropy(logits: Array, labels: Array) -> float:
    """Mean over the rows, from logits."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
    return float(losses.mean())


def cross_entropy_gradient(logits: Array, labels: Array) -> Array:
    """(p - one hot) / rows."""
    p = softmax(logits)
    p[np.arange(len(labels)), labels] -= 1
    return np.asarray(p / len(labels))


def layer_norm(x: Array, eps: float = 1e-5) -> Array:
    """Each row less its mean, over its deviation."""
    centred = x - x.mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps))


def layer_norm_backward(x: Array, upstream: Array, eps: float = 1e-5) -> Array:
    """(g - mean(g) - y * mean(g * y)) / deviation, exact for any eps."""
    centred = x - x.mean(axis=-1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)
    y = centred / deviation
    mean, along = upstream.mean(axis=-1, keepdims=True), (upstream * y).mean(axis=-1, keepdims=True)
    return np.asarray((upstream - mean - y * along) / deviation)


def batch_norm(x: Array, eps: float = 1e-5) -> Array:
    """Each column less its mean, over its deviation."""
    return layer_norm(x.T, eps).T


def batch_norm_backward(x: Array, upstream: Array, eps: float = 1e-5) -> Array:
    """As `layer_norm_backward`, down the columns."""
    return layer_norm_backward(x.T, upstream.T, eps).T


def convolve(x: Array, kernel: Array) -> Array:
    """Valid correlation of each row with *kernel*."""
    return np.stack([np.correlate(row, kernel, "valid") for row in x])


def convolve_backward(x: Array, upstream: Array, kernel: Array) -> Array:
    """Full convolution of each row's upstream gradient with *kernel*."""
    return np.stack([np.convolve(row, kernel, "full") for row in upstream])


def attend(queries: Array, keys: Array, values: Array) -> Array:
    """softmax(q k' / sqrt(width)) v."""
    return softmax(queries @ keys.T / math.sqrt(queries.shape[1])) @ values


def attend_backward(queries: Array, upstream: Array, keys: Array, values: Array) -> Array:
    """With respect to the queries."""
    scores = queries @ keys.T / math.sqrt(queries.shape[1])
    return softmax_backward(scores, upstream @ values.T) @ keys / math.sqrt(queries.shape[1])
