"""What a gradebook holds, as data: students, attempts, and what people decided. Times are aware, in UTC."""

from datetime import datetime

import msgspec

from grader.gradebook.policy import Policy
from grader.model import Report

__all__ = ["Attempt", "Contents", "Extension", "Mark", "Override", "Student"]


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """One student; of those who only handed in, nothing but the key is known."""

    key: str  # what reports call the student; NFC
    name: str = ""
    email: str = ""
    section: str = ""
    on_roster: bool = True


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A person's points for one manual cell of one attempt; the comment is for the student."""

    points: float | None  # None: withdrawn
    comment: str
    by: str
    at: datetime


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A score, or a check's points, that a person set. It holds for every attempt, until it is withdrawn."""

    check: str | None  # None: the assignment's score
    points: float | None  # None: withdrawn
    why: str  # for staff
    by: str
    at: datetime


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """A due date of one student's own."""

    until: datetime | None  # None: withdrawn
    why: str  # for staff
    by: str
    at: datetime


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-in, the newest report of it, and its marks."""

    key: int  # in the database
    number: int  # 1, 2, ... of this student at this assignment, in the order of entering
    report: Report
    regrades: int  # reports before the newest
    entered: datetime
    handed_in: datetime | None  # the first time; None: not known
    last_handed_in: datetime | None  # the same bytes again
    marks: dict[str, Mark] = {}  # by check; the newest of each


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that scores depend on, read at one moment. Keys are of student and assignment."""

    students: dict[str, Student]
    policies: dict[str, Policy]  # of every assignment that is known
    attempts: dict[tuple[str, str], tuple[Attempt, ...]]  # in the order of entering
    overrides: dict[tuple[str, str], tuple[Override, ...]]  # the newest for each check and for the score
    extensions: dict[tuple[str, str], Extension]
