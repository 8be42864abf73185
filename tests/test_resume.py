"""A run that goes on where another ended: what is known is not graded again, and what has changed is."""

import hashlib
from pathlib import Path

import pytest

from grader.batch import Batch, prepare_work, write_checks
from grader.course import Course
from grader.model import Report, Status
from grader.resume import Resumed, resume
from grader.sandbox.rungs import Isolation
from grader.submission.identity import collect
from grader.work import Settled
from tests.courses import NAME, edit, machine, submission


class Class:
    """A class of submissions on disk, and what each run graded anew."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.folder = course.root / "submissions"
        self.folder.mkdir()
        for student in ("ada", "bo"):
            (self.folder / f"{student}.ipynb").write_bytes(submission(course))
        (self.folder / "mei.ipynb").write_bytes(b"%PDF-1.7")

    def grade(self, *, again: bool = False) -> Resumed:
        assignment = self.course.assignment(NAME)
        module, _ = write_checks(assignment, self.course.build_folder(NAME))
        work = prepare_work(assignment, module, isolation=Isolation.BEST, machine=machine())
        batch = Batch(
            work=work, assignment=assignment, submissions=tuple(collect([self.folder], assignment=NAME))
        )
        self.progress: list[Settled] = []
        return resume(batch, self.course.build_folder(NAME), again=again, progress=self.progress.append)


@pytest.fixture
def pupils(course: Course) -> Class:
    return Class(course)


def reports(resumed: Resumed) -> list[Report]:
    return [settled.report for settled in resumed.settled]


def test_a_second_run_grades_nothing_and_gives_the_same_reports(pupils: Class) -> None:
    first = pupils.grade()
    second = pupils.grade()
    assert (first.known, second.known) == (0, 3)
    assert reports(first) == reports(second)
    assert [report.status for report in reports(second)] == [Status.GRADED, Status.GRADED, Status.INVALID]


def test_a_report_says_which_bytes_it_is_of_fresh_or_known(pupils: Class) -> None:
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in pupils.folder.iterdir()}
    for resumed in (pupils.grade(), pupils.grade()):
        assert {Path(report.submission).name: report.digest for report in reports(resumed)} == digests


def test_progress_is_told_of_every_submission_once_with_its_position(pupils: Class) -> None:
    pupils.grade()
    (pupils.folder / "bo.ipynb").write_bytes(submission(pupils.course, error="mean_squared_error = 3"))
    pupils.grade()
    assert sorted(result.position for result in pupils.progress) == [0, 1, 2]


def test_only_a_submission_that_changed_is_graded_again(pupils: Class) -> None:
    first = pupils.grade()
    (pupils.folder / "bo.ipynb").write_bytes(submission(pupils.course, error="mean_squared_error = 3"))
    second = pupils.grade()
    assert second.known == 2
    assert reports(second)[1].score < reports(first)[1].score
    assert [reports(second)[place] == reports(first)[place] for place in (0, 1, 2)] == [True, False, True]


def test_a_submission_that_moved_is_known_under_its_new_name(pupils: Class) -> None:
    pupils.grade()
    (pupils.folder / "zoe").mkdir()
    (pupils.folder / "bo.ipynb").rename(pupils.folder / "zoe" / f"{NAME}.ipynb")
    (pupils.folder / "ada.ipynb").unlink()
    second = pupils.grade()
    assert [(report.student, report.submission) for report in reports(second)] == [
        ("mei", str(pupils.folder / "mei.ipynb")),
        ("zoe", str(pupils.folder / "zoe" / f"{NAME}.ipynb")),
    ]


def test_a_change_of_a_check_grades_everything_again(pupils: Class) -> None:
    pupils.grade()
    edit(pupils.course, "#| points: 3", "#| points: 4")
    second = pupils.grade()
    assert second.known == 0
    assert {report.max_score for report in reports(second)} == {11.0}


def test_a_file_of_numbers_that_a_check_reads_is_part_of_what_was_graded_against(pupils: Class) -> None:
    numbers = Path(pupils.course.root / "assignments" / NAME / "checks" / "expected" / "numbers.csv")
    numbers.parent.mkdir(parents=True)
    numbers.write_text("1,2\n")
    first = pupils.grade()
    numbers.write_text("1,3\n")
    second = pupils.grade()
    assert (first.known, second.known) == (0, 0)
    assert reports(first)[0].release != reports(second)[0].release


def test_all_is_graded_again_where_that_is_asked_for(pupils: Class) -> None:
    pupils.grade()
    assert pupils.grade(again=True).known == 0


def test_what_the_grader_failed_on_is_not_kept(pupils: Class) -> None:
    check = Path(pupils.course.root / "assignments" / NAME / "checks" / "test_more.py")
    check.write_text("import os\nif os.path.exists('/'):\n    raise RuntimeError('not today')\n")
    first = pupils.grade()
    assert [report.status for report in reports(first)][:2] == [Status.INFRASTRUCTURE] * 2
    second = pupils.grade()
    assert second.known == 1  # the one that is no notebook
