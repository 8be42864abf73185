"""Exports: the formats are what others read, texts of students do no harm, and hidden checks stay hidden."""

import csv
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cli import files
from grader.errors import UsageError
from grader.exports import annotations, for_student, job_summary, junit_xml, scores_csv
from grader.exports.words import for_command, for_markdown, for_xml, one_line
from grader.model import Report
from tests.reports import BROKEN, CLASS, EVERYTHING, HOSTILE, NASTY, ORDINARY, REFUSED, SECRET, report

GOLDEN = Path(__file__).parent / "fixtures" / "exports"
FORMATS: dict[str, Callable[[Sequence[Report]], str]] = {
    "scores.csv": scores_csv,
    "junit.xml": junit_xml,
    "summary.md": job_summary,
    "annotations.txt": annotations,
}
COMMAND = re.compile(r"^\s*(::|.*##\[)")


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_is_the_one_that_is_kept(name: str) -> None:
    assert FORMATS[name](CLASS) == (GOLDEN / name).read_text(encoding="utf-8")


def test_of_a_hidden_check_a_student_sees_name_points_end_and_hint_only() -> None:
    hidden = for_student(ORDINARY).checks[2]
    assert (hidden.name, hidden.max_points, hidden.outcome.value) == ("any-shape", 2.0, "failed")
    assert (hidden.hint, hidden.message, hidden.cpu_seconds) == ("Try one row.", "", None)


def test_of_a_visible_check_a_student_sees_everything() -> None:
    assert for_student(ORDINARY).checks[1] == ORDINARY.checks[1]


def test_why_the_grader_failed_is_not_for_students() -> None:
    assert SECRET not in str(for_student(BROKEN))


@pytest.mark.parametrize("name", ["junit.xml", "summary.md", "annotations.txt"])
def test_what_students_read_holds_nothing_of_a_hidden_check(name: str) -> None:
    assert "123456789" not in FORMATS[name](EVERYTHING)


def test_the_junit_file_parses_whatever_students_wrote() -> None:
    root = ElementTree.fromstring(junit_xml(EVERYTHING))
    assert [suite.get("tests") for suite in root] == ["6", "1", "1", "2", "1"]
    assert len(root.findall(".//script")) == 0


def test_counts_of_a_suite_are_those_of_its_cases() -> None:
    for suite in ElementTree.fromstring(junit_xml(EVERYTHING)):
        for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(len(suite.findall(f"testcase/{element}")))


def test_every_line_of_annotations_is_a_command_of_ours() -> None:
    for line in annotations(EVERYTHING).splitlines():
        assert line.startswith("::error file=")
        assert "##[" not in line
        head, _, _ = line.removeprefix("::").partition("::")
        assert re.fullmatch(r"error file=[^:,]*,title=[^:,]*", head)


def test_a_summary_shows_markup_of_students_as_text() -> None:
    text = job_summary([NASTY, REFUSED])
    assert "<script" not in text
    assert not re.search(r"(?<!\\)!\[", text)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


def test_no_line_of_a_summary_is_a_workflow_command() -> None:
    assert not [line for line in job_summary(EVERYTHING).splitlines() if COMMAND.match(line)]


def test_a_summary_is_never_larger_than_github_takes() -> None:
    text = job_summary([ORDINARY] * 5_000)
    assert len(text.encode()) < 1 << 20
    assert text.endswith("more submissions than a summary holds.*\n")


def test_no_field_of_the_csv_is_a_formula() -> None:
    names = ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", HOSTILE]
    rows = list(csv.reader(io.StringIO(scores_csv([report(name, submission=name) for name in names]))))
    assert len(rows) == 1 + len(names)
    begins = ("=", "+", "-", "@", "\uff1d")
    assert not [field for row in rows[1:] for field in row[:3] if field.startswith(begins)]


