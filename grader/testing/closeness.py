"""Comparison of a result with what was expected: type, shape, kind of number, finiteness, value, in this
order.

Refuses to broadcast, to take a list for an array or an int for a float, to let NaN equal anything, and to ask
an unknown object for anything but the name of its type.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.testing.diagnosis import diagnose
from grader.testing.forms import (
    advise,
    describe,
    is_number,
    kind_of,
    refuse_nonfinite,
    require_form,
    show,
    show_pair,
)
from grader.testing.mismatch import Mismatch

__all__ = ["ROUNDING", "assert_close"]

ROUNDING = 1e-12
"""Default ``atol``, in units of the largest expected entry.

About 4,500 eps of float64: another order of summation moves an entry that cancels to nearly zero by some eps
of its large neighbours (a dot product of n terms by about sqrt(n) eps), never by this much; a mistake moves
it by more. With 0 instead, a right answer of 1e-17 where 0 is expected would fail.
"""


def assert_close(
    got: object,
    expected: object,
    *,
    rtol: float = 1e-7,
    atol: float | None = None,
    name: str | None = None,
    finite: bool = True,
    scalar_ok: bool = False,
) -> None:
    """Check that *got* is what was *expected*, in every entry.

    Values agree where ``|got - expected| <= atol + rtol * |expected|``. In a notebook, below the
    function that you wrote::

        from grader.testing import assert_close

        layer = Dense(3, 4)
        layer.weights = np.linspace(-1, 1, 12).reshape(3, 4)
        out = layer.forward(np.ones((2, 3)))
        assert_close(out, np.ones((2, 3)) @ layer.weights + layer.biases, name="forward")

    Args:
        got: What the function under test returned. It must be of the type of *expected*: a number for a
            number, a plain array of the same shape for an array, a list, tuple or dict of the same length or
            keys for one. Numbers are Python's and numpy's scalars alike; widths may differ (float32 for
            float64), kinds may not (int for float). Array subclasses (matrix, masked arrays) are refused.
        expected: A number, an array of numbers, None, or a list, tuple or dict of these. Integers and
            booleans are compared exactly.
        rtol: Allowed difference relative to each expected entry, below 1. 1e-7 is far above float64's
            rounding (2e-16) in any sensible order of operations, and far below what a mistake does; results
            in float32 carry 1.2e-7 and need 1e-5.
        atol: Allowed absolute difference, in the units of *expected*. None stands for 1e-12 times the largest
            ``|expected|`` of the array, which makes the verdict independent of scale (see `ROUNDING`). Where
            tiny entries matter beside large ones, as in the tail of a softmax, pass 0.
        name: What the message calls *got*, such as ``"weights gradient"``; ``"result"`` by default.
        finite: Refuse NaN and infinity in *got*. When False, they must stand where they stand in *expected*.
        scalar_ok: Let a number and an array of shape ``()`` stand for each other. Nothing else ever does.

    Raises:
        AssertionError: *got* is something else. The message says where, what was got, what was expected, and
            the likely reason when the numbers show one.
        TypeError, ValueError: The check itself is wrong: *expected* is no such thing, or not finite, or a
            tolerance is impossible.
    """
    __tracebackhide__ = True
    if not 0 <= rtol < 1:
        raise ValueError(f"rtol is {rtol}, expected 0 <= rtol < 1: with 1, a result of zeros passes")
    if atol is not None and not 0 <= atol < math.inf:
        raise ValueError(f"atol is {atol}, expected a finite number that is not negative")

    def compare(got: Any, expected: Any, name: str) -> None:
        __tracebackhide__ = True
        if type(expected) in (list, tuple):
            _require_same(got, expected, name)
            for position, member in enumerate(expected):
                compare(got[position], member, f"{name}[{position}]")
        elif type(expected) is dict:
            _require_same(got, expected, name)
            for key, member in expected.items():
                compare(got[key], member, f"{name}[{key!r}]")
        elif expected is None:
            if got is not None:
                raise AssertionError(f"{name} is {describe(got)}, expected None")
        elif kind_of(expected) is None:
            raise TypeError(
                f"{name}: assert_close compares numbers, got {describe(expected)} as what is expected"
            )
        else:
            array = require_form(got, expected, name=name, scalar_ok=scalar_ok)
            if kind_of(expected) in ("float", "complex"):
                _compare_inexact(array, np.asarray(expected), rtol, atol, name, finite=finite)
            else:
                _compare_exact(got, expected, name)

    name = "result" if name is None else name
    try:
        compare(got, expected, name)
    except AssertionError as error:
        raise Mismatch(str(error), name=name, got=got) from None


def _require_same(got: Any, expected: Any, name: str) -> None:
    __tracebackhide__ = True
    if type(got) is not type(expected):
        raise AssertionError(
            f"{name} is {describe(got)}, expected {describe(expected)}{advise(got, expects_array=False)}"
        )
    if type(got) is dict:
        # only exact text and ints are looked up: the == of a foreign key may be a student's
        for key in got:
            if type(key) is not str and type(key) is not int:
                raise AssertionError(f"{name} has a key that is {describe(key)}, expected text or an int")
        missing = [key for key in expected if key not in got]
        surplus = [key for key in got if key not in expected]
        if missing:
            found = ", ".join(_show_key(key) for key in list(got)[:8]) or "none"
            raise AssertionError(f"{name} lacks the key {_show_key(missing[0])}; its keys: {found}")
        if surplus:
            raise AssertionError(f"{name} has the key {_show_key(surplus[0])}, which is not expected")
    elif len(got) != len(expected):
        raise AssertionError(f"{name} has length {len(got)}, expected {len(expected)}")


def _show_key(key: str | int) -> str:
    return show(key) if type(key) is int else repr(str(key)[:40])


def _compare_exact(got: Any, expected: Any, name: str) -> None:
    __tracebackhide__ = True
    if is_number(got) or got.ndim == 0:
        if int(got) != int(expected):  # Python ints: uint64 and int64 have no common type
            raise AssertionError(f"{name} is {show(got)}, expected {show(expected)}")
        return
    got, expected = np.asarray(got), np.asarray(expected)
    wrong = got != expected
    if np.any(wrong):
        count = f"{np.count_nonzero(wrong)} of {wrong.size} entries"
        first = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        place = [int(i) for i in first]
        values = f"got {show(got[first])}, expected {show(expected[first])}"
        raise AssertionError(f"{name} differs in {count}; first at {place}: {values}")


def _compare_inexact(
    got: npt.NDArray[Any],
    expected: npt.NDArray[Any],
    rtol: float,
    atol: float | None,
    name: str,
    *,
    finite: bool,
) -> None:
    __tracebackhide__ = True
    usable = np.isfinite(expected)
    if finite:
        if not usable.all():
            raise ValueError(f"{name}: what is expected is not finite; pass finite=False if this is meant")
        refuse_nonfinite(got, name=name)
    # judged in float64 at least: rtol * |expected| overflows to inf in float16, and everything would pass
    wide = np.result_type(expected.dtype, got.dtype, np.float64)
    ours, theirs = expected.astype(wide), got.astype(wide)
    size = np.where(usable, np.abs(ours), 0.0)
    with np.errstate(all="ignore"):
        allowed = (ROUNDING * np.max(size, initial=0.0) if atol is None else atol) + rtol * size
        difference = np.abs(theirs - ours)
        if finite:
            wrong = ~(difference <= allowed)
        else:
            same = (theirs == ours) | (np.isnan(theirs) & np.isnan(ours))
            wrong = ~np.where(usable, difference <= allowed, same)
    if not wrong.any():
        return
    worst = np.unravel_index(
        int(np.argmax(np.where(wrong, np.nan_to_num(difference, nan=np.inf), -1))), wrong.shape
    )
    pair = show_pair(theirs[worst], ours[worst])
    reason = ""
    if np.isfinite(difference).all():
        with np.errstate(all="ignore"):
            reason = diagnose(got, expected, np.asarray(allowed, dtype=np.float64))
    reason = f"; {reason}" if reason else ""
    if wrong.ndim == 0:
        raise AssertionError(f"{name} is {pair[0]}, expected {pair[1]}{reason}")
    raise AssertionError(
        f"{name} differs in {np.count_nonzero(wrong)} of {wrong.size} entries; "
        f"worst at {[int(i) for i in worst]}: got {pair[0]}, expected {pair[1]}{reason}"
    )
