"""Pages in a real browser: nothing leaves them, nothing of a student's acts, they can be read anywhere."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from playwright import sync_api as playwright

from grader.changes import compare
from grader.model import Report
from grader.pages import write_site
from grader.submission.safe_names import output_names
from grader.transcripts import Transcript
from tests.reports import EVERYTHING, HOSTILE, report
from tests.site_fixtures import BREAKOUT, MARKED, NAMES, NASTY_WORK, WORK, class_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
OPTIONS = [
    "--no-sandbox",  # it will not run as root otherwise
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = playwright.ViewportSize(width=390, height=844)
DESK = playwright.ViewportSize(width=1200, height=900)

ODD = [report(name, submission=name, checks=EVERYTHING[3].checks) for name in NAMES]
PEOPLE = [MARKED, *class_of(10), *EVERYTHING[1:], *ODD]


class Seen:
    """A page that is open, and whatever it did that it should not."""

    def __init__(self, page: playwright.Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("console", lambda message: self.problems.append(message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("dialog", lambda dialog: self.problems.append(dialog.message))

    def open(self, path: Path) -> playwright.Page:
        self.page.goto(path.as_uri())
        return self.page

    def shown(self) -> list[str]:
        """The students in the roster that are not filtered away, in their order."""
        names: list[str] = self.page.locator("#students tbody tr:not([hidden]) th").all_inner_texts()
        return names


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site of ordinary and hostile students."""
    folder = tmp_path_factory.mktemp("site") / "pages"

    def transcript_of(one: Report) -> Transcript | None:
        return WORK if one.student == "ada" else NASTY_WORK if one.checks == EVERYTHING[3].checks else None

    write_site(
        folder,
        PEOPLE,
        output_names([one.student or "none" for one in PEOPLE]),
        transcript_of=transcript_of,
        mistakes={"Mind the sign.": "ascent", HOSTILE: HOSTILE},
        differences=compare([msgspec.structs.replace(MARKED, score=1.0, checks=()), *PEOPLE[1:]], PEOPLE),
    )
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def seen(browser: playwright.Browser) -> Iterator[Seen]:
    """A page whose every request but for files is a problem, at the width of a desk."""
    context = browser.new_context(viewport=DESK)
    opened = Seen(context.new_page())

    def judge(route: playwright.Route) -> None:
        if not route.request.url.startswith(("file:", "data:")):
            opened.problems.append(route.request.url)
        route.continue_() if route.request.url.startswith(("file:", "data:")) else route.abort()

    context.route("**/*", judge)
    yield opened
    context.close()


def pages_of(site: Path) -> list[Path]:
    return [site / "index.html", *sorted((site / "students").glob("*.html"))]


def test_no_page_asks_for_anything_complains_or_runs_what_a_student_wrote(seen: Seen, site: Path) -> None:
    pages = pages_of(site)
    assert len(pages) == len(PEOPLE) + 1
    for path in pages:
        page = seen.open(path)
        assert "forged" not in page.title()[:8]
        assert page.locator("main script, main iframe, [onerror]").count() == 0
    assert seen.problems == []


def test_a_page_that_did_ask_for_something_would_be_noticed(seen: Seen, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<img src='http://127.0.0.1:9/x.png'><script>console.log('on')</script>")
    seen.open(tmp_path / "x.html")
    assert {"on", "http://127.0.0.1:9/x.png"} <= {*seen.problems}


@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_scrolls_sideways(seen: Seen, site: Path, width: playwright.ViewportSize) -> None:
    seen.page.set_viewport_size(width)
    for path in pages_of(site):
        page = seen.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], path.name


def test_names_and_outputs_of_students_are_seen_as_text(seen: Seen, site: Path) -> None:
    page = seen.open(site / "index.html")
    assert any(BREAKOUT[:40] in name for name in seen.shown())
    (hostile,) = [path for path in pages_of(site)[1:] if path.name.startswith("pre_style")]
    page = seen.open(hostile)
    shown = page.locator(".out").all_inner_texts()
    assert BREAKOUT in shown
    assert BREAKOUT in page.locator("pre.code").first.inner_text()


def test_the_filter_finds_names_states_and_lost_checks_and_says_how_many(seen: Seen, site: Path) -> None:
    page = seen.open(site / "index.html")
    assert page.locator("#count").inner_text() == f"{len(PEOPLE)} of {len(PEOPLE)}"
    page.fill("#find", "STUDENT-0")
    assert seen.shown() == [f"student-{number:02}" for number in range(10)]
    page.select_option("#lost", label="three")
    assert seen.shown() == [f"student-{number:02}" for number in range(10) if number % 4 != 3]
    page.select_option("#state", "full")
    assert seen.shown() == []
    page.select_option("#lost", "")
    assert seen.shown() == ["student-03", "student-07"]
    assert page.locator("#count").inner_text() == f"2 of {len(PEOPLE)}"
    page.fill("#find", "")
    page.select_option("#state", "changed")
    assert seen.shown() == ["ada"]
    page.select_option("#state", "invalid")
    assert seen.shown()[0] == "mei"


