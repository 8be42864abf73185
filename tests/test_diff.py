"""What changed between two runs: for whom, by how many points, at which checks, and why."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.changes import Differences, compare
from grader.cli import main
from grader.model import CellResult, CheckResult, MatchedBy, Outcome, Report, Status
from tests.reports import CLASS, EVERYTHING, check, report


def one(outcome: Outcome, *, score: float, **changes: object) -> Report:
    return report("ada", score=score, checks=(check("forward", outcome, **changes),))


FAILED = one(Outcome.FAILED, score=0.0, message="off by 2")
PASSED = one(Outcome.PASSED, score=2.0)


def other(old: Report, new: Report) -> tuple[str, ...]:
    (change,) = compare([old], [new]).changes
    assert change.checks == ()
    return change.other


@pytest.mark.parametrize("reports", [[], CLASS, EVERYTHING[:4]])
def test_a_run_does_not_differ_from_itself(reports: list[Report]) -> None:
    assert compare(reports, reports) == Differences(
        changes=(), unchanged=len(reports), is_other_release=False
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"release": "1" * 64},
        {"submission": "elsewhere/ada.ipynb"},
        {"isolation": "2"},
        {"digest": "1" * 64},
        {"checks": (check("forward", Outcome.PASSED, cpu_seconds=9.0),)},
    ],
)
def test_times_paths_isolation_and_release_are_no_change(changes: dict[str, object]) -> None:
    assert compare([PASSED], [msgspec.structs.replace(PASSED, **changes)]).changes == ()


def test_a_change_tells_the_points_and_the_check_with_both_its_results() -> None:
    (change,) = compare([FAILED], [PASSED]).changes
    (changed,) = change.checks
    assert (change.who, change.points, changed.name, changed.points) == ("ada", 2.0, "forward", 2.0)
    assert (changed.old, changed.new) == (FAILED.checks[0], PASSED.checks[0])


def test_a_change_tells_where_another_file_was_handed_in_since() -> None:
    first, second = (msgspec.structs.replace(one, digest=d) for one, d in ((FAILED, "a"), (PASSED, "b")))
    assert [change.other for change in compare([first], [second]).changes] == [
        ("another file was handed in",)
    ]
    assert [change.other for change in compare([FAILED], [second]).changes] == [()]


def test_points_are_rounded_as_reports_are() -> None:
    (change,) = compare([one(Outcome.PASSED, score=0.3)], [one(Outcome.FAILED, score=0.1)]).changes
    assert change.points == -0.2


@pytest.mark.parametrize("field", ["message", "hint", "question"])
def test_a_check_that_says_something_else_is_a_change_of_no_points(field: str) -> None:
    said = one(Outcome.FAILED, score=0.0, **{"message": "off by 2", field: "else"})
    (change,) = compare([FAILED], [said if field != "message" else one(Outcome.FAILED, score=0.0)]).changes
    assert (change.points, len(change.checks)) == (0.0, 1)


def test_a_check_that_came_and_one_that_went_are_both_told() -> None:
    renamed = report("ada", score=2.0, checks=(check("forwards", Outcome.PASSED),))
    (change,) = compare([PASSED], [renamed]).changes
    told = [(changed.name, changed.points) for changed in change.checks]
    assert (told, change.points) == ([("forwards", 2.0), ("forward", -2.0)], 0.0)


def test_who_came_and_who_went_are_told_the_new_run_first() -> None:
    differences = compare([report("ada"), report("bo")], [report("carla"), report("bo")])
    assert [(change.who, change.other) for change in differences.changes] == [
        ("carla", ("is new",)),
        ("ada", ("is no longer there",)),
    ]
    assert differences.unchanged == 1


def test_two_submissions_of_one_student_are_told_apart_by_their_paths() -> None:
    first, second = report("ada", submission="a.ipynb"), report("ada", submission="b.ipynb")
    (change,) = compare(
        [first, second], [first, msgspec.structs.replace(second, score=1.0, notes=("x",))]
    ).changes
    assert change.who == "b.ipynb"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": Status.INVALID, "reason": "it is a PDF"}, "was graded, is invalid: it is a PDF"),
        ({"max_score": 12.0}, "of 12 points, not 11"),
        ({"pending_points": 2.0}, "2 points wait for a mark, not 1"),
        ({"data_tier": "full"}, "full digits, not bundled"),
        ({"notes": ("cell a was added",)}, "note: cell a was added"),
        (
            {"cells": (CellResult(name="dense", matched_by=MatchedBy.CONTENT),)},
            "cell dense: matched by content; before: not there",
        ),
    ],
)
def test_what_changed_beside_checks_is_told_in_words(changes: dict[str, Any], said: str) -> None:
    assert other(report("ada"), report("ada", **changes)) == (said,)


class Runs:
    """Two files of reports."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def diff(self, old: list[Report], new: list[Report], *options: str) -> tuple[int, str]:
        for name, reports in (("old", old), ("new", new)):
            (self.folder / f"{name}.json").write_bytes(msgspec.json.encode(reports))
        with pytest.raises(SystemExit) as end:
            main(["diff", str(self.folder / "old.json"), str(self.folder / "new.json"), *options])
        return int(end.value.code or 0), self._capsys.readouterr().out


@pytest.fixture
def runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    return Runs(tmp_path, capsys)


def test_equal_runs_give_0_and_different_ones_3(runs: Runs) -> None:
    assert runs.diff(CLASS, CLASS) == (0, "0 of 3 submissions changed\n")
    assert runs.diff([FAILED], [PASSED])[0] == 3


def test_the_table_says_who_gained_how_much_where_and_why(runs: Runs) -> None:
    _, out = runs.diff([PASSED], [FAILED])
    (row,) = (line for line in out.splitlines() if line.lstrip().startswith("ada"))
    assert " ".join(row.split()) == "ada 2 → 0 -2 forward -2 passed → failed: off by 2"
    assert "1 lost points, -2 points in all" in out


def test_the_table_is_plain_where_it_is_piped_whatever_students_wrote(runs: Runs) -> None:
    _, out = runs.diff(CLASS, EVERYTHING)
    assert not [char for char in out if not char.isprintable() and char != "\n"]


def test_the_changes_can_be_written_for_other_programs(runs: Runs) -> None:
    file = runs.folder / "changes.json"
    runs.diff([FAILED, report("bo")], [PASSED, report("bo")], "--json", str(file))
    written = msgspec.json.decode(file.read_bytes())
    (change,) = written["changes"]
    assert (written["unchanged"], change["who"], change["points"]) == (1, "ada", 2.0)
    assert msgspec.convert(change["checks"][0]["new"], CheckResult) == PASSED.checks[0]


def test_a_file_that_holds_no_reports_is_a_mistake_of_the_command(runs: Runs) -> None:
    with pytest.raises(SystemExit) as end:
        main(["diff", str(runs.folder / "missing.json"), str(runs.folder / "missing.json")])
    assert end.value.code == 1
