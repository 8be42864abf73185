"""Hints that name the mistake: shown where an answer gives what a mutant gives, and nowhere else."""

import numpy as np
import pytest

from grader.batch import Batch, prepare_work, write_checks
from grader.course import Course
from grader.evidence import MAX_VALUES, Evidence, evidence_of, is_same
from grader.graders import Graders
from grader.mistakes import name_mistakes
from grader.resume import resume
from grader.sandbox.rungs import Isolation
from grader.submission.identity import collect
from grader.testing.mismatch import Mismatch
from tests.courses import NAME, add_checks, add_settings, machine, submission

MUTANT = """# mistake: the gradient is summed, not averaged
# hint: The error is a mean, so its gradient is divided by the number of entries.
# fails: gradient-by-differences{more}
# cell: gradient
def error_gradient(predictions, targets):
    return 2 * (predictions - targets)
"""
HINT = "The error is a mean, so its gradient is divided by the number of entries."
SAME_IN_OTHER_WORDS = "def error_gradient(p, t):\n    difference = p - t\n    return difference + difference"
ANOTHER = "def error_gradient(p, t):\n    return 3 * (p - t) / len(p)"
HIDDEN = """import numpy as np
import pytest

from grader.testing import assert_close


@pytest.mark.hidden
def test_slopes(submission):
    assert_close(submission.error_gradient(np.ones(4), np.zeros(4)), np.full(4, 0.5))
"""


def mutate(course: Course, name: str = "sum-not-mean", more: str = "", text: str = MUTANT) -> None:
    folder = course.root / "assignments" / NAME / "mutants"
    (folder / "mean-not-sum.py").unlink(missing_ok=True)  # the scaffold's, which is the same mistake
    (folder / f"{name}.py").write_text(text.replace("{more}", more))


def hints(course: Course, **answers: str) -> dict[str, str | None]:
    """The hint of each check for *answers*."""
    folder = course.root / "submissions"
    folder.mkdir(exist_ok=True)
    (folder / "ada.ipynb").write_bytes(submission(course, **answers))
    assignment = course.assignment(NAME)
    build = course.build_folder(NAME)
    module, _ = write_checks(assignment, build)
    work = prepare_work(assignment, module, isolation=Isolation.BEST, machine=machine())
    batch = Batch(work=work, assignment=assignment, submissions=tuple(collect([folder], assignment=NAME)))
    with Graders(work) as graders:
        settled = resume(batch, build, graders=graders).settled
        (report,) = name_mistakes(settled, assignment, graders, build)
    return {check.name: check.hint for check in report.checks}


def own_hint(course: Course) -> str | None:
    return hints(course, gradient=ANOTHER)["gradient-by-differences"]


def test_an_answer_that_gives_what_a_mutant_gives_gets_the_mutants_hint(course: Course) -> None:
    mutate(course)
    assert hints(course, gradient=SAME_IN_OTHER_WORDS)["gradient-by-differences"] == HINT


def test_another_mistake_gets_the_checks_own_hint(course: Course) -> None:
    mutate(course)
    assert own_hint(course) not in (HINT, None)


def test_a_right_answer_gets_no_hint(course: Course) -> None:
    mutate(course)
    assert set(hints(course).values()) == {None}


def test_what_the_mutants_gave_is_found_out_once(course: Course) -> None:
    mutate(course)
    hints(course, gradient=SAME_IN_OTHER_WORDS)
    (kept,) = course.build_folder(NAME).glob("mistakes-*.json")
    before = kept.stat().st_mtime_ns
    assert hints(course, gradient=SAME_IN_OTHER_WORDS + "  # again")["gradient-by-differences"] == HINT
    assert kept.stat().st_mtime_ns == before


def test_a_changed_mutant_is_looked_at_anew(course: Course) -> None:
    mutate(course)
    hints(course, gradient=SAME_IN_OTHER_WORDS)
    mutate(course, text=MUTANT.replace("2 * (p", "4 * (p"))
    assert hints(course, gradient=SAME_IN_OTHER_WORDS)["gradient-by-differences"] != HINT


def test_no_hint_of_a_mutant_is_shown_where_the_author_switched_it_off(course: Course) -> None:
    mutate(course)
    add_settings(course, "\n[hints]\nmistakes = false\n")
    assert hints(course, gradient=SAME_IN_OTHER_WORDS)["gradient-by-differences"] != HINT


@pytest.mark.parametrize(("allowed", "shown"), [("false", None), ("true", HINT)])
def test_a_hidden_check_shows_it_only_where_the_author_allows_it(
    course: Course, allowed: str, shown: str | None
) -> None:
    add_checks(course, HIDDEN)
    mutate(course, more=", slopes")
    add_settings(course, f"\n[hints]\nhidden = {allowed}\n")
    assert hints(course, gradient=SAME_IN_OTHER_WORDS)["slopes"] == shown


def test_of_two_mutants_that_give_the_same_the_one_that_costs_the_same_checks_is_meant(
    course: Course,
) -> None:
    mutate(course, name="a-wider-mistake", more=", error-of-many", text=MUTANT.replace("so its", "SO ITS"))
    mutate(course)
    assert hints(course, gradient=SAME_IN_OTHER_WORDS)["gradient-by-differences"] == HINT


# What is compared.


def evidence(got: object, name: str = "slope") -> Evidence | None:
    return evidence_of(Mismatch("differs", name=name, got=got))


def same(one: object, other: object) -> bool:
    first, second = evidence(one), evidence(other)
    assert first is not None
    assert second is not None
    return is_same(first, second)


def test_numbers_are_the_same_within_rounding_and_not_beyond() -> None:
    values = np.array([1.0, -2.0, 3e-9])
    assert same(values, values * (1 + 1e-12))
    assert same(values, values.astype(np.float32).astype(np.float64) * (1 + 1e-7))
    assert not same(values, values + np.array([1e-4, 0, 0]))


def test_shape_and_name_are_part_of_what_is_compared() -> None:
    assert not same(np.ones(4), np.ones((2, 2)))
    assert not same(np.ones(1), 1.0)
    one, other = evidence(1.0), evidence(1.0, name="loss")
    assert one is not None
    assert other is not None
    assert not is_same(one, other)


def test_what_is_not_finite_is_the_same_in_its_places() -> None:
    assert same(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]))
    assert not same(np.array([np.nan, 1.0]), np.array([1.0, np.nan]))


def test_lists_of_arrays_are_compared_part_by_part() -> None:
    assert same([np.ones(2), 3], [np.ones(2), 3])
    assert not same([np.ones(2), 3], [np.ones(3), 3])


@pytest.mark.parametrize("got", [None, "text", [1, "text"], {}, np.array(["a"]), np.ones(MAX_VALUES + 1), []])
def test_what_is_no_number_or_too_much_is_no_evidence(got: object) -> None:
    assert evidence(got) is None


def test_an_error_of_another_kind_carries_no_evidence() -> None:
    assert evidence_of(AssertionError("differs")) is None
    assert evidence_of(None) is None
