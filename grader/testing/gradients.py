"""Gradients against finite differences: for checks, and for students who debug a backward pass.

Refuses to say "right" where the differences say nothing: a numerical gradient of zero, a function that is not
the same twice, too many entries on kinks. Formulas and constants are explained in docs/gradients.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.testing.differences import STEP, Function, Slopes, measure
from grader.testing.findings import explain, explain_hidden, refuse_silence
from grader.testing.forms import refuse_nonfinite, require_form, show
from grader.testing.mismatch import Mismatch
from grader.testing.probes import Look, first_wrong_entry, look_inside, take_probes
from grader.testing.subjects import (
    call_elsewhere,
    choose_upstream,
    compute_gradient,
    require_floats,
    require_point,
    require_repeatable,
)
from grader.testing.verdicts import Verdict

__all__ = ["Agreement", "assert_gradient", "numerical_vjp"]

Array = npt.NDArray[np.float64]

_RTOL, _NARROW_RTOL = 1e-6, 1e-4  # the second in float32: measured 8e-6 to 8e-5 in two-layer networks
_NARROW_SLACK = 10 * float(np.finfo(np.float32).eps)  # of the largest entry: sums in float32 cancel


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
    point, function = require_point(x), Function(f)
    above = require_floats(upstream, "upstream")
    middle = function.like(point, above)
    look = _look_at(function, point, above, middle, claim=np.zeros_like(point))
    slopes = [look_inside(look, entry, step).central for entry in range(point.size)]
    return np.array(slopes, dtype=np.float64).reshape(point.shape)


def assert_gradient(
    f: Callable[[Array], Any],
    x: npt.NDArray[np.floating[Any]],
    gradient: Any,
    *,
    upstream: Any = None,
    seed: int = 0,
    name: str = "gradient",
    rtol: float | None = None,
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

    Calls *f* 2 + 2 * x.size times, or 2 + 2 * 53 times above *max_entries*: for 50 entries and 3 random
    directions. Once more for a *gradient* that is a function; 2 to 30 times more for each entry that
    disagrees at the first look, until one is known to be wrong; up to 6 more per entry where f is so much
    larger than its slopes that rounding would hide a mistake.

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
            (20 * eps * |f| / step) and, where that is not enough, what is left of the truncation after
            extrapolation from a second step. None stands for 1e-6, and where both *x* and the gradient are
            in float32, for 1e-4 and 1e-6 of the largest entry on top.
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
    if rtol is not None and not 0 <= rtol < 1:
        raise ValueError(f"rtol is {rtol}, expected 0 <= rtol < 1: with 1, a gradient of zeros passes")
    point, function = require_point(x), Function(f)
    if callable(gradient):
        call_elsewhere(function, point)
    middle = function(point)
    above, origin = choose_upstream(upstream, middle, seed, needed=not callable(gradient))
    if callable(gradient):
        takes_upstream = upstream is not None or middle.ndim > 0
        given = above if takes_upstream else None
        got = compute_gradient(gradient, function, point, middle, given, name=name)
    else:
        require_repeatable(function, point, middle)
        got = gradient
    analytic = require_form(got, np.empty_like(point), name=name)
    refuse_nonfinite(analytic, name=name)
    claim = analytic.astype(np.float64)
    is_narrow = rtol is None and analytic.dtype == x.dtype == np.float32
    look = _look_at(function, point, above, middle, claim=claim)
    probes = take_probes(
        look,
        claim,
        seed=seed,
        step=step,
        rtol=(_NARROW_RTOL if is_narrow else _RTOL) if rtol is None else rtol,
        slack=_NARROW_SLACK * float(np.max(np.abs(claim))) if is_narrow else 0.0,
        max_entries=max_entries,
    )
    if not zero_ok:
        refuse_silence(probes, name)
    skipped = 0
    suspects = sorted(probes, key=lambda probe: (not probe.is_entry, -probe.slopes.error))
    for position, probe in enumerate(suspects):
        verdict = probe.judge(look)
        skipped += verdict is Verdict.SKIPPED
        if verdict is not Verdict.DIFFERS:
            continue
        if probe.is_entry:
            # no further calls: the verdict is known, and the rest is counted by what the first look said
            wrong = [probe, *(other for other in suspects[position + 1 :] if other.is_wrong)]
            parts = {"input": point} | ({"upstream gradient": above} if above.shape == point.shape else {})
            message = explain(name, analytic, probes, wrong, parts)
        else:
            message = explain_hidden(name, analytic, probes, probe, first_wrong_entry(look, probe))
        raise Mismatch(message + origin, name=name, got=analytic)
    if skipped > max_skipped * len(probes):
        raise AssertionError(
            f"{name} cannot be judged: {skipped} of {len(probes)} entries lie on a kink of f: slopes left "
            f"and right of them differ (allowed: {show(100 * max_skipped)} %); choose other inputs{origin}"
        )
    entries = sum(probe.is_entry for probe in probes)
    return Agreement(entries=entries, skipped=skipped, directions=len(probes) - entries, calls=function.calls)


def _look_at(f: Function, point: Array, upstream: Array, middle: Array, *, claim: Array) -> Look:
    def look(along: int | Array, step: float) -> Slopes:
        __tracebackhide__ = True
        return measure(f, point, along, upstream=upstream, middle=middle, claim=claim, step=step)

    return look
