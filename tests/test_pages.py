"""Pages: complete, safe whatever students wrote, and put in place as a whole."""

import html.parser
import os
from pathlib import Path

import pytest

from grader.changes import compare
from grader.errors import UsageError
from grader.model import Report
from grader.pages import class_page, feedback_of, student_page, write_site
from grader.transcripts import Transcript
from tests.reports import BROKEN, CLASS, EVERYTHING, HOSTILE, INVALID, NASTY, ORDINARY, REFUSED, SECRET
from tests.site_fixtures import NASTY_WORK

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(html.parser.HTMLParser):
    """The tags, links and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.said += data


def page_of(report: Report, transcript: Transcript | None = None) -> str:
    return student_page(feedback_of(report, transcript))


INDEX = {place: f"students/{place}.html" for place in range(len(EVERYTHING))}
PAGES = {
    "ordinary": page_of(ORDINARY),
    "invalid": page_of(INVALID),
    "infrastructure": page_of(BROKEN),
    "hostile": page_of(NASTY, NASTY_WORK),
    "refused": page_of(REFUSED),
    "class": class_page(
        EVERYTHING, INDEX, mistakes={HOSTILE: HOSTILE}, differences=compare(CLASS, EVERYTHING)
    ),
    "empty class": class_page([], {}),
}
CLASS_PAGES = ("class", "empty class")


@pytest.mark.parametrize("name", PAGES)
def test_every_tag_is_closed_and_none_can_act(name: str) -> None:
    page = Page(PAGES[name])
    assert page.open == []
    for tag, attributes in page.tags:
        assert tag not in ("iframe", "object", "embed", "form", "base", "link")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert (attributes.get("src") or "data:image/png;base64,").startswith("data:image/png;base64,")
    scripts = [tag for tag, _ in page.tags if tag == "script"]
    assert len(scripts) == (1 if name in CLASS_PAGES else 0)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_forbids_requests_and_every_script_but_its_own(name: str) -> None:
    policies = [
        attributes["content"] or ""
        for tag, attributes in Page(PAGES[name]).tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules.pop("img-src") == "data:"
    assert rules.pop("style-src").startswith("'sha256-")
    if name in CLASS_PAGES:
        assert rules.pop("script-src").startswith("'sha256-")
    assert rules == {}


@pytest.mark.parametrize("name", ["hostile", "refused", "class"])
def test_what_a_student_wrote_is_shown_as_text(name: str) -> None:
    page = Page(PAGES[name])
    assert "<script>alert(1)</script>" in page.said
    links = {attributes["href"] or "" for tag, attributes in page.tags if tag == "a"}
    own = {f"#{attributes['id']}" for _, attributes in page.tags if "id" in attributes}
    assert links <= own | ({*INDEX.values()} if name == "class" else set())


def test_a_students_page_holds_nothing_of_hidden_checks_but_what_they_may_see() -> None:
    said = Page(PAGES["ordinary"]).said
    assert "any-shape" in said
    assert "Try one row." in said
    for name in ("ordinary", "infrastructure"):
        assert SECRET not in PAGES[name]


def test_a_students_page_shows_score_message_hint_and_what_waits() -> None:
    said = " ".join(Page(PAGES["ordinary"]).said.split())
    for words in (
        "2 of 11 points",
        "1 point waits for a person’s mark",
        "result differs in 1 of 4 entries",
        "Hint. Mind the sign.",
        "cell helper was added, and run",
    ):
        assert words in said


def test_the_page_of_a_class_shows_everybody_and_how_checks_ended() -> None:
    said = " ".join(Page(PAGES["class"]).said.split())
    assert "5 submissions, 2 graded 2.00 mean of 11 points" in said
    assert "mei.ipynb is a PDF" in said
    assert "forward2 50 %" in said  # points, and the share that passes


def test_a_site_has_a_page_for_each_student_and_is_replaced_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    index = write_site(folder, CLASS, ["ada", "mei", "nico"])
    assert index == folder / "index.html"
    write_site(folder, CLASS[:1], ["ada"])
    names = sorted(path.name for path in folder.rglob("*.*") if not path.name.startswith("."))
    assert names == ["ada.html", "ada.md", "index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_holds_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        write_site(tmp_path, CLASS, ["ada", "mei", "nico"])
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_site_that_cannot_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site(folder, CLASS[:1], ["ada"])
    before = sorted(path for path in folder.rglob("*"))
    with pytest.raises(UsageError, match="could not be written"):
        write_site(folder, CLASS[:1], ["x" * 300])
    assert sorted(path for path in folder.rglob("*")) == before
    assert os.listdir(tmp_path) == ["site"]


def test_hostile_text_is_really_hostile() -> None:
    assert "<script>" in HOSTILE
