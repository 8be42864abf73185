"""Reports made by hand: an ordinary one, one of each other status, and one in which every text is hostile."""

from grader.model import CellResult, CheckResult, MatchedBy, Outcome, Report, Status

HOSTILE = (
    '<script>alert(1)</script> "\' & ]]> \x1b[31m \x07 \ufffe \u202e =HYPERLINK("http://x") '
    "::error::forged ##[command]x | `a` ![p](../../etc/passwd) %0A\r\n::set-output name=x::y"
)
SECRET = "expected 0.123456789 for the input 987654321"


def check(name: str, outcome: Outcome, **changes: object) -> CheckResult:
    passed = outcome is Outcome.PASSED
    facts: dict[str, object] = {"question": "dense", "hidden": False, "points": 2.0 if passed else 0.0}
    facts |= {"max_points": 2.0, "cpu_seconds": 0.25, **changes}
    return CheckResult(name=name, outcome=outcome, **facts)  # type: ignore[arg-type]


def report(student: str | None = "ada", **changes: object) -> Report:
    facts: dict[str, object] = {
        "assignment": "dense",
        "release": "0" * 64,
        "submission": f"submissions/{student}.ipynb",
        "status": Status.GRADED,
        "score": 2.0,
        "max_score": 11.0,
        "pending_points": 1.0,
        "isolation": "1b",
        **changes,
    }
    return Report(student=student, **facts)  # type: ignore[arg-type]


ORDINARY = report(
    checks=(
        check("forward", Outcome.PASSED),
        check("backward", Outcome.FAILED, message="result differs in 1 of 4 entries", hint="Mind the sign."),
        check("any-shape", Outcome.FAILED, hidden=True, message=SECRET, hint="Try one row."),
        check("loop", Outcome.TIMEOUT, question="loop", message="10 s of processor time are used up"),
        check("held-out", Outcome.NOT_ANSWERED, question="loop", hidden=True, message=SECRET),
        check("why", Outcome.PENDING, question="why", max_points=1.0, cpu_seconds=None),
    ),
    cells=(CellResult(name="dense", matched_by=MatchedBy.NAME),),
    notes=("cell helper was added, and run",),
)
INVALID = report("mei", status=Status.INVALID, reason="mei.ipynb is a PDF", score=0.0, pending_points=0.0)
BROKEN = report("nico", status=Status.INFRASTRUCTURE, reason=f"assert {SECRET}", score=0.0)
NASTY = report(
    HOSTILE,
    submission=HOSTILE,
    checks=(
        check("forward", Outcome.FAILED, message=HOSTILE * 400, hint=HOSTILE),
        check("backward", Outcome.ERROR, question=HOSTILE, message=HOSTILE),
    ),
    notes=(HOSTILE,),
)
REFUSED = report(HOSTILE, status=Status.INVALID, reason=HOSTILE, submission=HOSTILE)
CLASS = [ORDINARY, INVALID, BROKEN]
EVERYTHING = [*CLASS, NASTY, REFUSED]
