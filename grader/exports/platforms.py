"""What each learning platform calls things in the sheets that it hands out and takes back.

Canvas: canvas-lms, lib/gradebook_importer.rb. Moodle: mod/assign/feedback/offline. Blackboard: what its help
says of files to work offline. Headings that a platform translates can be named by hand.
"""

import re

import msgspec

__all__ = ["BLACKBOARD", "CANVAS", "MOODLE", "Platform"]


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """How to read one platform's sheet of grades."""

    name: str
    who: tuple[str, ...]  # headings of what a student may be called by
    number: str | None = None  # of those, the one that holds a number, maybe with a word before it
    needed: str | None = None  # heading under which each student's row has something, and no other row
    grade: str | None = None  # heading of the grade; None: the assignment's title, by `title`
    title: str = r"(?P<title>.*)"  # a heading that is an assignment's
    feedback: str | None = None
    maximum: str | None = None  # heading of the largest grade, where each row tells it
    maximum_row: str | None = None  # first field of the row that tells it
    maximum_in_heading: str | None = None
    kept: frozenset[str] = frozenset()  # grades that a person set and nothing replaces

    def title_of(self, heading: str) -> str | None:
        """The title of the assignment whose grades stand under *heading*; None: it is no assignment's."""
        found = re.fullmatch(self.title, heading.strip())
        return None if found is None else found["title"].strip()


CANVAS = Platform(
    name="Canvas",
    who=("id", "sis user id", "sis login id", "integration id", "student"),
    number="id",
    needed="id",
    title=r"(?P<title>.*) \(\d+\)",
    maximum_row="Points Possible",
    kept=frozenset({"EX"}),
)
MOODLE = Platform(
    name="Moodle",
    who=("identifier", "id number", "username", "email address", "full name"),
    number="identifier",
    grade="grade",
    feedback="feedback comments",
    maximum="maximum grade",
)
BLACKBOARD = Platform(
    name="Blackboard",
    who=("username", "student id"),
    title=r"(?P<title>.*?) \[Total Pts:.*\]\s*\|\d+",
    maximum_in_heading=r"\[Total Pts:[^\d\]]*(?P<maximum>[\d.,]+)",
)
