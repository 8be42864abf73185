"""Points that a person gives for manual cells."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert

from grader.errors import UsageError
from grader.exports.words import number
from grader.gradebook.entries import Attempt, Contents
from grader.gradebook.reading import read_contents
from grader.gradebook.standings import standings
from grader.gradebook.tables import marks
from grader.model import CheckResult, Outcome

__all__ = ["MarkGiven", "add_marks"]


class MarkGiven(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says about one manual cell."""

    assignment: str
    student: str
    check: str
    points: float | None  # None: withdraw the mark
    comment: str = ""
    attempt: int | None = None  # None: the one that counts


def add_marks(connection: Connection, given: Sequence[MarkGiven], *, by: str, now: datetime) -> int:
    """Enter *given*, see `Gradebook.mark`; assignments and students are known."""
    alone = given[0].student if len({one.student for one in given}) == 1 else None
    contents = read_contents(connection, only={one.assignment for one in given}, student=alone)
    counting = {
        (one.student.key, one.assignment): one.counted.attempt
        for one in standings(contents)
        if one.counted is not None
    }
    changed = 0
    for one in given:
        attempt = _attempt(one, contents, counting)
        check = _manual_cell(one, attempt)
        if one.points is not None and not 0 <= one.points <= check.max_points:
            raise UsageError(
                f"{_place(one)}: {number(one.points)} points, expected 0 to {number(check.max_points)}"
            )
        before = attempt.marks.get(one.check)
        if (before is None and one.points is None) or (
            before is not None and (before.points, before.comment) == (one.points, one.comment)
        ):
            continue
        changed += 1
        connection.execute(
            insert(marks).values(
                attempt_id=attempt.key,
                check_name=one.check,
                points=one.points,
                comment=one.comment,
                by=by,
                at=now,
            )
        )
    return changed


def _attempt(one: MarkGiven, contents: Contents, counting: dict[tuple[str, str], Attempt]) -> Attempt:
    place = (one.student, one.assignment)
    if place not in counting:
        raise UsageError(f"{one.assignment}: {one.student} has handed in nothing that could be marked")
    if one.attempt is None:
        return counting[place]
    found = [attempt for attempt in contents.attempts[place] if attempt.number == one.attempt]
    if not found:
        last = contents.attempts[place][-1].number
        raise UsageError(f"{one.assignment}: {one.student} has no attempt {one.attempt} (there: 1 to {last})")
    return found[0]


def _manual_cell(one: MarkGiven, attempt: Attempt) -> CheckResult:
    for check in attempt.report.checks:
        if check.name == one.check and check.outcome is Outcome.PENDING:
            return check
    manual = [check.name for check in attempt.report.checks if check.outcome is Outcome.PENDING]
    raise UsageError(
        f"{_place(one)}: attempt {attempt.number} has no manual cell of this name "
        f"(there: {', '.join(manual) or 'none'}); other points are set with 'grader gradebook override'"
    )


def _place(one: MarkGiven) -> str:
    return f"{one.assignment}, {one.student}, {one.check}"
