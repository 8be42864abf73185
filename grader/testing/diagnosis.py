"""A guess at what went wrong, from the numbers alone: one short clause, or nothing.

Pure: gets arrays of one shape, gives text. Refuses to guess where a guess would always fit, such as the ratio
of two single numbers.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.testing.forms import show

__all__ = ["diagnose"]

Numbers = npt.NDArray[Any]

_LARGEST_FACTOR = 100_000  # a batch or a data set is not larger
_NARROW_RTOL = 1e-4  # float32 after some hundred operations: measured 8e-6 to 8e-5 in two-layer networks


def diagnose(got: Numbers, expected: Numbers, tolerance: npt.NDArray[np.float64]) -> str:
    """What would explain the difference, or an empty string.

    Args:
        got: Float or complex, finite, shaped like *expected*; at least one entry is out of tolerance.
        tolerance: Largest difference per entry that counts as agreement, shaped like *expected*; infinite for
            entries that say nothing.
    """

    def explains(candidate: Numbers) -> bool:
        return bool(np.all(np.abs(candidate - expected) <= tolerance))

    weighed = np.isfinite(tolerance)
    telling = weighed & (np.abs(expected) > tolerance)  # entries whose size is known
    if not got.any() and telling.any():
        return "every entry is zero" if got.ndim else ""
    if got.itemsize < expected.itemsize and _is_narrow(got, expected):
        return f"the result is {got.dtype}: compute in {expected.dtype}"
    if telling.any() and explains(-got):
        return "the sign is flipped"
    if got.ndim == 2 and got.shape[0] == got.shape[1] > 1 and explains(got.T):
        return "this is the transpose of what was expected"
    if telling.any():
        factor = _factor(got[telling], expected[telling])
        if factor and explains(got / factor):
            return _name_factor(factor, entries=int(telling.sum()))
    if np.count_nonzero(weighed) > 1:
        shift = np.median((got - expected)[weighed].real)
        if shift and explains(got - shift):
            return f"every entry is off by {show(shift)}"
    return _name_slice(np.abs(got - expected) > tolerance)


def _is_narrow(got: Numbers, expected: Numbers) -> bool:
    error = np.abs(got - expected)
    size = np.abs(expected)
    return bool(np.all(error <= _NARROW_RTOL * size + 1e-6 * np.max(size)))


def _factor(got: Numbers, expected: Numbers) -> float:
    """``got / expected`` by least squares; whole, or one over whole, where it nearly is; 0.0 beyond 1e9."""
    factor = float((np.vdot(expected, got) / np.vdot(expected, expected)).real)
    if not 1e-9 < abs(factor) < 1e9:  # nothing of the kind, or overflow
        return 0.0
    whole = round(factor) if abs(factor) > 1 else round(1 / factor)
    candidate = float(whole) if abs(factor) > 1 else 1 / whole
    return candidate if abs(whole) > 1 and abs(factor / candidate - 1) < 1e-4 else factor


def _name_factor(factor: float, *, entries: int) -> str:
    size = abs(factor)
    inverse = round(1 / size) if size < 1 else 0
    is_whole = size == round(size) if size > 1 else abs(size * inverse - 1) < 1e-12
    is_whole = is_whole and 2 <= max(size, inverse) <= _LARGEST_FACTOR
    if entries == 1 and not is_whole:
        return ""  # two numbers always have a ratio
    subject = "every entry is" if entries > 1 else "that is"
    amount = (
        f"{'minus ' if factor < 0 else ''}1/{inverse} of"
        if is_whole and inverse
        else f"{show(factor, 6)} times"
    )
    guess = ""
    if is_whole:
        guess = (
            ": mean where sum is meant, or a mean taken twice?" if inverse else ": sum where mean is meant?"
        )
    return f"{subject} {amount} what was expected{guess}"


def _name_slice(wrong: npt.NDArray[np.bool_]) -> str:
    if wrong.ndim < 2 or np.count_nonzero(wrong) < 2:
        return ""
    for axis, word in ((0, "row"), (wrong.ndim - 1, "column")):
        shares = wrong.mean(axis=tuple(other for other in range(wrong.ndim) if other != axis))
        last = shares.size - 1
        if last < 2:
            continue  # of two rows, one wrong is chance
        bad, good = np.flatnonzero(shares), np.flatnonzero(shares == 0)
        if bad.size == 1:
            return f"all of them in {f'the last {word}' if bad[0] == last else f'{word} {bad[0]}'}"
        if good.size == 1 and np.all(shares[bad] >= 0.5):  # less is scattered entries that happen to miss one
            return f"only {f'the last {word}' if good[0] == last else f'{word} {good[0]}'} is right"
    return ""
