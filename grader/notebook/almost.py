"""Lines that are almost solution markers. Each is an error: read as a comment, it would publish the answer.

A line is compared from its first word on, and again from every ``#`` in it, so that a marker behind code is
seen. How far a spelling may be off before it is taken for prose depends on how loudly it is written:

* loud, that is with two ``#`` or more, or in capitals: two errors in each word (``## BEGN SOLUTOIN``), any
  spacing, joined words, anything behind it; headings of a text cell are as loud as that.
* quiet, a single ``#`` and small letters: one error in each word (``# begin soluton``).
* without any ``#``: capitals only, spelt right (``BEGIN SOLUTION``).

The markers of nbgrader and otter-grader are refused in the same way (``### BEGIN HIDDEN TESTS``,
``x = 1  # SOLUTION``): this project would keep what they remove.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from grader.errors import SolutionMarkerError
from grader.notebook.spelling import distance, fold, words

__all__ = ["BEGIN_SOLUTION", "BEGIN_STUB", "END_SOLUTION", "END_STUB", "MARKERS", "refuse_almost"]

BEGIN_SOLUTION = "### BEGIN SOLUTION"
END_SOLUTION = "### END SOLUTION"
BEGIN_STUB = "### BEGIN STUB"
END_STUB = "### END STUB"
MARKERS = frozenset({BEGIN_SOLUTION, END_SOLUTION, BEGIN_STUB, END_STUB})

_OURS = {
    ("begin", "solution"): BEGIN_SOLUTION,
    ("end", "solution"): END_SOLUTION,
    ("begin", "stub"): BEGIN_STUB,
    ("end", "stub"): END_STUB,
}
# errors that a word may have before it is another word, quiet and loud: 'find' is not 'end', 'best' not
# 'begin'
_ERRORS = {"begin": (1, 2), "end": (0, 1), "solution": (1, 2), "stub": (0, 1)}
_FILLERS = frozenset({"a", "the", "my", "our", "your", "of", "this"})

# what others write for the same, spelt right and in either order
_EDGES = frozenset({"begin", "begins", "start", "starts", "end", "ends", "stop", "stops", "finish"})
_SOLUTIONS = frozenset({"solution", "solutions", "answer", "answers"})
_OTHERS = frozenset({"prompt", "tests", "test", "hidden", "mark"})

_CAPITALS = re.compile(r"\b(BEGIN|END)[\W_]*(SOLUTION|STUB)S?(?![a-z])")
_ALONE = re.compile(r"^\s*##+\s*(BEGIN|END)[\W_]*$")
_OTTER = re.compile(r"#\s*SOLUTION(?:\s+(?:NO PROMPT|HERE))?[\W_]*$|^\s*#+\s*SOLUTION\b")
_COMMENT = re.compile(r"(?:#|<!--|//)[\W_]*")
_WINDOW = 80  # characters after the start of a comment: a marker's words stand in its first few


def refuse_almost(lines: Sequence[str], *, cell: str) -> None:
    """Refuse the first of *lines* that is almost a marker.

    Args:
        cell: How the message calls the cell.

    Raises:
        SolutionMarkerError: It says what to write instead.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip(" \t") not in MARKERS and (advice := _advice(line)) is not None:
            stripped = line.strip()
            shown = repr(stripped if len(stripped) <= 60 else f"{stripped[:57]}...")
            raise SolutionMarkerError(
                f"{shown} looks like a solution marker: {advice}", cell=cell, line=number
            )


def _advice(line: str) -> str | None:
    plain = unicodedata.normalize("NFKC", line)
    if found := _CAPITALS.search(plain):
        return _write(_OURS[found[1].lower(), found[2].lower()])
    if found := _ALONE.search(plain):
        return _write(_OURS[found[1].lower(), "solution"])
    for start, loud, joined in _comments(plain):
        if loud and (marker := _joined(joined)) is not None:
            return _write(marker)
        if (marker := _ours(start, loud=loud)) is not None:
            return _write(marker)
        if _foreign(start, loud=loud):
            return (
                f"it is another tool's, and nothing would be removed here: use '{BEGIN_SOLUTION}' and "
                f"'{END_SOLUTION}', or a cell with the tag 'hidden'"
            )
    if _OTTER.search(plain):
        return f"put the answer between '{BEGIN_SOLUTION}' and '{END_SOLUTION}', each on a line of its own"
    return None


def _write(marker: str) -> str:
    return f"write '{marker}' on a line of its own"


def _comments(line: str) -> Iterator[tuple[list[str], bool, str]]:
    """Of each part of *line* that could be a comment: its first words, whether it is loud, it all joined."""
    for found in _COMMENT.finditer(line):
        rest = line[found.end() : found.end() + _WINDOW]
        as_written = [word for word in re.split(r"[\W_]+", rest) if word][:2]
        capitals = bool(as_written) and all(word.isupper() for word in as_written)
        # words() would take an all-capitals typing error such as 'BEGiN' apart
        first = [fold(word) for word in as_written] if _ours_like(as_written) else words(rest)
        loud = capitals or found[0].count("#") > 1
        yield [word for word in first if word not in _FILLERS][:2], loud, fold(rest)


def _ours_like(as_written: Sequence[str]) -> bool:
    return _ours([fold(word) for word in as_written], loud=True) is not None


def _ours(start: Sequence[str], *, loud: bool) -> str | None:
    for (first, second), marker in _OURS.items():
        if len(start) > 1 and _near(start[0], first, loud=loud) and _near(start[1], second, loud=loud):
            return marker
        if start and _within(start[0], first + second, 2 if loud else 1):
            return marker
    return None


def _joined(body: str) -> str | None:
    """The marker that *body* is but for one error, wherever its spaces are: ``BE GIN SOLUTION``."""
    for (first, second), marker in _OURS.items():
        if _within(body, first + second, 1):
            return marker
    return None


def _near(word: str, meant: str, *, loud: bool) -> bool:
    return _within(word, meant, _ERRORS[meant][loud])


def _within(word: str, meant: str, errors: int) -> bool:
    return abs(len(word) - len(meant)) <= errors and distance(word, meant) <= errors


def _foreign(start: Sequence[str], *, loud: bool) -> bool:
    if len(start) < 2:
        return False
    first, second = start
    if first in _EDGES:
        return second in _SOLUTIONS or (loud and second in _OTHERS)
    return loud and first in _SOLUTIONS and second in _EDGES
