"""Rosters, times and marks out of sheets: of any make, with hostile names, and nothing is guessed."""

import csv
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook import Gradebook, MarkGiven, standings
from grader.gradebook.entries import Student
from grader.gradebook.handed_in import read_times, timed, timed_by_files
from grader.gradebook.roster import read_roster
from grader.gradebook.scoresheet import marking_csv, read_marks, read_points, standings_csv
from grader.gradebook.sheets import Sheet, read_sheet
from grader.gradebook.times import parse_duration, parse_time, shown_duration, zone_called
from tests.gradebooks import DUE, HOUR, NOW, entry, graded
from tests.reports import HOSTILE

BERLIN = zone_called("Europe/Berlin")
FORMULA = '=HYPERLINK("http://x","y")'


def sheet(tmp_path: Path, content: str | bytes) -> Sheet:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_sheet(path)


def roster(tmp_path: Path, content: str | bytes, heading: str | None = None) -> list[Student]:
    return read_roster(sheet(tmp_path, content), id_heading=heading)[0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_usual_separator_and_line_end_is_read(tmp_path: Path, separator: str, end: str) -> None:
    rows = [["id", "name", "email"], ["ada", 'Lovelace, "Ada"; |x', "a@x.org"], ["bo", "two\nlines", ""]]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert roster(tmp_path, out.getvalue()) == [
        Student(key="ada", name='Lovelace, "Ada"; |x', email="a@x.org"),
        Student(key="bo", name="two lines"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_heading(tmp_path: Path, encoding: str) -> None:
    assert roster(tmp_path, "id;name\nmüller;Ægir Ó\n".encode(encoding)) == [
        Student(key="müller", name="Ægir Ó")
    ]


@pytest.mark.parametrize(
    ("content", "students"),
    [
        (
            "Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (77)\n    Points Possible,,,,,10\n"
            '"Lovelace, Ada",12,99,ada,Group A,7\n',
            [Student(key="ada", name="Lovelace, Ada", section="Group A")],
        ),
        (
            "\ufeffFirst name,Last name,ID number,Username,Email address\nAda,Lovelace,99,ada,a@x.org\n",
            [Student(key="ada", name="Ada Lovelace", email="a@x.org")],
        ),
        (
            "id,first_name,last_name,email\nada,Ada,Lovelace,a@x.org\n",
            [Student(key="ada", name="Ada Lovelace", email="a@x.org")],
        ),
        ("student\nada\n\n   \nbo\n", [Student(key="ada"), Student(key="bo")]),
        ("id,name\nada,Ada,,\n", [Student(key="ada", name="Ada")]),
    ],
    ids=["canvas", "moodle", "nbgrader", "names-only", "empty-fields-at-the-end"],
)
def test_sheets_of_learning_platforms_are_understood(
    tmp_path: Path, content: str, students: list[Student]
) -> None:
    assert roster(tmp_path, content) == students


def test_another_column_can_be_named_for_what_submissions_are_called_by(tmp_path: Path) -> None:
    content = "Username,Matriculation  No\nada,123\n"
    assert roster(tmp_path, content, "matriculation no") == [Student(key="123")]
    with pytest.raises(UsageError, match="no column 'number'"):
        roster(tmp_path, content, "Number")


def test_hostile_names_are_text_in_the_roster_and_in_every_sheet_that_is_written(tmp_path: Path) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [
            ["id", "name", "email", "section"],
            ["ada", FORMULA, "@SUM(A1)", "<img src=x>"],
            ["=1+1", HOSTILE.replace("\r\n", " "), "", ""],
        ]
    )
    students = roster(tmp_path, out.getvalue())
    assert [one.key for one in students] == ["ada", "=1+1"]
    assert students[0].name == FORMULA
    assert students[1].name.isprintable()
    book, _ = Gradebook.create(str(tmp_path / "gradebook.db"))
    book.enroll(students)
    book.add([entry("=1+1", 3.0), entry("ada", 2.0)], by="ines", now=NOW)
    book.override("dense", "ada", 3.0, why="+1 for the note", by="@ines", now=NOW)
    found = standings(book.contents())
    for text in (standings_csv(found), marking_csv(found)):
        fields = [field for row in csv.reader(io.StringIO(text)) for field in row]
        assert not [field for field in fields if field.startswith(("=", "+", "-", "@"))]
        assert f"'{FORMULA}" in fields


def test_keys_are_compared_in_one_form_of_unicode(tmp_path: Path) -> None:
    assert roster(tmp_path, "id\nzoe\u0308\n") == [Student(key="zo\u00eb")]
    with pytest.raises(UsageError, match=r"line 3: 'zo\u00eb' is in line 2 already"):
        roster(tmp_path, "id\nzoe\u0308\nzo\u00eb\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "is empty"),
        (
            "id,name\nM\xfcller,x\n".encode("cp1252"),
            "is not UTF-8: take the file as it was",
        ),
        (b"id\na\0b\n", "contains a NUL"),
        (b"name,email\nAda,a@x.org\n", "no column"),
        (b"id,name,id\nada,Ada,1\n", "heading 'id' twice"),
        (b"id,name\nada,Lovelace,Ada\n", "line 2: has 3 fields under 2 headings"),
        (b'id,name\nada,"Lovelace\n', "line 2: a quote is opened and never closed"),
        (b"id,name\n,Ada\n", "line 2: nothing under 'id'"),
        (b"id\nada\nbo\nada\n", "line 4: 'ada' is in line 2 already"),
        (b"id\n../etc/passwd\n", "line 2: .* path to elsewhere"),
        (b"id\n" + b"a" * 201 + b"\n", "more than 200 characters"),
    ],
)
def test_a_roster_that_would_have_to_be_guessed_at_is_refused(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        roster(tmp_path, content)
    assert "sheet.csv" in str(raised.value)


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing\.csv"):
        read_sheet(tmp_path / "nothing.csv")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_roster_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"id,name\n" + content)
    try:
        students, _ = read_roster(read_sheet(path))
    except UsageError:
        return
    assert all(student.key and student.name.isprintable() for student in students)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T18:00+01:00", DUE),
        ("2026-11-20 17:00Z", DUE),
        ("2026-11-20T18:00", DUE),  # winter in Berlin
        ("2026-07-20T18:00", datetime(2026, 7, 20, 16, tzinfo=UTC)),
        (" 2026-11-20T17:00:00.500+00:00 ", DUE + timedelta(milliseconds=500)),
    ],
)
def test_a_time_is_read_in_its_own_zone_or_the_courses(text: str, expected: datetime) -> None:
    assert parse_time(text, BERLIN) == expected
    assert parse_time(text, BERLIN).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-10-25T02:30", "twice in Europe/Berlin, or never"),
        ("2026-03-29T02:30", "twice in Europe/Berlin, or never"),
        ("2026-11-20", "whole day"),
        ("20.11.2026 18:00", "is no time"),
        ("", "is no time"),
        ("9999-12-31T23:59:59-12:00", "expected a year"),
        ("0001-01-01T00:00:00+12:00", "expected a year"),
    ],
)
def test_a_time_that_is_none_or_two_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_time(text, BERLIN)


