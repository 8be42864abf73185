"""GitHub Actions: annotations beside the run, and a summary of the job. Both are what the student reads.

Source: docs.github.com, Workflow commands for GitHub Actions: a summary holds 1 MiB at most, and about ten
annotations of a kind are shown.
"""

from collections.abc import Iterator, Sequence

from grader.exports.audience import finished, for_student, in_words
from grader.exports.words import for_command, for_markdown, number, one_line
from grader.model import CheckResult, Outcome, Report, Status

__all__ = ["annotations", "job_summary", "step_output"]

MAX_SUMMARY = 1_000_000  # bytes; a larger one is refused as a whole
_MARKS = {
    Outcome.PASSED: "✅",
    Outcome.PENDING: "🕓",
    Outcome.SKIPPED: "⏭️",
    Outcome.INFRASTRUCTURE: "⚠️",
}


def annotations(reports: Sequence[Report], *, below: str = "") -> str:
    """Workflow commands, a line each: an error for every check that did not pass.

    Args:
        below: The folder of the repository, as it stands in the paths of submissions: they are named by
            their paths from there, for GitHub to show an error beside its file.
    """
    return "".join(f"{line}\n" for report in map(for_student, reports) for line in _commands(report, below))


def job_summary(reports: Sequence[Report]) -> str:
    """Markdown for ``$GITHUB_STEP_SUMMARY``."""
    sections, size = [], 0
    for report in map(for_student, reports):
        section = "\n".join(_section(report)) + "\n\n"
        size += len(section.encode())
        if size > MAX_SUMMARY:
            sections.append("*There are more submissions than a summary holds.*\n")
            break
        sections.append(section)
    return "".join(sections)


def step_output(report: Report) -> str:
    """Lines for ``$GITHUB_OUTPUT``, for later steps: status, score, max-score, pending-points and summary.

    Raises:
        InfrastructureError: The grader itself failed, and there is no score.
    """
    report = finished(report)
    facts = {
        "status": report.status.value,
        "score": number(report.score),
        "max-score": number(report.max_score),
        "pending-points": number(report.pending_points),
        "summary": one_line(in_words(report)),
    }
    return "".join(f"{name}={value}\n" for name, value in facts.items())


def _commands(report: Report, below: str) -> Iterator[str]:
    path = report.submission.removeprefix(f"{below}/") if below else report.submission
    file = for_command(path, in_property=True)
    if report.status is not Status.GRADED:
        yield f"::error file={file},title={report.status.value}::{for_command(report.reason or '')}"
    for check in report.checks:
        if check.outcome not in (Outcome.PASSED, Outcome.PENDING):
            title = for_command(f"{check.name} ({check.outcome.value})", in_property=True)
            yield f"::error file={file},title={title}::{for_command(_what_to_say(check))}"


def _section(report: Report) -> Iterator[str]:
    yield f"### {for_markdown(report.assignment)}: {for_markdown(report.student or report.submission)}"
    yield ""
    if report.status is not Status.GRADED:
        yield f"**{report.status.value}**: {for_markdown(report.reason or '')}"
        return
    pending = (
        f", {number(report.pending_points)} more wait for a person's mark" if report.pending_points else ""
    )
    yield f"**{number(report.score)} of {number(report.max_score)} points**{pending}"
    yield ""
    yield "| | check | points | |"
    yield "|---|---|---|---|"
    for check in report.checks:
        said = "" if check.outcome is Outcome.PASSED else for_markdown(_what_to_say(check))
        points = f"{number(check.points)} / {number(check.max_points)}"
        yield f"| {_MARKS.get(check.outcome, '❌')} | {for_markdown(check.name)} | {points} | {said} |"


def _what_to_say(check: CheckResult) -> str:
    said = check.message or check.outcome.value
    return f"{said} (hint: {check.hint})" if check.hint else said
