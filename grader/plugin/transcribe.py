"""Writes down what was run of a submission and what it showed, within bounds.

Outputs come cleaned. In code and written answers, which are taken from the file as they stand, control
characters are replaced, and those that let a line read otherwise than it is run (N. Boucher, R. Anderson,
Trojan Source, 2021); what scripts need to be written stays.
"""

import re
from collections.abc import Iterator, Mapping

from grader.notebook.cells import Role, Source
from grader.submission.outputs import DisplayOutput, Output, Room, StreamOutput
from grader.submission.plan import Plan, RunStep
from grader.transcripts import Kind, Picture, Printed, Ran, Transcript, Value

__all__ = ["transcribe"]

MAX_KEPT = 4 << 20  # characters of text and bytes of pictures of one submission, markup included
# what a page may put around them: spans of the tokens and lines of code, a block of each output
CHARACTER_OF_CODE, LINE_OF_CODE, OUTPUT = 17, 48, 150
MAX_CODE = 60_000  # characters of one cell
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
HEAD, TAIL = 12_000, 4_000  # characters of one text that is shown: a long log is told by its two ends


def transcribe(
    source: Source, plan: Plan, outputs: Mapping[str, tuple[Output, ...]], errors: Mapping[str, str]
) -> Transcript:
    """What *plan* ran, in its order.

    Args:
        outputs: Cell label -> what it showed.
        errors: Cell label -> what it raised.
    """
    roles = {cell.name: cell.role for cell in source.cells}
    room = Room(MAX_KEPT)
    is_cut = False
    cells = []
    for step in plan.steps:
        if not isinstance(step, RunStep):
            continue
        text = _seen(step.source[:MAX_CODE])
        is_cut |= len(step.source) > MAX_CODE
        if not room.take(CHARACTER_OF_CODE * len(text) + LINE_OF_CODE * text.count("\n")):
            break
        cells.append(
            Ran(
                label=step.label,
                source_name=step.source_name,
                kind=_kind(step, roles),
                text=text,
                shown=tuple(_shown(outputs.get(step.label, ()), room)),
                error=errors.get(step.label),
            )
        )
    answers = {name: _seen(text) for name, text in plan.answers.items()}
    return Transcript(cells=tuple(cells), answers=answers, is_cut=is_cut or room.is_used_up)


def _kind(step: RunStep, roles: Mapping[str, Role]) -> Kind:
    if step.source_name is None or step.label.startswith("imports added to "):
        return Kind.ADDED
    return Kind.GIVEN if roles.get(step.source_name) in (Role.GIVEN, Role.SETUP) else Kind.ANSWER


def _shown(outputs: tuple[Output, ...], room: Room) -> Iterator[Printed | Value | Picture]:
    for output in outputs:
        if isinstance(output, StreamOutput):
            text = _ends(output.text)
            if room.take(len(text) + OUTPUT):
                yield Printed(text=text, is_error=output.name == "stderr")
            continue
        picture = output.data.get("image/png")
        text = _ends(_said(output))
        if isinstance(picture, bytes):
            if room.take(len(picture) + OUTPUT):
                yield Picture(png=picture, width=_number(picture, 16), height=_number(picture, 20))
        elif text and room.take(len(text) + OUTPUT):
            yield Value(text=text)


def _said(output: DisplayOutput) -> str:
    """A displayed value as text: as itself, else as what other form it has."""
    texts = (output.data.get(mime) for mime in ("text/plain", "text/markdown", "text/latex", "text/html"))
    return next((text for text in texts if isinstance(text, str) and text), "")


def _seen(text: str) -> str:
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _ends(text: str) -> str:
    left_out = len(text) - HEAD - TAIL
    if left_out <= 0:
        return text
    return f"{text[:HEAD]}\n… {left_out:,} characters are left out …\n{text[-TAIL:]}"


def _number(png: bytes, at: int) -> int:
    """Four bytes of the header of a PNG file: its width at 16, its height at 20."""
    return int.from_bytes(png[at : at + 4], "big")
