"""The gradebook: where reports live, with what people decide about them.

Nothing that was entered is ever changed or removed. An attempt gets another report when it is graded again,
and a decision is followed by another; the newest counts. Marks belong to the attempt whose text was read,
overrides and extensions to a student at an assignment, so that grading again takes none of them away.
"""

import difflib
from collections.abc import Collection, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Table, insert, select, update

from grader.errors import UsageError
from grader.exports.words import one_line
from grader.gradebook import schema
from grader.gradebook.database import Database
from grader.gradebook.entering import Added, Entry, add_entries, assignment_id
from grader.gradebook.entries import Contents, Student
from grader.gradebook.marking import MarkGiven, add_marks
from grader.gradebook.policy import Policy
from grader.gradebook.reading import read_contents, read_policies, read_zone
from grader.gradebook.tables import assignments, course, extensions, overrides, policies, students
from grader.submission.safe_names import printable

__all__ = ["Enrolled", "Gradebook"]


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """What a roster changed: keys of students."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[str, ...]


class Gradebook:
    """An open gradebook. Times and names of people come in as arguments; times are aware."""

    def __init__(self, database: Database, upgraded_from: str | None) -> None:
        self.shown = database.shown
        self.upgraded_from = upgraded_from  # version; None where nothing was upgraded
        self._database = database

    @classmethod
    def open(cls, place: str) -> Self:
        """Open the gradebook at *place*, a file's path or a URL.

        Raises:
            UsageError: There is none, or one that this program must not touch.
            InfrastructureError: The database does not answer.
        """
        database = Database(place)
        return cls(database, schema.require(database))

    @classmethod
    def create(cls, place: str, *, zone: ZoneInfo | None = None) -> tuple[Self, bool]:
        """Make a gradebook, or bring the one that is there up to date; and state the course's zone.

        Returns:
            The gradebook, and whether it is new.
        """
        database = Database(place)
        found = schema.create(database)
        with database.writing() as connection:
            if zone is not None:
                if connection.execute(select(course.c.id)).first() is None:
                    connection.execute(insert(course).values(id=1))
                connection.execute(update(course).values(zone=zone.key))
        return cls(database, found if found != schema.HEAD else None), found is None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def zone(self) -> ZoneInfo | None:
        """The course's zone, if one is stated."""
        with self._database.reading() as connection:
            return read_zone(connection)

    def policies(self) -> dict[str, Policy]:
        """The policy of every assignment that is known, in the order of names."""
        with self._database.reading() as connection:
            return read_policies(connection)

    def policy(self, assignment: str) -> Policy:
        """The policy of *assignment*.

        Raises:
            UsageError: It is not known.
        """
        with self._database.reading() as connection:
            _find(connection, assignments, "name", assignment, "assignment")
            return read_policies(connection)[assignment]

    def contents(self, *, only: Collection[str] | None = None, student: str | None = None) -> Contents:
        """Everything that scores depend on.

        Args:
            only: Of these assignments; of all where it is None.
            student: Of this student; of all where it is None.

        Raises:
            UsageError: An assignment, or the student, is not known.
        """
        with self._database.reading() as connection:
            for name in only or ():
                _find(connection, assignments, "name", name, "assignment")
            if student is not None:
                _find(connection, students, "key", student, "student")
            return read_contents(connection, only=only, student=student)

    def enroll(self, roster: Sequence[Student], *, only: bool = False) -> Enrolled:
        """Put the students of *roster* on the roster.

        Args:
            only: Everybody else leaves the roster; their attempts stay.
        """
        with self._database.writing() as connection:
            known = {row.key: row for row in connection.execute(select(students))}
            rows = [{**msgspec.structs.asdict(student), "on_roster": True} for student in roster]
            new = [row for row in rows if row["key"] not in known]
            changed = [
                row
                for row in rows
                if row["key"] in known and any(row[name] != getattr(known[row["key"]], name) for name in row)
            ]
            kept = {student.key for student in roster}
            left = sorted(key for key, row in known.items() if only and row.on_roster and key not in kept)
            if new:
                connection.execute(insert(students), new)
            for row in changed:
                connection.execute(update(students).where(students.c.key == row["key"]).values(row))
            for key in left:
                connection.execute(update(students).where(students.c.key == key).values(on_roster=False))
        keys = [tuple(row["key"] for row in some) for some in (new, changed)]
        return Enrolled(new=keys[0], changed=keys[1], left=tuple(left))

    def add(self, entries: Sequence[Entry], *, by: str, now: datetime, untimed: bool = False) -> Added:
        """Enter reports: each is of an attempt that is known, or of a new one.

        Args:
            untimed: Take new attempts whose time of hand-in is not known as handed in in time.

        Raises:
            UsageError: A report makes no sense, or a new attempt at an assignment with a due date has no
                time; nothing is entered then.
        """
        with self._database.writing() as connection:
            return add_entries(connection, entries, by=by, now=now, untimed=untimed)

    def mark(self, given: Sequence[MarkGiven], *, by: str, now: datetime) -> int:
        """Give points for manual cells, all of them or, after an error, none.

        Returns:
            How many of them are not what was given before.

        Raises:
            UsageError: There is no such attempt or manual cell, or it has fewer points.
        """
        with self._database.writing() as connection:
            for one in given:
                _find(connection, assignments, "name", one.assignment, "assignment")
                _find(connection, students, "key", one.student, "student")
            return add_marks(connection, given, by=by, now=now)

    def override(
        self,
        assignment: str,
        student: str,
        points: float | None,
        *,
        why: str,
        by: str,
        now: datetime,
        check: str | None = None,
    ) -> None:
        """Set the score of *student* at *assignment*, or the points of one *check*; None withdraws that.

        Raises:
            UsageError: One of them is not known.
        """
        with self._database.writing() as connection:
            if check is not None:
                _require_check(connection, assignment, student, check)
            self._decide(
                connection,
                overrides,
                assignment,
                student,
                check_name=check,
                points=points,
                why=why,
                by=by,
                at=now,
            )

    def extend(
        self, assignment: str, student: str, until: datetime | None, *, why: str, by: str, now: datetime
    ) -> None:
        """Give *student* a due date of their own; None withdraws it.

        Raises:
            UsageError: One of them is not known, or it is due no earlier anyway.
        """
        with self._database.writing() as connection:
            _find(connection, assignments, "name", assignment, "assignment")
            due = read_policies(connection)[assignment].due
            if due is None:
                raise UsageError(
                    f"{assignment} has no due date to extend: set one with 'grader gradebook policy'"
                )
            if until is not None and until <= due:
                raise UsageError(
                    f"{assignment} is due {due.isoformat()} for everybody: expected a later time"
                )
            self._decide(connection, extensions, assignment, student, until=until, why=why, by=by, at=now)

    def change_policy(self, assignment: str, changes: dict[str, Any], *, by: str, now: datetime) -> Policy:
        """Change some fields of the policy of *assignment*, which need not be known yet; return all of it.

        Raises:
            UsageError: A value is out of its range.
        """
        with self._database.writing() as connection:
            key = assignment_id(connection, assignment)
            policy = msgspec.structs.replace(read_policies(connection)[assignment], **changes)
            _require_possible(policy)
            connection.execute(
                insert(policies).values(
                    assignment_id=key,
                    counts=policy.counts.value,
                    due=policy.due,
                    grace_seconds=policy.grace.total_seconds(),
                    penalty_per_day=policy.penalty_per_day,
                    cap=policy.cap,
                    days=policy.days,
                    by=by,
                    at=now,
                )
            )
        return policy

    def _decide(
        self, connection: Connection, table: Table, assignment: str, student: str, **decision: Any
    ) -> None:
        connection.execute(
            insert(table).values(
                assignment_id=_find(connection, assignments, "name", assignment, "assignment"),
                student_id=_find(connection, students, "key", student, "student"),
                **decision,
            )
        )


