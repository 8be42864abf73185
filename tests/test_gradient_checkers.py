"""The cases of benchmarks/gradient_checkers.py: what they are, and what `assert_gradient` says to them."""

import numpy as np
import pytest

from benchmarks.gradient_checkers import WRONG
from benchmarks.gradients.problems import Case
from benchmarks.gradients.right import RIGHT
from grader.testing import assert_gradient

CASES = [*RIGHT, *WRONG]


def check(case: Case, seed: int) -> None:
    problem = case.build(seed)
    with np.errstate(all="ignore"):
        assert_gradient(problem.f, problem.x, problem.gradient)


def name(case: Case) -> str:
    return case.name


def test_there_are_thirty_right_and_sixty_wrong_gradients_each_with_a_name_and_a_reason() -> None:
    assert (len(RIGHT), len(WRONG)) == (30, 60)
    assert len({case.name for case in CASES}) == 90
    assert all(case.why and "\n" not in case.why for case in CASES)


@pytest.mark.parametrize("case", WRONG, ids=name)
def test_a_wrong_gradient_is_off_by_more_than_rounding(case: Case) -> None:
    problem = case.build(0)
    if problem.truth is None:
        return  # wrong in what it does, not in its numbers
    upstream = np.random.default_rng(0).normal(size=np.shape(problem.f(problem.x)))
    given = (problem.x, upstream) if upstream.ndim else (problem.x,)
    got, truth = problem.gradient(*given), problem.truth(*given)
    assert got.shape != truth.shape or np.max(np.abs(got - truth)) > 1e-6 * np.max(np.abs(truth))


@pytest.mark.parametrize("case", RIGHT, ids=name)
def test_a_right_gradient_passes(case: Case) -> None:
    check(case, 0)


@pytest.mark.parametrize("case", WRONG, ids=name)
def test_a_wrong_gradient_fails(case: Case) -> None:
    with pytest.raises(AssertionError):
        check(case, 0)


@pytest.mark.sweep
@pytest.mark.parametrize("case", CASES, ids=name)
def test_no_draw_of_a_case_changes_its_verdict(case: Case) -> None:
    for seed in range(100):
        try:
            check(case, seed)
        except AssertionError:
            assert case in WRONG, f"seed {seed}"
        else:
            assert case in RIGHT, f"seed {seed}"
