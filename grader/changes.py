"""What became of each report between two runs: whose points changed, by how many, at which checks, and why.

Not compared is what grading again may change by itself or what tells nothing about an answer: times, paths,
the isolation, and the release, which differs as soon as a check does.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from grader.model import CheckResult, Report, Status

__all__ = ["Change", "CheckChange", "Differences", "compare"]


class CheckChange(msgspec.Struct, frozen=True, kw_only=True):
    """One check whose result changed; None where a run has not got it."""

    name: str
    old: CheckResult | None
    new: CheckResult | None

    @property
    def points(self) -> float:
        """Gained, or lost where negative."""
        return _rounded(_points(self.new) - _points(self.old))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One submission whose report changed; None where a run has not got it."""

    who: str
    old: Report | None
    new: Report | None
    checks: tuple[CheckChange, ...]
    other: tuple[str, ...]  # in words, what changed beside checks

    @property
    def points(self) -> float:
        """Gained, or lost where negative."""
        return _rounded(_score(self.new) - _score(self.old))


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """All that changed, in the order of the new run; those that it lacks come last."""

    changes: tuple[Change, ...]
    unchanged: int
    is_other_release: bool


def compare(old: Sequence[Report], new: Sequence[Report]) -> Differences:
    """What changed from *old* to *new*.

    A submission is found again by its student, or by its path where it is not the student's only one.
    """
    shared = _shared(old) | _shared(new)
    before = {_who(report, shared): report for report in old}
    after = {_who(report, shared): report for report in new}
    changes = [
        change
        for who in dict.fromkeys((*after, *before))
        if (change := _change(who, before.get(who), after.get(who))) is not None
    ]
    releases = {report.release for report in (*old, *new)}
    return Differences(
        changes=tuple(changes),
        unchanged=len({*before, *after}) - len(changes),
        is_other_release=len(releases) > 1,
    )


def _change(who: str, old: Report | None, new: Report | None) -> Change | None:
    if old is None or new is None:
        said = "is new" if old is None else "is no longer there"
        return Change(who=who, old=old, new=new, checks=(), other=(said,))
    checks = tuple(_check_changes(old, new))
    other = tuple(_other(old, new))
    if not checks and not other:
        return None
    if old.digest != new.digest and None not in (old.digest, new.digest):
        other = ("another file was handed in", *other)
    return Change(who=who, old=old, new=new, checks=checks, other=other)


def _check_changes(old: Report, new: Report) -> Iterator[CheckChange]:
    before, after = ({check.name: check for check in report.checks} for report in (old, new))
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if _timeless(was) != _timeless(now):
            yield CheckChange(name=name, old=was, new=now)


def _other(old: Report, new: Report) -> Iterator[str]:
    if old.status is not new.status:
        yield f"was {old.status.value}, is {new.status.value}{_because(new)}"
    elif old.reason != new.reason:
        yield f"reason: {new.reason}"
    if old.max_score != new.max_score:
        yield f"of {new.max_score:g} points, not {old.max_score:g}"
    if old.pending_points != new.pending_points:
        yield f"{new.pending_points:g} points wait for a mark, not {old.pending_points:g}"
    if old.data_tier != new.data_tier:
        yield f"{new.data_tier} digits, not {old.data_tier}"
    for was, now in itertools.zip_longest(old.cells, new.cells):
        if was != now:
            cell = now or was
            yield f"cell {cell.name}: {_described(now)}; before: {_described(was)}"
    yield from (f"note: {note}" for note in new.notes if note not in old.notes)
    yield from (f"no longer noted: {note}" for note in old.notes if note not in new.notes)


def _described(cell: object) -> str:
    if cell is None:
        return "not there"
    error = getattr(cell, "error", None)
    return f"raised {error}" if error else f"matched by {getattr(cell, 'matched_by', 'none')}"


def _because(report: Report) -> str:
    return "" if report.status is Status.GRADED or report.reason is None else f": {report.reason}"


def _shared(reports: Sequence[Report]) -> set[str | None]:
    return {student for student, count in Counter(report.student for report in reports).items() if count > 1}


def _who(report: Report, shared: set[str | None]) -> str:
    if report.student is None or report.student in shared:
        return report.submission
    return report.student


def _timeless(check: CheckResult | None) -> CheckResult | None:
    return None if check is None else msgspec.structs.replace(check, cpu_seconds=None)


def _points(check: CheckResult | None) -> float:
    return 0.0 if check is None else check.points


def _score(report: Report | None) -> float:
    return 0.0 if report is None else report.score


def _rounded(points: float) -> float:
    return round(points, 6) + 0.0  # no 0.30000000000000004, and no -0
