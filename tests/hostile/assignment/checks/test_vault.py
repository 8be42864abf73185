"""Checks that look at the notebook's end."""

import pytest

VALUES = list(range(10))


@pytest.mark.points(2)
@pytest.mark.hidden
@pytest.mark.question("number")
def test_total_at_the_end(submission):
    assert submission.total(VALUES) == 45
    assert submission.total([7]) == 7


@pytest.mark.question("number")
@pytest.mark.parametrize("value", [1, 8])
def test_total_of_one(submission, value):
    assert submission.total([value]) == value
