"""Hints that name the mistake: where a failed check saw what a known mutant gives, that mutant is meant.

The mutants that can be meant, those which fail a check that somebody failed, are graded once, with the same
inputs, up to that check; what they gave is kept beside the results of the class.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from grader.audit.answers import Answer, grade_answers_with
from grader.course import Assignment
from grader.evidence import Evidence, is_same
from grader.graders import Graders
from grader.journal import context_of
from grader.model import CheckResult, Report
from grader.mutants import Mutant, read_mutant
from grader.submission.plan import Extent
from grader.whole import write_whole
from grader.work import Settled, Work

__all__ = ["name_mistakes"]


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """What mutants gave: mutant -> check -> what it saw; None where it saw nothing that can be compared."""

    seen: dict[str, dict[str, Evidence | None]] = {}


def name_mistakes(
    settled: Sequence[Settled], assignment: Assignment, graders: Graders, folder: Path
) -> list[Report]:
    """The reports of *settled*, with the hint of a mutant wherever a failed check saw what that mutant gives.

    Args:
        graders: What graded the submissions; it grades the mutants too.
        folder: Where what the mutants gave is kept.
    """
    hints = assignment.settings.hints
    mutants = [read_mutant(path) for path in assignment.mutant_files] if hints.mistakes else []
    hidden = {check.name for result in settled for check in result.report.checks if check.hidden}
    failed = {check for result in settled for check in result.evidence}
    asked = failed if hints.hidden else failed - hidden
    if not asked or not any(asked & {*mutant.fails} for mutant in mutants):
        return [result.report for result in settled]
    known = _known(mutants, asked, assignment, graders, folder)
    return [_with_hints(result, asked, mutants, known) for result in settled]


def _with_hints(
    result: Settled,
    asked: set[str],
    mutants: Sequence[Mutant],
    known: Mapping[str, Mapping[str, Evidence | None]],
) -> Report:
    lost = {check.name for check in result.report.checks if check.points < check.max_points}

    def hinted(check: CheckResult) -> CheckResult:
        evidence = result.evidence.get(check.name)
        if evidence is None or check.name not in asked:
            return check
        alike = [
            mutant
            for mutant in mutants
            if (seen := known.get(mutant.name, {}).get(check.name)) is not None and is_same(evidence, seen)
        ]
        if not alike:
            return check
        # of two mistakes that give the same here, the one that costs most nearly the same checks
        best = min(alike, key=lambda mutant: (len(lost ^ {*mutant.fails}), mutant.name))
        return msgspec.structs.replace(check, hint=best.hint)

    return msgspec.structs.replace(
        result.report, checks=tuple(hinted(check) for check in result.report.checks)
    )


def _known(
    mutants: Sequence[Mutant],
    asked: set[str],
    assignment: Assignment,
    graders: Graders,
    folder: Path,
) -> dict[str, dict[str, Evidence | None]]:
    """What each mutant gives in those of the *asked* checks that it fails: read, or found out and kept."""
    path = folder / f"mistakes-{_digest(assignment, graders.work)[:16]}.json"
    seen = _read(path)
    wanted = {mutant.name: asked & {*mutant.fails} - seen.get(mutant.name, {}).keys() for mutant in mutants}
    answers = [
        Answer(
            name=mutant.name,
            cells=mutant.cells,
            seeds=(graders.work.seed,),
            extent=Extent(checks=frozenset(wanted[mutant.name])),
        )
        for mutant in mutants
        if wanted[mutant.name]
    ]
    if not answers:
        return seen
    for run in grade_answers_with(graders, assignment, answers):
        gave = seen.setdefault(run.answer, {})
        gave |= {check: run.settled.evidence.get(check) for check in wanted[run.answer]}
    _write(path, seen)
    return seen


def _digest(assignment: Assignment, work: Work) -> str:
    """Of all that the mutants' results depend on."""
    digest = hashlib.sha256(context_of(work, digest=assignment.digest()).encode())
    for path in assignment.mutant_files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, dict[str, Evidence | None]]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Known).seen
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}  # found out anew


def _write(path: Path, seen: dict[str, dict[str, Evidence | None]]) -> None:
    for old in path.parent.glob("mistakes-*.json"):
        old.unlink(missing_ok=True)
    write_whole(path, msgspec.json.encode(_Known(seen=seen)))
