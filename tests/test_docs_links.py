"""Every link, anchor and picture of the documents is there, and every page can be found."""

import re
from pathlib import Path

import pytest

from tests.documents import DOCS, DOCUMENTS, ROOT, anchors, links, prose

EACH = pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: str(page.relative_to(ROOT)))
STARTS = (ROOT / "README.md", DOCS / "index.md")


def local(page: Path) -> list[tuple[str, Path, str]]:
    """Each link of a page into this repository: as written, the file, and the anchor."""
    found = []
    for link in links(page):
        target, _, anchor = link.partition("#")
        if "://" not in target and not target.startswith("mailto:"):
            found.append((link, (page.parent / target).resolve() if target else page, anchor))
    return found


@EACH
def test_a_link_leads_to_a_file_of_this_repository(page: Path) -> None:
    assert not [link for link, path, _ in local(page) if not path.exists() or not path.is_relative_to(ROOT)]


@EACH
def test_an_anchor_is_a_heading_of_the_page_that_it_names(page: Path) -> None:
    assert not [
        link for link, path, anchor in local(page) if anchor and path.exists() and anchor not in anchors(path)
    ]


def test_every_page_can_be_reached() -> None:
    reached, ahead = set(), [*STARTS]
    while ahead:
        page = ahead.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        ahead += [path for _, path, _ in local(page) if path.exists()]
    assert not {*DOCS.rglob("*.md")} - reached


def test_every_picture_is_shown_on_a_page() -> None:
    shown = {path for page in DOCUMENTS for _, path, _ in local(page)}
    pictures = {path for kind in ("svg", "png", "jpg", "webp") for path in DOCS.rglob(f"*.{kind}")}
    assert not pictures - shown


def test_a_heading_has_the_anchor_that_github_gives_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# The `grader` wire, v2\n\n```\n# none\n```\n\n## What's [limits]?\n## Two\n## Two\n")
    assert anchors(page) == {"the-grader-wire-v2", "whats-limits", "two", "two-1"}


@EACH
def test_the_rows_of_a_table_have_as_many_cells_as_its_head(page: Path) -> None:
    tables = re.findall(r"(?:^\|.*\n)+", prose(page) + "\n", re.MULTILINE)
    counts = [{len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()} for table in tables]
    assert all(len(count) == 1 for count in counts), "a bar within a cell is written \\|, in code too"
