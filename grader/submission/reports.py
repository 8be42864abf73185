"""Puts a report together from what the checks gave and what the notebook did."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from grader.course import Assignment
from grader.model import CellResult, CheckResult, MatchedBy, Outcome, Report, Status
from grader.notebook.cells import CellKind, Role, Source
from grader.submission.identity import SubmissionPath
from grader.submission.plan import Plan

__all__ = ["graded_report", "max_score", "ungraded_report"]

# what code of a newer Python raises in an older one
_OF_NEWER = ("SyntaxError", "ImportError", "ModuleNotFoundError", "AttributeError")


def graded_report(
    assignment: Assignment,
    source: Source,
    path: SubmissionPath,
    plan: Plan,
    *,
    results: Sequence[CheckResult],
    errors: Mapping[str, str],
    notes: Sequence[str],
    release: str,
    isolation: str,
) -> Report:
    """The report of a submission that was run."""
    manual = _manual_results(source)
    order = {cell.name: place for place, cell in enumerate(source.cells)}
    checks = sorted([*results, *manual], key=lambda check: order.get(check.name, len(order)))
    broken = [check for check in checks if check.outcome is Outcome.INFRASTRUCTURE]
    return Report(
        assignment=assignment.name,
        release=release,
        submission=path.given,
        student=path.student,
        status=Status.INFRASTRUCTURE if broken else Status.GRADED,
        reason=f"check {broken[0].name}: {broken[0].message}" if broken else None,
        score=_total(check.points for check in checks),
        max_score=_total(check.max_points for check in checks),
        pending_points=_total(check.max_points for check in manual),
        isolation=isolation,
        data_tier=assignment.settings.data.tier,
        checks=tuple(checks),
        cells=_cell_results(source, plan, errors),
        notes=(
            *path.notes,
            *plan.notes,
            *_added_errors(source, errors),
            *_newer_python(plan, errors),
            *notes,
        ),
    )


def ungraded_report(
    assignment: Assignment, path: SubmissionPath, *, status: Status, reason: str, release: str, points: float
) -> Report:
    """The report of what was not graded: invalid is no points; infrastructure is no zero."""
    again = "grade this submission again: the grader failed, not the student"
    return Report(
        assignment=assignment.name,
        release=release,
        submission=path.given,
        student=path.student,
        status=status,
        reason=reason,
        max_score=points,
        data_tier=assignment.settings.data.tier,
        notes=(*path.notes, *((again,) if status is Status.INFRASTRUCTURE else ())),
    )


def max_score(source: Source, check_points: float) -> float:
    """All points that there are: those of the checks, and those that a person gives."""
    return _total([check_points, *(result.max_points for result in _manual_results(source))])


def _manual_results(source: Source) -> list[CheckResult]:
    return [
        CheckResult(
            name=cell.name,
            question=cell.options.question,
            hidden=False,
            outcome=Outcome.PENDING,
            points=0.0,
            max_points=cell.options.points,
        )
        for cell in source.cells
        if cell.role is Role.MANUAL and cell.options is not None
    ]


def _cell_results(source: Source, plan: Plan, errors: Mapping[str, str]) -> tuple[CellResult, ...]:
    matches = {match.name: match for match in plan.matches}
    results = []
    for cell in source.cells:
        code = cell.kind is CellKind.CODE and cell.role in (Role.GIVEN, Role.SOLUTION)
        if not code and cell.role is not Role.MANUAL:
            continue
        match = matches.get(cell.name)
        results.append(
            CellResult(
                name=cell.name,
                matched_by=match.matched_by if match is not None else MatchedBy.NONE,
                error=errors.get(cell.name),
            )
        )
    return tuple(results)


def _added_errors(source: Source, errors: Mapping[str, str]) -> list[str]:
    # a visible check's text is run as a student would run it only where its outputs are wanted
    known = {cell.name for cell in source.cells if cell.role is not Role.CHECK}
    return [f"{label} raised {error}" for label, error in errors.items() if label not in known]


def _newer_python(plan: Plan, errors: Mapping[str, str]) -> list[str]:
    ours = sys.version_info[:2]
    of_newer = any(error.startswith(_OF_NEWER) for error in errors.values())
    if plan.python is None or plan.python <= ours or not of_newer:
        return []
    theirs, here = (".".join(map(str, version)) for version in (plan.python, ours))
    return [f"the notebook was run with Python {theirs}; what {here}, which grades it, lacks is an error"]


def _total(points: Iterable[float]) -> float:
    return round(sum(points), 6)  # no 0.30000000000000004 in a gradebook
