"""What a check's end means."""

import pytest

from grader import wire
from grader.errors import InfrastructureError
from grader.model import Outcome
from grader.plugin.outcomes import verdict_of
from grader.submission.failures import (
    Defect,
    NotAnswered,
    StudentError,
    Unusable,
    WorkerLost,
    defect_of,
)


def raised(kind: str, type_name: str = "ValueError", message: str = "no") -> Defect:
    return Defect(kind=kind, type_name=type_name, message=message, lines=(("dense", 3, "    return x"),))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, Outcome.PASSED),
        (AssertionError("differs"), Outcome.FAILED),
        (Unusable("is no number"), Outcome.FAILED),
        (TypeError("'NoneType' object is not subscriptable"), Outcome.FAILED),
        (StudentError(raised("error")), Outcome.ERROR),
        (StudentError(raised("timeout")), Outcome.TIMEOUT),
        (StudentError(raised("memory")), Outcome.MEMORY),
        (NotAnswered(raised("unanswered")), Outcome.NOT_ANSWERED),
        (NotAnswered(raised("missing")), Outcome.NOT_ANSWERED),
        (WorkerLost("gone"), Outcome.CRASHED),
        (WorkerLost("late", timed_out=True), Outcome.TIMEOUT),
        (InfrastructureError("no process"), Outcome.INFRASTRUCTURE),
        (OSError("no space left"), Outcome.INFRASTRUCTURE),
    ],
    ids=repr,
)
def test_each_end_of_a_check_has_its_outcome(error: BaseException | None, outcome: Outcome) -> None:
    assert verdict_of(error, ending=None, cell_error=None).outcome is outcome


def test_a_skipped_check_is_skipped() -> None:
    with pytest.raises(pytest.skip.Exception) as caught:
        pytest.skip("needs the layer")
    assert verdict_of(caught.value, ending=None, cell_error=None).outcome is Outcome.SKIPPED


def test_a_name_that_is_missing_because_its_cell_failed_is_an_error_that_says_so() -> None:
    missing = NotAnswered(raised("missing", "MissingName", "Dense"))
    verdict = verdict_of(missing, ending=None, cell_error="its cell raised SyntaxError: invalid syntax")
    assert verdict.outcome is Outcome.ERROR
    assert verdict.message == "Dense is not defined, because its cell raised SyntaxError: invalid syntax"


def test_a_process_that_used_up_its_processor_time_is_a_timeout() -> None:
    verdict = verdict_of(WorkerLost("gone"), ending="used up its processor time", cell_error=None)
    assert verdict.outcome is Outcome.TIMEOUT


def test_a_process_that_was_ended_because_memory_ran_out_is_told_apart_from_a_crash() -> None:
    verdict = verdict_of(WorkerLost("gone"), ending="used too much memory", cell_error=None)
    assert (verdict.outcome, verdict.message) == (
        Outcome.MEMORY,
        "the submission's code used too much memory",
    )


def test_a_message_names_the_students_own_line() -> None:
    verdict = verdict_of(StudentError(raised("error")), ending=None, cell_error=None)
    assert verdict.message == "ValueError: no\n  at line 3 of cell dense: return x"


def test_a_checks_own_words_are_not_followed_by_an_account_of_values() -> None:
    error = AssertionError("the logs have 0 entries\nassert 0 >= 1\n +  where 0 = len([])")
    assert verdict_of(error, ending=None, cell_error=None).message == "the logs have 0 entries"


def test_an_assertion_without_words_is_told_by_its_values() -> None:
    error = AssertionError("assert (4, 3) == (3, 4)")
    assert verdict_of(error, ending=None, cell_error=None).message == "assert (4, 3) == (3, 4)"


def test_a_check_that_writes_into_a_fetched_array_is_told_what_to_do() -> None:
    error = ValueError("assignment destination is read-only")
    assert "copy the array" in verdict_of(error, ending=None, cell_error=None).message


def test_control_characters_in_a_message_are_replaced() -> None:
    verdict = verdict_of(AssertionError("got '\x1b]0;title\x07' \u202e"), ending=None, cell_error=None)
    assert verdict.message == "got '\ufffd]0;title\ufffd' \ufffd"


def test_a_place_in_memory_is_no_part_of_a_message() -> None:
    error = AssertionError("where False = <function allclose at 0x7f416ec97430>(<A object at 0xFF>, 0x10)")
    message = verdict_of(error, ending=None, cell_error=None).message
    assert message == "where False = <function allclose>(<A object>, 0x10)"


def test_a_place_in_memory_is_no_part_of_what_a_submission_raised() -> None:
    said = wire.Raised(kind="error", type_name="KeyError", message="<Dense object at 0x7f41>", lines=())
    assert defect_of(said).message == "<Dense object>"