def test_a_time_without_a_zone_is_refused_where_the_course_states_none() -> None:
    with pytest.raises(UsageError, match="has no zone"):
        parse_time("2026-11-20T18:00", None)


@pytest.mark.parametrize("name", ["Europe/Nowhere", "", "../etc/passwd", "/etc/passwd", "a" * 999])
def test_a_zone_that_is_not_known_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no time zone"):
        zone_called(name)


@pytest.mark.parametrize(
    ("text", "seconds", "shown"),
    [
        ("90 min", 5400, "90min"),
        ("2h", 7200, "2h"),
        ("1.5 days", 129_600, "36h"),
        ("0s", 0, "0s"),
        ("1D", 86_400, "1d"),
    ],
)
def test_a_length_of_time_has_a_unit(text: str, seconds: int, shown: str) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)
    assert shown_duration(parse_duration(text)) == shown


@pytest.mark.parametrize("text", ["", "2", "h", "-1h", "2 weeks", "1e9d", "400 days", "1h30"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(text)


def test_times_are_found_by_student_or_by_submission(tmp_path: Path) -> None:
    by_student = read_times(sheet(tmp_path, "student;time\nada;2026-11-20 18:00\n"), BERLIN)
    by_path = read_times(
        sheet(tmp_path, "submission,submitted\nsubmissions/ada.ipynb,2026-11-20T17:00Z\n"), None
    )
    for times in (by_student, by_path):
        (one,) = timed([graded("ada", 1.0)], times, path=Path("t.csv"))
        assert one.handed_in == DUE


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("student\nada\n", "expected the columns 'student' and 'time'"),
        ("student,time\nada,tomorrow\n", "line 2: 'tomorrow' is no time"),
        ("student,time\nada,2026-11-20T17:00Z\nada,2026-11-21T17:00Z\n", "line 3: 'ada' is there twice"),
    ],
)
def test_times_that_make_no_sense_are_refused_by_line(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_times(sheet(tmp_path, content), BERLIN)


def test_reports_without_a_time_in_the_sheet_are_named() -> None:
    with pytest.raises(UsageError, match="no time for 1 of 2 reports: bo"):
        timed([graded("ada", 1.0), graded("bo", 1.0)], {"ada": DUE}, path=Path("t.csv"))


def test_times_of_files_are_when_they_were_last_changed(tmp_path: Path) -> None:
    file = tmp_path / "ada.ipynb"
    file.write_bytes(b"")
    os.utime(file, (DUE.timestamp(), DUE.timestamp()))
    (one,) = timed_by_files([graded("ada", 1.0, submission=str(file))])
    assert one.handed_in == DUE
    with pytest.raises(UsageError, match="is not there"):
        timed_by_files([graded("ada", 1.0, submission=str(tmp_path / "bo.ipynb"))])


def test_a_sheet_of_marks_comes_back_as_the_marks_that_were_filled_in(tmp_path: Path) -> None:
    book, _ = Gradebook.create(str(tmp_path / "gradebook.db"))
    book.add([entry(key, 3.0, DUE) for key in ("ada", "=1+1", "bo  b")], by="ines", now=NOW)
    rows = list(csv.DictReader(io.StringIO(marking_csv(standings(book.contents())))))
    for row, points in zip(rows, ("1,5", "", "2"), strict=True):
        row |= {"points": points, "comment": "=well; said"}
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=";")  # as a spreadsheet of another country saves it
    writer.writeheader()
    writer.writerows(rows)
    given = read_marks(sheet(tmp_path, out.getvalue()), students=book.contents().students)
    facts = {"assignment": "dense", "check": "why", "comment": "=well; said", "attempt": 1}
    assert given == [
        MarkGiven(student="=1+1", points=1.5, **facts),  # type: ignore[arg-type]
        MarkGiven(student="bo  b", points=2.0, **facts),  # type: ignore[arg-type]
    ]
    assert book.mark(given, by="ines", now=NOW) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("dense,ada,why,two,", "line 2: points are 'two'"),
        ("dense,ada,why,2,first", "line 2: attempt is 'first'"),
    ],
)
def test_a_sheet_of_marks_with_an_error_is_refused_by_line(tmp_path: Path, row: str, said: str) -> None:
    content = f"assignment,student,check,points,attempt\n{row}\n"
    with pytest.raises(UsageError, match=said):
        read_marks(sheet(tmp_path, content), students=["ada"])


