"""JUnit XML, which GitLab, Jenkins and others read: a suite for each submission, a case for each check.

JUnit has no points: they stand in properties of each case. What a student may not read is left out, since
these systems show the file to whoever pushed.

GitLab takes 30 MB and 500,000 cases, drops a case whose class and name were there before, and shows neither
suites nor properties (docs.gitlab.com, Unit test reports): there, a case's class is its student, and what
it is worth stands with its name.
"""

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Sequence

from grader.errors import UsageError
from grader.exports.audience import for_student
from grader.exports.words import MAX_TEXT, fitted, for_xml, number
from grader.model import CheckResult, Outcome, Report, Status

__all__ = ["gitlab_xml", "junit_xml"]

MAX_GITLAB = 30_000_000  # bytes
MAX_GITLAB_CASES = 500_000

_ELEMENTS = {
    Outcome.FAILED: "failure",
    Outcome.NOT_ANSWERED: "failure",
    Outcome.ERROR: "error",
    Outcome.TIMEOUT: "error",
    Outcome.MEMORY: "error",
    Outcome.CRASHED: "error",
    Outcome.INFRASTRUCTURE: "error",
    Outcome.SKIPPED: "skipped",
    Outcome.PENDING: "skipped",
}


def junit_xml(reports: Sequence[Report]) -> str:
    """The reports as one XML document."""
    root = ElementTree.Element("testsuites", name="grader")
    for report in map(for_student, reports):
        _add_suite(root, report, MAX_TEXT)
    return _written(root)


def gitlab_xml(reports: Sequence[Report]) -> str:
    """The reports as a unit test report of GitLab's.

    Raises:
        UsageError: There is more than GitLab takes, even with short messages.
    """
    cases = sum(max(1, len(report.checks)) for report in reports)
    if cases > MAX_GITLAB_CASES:
        raise UsageError(f"{cases:,} checks, and GitLab takes {MAX_GITLAB_CASES:,}: split the reports")
    seen = [*map(for_student, reports)]

    def make(limit: int) -> str:
        root = ElementTree.Element("testsuites", name="grader")
        times: Counter[str] = Counter()
        for report in seen:
            who = report.student or report.submission
            times[who] += 1
            _for_gitlab(
                _add_suite(root, report, limit), who if times[who] == 1 else f"{who} #{times[who]}", report
            )
        return _written(root)

    return fitted(make, MAX_GITLAB, what="the report")


def _for_gitlab(suite: ElementTree.Element, who: str, report: Report) -> None:
    # the same in each run: by class and name GitLab finds out what a push has mended
    points = {check.name: f"{number(check.max_points)} points" for check in report.checks}
    for case in suite.iter("testcase"):
        name = case.get("name", "")
        case.set("classname", for_xml(who))
        case.set("file", for_xml(report.submission))
        if name in points:
            case.set("name", f"{name} ({points[name]})")


def _written(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add_suite(root: ElementTree.Element, report: Report, limit: int) -> ElementTree.Element:
    suite = ElementTree.SubElement(root, "testsuite", name=for_xml(report.student or report.submission))
    properties = {"score": report.score, "max_score": report.max_score, "pending": report.pending_points}
    _add_properties(suite, properties)
    kinds = [_ELEMENTS.get(check.outcome) for check in report.checks]
    if report.status is not Status.GRADED:
        case = ElementTree.SubElement(suite, "testcase", classname=report.assignment, name="submission")
        kind = "failure" if report.status is Status.INVALID else "error"
        kinds = [kind]
        ElementTree.SubElement(case, kind, message=for_xml(report.reason or report.status.value, limit))
    else:
        for check in report.checks:
            _add_case(suite, check, limit)
    counts = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(kinds)))
    for name, kind in counts.items():
        suite.set(name, str(kinds.count(kind)))
    return suite


def _add_case(suite: ElementTree.Element, check: CheckResult, limit: int) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=for_xml(check.question or ""), name=check.name)
    if check.cpu_seconds is not None:
        case.set("time", f"{check.cpu_seconds:.3f}")
    _add_properties(case, {"points": check.points, "max_points": check.max_points})
    kind = _ELEMENTS.get(check.outcome)
    if kind is not None:
        said = ElementTree.SubElement(
            case, kind, message=for_xml(check.message or check.outcome.value, limit)
        )
        if check.hint:
            said.text = for_xml(f"hint: {check.hint}", limit)


def _add_properties(element: ElementTree.Element, values: dict[str, float]) -> None:
    properties = ElementTree.SubElement(element, "properties")
    for name, value in values.items():
        ElementTree.SubElement(properties, "property", name=name, value=number(value))
