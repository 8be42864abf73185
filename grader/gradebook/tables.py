"""The gradebook's tables, as the newest migration leaves them (a test compares the two).

What people decide is only ever added to: the newest row counts, those before it say who had decided what.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

__all__ = [
    "METADATA",
    "UtcTime",
    "assignments",
    "attempts",
    "course",
    "extensions",
    "gradings",
    "marks",
    "overrides",
    "policies",
    "students",
]


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC: with its zone in PostgreSQL, and as ISO 8601 with its offset in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text where the database has no type with a zone."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """*value*, which must be aware, in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """An aware time in UTC."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if dialect.name == "sqlite" else value).astimezone(UTC)


METADATA = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _of(table: str) -> Column[int]:
    return Column(f"{table}_id", Integer, ForeignKey(f"{table}s.id"), nullable=False)


def _who_and_when() -> tuple[Column[str], Column[datetime]]:
    return Column("by", Text, nullable=False), Column("at", UtcTime, nullable=False)


course = Table(
    "course",
    METADATA,
    Column("id", Integer, CheckConstraint("id = 1", name="course_is_one"), primary_key=True),
    Column("zone", Text),  # of the IANA database; null: times need an offset
)
students = Table(
    "students",
    METADATA,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("on_roster", Boolean, nullable=False),
)
assignments = Table("assignments", METADATA, _id(), Column("name", Text, nullable=False, unique=True))
policies = Table(
    "policies",
    METADATA,
    _id(),
    _of("assignment"),
    Column("counts", String(8), nullable=False),
    Column("due", UtcTime),
    Column("grace_seconds", Double, nullable=False),
    Column("penalty_per_day", Double, nullable=False),
    Column("cap", Double, nullable=False),
    Column("days", Integer),
    *_who_and_when(),
)
attempts = Table(
    "attempts",
    METADATA,
    _id(),
    _of("student"),
    _of("assignment"),
    Column("number", Integer, nullable=False),
    Column("submission", Text, nullable=False),  # its path, as it was given first
    Column("digest", String(64)),  # sha256 of the submission's bytes
    Column("handed_in", UtcTime),  # the first time
    Column("last_handed_in", UtcTime),  # the same bytes again
    Column("entered", UtcTime, nullable=False),
    UniqueConstraint("student_id", "assignment_id", "number", name="attempt_once"),
)
gradings = Table(
    "gradings",
    METADATA,
    _id(),
    _of("attempt"),
    Column("fingerprint", String(64), nullable=False),
    Column("report", Text, nullable=False),  # JSON of schema welldone/report/1
    *_who_and_when(),
    Index("gradings_of_attempt", "attempt_id"),
)
marks = Table(
    "marks",
    METADATA,
    _id(),
    _of("attempt"),
    Column("check_name", Text, nullable=False),
    Column("points", Double),  # null: withdrawn
    Column("comment", Text, nullable=False),
    *_who_and_when(),
    Index("marks_of_attempt", "attempt_id"),
)
overrides = Table(
    "overrides",
    METADATA,
    _id(),
    _of("student"),
    _of("assignment"),
    Column("check_name", Text),  # null: the assignment's score
    Column("points", Double),  # null: withdrawn
    Column("why", Text, nullable=False),
    *_who_and_when(),
)
extensions = Table(
    "extensions",
    METADATA,
    _id(),
    _of("student"),
    _of("assignment"),
    Column("until", UtcTime),  # null: withdrawn
    Column("why", Text, nullable=False),
    *_who_and_when(),
)
