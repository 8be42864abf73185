"""Enters reports: finds the attempt that each is of, or makes one."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from grader.errors import UsageError
from grader.exports.words import one_line
from grader.gradebook.identity import Known, fingerprint, same_attempt
from grader.gradebook.reading import known_attempts, read_policies
from grader.gradebook.roster import student_key
from grader.gradebook.tables import assignments, attempts, gradings, students
from grader.model import Report, Status
from grader.submission.safe_names import printable

__all__ = ["Added", "Entry", "add_entries", "assignment_id"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A report, and when its submission was handed in, if that is known."""

    report: Report
    handed_in: datetime | None = None


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What became of reports."""

    new: int  # attempts
    regraded: int  # attempts whose newest report is another now
    unchanged: int
    left_out: tuple[str, ...]  # a submission and why, each
    strangers: tuple[str, ...]  # students who are not on the roster


def add_entries(
    connection: Connection, entries: Sequence[Entry], *, by: str, now: datetime, untimed: bool
) -> Added:
    """Enter *entries* in their order, see `Gradebook.add`."""
    kept, left_out = [], []
    for entry in entries:
        reason = _why_left_out(entry.report)
        if reason is None:
            kept.append(entry)
        else:
            left_out.append(f"{entry.report.submission}: {reason}")
    places = {name: assignment_id(connection, name) for name in {entry.report.assignment for entry in kept}}
    policies = read_policies(connection)
    people = {row.key: row for row in connection.execute(select(students))}
    ids = {key: int(row.id) for key, row in people.items()}
    known = known_attempts(connection, places.values())
    counts = {"new": 0, "regraded": 0, "unchanged": 0}
    without_time = []
    for entry in kept:
        report = entry.report
        key = printable(student_key(report.student or ""))
        if key not in ids:
            ids[key] = _insert(connection, students, key=key, name="", email="", section="", on_roster=False)
        place = (ids[key], places[report.assignment])
        there = known.setdefault(place, [])
        attempt = same_attempt(there, report, entry.handed_in)
        if attempt is None:
            if entry.handed_in is None and policies[report.assignment].due is not None and not untimed:
                without_time.append(key)
            attempt = _new_attempt(connection, place, len(there) + 1, report, now)
            there.append(attempt)
            counts["new"] += 1
        elif attempt.fingerprints[-1] == fingerprint(report):
            counts["unchanged"] += 1
        else:
            counts["regraded"] += 1
        _learn(connection, attempt, entry, by=by, now=now)
    if without_time:
        names = ", ".join(one_line(name, 60) for name in without_time[:5]) + (
            ", …" if len(without_time) > 5 else ""
        )
        raise UsageError(
            f"nothing was entered: there is a due date, and it is not known when {len(without_time)} of "
            f"these were handed in ({names}): say it with --handed-in or --times"
        )
    strangers = {key for key in ids if key not in people or not people[key].on_roster}
    met = {printable(student_key(entry.report.student or "")) for entry in kept}
    return Added(**counts, left_out=tuple(left_out), strangers=tuple(sorted(strangers & met)))


def assignment_id(connection: Connection, name: str) -> int:
    """The id of the assignment *name*, which is made known where it is not."""
    found = connection.execute(select(assignments.c.id).where(assignments.c.name == name)).scalar()
    return _insert(connection, assignments, name=name) if found is None else int(found)


def _why_left_out(report: Report) -> str | None:
    """Why *report* is not entered; None for one that is."""
    if report.status is Status.INFRASTRUCTURE:
        return "the grader failed, not the student: grade it again"
    if report.student is None or not student_key(report.student):
        return "no student is known: lay it in a folder with the student's name, and grade it there"
    numbers = [report.score, report.max_score, report.pending_points]
    numbers += [number for check in report.checks for number in (check.points, check.max_points)]
    if not all(math.isfinite(number) and number >= 0 for number in numbers):
        raise UsageError(f"{report.submission}: points of less than 0: nothing was entered")
    return None


def _new_attempt(
    connection: Connection, place: tuple[int, int], number: int, report: Report, now: datetime
) -> Known:
    path = printable(report.submission)
    values = {"student_id": place[0], "assignment_id": place[1], "submission": path, "entered": now}
    return Known(
        key=_insert(connection, attempts, number=number, **values),
        number=number,
        submission=path,
        digest=None,
        handed_in=None,
        last_handed_in=None,
        fingerprints=[],
    )


def _learn(connection: Connection, attempt: Known, entry: Entry, *, by: str, now: datetime) -> None:
    """Add to *attempt*, here and in the database, what *entry* says anew."""
    said = fingerprint(entry.report)
    if [said] != attempt.fingerprints[-1:]:
        attempt.fingerprints.append(said)
        text = msgspec.json.encode(entry.report).decode()
        _insert(connection, gradings, attempt_id=attempt.key, fingerprint=said, report=text, by=by, at=now)
    before = (attempt.digest, attempt.handed_in, attempt.last_handed_in)
    attempt.digest = attempt.digest or entry.report.digest
    if entry.handed_in is not None:
        attempt.handed_in = min(attempt.handed_in or entry.handed_in, entry.handed_in)
        attempt.last_handed_in = max(attempt.last_handed_in or entry.handed_in, entry.handed_in)
    after = {
        "digest": attempt.digest,
        "handed_in": attempt.handed_in,
        "last_handed_in": attempt.last_handed_in,
    }
    if before != tuple(after.values()):
        connection.execute(update(attempts).where(attempts.c.id == attempt.key).values(after))


def _insert(connection: Connection, table: Any, **values: Any) -> int:
    (key,) = connection.execute(insert(table).values(values)).inserted_primary_key or (0,)
    return int(key)
