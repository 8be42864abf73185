"""Settles what a check's end means: an outcome, and the message that explains it."""

from typing import NamedTuple

import pytest

from grader.errors import GraderError
from grader.model import Outcome
from grader.submission.failures import NotAnswered, StudentError, WorkerLost, clean, without_addresses

__all__ = ["Verdict", "verdict_of"]

MAX_MESSAGE = 2_000  # characters
_KINDS = {"timeout": Outcome.TIMEOUT, "memory": Outcome.MEMORY, "error": Outcome.ERROR}
READ_ONLY = "read-only"


class Verdict(NamedTuple):
    """How a check ended, and why."""

    outcome: Outcome
    message: str


def verdict_of(
    error: BaseException | None,
    *,
    spoilt: Exception | None = None,
    ending: str | None,
    cell_error: str | None,
) -> Verdict:
    """What *error*, raised by a check or None, means.

    Args:
        spoilt: Why the check cannot pass, although it may have caught this and gone on.
        ending: How the check's process ended, where it ended by itself.
        cell_error: What the answer's own cell raised, where it did.
    """
    if error is None:
        error = spoilt
    if error is None:
        return Verdict(Outcome.PASSED, "")
    outcome, message = _explain(error, ending, cell_error)
    return Verdict(outcome, without_addresses(clean(message, MAX_MESSAGE)))


def _explain(error: BaseException, ending: str | None, cell_error: str | None) -> tuple[Outcome, str]:
    if isinstance(error, NotAnswered):
        return _not_answered(error, cell_error)
    if isinstance(error, StudentError):
        return _KINDS.get(error.defect.kind, Outcome.ERROR), str(error)
    if isinstance(error, WorkerLost):
        if error.timed_out:
            return Outcome.TIMEOUT, str(error)
        if ending is not None and "processor time" in ending:
            return Outcome.TIMEOUT, f"the submission's code {ending}"
        if ending is not None and "memory" in ending:
            return Outcome.MEMORY, f"the submission's code {ending}"
        return Outcome.CRASHED, f"{error}" if ending is None else f"the submission's code {ending}"
    if isinstance(error, pytest.skip.Exception):
        return Outcome.SKIPPED, str(error)
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Outcome.FAILED, _own_words(str(error)) or "an assertion of this check does not hold"
    if isinstance(error, GraderError | OSError):
        return Outcome.INFRASTRUCTURE, f"{type(error).__name__}: {error}"
    if isinstance(error, ValueError) and READ_ONLY in str(error):
        return Outcome.FAILED, (
            "this check writes into an array that it fetched from the submission, which would change nothing "
            "there, or that setup made, which other checks use: copy the array, change the copy, and set it "
            "back where the submission's is to change"
        )
    return Outcome.FAILED, f"what the submission gave cannot be used: {type(error).__name__}: {error}"


def _own_words(message: str) -> str:
    """What a check says for itself; pytest's account of the values only where it says nothing."""
    words, _, _ = message.partition("\nassert ")
    return words


def _not_answered(error: NotAnswered, cell_error: str | None) -> tuple[Outcome, str]:
    if error.defect.kind == "missing":
        if cell_error is not None:
            return (
                Outcome.ERROR,
                f"{error.defect.message} is not defined, because {cell_error}",
            )
        return Outcome.NOT_ANSWERED, f"{error.defect.message} is not defined"
    return Outcome.NOT_ANSWERED, "the answer is still missing: " + str(error)
