"""`#| given:` one mistake costs its own points only, and a right answer is judged as it stands."""

import pytest

from grader.course import Course
from grader.model import CheckResult
from tests.courses import edit, grade, submission

RIGHT = "def mean_squared_error(predictions, targets):\n    return np.mean((predictions - targets) ** 2)\n"
WRONG = "def mean_squared_error(predictions, targets):\n    return np.sum((predictions - targets) ** 2)\n"
OWN = "mean_squared_error.slope = lambda difference: 2 * difference\n"
RELIES = """def error_gradient(predictions, targets):
    assert np.isclose(mean_squared_error(predictions, targets), np.mean((predictions - targets) ** 2))
    return 2 * (predictions - targets) / len(predictions)
"""
RELIES_ON_MORE = """def error_gradient(predictions, targets):
    return mean_squared_error.slope(predictions - targets) / len(predictions)
"""


@pytest.fixture
def given(course: Course) -> Course:
    """The check of the gradient runs with the reference of the error, where that is wrong."""
    edit(course, "#| points: 3", "#| points: 3\n#| given: error")
    return course


def gradient_check(course: Course, **answers: str) -> CheckResult:
    report = grade(course, {"one": submission(course, **answers)})["one"]
    return next(check for check in report.checks if check.name == "gradient-by-differences")


def test_a_wrong_answer_before_it_does_not_cost_a_question_its_points(given: Course) -> None:
    assert gradient_check(given, error=WRONG, gradient=RELIES).points == 3


def test_without_the_option_a_wrong_answer_before_it_does(course: Course) -> None:
    assert gradient_check(course, error=WRONG, gradient=RELIES).points == 0


def test_an_answer_may_rely_on_names_that_an_earlier_right_answer_adds(given: Course) -> None:
    assert gradient_check(given, error=RIGHT + OWN, gradient=RELIES_ON_MORE).points == 3


def test_an_earlier_answer_that_lost_points_is_not_relied_on(given: Course) -> None:
    check = gradient_check(given, error=WRONG + OWN, gradient=RELIES_ON_MORE)
    assert (check.points, "slope" in check.message) == (0, True)


def notes(course: Course, **answers: str) -> tuple[str, ...]:
    return grade(course, {"one": submission(course, **answers)})["one"].notes


def test_the_report_says_where_the_reference_stood_in(given: Course) -> None:
    said = "the reference's error stood in for this submission's in gradient-by-differences"
    assert said in notes(given, error=WRONG, gradient=RELIES)


def test_a_report_of_right_answers_says_nothing_of_the_reference(given: Course) -> None:
    assert notes(given, error=RIGHT, gradient=RELIES) == ()
