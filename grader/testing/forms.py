"""What a result *is*, before what it is worth: type, then shape, then kind of number, then finiteness.

Refuses everything but exact types: an ndarray subclass, a list where an array is meant, an int where floats
are meant. An unknown object is only ever asked for the name of its type; its ``==``, ``bool``, ``float`` and
``repr`` are never called, because they may be a student's.
"""

from types import GeneratorType
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "advise",
    "describe",
    "is_number",
    "kind_of",
    "refuse_nonfinite",
    "require_form",
    "show",
    "show_pair",
]

Numbers = npt.NDArray[Any]

_KINDS = {"b": "bool", "i": "integer", "u": "integer", "f": "float", "c": "complex"}
_PYTHON_KINDS: dict[type, str] = {bool: "bool", int: "integer", float: "float", complex: "complex"}
_SCALAR_KINDS: dict[type, str] = _PYTHON_KINDS | {
    scalar: _KINDS[np.dtype(scalar).kind]
    for scalar in set(np.sctypeDict.values())
    if np.dtype(scalar).kind in _KINDS
}
_NAME_LENGTH = 60  # characters of a foreign type's name
_LONGEST_INTEGER = 128  # bits; a longer one is described, not printed


def is_number(value: object) -> bool:
    """Whether *value* is exactly a Python bool, int, float or complex, or a numpy scalar of those kinds."""
    return type(value) in _SCALAR_KINDS


def kind_of(value: object) -> str | None:
    """``bool``, ``integer``, ``float`` or ``complex`` for a number or an array of numbers; else None."""
    if type(value) is np.ndarray:
        return _KINDS.get(value.dtype.kind)
    return _SCALAR_KINDS.get(type(value))


def describe(value: object) -> str:
    """Words for what *value* is, for a message: ``a list of 3``, ``an array of shape (4,)``, ``a Dense``."""
    if value is None:
        return "None"
    if type(value) is np.ndarray:
        return f"an array of shape {value.shape}"
    if type(value) in (list, tuple, dict):
        return f"a {type(value).__name__} of {len(value)}"  # type: ignore[arg-type]
    name = "".join(letter for letter in type(value).__name__[:_NAME_LENGTH] if letter.isprintable())
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"  # "a uint8", hence no u


def require_form(got: object, expected: object, *, name: str, scalar_ok: bool = False) -> Numbers:
    """*got* as an array, once it has the type, shape and kind of *expected*, a number or a plain array.

    Widths may differ (float32 for float64); kinds may not (int for float).

    Raises:
        AssertionError: It is something else; the message says what, and what was expected.
    """
    __tracebackhide__ = True
    is_array = type(got) is np.ndarray
    expects_array = type(expected) is np.ndarray
    kinds = f"{name} is {describe(got)}, expected {describe(expected)}"
    if not is_array and not is_number(got):
        raise AssertionError(kinds + advise(got, expects_array=expects_array))
    array, model = np.asarray(got), np.asarray(expected)
    if is_array != expects_array and not (scalar_ok and array.ndim == model.ndim == 0):
        raise AssertionError(
            kinds + (": .item() takes the number out" if is_array and not array.ndim else "")
        )
    if array.shape != model.shape:
        advice = ": transposed?" if array.ndim > 1 and array.shape == model.shape[::-1] else ""
        raise AssertionError(f"{name} has shape {array.shape}, expected {model.shape}{advice}")
    if kind_of(got) != kind_of(expected):
        raise AssertionError(f"{name} has dtype {array.dtype}, expected {model.dtype}" if is_array else kinds)
    return array


def advise(got: object, *, expects_array: bool) -> str:
    """What to do about a *got* of the wrong type: the end of a message, or nothing."""
    if got is None:
        return ": does the function return its result?"
    if isinstance(got, np.ndarray) and type(got) is not np.ndarray:
        return ": np.asarray(...) makes a plain array of it"
    if type(got) in (list, tuple) and expects_array:
        return ": np.array(...) makes an array of it"
    if type(got) is GeneratorType:
        return ": list(...) runs it"
    return ""


def refuse_nonfinite(array: Numbers, *, name: str) -> None:
    """Raise if any entry of *array* is NaN or infinite.

    Raises:
        AssertionError: It says how many are, and where the first of them is.
    """
    __tracebackhide__ = True
    wrong = ~np.isfinite(array)
    if not wrong.any():
        return
    if array.ndim == 0:
        raise AssertionError(f"{name} is {show(array[()])}, expected a finite number")
    first = np.unravel_index(int(np.argmax(wrong)), array.shape)
    raise AssertionError(
        f"{name} is not finite in {np.count_nonzero(wrong)} of {array.size} entries; "
        f"first at {[int(i) for i in first]}: got {show(array[first])}"
    )


def show(number: Any, digits: int = 3) -> str:
    """*number* in at most *digits* significant digits; whole numbers in full."""
    kind = kind_of(number)
    if kind == "bool":
        return str(bool(number))
    if kind == "integer":
        whole = int(number)
        bits = whole.bit_length()
        return str(whole) if bits <= _LONGEST_INTEGER else f"an integer of {bits} bits"
    return f"{number:.{digits}g}"


def show_pair(got: Any, expected: Any) -> tuple[str, str]:
    """Both numbers with as many digits as it takes to tell them apart, three at least."""
    for digits in (3, 4, 6, 9, 12, 17):
        pair = show(got, digits), show(expected, digits)
        if pair[0] != pair[1]:
            break
    return pair
