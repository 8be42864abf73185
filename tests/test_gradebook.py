"""The gradebook, in either kind of database: it keeps every attempt, and all that a person decided."""

import itertools
from collections.abc import Iterator
from datetime import datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook import Counts, Entry, Gradebook, MarkGiven, counted_report
from grader.gradebook.entries import Student
from grader.model import Outcome, Status
from tests.gradebooks import DAY, DUE, HOUR, NOW, entry, graded, slower, standing
from tests.reports import BROKEN, HOSTILE, INVALID, report

LATE = {"due": DUE, "penalty_per_day": 0.1}


def add(book: Gradebook, *entries: Entry, untimed: bool = False) -> tuple[int, int, int]:
    done = book.add(entries, by="ines", now=NOW, untimed=untimed)
    return done.new, done.regraded, done.unchanged


def mark(
    book: Gradebook, points: float | None, *, student: str = "ada", check: str = "why", **more: object
) -> int:
    one = MarkGiven(assignment="dense", student=student, check=check, points=points, **more)  # type: ignore[arg-type]
    return book.mark([one], by="ines", now=NOW)


def override(
    book: Gradebook, points: float | None, *, check: str | None = None, student: str = "ada"
) -> None:
    book.override("dense", student, points, why="on paper", by="ines", now=NOW, check=check)


def extend(book: Gradebook, until: datetime | None) -> None:
    book.extend("dense", "ada", until, why="ill", by="ines", now=NOW)


def test_the_same_report_twice_is_one_attempt(book: Gradebook) -> None:
    one = entry("ada", 3.0, DUE, content="a")
    assert add(book, one) == (1, 0, 0)
    assert add(book, one, Entry(report=slower(one.report), handed_in=DUE)) == (0, 0, 2)
    assert len(standing(book).attempts) == 1


def test_the_same_report_twice_is_one_attempt_where_nothing_is_known_of_bytes_and_time(
    book: Gradebook,
) -> None:
    one = entry("ada", 3.0)
    assert add(book, one, one) == (1, 0, 1)


def test_other_bytes_are_another_attempt(book: Gradebook) -> None:
    assert add(book, entry("ada", 3.0, content="a"), entry("ada", 3.0, content="b")) == (2, 0, 0)
    assert [one.attempt.number for one in standing(book).attempts] == [1, 2]


def test_the_same_bytes_graded_again_are_the_same_attempt_with_another_report(book: Gradebook) -> None:
    add(book, entry("ada", 3.0, DUE, content="a"))
    assert add(book, entry("ada", 4.0, content="a")) == (0, 1, 0)
    (only,) = standing(book).attempts
    assert (only.report.score, only.attempt.regrades, only.attempt.handed_in) == (4.0, 1, DUE)


def test_what_was_added_last_is_the_report_of_an_attempt(book: Gradebook) -> None:
    for points in (3.0, 4.0, 3.0):
        add(book, entry("ada", points, content="a"))
    assert standing(book).score == 3.0


def test_an_unreadable_file_never_takes_the_place_of_a_readable_one(book: Gradebook) -> None:
    unreadable = msgspec.structs.replace(INVALID, student="ada", submission="submissions/ada.ipynb")
    add(book, entry("ada", 3.0, content="a"), Entry(report=unreadable))
    assert (standing(book).score, len(standing(book).attempts)) == (3.0, 2)


def test_an_unreadable_file_that_is_graded_again_is_no_new_attempt(book: Gradebook) -> None:
    again = msgspec.structs.replace(INVALID, release="1" * 64)
    assert add(book, Entry(report=INVALID), Entry(report=again)) == (1, 1, 0)


def test_the_same_bytes_handed_in_again_are_late_by_the_first_time_and_in_order_by_the_last(
    book: Gradebook,
) -> None:
    book.change_policy("dense", {**LATE, "counts": Counts.LAST}, by="ines", now=NOW)
    add(
        book,
        entry("ada", 3.0, DUE + 2 * DAY, content="a"),
        entry("ada", 1.0, DUE - HOUR, content="b"),
        entry("ada", 3.0, DUE - DAY, content="a"),
    )
    counted = standing(book).counted
    assert counted is not None
    assert (counted.attempt.number, counted.scored.days_late, counted.scored.score) == (1, 0, 3.0)


def test_best_and_last_count_by_assignment(book: Gradebook) -> None:
    for name in ("dense", "layers"):
        add(book, *(entry("ada", points, content=str(points), assignment=name) for points in (4.0, 1.0)))
    book.change_policy("layers", {"counts": Counts.LAST}, by="ines", now=NOW)
    assert standing(book).score == 4.0
    assert standing(book, assignment="layers").score == 1.0


