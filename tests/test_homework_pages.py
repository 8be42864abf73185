"""The page of each homework says what there is: its checks, their points, its mutants."""

import re

import pytest

from grader.notebook.cells import Role
from grader.notebook.source import read_source
from tests.homeworks import COURSE, NAMES, mutants

DOCS = COURSE.root / "docs"
EACH = pytest.mark.parametrize("name", NAMES)


def rows(name: str, columns: int) -> dict[str, list[str]]:
    """The rows of the page's tables that begin with a name in code, and have this many columns."""
    lines = re.findall(r"^\| `([\w-]+)` \|(.+)\|$", (DOCS / f"{name}.md").read_text(), re.MULTILINE)
    cells = {first: [cell.strip() for cell in rest.split("|")] for first, rest in lines}
    return {first: rest for first, rest in cells.items() if len(rest) == columns - 1}


@EACH
def test_the_page_lists_each_check_with_its_points_and_who_sees_it(name: str) -> None:
    source = read_source(COURSE.assignment(name).source)
    kinds = {Role.CHECK: "visible", Role.HIDDEN: "hidden", Role.MANUAL: "by hand"}
    there = {
        cell.name: (f"{cell.options.points:g}", kinds[cell.role])
        for cell in source.cells
        if cell.role in kinds and cell.options is not None
    }
    assert {check: (points, kind) for check, (points, kind, _) in rows(name, 4).items()} == there


@EACH
def test_the_page_lists_each_mutant_with_the_checks_that_it_fails(name: str) -> None:
    told = {mutant: re.findall(r"`([\w-]+)`", fails) for mutant, (_, fails) in rows(name, 3).items()}
    assert told == {mutant.name: [*mutant.fails] for mutant in mutants(name)}


@EACH
def test_the_page_and_the_table_of_its_thresholds_can_be_found(name: str) -> None:
    assert f"(docs/{name}.md)" in (COURSE.root / "README.md").read_text()
    assert f"(calibration/{name}.md)" in (DOCS / f"{name}.md").read_text()
    assert (DOCS / "calibration" / f"{name}.md").is_file()


@EACH
def test_nothing_in_the_page_waits_to_be_filled_in(name: str) -> None:
    assert not re.search(r"@[A-Z]+@|\b(TODO|MUTANTS|THRESHOLDS|REFTIME)\b", (DOCS / f"{name}.md").read_text())
