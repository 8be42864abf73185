"""docs/reference says what the program does: each page is what ``python -m tools.reference`` would write."""

import json

import jsonschema
import msgspec
import pytest

from grader.model import CheckResult, Outcome, Report, Status
from tests.documents import DOCS
from tools.reference import PAGES
from tools.reference.markdown import comments, docstring, table

FOLDER = DOCS / "reference"
REPORT = Report(
    assignment="dense",
    release="0" * 64,
    submission="submissions/ada.ipynb",
    student="ada",
    status=Status.GRADED,
    checks=(
        CheckResult(
            name="forward",
            question=None,
            hidden=True,
            outcome=Outcome.NOT_ANSWERED,
            points=0.0,
            max_points=2.0,
        ),
    ),
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_the_program_says(name: str) -> None:
    assert (FOLDER / name).read_text() == PAGES[name](), "run python -m tools.reference, and commit its pages"


def test_there_is_no_page_that_nothing_writes() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*PAGES}


def report_as_read() -> object:
    return json.loads(msgspec.json.encode([REPORT]))


def test_a_report_is_of_the_schema_that_is_published() -> None:
    jsonschema.validate(report_as_read(), json.loads((FOLDER / "report.schema.json").read_text()))


def test_another_outcome_is_not_of_the_schema_that_is_published() -> None:
    reports = json.loads(json.dumps(report_as_read()).replace('"not answered"', '"well answered"'))
    with pytest.raises(jsonschema.ValidationError, match="well answered"):
        jsonschema.validate(reports, json.loads((FOLDER / "report.schema.json").read_text()))


class Sample:
    """Sums up.

    An example::

        Sample()

    Args:
        first: What
            it is.
    """

    # what stands
    # above it
    first: int = 1
    second: str = "# none"  # beside it
    third: int = 0


def test_comments_beside_and_above_a_field_are_its_meaning() -> None:
    assert comments(Sample) == {"first": "what stands above it", "second": "beside it"}


def test_a_docstring_has_its_example_fenced_and_its_arguments_listed() -> None:
    assert docstring(Sample) == (
        "Sums up.\n\nAn example:\n\n```python\nSample()\n```\n\n**Args**\n\n* `first`: What\n  it is."
    )


def test_a_bar_in_a_table_does_not_end_its_cell() -> None:
    assert table(("a", "b"), [("1|2", "3\n4")]) == "| a | b |\n| --- | --- |\n| 1\\|2 | 3 4 |"
