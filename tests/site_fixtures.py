"""Code, outputs and classes made by hand for the pages: ordinary, hostile, and one of many students."""

import msgspec
import numpy as np

from grader.model import CellResult, MatchedBy, Outcome, Report
from grader.submission.png import png
from grader.transcripts import Kind, Picture, Printed, Ran, Transcript, Value
from tests.reports import HOSTILE, ORDINARY, check, report

FIGURE = Picture(png=png(np.full((30, 900, 3), 200, dtype=np.uint8)), width=900, height=30)
BREAKOUT = "</pre></style></script><script>document.title = 'forged'</script><img src=x onerror=alert(1)>"
LONG = "W" * 5_000
RTL = "\u202eexe.gnp \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627"
NAMES = (BREAKOUT, LONG, RTL, "\U0001f9ee\U0001f469\u200d\U0001f393", "=1+1", "../../etc/passwd", "a\nb")

WORK = Transcript(
    cells=(
        Ran(
            label="dense",
            source_name="dense",
            kind=Kind.ANSWER,
            text='def forward(x):\n    """Twice."""\n    return 2 * x  # why not\n',
            shown=(Printed(text="epoch 1\n"), FIGURE, Printed(text="careful", is_error=True)),
        ),
        Ran(
            label="loop",
            source_name="loop",
            kind=Kind.ANSWER,
            text="a = 1\nb = a / 0",
            error="ZeroDivisionError: division by zero\n  at line 2 of cell loop: b = a / 0",
        ),
        Ran(label="added cell 7", source_name=None, kind=Kind.ADDED, text="x", shown=(Value(text="42"),)),
        Ran(label="given-3", source_name="given-3", kind=Kind.GIVEN, text="plot()", shown=(FIGURE,)),
        Ran(label="given-4", source_name="given-4", kind=Kind.GIVEN, text="quiet()"),
    ),
    answers={"why": "Because the <b>sum</b> is one.\n\nSo there."},
)
NASTY_WORK = Transcript(
    cells=(
        Ran(
            label=HOSTILE,
            source_name=HOSTILE,
            kind=Kind.ANSWER,
            text=f'x = "{BREAKOUT}" # {HOSTILE}\n"""{BREAKOUT}\n{LONG}',
            shown=(Printed(text=BREAKOUT), Value(text=f"{HOSTILE}{LONG}"), Value(text=f"```\n{BREAKOUT}")),
            error=BREAKOUT,
        ),
        Ran(label=BREAKOUT, source_name=None, kind=Kind.ADDED, text=LONG, shown=(FIGURE,)),
    ),
    answers={"forward": BREAKOUT},
    is_cut=True,
)
MARKED = msgspec.structs.replace(
    ORDINARY,
    score=3.5,
    pending_points=0.0,
    cells=(*ORDINARY.cells, CellResult(name="why", matched_by=MatchedBy.NAME)),
    checks=(
        *ORDINARY.checks[:-1],
        check(
            "why",
            Outcome.FAILED,
            question="why",
            points=0.5,
            max_points=1.0,
            message="Say why the sum.",
            cpu_seconds=None,
        ),
    ),
)


def class_of(count: int) -> list[Report]:
    """*count* students, of whom each passes one check more than the one before, as far as there are any."""
    names = ("one", "two", "three")
    return [
        report(
            f"student-{number:02}",
            score=2.0 * (number % 4),
            pending_points=0.0,
            checks=tuple(
                check(name, Outcome.PASSED)
                if place < number % 4
                else check(name, Outcome.FAILED, message=f"got {number}.5, expected 0", hint="Mind the sign.")
                for place, name in enumerate(names)
            ),
        )
        for number in range(count)
    ]
