"""`assert_at_least` and `assert_at_most`: what passes, what they say, and what is recorded."""

import math

import numpy as np
import pytest

from grader.testing import assert_at_least, assert_at_most
from grader.testing.thresholds import Measurement, recording


@pytest.mark.parametrize("got", [0.91, 0.95, 1, True, np.float32(0.95), np.int64(1)])
def test_a_number_that_is_not_below_the_bound_passes(got: object) -> None:
    assert_at_least(got, 0.91)


@pytest.mark.parametrize("got", [0.91, 0.5, -3, np.float64(0.2)])
def test_a_number_that_is_not_above_the_bound_passes(got: object) -> None:
    assert_at_most(got, 0.91)


def test_the_message_names_the_value_and_both_numbers() -> None:
    with pytest.raises(AssertionError, match=r"^accuracy is 0\.893, expected at least 0\.91$"):
        assert_at_least(0.8932, 0.91, name="accuracy")
    with pytest.raises(AssertionError, match=r"^loss is 3\.5, expected at most 2$"):
        assert_at_most(3.5, 2.0, name="loss")


def test_numbers_that_look_alike_are_shown_with_more_digits() -> None:
    with pytest.raises(AssertionError, match=r"is 0\.9099, expected at least 0\.91$"):
        assert_at_least(0.90994, 0.91)


@pytest.mark.parametrize("got", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_never_passes(got: float) -> None:
    for check in (assert_at_least, assert_at_most):
        with pytest.raises(AssertionError, match="expected a finite number"):
            check(got, 0.0)


class Always:
    """Claims to be larger and smaller than everything."""

    __ge__ = __le__ = __gt__ = __lt__ = lambda *_: True

    def __float__(self) -> float:
        raise AssertionError("was asked for a number")


@pytest.mark.parametrize("got", [None, "0.99", [0.99], np.array([0.99]), np.array(0.99), 1 + 0j, Always()])
def test_what_is_no_real_number_never_passes(got: object) -> None:
    for check in (assert_at_least, assert_at_most):
        with pytest.raises(AssertionError, match="expected a number"):
            check(got, 0.0)


@pytest.mark.parametrize("bound", [math.nan, math.inf])
def test_a_bound_that_is_not_finite_is_the_authors_mistake(bound: float) -> None:
    with pytest.raises(ValueError, match="the bound is"):
        assert_at_least(0.5, bound)


def test_what_is_measured_is_recorded_whether_it_passes_or_not() -> None:
    with recording() as measured:
        assert_at_least(0.95, 0.91, name="accuracy")
        with pytest.raises(AssertionError):
            assert_at_most(3, 2, name="loss")
    assert measured == [Measurement("accuracy", 0.95, 0.91, True), Measurement("loss", 3.0, 2.0, False)]


def test_nothing_is_recorded_outside_of_a_recording() -> None:
    with recording() as measured:
        pass
    assert_at_least(0.95, 0.91)
    assert measured == []
