"""Reads tables that people exported from elsewhere. What a table says is text, whatever it looks like."""

from collections import Counter
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.exports.sheet import MAX_SHEET, DownloadedSheet

__all__ = ["Row", "Sheet", "read_sheet"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row, by headings in small letters."""

    line: int
    fields: dict[str, str]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table with a heading for each column."""

    path: Path
    headings: tuple[str, ...]  # small letters
    rows: tuple[Row, ...]

    def column(self, *names: str) -> str | None:
        """The first of *names* that is a heading."""
        return next((name for name in names if name in self.headings), None)

    def problem(self, row: Row, text: str) -> UsageError:
        """An error that names file and line."""
        return UsageError(f"{self.path}, line {row.line}: {text}")


def read_sheet(path: Path) -> Sheet:
    """The table in the file *path*.

    Raises:
        UsageError: It cannot be read, or is no table with headings.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SHEET + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: expected a CSV file") from None
    table = DownloadedSheet.parse(content, name=str(path))
    headings = tuple(" ".join(heading.split()).casefold() for heading in table.headings)
    twice = [name for name, count in Counter(headings).items() if name and count > 1]
    if twice:
        raise UsageError(f"{path}: has the heading {twice[0]!r} twice: keep one of the columns")
    rows = zip(table.numbers, table.rows, strict=True)
    return Sheet(
        path=path,
        headings=headings,
        rows=tuple(Row(line=line, fields=dict(zip(headings, fields, strict=True))) for line, fields in rows),
    )
