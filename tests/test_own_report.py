"""What ``grader check`` shows a student: everything about visible checks, in an order that helps."""

import io

import pytest
from rich.console import Console

from grader.cli.checking import own_report
from grader.exports import for_student
from grader.model import CellResult, CheckResult, MatchedBy, Outcome, Report
from tests.reports import HOSTILE, ORDINARY, check, report

SHAPE = "input gradient has shape (3, 4), expected (4, 3)\n  at line 13 of cell dense: return W @ g"
WRONG = check("backward", Outcome.FAILED, message=SHAPE, hint="Mind the order.")
LATER = check("step", Outcome.ERROR, message="ValueError: no", hint="Mind the sign.")
MISSING = check("predict", Outcome.NOT_ANSWERED, question="predict")


def shown(one: Report, *, width: int = 100, in_full: bool = False, terminal: bool = False) -> str:
    out = Console(width=width, file=io.StringIO(), force_terminal=terminal, color_system=None)
    for part in own_report(for_student(one), out, in_full=in_full):
        out.print(part)
    assert isinstance(out.file, io.StringIO)
    return "\n".join(line.rstrip() for line in out.file.getvalue().splitlines())


def next_of(*checks: CheckResult, **changes: object) -> str:
    """Which check is the one to try next."""
    lines = shown(report("ada", checks=checks, **changes)).splitlines()
    (line,) = (line for line in lines if line.startswith("try next: "))
    return line.removeprefix("try next: ")


def test_every_check_has_a_row_with_mark_points_and_the_first_line_of_its_message() -> None:
    text = shown(report(checks=(check("forward", Outcome.PASSED), WRONG, MISSING)))
    rows = [line.split() for line in text.splitlines()[3:6]]
    assert rows[0] == ["dense", "✓", "forward", "2/2"]
    assert rows[1][:3] == ["✗", "backward", "0/2"]
    assert " ".join(rows[1][3:]) == SHAPE.splitlines()[0]
    assert rows[2] == ["predict", "·", "predict", "0/2", "not", "answered", "yet"]


def test_the_next_to_try_is_shown_in_full_with_its_hint_and_no_other_is() -> None:
    text = shown(report(checks=(WRONG, LATER)))
    assert "try next: backward\n  input gradient has shape (3, 4), expected (4, 3)\n    at line 13 of" in text
    assert "  hint: Mind the order." in text
    assert "Mind the sign." not in text


def test_all_that_does_not_pass_can_be_shown_in_full() -> None:
    assert "also: step\n  ValueError: no\n  hint: Mind the sign.\n" in shown(
        report(checks=(WRONG, LATER)), in_full=True
    )


def test_an_answer_that_is_there_comes_before_one_that_is_missing() -> None:
    assert next_of(MISSING, LATER) == "step"
    assert next_of(MISSING, check("other", Outcome.NOT_ANSWERED)) == "predict"


def test_a_check_that_fails_for_want_of_an_answer_is_not_the_next() -> None:
    stub = CellResult(name="loop", matched_by=MatchedBy.NAME, error="NotImplementedError: at line 6")
    loop = check("loop-logs", Outcome.FAILED, question="loop")
    assert next_of(MISSING, loop, cells=(stub,)) == "predict"


def test_where_all_pass_there_is_nothing_to_try() -> None:
    text = shown(report(checks=(check("forward", Outcome.PASSED),)))
    assert "try next" not in text
    assert "1 of 1 visible checks pass: 2 of 11 points, and a person marks 1 of them" in text


def test_what_waits_for_a_person_does_not_count_as_a_visible_check() -> None:
    why = check("why", Outcome.PENDING, max_points=1.0)
    assert "1 of 2 visible checks pass" in shown(report(checks=(check("a", Outcome.PASSED), WRONG, why)))


def test_a_narrow_terminal_shows_checks_and_points_whole() -> None:
    text = shown(report(checks=(check("dense-input-gradient", Outcome.FAILED, message=SHAPE),)), width=50)
    assert "dense-input-gradient      0/2" in text
    assert max(map(len, text.splitlines())) <= 50


def test_a_wide_terminal_has_a_bar_of_the_points_and_a_pipe_has_none() -> None:
    half = report(checks=(WRONG,), score=5.5)
    assert "██████████░░░░░░░░░░  0 of 1" in shown(half, terminal=True)
    assert "█" not in shown(half)


def test_that_a_reference_stood_in_is_not_said_where_there_is_none() -> None:
    noted = report(notes=("the reference's dense stood in for this submission's in a", "cell x was added"))
    assert "stood in" not in shown(noted)
    assert "note: cell x was added" in shown(noted)


@pytest.mark.parametrize("in_full", [False, True])
def test_nothing_that_code_raised_acts_on_a_terminal_or_a_runner(in_full: bool) -> None:
    said = f"{HOSTILE}\n::error::x\n   ::error::y"
    text = shown(report(checks=(check("a", Outcome.ERROR, message=said, hint=said),)), in_full=in_full)
    assert all(char.isprintable() or char == "\n" for char in text)
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]


def test_of_a_hidden_check_nothing_is_told_but_name_points_end_and_hint() -> None:
    assert "123456789" not in shown(ORDINARY, in_full=True)
