"""Reads a gradebook's contents out of its tables."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Row, Select, Table, func, select

from grader.gradebook.entries import Attempt, Contents, Extension, Mark, Override, Student
from grader.gradebook.identity import Known
from grader.gradebook.policy import Counts, Policy
from grader.gradebook.tables import (
    assignments,
    attempts,
    course,
    extensions,
    gradings,
    marks,
    overrides,
    policies,
    students,
)
from grader.gradebook.times import zone_called
from grader.model import Report

__all__ = ["known_attempts", "read_contents", "read_policies", "read_zone"]

_REPORT = msgspec.json.Decoder(Report)


def read_zone(connection: Connection) -> ZoneInfo | None:
    """The course's zone, if one is stated."""
    name = connection.execute(select(course.c.zone)).scalar()
    return None if name is None else zone_called(name)


def read_policies(connection: Connection) -> dict[str, Policy]:
    """The policy of every assignment, in the order of names."""
    found = {name: Policy() for name in connection.execute(select(assignments.c.name)).scalars()}
    rows = connection.execute(select(assignments.c.name, policies).join(policies).order_by(policies.c.id))
    for row in rows:
        found[row.name] = Policy(
            counts=Counts(row.counts),
            due=row.due,
            grace=timedelta(seconds=row.grace_seconds),
            penalty_per_day=row.penalty_per_day,
            cap=row.cap,
            days=row.days,
        )
    return dict(sorted(found.items()))


def read_contents(
    connection: Connection, *, only: Collection[str] | None = None, student: str | None = None
) -> Contents:
    """Everything that scores depend on.

    Args:
        only: These assignments; all where it is None.
        student: This student; all where it is None.
    """
    people = select(students) if student is None else select(students).where(students.c.key == student)
    found_overrides: dict[tuple[str, str], dict[str | None, Override]] = defaultdict(dict)
    for row in connection.execute(_of_students(overrides, only, student)):
        found_overrides[row.student, row.assignment][row.check_name] = Override(
            check=row.check_name, points=row.points, why=row.why, by=row.by, at=row.at
        )
    return Contents(
        students={row.key: _student(row) for row in connection.execute(people)},
        policies={
            name: policy for name, policy in read_policies(connection).items() if only is None or name in only
        },
        attempts=_read_attempts(connection, only, student),
        overrides={place: tuple(found.values()) for place, found in found_overrides.items()},
        extensions={
            (row.student, row.assignment): Extension(until=row.until, why=row.why, by=row.by, at=row.at)
            for row in connection.execute(_of_students(extensions, only, student))
        },
    )


def known_attempts(
    connection: Connection, assignment_ids: Collection[int]
) -> dict[tuple[int, int], list[Known]]:
    """What tells attempts at these assignments apart, in their order, by ids of student and assignment."""
    query = select(attempts, gradings.c.fingerprint).join(gradings).order_by(attempts.c.number, gradings.c.id)
    found: dict[int, Known] = {}
    places: dict[tuple[int, int], list[Known]] = defaultdict(list)
    for row in connection.execute(query.where(attempts.c.assignment_id.in_(assignment_ids))):
        if row.id not in found:
            found[row.id] = Known(
                key=row.id,
                number=row.number,
                submission=row.submission,
                digest=row.digest,
                handed_in=row.handed_in,
                last_handed_in=row.last_handed_in,
            )
            places[row.student_id, row.assignment_id].append(found[row.id])
        found[row.id].fingerprints.append(row.fingerprint)
    return places


def _read_attempts(
    connection: Connection, only: Collection[str] | None, student: str | None
) -> dict[tuple[str, str], tuple[Attempt, ...]]:
    given: dict[int, dict[str, Mark]] = defaultdict(dict)
    for row in connection.execute(select(marks).order_by(marks.c.id)):
        given[row.attempt_id][row.check_name] = Mark(
            points=row.points, comment=row.comment, by=row.by, at=row.at
        )
    newest = (
        select(func.max(gradings.c.id).label("id"), (func.count() - 1).label("regrades"))
        .group_by(gradings.c.attempt_id)
        .subquery()
    )
    query = (
        _of_students(attempts, only, student)
        .add_columns(gradings.c.report, newest.c.regrades)
        .join(gradings, gradings.c.attempt_id == attempts.c.id)
        .join(newest, newest.c.id == gradings.c.id)
    )
    found: dict[tuple[str, str], list[Attempt]] = defaultdict(list)
    for row in connection.execute(query):
        attempt = Attempt(
            key=row.id,
            number=row.number,
            report=_REPORT.decode(row.report),
            regrades=row.regrades,
            entered=row.entered,
            handed_in=row.handed_in,
            last_handed_in=row.last_handed_in,
            marks=given.get(row.id, {}),
        )
        found[row.student, row.assignment].append(attempt)
    return {place: tuple(all_of_it) for place, all_of_it in found.items()}


def _of_students(table: Table, only: Collection[str] | None, student: str | None) -> Select[Any]:
    """Rows of *table* with their student and assignment, the newest last."""
    query = (
        select(students.c.key.label("student"), assignments.c.name.label("assignment"), *table.columns)
        .select_from(table.join(students).join(assignments, assignments.c.id == table.c.assignment_id))
        .order_by(table.c.id)
    )
    if only is not None:
        query = query.where(assignments.c.name.in_(only))
    return query if student is None else query.where(students.c.key == student)


def _student(row: Row[Any]) -> Student:
    return Student(key=row.key, name=row.name, email=row.email, section=row.section, on_roster=row.on_roster)
