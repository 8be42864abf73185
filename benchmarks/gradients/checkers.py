"""Gradient checkers, each asked as its documentation asks: whether it accepts a gradient."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.gradients.problems import Array, Problem
from grader.testing import assert_gradient

__all__ = ["CHECKERS", "Checker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """One way to check a gradient."""

    name: str
    accepts: Callable[[Problem], bool]  # may raise: that is a refusal


def ours(problem: Problem) -> bool:
    """With no option at all."""
    assert_gradient(problem.f, problem.x, problem.gradient)
    return True


def as_one_number(problem: Problem) -> tuple[Callable[[Array], float], Callable[[Array], Array], Array]:
    """The problem as a function of a vector that gives a number, for checkers that need one.

    Where f gives an array, it is weighed by a random upstream gradient.
    """
    shape = problem.x.shape
    x = problem.x.astype(np.float64).ravel()
    sample = np.asarray(problem.f(x.reshape(shape)))
    if sample.ndim == 0:
        return (
            lambda flat: float(problem.f(flat.reshape(shape))),
            lambda flat: np.asarray(problem.gradient(flat.reshape(shape))),
            x,
        )
    upstream = np.random.default_rng(0).normal(size=sample.shape)
    return (
        lambda flat: float(np.sum(problem.f(flat.reshape(shape)) * upstream)),
        lambda flat: np.asarray(problem.gradient(flat.reshape(shape), upstream)),
        x,
    )


def torch_gradcheck(*, fast: bool) -> Callable[[Problem], bool]:
    """`torch.autograd.gradcheck` with its defaults, of a custom function around f and the gradient."""

    def accepts(problem: Problem) -> bool:
        torch: Any = importlib.import_module("torch")

        class Wrapped(torch.autograd.Function):  # type: ignore[misc]
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                ctx.save_for_backward(x)
                return torch.as_tensor(np.asarray(problem.f(x.detach().numpy())), dtype=torch.float64)

            @staticmethod
            def backward(ctx: Any, upstream: Any) -> Any:
                (x,) = ctx.saved_tensors
                if upstream.ndim:
                    got = problem.gradient(x.detach().numpy(), upstream.numpy())
                else:
                    got = np.asarray(problem.gradient(x.detach().numpy())) * float(upstream)
                return torch.as_tensor(np.asarray(got), dtype=torch.float64)

        x = torch.tensor(problem.x.astype(np.float64), requires_grad=True)
        return bool(torch.autograd.gradcheck(Wrapped.apply, (x,), fast_mode=fast))

    return accepts


def scipy_check_grad(*, relative: bool) -> Callable[[Problem], bool]:
    """`scipy.optimize.check_grad`: a norm of differences, below 1e-5, or 1e-5 of the gradient's norm."""

    def accepts(problem: Problem) -> bool:
        optimize: Any = importlib.import_module("scipy.optimize")
        f, gradient, x = as_one_number(problem)

        def flat(x: Array) -> Array:
            got = gradient(x)
            if got.shape != problem.x.shape:
                raise ValueError("another shape")
            return got.ravel()

        scale = float(np.linalg.norm(flat(x))) if relative else 1.0
        return bool(optimize.check_grad(f, flat, x) <= 1e-5 * scale)

    return accepts


def central(problem: Problem, step: float) -> tuple[Array, Array]:
    """The gradient under test, and central differences with one step for all."""
    f, gradient, x = as_one_number(problem)
    got, slopes = gradient(x), np.zeros_like(x)
    for entry in range(x.size):
        up, down = x.copy(), x.copy()
        up[entry] += step
        down[entry] -= step
        slopes[entry] = (f(up) - f(down)) / (2 * step)
    if got.shape != problem.x.shape:
        raise ValueError("another shape")
    return got.ravel(), slopes


def worst_relative(problem: Problem) -> bool:
    """max |a - n| / max(|a|, |n|) <= 1e-5, step 1e-5, as CS231n teaches; 0/0 counts as 0."""
    got, slopes = central(problem, 1e-5)
    size = np.maximum(np.abs(got), np.abs(slopes))
    return bool(np.all(np.abs(got - slopes) <= 1e-5 * size))


def norm_relative(problem: Problem) -> bool:
    """||a - n|| / (||a|| + ||n||) <= 2e-7, step 1e-7, as the deep learning specialisation teaches."""
    got, slopes = central(problem, 1e-7)
    size = float(np.linalg.norm(got) + np.linalg.norm(slopes))
    return float(np.linalg.norm(got - slopes)) <= 2e-7 * size


CHECKERS = (
    Checker(name="`assert_gradient`", accepts=ours),
    Checker(name="`torch.autograd.gradcheck`", accepts=torch_gradcheck(fast=False)),
    Checker(name="`gradcheck(fast_mode=True)`", accepts=torch_gradcheck(fast=True)),
    Checker(name="`scipy.optimize.check_grad` <= 1e-5", accepts=scipy_check_grad(relative=False)),
    Checker(name="`check_grad` <= 1e-5 of the norm", accepts=scipy_check_grad(relative=True)),
    Checker(name="worst relative error <= 1e-5", accepts=worst_relative),
    Checker(name="relative error of norms <= 2e-7", accepts=norm_relative),
)
