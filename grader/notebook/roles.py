"""Cell tags to roles. Refuses a tag that is almost a role's, two roles at once, and a role on the wrong cell.

Other tags are the author's own business (``hide-input``, ``raises-exception``, ``slideshow``), but a tag that
may have been meant as a role is an error: read as a foreign one, it would publish the answer in its cell.
Whatever *contains* the name of a role is therefore refused too (``hidden-check``, ``manual_grade``), and so
are the words that other graders and other people use for the same thing (``answer``, ``test``, ``private``).
A false alarm costs the renaming of a tag. A role that stands elsewhere than in the tags, as text formats
invite it to (``# %% solution``), is refused as well.
"""

import re
from collections.abc import Mapping, Sequence

from grader.errors import TagError
from grader.notebook.cells import CellKind, Role
from grader.notebook.spelling import distance, fold

__all__ = ["refuse_headers", "refuse_metadata", "role_of"]

TAGS = {role.value: role for role in Role if role is not Role.GIVEN}
_LISTED = ", ".join(TAGS)

# 'hidden-check' was meant as hidden: advising 'check' would publish it
_BY_SECRECY = (Role.HIDDEN, Role.SOLUTION, Role.STAFF, Role.MANUAL, Role.CHECK, Role.SETUP)

# what a tag of another tool, or a plain word, would have been meant as
_SYNONYMS = {
    "answer": Role.SOLUTION,
    "answers": Role.SOLUTION,
    "sol": Role.SOLUTION,
    "test": Role.CHECK,
    "tests": Role.CHECK,
    "autograded": Role.CHECK,
    "private": Role.HIDDEN,
    "secret": Role.HIDDEN,
    "invisible": Role.HIDDEN,
    "grade": Role.MANUAL,
    "graded": Role.MANUAL,
    "rubric": Role.STAFF,
    "instructor": Role.STAFF,
    "instructors": Role.STAFF,
    "teacher": Role.STAFF,
    "teachers": Role.STAFF,
    "internal": Role.STAFF,
}

# tags of well-known tools that contain a role's name, and a word that does
_FOREIGN = frozenset({"nbval-check-output", "checkpoint"})

# the header of a cell that its text format did not read as one, tags and all
_HEADER = re.compile(r"""\s*(#\s*%|%%|\+\+\+|:|```|~~~).*\btags?\b["']?\s*[:=]""")

_CODE_ONLY = frozenset({Role.SETUP, Role.SOLUTION, Role.CHECK, Role.HIDDEN})
_SHORT = 5  # letters: with two typing errors allowed, 'setup' would be 'step'


def role_of(tags: Sequence[str], *, kind: CellKind, cell: str) -> Role:
    """The role that a cell's *tags* give it; ``given`` where none of them is a role's.

    Args:
        cell: How messages call the cell.

    Raises:
        TagError: A tag looks like a role's and is not one, two name different roles, or the role does not go
            with a cell of this *kind*.
    """
    roles = {TAGS[tag] for tag in tags if tag in TAGS}
    for tag in tags:
        if tag not in TAGS and (meant := _role_like(tag)) is not None:
            raise TagError(_almost(tag, meant), cell=cell, line=1)
    if len(roles) > 1:
        both = " and ".join(sorted(f"'{role.value}'" for role in roles))
        raise TagError(f"has the tags {both}: a cell has one role, keep one of them", cell=cell, line=1)
    role = roles.pop() if roles else Role.GIVEN
    _refuse_kind(role, kind, cell)
    return role


def refuse_metadata(metadata: Mapping[str, object], *, role: Role, cell: str) -> None:
    """Refuse cell metadata that were meant to give the cell a role.

    Raises:
        TagError: A key is almost ``tags`` or names a role, the title of a text format's cell does, or they
        are another grader's.
    """
    for key in metadata:
        folded = fold(key)
        if key == "incorrectly_encoded_metadata":
            problem = f'its header {metadata[key]!r} cannot be read: write tags=["solution"], with the quotes'
        elif key == "nbgrader":
            problem = "has nbgrader's metadata, which mean nothing here: remove them, and give the cell a tag"
        elif key != "tags" and abs(len(folded) - 4) <= 1 and distance(folded, "tags") <= 1:
            problem = f"has metadata {key!r}: write 'tags'"
        elif folded in TAGS:
            problem = f'has metadata {key!r}: a role is a tag, write "tags": ["{folded}"]'
        elif key == "title" and (named := fold(str(metadata[key]))) in TAGS and role.value != named:
            problem = f'has the title {metadata[key]!r}: a role is a tag, write tags=["{named}"]'
        else:
            continue
        raise TagError(problem, cell=cell, line=1)


def refuse_headers(text: str, *, cell: str) -> None:
    """Refuse a cell of a text format whose *text* holds what was meant as the header of another cell.

    Raises:
        TagError: A line has tags and begins like a header.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if _HEADER.match(line):
            raise TagError(
                f"{line.strip()[:60]!r} looks like a cell's header and is none: write "
                "'# %% tags=[\"solution\"]' in a .py, '```{code-cell}' and ':tags: [solution]' in a .md",
                cell=cell,
                line=number,
            )


def _role_like(text: str) -> Role | None:
    """Which role a person who wrote *text* may have meant; None where it is like none."""
    if text in _FOREIGN:
        return None
    folded = fold(text)
    if folded in _SYNONYMS:
        return _SYNONYMS[folded]
    if folded == Role.GIVEN.value:
        return Role.GIVEN
    for role in _BY_SECRECY:
        name = role.value
        allowed = 1 if len(name) <= _SHORT else 2
        near = abs(len(folded) - len(name)) <= allowed and distance(folded, name) <= allowed
        if near or name in folded:
            return role
    return None


def _almost(tag: str, meant: Role) -> str:
    if meant is Role.GIVEN:
        return f"tag {tag!r}: given code and text have no tag, leave it out"
    return (
        f"tag {tag!r} looks like a role and is none: write '{meant.value}', or rename it if it means "
        f"something else (roles: {_LISTED})"
    )


def _refuse_kind(role: Role, kind: CellKind, cell: str) -> None:
    if role in _CODE_ONLY and kind is not CellKind.CODE:
        instead = "tag it 'manual' if it is an answer in words" if role is Role.SOLUTION else "make it one"
        raise TagError(
            f"tag '{role.value}' on a {kind.value} cell, expected a code cell: {instead}, or drop the tag",
            cell=cell,
            line=1,
        )
    if role is Role.MANUAL and kind is CellKind.RAW:
        raise TagError(
            "tag 'manual' on a raw cell, expected a markdown or code cell: change the cell's type",
            cell=cell,
            line=1,
        )
