r"""Looks through a finished release for what students must not see: the last guard, which trusts no other.

A line of a solution, hidden check, staff cell or manual answer is *significant* when it has three words or
more, counting as a word whatever is no keyword and no punctuation: names, numbers, words of comments and
strings, and operators but ``=``. ``return x`` and ``loss = 0`` say nothing; ``x @ self.weights`` does.
Imports and the headers of functions and classes are no secret either: they are the contract that checks and
given code name.

Lines are compared word by word, so spacing and line breaks hide nothing, and searched for in every string of
the notebook: sources, metadata, ids, names and decoded data of attachments. Not reported are

* what the author left in the same cell in plain sight, outside its regions or in a region's stub,
* what the author allows in assignment.toml (``shown``),
* idioms that a hidden check shares, as whole lines, with setup cells and visible checks, unless it shares
  them all: then one is the copy of the other.
"""

import keyword
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.notebook.cells import Role, Source, SourceCell
from grader.notebook.markers import DEFAULT_STUB, parse_regions
from grader.notebook.options import without_options
from grader.notebook.pictures import picture_bytes

__all__ = ["find_leaks"]

_SIGNIFICANT = 3  # words
_MAX_FILE = 4 << 20  # bytes of a released file that is looked through: a larger one holds data
_WORD = re.compile(r"\w+|[^\w\s]")
_OPERATORS = frozenset("+-*/%@<>!&|^~")
_HEADER = re.compile(
    r"\s*(import\b[^;]*|from\b[^;]*\bimport\b[^;]*|((async\s+)?def|class)\b[^#]*:\s*(#.*)?|@[^;]*)"
)
_EDGE = r"[A-Za-z0-9_-]"


def find_leaks(
    source: Source,
    notebook: Mapping[str, Any],
    *,
    files: Mapping[str, Path] | None = None,
    shown: Collection[str] = (),
) -> list[str]:
    """Everything in *notebook*, a release of *source*, that gives an answer or a hidden check away.

    Args:
        notebook: In nbformat 4.5, as `grader.release.strip.student_version` makes it.
        files: Name and path of what students get beside it; read as text, whatever it is.
        shown: Lines that students may see.

    Returns:
        A sentence for each line found, with its cell, where it was found and what to do; empty if all is
        well.
    """
    texts = [*_texts(notebook), *_file_texts(files or {})]
    places = [(where, _words(text), text) for where, text in texts]
    allowed = {_words(line) for line in shown}
    public = _lines_of(source, Role.SETUP) | _lines_of(source, Role.CHECK)
    leaks: list[str] = []
    for cell in source.cells:
        secret = _secret_lines(cell)
        if cell.role is Role.HIDDEN:
            own = {words: line for words, line in secret.items() if words not in public}
            secret = own or secret
        for words, line in secret.items():
            if words in allowed:
                continue
            where = next((place for place, text, _ in places if words in text), None)
            if where is not None:
                leaks.append(
                    f"{line.strip()!r} of {_called(cell)} is in {where}: remove it there, or list the line "
                    "under [release] shown in assignment.toml"
                )
        if cell.role is Role.HIDDEN:
            leaks += _named(cell, places)
    return leaks


def _secret_lines(cell: SourceCell) -> dict[str, str]:
    """The significant lines of *cell* that no student may see, by their words."""
    open_lines = {_words(line) for line in DEFAULT_STUB}
    if cell.role in (Role.HIDDEN, Role.STAFF):
        lines = without_options(cell.source).split("\n")
    elif cell.role in (Role.SOLUTION, Role.MANUAL):
        text = without_options(cell.source)
        regions = parse_regions(text, cell=cell.name)
        # a release that was read as a source: its text is a stub
        if not regions and cell.released == text:
            return {}
        lines = [line for region in regions for line in region.solution] if regions else text.split("\n")
        inside = {number for region in regions for number in range(region.start, region.end)}
        open_lines |= {_words(line) for region in regions for line in region.stub or ()}
        if regions:
            open_lines |= {
                _words(line) for number, line in enumerate(text.split("\n")) if number not in inside
            }
    else:
        return {}
    found = {_words(line): line for line in lines if _is_significant(line)}
    return {words: line for words, line in found.items() if words not in open_lines}


def _lines_of(source: Source, role: Role) -> set[str]:
    return {_words(line) for cell in source.cells if cell.role is role for line in cell.source.split("\n")}


def _is_significant(line: str) -> bool:
    if _HEADER.fullmatch(line):
        return False
    words = _WORD.findall(line)
    telling = [word for word in words if word in _OPERATORS or word[0].isalnum() or word[0] == "_"]
    return len([word for word in telling if not keyword.iskeyword(word)]) >= _SIGNIFICANT


def _words(text: str) -> str:
    """The words of *text*, each with a space before and after it: a part of it is found by ``in``."""
    return f" {' '.join(_WORD.findall(text))} "


def _named(cell: SourceCell, places: list[tuple[str, str, str]]) -> Iterator[str]:
    spelt = re.escape(cell.name).replace(r"\-", "[-_]")
    name = re.compile(f"(?<!{_EDGE}){spelt}(?!{_EDGE})")
    for where, _, text in places:
        if name.search(text):
            yield (
                f"the name of the hidden check {cell.name!r} is in {where}: "
                "remove it there, or rename the check"
            )
            return


def _called(cell: SourceCell) -> str:
    return f"the {cell.role.value} cell {cell.name!r} (number {cell.position})"


def _texts(notebook: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every string in *notebook*, with the place where it stands."""
    yield from _strings({key: value for key, value in notebook.items() if key != "cells"}, "the metadata")
    for number, cell in enumerate(notebook.get("cells", ()), start=1):
        called = f"cell {number} ({cell.get('metadata', {}).get('name')})"
        for key, value in cell.items():
            if key == "source":
                yield f"the source of {called}", value if isinstance(value, str) else "".join(value)
                continue
            yield from _strings({key: value}, f"the {key} of {called}")
            if key == "attachments":
                for data in _data(value):
                    yield f"the data of an attachment of {called}", data


def _file_texts(files: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    for name, path in files.items():
        if path.stat().st_size <= _MAX_FILE:
            yield f"the released file {name}", path.read_bytes().decode("utf-8", "replace")


def _strings(value: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield where, str(key)
            yield from _strings(item, where)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield where, "".join(value)
        for item in value:
            yield from _strings(item, where)


def _data(attachments: Mapping[str, Any]) -> Iterator[str]:
    for bundle in attachments.values():
        for data in bundle.values():
            text = data if isinstance(data, str) else "".join(data)
            yield picture_bytes(text).decode("utf-8", "replace")
