"""Lateness and counting: examples at the edges, and laws that hold for all hand-ins and policies."""

from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook.policy import Counts, HandIn, Policy, counted, days_late, score, share_taken
from tests.gradebooks import DAY, DUE, HOUR

SECOND = timedelta(seconds=1)
times = st.integers(-5 * 86_400, 40 * 86_400).map(lambda seconds: DUE + timedelta(seconds=seconds))
shares = st.one_of(st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 1.0]), st.floats(0, 1))
points = st.one_of(st.integers(0, 100).map(float), st.floats(0, 1000).map(lambda value: round(value, 6)))
policies = st.builds(
    Policy,
    counts=st.sampled_from(Counts),
    due=st.one_of(st.none(), st.just(DUE)),
    grace=st.integers(0, 3 * 86_400).map(lambda seconds: timedelta(seconds=seconds)),
    penalty_per_day=shares,
    cap=shares,
    days=st.one_of(st.none(), st.integers(0, 12)),
)
extensions = st.one_of(st.none(), times)


def hand_in(worth: float, handed_in: datetime | None, number: int = 1) -> HandIn:
    return HandIn(number=number, points=worth, handed_in=handed_in, order=(handed_in or DUE, number))


@st.composite
def hand_ins(draw: st.DrawFn) -> list[HandIn]:
    drawn = draw(st.lists(st.tuples(points, st.one_of(st.none(), times)), max_size=6))
    return [hand_in(worth, time, number) for number, (worth, time) in enumerate(drawn, 1)]


@pytest.mark.parametrize(
    ("after", "grace", "days"),
    [
        (-DAY, 0 * HOUR, 0),
        (0 * HOUR, 0 * HOUR, 0),
        (SECOND, 0 * HOUR, 1),
        (DAY, 0 * HOUR, 1),
        (DAY + SECOND, 0 * HOUR, 2),
        (HOUR, HOUR, 0),
        (HOUR + SECOND, HOUR, 1),
        (DAY + HOUR, DAY + HOUR, 0),
        (DAY + HOUR + SECOND, DAY + HOUR, 2),  # days count from the due date, not from the end of the grace
    ],
)
def test_a_day_is_late_from_its_first_second_unless_within_the_grace(
    after: timedelta, grace: timedelta, days: int
) -> None:
    assert days_late(DUE + after, Policy(due=DUE, grace=grace), None) == days


@pytest.mark.parametrize(
    ("days", "scored"), [(0, 10.0), (1, 9.0), (3, 7.0), (4, 6.0), (5, 6.0), (7, 6.0), (8, 0.0)]
)
def test_a_day_takes_its_share_up_to_the_cap_and_nothing_counts_after_the_last(
    days: int, scored: float
) -> None:
    policy = Policy(due=DUE, penalty_per_day=0.1, cap=0.4, days=7)
    assert score(hand_in(10.0, DUE + days * DAY), policy, None).score == scored


def test_what_has_no_known_time_is_not_late() -> None:
    policy = Policy(due=DUE, penalty_per_day=1.0, days=0)
    assert score(hand_in(7.0, None), policy, None).score == 7.0


def test_without_a_due_date_nothing_is_late() -> None:
    policy = Policy(penalty_per_day=1.0, days=0)
    assert score(hand_in(7.0, DUE + 300 * DAY), policy, None).score == 7.0


def test_of_equal_attempts_the_first_handed_in_counts() -> None:
    tried = [hand_in(5.0, DUE + HOUR, 1), hand_in(5.0, DUE - HOUR, 2), hand_in(4.0, DUE - DAY, 3)]
    chosen = counted(tried, Policy(), None)
    assert chosen is not None
    assert chosen.number == 2


def test_the_last_attempt_is_the_last_that_is_not_too_late() -> None:
    tried = [hand_in(9.0, DUE - DAY, 1), hand_in(5.0, DUE - HOUR, 2), hand_in(8.0, DUE + DAY, 3)]
    chosen = counted(tried, Policy(counts=Counts.LAST, due=DUE, days=0), None)
    assert chosen is not None
    assert (chosen.number, chosen.score) == (2, 5.0)


def test_where_all_attempts_are_too_late_the_score_is_zero() -> None:
    for counts in Counts:
        chosen = counted([hand_in(9.0, DUE + DAY)], Policy(counts=counts, due=DUE, days=0), None)
        assert chosen is not None
        assert (chosen.accepted, chosen.score) == (False, 0.0)


def test_without_attempts_nothing_counts() -> None:
    assert counted([], Policy(), None) is None