def _find(connection: Connection, table: Table, column: str, wanted: str, what: str) -> int:
    """The id of the row of *table* that is called *wanted*."""
    wanted = printable(wanted)  # no database takes bytes that are no text
    found = connection.execute(select(table.c.id).where(table.c[column] == wanted)).scalar()
    if found is not None:
        return int(found)
    known = list(connection.execute(select(table.c[column]).order_by(table.c[column])).scalars())
    near = difflib.get_close_matches(wanted, known, n=3) or known[:5]
    raise UsageError(f"no {what} {wanted!r} in the gradebook (there: {one_line(', '.join(near)) or 'none'})")


def _require_check(connection: Connection, assignment: str, student: str, check: str) -> None:
    place = (student, assignment)
    found = read_contents(connection, only=[assignment], student=student).attempts.get(place, ())
    names = {one.name for attempt in found for one in attempt.report.checks}
    if found and check not in names:
        raise UsageError(f"{assignment}: no check {check!r} (there: {', '.join(sorted(names)) or 'none'})")


def _require_possible(policy: Policy) -> None:
    for name in ("penalty_per_day", "cap"):
        value = getattr(policy, name)
        if not 0 <= value <= 1:
            raise UsageError(f"{name} is {value:g}: expected a share from 0 to 1, or a percentage")
    if policy.days is not None and policy.days < 0:
        raise UsageError(f"days is {policy.days}: expected 0 or more")
