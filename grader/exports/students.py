"""Whose row of a downloaded sheet is whose report: by id, login, email or name, and never by a guess."""

import re
from collections.abc import Iterator

from grader.errors import UsageError
from grader.exports.platforms import Platform
from grader.exports.sheet import DownloadedSheet
from grader.exports.words import folded

__all__ = ["Students", "no_column"]

_NUMBERED = re.compile(r".*#([0-9]{1,18})")  # as `grader unpack` calls whom it knows by a platform's number


class Students:
    """The students of a sheet.

    Raises:
        UsageError: It has no column that says who they are.
    """

    def __init__(self, sheet: DownloadedSheet, platform: Platform, who: str | None = None) -> None:
        """*who* is the heading of what students are called by; where it is None, all usual ones are."""
        wanted = platform.who if who is None else (who,)
        places = [place for heading in wanted if (place := sheet.column(heading)) is not None]
        if not places:
            raise no_column(sheet, " or ".join(map(repr, wanted)))
        self._sheet = sheet
        self.headings = [sheet.headings[place] for place in places]
        needed = places if platform.needed is None else [sheet.column(platform.needed)]
        self.rows = [
            row
            for row, fields in enumerate(sheet.rows)
            if any(place is not None and fields[place].strip() for place in needed)
        ]
        self._by_text: dict[str, set[int]] = {}
        self._by_number: dict[str, set[int]] = {}
        number = None if platform.number is None else sheet.column(platform.number)
        for row in self.rows:
            fields = sheet.rows[row]
            for name in {folded(name) for place in places for name in _said(fields[place])} - {""}:
                self._by_text.setdefault(name, set()).add(row)
            if number in places and (found := re.search(r"[0-9]{1,18}\Z", fields[number].strip())):
                self._by_number.setdefault(found[0], set()).add(row)

    def row_of(self, student: str) -> int | None:
        """The row of *student*; None where there is none.

        Raises:
            UsageError: Several rows may be meant.
        """
        found = self._by_text.get(folded(student), set())
        if numbered := _NUMBERED.fullmatch(student):  # even where somebody calls themselves so
            found = found | self._by_number.get(numbered[1], set())
        if len(found) > 1:
            raise UsageError(
                f"{self._sheet.name}: {student!r} fits {len(found)} students: name the column that tells "
                f"them apart with --id (looked under {', '.join(self.headings)})"
            )
        return next(iter(found), None)

    def shown(self, row: int) -> str:
        """What people call the student of *row*."""
        return next(field for field in self._sheet.rows[row] if field.strip()).strip()


def no_column(sheet: DownloadedSheet, what: str) -> UsageError:
    """An error that lists the columns that there are."""
    return UsageError(f"{sheet.name}: no column {what} (there: {', '.join(map(repr, sheet.headings))})")


def _said(text: str) -> Iterator[str]:
    """A name as it is written, and with the last name last."""
    yield text
    last, comma, first = text.partition(",")
    if comma:
        yield f"{first.strip()} {last.strip()}"
