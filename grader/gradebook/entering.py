"""Enters reports: finds the attempt that each is of, or makes one. A class is written in a few statements."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

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


class _Grading(msgspec.Struct, frozen=True, kw_only=True):
    attempt: Known
    fingerprint: str
    report: Report


def add_entries(
    connection: Connection, entries: Sequence[Entry], *, by: str, now: datetime, untimed: bool
) -> Added:
    """Enter *entries* in their order, see `Gradebook.add`."""
    reasons = [_why_left_out(entry.report) for entry in entries]
    kept = [entry for entry, reason in zip(entries, reasons, strict=True) if reason is None]
    keys = [printable(student_key(entry.report.student or "")) for entry in kept]
    assignment_ids = {
        name: assignment_id(connection, name) for name in sorted({entry.report.assignment for entry in kept})
    }
    student_ids, strangers = _student_ids(connection, set(keys))
    places = [
        (student_ids[key], assignment_ids[entry.report.assignment])
        for key, entry in zip(keys, kept, strict=True)
    ]
    known = known_attempts(connection, assignment_ids.values())
    before = {attempt.key: attempt.facts() for there in known.values() for attempt in there}
    policies = read_policies(connection)
    new: list[tuple[tuple[int, int], Known]] = []
    reports: list[_Grading] = []
    without_time: list[str] = []
    regraded = unchanged = 0
    for key, place, entry in zip(keys, places, kept, strict=True):
        there = known.setdefault(place, [])
        said = fingerprint(entry.report)
        attempt = same_attempt(there, entry.report, entry.handed_in, said)
        if attempt is None:
            if entry.handed_in is None and policies[entry.report.assignment].due is not None and not untimed:
                without_time.append(key)
            attempt = Known(number=len(there) + 1, submission=printable(entry.report.submission))
            there.append(attempt)
            new.append((place, attempt))
        elif attempt.fingerprints[-1] == said:
            unchanged += 1
        else:
            regraded += 1
        if attempt.fingerprints[-1:] != [said]:
            reports.append(_Grading(attempt=attempt, fingerprint=said, report=entry.report))
        attempt.learn(said, entry.report, entry.handed_in)
    _require_times(without_time)
    _write_attempts(connection, new, known.values(), before, now)
    _write_gradings(connection, reports, by=by, now=now)
    left_out = [
        f"{entry.report.submission}: {reason}"
        for entry, reason in zip(entries, reasons, strict=True)
        if reason is not None
    ]
    return Added(
        new=len(new),
        regraded=regraded,
        unchanged=unchanged,
        left_out=tuple(left_out),
        strangers=tuple(sorted(strangers)),
    )


def assignment_id(connection: Connection, name: str) -> int:
    """The id of the assignment *name*, which is made known where it is not."""
    found = connection.execute(select(assignments.c.id).where(assignments.c.name == name)).scalar()
    if found is None:
        made = insert(assignments).values(name=name).returning(assignments.c.id)
        found = connection.execute(made).scalar_one()
    return int(found)


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


def _student_ids(connection: Connection, keys: set[str]) -> tuple[dict[str, int], set[str]]:
    """Ids of all students by key, with *keys* made known; and those of *keys* that are not on the roster."""
    people = {row.key: row for row in connection.execute(select(students))}
    nothing = {"name": "", "email": "", "section": "", "on_roster": False}
    if unknown := sorted(keys - people.keys()):
        connection.execute(insert(students), [{"key": key, **nothing} for key in unknown])
    ids = {row.key: int(row.id) for row in connection.execute(select(students.c.key, students.c.id))}
    return ids, {key for key in keys if key not in people or not people[key].on_roster}


def _require_times(without: Sequence[str]) -> None:
    if not without:
        return
    names = ", ".join(one_line(name, 60) for name in without[:5]) + (", …" if len(without) > 5 else "")
    raise UsageError(
        f"nothing was entered: there is a due date, and for {len(without)} of these it is not known when "
        f"they were handed in ({names}): say it with --handed-in or --times"
    )


def _write_attempts(
    connection: Connection,
    new: Sequence[tuple[tuple[int, int], Known]],
    known: Iterable[Sequence[Known]],
    before: Mapping[int | None, dict[str, Any]],
    now: datetime,
) -> None:
    """Write attempts that are new, which gives them keys, and those of which more is known than *before*."""
    learnt = [
        {"of": attempt.key, **attempt.facts()}
        for there in known
        for attempt in there
        if attempt.key in before and attempt.facts() != before[attempt.key]
    ]
    if learnt:
        connection.execute(update(attempts).where(attempts.c.id == bindparam("of")), learnt)
    if new:
        rows = [
            {
                "student_id": student,
                "assignment_id": assignment,
                "number": attempt.number,
                "submission": attempt.submission,
                "entered": now,
                **attempt.facts(),
            }
            for (student, assignment), attempt in new
        ]
        made = insert(attempts).returning(attempts.c.id, sort_by_parameter_order=True)
        for (_, attempt), key in zip(new, connection.execute(made, rows).scalars(), strict=True):
            attempt.key = key


def _write_gradings(connection: Connection, new: Sequence[_Grading], *, by: str, now: datetime) -> None:
    rows = [
        {
            "attempt_id": one.attempt.key,
            "fingerprint": one.fingerprint,
            "report": msgspec.json.encode(one.report).decode(),
            "by": by,
            "at": now,
        }
        for one in new
    ]
    if rows:
        connection.execute(insert(gradings), rows)