def test_where_the_grader_failed_nothing_is_entered_and_it_is_said(book: Gradebook) -> None:
    done = book.add([Entry(report=BROKEN), Entry(report=graded("ada", 1.0))], by="ines", now=NOW)
    assert done.new == 1
    assert done.left_out == ("submissions/nico.ipynb: the grader failed, not the student: grade it again",)
    assert [*book.contents().students] == ["ada"]


def test_a_report_of_nobody_is_left_out_and_named(book: Gradebook) -> None:
    done = book.add([Entry(report=report(None, submission="a.ipynb"))], by="ines", now=NOW)
    assert (done.new, len(done.left_out)) == (0, 1)
    assert "a.ipynb" in done.left_out[0]


def test_points_of_less_than_nothing_are_refused_and_nothing_is_entered(book: Gradebook) -> None:
    with pytest.raises(UsageError, match="less than 0"):
        add(book, entry("ada", 1.0), entry("bo", 1.0, score=-1.0))
    assert not book.contents().attempts


def test_a_new_attempt_without_a_time_is_refused_where_there_is_a_due_date(book: Gradebook) -> None:
    book.change_policy("dense", LATE, by="ines", now=NOW)
    with pytest.raises(UsageError, match=r"for 1 of these it is not known when they were handed in \(ada\)"):
        add(book, entry("bo", 1.0, DUE), entry("ada", 1.0))
    assert not book.contents().attempts
    assert add(book, entry("ada", 1.0), untimed=True) == (1, 0, 0)


def test_a_regrade_needs_no_time(book: Gradebook) -> None:
    book.change_policy("dense", LATE, by="ines", now=NOW)
    add(book, entry("ada", 1.0, DUE + HOUR, content="a"))
    assert add(book, entry("ada", 2.0, content="a")) == (0, 1, 0)
    assert standing(book).score == 1.8


def test_students_who_are_not_on_the_roster_are_kept_and_named(book: Gradebook) -> None:
    book.enroll([Student(key="bo", name="Bo")])
    done = book.add([entry("ada", 1.0), entry("bo", 1.0)], by="ines", now=NOW)
    assert done.strangers == ("ada",)
    assert {key: student.on_roster for key, student in book.contents().students.items()} == {
        "ada": False,
        "bo": True,
    }


def test_who_leaves_the_roster_keeps_every_attempt(book: Gradebook) -> None:
    book.enroll([Student(key="ada"), Student(key="bo")])
    add(book, entry("ada", 3.0))
    assert book.enroll([Student(key="bo", name="Bo")], only=True).left == ("ada",)
    assert standing(book).score == 3.0
    assert book.enroll([Student(key="ada")]).changed == ("ada",)


def test_a_roster_that_says_nothing_new_changes_nothing(book: Gradebook) -> None:
    roster = [
        Student(key="ada", name=HOSTILE, email=HOSTILE, section="=1"),
        Student(key="'; DROP TABLE students"),
    ]
    assert len(book.enroll(roster).new) == 2
    done = book.enroll(roster)
    assert (done.new, done.changed, done.left) == ((), (), ())
    assert book.contents().students["ada"] == roster[0]


def test_a_mark_adds_its_points_and_takes_them_off_those_that_wait(book: Gradebook) -> None:
    add(book, entry("ada", 3.0))
    assert (standing(book).score, standing(book).pending_points) == (3.0, 2.0)
    assert mark(book, 1.5, comment="Say why.") == 1
    assert (standing(book).score, standing(book).pending_points) == (4.5, 0.0)


def test_the_comment_of_a_mark_reaches_the_report_that_counts(book: Gradebook) -> None:
    add(book, entry("ada", 3.0))
    mark(book, 1.5, comment="Say why.")
    counted = counted_report(standing(book))
    assert counted is not None
    (why,) = [check for check in counted.checks if check.name == "why"]
    assert (why.points, why.message, why.outcome, counted.score) == (1.5, "Say why.", Outcome.FAILED, 4.5)


def test_a_mark_is_late_like_the_attempt_that_it_is_for(book: Gradebook) -> None:
    book.change_policy("dense", LATE, by="ines", now=NOW)
    add(book, entry("ada", 3.0, DUE + HOUR))
    mark(book, 2.0)
    assert standing(book).score == 4.5


