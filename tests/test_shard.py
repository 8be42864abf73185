"""Shards of a class and their merging: everybody is in one part, and the parts make the whole."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cli import main
from grader.course import Course
from grader.errors import UsageError
from grader.model import Report
from grader.sharding import Shard, merge_reports
from grader.submission.identity import SubmissionPath
from tests.courses import NAME, submission
from tests.reports import report

STUDENTS = st.text(max_size=20)


def path(student: str | None, folder: str = "submissions", file: str = "own.ipynb") -> SubmissionPath:
    where = Path(folder) / file
    return SubmissionPath(path=where, given=str(where), student=student, output_name="own")


def parts_of(one: SubmissionPath, count: int) -> list[int]:
    return [n for n in range(1, count + 1) if Shard(number=n, count=count).holds(one)]


@given(st.none() | STUDENTS, st.text(min_size=1, max_size=20), st.integers(1, 300))
def test_every_submission_is_in_exactly_one_part(student: str | None, file: str, count: int) -> None:
    assert len(parts_of(path(student, file=file.replace("/", "-")), count)) == 1


@given(STUDENTS, st.integers(1, 300))
def test_a_part_depends_on_the_student_and_on_no_path(student: str, count: int) -> None:
    moved = path(student, folder="/elsewhere", file="other.ipynb")
    assert parts_of(path(student), count) == parts_of(moved, count)


def test_the_partition_is_the_same_tomorrow_and_on_every_machine() -> None:
    students = ["ada", "bo", "carla", "dmitri", "Łukasz", "김민준"]
    assert [parts_of(path(student), 4) for student in students] == [[3], [4], [4], [4], [1], [3]]


def test_parts_of_a_large_class_are_of_about_one_size() -> None:
    sizes = [0] * 8
    for number in range(8_000):
        sizes[parts_of(path(f"student-{number}"), 8)[0] - 1] += 1
    assert min(sizes) > 850
    assert max(sizes) < 1_150


@pytest.mark.parametrize(
    "text", ["", "1", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1/100001", "²/3", "1.0/2"]
)
def test_a_shard_that_means_nothing_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="from 1/8 to 8/8"):
        Shard.parse(text)


def test_merging_keeps_every_report_and_sorts_them_by_path() -> None:
    zoe, ada, bo = report("zoe"), report("ada"), report("bo")
    assert merge_reports({"a.json": [zoe, ada], "b.json": [bo]}) == [ada, bo, zoe]


def test_two_submissions_of_one_student_in_one_part_are_both_kept() -> None:
    both = [report("ada", submission="a/ada.ipynb"), report("ada", submission="b/ada.ipynb")]
    assert merge_reports({"a.json": both, "b.json": []}) == both


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a": [report("ada")], "b": [report("ada")]}, "ada is in a and in b, with the same report"),
        (
            {"a": [report("ada")], "b": [report("ada", score=3.0)]},
            "ada is in a and in b, with 2 and 3 points",
        ),
        ({"a": [report("ada")], "b": [report("ada", submission="x.ipynb")]}, "ada is in a and in b"),
        ({"a": [report(None, submission="x")], "b": [report(None, submission="x")]}, "x is in a and in b"),
        ({"a": [report("ada"), report("ada")]}, "ada is in a and in a"),
        ({"a": [report("ada")], "b": [report("bo", assignment="layers")]}, "b layers: only parts of one run"),
        ({"a": [report("ada")], "b": [report("bo", release="1" * 64)]}, "a has the release 000.* b 111"),
        ({"a": [report("ada")], "b": [report("bo", data_tier="full")]}, "a has the digits bundled, b full"),
    ],
)
def test_what_is_doubled_or_of_another_run_is_refused_by_name(
    files: dict[str, list[Report]], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        merge_reports(files)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    return int(end.value.code or 0)


def timeless(file: Path) -> list[dict[str, Any]]:
    reports = msgspec.json.decode(file.read_bytes(), type=list[dict[str, Any]])
    for one in reports:
        for check in one["checks"]:
            del check["cpu_seconds"]
    return reports


def test_the_merged_parts_of_a_class_are_the_reports_of_the_whole(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = course.root / "submissions"
    folder.mkdir()
    for student in ("ada", "bo", "carla", "dmitri", "Émile"):
        (folder / f"{student}.ipynb").write_bytes(submission(course))
    (folder / "mei.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.chdir(course.root)
    grade = ("grade", NAME, "submissions", "--isolation", "best")
    parts = [f"part-{number}.json" for number in (1, 2, 3)]
    for number, part in enumerate(parts, start=1):
        assert run(*grade, "--shard", f"{number}/3", "--json", part) == 0
    assert run("merge", *parts, "--json", "merged.json", "--shards", "3") == 0
    assert run(*grade, "--json", "whole.json") == 0
    assert timeless(course.root / "merged.json") == timeless(course.root / "whole.json")
    assert sum(len(timeless(course.root / part)) for part in parts) == 6
    capsys.readouterr()
    assert run("merge", *parts[:2], "--json", "merged.json", "--shards", "3") == 1
    assert "there are 2 files, expected 3" in capsys.readouterr().err
