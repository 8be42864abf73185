"""Turns an exception of the student's into text: type, message and the student's own lines."""

import linecache
from types import TracebackType

from grader import wire
from grader.worker.limits import TimeLimit
from grader.worker.shell import cell_label

__all__ = ["MissingName", "describe"]

MAX_LINES = 20


class MissingName(Exception):
    """The notebook defines no such name at this place."""


def describe(error: BaseException) -> wire.Raised:
    """Describe *error* for the wire. Never raises, whatever the exception's own methods do."""
    if isinstance(error, TimeLimit):
        kind = "timeout"
    elif isinstance(error, MemoryError):
        kind = "memory"
    elif isinstance(error, MissingName):
        kind = "missing"
    elif type(error) is NotImplementedError:
        kind = "unanswered"
    else:
        kind = "error"
    try:
        message = str(error.msg if isinstance(error, SyntaxError) else error)
    except BaseException:
        message = ""
    try:
        lines = _own_lines(error)
    except BaseException:
        lines = ()
    return wire.Raised(kind, type(error).__name__, message, lines)


def _own_lines(error: BaseException) -> tuple[tuple[str, int, str], ...]:
    lines = []
    traceback: TracebackType | None = error.__traceback__
    while traceback is not None:
        lines.append((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
        traceback = traceback.tb_next
    if isinstance(error, SyntaxError) and error.filename:
        lines.append((error.filename, error.lineno or 0))
    found = []
    for file_name, number in lines:
        label = cell_label(file_name)
        if label is not None:
            found.append((label, number, linecache.getline(file_name, number).rstrip("\n")))
    return tuple(found[-MAX_LINES:])
