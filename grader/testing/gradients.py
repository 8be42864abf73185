"""Gradients against finite differences: for checks, and for students who debug a backward pass.

Refuses to say "right" where the differences say nothing: a numerical gradient of zero, a function that is not
the same twice, too many entries on kinks. Reference: central differences with the step eps**(1/3), for which
rounding and truncation are of one size; the tolerance follows from both and does not depend on the scale of
*f*.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.testing.differences import STEP, Function, Slopes, measure
from grader.testing.findings import Probe, explain, refuse_silence
from grader.testing.forms import describe, kind_of, refuse_nonfinite, require_form, show
from grader.testing.mismatch import Mismatch
from grader.testing.verdicts import Verdict, judge

__all__ = ["Agreement", "assert_gradient", "numerical_vjp"]

Array = npt.NDArray[np.float64]

_SAMPLED = 50  # entries of an array too large for all of them
_DIRECTIONS = 3  # one misses a single wrong entry of 1e-3 of the largest in 5.3 % of draws, three in 0.01 %
_REPEATABLE = (
    1e-14  # of the largest output: BLAS may add in another order when a copy lies elsewhere in memory
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What a passed gradient check rests on."""

    entries: int  # compared one by one, skipped ones included
    skipped: int  # of these and the directions, those on a kink
    directions: int  # random directions compared, for an array too large for all entries
    calls: int  # of f


def numerical_vjp(
    f: Callable[[Array], Any], x: npt.NDArray[np.floating[Any]], upstream: Any, *, step: float = STEP
) -> Array:
    """Central-difference estimate of ``upstream . df/dx``, shaped like *x*.

    Calls *f* 1 + 2 * x.size times, each time with a fresh copy of *x* in float64::

        numerical_vjp(lambda w: inputs @ w, weights, grad_output)   # compare with inputs.T @ grad_output

    Args:
        f: Takes an array shaped like *x*, returns one shaped like *upstream*, in float64 (a float if
            *upstream* is one).
        x: Point at which to differentiate, of any shape; never changed.
        upstream: Gradient arriving from above. Draw it at random: with all ones, softmax and normalisation
            layers have gradient zero, and a stub that returns zeros passes.
        step: Half the width of the difference for entries up to 1, in the units of *x*; larger entries move
            by ``step * abs(entry)``. About eps**(1/3) in float64.

    Raises:
        AssertionError: *f* returned something of another shape or type, or changed its input.
        TypeError: *x* or *upstream* is no array of floats.
    """
    __tracebackhide__ = True
    point, function = _require_point(x), Function(f)
    above = _require_floats(upstream, "upstream")
    middle = function.like(point, above)
    slopes = [
        measure(function, point, entry, upstream=above, middle=middle, step=step).central
        for entry in range(point.size)
    ]
    return np.array(slopes, dtype=np.float64).reshape(point.shape)


