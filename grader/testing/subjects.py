"""What a gradient check is given, made sure of before any difference is taken.

Refuses a function that is not the same twice, and a gradient function that is not, that changes what it was
given or what f returned, or that remembers an earlier input.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.testing.differences import Function
from grader.testing.forms import describe, kind_of, require_form, show

__all__ = [
    "call_elsewhere",
    "choose_upstream",
    "compute_gradient",
    "require_floats",
    "require_point",
    "require_repeatable",
]

Array = npt.NDArray[np.float64]

_REPEATABLE = (
    1e-14  # of the largest output: BLAS may add in another order when a copy lies elsewhere in memory
)
_AWAY = 1e-3  # of each entry: far enough to show in a gradient, and inside the domain of a logarithm


def require_floats(value: Any, name: str) -> Array:
    """A copy of *value* in float64, once it is a finite number or array of floats."""
    if kind_of(value) != "float":
        what = f"dtype {value.dtype}" if type(value) is np.ndarray else describe(value)
        raise TypeError(f"{name} is {what}, expected float64")
    array = np.array(value, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} is not finite")
    return array


def require_point(x: Any) -> Array:
    """A copy of *x* in float64, once it is a finite array of floats with something in it."""
    if type(x) is not np.ndarray:
        raise TypeError(f"x is {describe(x)}, expected an array of floats")
    point = require_floats(x, "x")
    if point.size == 0:
        raise ValueError(f"x is empty, of shape {point.shape}: there is nothing to differentiate by")
    return point


def choose_upstream(upstream: Any, middle: Array, seed: int, *, needed: bool) -> tuple[Array, str]:
    """The upstream gradient for ``f(x) = middle``, and words for a message that say which one it is."""
    __tracebackhide__ = True
    if upstream is not None:
        above = require_floats(upstream, "upstream")
        require_form(middle, above, name="f(x)", scalar_ok=True)
        return above, ""
    if middle.ndim == 0:
        return np.array(1.0), ""
    if needed:
        raise ValueError(
            f"f(x) is {describe(middle)}: pass the upstream gradient that this gradient was computed with"
        )
    rng = np.random.default_rng(seed)
    drawn = rng.uniform(0.5, 1.5, middle.shape) * rng.choice([-1.0, 1.0], middle.shape)
    return drawn, f" (upstream gradient drawn with seed {seed})"


def require_repeatable(f: Function, point: Array, middle: Array, *, between: str = "") -> None:
    """Raise unless *f* gives *middle* again."""
    __tracebackhide__ = True
    change = np.max(np.abs(f.like(point, middle) - middle), initial=0.0)
    if change > _REPEATABLE * np.max(np.abs(middle), initial=0.0):
        raise AssertionError(
            f"f(x) is not the same twice{between}: it changed by {show(change)} with the same input; "
            "if it draws random numbers (dropout?), seed them inside f"
        )


def call_elsewhere(f: Function, point: Array) -> None:
    """Call *f* beside *point*, first of all: a gradient from a remembered first input is then wrong."""
    __tracebackhide__ = True
    with np.errstate(all="ignore"):
        f(point - np.where(point == 0, -_AWAY, _AWAY * point), finite=False)


def compute_gradient(
    gradient: Callable[..., Any],
    f: Function,
    point: Array,
    middle: Array,
    upstream: Array | None,
    *,
    name: str,
) -> Any:
    """What *gradient* returns after ``f(point)``, once it is known to be careful with what it gets.

    It is called twice, each time after f at *point*: one that adds to an earlier one is then another.
    """
    __tracebackhide__ = True
    got = _call(gradient, f, point, upstream)
    if type(got) is not np.ndarray or kind_of(got) is None:
        return got
    got = got.copy()  # the gradient function may hand out the same memory each time
    require_repeatable(f, point, middle, between=", before and after the gradient function")
    again = _call(gradient, f, point, upstream)
    same = require_form(again, got, name=f"{name}, computed again,")
    change = np.max(np.abs(same.astype(np.float64) - got), initial=0.0)
    if not np.isfinite(got).all() or change <= 1e-6 * np.max(np.abs(got), initial=0.0):
        return got
    reason = "if it draws random numbers (dropout?), seed them inside it"
    if np.allclose(again, 2.0 * got.astype(np.float64), rtol=1e-3, atol=0.0):
        reason = "it is twice the first: is it added to the one before?"
    raise AssertionError(
        f"{name} is not the same twice: it changed by {show(change)} with the same input; {reason}"
    )


def _call(gradient: Callable[..., Any], f: Function, point: Array, above: Array | None) -> Any:
    __tracebackhide__ = True
    x, returned = point.copy(), f.returned
    before = returned.copy() if type(returned) is np.ndarray else None
    if above is None:
        got = gradient(x)
    elif above.ndim == 0:
        got = gradient(x, float(above))
    else:
        upstream = above.copy()
        got = gradient(x, upstream)
        if not np.array_equal(upstream, above):
            raise AssertionError("the gradient function changes its upstream gradient: let it work on a copy")
    if not np.array_equal(x, point):
        raise AssertionError("the gradient function changes its input: let it work on a copy")
    if before is not None and not np.array_equal(returned, before):
        raise AssertionError("the gradient function changes what f returned: let it work on a copy")
    return got
