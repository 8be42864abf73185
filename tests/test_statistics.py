"""What the results of a class say of its checks."""

import math
import random

import msgspec
import numpy as np
import pytest

from grader.model import CellResult, MatchedBy, Outcome, Report, Status
from grader.statistics import (
    check_items,
    common_failures,
    histogram,
    marked_by_hand,
    matched_mistakes,
    question_items,
    slow_checks,
    spread,
)
from grader.statistics.failures import without_numbers
from tests.reports import BROKEN, INVALID, ORDINARY, check, report
from tests.site_fixtures import MARKED


def made(student: int, passes: dict[str, bool], **changes: object) -> Report:
    """A report with a check of two points for each of *passes*."""
    checks = tuple(
        check(name, Outcome.PASSED if passed else Outcome.FAILED, message="" if passed else f"got {student}")
        for name, passed in passes.items()
    )
    score = sum(one.points for one in checks)
    return report(f"s{student}", checks=checks, **{"score": score, "pending_points": 0.0, **changes})


def test_the_discrimination_of_a_check_is_the_point_biserial_correlation_with_all_others() -> None:
    draw = random.Random(3)
    rows = [{name: draw.random() < 0.6 for name in "abcd"} for _ in range(50)]
    items = {item.name: item for item in check_items([made(n, row) for n, row in enumerate(rows)])}
    passed = np.array([row["b"] for row in rows])
    others = np.array([2.0 * (row["a"] + row["c"] + row["d"]) for row in rows])
    p = passed.mean()
    expected = (others[passed].mean() - others[~passed].mean()) / others.std() * math.sqrt(p * (1 - p))
    assert items["b"].discrimination == pytest.approx(expected, abs=1e-12)
    assert items["b"].full == pytest.approx(p)


def test_a_check_that_strong_students_fail_discriminates_below_zero() -> None:
    rows = [{"good": n >= 6, "also": n >= 5, "more": n >= 7, "odd": n < 6} for n in range(12)]
    reports = [made(n, row) for n, row in enumerate(rows)]
    items = {item.name: item.discrimination or 0 for item in check_items(reports)}
    assert items["good"] > 0 > items["odd"]


@pytest.mark.parametrize("count", [0, 1, 9])
def test_of_few_submissions_no_discrimination_is_claimed(count: int) -> None:
    items = check_items([made(n, {"a": n % 2 == 0, "b": n % 2 == 0}) for n in range(count)])
    assert [item.discrimination for item in items] == [None] * (2 if count else 0)


def test_of_a_check_that_all_pass_no_discrimination_is_claimed() -> None:
    items = check_items([made(n, {"a": True, "b": n % 2 == 0}) for n in range(20)])
    assert items[0].discrimination is None


def test_what_was_not_graded_or_waits_for_a_mark_counts_for_no_check() -> None:
    items = {item.name: item for item in check_items([ORDINARY, INVALID, BROKEN])}
    assert items["forward"].count == 1
    assert items["why"].count == 0
    assert items["why"].full is None
    assert items["why"].outcomes == {Outcome.PENDING: 1}


def test_a_question_is_judged_by_the_points_of_all_its_checks() -> None:
    items = {item.name: item for item in question_items([ORDINARY])}
    assert (items["dense"].max_points, items["dense"].mean, items["dense"].full) == (6.0, 1 / 3, 0.0)


def test_a_histogram_holds_every_score_once_and_full_marks_in_its_last_bin() -> None:
    bins = histogram([0, 0.5, 1, 9.99, 10], 10)
    assert sum(one.count for one in bins) == 5
    assert (bins[0].low, bins[-1].high, bins[-1].count) == (0, 10, 2)
    assert {round(one.high - one.low, 9) for one in bins} == {0.5}


