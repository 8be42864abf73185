"""Finite differences of a function that may be remote, costly, kinked or careless with its input.

Calls are counted and kept few. Refuses results that are not float64: a difference over a step of 6e-6 has no
digits left in float32.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.testing.forms import advise, describe, kind_of, refuse_nonfinite, require_form

__all__ = ["STEP", "Function", "Slopes", "measure"]

Array = npt.NDArray[np.float64]

STEP = 6e-6
"""eps**(1/3) in float64: rounding eps/h and truncation h**2 are then of one size, about 4e-11."""

ROUNDING = 20
"""Bound on the rounding of one difference, in eps * |upstream * f| / step.

Measured: 1.0 at most, over affine layers of 784 inputs, softmax, tanh, sigmoid, and mean losses over 1,000
samples. Beside a loss of 1, an error of 0.05 % then shows in a derivative of 1.5e-6.
"""


class Function:
    """*f* as it can be differentiated: gets its own copy each time, gives a float64 array, is counted.

    Raises (when called):
        AssertionError: It returned something else, or changed its input.
    """

    def __init__(self, f: Callable[[Array], Any], *, name: str = "f(x)") -> None:
        self._f = f
        self._name = name
        self.calls = 0
        self.returned: Any = None  # by the last call: the object itself

    def __call__(self, x: Array, *, finite: bool = True) -> Array:
        __tracebackhide__ = True
        self.calls += 1
        given = x.copy()
        result = self.returned = self._f(given)
        if not np.array_equal(given, x):
            raise AssertionError(f"the function behind {self._name} changes its input: let it work on a copy")
        if type(result) is not np.ndarray and kind_of(result) != "float":
            words = "an array or a float" if kind_of(result) is None else "a float"
            advice = advise(result, expects_array=True)
            raise AssertionError(f"{self._name} is {describe(result)}, expected {words}{advice}")
        array = np.asarray(result)
        if array.dtype.kind != "f" or array.itemsize < 8:
            reason = ": too few digits for a slope" if array.dtype.kind == "f" else ""
            raise AssertionError(f"{self._name} has dtype {array.dtype}, expected float64{reason}")
        if finite:
            refuse_nonfinite(array, name=self._name)
        return array.astype(np.float64)  # a copy: *f* may hand out the same memory each time

    def like(self, x: Array, model: Array, *, finite: bool = True) -> Array:
        """The result at *x*, once it has the shape of *model*."""
        __tracebackhide__ = True
        return require_form(self(x, finite=finite), model, name=self._name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slopes:
    """Slopes of ``sum(upstream * f)`` along one entry or direction, in units of f per unit of x."""

    step: float  # as `measure` got it
    central: float  # NaN if f is not finite a step away
    bend: float  # slope to the right less slope to the left: h * f'' for a smooth function, more at a kink
    noise: float  # bound on what rounding does to `central`
    claimed: float  # by the gradient under test
    size: float  # of the slope; along a direction, of one of its terms, as root mean square

    @property
    def error(self) -> float:
        """How far the claim is from the central difference."""
        return abs(self.claimed - self.central)

    @property
    def jump(self) -> float:
        """How much the slopes left and right differ."""
        return abs(self.bend)

    @property
    def is_finite(self) -> bool:
        """Whether f is finite on both sides."""
        return bool(np.isfinite(self.central))


def measure(
    f: Function, x: Array, along: int | Array, *, upstream: Array, middle: Array, claim: Array, step: float
) -> Slopes:
    """Slopes at *x* over *step*, by two calls of *f*.

    Args:
        along: Flat index of an entry, or a direction shaped like *x*.
        middle: ``f(x)``, shaped like *upstream*.
        claim: The gradient under test, shaped like *x*.
        step: Half the width of the difference, for an entry of size 1 or below; larger entries move in
            proportion.
    """
    __tracebackhide__ = True
    up, down = x.copy(), x.copy()
    if isinstance(along, int):
        move = step * max(1.0, abs(x.flat[along]))
        up.flat[along] += move
        down.flat[along] -= move
        right, left = up.flat[along] - x.flat[along], x.flat[along] - down.flat[along]  # exact, unlike `move`
        claimed = float(claim.flat[along])
        size = 0.0  # as much as the slope itself
    else:
        moves = step * np.maximum(1.0, np.abs(x)) * along
        up += moves
        down -= moves
        right = left = np.float64(step)
        terms = claim * ((up - down) / (2 * step))  # what the entries moved in fact, unlike `moves`
        claimed, size = float(np.sum(terms)), _norm(terms) / math.sqrt(terms.size)
    with np.errstate(all="ignore"):  # a step may leave the domain of a logarithm
        above, below = f.like(up, middle, finite=False), f.like(down, middle, finite=False)
        weight = _norm(upstream * np.maximum(np.abs(above), np.abs(below)))
        forward = float(np.sum(upstream * (above - middle)) / right)
        backward = float(np.sum(upstream * (middle - below)) / left)
        central = float(np.sum(upstream * (above - below)) / (right + left))
        return Slopes(
            step=step,
            central=central,
            bend=forward - backward,
            noise=float(ROUNDING * np.finfo(np.float64).eps * weight * 2 / (right + left)),
            claimed=claimed,
            size=size or max(abs(claimed), abs(central)),
        )


def _norm(numbers: Array) -> float:
    """Euclidean, where the squares would overflow or vanish too."""
    largest = float(np.max(np.abs(numbers), initial=0.0))
    if not 0 < largest < np.inf:
        return largest
    return largest * float(np.linalg.norm(numbers / largest))
