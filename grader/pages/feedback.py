"""One student's feedback: what they earned, and beside it what they wrote and what it showed.

Of a hidden check there is its name, points, outcome and hint, and nothing else. What a submission
displayed as HTML is shown as text.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence

import markupsafe
import msgspec

from grader.exports import for_student
from grader.model import CheckResult, Outcome, Report
from grader.pages.code import code_lines
from grader.statistics import marked_by_hand
from grader.transcripts import Kind, Picture, Printed, Ran, Transcript, Value

__all__ = ["Feedback", "Mark", "Section", "Shown", "Work", "feedback_of"]

_LINE = re.compile(r"at line (\d{1,6}) of cell (.{1,200}?)(?::|$)", re.MULTILINE)


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one check, in the words of the page."""

    check: CheckResult
    by_hand: bool  # a person's mark, or waiting for one
    repeats: bool  # whether the check before it in its question says the same

    @property
    def said(self) -> str:
        """How it ended."""
        if not self.by_hand or self.check.outcome is Outcome.PENDING:
            return "waits for a mark" if self.by_hand else self.check.outcome.value
        return "marked by a person"

    @property
    def style(self) -> str:
        """The class of its element."""
        if 0 < self.check.points < self.check.max_points:
            return "partly"
        return self.check.outcome.value.replace(" ", "-")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a cell showed: a text, or a picture."""

    text: str = ""
    is_error: bool = False
    picture: str = ""  # base64 of a PNG file
    width: int = 0
    height: int = 0
    number: int = 0  # of the picture in its cell, from 1


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One cell that was run: its code, what it showed, and what it raised."""

    label: str
    kind: Kind
    code: str
    marked: int | None  # the line that an error came from
    shown: tuple[Shown, ...]
    error: str | None

    def lines(self) -> markupsafe.Markup:
        """The code as numbered lines."""
        return code_lines(self.code, self.marked)


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A question: its marks, and the work that they are for."""

    name: str | None
    marks: tuple[Mark, ...]
    work: tuple[Work, ...]
    written: tuple[tuple[str, str], ...]  # name of a manual cell, and what the student wrote there

    @property
    def points(self) -> float:
        """Earned."""
        return round(sum(mark.check.points for mark in self.marks), 6)

    @property
    def max_points(self) -> float:
        """To be earned."""
        return round(sum(mark.check.max_points for mark in self.marks), 6)


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on one student's page."""

    report: Report  # as the student may read it
    sections: tuple[Section, ...]
    others: tuple[Work, ...]  # cells that no question asks for
    is_cut: bool


def feedback_of(report: Report, transcript: Transcript | None) -> Feedback:
    """The feedback of *report*; without code and outputs where there is no *transcript*."""
    by_hand = marked_by_hand(report)
    report = for_student(report)
    kept = transcript or Transcript(cells=())
    said = _lines_of("\n".join(check.message for check in report.checks))
    sections: list[Section] = []
    for name in dict.fromkeys(check.question for check in report.checks):
        checks = tuple(check for check in report.checks if check.question == name)
        cells = kept.of_question(name) if name is not None else ()
        sections.append(
            Section(
                name=name,
                marks=tuple(_marks(checks, by_hand)),
                work=tuple(_work(cell, said) for cell in cells),
                written=tuple(
                    (check.name, kept.answers[check.name]) for check in checks if check.name in kept.answers
                ),
            )
        )
    seen = {work.label for section in sections for work in section.work}
    others = (cell for cell in kept.cells if cell.label not in seen)
    return Feedback(
        report=report,
        sections=tuple(sections),
        others=tuple(
            _work(cell, said) for cell in others if cell.kind is not Kind.GIVEN or cell.shown or cell.error
        ),
        is_cut=kept.is_cut,
    )


def _marks(checks: Sequence[CheckResult], by_hand: frozenset[str]) -> Iterator[Mark]:
    before = ""
    for check in checks:
        yield Mark(
            check=check,
            by_hand=check.name in by_hand,
            repeats=bool(check.message) and check.message == before,
        )
        before = check.message


def _work(cell: Ran, said: Mapping[str, int]) -> Work:
    return Work(
        label=cell.label,
        kind=cell.kind,
        code=cell.text,
        marked=_lines_of(cell.error or "").get(cell.label) or said.get(cell.label),
        shown=tuple(_shown(cell.shown)),
        error=cell.error,
    )


def _lines_of(said: str) -> dict[str, int]:
    """Label of a cell -> its line that messages name first."""
    lines: dict[str, int] = {}
    for number, label in _LINE.findall(said):
        lines.setdefault(label, int(number))
    return lines


def _shown(outputs: Sequence[Printed | Value | Picture]) -> list[Shown]:
    shown: list[Shown] = []
    for output in outputs:
        if isinstance(output, Picture):
            number = 1 + sum(1 for one in shown if one.picture)
            data = base64.b64encode(output.png).decode("ascii")
            shown.append(Shown(picture=data, width=output.width, height=output.height, number=number))
        else:
            is_error = isinstance(output, Printed) and output.is_error
            shown.append(Shown(text=output.text, is_error=is_error))
    return shown