def test_a_mark_is_for_the_attempt_that_counts_unless_another_is_named(book: Gradebook) -> None:
    add(book, entry("ada", 3.0, content="a"), entry("ada", 1.0, content="b"))
    mark(book, 1.0)
    mark(book, 2.0, attempt=2)
    assert [one.report.score for one in standing(book).attempts] == [4.0, 3.0]


def test_the_newest_mark_counts_and_the_same_one_again_is_none(book: Gradebook) -> None:
    add(book, entry("ada", 3.0))
    assert [mark(book, points) for points in (1.0, 2.0, 2.0)] == [1, 1, 0]
    assert standing(book).score == 5.0
    assert mark(book, None) == 1
    assert (standing(book).score, standing(book).pending_points) == (3.0, 2.0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"points": 2.5}, "expected 0 to 2"),
        ({"points": -0.5}, "expected 0 to 2"),
        ({"points": 1.0, "check": "forward"}, "no manual cell"),
        ({"points": 1.0, "check": "why not"}, r"there: why"),
        ({"points": 1.0, "student": "bo"}, "no student 'bo'"),
        ({"points": 1.0, "attempt": 2}, "no attempt 2"),
    ],
)
def test_a_mark_for_what_is_not_there_is_refused(
    book: Gradebook, given: dict[str, object], said: str
) -> None:
    add(book, entry("ada", 3.0))
    with pytest.raises(UsageError, match=said):
        mark(book, **given)  # type: ignore[arg-type]
    assert not standing(book).attempts[0].attempt.marks


def test_of_a_sheet_with_an_error_no_mark_is_entered(book: Gradebook) -> None:
    add(book, entry("ada", 3.0), entry("bo", 3.0))
    sheet = [
        MarkGiven(assignment="dense", student=student, check="why", points=points)
        for student, points in (("ada", 1.0), ("bo", 9.0))
    ]
    with pytest.raises(UsageError, match="bo"):
        book.mark(sheet, by="ines", now=NOW)
    assert standing(book).score == 3.0


def test_an_override_of_the_score_is_the_last_word(book: Gradebook) -> None:
    book.change_policy("dense", LATE, by="ines", now=NOW)
    add(book, entry("ada", 3.0, DUE + HOUR))
    override(book, 5.5)
    assert (standing(book).score, standing(book).pending_points) == (5.5, 0.0)
    override(book, None)
    assert standing(book).score == 2.7


def test_an_override_of_a_check_is_part_of_the_sum_for_every_attempt(book: Gradebook) -> None:
    add(book, entry("ada", 3.0, content="a"), entry("ada", 1.0, content="b"))
    override(book, 4.0, check="forward")
    assert [one.report.score for one in standing(book).attempts] == [4.0, 4.0]


def test_an_override_needs_no_attempt(book: Gradebook) -> None:
    book.enroll([Student(key="ada")])
    add(book, entry("bo", 3.0))
    override(book, 5.0)
    counted = counted_report(standing(book))
    assert counted is not None
    assert (counted.student, counted.score, counted.status) == ("ada", 5.0, Status.GRADED)


def test_an_override_of_an_unknown_check_is_refused(book: Gradebook) -> None:
    add(book, entry("ada", 3.0))
    with pytest.raises(UsageError, match="no check 'backward'"):
        override(book, 4.0, check="backward")


def test_nothing_that_a_person_decided_is_lost_by_a_regrade(book: Gradebook) -> None:
    book.change_policy("dense", LATE, by="ines", now=NOW)
    add(book, entry("ada", 1.0, DUE + HOUR, content="a"))
    mark(book, 2.0, comment="Well said.")
    override(book, 4.0, check="forward")
    extend(book, DUE + DAY)
    before = standing(book)
    add(book, entry("ada", 2.0, content="a"), entry("ada", 0.0, DUE + 3 * DAY, content="b"))
    after = standing(book)
    assert (before.score, after.score) == (6.0, 6.0)
    assert (after.overrides, after.extension) == (before.overrides, before.extension)
    assert after.attempts[0].attempt.marks == before.attempts[0].attempt.marks


def test_a_decision_says_who_when_and_why(book: Gradebook) -> None:
    book.change_policy("dense", LATE, by="ines", now=NOW)
    add(book, entry("ada", 1.0, DUE))
    override(book, 4.0)
    extend(book, DUE + DAY)
    found = standing(book)
    assert found.set_by_hand is not None
    assert found.extension is not None
    assert (found.set_by_hand.by, found.set_by_hand.at, found.set_by_hand.why) == ("ines", NOW, "on paper")
    assert (found.extension.by, found.extension.at, found.extension.why) == ("ines", NOW, "ill")


