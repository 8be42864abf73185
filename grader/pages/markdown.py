"""The feedback of one student as Markdown: what their page says, but for pictures."""

import re
from collections.abc import Iterator

from grader.exports.words import for_markdown, number
from grader.model import Outcome, Status
from grader.pages.feedback import Feedback, Mark, Section, Work
from grader.pages.render import MARKS
from grader.transcripts import Kind

__all__ = ["student_markdown"]

MAX_BLOCK = 16_500  # characters of one block of text
_KINDS = {Kind.ANSWER: "your code", Kind.ADDED: "added by you", Kind.GIVEN: "given"}


def student_markdown(feedback: Feedback) -> str:
    """*feedback* as Markdown."""
    return "\n".join(_lines(feedback))


def _lines(feedback: Feedback) -> Iterator[str]:
    report = feedback.report
    who = for_markdown(report.student or report.submission)
    yield from (f"# {for_markdown(report.assignment)}: {who}", "")
    if report.status is Status.GRADED:
        yield f"**{number(report.score)} of {number(report.max_score)} points**"
        if report.pending_points:
            wait = "point waits" if report.pending_points == 1 else "points wait"
            yield from ("", f"{number(report.pending_points)} {wait} for a person’s mark.")
    else:
        yield f"**not graded**: {for_markdown(report.reason or '')}"
    for section in feedback.sections:
        yield from _section(section)
    if feedback.others:
        yield from ("", "## other cells that were run")
        for work in feedback.others:
            yield from _work(work)
    if report.notes or feedback.is_cut:
        yield from ("", "## how it was run", "")
        yield from (f"- {for_markdown(note)}" for note in report.notes)
        if feedback.is_cut:
            yield "- the submission shows more than is kept: some of its outputs are left out here"
    yield ""


def _section(section: Section) -> Iterator[str]:
    name = for_markdown(section.name or "other checks")
    yield from ("", f"## {name}: {number(section.points)} / {number(section.max_points)}")
    yield from ("", "| | check | points | |", "|---|---|--:|---|")
    for mark in section.marks:
        check = mark.check
        points = f"{number(check.points)} / {number(check.max_points)}"
        said = f"{mark.said}, hidden" if check.hidden else mark.said
        yield f"| {MARKS[check.outcome]} | {for_markdown(check.name)} | {points} | {said} |"
    for mark in section.marks:
        yield from _remarks(mark)
    for name, text in section.written:
        yield from ("", f"Your text, {for_markdown(name)}:", *_block(text))
    for work in section.work:
        yield from _work(work)


def _remarks(mark: Mark) -> Iterator[str]:
    check = mark.check
    has_hint = check.hint is not None and check.points < check.max_points
    if not check.message and not has_hint:
        return
    yield from ("", f"**{for_markdown(check.name)}**")
    if check.message and mark.by_hand and check.outcome is not Outcome.PENDING:
        yield from ("", *(f"> {for_markdown(line)}" for line in check.message.splitlines()))
    elif mark.repeats:
        yield from ("", "For the same reason.")
    elif check.message:
        yield from _block(check.message)
    if has_hint:
        yield from ("", f"*Hint.* {for_markdown(check.hint or '')}")


def _work(work: Work) -> Iterator[str]:
    yield from ("", f"### {_KINDS[work.kind]}: {for_markdown(work.label)}")
    if work.kind is not Kind.GIVEN:
        yield from _block(work.code, "python")
    for shown in work.shown:
        if shown.picture:
            yield from ("", f"*(picture {shown.number}, {shown.width} × {shown.height}: see the page)*")
        else:
            yield from _block(shown.text)
    if work.error:
        yield from _block(work.error)


def _block(text: str, language: str = "text") -> Iterator[str]:
    """*text* as a fenced block, whose fence is longer than any row of backticks in it."""
    text = text if len(text) <= MAX_BLOCK else f"{text[:MAX_BLOCK]}…"
    fence = "`" * max(3, 1 + max((len(row) for row in re.findall("`+", text)), default=0))
    yield from ("", f"{fence}{language}", text.rstrip("\n"), fence)
