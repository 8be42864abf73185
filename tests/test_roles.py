"""Tags to roles, and how far a tag may be from one before it is somebody else's."""

import pytest

from grader.errors import TagError
from grader.notebook.cells import CellKind, Role
from grader.notebook.roles import refuse_headers, refuse_metadata, role_of

FOREIGN = [
    "hide-input",
    "hide-output",
    "hide_cell",
    "hide-cell",
    "remove-cell",
    "remove_input",
    "raises-exception",
    "slideshow",
    "parameters",
    "injected-parameters",
    "skip-execution",
    "nbval-check-output",
    "nbval-ignore-output",
    "full-width",
    "margin",
    "thebe-init",
    "scroll-output",
    "important",
    "week 3",
    "checkpoint",
    "",
]
ALMOST = {
    "SOLUTION": "solution",
    " solution": "solution",
    "solution.": "solution",
    "my-solution": "solution",
    "solutoin": "solution",
    "slution": "solution",
    "Sol": "solution",
    "hide": "hidden",
    "hidden tests": "hidden",
    "HiddenCheck": "hidden",
    "check-hidden": "hidden",
    "private": "hidden",
    "stuff": "staff",
    "staff-only": "staff",
    "instructor": "staff",
    "set-up": "setup",
    "setup!": "setup",
    "chekc": "check",
    "check 1": "check",
    "test": "check",
    "manual": "manual",
    "manualy": "manual",
    "grade": "manual",
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GIVEN])
def test_a_tag_names_its_role(role: Role) -> None:
    assert role_of(["hide-input", role.value], kind=CellKind.CODE, cell="1") is role


def test_a_cell_without_tags_is_given() -> None:
    assert role_of([], kind=CellKind.RAW, cell="1") is Role.GIVEN


def test_the_same_role_twice_is_that_role() -> None:
    assert role_of(["staff", "staff"], kind=CellKind.CODE, cell="1") is Role.STAFF


@pytest.mark.parametrize("tag", FOREIGN)
def test_a_tag_of_another_tool_is_nobodys_business(tag: str) -> None:
    assert role_of([tag], kind=CellKind.CODE, cell="1") is Role.GIVEN


@pytest.mark.parametrize("tag", [tag for tag, meant in ALMOST.items() if tag != meant])
def test_a_tag_that_is_almost_a_role_is_an_error_that_names_the_role(tag: str) -> None:
    with pytest.raises(TagError, match=f"write '{ALMOST[tag]}'"):
        role_of([tag], kind=CellKind.CODE, cell="1")


def test_a_right_tag_does_not_excuse_one_that_is_almost_right() -> None:
    with pytest.raises(TagError, match="'hiden' looks like a role"):
        role_of(["check", "hiden"], kind=CellKind.CODE, cell="1")


@pytest.mark.parametrize("role", [Role.SETUP, Role.SOLUTION, Role.CHECK, Role.HIDDEN])
@pytest.mark.parametrize("kind", [CellKind.MARKDOWN, CellKind.RAW])
def test_a_role_of_code_on_another_cell_is_an_error(role: Role, kind: CellKind) -> None:
    with pytest.raises(TagError, match=f"on a {kind.value} cell, expected a code cell"):
        role_of([role.value], kind=kind, cell="1")


@pytest.mark.parametrize("kind", CellKind)
def test_every_cell_may_be_for_staff(kind: CellKind) -> None:
    assert role_of(["staff"], kind=kind, cell="1") is Role.STAFF


def test_a_title_is_free_where_the_tag_stands_too() -> None:
    refuse_metadata({"title": "Setup", "tags": ["setup"], "jupyter": {}}, role=Role.SETUP, cell="1")


def test_an_unreadable_header_is_an_error() -> None:
    with pytest.raises(TagError, match="cannot be read: write tags="):
        refuse_metadata({"incorrectly_encoded_metadata": "tags=[solution]"}, role=Role.GIVEN, cell="1")


@pytest.mark.parametrize(
    "line",
    [
        '# %%tags=["check"]',
        '%%tags=["check"]',
        '# % tags=["check"]',
        ":tags: [hidden]",
        '+++{"tags": ["manual"]}',
    ],
)
def test_a_header_inside_a_cell_is_an_error_that_names_the_line(line: str) -> None:
    with pytest.raises(TagError, match=r"^cell 3, line 2: .* looks like a cell's header"):
        refuse_headers(f"x = 1\n{line}\ny = 2", cell="3")


def test_code_about_tags_is_no_header() -> None:
    refuse_headers("tags = ['a']\n# the tags: a, b\n# 5 % of tags", cell="3")