def assert_gradient(
    f: Callable[[Array], Any],
    x: npt.NDArray[np.floating[Any]],
    gradient: Any,
    *,
    upstream: Any = None,
    seed: int = 0,
    name: str = "gradient",
    rtol: float = 1e-6,
    step: float = STEP,
    zero_ok: bool = False,
    max_skipped: float = 0.1,
    max_entries: int = 1000,
) -> Agreement:
    """Check a gradient of *f* at *x* against central differences, in float64.

    In a notebook, for a function and its backward pass::

        from grader.testing import assert_gradient

        x = np.random.randn(5, 3)
        assert_gradient(softmax, x, softmax_backward, name="softmax gradient")

    or for an array that is there already, of a function whose result is one number::

        assert_gradient(lambda w: loss(inputs @ w), weights, grad_weights, name="weights gradient")

    Calls *f* 2 + 2 * x.size times, and at most 4 times more for an entry that disagrees and may lie near a
    kink (2 more for others). Above *max_entries*, 2 + 2 * 53 times: 50 entries and 3 random directions.

    Args:
        f: Takes a copy of *x* in float64; returns a float64 array of any shape, or a float.
        x: Array of floats, not empty, finite; never changed.
        gradient: The array under test, shaped like *x*, or what computes it: ``gradient(x, upstream)``, or
            ``gradient(x)`` when *f* returns a float and no *upstream* is given.
        upstream: Gradient arriving from above, shaped like ``f(x)``. When None: 1.0 for a float, else drawn
            by ``rng = np.random.default_rng(seed); rng.uniform(0.5, 1.5, shape) * rng.choice([-1.0, 1.0],
            shape)``, which is far from the all-ones for which softmax's gradient is zero. An array *gradient*
            was computed with some upstream: then it must be given.
        seed: For the upstream gradient, and for the entries and directions of a large *x*.
        name: What the message calls the gradient, such as ``"weights gradient"``.
        rtol: Allowed difference, relative to each entry. On top comes what rounding does to the difference
            (20 * eps * |f| / step) and, where that is not enough, the truncation, estimated from a doubled
            step. A gradient in float32 needs 1e-4.
        step: As for `numerical_vjp`.
        zero_ok: Let a numerical gradient of zero in every entry count. It agrees with any stub that returns
            zeros.
        max_skipped: Largest share of entries that may lie on a kink, where there is nothing to compare with.
        max_entries: Largest ``x.size`` of which every entry is compared.

    Returns:
        How many entries were compared, how many of them skipped, and how often *f* was called.

    Raises:
        AssertionError: The gradient is of another type, shape or dtype, not finite, or different: the message
            names the worst entry, got and expected, and the likely reason. Or *f* or *gradient* changes its
            input, or *f* is not the same twice; or the differences say nothing.
        TypeError, ValueError: The check itself is wrong: *x* or *upstream* is no array of floats, or missing.
    """
    __tracebackhide__ = True
    if not 0 <= rtol < 1:
        raise ValueError(f"rtol is {rtol}, expected 0 <= rtol < 1: with 1, a gradient of zeros passes")
    point, function = _require_point(x), Function(f)
    middle = function(point)
    _require_repeatable(function.like(point, middle), middle)
    above, origin = _choose_upstream(upstream, middle, seed, needed=not callable(gradient))
    takes_upstream = upstream is not None or middle.ndim > 0
    got = _compute(gradient, point, above if takes_upstream else None) if callable(gradient) else gradient
    analytic = require_form(got, np.empty_like(point), name=name)
    refuse_nonfinite(analytic, name=name)

    look = partial(measure, function, point, upstream=above, middle=middle)
    probes = _probe(look, point, analytic, seed=seed, step=step, max_entries=max_entries)
    if not zero_ok:
        refuse_silence(probes, name)
    skipped = 0
    suspects = sorted(probes, key=lambda probe: -probe.error)
    for position, probe in enumerate(suspects):
        further = partial(_look_further, look, probe.along, step)
        verdict = judge(further, probe.slopes, probe.analytic, rtol=rtol, size=probe.size)
        if verdict is Verdict.DIFFERS:
            # no further calls: the verdict is known, and the rest is counted by what the first look said
            wrong = [probe, *(other for other in suspects[position + 1 :] if other.is_wrong(rtol))]
            raise Mismatch(
                explain(name, analytic, probes, wrong, rtol=rtol) + origin, name=name, got=analytic
            )
        skipped += verdict is Verdict.SKIPPED
    if skipped > max_skipped * len(probes):
        raise AssertionError(
            f"{name} cannot be judged: {skipped} of {len(probes)} entries lie on a kink of f: slopes left "
            f"and right of them differ (allowed: {show(100 * max_skipped)} %); choose other inputs{origin}"
        )
    entries = sum(probe.is_entry for probe in probes)
    return Agreement(entries=entries, skipped=skipped, directions=len(probes) - entries, calls=function.calls)


def _look_further(look: Callable[..., Slopes], along: int | Array, step: float, factor: float) -> Slopes:
    __tracebackhide__ = True
    return look(along, step=factor * step)


def _probe(
    look: Callable[..., Slopes], point: Array, analytic: Array, *, seed: int, step: float, max_entries: int
) -> list[Probe]:
    __tracebackhide__ = True
    rng = np.random.default_rng(seed)
    is_large = point.size > max_entries
    entries: Sequence[int] = range(point.size)
    if is_large:
        entries = sorted(rng.choice(point.size, _SAMPLED, replace=False).tolist())
    probes = [
        Probe(along=entry, slopes=look(entry, step=step), analytic=float(analytic.flat[entry]))
        for entry in entries
    ]
    for _ in range(_DIRECTIONS if is_large else 0):
        # of length 1, so that it moves f about as far as one entry does, and meets hardly more kinks
        direction = rng.choice([-1.0, 1.0], point.shape) / math.sqrt(point.size)
        terms = analytic * direction * np.maximum(1.0, np.abs(point))
        slopes = look(direction, step=step)
        size = float(np.linalg.norm(terms))
        probes.append(Probe(along=direction, slopes=slopes, analytic=float(np.sum(terms)), size=size))
    return probes


def _require_floats(value: Any, name: str) -> Array:
    if kind_of(value) != "float":
        what = f"dtype {value.dtype}" if type(value) is np.ndarray else describe(value)
        raise TypeError(f"{name} is {what}, expected float64")
    array = np.array(value, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} is not finite")
    return array


def _require_point(x: Any) -> Array:
    if type(x) is not np.ndarray:
        raise TypeError(f"x is {describe(x)}, expected an array of floats")
    point = _require_floats(x, "x")
    if point.size == 0:
        raise ValueError(f"x is empty, of shape {point.shape}: there is nothing to differentiate by")
    return point


def _require_repeatable(again: Array, middle: Array) -> None:
    __tracebackhide__ = True
    change = np.max(np.abs(again - middle), initial=0.0)
    if change > _REPEATABLE * np.max(np.abs(middle), initial=0.0):
        raise AssertionError(
            f"f(x) is not the same twice: it changed by {show(change)} with the same input; "
            "if it draws random numbers (dropout?), seed them inside f"
        )


def _choose_upstream(upstream: Any, middle: Array, seed: int, *, needed: bool) -> tuple[Array, str]:
    """The upstream gradient, and words for a message that say which one it is."""
    __tracebackhide__ = True
    if upstream is not None:
        above = _require_floats(upstream, "upstream")
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


def _compute(gradient: Callable[..., Any], point: Array, above: Array | None) -> Any:
    __tracebackhide__ = True
    x = point.copy()
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
    return got
