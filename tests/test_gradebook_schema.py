"""Versions of the schema, what is refused, and what happens when several use a gradebook at once."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, insert, select, text

from grader.errors import GraderError, InfrastructureError, UsageError
from grader.gradebook import Entry, Gradebook, schema
from grader.gradebook.database import Database
from grader.gradebook.entries import Student
from grader.gradebook.tables import METADATA, students
from tests.gradebooks import DUE, KINDS, NOW, entry, standing
from tests.reports import ORDINARY

OLD = Path(__file__).parent / "fixtures" / "gradebook" / "version-0001.db"
SOMEBODY = {"name": "", "email": "", "section": "", "on_roster": True}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A gradebook of the first version, as that version wrote it."""
    return Path(shutil.copy(OLD, tmp_path / "gradebook.db"))


def set_version(place: str, version: str) -> None:
    with Database(place).writing() as connection:
        connection.execute(text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '{version}'"))


def enter(place: str, rows: list[dict[str, object]]) -> None:
    with Database(place).writing() as connection:
        for row in rows:
            connection.execute(insert(students).values(row))


def count(place: str) -> int:
    with Database(place).reading() as connection:
        return connection.execute(select(func.count()).select_from(students)).scalar_one()


def test_the_versions_that_are_known_are_those_of_the_migrations() -> None:
    script = ScriptDirectory(str(Path(schema.__file__).parent / "_migrations"))
    assert tuple(one.revision for one in script.walk_revisions())[::-1] == schema.VERSIONS


def test_the_migrations_make_the_tables_that_the_code_uses(place: str) -> None:
    database = Database(place)
    schema.create(database)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []


def test_the_old_file_is_of_the_first_version() -> None:
    with closing(sqlite3.connect(f"file:{OLD}?immutable=1", uri=True)) as connection:
        assert connection.execute(f"SELECT version_num FROM {schema.VERSION_TABLE}").fetchall() == [("0001",)]


def test_an_old_file_is_upgraded_and_keeps_everything(old: Path) -> None:
    with Gradebook.open(str(old)) as book:
        assert book.upgraded_from == "0001"
        ada, bo, mei = (standing(book, key) for key in ("ada", "bo", "mei"))
        zone = book.zone()
    assert zone is not None
    assert zone.key == "Europe/Berlin"
    assert [one.scored.score for one in ada.attempts] == [2.5, 4.5]
    assert ada.attempts[0].attempt.marks["why"].comment == "Half of it."
    assert ada.extension is not None
    assert bo.set_by_hand is not None
    assert (bo.score, bo.set_by_hand.why, bo.set_by_hand.check) == (6.5, "handed in on paper", None)
    assert (mei.score, mei.attempts[0].attempt.handed_in) == (2.0, None)
    assert [one.attempt.last_handed_in for one in ada.attempts] == [
        one.attempt.handed_in for one in ada.attempts
    ]


def test_a_report_that_an_old_file_holds_is_the_same_attempt_after_the_upgrade(old: Path) -> None:
    with Gradebook.open(str(old)) as book:
        done = book.add([Entry(report=ORDINARY)], by="ines", now=NOW)
    assert (done.new, done.unchanged) == (0, 1)


def test_the_old_file_is_kept_beside_the_upgraded_one(old: Path) -> None:
    before = tables(old)
    with Gradebook.open(str(old)):
        pass
    (kept,) = (path for path in old.parent.iterdir() if path.name == "gradebook.db.version-0001")
    assert tables(kept) == before
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_an_upgraded_file_is_not_upgraded_again(old: Path) -> None:
    for expected in ("0001", None):
        with Gradebook.open(str(old)) as book:
            assert book.upgraded_from == expected


def test_an_upgrade_that_fails_changes_nothing(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("ALTER TABLE overrides ADD COLUMN check_name TEXT")  # the last that 0002 adds
    before = tables(old)
    with pytest.raises(GraderError, match="check_name"):
        Gradebook.open(str(old))
    assert tables(old) == before


def test_a_newer_gradebook_is_refused_and_left_alone(place: str) -> None:
    Gradebook.create(place)
    set_version(place, "0999")
    for use in (Gradebook.open, Gradebook.create):
        with pytest.raises(UsageError, match=r"newer grader \(version 0999 .* this one knows up to 0002"):
            use(place)


@pytest.mark.parametrize("place", KINDS[1:], indirect=True)
def test_an_old_server_is_upgraded_only_when_that_is_asked_for(place: str) -> None:
    database = Database(place)
    schema.create(database)
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE attempts DROP COLUMN digest, DROP COLUMN last_handed_in"))
        connection.execute(text("ALTER TABLE overrides DROP COLUMN check_name"))
    set_version(place, "0001")
    with pytest.raises(UsageError, match="version 0001, expected 0002: back it up"):
        Gradebook.open(place)
    book, new = Gradebook.create(place)
    assert (book.upgraded_from, new) == ("0001", False)
    assert book.add([entry("ada", 1.0, DUE, content="a")], by="ines", now=NOW).new == 1


def test_to_make_a_gradebook_again_is_harmless(place: str) -> None:
    first, new = Gradebook.create(place)
    first.enroll([Student(key="ada")])
    _, again = Gradebook.create(place)
    assert (new, again, count(place)) == (True, False, 1)


def test_where_there_is_no_gradebook_it_is_said_how_to_make_one(place: str) -> None:
    with pytest.raises(UsageError, match="make one with 'grader gradebook init'"):
        Gradebook.open(place)


@pytest.mark.parametrize("content", [b"student,score\n", b"SQLite format 3\0" + bytes(200)])
def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "scores.csv"
    file.write_bytes(content)
    for use in (Gradebook.open, Gradebook.create):
        with pytest.raises(GraderError, match=r"scores\.csv"):
            use(str(file))
    assert file.read_bytes() == content


def test_tables_of_another_program_are_refused_and_left_alone(place: str) -> None:
    database = Database(place)
    database.create_file()
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE students (id INTEGER)"))
    before = database.file.read_bytes() if database.file else None
    for use in (Gradebook.open, Gradebook.create):
        with pytest.raises(UsageError, match="is no gradebook: holds tables of another program: students"):
            use(place)
    assert (database.file.read_bytes() if database.file else None) == before


@pytest.mark.parametrize(
    "place",
    [
        "mysql://root@localhost/grades",
        "postgresqll://x/y",
        "sqlite://",
        "sqlite:///:memory:",
        "://",
        "http://[::1",
    ],
)
def test_a_place_that_can_hold_no_gradebook_is_refused(place: str) -> None:
    with pytest.raises(UsageError, match="expected"):
        Database(place)


def test_a_password_is_never_shown() -> None:
    database = Database("postgresql://ines:secret@127.0.0.1:1/grades")
    assert "secret" not in database.shown
    with pytest.raises(InfrastructureError) as raised, database.reading():
        pass
    assert "secret" not in str(raised.value)


def test_a_file_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        Gradebook.create(str(tmp_path / "nowhere" / "gradebook.db"))


def test_only_its_owner_can_read_a_new_file(tmp_path: Path) -> None:
    Gradebook.create(str(tmp_path / "gradebook.db"))
    assert stat.S_IMODE((tmp_path / "gradebook.db").stat().st_mode) == 0o600


def test_the_file_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    Gradebook.create(str(tmp_path / "gradebook.db"))
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_log_that_was_turned_off_is_turned_on_again(tmp_path: Path) -> None:
    file = tmp_path / "gradebook.db"
    Gradebook.create(str(file))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    Gradebook.open(str(file))
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_reader_waits_for_no_writer_and_sees_what_was_there_before(place: str) -> None:
    Gradebook.create(place)
    with Database(place).writing() as connection:
        connection.execute(insert(students).values(key="ada", **SOMEBODY))
        assert count(place) == 0
    assert count(place) == 1


def test_a_reader_sees_one_moment_though_a_writer_goes_on(place: str) -> None:
    Gradebook.create(place)
    how_many = select(func.count()).select_from(students)
    with Database(place).reading() as connection:
        first = connection.execute(how_many).scalar_one()
        with Database(place).writing() as other:
            other.execute(insert(students).values(key="ada", **SOMEBODY))
        assert connection.execute(how_many).scalar_one() == first == 0


def test_an_error_undoes_all_of_a_change(place: str) -> None:
    Gradebook.create(place)
    somebody = {"key": "ada", **SOMEBODY}
    with pytest.raises(InfrastructureError, match=r"(?i)unique"):
        enter(place, [somebody, somebody])
    assert count(place) == 0


def test_writers_at_the_same_time_take_turns_and_lose_nothing(place: str) -> None:
    Gradebook.create(place)
    problems: list[BaseException] = []

    def enter(name: str) -> None:
        try:
            with Gradebook.open(place) as book:
                for number in range(4):
                    shared = entry("ada", 1.0, content=f"{number}")  # entered by everybody
                    own = entry(name, 1.0, content=f"{number}")
                    book.add([shared, own], by=name, now=NOW)
        except BaseException as error:
            problems.append(error)

    writers = [threading.Thread(target=enter, args=(f"student-{number}",)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not problems
    with Gradebook.open(place) as book:
        attempts = book.contents().attempts
    assert {key: len(found) for (key, _), found in attempts.items()} == dict.fromkeys(
        ["ada", *(f"student-{number}" for number in range(4))], 4
    )
    assert [one.number for one in attempts["ada", "dense"]] == [1, 2, 3, 4]


def test_a_writer_that_is_killed_leaves_nothing_half_done(place: str) -> None:
    Gradebook.create(place)
    program = (
        "import os, sys\n"
        "from sqlalchemy import insert\n"
        "from grader.gradebook.database import Database\n"
        "from grader.gradebook.tables import students\n"
        "with Database(sys.argv[1]).writing() as connection:\n"
        f"    connection.execute(insert(students).values(key='ada', **{SOMEBODY!r}))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, place], env={**os.environ}, check=False)
    assert ended.returncode == -9
    with Gradebook.open(place) as book:
        assert book.enroll([Student(key="bo")]).new == ("bo",)
    assert count(place) == 1


def tables(file: Path) -> list[str]:
    """Everything in *file*, as SQL."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())
