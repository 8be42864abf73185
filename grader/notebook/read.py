"""Reads a submission: the cells, and nothing that it says about itself beyond names, tags and its assignment.

The file is hostile. Its size is bounded before it is read; outputs and foreign metadata are skipped without
being built; what is kept has a bound each. Every refusal is an `InvalidSubmission` whose reason is the whole
report, so it says what its student should do. Names and ids that could not be ours are dropped, not refused:
other editors write them too.
"""

import json
import re
from pathlib import Path
from typing import TypeVar

import msgspec

from grader.errors import InvalidSubmission
from grader.notebook.cells import Cell, CellKind, Notebook
from grader.notebook.files import MAX_FILE, as_utf8, printable, read_bytes, refuse_other_formats

__all__ = ["MAX_CELLS", "MAX_FILE", "MAX_SOURCE", "parse_notebook", "read_notebook"]

MAX_CELLS = 2_000
MAX_SOURCE = 2**20  # bytes of one cell's text, as UTF-8
MAX_MENDED = 8 * 2**20  # bytes; mending builds all of the file: 20 bytes and more for each of its bytes
MAX_NAME = 200  # characters
MAX_ITEMS = 1_000  # tags, or attachments, of one cell

# JSON may spend six bytes on a byte of text (\u0000), and white space on each line of a list of lines
_MAX_ENCODED_SOURCE = 8 * MAX_SOURCE
_MAX_SMALL = 2**16  # bytes of JSON of a name or a list of tags
_NONE = msgspec.Raw(b"null")
_KINDS = {kind.value: kind for kind in CellKind}
_T = TypeVar("_T")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VERSION = re.compile(r"\d{1,3}\.\d{1,3}(\.\w{1,20})?", re.ASCII)


class _CellMetadata(msgspec.Struct, gc=False):
    name: msgspec.Raw = _NONE
    tags: msgspec.Raw = _NONE


class _Cell(msgspec.Struct, gc=False):
    cell_type: str
    source: msgspec.Raw
    id: msgspec.Raw = _NONE
    metadata: _CellMetadata | None = None
    attachments: msgspec.Raw = _NONE


class _Attachment(msgspec.Struct):
    """Its data are skipped."""


class _Metadata(msgspec.Struct):
    welldone: msgspec.Raw = _NONE
    language_info: msgspec.Raw = _NONE


class _Welldone(msgspec.Struct):
    assignment: msgspec.Raw = _NONE


class _LanguageInfo(msgspec.Struct):
    version: msgspec.Raw = _NONE


class _File(msgspec.Struct):
    nbformat: msgspec.Raw = _NONE
    cells: list[_Cell] | None = None
    metadata: _Metadata | None = None


def read_notebook(path: Path) -> Notebook:
    """Read the submission *path*.

    Raises:
        InvalidSubmission: It is no notebook that can be graded.
    """
    return parse_notebook(read_bytes(path), what=printable(path.name))


def parse_notebook(data: bytes, *, what: str) -> Notebook:
    """The notebook whose file has the content *data*.

    Args:
        what: How refusals call it.

    Raises:
        InvalidSubmission: It is no notebook that can be graded.
    """
    if len(data) > MAX_FILE:
        raise InvalidSubmission(f"{what} is larger than {MAX_FILE // 2**20} MiB: clear its outputs")
    text = as_utf8(data, what=what)
    refuse_other_formats(text, what=what)
    file = _decode(text, what)
    version = _integer(file.nbformat)
    if version is not None and version != 4:
        age = "old" if version < 4 else "new"
        raise InvalidSubmission(
            f"{what} is in notebook format {version}, too {age} to be graded: "
            "open it in a current Jupyter and save it"
        )
    if version is None or file.cells is None:
        raise InvalidSubmission(
            f"{what} is JSON, but no notebook: it has no {'nbformat' if version is None else 'cells'}; "
            "submit the .ipynb file as Jupyter saved it"
        )
    if len(file.cells) > MAX_CELLS:
        raise InvalidSubmission(f"{what} has {len(file.cells)} cells, and {MAX_CELLS} is the limit")
    cells = tuple(_cell(cell, f"{what}: cell {number}") for number, cell in enumerate(file.cells, start=1))
    return Notebook(cells=cells, assignment=_assignment(file.metadata), python=_python(file.metadata))


def _decode(text: bytes, what: str) -> _File:
    try:
        try:
            return msgspec.json.decode(text, type=_File)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError as error:
            if (mended := _mended(text)) is None:
                raise _malformed(text, error, what) from None
            return msgspec.json.decode(mended, type=_File)
    except msgspec.ValidationError as error:
        raise InvalidSubmission(
            f"{what} is JSON, but no notebook that Jupyter wrote: {_in_words(error)}"
        ) from None
    except RecursionError:
        raise InvalidSubmission(f"{what} is nested too deeply for a notebook: clear its outputs") from None
    except UnicodeDecodeError:
        raise InvalidSubmission(f"{what} is not UTF-8 text: save it in Jupyter and submit it again") from None


