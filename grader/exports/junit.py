"""JUnit XML, which GitLab, Jenkins and others read: a suite for each submission, a case for each check.

JUnit has no points: they stand in properties of each case. What a student may not read is left out, since
these systems show the file to whoever pushed.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence

from grader.exports.audience import for_student
from grader.exports.words import for_xml
from grader.model import CheckResult, Outcome, Report, Status

__all__ = ["junit_xml"]

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
        _add_suite(root, report)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add_suite(root: ElementTree.Element, report: Report) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=for_xml(report.student or report.submission))
    properties = {"score": report.score, "max_score": report.max_score, "pending": report.pending_points}
    _add_properties(suite, properties)
    kinds = [_ELEMENTS.get(check.outcome) for check in report.checks]
    if report.status is not Status.GRADED:
        case = ElementTree.SubElement(suite, "testcase", classname=report.assignment, name="submission")
        kind = "failure" if report.status is Status.INVALID else "error"
        kinds = [kind]
        ElementTree.SubElement(case, kind, message=for_xml(report.reason or report.status.value))
    else:
        for check in report.checks:
            _add_case(suite, check)
    counts = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(kinds)))
    for name, kind in counts.items():
        suite.set(name, str(kinds.count(kind)))


def _add_case(suite: ElementTree.Element, check: CheckResult) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=for_xml(check.question or ""), name=check.name)
    if check.cpu_seconds is not None:
        case.set("time", f"{check.cpu_seconds:.3f}")
    _add_properties(case, {"points": check.points, "max_points": check.max_points})
    kind = _ELEMENTS.get(check.outcome)
    if kind is not None:
        said = ElementTree.SubElement(case, kind, message=for_xml(check.message or check.outcome.value))
        if check.hint:
            said.text = for_xml(f"hint: {check.hint}")


def _add_properties(element: ElementTree.Element, values: dict[str, float]) -> None:
    properties = ElementTree.SubElement(element, "properties")
    for name, value in values.items():
        ElementTree.SubElement(properties, "property", name=name, value=f"{value:g}")
