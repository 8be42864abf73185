"""Text of students made harmless for where it goes: one function for each kind of place."""

import html
import re
import unicodedata
from collections.abc import Callable, Sequence

from grader.errors import UsageError

__all__ = [
    "MAX_TEXT",
    "counted",
    "cut",
    "fitted",
    "folded",
    "for_command",
    "for_csv",
    "for_markdown",
    "for_xml",
    "listed",
    "number",
    "one_line",
]

MAX_TEXT = 4_000  # characters of any one text
MAX_LISTED = 10  # names in a message
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last ones are wide
_NEXT_FORMULA = re.compile(rf"; ?(?=[{re.escape(''.join(_FORMULA))}])")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>:@$])")


def one_line(text: str, limit: int = MAX_TEXT) -> str:
    """*text* on one line, at most *limit* characters, without what a terminal would act on.

    A line that GitHub's runner would take for a command is broken: ``::`` at its beginning, ``##[`` anywhere.
    """
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = re.sub(r"^::", ": :", line).replace("##[", "## [")
    return line if len(line) <= limit else line[: limit - 1] + "…"


def folded(text: str) -> str:
    """*text* where neither capitals nor spaces nor how it is composed count."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def cut(text: str, limit: int = MAX_TEXT) -> str:
    """*text*, at most *limit* characters of it."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def counted(count: int, noun: str) -> str:
    """*count* and *noun*, in the plural where it is not one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Sequence[str]) -> str:
    """The first of *names*, and how many more there are."""
    more = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {more} more" if more > 0 else "")


def fitted(make: Callable[[int], str], size: int, *, what: str) -> str:
    """What *make* gives for the longest texts with which it has at most *size* bytes in UTF-8.

    Args:
        make: Takes how many characters any one text may have.

    Raises:
        UsageError: It is larger even with the shortest.
    """
    for limit in (MAX_TEXT, 1_000, 250, 60, 1):
        made = make(limit)
        if len(made.encode()) <= size:
            return made
    raise UsageError(f"{what} has {len(made.encode()):,} bytes, and {size:,} is the limit: split the reports")


def for_csv(text: str) -> str:
    """*text* on one line; where a spreadsheet would take it for a formula, with an apostrophe in front.

    So is what follows a semicolon: in many countries a spreadsheet begins a cell there, whatever the quotes.
    """
    line = _NEXT_FORMULA.sub(r"\g<0>'", " ".join(text.split()))
    return f"'{line}" if line.startswith(_FORMULA) else line


def number(points: float) -> str:
    """All six decimals that a report has, and no more: ``%g`` would round 99.99999 to 100."""
    return f"{points:.6f}".rstrip("0").rstrip(".")


def for_xml(text: str, limit: int = MAX_TEXT) -> str:
    """*text* of characters that XML allows; the writer of the XML escapes the rest."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text[:limit])


def for_markdown(text: str) -> str:
    """*text* as one line that GitHub's Markdown shows as it stands, also in a table."""
    return _MARKDOWN.sub(r"\\\1", html.escape(one_line(text), quote=False))


def for_command(text: str, *, in_property: bool = False) -> str:
    """*text* as GitHub's workflow commands take it.

    Source: docs.github.com, Workflow commands for GitHub Actions; the runner's own escapes.
    """
    text = text[:MAX_TEXT].replace("##[", "## [")
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