@pytest.mark.parametrize("name", ["x;=1+1", "x; @SUM(A1)", 'x,";+1', "x;;-1"])
def test_no_field_of_the_csv_is_a_formula_where_semicolons_part_fields(name: str) -> None:
    fields = scores_csv([report(name, submission=name)]).splitlines()[1].split(";")
    assert len(fields) > 1
    assert not [field for field in fields if field.lstrip().startswith(("=", "+", "-", "@"))]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_line_is_one_line_that_no_terminal_and_no_runner_acts_on(text: str) -> None:
    line = one_line(text, 80)
    assert len(line) <= 80
    assert line.isprintable()
    assert not COMMAND.match(line)


@given(st.text())
def test_any_text_becomes_xml_that_parses(text: str) -> None:
    element = ElementTree.Element("a")
    element.text = for_xml(text)
    ElementTree.fromstring(ElementTree.tostring(element, encoding="unicode"))


@given(st.text(), st.booleans())
def test_a_command_stays_on_its_line(text: str, in_property: bool) -> None:
    line = for_command(text, in_property=in_property)
    assert not {"\n", "\r"} & set(line)
    assert not (in_property and {":", ","} & set(line))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_markdown_of_a_text_has_no_tag_and_ends_no_cell(text: str) -> None:
    shown = for_markdown(text)
    assert not {"<", "\n"} & set(shown)
    assert not re.search(r"(?<!\\)(\\\\)*\|", shown)


def test_quotes_in_markdown_are_no_entities_that_their_own_escapes_break() -> None:
    assert for_markdown("name 'x' is \"y\"") == "name 'x' is \"y\""


def run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    (tmp_path / "reports.json").write_bytes(msgspec.json.encode(CLASS))
    return tmp_path


def test_the_command_prints_an_export_or_writes_it(graded: Path) -> None:
    printed = run("export", "junit", "reports.json", cwd=graded)
    written = run("export", "junit", "reports.json", "-o", "junit.xml", cwd=graded)
    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert printed.stdout == (graded / "junit.xml").read_text() == junit_xml(CLASS)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no list of reports"),
        (b'{"checks": []}', "no list of reports"),
        (b'[{"assignment": 3}]', "no list of reports"),
        (b"\xff", "no list of reports"),
        (
            json.dumps([{**json.loads(msgspec.json.encode(ORDINARY)), "schema": "x/2"}]).encode(),
            "schema 'x/2'",
        ),
    ],
)
def test_a_file_that_holds_no_reports_is_refused_and_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "reports.json").write_bytes(content)
    ended = run("export", "csv", "reports.json", cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert said in ended.stderr
    assert "reports.json" in ended.stderr


def test_a_file_that_is_too_large_is_refused_and_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_READ", 1 << 20)
    path = tmp_path / "welldone-1-py3-none-any.whl"
    path.write_bytes(bytes(1 << 20))
    assert len(files.read_file(path)) == 1 << 20
    path.write_bytes(bytes((1 << 20) + 1))
    with pytest.raises(UsageError, match=r"any\.whl: larger than 1 MiB"):
        files.read_file(path)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    ended = run("export", "csv", "nothing.json", cwd=tmp_path)
    assert ended.returncode == 1
    assert "nothing.json" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "3 reports, and this format holds one: name whose with --student"),
        (("--student", "zoe"), "0 reports of 'zoe', expected one (there: ada, mei, nico)"),
    ],
)
def test_a_format_of_one_submission_says_whose_reports_there_are(
    graded: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = run("export", "prairielearn", "reports.json", *arguments, cwd=graded)
    assert ended.returncode == 1
    assert said in " ".join(ended.stderr.split())


@pytest.mark.parametrize(
    ("users", "said"),
    [
        ("student,userId\nada,1\nmei,2\nnico,\n", "no user id for nico"),
        ("student,id\nada,1\n", "no column 'userId' (there: 'student', 'id')"),
    ],
)
def test_a_file_of_users_that_lacks_something_is_refused_and_it_is_said_what(
    graded: Path, users: str, said: str
) -> None:
    (graded / "users.csv").write_text(users)
    ended = run("export", "lti-ags", "reports.json", "--users", "users.csv", cwd=graded)
    assert ended.returncode == 1
    assert said in " ".join(ended.stderr.split())