def test_columns_are_sorted_by_the_keyboard_numbers_as_numbers(seen: Seen, site: Path) -> None:
    page = seen.open(site / "index.html")
    page.fill("#find", "student-0")
    score = page.locator("#students thead th", has_text="score")
    score.locator("button").focus()
    page.keyboard.press("Enter")
    assert score.get_attribute("aria-sort") == "ascending"
    shares = [number % 4 for number in range(10)]
    assert [int(name[-2:]) % 4 for name in seen.shown()] == sorted(shares)
    page.keyboard.press("Space")
    assert score.get_attribute("aria-sort") == "descending"
    assert [int(name[-2:]) % 4 for name in seen.shown()] == sorted(shares, reverse=True)
    page.locator("#students thead th", has_text="student").locator("button").click()
    assert seen.shown() == [f"student-{number:02}" for number in range(10)]
    assert score.get_attribute("aria-sort") is None


def test_the_roster_leads_to_the_page_of_a_student(seen: Seen, site: Path) -> None:
    page = seen.open(site / "index.html")
    page.locator("#students a", has_text="student-04").click()
    assert page.locator("h1").inner_text() == "student-04"
    assert seen.problems == []


def test_without_scripts_the_roster_is_there_and_no_dead_filter(
    browser: playwright.Browser, site: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("#students tbody tr").count() == len(PEOPLE)
    assert not page.locator(".filters").is_visible()
    context.close()


def test_code_stands_beside_the_marks_at_a_desk_and_below_them_on_a_phone(seen: Seen, site: Path) -> None:
    page = seen.open(site / "students" / "ada.html")

    def is_beside() -> bool:
        marks = page.locator("#question-1 .checks").bounding_box()
        work = page.locator("#question-1 .work").bounding_box()
        assert marks is not None
        assert work is not None
        return bool(work["x"] >= marks["x"] + marks["width"])

    assert is_beside()
    page.set_viewport_size(PHONE)
    assert not is_beside()


def test_pictures_are_drawn_within_the_page(seen: Seen, site: Path) -> None:
    page = seen.open(site / "students" / "ada.html")
    page.set_viewport_size(PHONE)
    pictures = page.locator("img")
    assert pictures.count() == 2
    for at in range(2):
        natural, drawn = pictures.nth(at).evaluate("image => [image.naturalWidth, image.width]")
        assert natural == 900
        assert 200 < drawn <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "students/ada.html"])
def test_text_stands_out_from_what_is_behind_it(
    browser: playwright.Browser, site: Path, name: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport=DESK, color_scheme=scheme)
    page = context.new_page()
    page.goto((site / name).as_uri())
    behind = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert behind == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 29)"}[scheme]
    assert page.evaluate(CONTRASTS) == []
    context.close()


# WCAG 2.2, relative luminance and contrast ratio, of every element that holds text of its own
CONTRASTS = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if ((parts(colour)[3] ?? 1) === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const weak = [];
  for (const element of document.querySelectorAll("main *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest("select")) continue;
    const style = getComputedStyle(element);
    const pair = [light(element.closest("svg") ? style.fill : style.color), light(behind(element))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) weak.push(`${element.outerHTML.slice(0, 80)}: ${ratio.toFixed(2)}`);
  }
  return weak;
}"""


def test_a_page_is_named_ordered_and_described_for_those_who_do_not_see_it(seen: Seen, site: Path) -> None:
    for path in (site / "index.html", site / "students" / "ada.html"):
        page = seen.open(path)
        assert page.locator("html").get_attribute("lang") == "en"
        levels: list[int] = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map(head => Number(head.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        for picture in page.locator("img").all():
            assert picture.get_attribute("alt")
        for chart in page.locator("svg").all():
            assert chart.get_attribute("aria-label")
        assert page.evaluate("[...document.querySelectorAll('input,select')].every(one => one.labels.length)")
        repeated = page.evaluate(
            "(ids => ids.filter((id, at) => ids.indexOf(id) !== at))"
            "([...document.querySelectorAll('[id]')].map(one => one.id))"
        )
        assert repeated == []


@pytest.mark.parametrize("name", ["index.html", "students/ada.html"])
def test_a_page_can_be_printed_without_what_only_a_screen_needs(seen: Seen, site: Path, name: str) -> None:
    page = seen.open(site / name)
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator(".filters").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
