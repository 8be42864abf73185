"""Who takes the course, from a CSV file as learning platforms export it. Names are students' own words."""

import unicodedata

from grader.errors import UsageError
from grader.exports.words import one_line
from grader.gradebook.entries import Student
from grader.gradebook.sheets import Row, Sheet
from grader.submission.safe_names import unusable_name

__all__ = ["read_roster", "student_key"]

# In this order: Canvas has "Student" for the name and "ID" for its own number beside "SIS Login ID".
KEYS = (
    "student id",
    "student_id",
    "username",
    "login",
    "sis login id",
    "login id",
    "id number",
    "id",
    "student",
)
NAMES = ("name", "full name", "student name", "student")
FIRST = ("first name", "first_name", "given name")
LAST = ("last name", "last_name", "surname", "family name")
EMAILS = ("email", "e-mail", "email address", "e-mail address", "mail")
SECTIONS = ("section", "group", "groups")
MAX_NAME = 200  # characters


def student_key(text: str) -> str:
    """*text* as reports call a student: NFC, without space around it."""
    return unicodedata.normalize("NFC", text.strip())


def read_roster(sheet: Sheet, *, id_heading: str | None = None) -> tuple[list[Student], str]:
    """The students of *sheet* in its order, and the heading that their keys stand under.

    Args:
        id_heading: The column that holds what submissions are called by; where it is None, a usual one.

    Raises:
        UsageError: No column says who a student is, or a row's key is missing, unusable or there before.
    """
    wanted = KEYS if id_heading is None else (" ".join(id_heading.split()).casefold(),)
    key = sheet.column(*wanted)
    if key is None:
        raise UsageError(
            f"{sheet.path}: no column {' or '.join(map(repr, wanted))}: name the column that submissions are "
            f"called by with --id (there: {', '.join(map(repr, sheet.headings))})"
        )
    students: dict[str, Student] = {}
    lines: dict[str, int] = {}
    for row in sheet.rows:
        if row.fields[key].strip() == "" and _is_points_possible(row):
            continue
        student = _student(sheet, row, key)
        if student.key in lines:
            raise sheet.problem(row, f"{student.key!r} is in line {lines[student.key]} already")
        students[student.key], lines[student.key] = student, row.line
    return list(students.values()), key


def _student(sheet: Sheet, row: Row, key_heading: str) -> Student:
    key = student_key(row.fields[key_heading])
    if not key:
        raise sheet.problem(
            row, f"nothing under {key_heading!r}: each row needs what submissions are called by"
        )
    if (problem := unusable_name(key)) is not None:
        raise sheet.problem(row, f"{key!r} under {key_heading!r} can name no submission: {problem}")
    if len(key) > MAX_NAME:
        raise sheet.problem(row, f"more than {MAX_NAME} characters under {key_heading!r}")

    def text(*headings: str) -> str:
        found = sheet.column(*(name for name in headings if name != key_heading))
        return "" if found is None else one_line(row.fields[found], MAX_NAME)

    name = text(*NAMES) or " ".join(filter(None, (text(*FIRST), text(*LAST))))
    return Student(key=key, name=name, email=text(*EMAILS), section=text(*SECTIONS))


def _is_points_possible(row: Row) -> bool:
    """Whether *row* is the one that Canvas puts above the students."""
    return any(field.strip() == "Points Possible" for field in row.fields.values())
