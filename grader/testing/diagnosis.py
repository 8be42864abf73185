"""A guess at what went wrong, from the numbers alone: one short clause, or nothing.

Pure: gets arrays of one shape, gives text. Refuses to guess where a guess would always fit, such as the ratio
of two single numbers.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.testing.forms import show

__all__ = ["diagnose"]

Numbers = npt.NDArray[Any]

_LARGEST_FACTOR = 100_000  # a batch or a data set is not larger
_NARROW_RTOL = 1e-4  # float32 after some hundred operations: measured 8e-6 to 8e-5 in two-layer networks


def diagnose(
    got: Numbers,
    expected: Numbers,
    tolerance: npt.NDArray[np.float64],
    *,
    parts: Mapping[str, Numbers] | None = None,
) -> str:
    """What would explain the difference, or an empty string.

    Args:
        got: Float or complex, finite, shaped like *expected*; at least one entry is out of tolerance.
        tolerance: Largest difference per entry that counts as agreement, shaped like *expected*; infinite for
            entries that say nothing.
        parts: What a missing term, or a missing factor, may be made of, by its name; shaped like *expected*.
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
    if np.count_nonzero(telling) > 2:
        for name, part in (parts or {}).items():
            if reason := _name_part(got, expected, tolerance, name, part):
                return reason
    return _name_slice(np.abs(got - expected) > tolerance) or _name_rest(got, expected, tolerance)


def _is_narrow(got: Numbers, expected: Numbers) -> bool:
    error = np.abs(got - expected)
    size = np.abs(expected)
    return bool(np.all(error <= _NARROW_RTOL * size + 1e-6 * np.max(size)))


def _factor(got: Numbers, expected: Numbers) -> float:
    """``got / expected`` by least squares; whole, or one over whole, where it nearly is; 0.0 beyond 1e9."""
    factor = _share(got, expected)
    if not 1e-9 < abs(factor) < 1e9:  # nothing of the kind, or overflow
        return 0.0
    whole = round(factor) if abs(factor) > 1 else round(1 / factor)
    candidate = float(whole) if abs(factor) > 1 else 1 / whole
    return candidate if abs(whole) > 1 and abs(factor / candidate - 1) < 1e-4 else factor


def _share(of: Numbers, part: Numbers) -> float:
    """How many times *part* is in *of*, by least squares; 0.0 where that says nothing."""
    largest = np.max(np.abs(part), initial=0.0)
    if not largest:
        return 0.0
    part, of = part / largest, of / largest  # squares would overflow, or vanish
    return float((np.vdot(part, of) / np.vdot(part, part)).real)


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


def _name_part(
    got: Numbers, expected: Numbers, tolerance: npt.NDArray[np.float64], name: str, part: Numbers
) -> str:
    def explains(candidate: Numbers) -> bool:
        return bool(np.all(np.abs(candidate - expected) <= tolerance))

    if explains(got * part):
        return f"times the {name}, it would be right: is that factor missing?"
    if np.all(got == part):
        return f"this is the {name} itself: is a factor missing?"
    weighed = np.isfinite(tolerance)
    share = _share((got - expected)[weighed], part[weighed])
    if share and explains(got - share * part):
        many = "missing" if share < 0 else "too many"
        return f"a term of {show(abs(share))} times the {name} is {many}"
    return ""


def _name_slice(wrong: npt.NDArray[np.bool_]) -> str:
    """Which rows or columns are wrong, or right, where they are few and together."""
    if wrong.ndim < 2 or np.count_nonzero(wrong) < 2:
        return ""
    for axis, word in ((0, "row"), (wrong.ndim - 1, "column")):
        shares = wrong.mean(axis=tuple(other for other in range(wrong.ndim) if other != axis))
        if shares.size < 3:
            continue  # of two rows, one wrong is chance
        bad, good = np.flatnonzero(shares), np.flatnonzero(shares == 0)
        if bad.size == 1 or (0 < bad.size <= good.size and _is_end(bad, shares.size)):
            return f"all of them in {_name_lines(bad, shares.size, word)}"
        if not good.size or np.any(shares[bad] < 0.5):  # less is scattered entries that happen to miss one
            continue
        if good.size == 1 or _is_end(good, shares.size):
            verb = "is" if good.size == 1 else "are"
            return f"only {_name_lines(good, shares.size, word)} {verb} right"
    return ""


def _is_end(lines: npt.NDArray[np.intp], count: int) -> bool:
    """Whether *lines* are the first or the last of *count*, without a gap."""
    return bool(np.ptp(lines) == lines.size - 1 and (lines[0] == 0 or lines[-1] == count - 1))


def _name_lines(lines: npt.NDArray[np.intp], count: int, word: str) -> str:
    if lines.size > 1:
        return f"the {'last' if lines[-1] == count - 1 else 'first'} {lines.size} {word}s"
    return f"the last {word}" if lines[0] == count - 1 else f"{word} {lines[0]}"


def _name_rest(got: Numbers, expected: Numbers, tolerance: npt.NDArray[np.float64]) -> str:
    difference = got - expected
    wrong = np.abs(difference) > tolerance
    if np.count_nonzero(wrong) > 1 and not got[wrong].any():
        return "those that differ are zero: is a term missing there?"
    if got.ndim != 2 or not np.isfinite(tolerance).all():
        return ""
    for axis, word in ((0, "column"), (1, "row")):
        shift = difference.mean(axis=axis, keepdims=True)
        if got.shape[axis] > 2 and np.all(np.abs(difference - shift) <= tolerance):
            return f"each {word} is off by a number of its own: is a term missing, the same in all of it?"
    return ""