def _mended(text: bytes) -> bytes | None:
    """*text* without what Python writes into JSON and JSON forbids: NaN, infinities, halves of characters.

    They come from outputs, such as a plot's data. None where that is not what is wrong.
    """
    if len(text) > MAX_MENDED:
        return None
    try:
        value = json.loads(text, parse_constant=lambda _: None)
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    except ValueError:
        return None


def _malformed(text: bytes, error: msgspec.DecodeError, what: str) -> InvalidSubmission:
    if b"\n<<<<<<< " in text:
        return InvalidSubmission(f"{what} has unresolved merge conflicts of git, the lines with '<<<<<<<'")
    if not text.rstrip().endswith(b"}"):
        return InvalidSubmission(
            f"{what} ends in the middle of its JSON: its download or upload was cut short, submit it again"
        )
    place = ""
    if found := re.search(r"\(byte (\d+)\)", str(error)):
        before = text[: int(found[1])]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        place = f" (line {line}, column {column})"
    return InvalidSubmission(
        f"{what} is not valid JSON{place}, so no notebook: open and save it in Jupyter, and submit it again"
    )


def _in_words(error: msgspec.ValidationError) -> str:
    """msgspec's message, which holds types and places only, with cells counted from 1."""
    message = re.sub(r"[Oo]bject missing required field", "lacks the field", str(error))
    place = re.search(r" - at `\$(?:\.cells\[(\d+)\])?.*`", message)
    where = f"cell {int(place[1]) + 1}: " if place and place[1] else ""
    return where + re.sub(r" - at `.*`", "", message)


def _cell(cell: _Cell, what: str) -> Cell:
    if cell.cell_type not in _KINDS:
        raise InvalidSubmission(
            f"{what} has the type {printable(cell.cell_type)!r}, expected code, markdown or raw"
        )
    metadata = cell.metadata or _CellMetadata()
    return Cell(
        kind=_KINDS[cell.cell_type],
        source=_source(cell.source, what),
        id=_text(cell.id, _ID),
        name=_text(metadata.name),
        tags=_tags(metadata.tags),
        attachments=_attachments(cell.attachments, what),
    )


def _source(raw: msgspec.Raw, what: str) -> str:
    encoded = memoryview(raw)
    if len(encoded) > _MAX_ENCODED_SOURCE:
        raise InvalidSubmission(f"{what} has more than {MAX_SOURCE // 2**20} MiB of text")
    try:
        source = msgspec.json.decode(encoded, type=str | list[str])
    except UnicodeDecodeError:
        raise InvalidSubmission(f"{what} is not UTF-8 text: save the notebook in Jupyter again") from None
    except (msgspec.DecodeError, RecursionError):
        raise InvalidSubmission(f"{what} has a source that is no text") from None
    text = source if isinstance(source, str) else "".join(source)
    if len(text.encode()) > MAX_SOURCE:
        raise InvalidSubmission(f"{what} has more than {MAX_SOURCE // 2**20} MiB of text")
    if "\0" in text:
        raise InvalidSubmission(f"{what} contains a NUL character, which Python refuses: delete it")
    # Python ends a line at a lone \r too
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(raw: msgspec.Raw, pattern: re.Pattern[str] | None = None) -> str | None:
    text = _small(raw, str)
    if text is None or not 0 < len(text) <= MAX_NAME or not text.isprintable():
        return None
    return text if pattern is None or pattern.fullmatch(text) else None


def _small(raw: msgspec.Raw, kind: type[_T]) -> _T | None:
    encoded = memoryview(raw)
    if len(encoded) > _MAX_SMALL:
        return None
    try:
        return msgspec.json.decode(encoded, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _tags(raw: msgspec.Raw) -> tuple[str, ...]:
    tags = _small(raw, list[str]) or []
    return tuple(tag for tag in tags[:MAX_ITEMS] if len(tag) <= MAX_NAME)


def _attachments(raw: msgspec.Raw, what: str) -> tuple[str, ...]:
    encoded = bytes(raw)
    # each attachment is an object, so this bounds how many are built
    if encoded.count(b"{") > 2 * MAX_ITEMS:
        raise InvalidSubmission(f"{what} has more than {MAX_ITEMS} attachments")
    try:
        names = msgspec.json.decode(encoded, type=dict[str, _Attachment] | None) or {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    return tuple(name for name in names if 0 < len(name) <= MAX_NAME and name.isprintable())


def _integer(raw: msgspec.Raw) -> int | None:
    return _small(raw, int)


def _assignment(metadata: _Metadata | None) -> str | None:
    welldone = _small(metadata.welldone, _Welldone) if metadata else None
    return _text(welldone.assignment) if welldone else None


def _python(metadata: _Metadata | None) -> tuple[int, int] | None:
    language = _small(metadata.language_info, _LanguageInfo) if metadata else None
    version = _text(language.version, _VERSION) if language else None
    if version is None:
        return None
    major, minor = version.split(".")[:2]
    return int(major), int(minor)
