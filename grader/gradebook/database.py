"""Connections to a gradebook's database: an SQLite file, or PostgreSQL by URL.

One writer at a time, any number of readers, each of which sees one moment. SQLite keeps a write-ahead log, so
that readers wait for nobody; a writer takes the file's lock when it begins, never in the middle. PostgreSQL's
writers take turns by an advisory lock, its readers read a snapshot.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from grader.errors import InfrastructureError, UsageError

__all__ = ["Database"]

WAIT = 30  # seconds that a writer waits for its turn
_TURN = 0x67726164  # advisory lock of PostgreSQL: "grad"


class Database:
    """Where a gradebook lives. Nothing is opened before it is used."""

    def __init__(self, place: str) -> None:
        """Take *place*: a file's path, or a URL of sqlite or postgresql.

        Raises:
            UsageError: It is a URL of something else, or the driver is not installed.
        """
        url = _url(place)
        self.file = Path(url.database).absolute() if url.database and _is_sqlite(url) else None
        self.shown = str(url.database) if self.file else url.render_as_string(hide_password=True)
        try:
            self._engine = _sqlite(url) if self.file else _postgresql(url)
        except ModuleNotFoundError as error:
            raise UsageError(
                f"{self.shown}: the driver {error.name} is not installed: pip install 'welldone[postgres]'"
            ) from None

    @property
    def is_file(self) -> bool:
        """Whether it is an SQLite file."""
        return self.file is not None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment, and writes nothing."""
        options: dict[str, Any] = {}
        if not self.is_file:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._transaction(options) as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one connection that may write until it is left; an error undoes all of it."""
        with self._transaction({"grader_writes": True}) as connection:
            yield connection

    def create_file(self) -> None:
        """Make an empty file that only its owner can read, where there is none."""
        if self.file is None:
            return
        try:
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise UsageError(f"{self.shown}: {error.strerror}: no gradebook can be made there") from None

    def keep_log(self) -> None:
        """Keep a write-ahead log from now on; call it for a file that is known to be a gradebook, or empty.

        Raises:
            UsageError: The file lies where that is not possible.
        """
        if self.file is None:
            return
        with self._plain(self.file) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise UsageError(f"{self.shown}: keep it on a local disk: no write-ahead log is possible there")

    def copy_to(self, target: Path) -> None:
        """Copy the file as it was committed, also what is still in the log; nothing for a server."""
        if self.file is None:
            return
        with self._plain(self.file) as old, self._plain(target) as copy:
            target.chmod(0o600)
            old.backup(copy)

    @contextlib.contextmanager
    def _plain(self, file: Path) -> Iterator[sqlite3.Connection]:
        """A connection for what cannot be done within a transaction."""
        try:
            with contextlib.closing(sqlite3.connect(file, timeout=WAIT)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise InfrastructureError(f"{file}: the database says: {error}") from None

    def close(self) -> None:
        """Close what is open."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _transaction(self, options: dict[str, Any]) -> Iterator[Connection]:
        if self.file is not None and not self.file.is_file():
            raise UsageError(f"{self.shown}: there is no gradebook: make one with 'grader gradebook init'")
        try:
            with self._engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise self._said(error) from None

    def _said(self, error: DBAPIError) -> UsageError | InfrastructureError:
        text = " ".join(str(error.orig).split())
        if "not a database" in text:
            return UsageError(f"{self.shown}: is no SQLite file")
        if "locked" in text or "lock timeout" in text:
            return InfrastructureError(
                f"{self.shown}: somebody else has been writing for {WAIT} s: nothing was changed, try again"
            )
        return InfrastructureError(f"{self.shown}: the database says: {text}")


def _url(place: str) -> URL:
    if "://" not in place:
        return URL.create("sqlite", database=place)
    try:
        url = make_url(place)
        if url.drivername in ("postgres", "postgresql"):
            return url.set(drivername="postgresql+psycopg")
        known = _is_sqlite(url) or url.get_backend_name() == "postgresql"
    except (ArgumentError, NoSuchModuleError, ValueError):
        known = False
    if not known:
        scheme = place.partition("://")[0]
        raise UsageError(
            f"{scheme}://…: expected a file's path, sqlite:///FILE or postgresql://USER@HOST/NAME"
        )
    if _is_sqlite(url) and (not url.database or url.database.startswith((":memory:", "file:"))):
        raise UsageError(f"{place}: expected sqlite:///FILE: a gradebook must be kept")
    return url


def _is_sqlite(url: URL) -> bool:
    return url.drivername == "sqlite"


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:  # noqa: ARG001
        connection.isolation_level = None  # else Python's driver begins transactions of its own
        connection.execute("PRAGMA synchronous = FULL")  # what was said to be written is, even if power fails
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("grader_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("grader_writes"):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")

    return engine
