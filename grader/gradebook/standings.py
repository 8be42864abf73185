"""How each student stands at each assignment: from a gradebook's contents, without a database.

Points of an attempt are its report's score, with a person's marks for manual cells, and with overrides of
checks. The policy makes scores of them and says which counts. An override of the score is the last word.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from grader.exports.words import number
from grader.gradebook.entries import Attempt, Contents, Extension, Mark, Override, Student
from grader.gradebook.policy import Counts, HandIn, Policy, Scored, counted, score
from grader.model import CheckResult, Outcome, Report, Status

__all__ = ["Judged", "Standing", "counted_report", "decided", "shown_days", "standings"]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt, with its report as marks and overrides leave it, and what the policy makes of it."""

    attempt: Attempt
    report: Report  # before lateness
    scored: Scored


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One student at one assignment."""

    student: Student
    assignment: str
    policy: Policy
    attempts: tuple[Judged, ...]  # in the order of entering
    counted: Judged | None  # None: nothing was handed in
    overrides: tuple[Override, ...]
    extension: Extension | None
    score: float | None  # None: nothing was handed in, and nobody set a score
    max_score: float  # of the attempt that counts, else of anybody's; 0 where there is none

    @property
    def pending_points(self) -> float:
        """Points of the attempt that counts that wait for a person; none where the score was set."""
        if self.counted is None or self.set_by_hand is not None:
            return 0.0
        return self.counted.report.pending_points

    @property
    def set_by_hand(self) -> Override | None:
        """The override of the score."""
        return next((one for one in self.overrides if one.check is None), None)


def standings(contents: Contents, assignments: Sequence[str] | None = None) -> list[Standing]:
    """A standing for each student and assignment, students in the order of their keys.

    Args:
        assignments: In this order. Where it is None, those at which anybody has an attempt or an override, in
            the order of names: so one that was misspelt once is no column for ever.
    """
    names = assignments
    if names is None:
        names = sorted({name for _, name in (*contents.attempts, *contents.overrides)})
    full: dict[str, float] = {}
    for (_, name), attempts in contents.attempts.items():
        full[name] = max(full.get(name, 0.0), *(attempt.report.max_score for attempt in attempts))
    return [
        _standing(contents, contents.students[key], name, full.get(name, 0.0))
        for key in sorted(contents.students)
        for name in names
    ]


def _standing(contents: Contents, student: Student, assignment: str, full: float) -> Standing:
    place = (student.key, assignment)
    policy = contents.policies[assignment]
    overrides = tuple(one for one in contents.overrides.get(place, ()) if one.points is not None)
    extension = contents.extensions.get(place)
    until = None if extension is None else extension.until
    judged = []
    for attempt in contents.attempts.get(place, ()):
        report = decided(attempt.report, attempt.marks, overrides)
        scored = score(_hand_in(attempt, report), policy, until)
        judged.append(Judged(attempt=attempt, report=report, scored=scored))
    chosen = counted([_hand_in(one.attempt, one.report) for one in judged], policy, until)
    best = None if chosen is None else next(one for one in judged if one.scored == chosen)
    by_hand = next((one.points for one in overrides if one.check is None), None)
    return Standing(
        student=student,
        assignment=assignment,
        policy=policy,
        attempts=tuple(judged),
        counted=best,
        overrides=overrides,
        extension=extension if until is not None else None,
        score=by_hand if by_hand is not None else None if chosen is None else chosen.score,
        max_score=full if best is None else best.report.max_score,
    )


def _hand_in(attempt: Attempt, report: Report) -> HandIn:
    return HandIn(
        number=attempt.number,
        points=report.score,
        handed_in=attempt.handed_in,
        order=(attempt.last_handed_in or attempt.entered, attempt.number),
    )


def decided(report: Report, marks: Mapping[str, Mark], overrides: Iterable[Override]) -> Report:
    """*report* with what people decided: marks for manual cells, then overrides of checks."""
    set_points = {
        one.check: one.points for one in overrides if one.check is not None and one.points is not None
    }
    given = {name: mark for name, mark in marks.items() if mark.points is not None}
    if not set_points and not given:
        return report
    checks = tuple(
        _with_points(check, given.get(check.name), set_points.get(check.name)) for check in report.checks
    )
    changes = [after.points - before.points for before, after in zip(report.checks, checks, strict=True)]
    settled = [
        before.max_points
        for before, after in zip(report.checks, checks, strict=True)
        if before.outcome is Outcome.PENDING and after.outcome is not Outcome.PENDING
    ]
    return msgspec.structs.replace(
        report,
        checks=checks,
        score=max(0.0, round(math.fsum([report.score, *changes]), 6)),
        pending_points=max(
            0.0, round(math.fsum([report.pending_points, *(-points for points in settled)]), 6)
        ),
    )


def _with_points(check: CheckResult, mark: Mark | None, set_points: float | None) -> CheckResult:
    points, message = check.points, check.message
    if mark is not None and mark.points is not None and check.outcome is Outcome.PENDING:
        points, message = mark.points, mark.comment
    elif set_points is None:
        return check
    if set_points is not None:
        points = set_points
        message = f"{message} (points set by hand)".lstrip()
    outcome = Outcome.PASSED if points >= check.max_points else Outcome.FAILED
    return msgspec.structs.replace(check, points=points, message=message, outcome=outcome)


def shown_days(days: int) -> str:
    """How late, in words."""
    return f"{days} {'day' if days == 1 else 'days'} late"


def counted_report(standing: Standing) -> Report | None:
    """The report that counts, with its score as the gradebook has it, and notes that say why.

    None where there is no score. Reasons of overrides are for staff and are left out.
    """
    if standing.score is None:
        return None
    report = _nothing(standing) if standing.counted is None else standing.counted.report
    if standing.set_by_hand is not None:
        report = msgspec.structs.replace(report, status=Status.GRADED, reason=None)
    return msgspec.structs.replace(
        report,
        student=standing.student.key,
        score=standing.score,
        pending_points=standing.pending_points,
        notes=(*report.notes, *_notes(standing)),
    )


def _nothing(standing: Standing) -> Report:
    """A report for a student who has a score without having handed in."""
    return Report(
        assignment=standing.assignment,
        release="",
        submission="",
        student=standing.student.key,
        status=Status.GRADED,
        max_score=standing.max_score,
        notes=("nothing was handed in",),
    )


def _notes(standing: Standing) -> Iterator[str]:
    if standing.counted is not None:
        yield from _reasons(standing, standing.counted)
    if standing.set_by_hand is not None:
        yield "the score was set by hand"


def _reasons(standing: Standing, judged: Judged) -> Iterator[str]:
    scored, points = judged.scored, judged.report.score
    if len(standing.attempts) > 1:
        rule = "best" if standing.policy.counts is Counts.BEST else "last"
        yield f"attempt {scored.number} of {len(standing.attempts)} counts, by the rule {rule!r}"
    days = shown_days(scored.days_late)
    if not scored.accepted:
        yield f"handed in {days}: too late to count"
    elif scored.taken:
        yield f"handed in {days}: {100 * scored.taken:g}% of {number(points)} points are taken"
