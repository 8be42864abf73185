"""The ``#| key: value`` lines at the top of a cell. Refuses what is almost one, and values of a wrong kind.

An option line is exactly ``#| key: value``, with one space or more after ``#|`` and after the colon, at the
left margin, before anything else in the cell but blank lines and other option lines. A line that misses this
and would be lost in silence is an error. What counts as a miss is drawn where prose begins:

* ``#|`` at the top of a cell: always meant as an option, so anything wrong with it is an error.
* ``# |``, ``#!|`` and the like at the top, and any of these further down: an error where a known key, or one
  a typing error away from it, and ``:`` or ``=`` follow. A comment drawn as a table has no such line.
* ``#!``, ``#:`` or ``#-`` with a known key, in the leading comments of a check: an error.
* a bare ``# points: 2`` in the leading comments of a check: an error only if the value is of the key's kind.
  ``# points: see below`` is prose, and so is every bare ``# hint:``, whose value is prose itself.
"""

import math
import re
import unicodedata
from collections.abc import Callable

import msgspec

from grader.errors import OptionError
from grader.notebook.cells import CellKind, Role
from grader.notebook.spelling import distance, fold

__all__ = ["NAME", "Options", "read_options", "without_options"]

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")  # fullmatch: names of cells, and so of questions
MAX_HINT = 1000  # characters
MAX_SEED = 2**32 - 1  # numpy.random.seed takes no more

