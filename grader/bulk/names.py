"""Whose a file in a platform's zip is: from its name alone, which students have a part in.

No name becomes a path. What the platform writes comes first, so the first place that fits counts: the rest
is the student's own text, who may call a file as the platform calls somebody else's. Where the files are not
all called as one platform calls them, the zip counts as one of <student>/<file> or <student>.ipynb, maybe in
a folder.
"""

import os
import re
import unicodedata
from collections.abc import Sequence

import msgspec

__all__ = ["Handed", "handed_in"]

MAX_NAME = 1_000  # characters of one that a platform makes; matching takes time that grows with their square
_IGNORED = frozenset({"__macosx", "desktop.ini", "thumbs.db"})  # and whatever begins with a dot
_PATTERNS = {
    # moodle, mod/assign/locallib.php: a folder for each student, or the same words in front of the file
    "Moodle": r"(?P<name>[^/]*?)_(?P<number>\d{1,18})_assignsubmission_[a-z]+(?:_?/|_)(?P<file>.*)",
    # its help, Download Assignments: the assignment, the user; beside an attempt's files lies a text about it
    "Blackboard": (
        r"(?:.*?/)??(?P<name>[^/]*?_[^_/]+)_attempt_(?P<order>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)"
    ),
    # canvas-lms, lib/content_zipper.rb: user, then attachment; what was typed in has no attachment
    "Canvas": r"(?P<name>[^/]*?)(?:_LATE)?_(?P<number>\d{1,18})_(?:(?P<order>\d{1,18})_)?(?P<file>[^/]+)",
}
_AGAIN = re.compile(r"(?P<stem>.*?)(?:-\d+| ?\(\d+\))(?P<suffix>\.ipynb)", re.IGNORECASE)


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a zip."""

    entry: str  # its name in the zip
    student: str  # NFC; as the platform calls them, with its number behind a # where it has one
    file: str  # its name, as the student chose it
    order: str = ""  # digits; what is newer sorts later


def handed_in(names: Sequence[str], *, assignment: str) -> tuple[str | None, list[Handed]]:
    """Which platform calls files *names*, and whose they are.

    Args:
        assignment: Where a platform tells attempts apart, ``NAME-1.ipynb`` is another attempt of NAME.ipynb.
    """
    kept = [name for name in names if not _is_left_behind(name)]
    for platform, pattern in _PATTERNS.items():
        found = [re.fullmatch(pattern, name, re.DOTALL) if len(name) <= MAX_NAME else None for name in kept]
        if kept and all(found):
            matches = [match for match in found if match is not None]
            title = _title([match["name"] for match in matches]) if platform == "Blackboard" else ""
            return platform, [_handed(match, assignment, title) for match in matches]
    return None, _plain(kept, assignment)


def _is_left_behind(name: str) -> bool:
    return any(_is_ignored(part) for part in name.split("/"))


def _is_ignored(part: str) -> bool:
    return (part.startswith(".") and part != "..") or part.lower() in _IGNORED


def _title(names: Sequence[str]) -> str:
    """What stands in front of every user alike, to its last underscore: a user's name may hold one, too."""
    shared = os.path.commonprefix([*names])  # noqa: RUF071  of characters it is
    return shared[: shared.rfind("_") + 1]


def _handed(match: re.Match[str], assignment: str, title: str) -> Handed:
    facts = match.groupdict()
    name = facts["name"].removeprefix(title)
    number, order = facts.get("number"), facts.get("order") or ""
    file = (facts["file"] or "").rpartition("/")[2]
    again = _AGAIN.fullmatch(file)
    if order and again is not None and again["stem"].casefold() == assignment.casefold():
        file = again["stem"] + again["suffix"]
    student = name if number is None else f"{name}#{number}"
    return Handed(
        entry=match.string, student=_normalised(student), file=file, order=re.sub(r"\D", "", order).zfill(18)
    )


def _plain(names: Sequence[str], assignment: str) -> list[Handed]:
    parts = [name.split("/") for name in names]
    tops = {path[0] if len(path) > 1 else "" for path in parts}
    direct = {path[1].casefold() for path in parts if len(path) == 2}
    if len(tops) == 1 and "" not in tops and f"{assignment}.ipynb".casefold() not in direct:
        parts = [path[1:] for path in parts]  # a folder of the whole class, and not a student's
    return [
        Handed(
            entry=name,
            student=_normalised(path[0] if len(path) > 1 else path[0].rpartition(".")[0] or path[0]),
            file=path[-1],
        )
        for name, path in zip(names, parts, strict=True)
    ]


def _normalised(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())