def test_an_extension_that_lets_a_worse_last_attempt_in_changes_nothing() -> None:
    tried = [hand_in(10.0, DUE - DAY, 1), hand_in(3.0, DUE + 2 * DAY, 2)]
    chosen = counted(tried, Policy(counts=Counts.LAST, due=DUE, days=0), DUE + 3 * DAY)
    assert chosen is not None
    assert (chosen.number, chosen.score) == (1, 10.0)


@given(points, times, times, policies, extensions)
def test_a_later_hand_in_never_scores_more_for_the_same_points(
    worth: float, one: datetime, other: datetime, policy: Policy, until: datetime | None
) -> None:
    early, late = sorted([one, other])
    assert (
        score(hand_in(worth, late), policy, until).score <= score(hand_in(worth, early), policy, until).score
    )


@given(points, times, policies, times)
def test_an_extension_never_lowers_the_score_of_an_attempt(
    worth: float, time: datetime, policy: Policy, until: datetime
) -> None:
    tried = hand_in(worth, time)
    assert score(tried, policy, until).score >= score(tried, policy, None).score


@given(hand_ins(), policies, times)
def test_an_extension_never_lowers_what_counts(tried: list[HandIn], policy: Policy, until: datetime) -> None:
    without, with_it = counted(tried, policy, None), counted(tried, policy, until)
    assert (without is None) == (with_it is None)
    assert without is None or with_it is None or with_it.score >= without.score


@given(points, times, policies, extensions)
def test_lateness_takes_no_more_than_the_cap_of_what_is_accepted(
    worth: float, time: datetime, policy: Policy, until: datetime | None
) -> None:
    scored = score(hand_in(worth, time), policy, until)
    assert scored.taken <= policy.cap or not scored.accepted
    assert scored.score >= round(worth * (1 - policy.cap), 6) or not scored.accepted


@given(hand_ins(), policies, extensions)
def test_the_best_attempt_never_scores_less_than_the_last(
    tried: list[HandIn], policy: Policy, until: datetime | None
) -> None:
    best = counted(tried, msgspec.structs.replace(policy, counts=Counts.BEST), until)
    last = counted(tried, msgspec.structs.replace(policy, counts=Counts.LAST), until)
    assert (best is None) == (last is None) == (not tried)
    assert best is None or last is None or best.score >= last.score


@given(points, times, policies, extensions, st.integers(0, 86_400))
def test_a_longer_grace_never_lowers_a_score(
    worth: float, time: datetime, policy: Policy, until: datetime | None, more: int
) -> None:
    longer = msgspec.structs.replace(policy, grace=policy.grace + timedelta(seconds=more))
    tried = hand_in(worth, time)
    assert score(tried, longer, until).score >= score(tried, policy, until).score


@given(points, points, times, policies, extensions)
def test_more_points_never_score_less_and_no_score_exceeds_its_points(
    one: float, other: float, time: datetime, policy: Policy, until: datetime | None
) -> None:
    fewer, more = sorted([one, other])
    low, high = (score(hand_in(worth, time), policy, until).score for worth in (fewer, more))
    assert 0 <= low <= high <= more


@given(points, policies, extensions, st.integers(0, 3 * 86_400))
def test_what_comes_in_time_or_within_the_grace_keeps_all_points(
    worth: float, policy: Policy, until: datetime | None, seconds: int
) -> None:
    time = DUE + min(policy.grace, timedelta(seconds=seconds))
    assert score(hand_in(worth, time), policy, until).score == worth


@given(hand_ins(), points, times, policies, extensions)
def test_handing_in_again_never_lowers_the_best(
    tried: list[HandIn], worth: float, time: datetime, policy: Policy, until: datetime | None
) -> None:
    policy = msgspec.structs.replace(policy, counts=Counts.BEST)
    before = counted(tried, policy, until)
    after = counted([*tried, hand_in(worth, time, len(tried) + 1)], policy, until)
    assert after is not None
    assert before is None or after.score >= before.score


@given(hand_ins(), policies, extensions, st.randoms(use_true_random=False))
def test_what_counts_does_not_depend_on_the_order_of_the_list(
    tried: list[HandIn], policy: Policy, until: datetime | None, luck: Random
) -> None:
    shuffled = list(tried)
    luck.shuffle(shuffled)
    assert counted(shuffled, policy, until) == counted(tried, policy, until)


@given(st.integers(0, 400), policies)
def test_a_further_day_never_takes_less(days: int, policy: Policy) -> None:
    assert 0 <= share_taken(days, policy) <= share_taken(days + 1, policy) <= 1
