"""Docstrings, comments and tables as Markdown."""

import inspect
import io
import re
import textwrap
import tokenize
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["comments", "docstring", "table"]

_SECTION = re.compile(r"(Args|Returns|Raises|Yields):")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars in its cells are escaped, and line ends become spaces."""
    lines = [head, ["---"] * len(head), *rows]
    escaped = ([" ".join(cell.replace("|", r"\|").split()) for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in escaped)


def comments(kind: type[Any]) -> dict[str, str]:
    """What the comments in the source of a class say of its fields: beside a field, or on lines above it."""
    found: dict[str, str] = {}
    above: list[str] = []
    field = None
    source = textwrap.dedent(inspect.getsource(kind))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        text = token.string.removeprefix("#").strip()
        alone = not token.line[: token.start[1]].strip()
        if token.type == tokenize.COMMENT and alone:
            above.append(text)
        elif token.type == tokenize.COMMENT and field is not None:
            found[field] = text
        elif token.type == tokenize.NAME and re.match(rf"    {token.string}(:| =)", token.line):
            field = token.string
            if above:
                found[field] = " ".join(above)
            above = []
    return found


def docstring(subject: Any) -> str:
    """The docstring of *subject* as Markdown: sections as lists, indented code in fences."""
    lines = (inspect.getdoc(subject) or "").split("\n")
    out: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if _SECTION.fullmatch(line):
            body, number = _indented(lines, number + 1)
            out += [f"**{line[:-1]}**", "", *_entries(body), ""]
        elif line.endswith("::"):
            body, number = _indented(lines, number + 1)
            out += [_inline(line[:-1]) if line != "::" else "", "", "```python", *_trimmed(body), "```", ""]
        else:
            out.append(_inline(line))
            number += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()


def _indented(lines: list[str], start: int) -> tuple[list[str], int]:
    end = start
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith("    ")):
        end += 1
    return inspect.cleandoc("\n" + "\n".join(lines[start:end])).split("\n"), end


def _trimmed(lines: list[str]) -> list[str]:
    return "\n".join(lines).strip("\n").split("\n")


def _entries(lines: list[str]) -> list[str]:
    """The entries ``name: text`` of a section as a list; a section without names as it stands."""
    out: list[str] = []
    named = re.compile(r"([\w*]+(?:, \w+)*): (.*)")
    for line in lines:
        if (entry := named.fullmatch(line)) is not None:
            out.append(f"* `{entry[1]}`: {_inline(entry[2])}")
        elif line.strip():
            out.append(_inline(line if out else line.strip()).replace("    ", "  ", 1))
    return out


def _inline(text: str) -> str:
    return text.replace("``", "`")
