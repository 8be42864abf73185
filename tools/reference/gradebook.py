"""docs/reference/gradebook.md: the tables of a gradebook, for whoever reads them with SQL."""

import inspect

from sqlalchemy import Boolean, Column, Double, Integer
from sqlalchemy.types import String, TypeEngine

import grader.gradebook.tables as tables
from grader.gradebook.schema import HEAD as VERSION
from grader.gradebook.schema import VERSION_TABLE
from tools.reference.markdown import table

__all__ = ["gradebook_page"]

HEAD = f"""# Tables of the gradebook

*Written by `python -m tools.reference` from `grader.gradebook.tables`.* For reading, with SQL, in SQLite
and PostgreSQL alike; what counts is worked out by [`grader gradebook`](../gradebook.md), not stored. This is
version {VERSION}, which the table `{VERSION_TABLE}` holds. A time is UTC: in SQLite a text in ISO 8601 with
its offset.
"""


def gradebook_page() -> str:
    """The page."""
    said = (inspect.getdoc(tables) or "").partition("\n\n")[2]
    parts = [HEAD, said, ""]
    for one in tables.METADATA.sorted_tables:
        rows = [(f"`{column.name}`", _type(column.type), _more(column)) for column in one.columns]
        parts += [f"## {one.name}\n", table(("column", "type", ""), rows), ""]
    return "\n".join(parts)


def _type(kind: TypeEngine[object]) -> str:
    match kind:
        case tables.UtcTime():
            return "time"
        case Boolean():
            return "boolean"
        case Integer():
            return "integer"
        case Double():
            return "double"
        case String():
            return "text"
        case _:
            raise TypeError(f"{kind!r}: say in tools/reference/gradebook.py how a reader should call it")


def _more(column: Column[object]) -> str:
    words = ["primary key"] if column.primary_key else []
    words += [f"of `{key.target_fullname}`" for key in column.foreign_keys]
    words += ["unique"] if column.unique else []
    words += ["may be null"] if column.nullable else []
    return ", ".join(words)
