"""What can go wrong while a submission answers a check: each a class, with text that is safe to show.

Everything here is built by the trusted side. Text that came from the worker is cleaned and cut first, and
never parsed or used as a template.
"""

import re
import unicodedata

import msgspec

from grader import wire

__all__ = [
    "Defect",
    "NotAnswered",
    "StudentAttributeError",
    "StudentError",
    "StudentTypeError",
    "Unusable",
    "WorkerLost",
    "clean",
    "describe",
    "without_addresses",
]

MAX_MESSAGE = 600  # characters
_ADDRESS = re.compile(" at 0x[0-9a-fA-F]+")


class Defect(msgspec.Struct, frozen=True, kw_only=True):
    """An exception of the student's, as text: safe to show to staff and to the student."""

    kind: str
    type_name: str
    message: str
    lines: tuple[tuple[str, int, str], ...]


class StudentError(Exception):
    """The student's code raised. Holds text only; no class of the student's making exists here."""

    def __init__(self, defect: Defect) -> None:
        super().__init__(describe(defect))
        self.defect = defect


class StudentAttributeError(StudentError, AttributeError):
    """An object of the student's has no such attribute: so that ``hasattr`` and ``getattr`` work."""


class StudentTypeError(StudentError, TypeError):
    """An operation that an object of the student's does not have: so that ``list`` can try for a length."""


class NotAnswered(StudentError):
    """The answer is missing, or still the stub."""


class Unusable(AssertionError):
    """A check tried to judge by something that is not plain data."""


class WorkerLost(Exception):
    """The process that ran the student's code ended, hung, or broke the wire's rules."""

    def __init__(self, reason: str, *, timed_out: bool = False, ended: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out
        self.ended = ended  # by itself: how, is worth telling


def clean(text: str, limit: int = MAX_MESSAGE) -> str:
    """*text* without control characters other than newline and tab, cut to *limit* characters.

    Direction marks and other format characters go too: they make a terminal show what is not there.
    """
    kept = "".join(
        char
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
        else "\N{REPLACEMENT CHARACTER}"
        for char in text[: limit + 1]
    )
    return kept if len(text) <= limit else kept[:limit] + "…"


def without_addresses(text: str) -> str:
    """*text* without the places in memory that a ``repr`` tells, which are others in every run."""
    return _ADDRESS.sub("", text)


def defect_of(raised: wire.Raised) -> Defect:
    """A `Defect` with the worker's text cleaned."""
    return Defect(
        kind=raised.kind,
        type_name=clean(raised.type_name, 100),
        message=without_addresses(clean(raised.message)),
        lines=tuple((clean(label, 80), number, clean(text, 200)) for label, number, text in raised.lines),
    )


def describe(defect: Defect) -> str:
    """One or two lines: what was raised, and by which of the student's own lines."""
    text = f"{defect.type_name}: {defect.message}" if defect.message else defect.type_name
    if defect.lines:
        label, number, line = defect.lines[-1]
        where = f"line {number} of cell {label}"
        text += f"\n  at {where}: {line.strip()}" if line.strip() else f"\n  at {where}"
    return text
