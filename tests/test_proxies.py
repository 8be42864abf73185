"""What stands on the trusted side for what lives in a student's process."""

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from grader.sandbox.host import Zygote
from grader.submission.failures import NotAnswered, StudentError, Unusable, WorkerLost
from grader.submission.proxies import Handle, Submission
from tests.notebooks import halve, start_zygote, submission_of

CELL = """
class Dense:
    def __init__(self, rows, columns, rate=0.1):
        self.weights = np.zeros((rows, columns))
        self.rate = rate
    def forward(self, x):
        return x @ self.weights
    def fails(self):
        raise ValueError("no such luck")

class Liar(float):
    shape = (2, 2)
    def __eq__(self, other): return True
    def __bool__(self): return True
    __hash__ = None

def same(x): return x
def apply(f, *values): return f(*values)
def items(): yield from (np.ones(2), "two", Dense(1, 1))
def endless():
    n = 0
    while True:
        yield n
        n += 1
class Odd:
    def __len__(self): return 3
    def __getitem__(self, key): return key
odd = Odd()
weights = [np.zeros(3)]
def train(): weights[0] = weights[0] + 1
def unanswered(): raise NotImplementedError
def leave(): raise SystemExit(0)
def blank(): raise Exception
"""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with start_zygote() as zygote:
        yield zygote


@pytest.fixture
def submission(zygote: Zygote) -> Iterator[Submission]:
    with submission_of(zygote, CELL) as submission:
        yield submission


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        10**40,
        2.5,
        1j,
        "text",
        b"bytes",
        [1, "a"],
        (1, (2,)),
        {"a": [1]},
        {1, 2},
        np.float32(2.5),
        np.int64(3),
    ],
    ids=repr,
)
def test_plain_data_crosses_by_value_and_keeps_its_exact_type(submission: Submission, value: Any) -> None:
    came_back = submission.same(value)
    assert type(came_back) is type(value)
    assert came_back == value


def test_an_array_keeps_shape_and_dtype(submission: Submission) -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3).T
    came_back = submission.same(array)
    assert came_back.dtype == np.float32
    np.testing.assert_array_equal(came_back, array)


def test_an_array_that_was_fetched_cannot_be_written_into(submission: Submission) -> None:
    weights = submission.Dense(2, 3).weights
    with pytest.raises(ValueError, match="read-only"):
        weights[0, 0] = 1.0


def test_a_names_value_is_fetched_anew_at_each_read(submission: Submission) -> None:
    before = submission.weights[0]
    submission.train()
    np.testing.assert_array_equal(submission.weights[0], before + 1)


def test_an_object_is_a_handle_with_attributes_that_can_be_set_and_methods_that_can_be_called(
    submission: Submission,
) -> None:
    layer = submission.Dense(3, 4, rate=0.5)
    assert type(layer) is Handle
    assert layer.rate == 0.5
    layer.weights = np.full((3, 4), 2.0)
    np.testing.assert_array_equal(layer.forward(np.ones((1, 3))), np.full((1, 4), 6.0))


def test_a_handle_can_be_passed_back_to_the_students_code(submission: Submission) -> None:
    layer = submission.Dense(3, 4)
    assert type(submission.same([layer, 1])[0]) is Handle
    assert submission.apply(submission.same, layer).rate == 0.1


def test_length_items_and_slices_of_a_handle_are_the_students(submission: Submission) -> None:
    odd = submission.odd
    assert len(odd) == 3
    assert odd[5] == 5
    assert odd["a", 1] == ("a", 1)


def test_a_generator_is_iterated_one_item_at_a_time(submission: Submission) -> None:
    first, second, third = submission.items()
    np.testing.assert_array_equal(first, np.ones(2))
    assert second == "two"
    assert type(third) is Handle
    assert list(itertools.islice(submission.endless(), 4)) == [0, 1, 2, 3]


