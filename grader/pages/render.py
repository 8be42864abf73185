"""Fills the templates: reports in, HTML out."""

import base64
import functools
import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import groupby

import jinja2
import markupsafe

from grader.exports import for_student
from grader.model import Outcome, Report, Status

__all__ = ["class_page", "student_page"]

MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.ERROR: "E",
    Outcome.TIMEOUT: "T",
    Outcome.MEMORY: "M",
    Outcome.CRASHED: "C",
    Outcome.NOT_ANSWERED: "·",
    Outcome.SKIPPED: "s",
    Outcome.PENDING: "?",
    Outcome.INFRASTRUCTURE: "!",
}


def student_page(report: Report) -> str:
    """One student's page, with no more of hidden checks than a student may see."""
    seen = for_student(report)
    questions = [
        (question, list(checks)) for question, checks in groupby(seen.checks, lambda check: check.question)
    ]
    return _render("student.html", report=seen, questions=questions)


def class_page(reports: Sequence[Report], pages: Mapping[int, str]) -> str:
    """The page of a whole class, for staff.

    Args:
        pages: By a report's position, where its student's page lies.
    """
    graded = [report for report in reports if report.status is Status.GRADED]
    names = list(dict.fromkeys(check.name for report in graded for check in report.checks))
    counts = {name: _counts(graded, name) for name in names}
    return _render("class.html", reports=reports, pages=pages, graded=graded, counts=counts)


def _counts(reports: Sequence[Report], name: str) -> dict[Outcome, int]:
    """How often the check *name* ended in each way."""
    ends = [check.outcome for report in reports for check in report.checks if check.name == name]
    return {outcome: ends.count(outcome) for outcome in Outcome if outcome in ends}


def _render(template: str, **values: object) -> str:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _templates()
        .get_template(template)
        .render(
            style=markupsafe.Markup(style),  # noqa: S704  our own file, in which no text of anybody's stands
            policy=f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'",
            marks=MARKS,
            Outcome=Outcome,
            Status=Status,
            **values,
        )
    )


@functools.cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("grader.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.cache
def _style() -> str:
    return (resources.files("grader.pages") / "templates" / "style.css").read_text(encoding="utf-8")
