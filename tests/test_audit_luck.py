"""Thresholds: found in asserts, measured under many seeds, and flagged where luck decides."""

import operator
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.audit.answers import Run
from grader.audit.comparisons import compared, record_comparisons
from grader.audit.seeds import FEW, threshold_rows
from grader.audit.spread import spreads
from grader.audit.tails import chance_to_fall_short, student_tail
from grader.audit.trials import REFERENCE
from grader.model import CheckResult, Outcome, Report, Status
from grader.testing.thresholds import Measurement, recording
from grader.work import Settled

# one-sided quantiles from the usual printed tables
TABLE = [
    (6.314, 1, 0.05),
    (31.82, 1, 0.01),
    (2.920, 2, 0.05),
    (4.541, 3, 0.01),
    (2.132, 4, 0.05),
    (2.015, 5, 0.05),
    (2.764, 10, 0.01),
    (1.729, 19, 0.05),
    (3.883, 19, 0.0005),
    (2.750, 30, 0.005),
    (3.390, 100, 0.0005),
]


@pytest.mark.parametrize(("value", "freedom", "chance"), TABLE)
def test_the_tail_is_that_of_printed_tables(value: float, freedom: int, chance: float) -> None:
    assert student_tail(value, freedom) == pytest.approx(chance, rel=2e-3)
    assert student_tail(-value, freedom) == pytest.approx(1 - chance, rel=2e-3)


@given(st.floats(0, 60), st.integers(1, 200))
def test_a_tail_is_a_chance_that_falls(value: float, freedom: int) -> None:
    assert 0 <= student_tail(value + 0.5, freedom) <= student_tail(value, freedom) + 1e-12 <= 0.5 + 1e-11


@pytest.mark.parametrize(("runs", "margin"), [(20, 4.8), (100, 3.9)])
def test_so_many_deviations_are_needed_for_one_failure_in_ten_thousand(runs: int, margin: float) -> None:
    assert chance_to_fall_short(margin, runs) < 1e-4 < chance_to_fall_short(margin - 0.1, runs)


def measured(*runs: Sequence[float], bound: float = 0.9, least: bool = True) -> list[Run]:
    """Runs of the reference, each of which measured some values at one threshold."""
    return [
        Run(
            answer=REFERENCE,
            seed=seed,
            settled=Settled(
                position=0,
                report=report(all(value >= bound if least else value <= bound for value in values)),
                measured={"accurate": [Measurement("accuracy", value, bound, least) for value in values]},
            ),
        )
        for seed, values in enumerate(runs)
    ]


def report(passed: bool) -> Report:
    outcome = Outcome.PASSED if passed else Outcome.FAILED
    check = CheckResult(
        name="accurate", question=None, hidden=False, outcome=outcome, points=0.0, max_points=1.0
    )
    return Report(
        assignment="a", release="", submission="", student=None, status=Status.GRADED, checks=(check,)
    )


def test_of_several_values_in_a_run_the_one_nearest_to_failing_counts() -> None:
    (spread,) = spreads(measured([0.95, 0.92, 0.99], [0.97, 0.93]), [REFERENCE])
    assert spread.values == (0.92, 0.93)
    (spread,) = spreads(measured([0.1, 0.3], [0.2, 0.1], bound=0.5, least=False), [REFERENCE])
    assert spread.values == (0.3, 0.2)


def test_both_ends_of_a_range_are_thresholds_of_their_own() -> None:
    both = {"c": [Measurement("x", 0.5, 0.0, True), Measurement("x", 0.5, 1.0, False)]}
    run = Run(answer=REFERENCE, seed=0, settled=Settled(position=0, report=report(True), measured=both))
    assert [(s.bound, s.least, s.values) for s in spreads([run], [REFERENCE])] == [
        (0.0, True, (0.5,)),
        (1.0, False, (0.5,)),
    ]


def test_a_margin_of_three_deviations_is_flagged_and_one_of_ten_is_not() -> None:
    values = [(1.0 + 0.01 * (-1) ** step,) for step in range(20)]
    deviation = 0.01026
    near, far = (threshold_rows(measured(*values, bound=1.0 - margin * deviation))[0] for margin in (3, 10))
    assert (near.flagged, far.flagged) == (True, False)
    assert near.margin == pytest.approx(3, rel=1e-2)


def test_a_value_that_luck_does_not_move_is_no_matter() -> None:
    assert threshold_rows(measured([0.91], [0.91], [0.91])) == []


def test_with_few_runs_nothing_is_said_of_a_tail_but_a_failure_is_flagged() -> None:
    passing = threshold_rows(measured(*([0.95 + 0.01 * step] for step in range(FEW - 1))))
    failing = threshold_rows(measured([0.95], [0.89]))
    assert [(row.chance, row.flagged) for row in (*passing, *failing)] == [(None, False), (None, True)]


SYMBOLS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@given(
    st.lists(st.sampled_from([*SYMBOLS]), min_size=1, max_size=3),
    st.lists(st.integers(-2, 2) | st.floats(-2, 2), min_size=4, max_size=4),
)
def test_a_recorded_comparison_answers_as_python_would(symbols: list[str], values: list[float]) -> None:
    values = values[: len(symbols) + 1]
    expected = all(SYMBOLS[symbol](*values[place : place + 2]) for place, symbol in enumerate(symbols))
    assert bool(compared(("a", "b", "c", "d")[: len(values)], tuple(symbols), tuple(values))) is expected


def run_check(text: str, **names: object) -> list[Measurement]:
    """What a check with the body *text* measures."""
    module = record_comparisons(f'"""Compiled."""\nimport pytest\n\n\ndef test_it(submission):\n    {text}\n')
    space: dict[str, Any] = dict(names)
    exec(module, space)
    with recording() as found:
        space["test_it"](None)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("assert x > 0.5", [Measurement("x", 0.75, 0.5, True)]),
        ("assert 0.5 <= x", [Measurement("x", 0.75, 0.5, True)]),
        ("assert abs(-x) <= 1", [Measurement("abs(-x)", 0.75, 1.0, False)]),
        ("assert x > y, 'too small'", [Measurement("x - (y)", 0.5, 0.0, True)]),
        (
            "assert 0 < x < 1e0",
            [Measurement("x", 0.75, 0.0, True), Measurement("x", 0.75, 1.0, False)],
        ),
        ("assert x == 0.75 and not x < 0.1", [Measurement("x", 0.75, 0.1, False)]),
        (
            "assert all(n < 3 for n in (1, 2))",
            [Measurement("n", 1.0, 3.0, False), Measurement("n", 2.0, 3.0, False)],
        ),
        ("assert x == 0.75", []),
        ("assert 'a' < 'b'", []),
        ("assert sorted([2, 1], key=lambda n: n < 2)", []),
        ("if x < y: pass", []),
    ],
)
def test_an_assert_s_comparisons_are_measured(text: str, expected: list[Measurement]) -> None:
    assert run_check(text, x=0.75, y=0.25) == expected


def test_a_comparison_that_does_not_hold_still_fails_with_its_own_words() -> None:
    with pytest.raises(AssertionError, match="too small"):
        run_check("assert x > 1, 'too small'", x=0)


def test_what_is_no_test_is_left_as_it_is() -> None:
    module = record_comparisons("limit = 3\nassert limit > 2\n\ndef helper(x):\n    assert x > 1\n")
    assert module.count("__compared__") == 1  # its import