_EXACT = re.compile(r"#\| +([a-z]+): +(\S.*)")
_COMMENT = re.compile(r"\s*#(?P<sigil>\W*)(?P<key>[A-Za-z_]+)\s*(?P<sign>[:=]?)(?P<value>.*)")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the option lines of one cell say. None: not said."""

    name: str | None = None  # how reports call the cell; unique in the notebook, and needed by checks
    points: float | None = None  # 1 where it is not said
    question: str | None = None  # what the points belong to; else the solution cell before this one
    timeout: float | None = None  # CPU seconds; else check_seconds of the assignment
    hint: str | None = None  # told when the check does not pass
    seed: int | None = None  # of random and np.random, on both sides; else one for each submission
    given: tuple[str, ...] | None = None  # questions whose reference is defined if they have lost points


def read_options(text: str, *, role: Role, kind: CellKind, cell: str) -> Options:
    """The options of a cell with the source *text*.

    Raises:
        OptionError: A line is an option and wrong, or is almost one.
    """
    if role is Role.STAFF:  # removed as it stands
        return Options()
    values: dict[str, object] = {}
    at_top, among_comments = True, True
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        among_comments = among_comments and (not stripped or stripped.startswith("#"))
        at_top = at_top and (not stripped or line.startswith("#|"))
        if at_top and stripped:
            key, value = _option(line, role, kind, cell, number)
            if key in values:
                raise OptionError(f"'{key}' is given twice: keep one of them", cell=cell, line=number)
            values[key] = value
        else:
            _refuse_almost(line, role, kind, cell, number, top=among_comments)
    return msgspec.convert(values, Options)


def without_options(text: str) -> str:
    """*text* without its option lines and the blank lines around them."""
    lines = text.split("\n")
    first = next(
        (i for i, line in enumerate(lines) if line.strip() and not line.startswith("#|")), len(lines)
    )
    if not any(line.startswith("#|") for line in lines[:first]):
        return text
    return "\n".join(lines[first:])


def _option(line: str, role: Role, kind: CellKind, cell: str, number: int) -> tuple[str, object]:
    match = _EXACT.fullmatch(line.rstrip())
    if match is None:
        raise OptionError(
            f"{_shown(line)} is not written as an option: expected '#| key: value', such as '#| points: 2'",
            cell=cell,
            line=number,
        )
    key, text = match[1], match[2]
    if key not in _READERS:
        known = _near_key(key)
        guess = f" (did you mean '{known}'?)" if known else ""
        raise OptionError(
            f"unknown option '{key}'{guess}: expected {', '.join(_READERS)}", cell=cell, line=number
        )
    if key not in _allowed(role, kind):
        raise OptionError(f"option '{key}' {_misplaced(role, kind)}", cell=cell, line=number)
    value = _READERS[key](text)
    if isinstance(value, _Wrong):
        raise OptionError(f"{key}: got {_shown(text)}, expected {value.expected}", cell=cell, line=number)
    return key, value


def _allowed(role: Role, kind: CellKind) -> tuple[str, ...]:
    if role in (Role.CHECK, Role.HIDDEN):
        return tuple(_READERS)
    if role is Role.MANUAL:
        return ("name", "points", "question")
    return ("name",) if kind is CellKind.CODE else ()


def _misplaced(role: Role, kind: CellKind) -> str:
    if role is Role.MANUAL:
        return "has no meaning for a manual cell: expected name, points or question"
    if kind is CellKind.CODE:
        return (
            f"belongs to a check, and this is a {role.value} cell: tag the cell 'check' or 'hidden', "
            "or remove the line"
        )
    return "stands in a text cell without a role: tag the cell 'manual', or remove the line"


def _refuse_almost(line: str, role: Role, kind: CellKind, cell: str, number: int, *, top: bool) -> None:
    match = _COMMENT.fullmatch(unicodedata.normalize("NFKC", line))
    if match is None:
        return
    key, sigil, value = _near_key(match["key"]), match["sigil"].strip(), match["value"].strip()
    if key is None or not match["sign"]:
        return
    graded = role in (Role.CHECK, Role.HIDDEN, Role.MANUAL) and kind is CellKind.CODE
    if "|" in sigil:
        almost = True
    elif not (top and graded):
        almost = False
    elif sigil and not set(sigil) <= {"#"}:
        almost = True
    else:
        almost = key != "hint" and not isinstance(_READERS[key](value), _Wrong)
    if almost:
        raise OptionError(
            f"{_shown(line)} looks like an option and is none: write '#| {key}: {value or '...'}' "
            "at the left margin of the cell's first lines",
            cell=cell,
            line=number,
        )


def _near_key(word: str) -> str | None:
    folded = fold(word)
    for key in _READERS:
        allowed = 1 if len(key) < len("points") else 2
        if abs(len(folded) - len(key)) <= allowed and distance(folded, key) <= allowed:
            return key
    return None


def _shown(text: str) -> str:
    stripped = text.strip()
    return repr(stripped if len(stripped) <= 60 else f"{stripped[:57]}...")


class _Wrong(msgspec.Struct, frozen=True):
    expected: str


def _name(text: str) -> str | _Wrong:
    if NAME.fullmatch(text):
        return text
    return _Wrong("a name of lower-case letters, digits and hyphens, at most 64, such as dense-forward")


def _names(text: str) -> tuple[str, ...] | _Wrong:
    names = tuple(re.split(r"\s*,\s*", text))
    if all(NAME.fullmatch(name) for name in names) and len(set(names)) == len(names):
        return names
    return _Wrong("the names of questions, each once, with commas between them")


def _points(text: str) -> float | _Wrong:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if 0 <= number < math.inf else _Wrong("a number of points, zero or more, such as 2 or 0.5")


def _timeout(text: str) -> float | _Wrong:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if 0 < number < math.inf else _Wrong("a number of CPU seconds above zero, such as 10")


def _seed(text: str) -> int | _Wrong:
    # ten digits are enough for MAX_SEED: int() of a million of them is slow
    if re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= MAX_SEED:
        return int(text)
    return _Wrong(f"a whole number from 0 to {MAX_SEED}")


def _hint(text: str) -> str | _Wrong:
    if len(text) <= MAX_HINT and text.isprintable():
        return text
    return _Wrong(f"one line of at most {MAX_HINT} printable characters")


_READERS: dict[str, Callable[[str], object]] = {
    "name": _name,
    "points": _points,
    "question": _name,
    "timeout": _timeout,
    "hint": _hint,
    "seed": _seed,
    "given": _names,
}