def test_reasons_of_overrides_are_not_in_the_report_that_counts(book: Gradebook) -> None:
    add(book, entry("ada", 1.0))
    override(book, 4.0)
    override(book, 4.0, check="forward")
    counted = counted_report(standing(book))
    assert "on paper" not in str(counted)
    assert "set by hand" in str(counted)


def test_an_extension_moves_the_due_date_of_one_student(book: Gradebook) -> None:
    book.change_policy("dense", LATE, by="ines", now=NOW)
    add(book, entry("ada", 3.0, DUE + HOUR), entry("bo", 3.0, DUE + HOUR))
    extend(book, DUE + DAY)
    assert (standing(book).score, standing(book, "bo").score) == (3.0, 2.7)
    extend(book, None)
    assert standing(book).score == 2.7


def test_an_extension_of_nothing_is_refused(book: Gradebook) -> None:
    add(book, entry("ada", 3.0))
    with pytest.raises(UsageError, match="no due date"):
        extend(book, DUE)
    book.change_policy("dense", LATE, by="ines", now=NOW)
    with pytest.raises(UsageError, match="expected a later time"):
        extend(book, DUE)


@pytest.mark.parametrize(
    "changes", [{"penalty_per_day": 1.5}, {"cap": -0.1}, {"days": -1}, {"cap": float("nan")}]
)
def test_an_impossible_policy_is_refused(book: Gradebook, changes: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="expected"):
        book.change_policy("dense", changes, by="ines", now=NOW)
    assert "dense" not in book.policies()


def test_a_policy_is_read_as_it_was_set(book: Gradebook) -> None:
    changes = {
        "counts": Counts.LAST,
        "due": DUE,
        "grace": HOUR,
        "penalty_per_day": 1 / 3,
        "cap": 0.5,
        "days": 3,
    }
    set_to = book.change_policy("dense", changes, by="ines", now=NOW)
    assert book.policy("dense") == set_to
    assert {name: getattr(set_to, name) for name in changes} == changes


def test_times_come_back_in_utc_whatever_zone_they_were_said_in(book: Gradebook) -> None:
    told = datetime.fromisoformat("2026-11-20T18:30:00.123456+01:30")
    add(book, entry("ada", 3.0, told))
    handed_in = standing(book).attempts[0].attempt.handed_in
    assert handed_in == told
    assert handed_in.utcoffset() == 0 * HOUR


def test_a_time_without_a_zone_is_never_stored(book: Gradebook) -> None:
    with pytest.raises(Exception, match="without a zone"):
        add(book, entry("ada", 3.0, datetime(2026, 11, 20)))
    assert not book.contents().attempts


def test_hostile_texts_come_back_as_they_were(book: Gradebook) -> None:
    nul = "a\0b \ud7ff \U0001f600 '; DROP TABLE students; --"
    add(book, Entry(report=graded(HOSTILE, 1.0, notes=(nul,), assignment="x'); --")))
    ((key, _),) = book.contents().attempts
    (attempt,) = book.contents().attempts[key, "x'); --"]
    assert attempt.report.notes == (nul,)
    assert "\x1b" not in key


@pytest.fixture(scope="module")
def drawn_book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Gradebook, Iterator[int]]:
    """One gradebook for all examples, and numbers that make an assignment for each."""
    book, _ = Gradebook.create(str(tmp_path_factory.mktemp("drawn") / "gradebook.db"))
    return book, itertools.count()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(-3, 3)),
        min_size=1,
        max_size=5,
        unique_by=lambda x: x[1],
    ),
    st.sampled_from(Counts),
    st.data(),
)
def test_what_counts_does_not_depend_on_the_order_of_entering(
    drawn_book: tuple[Gradebook, Iterator[int]],
    drawn: list[tuple[str, int]],
    counts: Counts,
    data: st.DataObject,
) -> None:
    book, numbers = drawn_book
    name = f"assignment-{next(numbers)}"
    book.change_policy(name, {**LATE, "counts": counts}, by="ines", now=NOW)
    orders = {"ada": drawn, "bo": data.draw(st.permutations(drawn))}
    for student, order in orders.items():
        entries = [
            entry(student, float("abc".index(content)), DUE + hours * HOUR, content=content, assignment=name)
            for content, hours in order
        ]
        book.add(entries, by="ines", now=NOW)
    found = [standing(book, student, name) for student in orders]
    assert found[0].score == found[1].score
    assert {one.report.digest for one in found[0].attempts} == {
        one.report.digest for one in found[1].attempts
    }
    assert len(found[0].attempts) == len({content for content, _ in drawn})
