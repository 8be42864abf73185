"""Reads our documents: fenced blocks, command lines and what they print, links, headings."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\s*$")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`[^`]*`")


class Block(NamedTuple):
    """A fenced block."""

    path: Path
    line: int  # of its first line, from 1
    language: str
    text: str
    before: str  # the paragraph that introduces it, as one line


class Command(NamedTuple):
    """A command line of a ``console`` block, and the lines that the page says it prints."""

    path: Path
    line: int
    text: str
    printed: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    lines = path.read_text(encoding="utf-8").split("\n")
    found, number = [], 0
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        if fence is None:
            number += 1
            continue
        end = next(i for i in range(number + 1, len(lines)) if lines[i].strip() == "```")
        indent = len(fence["indent"])
        text = "\n".join(line[indent:] for line in lines[number + 1 : end])
        found.append(Block(path, number + 2, fence["language"], text, _paragraph(lines, number)))
        number = end + 1
    return found


def commands(block: Block) -> Iterator[Command]:
    """The command lines of a ``console`` block; a backslash at a line's end goes on in the next."""
    lines = block.text.split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        text, last = lines[start][2:], start
        while text.endswith("\\"):
            last += 1
            text = text[:-1] + lines[last].strip()
        yield Command(block.path, block.line + start, text, tuple(lines[last + 1 : end]))


def prose(path: Path) -> str:
    """A page without its fenced blocks."""
    kept, inside = [], False
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.lstrip().startswith("```"):
            inside = not inside
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def links(path: Path) -> list[str]:
    """The targets of a page's links and pictures, code left out."""
    return _LINK.findall(_CODE.sub("", prose(path)))


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found: dict[str, int] = {}
    result = set()
    for heading in re.findall(r"^#{1,6} +(.+?)\s*$", prose(path), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        count = found.setdefault(slug, 0)
        found[slug] += 1
        result.add(f"{slug}-{count}" if count else slug)
    return result


def _paragraph(lines: list[str], fence: int) -> str:
    end = fence
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    start = end
    while start > 0 and lines[start - 1].strip():
        start -= 1
    return " ".join(lines[start:end])
