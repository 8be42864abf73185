"""How long a gradebook takes to be given a class, and to say what counts: an SQLite file, and PostgreSQL.

    python benchmarks/gradebook.py [--students 2000] [--runs 5] [--postgres URL]

    .ci/with-postgres .venv/bin/python benchmarks/gradebook.py

The reports are of a homework with ten checks. Entered are a first attempt of everybody, a second one, and the
second again, which changes nothing. Wall time, since a server works in processes of its own.
"""

import argparse
import os
import platform
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from grader.gradebook import Entry, Gradebook, standings
from grader.model import CheckResult, Outcome, Report, Status

CHECKS = 10
NAME = "made"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
STEPS = ("first attempts", "second attempts", "the same again", "what counts, by student")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--students", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--postgres", default=os.environ.get("GRADER_TEST_POSTGRES", ""), metavar="URL")
    options = parser.parse_args()
    kinds: dict[str, Callable[[int], list[float]]] = {"SQLite": in_sqlite}
    if options.postgres:
        kinds["PostgreSQL"] = lambda students: in_postgres(options.postgres, students)
    found: dict[str, list[list[float]]] = {kind: [] for kind in kinds}
    for _ in range(options.runs):
        for kind, measured in kinds.items():
            found[kind].append(measured(options.students))
    print(
        f"{os.cpu_count()} processors, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}; "
        f"{options.students:,} students, {CHECKS} checks; {options.runs} runs in turn\n"
    )
    print("| wall s | " + " | ".join(f"{kind}: median | min | max" for kind in kinds) + " |")
    print("|---" * (1 + 3 * len(kinds)) + "|")
    for number, step in enumerate(STEPS):
        cells = []
        for runs in found.values():
            seconds = [run[number] for run in runs]
            cells += [f"{value:.2f}" for value in (statistics.median(seconds), min(seconds), max(seconds))]
        print(f"| {step} | {' | '.join(cells)} |")
    size = statistics.median(run[-1] for run in found["SQLite"])
    print(f"\nThe SQLite file has {size / options.students / 2:,.0f} bytes for each attempt.")


def reports(students: int, attempt: int) -> list[Entry]:
    """A report for each student, each of other bytes."""
    entries = []
    for number in range(students):
        checks = tuple(
            CheckResult(
                name=f"check-{check}",
                question=f"question-{check // 2}",
                hidden=check % 2 == 1,
                outcome=Outcome.PASSED if (number + check + attempt) % 3 else Outcome.FAILED,
                points=float(bool((number + check + attempt) % 3)),
                max_points=1.0,
                message="" if (number + check + attempt) % 3 else "gradient differs in 3 of 12 entries",
                cpu_seconds=0.01,
            )
            for check in range(CHECKS)
        )
        report = Report(
            assignment=NAME,
            release="0" * 64,
            submission=f"submissions/student-{number:05}.ipynb",
            student=f"student-{number:05}",
            digest=f"{number * 10 + attempt:064x}",
            status=Status.GRADED,
            score=sum(check.points for check in checks),
            max_score=float(CHECKS),
            checks=checks,
        )
        entries.append(Entry(report=report, handed_in=NOW))
    return entries


def measure(book: Gradebook, students: int) -> list[float]:
    """Seconds of each of `STEPS`."""
    first, second = reports(students, 1), reports(students, 2)
    seconds = []
    for entries in (first, second, second):
        before = time.perf_counter()
        book.add(entries, by="benchmark", now=NOW)
        seconds.append(time.perf_counter() - before)
    before = time.perf_counter()
    assert len(list(standings(book.contents(), [NAME]))) == students
    seconds.append(time.perf_counter() - before)
    return seconds


def in_sqlite(students: int) -> list[float]:
    """In a new file; the last number is its bytes."""
    with tempfile.TemporaryDirectory(prefix="welldone-gradebook-") as folder:
        path = Path(folder) / "gradebook.db"
        book, _ = Gradebook.create(str(path))
        with book:
            seconds = measure(book, students)
        return [*seconds, float(sum(file.stat().st_size for file in Path(folder).iterdir()))]


def in_postgres(url: str, students: int) -> list[float]:
    """In a schema of its own, which is dropped."""
    name = f"benchmark_{uuid.uuid4().hex}"
    driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(driver, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
        try:
            book, _ = Gradebook.create(f"{url}?options=-csearch_path%3D{name}")
            with book:
                return [*measure(book, students), 0.0]
        finally:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))


if __name__ == "__main__":
    main()
