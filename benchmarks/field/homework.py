"""One homework and a class of answers, in no grader's format: a dense layer, a loss, a short training loop.

Everything is plain NumPy and plain ``assert``, so that each grader runs the very same text.
"""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["CHECKS", "QUESTIONS", "SETUP", "Answer", "Question", "students"]

SETUP = """import numpy as np

rng = np.random.default_rng(0)
x_train = rng.normal(size=(256, 20))
y_train = np.tanh(x_train @ rng.normal(size=(20, 3)))"""


class Question(NamedTuple):
    """An answer cell: its first line, which also tells it from the others, and the reference's body."""

    name: str
    head: str
    body: str


class Answer(NamedTuple):
    """What one student answers: bodies by question, else the reference's; and the points that it earns."""

    bodies: dict[str, str]
    earns: int


QUESTIONS = (
    Question(
        "dense",
        "class Dense:",
        """    def __init__(self, inputs, outputs):
        self.weights = np.random.default_rng(1).normal(scale=0.1, size=(inputs, outputs))
        self.biases = np.zeros(outputs)

    def forward(self, x):
        self.x = x
        return x @ self.weights + self.biases

    def backward(self, upstream):
        self.weights_gradient = self.x.T @ upstream
        self.biases_gradient = upstream.sum(axis=0)
        return upstream @ self.weights.T

    def step(self, rate):
        self.weights -= rate * self.weights_gradient
        self.biases -= rate * self.biases_gradient""",
    ),
    Question("loss", "def mean_squared_error(p, t):", "    return np.mean((p - t) ** 2)"),
    Question("slope", "def mean_squared_error_gradient(p, t):", "    return 2 * (p - t) / p.size"),
    Question(
        "train",
        "def train(x, y, epochs, rate):",
        """    layer = Dense(x.shape[1], y.shape[1])
    losses = []
    for _ in range(epochs):
        p = layer.forward(x)
        losses.append(mean_squared_error(p, y))
        layer.backward(mean_squared_error_gradient(p, y))
        layer.step(rate)
    return losses""",
    ),
)

CHECKS = {  # check -> the question that it follows, and its text; a point each
    "dense-forward": (
        "dense",
        """layer = Dense(3, 4)
layer.weights = np.arange(12.0).reshape(3, 4)
layer.biases = np.arange(4.0)
got = layer.forward(np.arange(6.0).reshape(2, 3))
assert got.shape == (2, 4), got.shape
assert np.allclose(got, [[20, 24, 28, 32], [56, 69, 82, 95]])""",
    ),
    "dense-backward": (
        "dense",
        """layer = Dense(3, 2)
x, upstream = np.arange(6.0).reshape(2, 3), np.array([[1.0, -2.0], [3.0, 0.5]])
layer.weights = np.arange(6.0).reshape(3, 2)
_ = layer.forward(x)  # a doctest takes a value that stands alone for output
got = layer.backward(upstream)
assert np.allclose(got, upstream @ np.arange(6.0).reshape(3, 2).T)
assert np.allclose(layer.weights_gradient, x.T @ upstream)
assert np.allclose(layer.biases_gradient, [4.0, -1.5])""",
    ),
    "loss-value": (
        "loss",
        """p, t = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 4.0]])
assert np.isclose(mean_squared_error(p, t), 13 / 4)""",
    ),
    "slope-value": (
        "slope",
        """p, t = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 4.0]])
assert np.allclose(mean_squared_error_gradient(p, t), [[0.0, 1.0], [1.5, 0.0]])""",
    ),
    "training": (
        "train",
        """losses = train(x_train, y_train, epochs=50, rate=0.5)
assert len(losses) == 50
assert losses[-1] < 0.5 * losses[0], losses[-1]""",
    ),
}

_BODY = {question.name: question.body for question in QUESTIONS}
ANSWERS = (
    Answer({}, earns=5),
    Answer({"slope": "    return 2 * (t - p) / p.size"}, earns=3),  # climbs, so that training fails too
    Answer({"loss": "    return np.sum((p - t) ** 2)"}, earns=4),
    Answer({"dense": _BODY["dense"].replace(" + self.biases", "")}, earns=4),
    Answer({"dense": _BODY["dense"].replace("upstream.sum(axis=0)", "upstream.sum()")}, earns=4),
    Answer({"train": "    raise RuntimeError('the loop is not finished')"}, earns=4),
    Answer({"dense": _BODY["dense"].replace("x @ self.weights", "x.dot(self.weight)")}, earns=2),
    Answer({"slope": "    return p - t"}, earns=3),  # steps so large that training diverges
    Answer({"loss": "    raise NotImplementedError", "train": "    raise NotImplementedError"}, earns=3),
    Answer({"train": _BODY["train"].replace("range(epochs)", "range(epochs - 1)")}, earns=4),
)


def students(count: int) -> Iterator[tuple[str, dict[str, str], int]]:
    """Names, texts of the answer cells by question, and points; no two texts are the same."""
    for number, answer in zip(range(count), itertools.cycle(ANSWERS), strict=False):
        cells = {
            question.name: f"{question.head}\n{answer.bodies.get(question.name, question.body)}  # {number}"
            for question in QUESTIONS
        }
        yield f"student{number:04}", cells, answer.earns
