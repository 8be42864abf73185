"""The schema's version: makes a gradebook, upgrades an old one, refuses a newer one.

Versions are alembic migrations in ``_migrations/versions``, which are installed with the package.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from grader.errors import UsageError
from grader.gradebook.database import Database
from grader.gradebook.tables import METADATA

__all__ = ["HEAD", "VERSIONS", "VERSION_TABLE", "create", "require", "version"]

VERSIONS = ("0001", "0002")  # in this order
HEAD = VERSIONS[-1]
VERSION_TABLE = "gradebook_version"  # alembic's own default may be another program's, in the same database


def version(connection: Connection) -> str | None:
    """The version of the schema; None where there are no tables at all."""
    names = inspect(connection).get_table_names()
    if VERSION_TABLE not in names:
        ours = {table.name for table in METADATA.tables.values()}
        if ours & set(names) or (connection.dialect.name == "sqlite" and names):
            raise UsageError(f"holds tables of another program: {', '.join(sorted(names)[:5])}")
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608


def create(database: Database) -> str | None:
    """Make the tables, or bring them up to date.

    Returns:
        The version that was there before; None for a new gradebook.

    Raises:
        UsageError: Something else is there, or a newer version.
    """
    database.create_file()
    with database.reading() as connection:
        _known(database, connection)
    database.keep_log()
    with database.writing() as connection:
        found = _known(database, connection)
        if found != HEAD:
            if found is not None and database.file is not None:
                database.copy_to(database.file.with_name(f"{database.file.name}.version-{found}"))
            _migrate(connection)
    return found


def require(database: Database) -> str | None:
    """See that the newest version is there; an older file is upgraded, after a copy was made of it.

    A database that others share is not upgraded unasked: their older programs could not use it any more.

    Returns:
        The version that was upgraded; None where nothing was to do.

    Raises:
        UsageError: There is no gradebook, or its version is newer, or an older one of a server.
    """
    with database.reading() as connection:
        found = _known(database, connection)
    if found is None:
        raise UsageError(f"{database.shown}: there is no gradebook: make one with 'grader gradebook init'")
    if found == HEAD:
        database.keep_log()  # it may have been copied by a program that turned it off
        return None
    if not database.is_file:
        raise UsageError(
            f"{database.shown}: is of version {found}, expected {HEAD}: back it up (pg_dump), then upgrade "
            "it with 'grader gradebook init'"
        )
    return create(database)


def _known(database: Database, connection: Connection) -> str | None:
    try:
        found = version(connection)
    except UsageError as error:
        raise UsageError(f"{database.shown}: is no gradebook: {error}") from None
    if found is not None and found not in VERSIONS:
        raise UsageError(
            f"{database.shown}: was written by a newer grader (version {found} of the gradebook, this one "
            f"knows up to {HEAD}): pip install --upgrade welldone"
        )
    return found


def _migrate(connection: Connection) -> None:
    # a third of a second that only these commands need
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).parent / "_migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
