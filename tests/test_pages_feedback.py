"""Feedback: the marks, and beside them the student's own code and outputs; the same as Markdown."""

import re
from pathlib import Path
from typing import Any

import markupsafe
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cli import main
from grader.course import Course
from grader.model import Outcome
from grader.pages import Feedback, feedback_of, student_markdown, student_page
from grader.pages.code import code_lines
from grader.transcripts import Kind, Transcript, Transcripts
from tests.courses import NAME, submission
from tests.reports import BROKEN, INVALID, NASTY, ORDINARY, REFUSED, SECRET, check
from tests.site_fixtures import BREAKOUT, MARKED, NASTY_WORK, WORK, class_of

RELEASE, DIGEST = "ab" * 32, "cd" * 32


def texts_of(page: str) -> str:
    """What a page says, without tags, on one line."""
    body = page.partition("<main>")[2]
    return " ".join(str(markupsafe.Markup(re.sub(r"<[^>]*>", "", body)).unescape()).split())


def forms(feedback: Feedback) -> tuple[str, str]:
    return texts_of(student_page(feedback)), student_markdown(feedback)


def test_each_question_has_its_own_code_and_what_no_question_asks_for_comes_last() -> None:
    feedback = feedback_of(ORDINARY, WORK)
    labels = {section.name: [work.label for work in section.work] for section in feedback.sections}
    assert labels == {"dense": ["dense"], "loop": ["loop"], "why": []}
    assert [work.label for work in feedback.others] == ["added cell 7", "given-3"]  # given-4 shows nothing
    for said in forms(feedback):
        assert said.index("return 2 * x") < said.index("b = a / 0") < said.index("42")


@pytest.mark.parametrize("form", [0, 1], ids=["page", "markdown"])
def test_code_outputs_errors_and_written_answers_are_shown(form: int) -> None:
    said = forms(feedback_of(ORDINARY, WORK))[form]
    for words in ("return 2 * x", "# why not", "epoch 1", "careful", "42", "<b>sum</b>"):
        assert words in said
    assert "ZeroDivisionError: division by zero" in said


def test_what_the_instructor_gave_is_folded_away_and_not_copied_into_markdown() -> None:
    page = student_page(feedback_of(ORDINARY, WORK))
    assert re.search(r"<details><summary>show the code of given-3</summary>\s*<pre class=\"code\">", page)
    assert "plot()" not in student_markdown(feedback_of(ORDINARY, WORK))


def test_a_line_that_an_error_names_is_marked() -> None:
    page = student_page(feedback_of(ORDINARY, WORK))
    assert [texts_of(f"<main>{line}") for line in re.findall(r'<span class="l at">.*?\n</span>', page)] == [
        "b = a / 0"
    ]


@pytest.mark.parametrize("form", [0, 1], ids=["page", "markdown"])
@pytest.mark.parametrize("reported", [ORDINARY, BROKEN], ids=["graded", "infrastructure"])
def test_of_a_hidden_check_only_name_points_end_and_hint_are_told(reported: Any, form: int) -> None:
    said = (student_page, student_markdown)[form](feedback_of(reported, WORK))
    assert SECRET not in said
    if reported is ORDINARY:
        assert re.search(r"any(-|\\-)shape", said)
        assert re.search(r"Try one row(\\)?\.", said)


@pytest.mark.parametrize("form", [0, 1], ids=["page", "markdown"])
def test_a_persons_mark_is_called_one_and_its_comment_is_shown(form: int) -> None:
    said = forms(feedback_of(MARKED, WORK))[form].replace("\\", "")
    assert "marked by a person" in said
    assert "Say why the sum." in said
    assert "waits for a" not in said


def test_a_comment_is_shown_with_full_marks_too() -> None:
    full = msgspec.structs.replace(
        MARKED.checks[-1], outcome=Outcome.PASSED, points=1.0, message="Very well put."
    )
    marked = msgspec.structs.replace(MARKED, checks=(*MARKED.checks[:-1], full))
    for said in forms(feedback_of(marked, None)):
        assert "Very well put" in said


@pytest.mark.parametrize("form", [0, 1], ids=["page", "markdown"])
def test_a_message_is_not_said_again_by_the_next_check_of_the_question(form: int) -> None:
    checks = tuple(
        check(name, Outcome.ERROR, question=question, message="Dense is not defined")
        for name, question in (("a", "dense"), ("b", "dense"), ("c", "loop"))
    )
    said = forms(feedback_of(msgspec.structs.replace(ORDINARY, checks=checks), None))[form]
    assert said.count("Dense is not defined") == 2
    assert said.count("For the same reason.") == 1


def test_a_page_without_code_and_outputs_has_no_empty_places_for_them() -> None:
    page = student_page(feedback_of(ORDINARY, None))
    assert 'class="work"' not in page
    assert "other cells" not in page


def test_checks_of_one_question_stand_together_wherever_they_stood() -> None:
    apart = (*ORDINARY.checks[:1], check("loop", Outcome.PASSED, question="loop"), *ORDINARY.checks[1:2])
    feedback = feedback_of(msgspec.structs.replace(ORDINARY, checks=apart), WORK)
    assert [section.name for section in feedback.sections] == [ORDINARY.checks[0].question, "loop"]
    assert [len(section.marks) for section in feedback.sections] == [2, 1]
    assert [len(section.work) for section in feedback.sections] == [1, 1]