@pytest.mark.parametrize("scores", [[0.1 * n for n in range(31)], [1 / 3], [12.0], [0.3] * 7])
def test_a_score_lies_within_its_bin(scores: list[float]) -> None:
    bins = histogram(scores, 3.0)
    for one in bins:
        inside = [s for s in scores if one.low - 1e-9 <= s < one.high - 1e-9]
        assert one.count == len(inside) or one is bins[-1]
    assert sum(one.count for one in bins) == len(scores)


def test_no_scores_have_no_spread_and_points_of_nothing_no_bins() -> None:
    assert spread([]) is None
    assert histogram([], 0) == ()


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("differs in 3 of 12 entries", "differs in # of # entries"),
        ("worst at [1, 0]: got 0.0859, expected -0.247", "worst at [#, …]: got #, expected #"),
        ("shape (4, 1), expected (4,)", "shape (#, …), expected (#,)"),
        ("got 1e-07 and 2.5E+10", "got # and #"),
        ("at 0x7f00beef", "at #"),
        ("got nan", "got #"),
        ("x1 is no conv2d", "x1 is no conv2d"),
        ("nano", "nano"),
        ("two\n  lines", "two lines"),
    ],
)
def test_messages_that_differ_in_numbers_only_are_alike(text: str, pattern: str) -> None:
    assert without_numbers(text) == pattern


def test_failures_are_counted_once_for_each_student_the_most_common_first() -> None:
    one = [made(n, {"a": False, "b": False}) for n in range(3)]
    other = report("x", checks=(check("a", Outcome.ERROR, message="NameError: y\n  at line 3 of cell a: y"),))
    failures = common_failures([other, *one, INVALID])
    assert [(f.pattern, f.reports, f.checks) for f in failures] == [
        ("got #", (1, 2, 3), ("a", "b")),
        ("NameError: y", (0,), ("a",)),
    ]


def test_the_comment_of_a_persons_mark_is_no_failure() -> None:
    assert marked_by_hand(MARKED) == {"why"}
    assert "Say why" not in " ".join(failure.pattern for failure in common_failures([MARKED]))


def test_a_check_that_has_the_name_of_a_cell_is_not_taken_for_a_persons_mark() -> None:
    cells = (CellResult(name="forward", matched_by=MatchedBy.NAME),)
    assert marked_by_hand(msgspec.structs.replace(ORDINARY, cells=cells)) == frozenset()


def test_a_known_mistake_is_counted_where_its_hint_was_given_and_points_were_lost() -> None:
    (mistake,) = matched_mistakes([ORDINARY, INVALID, ORDINARY], {"Mind the sign.": "ascent", "No.": "other"})
    assert (mistake.name, mistake.reports, mistake.checks) == ("ascent", (0, 2), ("backward",))
    right = report(checks=(check("backward", Outcome.PASSED, hint="Mind the sign."),))
    assert matched_mistakes([right], {"Mind the sign.": "ascent"}) == []


def timed(seconds: list[float]) -> list[Report]:
    return [
        report(f"s{n}", checks=(check("a", Outcome.PASSED, cpu_seconds=s),)) for n, s in enumerate(seconds)
    ]


def test_a_check_that_takes_far_longer_than_in_the_class_is_found() -> None:
    (slow,) = slow_checks(timed([0.1, 0.11, 0.12, 0.13, 0.1, 0.12, 0.11, 0.13, 2.0]))
    assert (slow.report, slow.check, slow.seconds, slow.median) == (8, "a", 2.0, 0.12)


@pytest.mark.parametrize(
    "seconds",
    [
        [0.01] * 9 + [0.4],  # nobody waits for less than half a second
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 16.0],  # as spread as the class is
        [0.1, 0.1, 0.1, 5.0],  # too few to tell
    ],
)
def test_times_that_are_not_far_out_are_not_told(seconds: list[float]) -> None:
    assert slow_checks(timed(seconds)) == []


def test_times_of_what_was_not_graded_are_not_told() -> None:
    broken = [msgspec.structs.replace(one, status=Status.INFRASTRUCTURE) for one in timed([0.1] * 9 + [9.0])]
    assert slow_checks(broken) == []
