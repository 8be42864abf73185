"""Reads tables that people exported from elsewhere: a byte order mark, any usual separator, quotes and all.

What a table says is text, whatever it looks like. Refused, with the line's number, are tables that would be
guessed at: a heading twice, a row that is too long, bytes that are no UTF-8.
"""

import csv
import io
from collections import Counter
from pathlib import Path

import msgspec

from grader.errors import UsageError

__all__ = ["Row", "Sheet", "read_sheet"]

SEPARATORS = ",;\t|"
MAX_SHEET = 64 * 2**20  # bytes
MAX_FIELD = 100_000  # characters


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
        if path.stat().st_size > MAX_SHEET:
            raise UsageError(f"{path}: larger than {MAX_SHEET >> 20} MiB: this is no sheet")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: expected a CSV file") from None
    lines = _text(path, data)
    first = next((line for line in lines.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)  # of equals, the first: a comma
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(MAX_FIELD)
    try:
        rows = [(reader.line_num, fields) for fields in reader if any(field.strip() for field in fields)]
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}: is a quote missing?") from None
    if not rows:
        raise UsageError(f"{path}: is empty: expected a line of headings, then a row each")
    headings = tuple(" ".join(field.split()).casefold() for field in rows[0][1])
    twice = [name for name, count in Counter(headings).items() if name and count > 1]
    if twice:
        raise UsageError(f"{path}: has the heading {twice[0]!r} twice: keep one of the columns")
    for line, fields in rows[1:]:
        if any(field.strip() for field in fields[len(headings) :]):
            raise UsageError(
                f"{path}, line {line}: has {len(fields)} fields under {len(headings)} headings: quote a "
                "field that contains the separator"
            )
    return Sheet(
        path=path,
        headings=headings,
        rows=tuple(
            Row(line=line, fields=dict(zip(headings, _padded(fields, len(headings)), strict=False)))
            for line, fields in rows[1:]
        ),
    )


def _text(path: Path, data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls Unicode text
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8: save it as 'CSV UTF-8' from the spreadsheet") from None
    if "\0" in text:
        raise UsageError(f"{path}: contains a NUL: this is no CSV file")
    return text


def _padded(fields: list[str], width: int) -> list[str]:
    return fields + [""] * (width - len(fields))
