"""What went wrong most often: messages that differ in numbers only are one failure."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from grader.model import CheckResult, Outcome, Report, Status
from grader.statistics.marks import marked_by_hand

__all__ = ["Failure", "Mistake", "common_failures", "matched_mistakes", "without_numbers"]

SAID = (  # ends whose message tells what the answer did
    Outcome.FAILED,
    Outcome.ERROR,
    Outcome.TIMEOUT,
    Outcome.MEMORY,
    Outcome.CRASHED,
    Outcome.NOT_ANSWERED,
)
MAX_KEY = 400  # characters of a message that are compared
_NUMBER = re.compile(r"(?<![\w.])[+-]?(?:0x[0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+|nan\b|inf\b)")
_NUMBERS = re.compile(r"#(?:, ?| )#(?:(?:, ?| )#)*,?")


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that went wrong in several submissions."""

    outcome: Outcome
    pattern: str  # the message, with # for numbers
    example: str  # the message of the first
    checks: tuple[str, ...]
    reports: tuple[int, ...]  # positions of those whose checks ended so


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """A known mistake that submissions were found to make."""

    name: str
    hint: str
    checks: tuple[str, ...]
    reports: tuple[int, ...]


def common_failures(reports: Sequence[Report], *, least: int = 1) -> list[Failure]:
    """Failures of at least *least* submissions, the most common first."""
    groups: dict[tuple[Outcome, str], list[tuple[int, CheckResult]]] = {}
    for place, check in _lost(reports):
        if check.outcome in SAID and check.message:
            groups.setdefault((check.outcome, without_numbers(_told(check))), []).append((place, check))
    failures = [
        Failure(
            outcome=outcome,
            pattern=pattern,
            example=rows[0][1].message,
            checks=tuple(dict.fromkeys(check.name for _, check in rows)),
            reports=tuple(dict.fromkeys(place for place, _ in rows)),
        )
        for (outcome, pattern), rows in groups.items()
    ]
    return sorted(
        (failure for failure in failures if len(failure.reports) >= least),
        key=lambda failure: -len(failure.reports),
    )


def matched_mistakes(reports: Sequence[Report], known: Mapping[str, str]) -> list[Mistake]:
    """Mistakes whose hint a check was given, the most common first.

    Args:
        known: Hint of a mutant -> the mutant's name.
    """
    groups: dict[str, list[tuple[int, CheckResult]]] = {}
    for place, check in _lost(reports):
        if check.hint is not None and check.hint in known:
            groups.setdefault(check.hint, []).append((place, check))
    mistakes = [
        Mistake(
            name=known[hint],
            hint=hint,
            checks=tuple(dict.fromkeys(check.name for _, check in rows)),
            reports=tuple(dict.fromkeys(place for place, _ in rows)),
        )
        for hint, rows in groups.items()
    ]
    return sorted(mistakes, key=lambda mistake: -len(mistake.reports))


def without_numbers(text: str) -> str:
    """*text* on one line, cut, with # in the place of each number or row of numbers."""
    line = " ".join(text[: 2 * MAX_KEY].split())
    return _NUMBERS.sub("#, …", _NUMBER.sub("#", line))[:MAX_KEY]


def _told(check: CheckResult) -> str:
    """What is compared: of an exception not the student's own line, which is another in each submission."""
    if check.outcome is Outcome.FAILED:
        return check.message
    return check.message.partition("\n")[0]


def _lost(reports: Sequence[Report]) -> Iterator[tuple[int, CheckResult]]:
    for place, report in enumerate(reports):
        if report.status is not Status.GRADED:
            continue
        by_hand = marked_by_hand(report)
        for check in report.checks:
            if check.points < check.max_points and check.name not in by_hand:
                yield place, check