@pytest.mark.parametrize(
    ("text", "points"),
    [("1.5", 1.5), ("1,5", 1.5), (" 2 ", 2.0), ("nan", None), ("inf", None), ("1,000.5", None), ("", None)],
)
def test_points_are_numbers_with_a_point_or_a_comma(text: str, points: float | None) -> None:
    assert read_points(text) == points


def test_the_sheet_of_scores_says_what_counts_and_why(tmp_path: Path) -> None:
    book, _ = Gradebook.create(str(tmp_path / "gradebook.db"))
    book.enroll([Student(key="ada", name="Ada", email="a@x.org", section="A"), Student(key="mei")])
    book.change_policy("dense", {"due": DUE, "penalty_per_day": 0.1}, by="ines", now=NOW)
    book.add([entry("ada", 3.0, DUE + HOUR), entry("bo", 4.0, DUE, content="b")], by="ines", now=NOW)
    book.override("dense", "bo", 5.5, why="on paper", by="ines", now=NOW)
    assert standings_csv(standings(book.contents())).splitlines()[1:] == [
        "dense,ada,Ada,a@x.org,A,1,1,2026-11-20T18:00:00+00:00,1,3,0.1,2.7,6,2,,",
        "dense,bo,,,,1,1,2026-11-20T17:00:00+00:00,0,4,0,5.5,6,0,ines,on paper",
        "dense,mei,,,,0,,,,,,,6,0,,",
    ]