@pytest.mark.parametrize("reported", [NASTY, REFUSED, INVALID], ids=["nasty", "refused", "invalid"])
def test_markdown_keeps_hostile_text_out_of_html_and_within_its_blocks(reported: Any) -> None:
    outside, fence = [], ""
    for line in student_markdown(feedback_of(reported, NASTY_WORK)).split("\n"):
        row = re.match("`{3,}", line)
        if fence:
            fence = "" if line == fence else fence
        elif row:
            fence = row[0]
        else:
            outside.append(line)
    assert fence == ""
    assert not re.search(r"<\w|</|!\[", "\n".join(outside))


def test_a_fence_is_longer_than_any_in_the_text() -> None:
    said = student_markdown(feedback_of(NASTY, NASTY_WORK))
    assert f"````text\n```\n{BREAKOUT}\n````" in said


@given(st.text(alphabet=st.sampled_from("ab1_.#'\"\\\n <>&{}fr=eE+-"), max_size=200))
def test_coloured_code_says_what_the_code_says_and_numbers_every_line(text: str) -> None:
    lines = code_lines(text, 1)
    said = markupsafe.Markup(re.sub(r"</?span[^>]*>", "", lines)).unescape()
    assert said == text.rstrip("\n") + "\n"
    assert len(re.findall(r'<span class="l(?: at)?">', lines)) == text.rstrip("\n").count("\n") + 1
    assert lines.count("<span") == lines.count("</span>")
    assert not re.search(r"<(?!/?span\b)", lines)


@pytest.mark.parametrize(
    "line", ["if x:  # if", "s = 'if # 1'", 'f"if {x}"', '"""if\n1"""', "1.5e-3", "'''if\\"]
)
def test_comments_strings_and_numbers_are_coloured_as_a_whole(line: str) -> None:
    spans = re.findall(r'<span class="([ckns])">(.*?)</span>', code_lines(line))
    kinds = {
        "if x:  # if": [("k", "if"), ("c", "# if")],
        "s = 'if # 1'": [("s", "&#39;if # 1&#39;")],
        'f"if {x}"': [("s", "f&#34;if {x}&#34;")],
        '"""if\n1"""': [("s", "&#34;&#34;&#34;if"), ("s", "1&#34;&#34;&#34;")],
        "1.5e-3": [("n", "1.5e-3")],
        "'''if\\": [("s", "&#39;&#39;&#39;if\\")],  # not begun again at each quote: that takes for ever
    }
    assert spans == kinds[line]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stopped:
        main([*arguments])
    said = capsys.readouterr()
    return int(stopped.value.code or 0), " ".join((said.out + said.err).split())


@pytest.fixture
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    reports = [
        msgspec.structs.replace(ORDINARY, release=RELEASE, digest=DIGEST),
        *(msgspec.structs.replace(one, release=RELEASE, digest="ef" * 32) for one in class_of(2)),
        INVALID,
    ]
    Path("reports.json").write_bytes(msgspec.json.encode(reports))
    return tmp_path


def test_report_says_how_many_pages_are_without_code(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = run(capsys, "report", "reports.json", "--html", "pages")
    assert status == 0
    assert "4 reports: pages/index.html" in said
    assert "3 pages are without code and outputs" in said


def test_report_finds_code_and_outputs_in_a_folder_that_is_named(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Transcripts(Path("kept")).keep(WORK, release=RELEASE, digest=DIGEST)
    _, said = run(capsys, "report", "reports.json", "--html", "pages", "--transcripts", "kept")
    assert "2 pages are without code and outputs" in said
    assert "return 2 * x" in texts_of(Path("pages/students/ada.html").read_text())
    assert "return 2 * x" in Path("pages/students/ada.md").read_text()


def test_report_finds_what_a_run_in_the_same_course_kept(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "new", "dense")
    kept = Transcript(cells=(msgspec.structs.replace(WORK.cells[0], kind=Kind.ANSWER, text="mine = 1"),))
    Transcripts(Path("build/dense/transcripts")).keep(kept, release=RELEASE, digest=DIGEST)
    run(capsys, "report", "reports.json", "--html", "pages")
    assert "mine = 1" in texts_of(Path("pages/students/ada.html").read_text())
    assert "Known mistakes" in Path("pages/index.html").read_text()


def test_report_shows_what_changed_since_an_earlier_run(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = msgspec.json.decode(Path("reports.json").read_bytes())
    reports[0]["checks"][0] |= {"outcome": "failed", "points": 0.0}
    reports[0]["score"] = 0.0
    Path("old.json").write_bytes(msgspec.json.encode(reports))
    run(capsys, "report", "reports.json", "--html", "pages", "--since", "old.json")
    said = texts_of(Path("pages/index.html").read_text())
    assert "1 changed, 3 did not" in said
    assert "ada+2forward: was failed, is passed" in said


def test_what_was_graded_stands_on_the_page_of_its_student(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course.root)
    Path("submissions").mkdir()
    Path("submissions/ada.ipynb").write_bytes(
        submission(course, error="mean_squared_error = 3  # <b>mine</b>")
    )
    grading = ("grade", NAME, "submissions", "--isolation", "best", "--json", "reports.json")
    assert run(capsys, *grading)[0] == 0
    _, said = run(capsys, "report", "reports.json", "--html", "pages")
    assert "without code" not in said
    page = Path("pages/students/ada.html").read_text()
    assert "# &lt;b&gt;mine&lt;/b&gt;" in page
    assert "mean_squared_error = 3" in texts_of(page)
