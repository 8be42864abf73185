"""Gradebooks in each kind of database, and what is entered into them."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from grader.gradebook import Entry, Gradebook, Standing, standings
from grader.model import CheckResult, Outcome, Report
from tests.reports import check, report

POSTGRES = os.environ.get("GRADER_TEST_POSTGRES", "")
NO_POSTGRES = "no PostgreSQL server: GRADER_TEST_POSTGRES is not set (.ci/with-postgres sets it)"
KINDS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)),
]
DUE = datetime(2026, 11, 20, 17, tzinfo=UTC)
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@contextmanager
def postgres_schema() -> Iterator[str]:
    """The URL of an empty schema of its own on the tests' server."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        try:
            yield f"{POSTGRES}?options=-csearch_path%3D{name}"
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


def graded(student: str, points: float, *, content: str | None = None, **changes: object) -> Report:
    """A report of 4 points of checks and 2 that wait for a person; *content* stands for the bytes."""
    checks = (
        check("forward", Outcome.PASSED if points else Outcome.FAILED, points=points, max_points=4.0),
        check("why", Outcome.PENDING, question="why", max_points=2.0, cpu_seconds=None),
    )
    facts: dict[str, object] = {"checks": checks, "score": points, "max_score": 6.0, "pending_points": 2.0}
    if content is not None:
        facts["digest"] = content.encode().hex().ljust(64, "0")
    return report(student, **{**facts, **changes})


def entry(student: str, points: float, handed_in: datetime | None = None, **changes: object) -> Entry:
    """A graded report that came in at *handed_in*."""
    return Entry(report=graded(student, points, **changes), handed_in=handed_in)  # type: ignore[arg-type]


def standing(book: Gradebook, student: str = "ada", assignment: str = "dense") -> Standing:
    """How *student* stands."""
    (found,) = standings(book.contents(student=student), [assignment])
    return found


def slower(one: Report) -> Report:
    """*one* as another run on a busier machine gives it."""

    def again(result: CheckResult) -> CheckResult:
        seconds = None if result.cpu_seconds is None else result.cpu_seconds + 1
        return msgspec.structs.replace(result, cpu_seconds=seconds)

    return msgspec.structs.replace(one, checks=tuple(map(again, one.checks)))
