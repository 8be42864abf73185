"""A sheet that was downloaded from elsewhere, read so that it can be written back to the byte.

Only cells that are filled in change: encoding, byte order mark, separator, quotes, line ends, other columns
and empty lines stay. Refused, with the line's number, is what would have to be guessed at.
"""

import re
from collections import Counter
from collections.abc import Mapping

import msgspec

from grader.errors import UsageError
from grader.exports.words import folded

__all__ = ["MAX_SHEET", "DownloadedSheet"]

SEPARATORS = ",;\t|"
MAX_SHEET = 64 * 2**20  # bytes
_MARKS = (("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"))
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    number: int  # in the file, from 1
    raw: tuple[str, ...]  # fields as they stand, quotes and all
    end: str  # "\n", "\r\n", "\r", or nothing at the end of the file

    @property
    def is_empty(self) -> bool:
        return not any(field.strip() for field in self.raw)


class DownloadedSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table with a line of headings."""

    name: str  # of the file, for errors
    codec: str
    mark: bytes  # byte order mark, or nothing
    separator: str
    lines: tuple[_Line, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # of what follows the headings, as wide as them; empty lines left out
    numbers: tuple[int, ...]  # of the line that each row begins in, from 1

    @classmethod
    def parse(cls, content: bytes, *, name: str) -> "DownloadedSheet":
        """The sheet in *content*, a file called *name*.

        Raises:
            UsageError: It is no table with headings.
        """
        if len(content) > MAX_SHEET:
            raise UsageError(f"{name}: larger than {MAX_SHEET >> 20} MiB: this is no sheet")
        codec, mark = next(
            ((codec, mark) for codec, mark in _MARKS if content.startswith(mark)), ("utf-8", b"")
        )
        try:
            text = content[len(mark) :].decode(codec)
        except UnicodeDecodeError:
            raise UsageError(
                f"{name}: is not UTF-8: take the file as it was downloaded, or save it as 'CSV UTF-8'"
            ) from None
        if "\0" in text:
            raise UsageError(f"{name}: contains a NUL: this is no CSV file")
        first = next((line for line in text.splitlines() if line.strip()), "")
        separator = max(SEPARATORS, key=first.count)  # of equals, the first: a comma
        lines = _lines(text, separator, name)
        filled = [line for line in lines if not line.is_empty]
        if not filled:
            raise UsageError(f"{name}: is empty: expected a line of headings, then a row each")
        headings = tuple(_text(field).strip() for field in filled[0].raw)
        twice = [heading for heading, count in Counter(headings).items() if heading and count > 1]
        if twice:
            raise UsageError(f"{name}: has the heading {twice[0]!r} twice: keep one of the columns")
        rows = []
        for line in filled[1:]:
            if any(field.strip() for field in line.raw[len(headings) :]):
                raise UsageError(
                    f"{name}, line {line.number}: has {len(line.raw)} fields under {len(headings)} headings: "
                    "quote a field that contains the separator"
                )
            fields = [_text(field) for field in line.raw[: len(headings)]]
            rows.append((*fields, *[""] * (len(headings) - len(fields))))
        return cls(
            name=name,
            codec=codec,
            mark=mark,
            separator=separator,
            lines=tuple(lines),
            headings=headings,
            rows=tuple(rows),
            numbers=tuple(line.number for line in filled[1:]),
        )

    def column(self, heading: str) -> int | None:
        """The place of *heading*; capitals and spaces do not count."""
        wanted = folded(heading)
        return next((place for place, text in enumerate(self.headings) if folded(text) == wanted), None)

    def filled(self, cells: Mapping[tuple[int, int], str]) -> bytes:
        """The sheet with other texts in *cells*, by row and column."""
        written, row = [], -2  # the first line that is not empty holds the headings
        for line in self.lines:
            row += not line.is_empty
            raw = [*line.raw]
            for place in range(len(self.headings)):
                if not line.is_empty and (row, place) in cells:
                    raw += [""] * (place + 1 - len(raw))
                    raw[place] = self._raw(cells[row, place], was=raw[place])
            written.append(self.separator.join(raw) + line.end)
        return self.mark + "".join(written).encode(self.codec)

    def _raw(self, text: str, *, was: str) -> str:
        if was.startswith('"') or any(char in text for char in (self.separator, '"', "\r", "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text


def _lines(text: str, separator: str, name: str) -> list[_Line]:
    plain = re.compile(f"[^{re.escape(separator)}\r\n]*")
    end = re.compile(r"\r\n|\n|\r|\Z")
    lines: list[_Line] = []
    raw: list[str] = []
    place, number = 0, 1
    while True:
        quoted = text.startswith('"', place)
        field = (_QUOTED if quoted else plain).match(text, place)
        if field is None:
            raise UsageError(f"{name}, line {number}: a quote is opened and never closed")
        raw.append(field[0])
        place = field.end()
        if text.startswith(separator, place):
            place += 1
            continue
        ended = end.match(text, place)
        if ended is None:
            raise UsageError(f"{name}, line {number}: text follows a closing quote: is a quote missing?")
        lines.append(_Line(number=number, raw=tuple(raw), end=ended[0]))
        number += 1 + sum(len(re.findall(r"\r\n|\n|\r", field)) for field in raw)
        place, raw = ended.end(), []
        if place == len(text):
            return lines


def _text(raw: str) -> str:
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