def test_an_endless_generator_does_not_fill_the_trusted_sides_memory(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.submission.proxies.MAX_ITEMS", 10)
    with pytest.raises(Unusable, match="more than 10 items"):
        list(submission.endless())


@pytest.mark.parametrize(
    "use",
    [
        lambda liar: liar == 1.0,
        lambda liar: liar != 1.0,
        lambda liar: 1.0 == liar,  # noqa: SIM300
        lambda liar: liar < 2,
        lambda liar: bool(liar),
        lambda liar: float(liar),
        lambda liar: abs(liar),
        lambda liar: liar + 1,
        lambda liar: 1 - liar,
        lambda liar: math.isclose(liar, 1.0),
        lambda liar: np.asarray(liar),
        lambda liar: np.allclose(liar, 1.0),
        lambda liar: np.ones(2) * liar,
        lambda liar: np.ones(2) == liar,
        lambda liar: isinstance(1, liar),
        lambda liar: 1 in liar,
        lambda liar: round(liar),
    ],
    ids=range(17),
)
def test_a_verdict_cannot_be_made_of_a_students_object(
    submission: Submission, use: Callable[[Any], Any]
) -> None:
    with pytest.raises((Unusable, TypeError)):
        use(submission.Liar(1.0))


def test_a_handle_shows_itself_without_asking_the_student(submission: Submission) -> None:
    liar = submission.Liar(1.0)
    assert repr(liar) == str(liar) == f"{liar:>5}" == "<Liar of the submission>"


def test_what_a_student_raises_arrives_as_text_with_the_students_own_line(submission: Submission) -> None:
    with pytest.raises(StudentError) as caught:
        submission.Dense(1, 1).fails()
    assert caught.value.defect.type_name == "ValueError"
    assert 'raise ValueError("no such luck")' in str(caught.value)
    assert "no such luck" in str(caught.value)


def test_a_missing_attribute_is_an_attribute_error_so_that_hasattr_works(submission: Submission) -> None:
    assert not hasattr(submission.Dense(1, 1), "biases")


@pytest.mark.parametrize("name", ["nowhere", "unanswered"])
def test_a_missing_name_and_a_stub_are_no_answer(submission: Submission, name: str) -> None:
    with pytest.raises(NotAnswered):
        getattr(submission, name)()


def test_a_student_who_leaves_the_interpreter_raises_an_error_and_nothing_more(
    submission: Submission,
) -> None:
    with pytest.raises(StudentError, match="SystemExit"):
        submission.leave()
    assert submission.same(1) == 1


def test_an_exception_without_a_message_is_known_by_its_type(submission: Submission) -> None:
    with pytest.raises(StudentError, match="Exception"):
        submission.blank()


def test_a_function_of_setup_crosses_as_its_name(submission: Submission) -> None:
    assert submission.apply(halve, 3.0) == 1.5


@pytest.mark.parametrize(("function", "result"), [(np.sqrt, 3.0), (np.linalg.norm, 9.0), (abs, 9.0)])
def test_a_public_function_of_a_module_that_setup_imported_crosses_as_its_name(
    submission: Submission, function: Callable[..., Any], result: float
) -> None:
    assert submission.apply(function, 9.0) == result


def test_a_random_function_of_numpy_crosses_as_its_name(submission: Submission) -> None:
    assert submission.apply(np.random.randn, 4).shape == (4,)


def test_a_function_that_a_check_defines_is_defined_in_the_worker(submission: Submission) -> None:
    def double(x: float) -> float:
        return np.multiply(x, 2.0)  # type: ignore[no-any-return]

    assert submission.apply(double, 4.0) == 8.0


def test_a_function_takes_the_plain_data_along_that_it_closes_over(submission: Submission) -> None:
    offset = np.array([1.0, 2.0])
    came_back = submission.apply(lambda x: x + offset, 1.0)
    np.testing.assert_array_equal(came_back, [2.0, 3.0])


def test_what_cannot_cross_is_refused_on_this_side(submission: Submission) -> None:
    with pytest.raises(TypeError, match="a object cannot be passed"):
        submission.same(object())


def test_names_of_a_submission_cannot_be_set(submission: Submission) -> None:
    with pytest.raises(TypeError, match="cannot be set"):
        submission.weights = 3


def test_after_the_process_has_ended_every_request_fails(zygote: Zygote) -> None:
    with submission_of(zygote, "def f():\n    import os\n    os._exit(0)") as submission:
        function = submission.f
        with pytest.raises(WorkerLost):
            function()
        with pytest.raises(WorkerLost):
            function()
