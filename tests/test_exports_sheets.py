"""Sheets of learning platforms: only the cells that are filled in change, and nobody's row is guessed at."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exports import BLACKBOARD, CANVAS, MOODLE, DownloadedSheet, Filled, fill_sheet
from grader.exports.platforms import Platform
from grader.exports.students import Students
from grader.model import Report
from tests.reports import BROKEN, CLASS, HOSTILE, INVALID, ORDINARY, check, report
from tests.test_exports import run

SHEETS = Path(__file__).parent / "fixtures" / "exports" / "sheets"
TITLES = ("dense", "Layers that learn")
PLATFORMS = {"canvas.csv": CANVAS, "moodle.csv": MOODLE, "blackboard.xls": BLACKBOARD}
REPORTS = {"canvas.csv": CLASS, "moodle.csv": [], "blackboard.xls": [ORDINARY, INVALID]}
REPORTS["moodle.csv"] = [
    msgspec.structs.replace(one, student=f"{one.student}@example.org") for one in (ORDINARY, INVALID)
]


def parsed(content: bytes, name: str = "sheet.csv") -> DownloadedSheet:
    return DownloadedSheet.parse(content, name=name)


def read(name: str) -> DownloadedSheet:
    return parsed((SHEETS / name).read_bytes(), name)


def fill(name: str, reports: Sequence[Report] | None = None, **options: object) -> Filled:
    reports = REPORTS[name] if reports is None else reports
    return fill_sheet(read(name), reports, PLATFORMS[name], titles=TITLES, **options)  # type: ignore[arg-type]


def of(student: str, **changes: object) -> Report:
    return msgspec.structs.replace(ORDINARY, student=student, **changes)


def canvas_row(filled: Filled, place: int) -> str:
    return filled.content.decode("utf-8-sig").splitlines()[place]


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_filled_sheet_is_the_one_that_is_kept(name: str) -> None:
    path = SHEETS / name
    kept = path.with_name(f"{path.stem}-filled{path.suffix}")
    assert fill(name).content == kept.read_bytes()


@pytest.mark.parametrize("name", PLATFORMS)
def test_of_a_filled_sheet_no_other_cell_has_changed(name: str) -> None:
    before, after = read(name), parsed(fill(name).content)
    mine = {before.column(heading) for heading in (fill(name).heading, "feedback comments")}
    for old, new in zip(before.rows, after.rows, strict=True):
        assert [text for place, text in enumerate(old) if place not in mine] == [
            text for place, text in enumerate(new) if place not in mine
        ]


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_sheet_that_nothing_is_put_into_is_the_same_to_the_byte(name: str) -> None:
    content = (SHEETS / name).read_bytes()
    assert fill(name, []).content == content


FIELDS = st.one_of(
    st.text(st.characters(exclude_characters='",;\t|\r\n\0', exclude_categories=["Cs"])),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).map(
        lambda text: '"' + text.replace('"', '""') + '"'
    ),
)


@given(
    st.lists(st.lists(FIELDS, min_size=2, max_size=2), max_size=5),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe")]),
    st.booleans(),
)
def test_any_sheet_comes_back_to_the_byte(
    rows: list[list[str]], separator: str, end: str, encoding: tuple[str, bytes], ended: bool
) -> None:
    text = end.join(separator.join(fields) for fields in [["a", '"b"'], *rows]) + (end if ended else "")
    content = encoding[1] + text.encode(encoding[0])
    assert parsed(content).filled({}) == content


def test_who_is_excused_stays_excused_and_is_named() -> None:
    filled = fill("canvas.csv", [of("nico")])
    assert filled.kept == ("Ōno, Nico",)
    assert ",EX,5," in canvas_row(filled, 4)


def test_where_the_grader_failed_no_score_is_filled_in_and_the_student_is_named() -> None:
    filled = fill("canvas.csv", [msgspec.structs.replace(BROKEN, student="mei")])
    assert (filled.count, len(filled.failed)) == (0, 1)
    assert ",Tuesday,3,," in canvas_row(filled, 3)


def test_who_handed_in_nothing_keeps_what_is_there_and_is_named() -> None:
    filled = fill("canvas.csv", [of("ada")])
    assert filled.without_report == ('O\'Neil, Mei "M"', "Ōno, Nico", "=cmd|x", "Student, Test")


def test_whoever_is_in_no_row_is_an_error_that_names_them_and_the_columns() -> None:
    with pytest.raises(UsageError, match=r"canvas\.csv: no row for zoe, yan \(looked under ID, SIS User ID"):
        fill("canvas.csv", [of("ada"), of("zoe"), of("yan")])


def test_whoever_is_in_no_row_can_be_left_out_and_is_named() -> None:
    filled = fill("canvas.csv", [of("ada"), of("zoe")], partial=True)
    assert (filled.count, filled.not_found) == (1, ("zoe",))


@pytest.mark.parametrize(
    "student", ["1001", "u-17", "ada", "ADA", "Lovelace, Ada", "ada lovelace", "lovelaceada#1001"]
)
def test_canvas_students_are_found_by_id_login_and_name(student: str) -> None:
    assert ",2,4.5," in canvas_row(fill("canvas.csv", [of(student)]), 2)


@pytest.mark.parametrize("student", ["Participant 12", "ada@example.org", "Ada Lovelace", "Ada Lovelace#12"])
def test_moodle_students_are_found_by_identifier_email_and_name(student: str) -> None:
    assert Students(read("moodle.csv"), MOODLE).row_of(student) == 0


@pytest.mark.parametrize("student", ["12", "ada12", "ada_12", "", "Ada", "#"])
def test_a_number_in_a_name_is_no_number_of_the_platform(student: str) -> None:
    assert Students(read("moodle.csv"), MOODLE).row_of(student) is None


def test_whoever_calls_themselves_by_anothers_number_does_not_get_their_score() -> None:
    content = b"Student,ID,SIS User ID,SIS Login ID,Section,dense (1)\nBo,7,8,bo,A,\nbo#7,8,9,al,A,\n"
    with pytest.raises(UsageError, match="'bo#7' fits 2 students"):
        Students(parsed(content), CANVAS).row_of("bo#7")


def test_a_name_that_fits_two_students_is_an_error_and_a_column_tells_them_apart() -> None:
    content = b"Student,ID,SIS User ID,SIS Login ID,Section,dense (1)\nBo,7,8,bo,A,\nAl,8,9,al,A,\n"
    sheet = parsed(content)
    with pytest.raises(UsageError, match="'8' fits 2 students"):
        fill_sheet(sheet, [of("8")], CANVAS, titles=TITLES)
    filled = fill_sheet(sheet, [of("8")], CANVAS, titles=TITLES, who="ID")
    assert filled.content.endswith(b"\nAl,8,9,al,A,2\n")


def test_a_column_that_canvas_does_not_read_is_refused() -> None:
    with pytest.raises(UsageError, match="'Final Score' is read only, Canvas would pass over it"):
        fill("canvas.csv", [of("ada")], column="Final Score")


def test_two_reports_of_one_student_are_an_error() -> None:
    with pytest.raises(UsageError, match="has two reports"):
        fill("canvas.csv", [of("ada"), of("1001")])


def test_a_sheet_out_of_another_number_of_points_is_refused_until_it_is_said_what_to_do() -> None:
    half = of("ada", max_score=22.0)
    with pytest.raises(UsageError, match=r"out of 11 points, the reports out of 22: say --out-of 11"):
        fill("canvas.csv", [half])
    assert ",1,4.5," in canvas_row(fill("canvas.csv", [half], out_of=11), 2)
    assert ",2,4.5," in canvas_row(fill("canvas.csv", [half], out_of=22), 2)


def test_grades_have_a_decimal_comma_where_the_sheet_has_one() -> None:
    filled = fill("moodle.csv", [of("Participant 12", score=2.25)])
    assert ";2,25;11,00;" in filled.content.decode()


def test_a_text_for_the_student_is_no_markup_no_formula_and_shows_no_hidden_message() -> None:
    hostile = of(
        "Participant 12",
        checks=(
            check("=forward", "failed", hint=HOSTILE),  # type: ignore[arg-type]
            *ORDINARY.checks,
        ),
    )
    sheet = parsed(fill("moodle.csv", [hostile]).content)
    text = sheet.rows[0][-1]
    assert "&lt;script&gt;" in text
    assert "123456789" not in text
    assert not text.startswith(("=", "+", "-", "@"))
    assert len(sheet.rows) == 3


def test_an_assignment_that_is_no_column_is_an_error_that_lists_them() -> None:
    with pytest.raises(UsageError, match=r"no column 'Lab 9'.*\(there: 'Layers that learn \(4711\)', 'Essay"):
        fill_sheet(read("canvas.csv"), CLASS, CANVAS, titles=["Lab 9"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2,3\n", "line 2: has 3 fields under 2 headings"),
        (b'a,b\n"1,2\n', "line 2: a quote is opened and never closed"),
        (b'a,b\n"1"x,2\n', "line 2: text follows a closing quote"),
        (b'a,b\n"1\n1",2\n"', "line 4: a quote"),
        (b"a,A\n", None),
        (b"a,a\n", "has the heading 'a' twice"),
        (b"a,b\n\xff,2\n", "is not UTF-8"),
        (b"a,b\n\0,2\n", "contains a NUL"),
    ],
)
def test_what_is_no_table_is_refused_and_the_line_named(content: bytes, said: str | None) -> None:
    if said is None:
        assert parsed(content).headings == ("a", "A")
        return
    with pytest.raises(UsageError, match=f"sheet.csv.*{said}"):
        parsed(content)


def test_the_command_fills_in_a_sheet_and_says_who_is_missing(tmp_path: Path) -> None:
    name = "canvas.csv"
    (tmp_path / "reports.json").write_bytes(msgspec.json.encode(REPORTS[name]))
    arguments = ["--sheet", str(SHEETS / name), "--column", fill(name).heading, "-o", "filled.csv"]
    ended = run("export", "canvas", "reports.json", *arguments, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert (tmp_path / "filled.csv").read_bytes() == fill(name).content
    assert "scores under" in ended.stderr
    assert all(name in ended.stderr for name in fill(name).without_report)


def test_a_platform_knows_its_own_headings_of_assignments() -> None:
    def title(platform: Platform, heading: str) -> str | None:
        return platform.title_of(heading)

    assert title(CANVAS, "Lab (1) (22)") == "Lab (1)"
    assert title(CANVAS, "Final Score") is None
    assert title(BLACKBOARD, "Lab 1 [Total Pts: 10 Score] |77") == "Lab 1"
    assert title(BLACKBOARD, "Username") is None


def test_a_report_without_a_student_is_in_no_row() -> None:
    with pytest.raises(UsageError, match=r"no row for submissions/None\.ipynb"):
        fill("canvas.csv", [report(None)])
