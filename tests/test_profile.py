"""Where the time of a submission goes: what counts to which stage, and that nobody pays who does not ask."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import main
from grader.course import Course
from grader.journal import Journal
from grader.plugin import stages
from grader.plugin.stages import STAGES, Descendants, Stopwatch
from grader.spending import STAGE_NAMES, Spent
from tests.courses import NAME, submission
from tests.test_shard import timeless


class Clocks:
    """Three clocks that stand still unless told; reading the others' takes a second of one's own."""

    def __init__(self) -> None:
        self.wall = self.own = self.others = 0.0
        self.stopwatch = Stopwatch(self._read_others, wall=lambda: self.wall, own=lambda: self.own)

    def spend(self, wall: float, own: float = 0.0, others: float = 0.0) -> None:
        self.wall, self.own, self.others = self.wall + wall, self.own + own, self.others + others

    def _read_others(self) -> float:
        self.wall, self.own = self.wall + 1.0, self.own + 1.0
        return self.others


def test_a_stage_within_another_is_counted_to_itself_only() -> None:
    clocks = Clocks()
    with clocks.stopwatch.stage("checks"):
        clocks.spend(5.0, own=2.0)
        with clocks.stopwatch.stage("forks"):
            clocks.spend(3.0, others=1.5)
        clocks.spend(0.5)
    taken = clocks.stopwatch.take()
    assert taken == {"checks": Spent(wall=5.5, processor=2.0), "forks": Spent(wall=3.0, processor=1.5)}


def test_what_is_taken_in_the_middle_of_a_stage_is_counted_once() -> None:
    clocks = Clocks()
    with clocks.stopwatch.stage("report"):
        clocks.spend(2.0)
        assert clocks.stopwatch.take() == {"report": Spent(wall=2.0)}
        clocks.spend(1.0)
    assert clocks.stopwatch.take() == {"report": Spent(wall=1.0)}


def test_a_stage_that_raises_ends() -> None:
    clocks = Clocks()
    with pytest.raises(ZeroDivisionError), clocks.stopwatch.stage("cells"):
        raise ZeroDivisionError
    clocks.spend(9.0)
    assert clocks.stopwatch.take() == {"cells": Spent()}


def test_processes_that_ended_still_count(monkeypatch: pytest.MonkeyPatch) -> None:
    living: dict[int, float] = {}
    monkeypatch.setattr(stages, "_below", lambda _: list(living))
    monkeypatch.setattr(stages, "_processor_seconds", living.get)
    processors = Descendants()
    living |= {7: 1.0, 8: 2.0}
    assert processors() == 3.0
    del living[8]
    living[7] = 1.5
    assert processors() == 3.5
    living |= {8: 0.25}  # another process with the number of one that ended
    assert processors() == 3.75
    living[8] = 0.125
    assert processors() == 3.875


def test_the_time_of_a_real_process_is_the_one_that_it_tells_itself() -> None:
    busy = "import time\nsum(range(10**6))\nprint(time.process_time(), flush=True)\ninput()"
    command = [sys.executable, "-c", busy]
    before = Descendants()()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = float(process.stdout.readline())
        seen = Descendants()()
        process.communicate("\n")
    assert seen - before >= told > 0


def test_nothing_is_measured_where_nobody_asked() -> None:
    functions = [getattr(owner, name) for pairs in STAGES.values() for owner, name in pairs]
    assert functions
    assert not [function for function in functions if hasattr(function, "__wrapped__")]


def test_a_profile_has_every_stage_and_changes_no_report(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.root / "submissions").mkdir()
    for student in ("ada", "bo"):
        (course.root / "submissions" / f"{student}.ipynb").write_bytes(submission(course))
    monkeypatch.chdir(course.root)

    def grade(*options: str) -> str:
        with pytest.raises(SystemExit) as end:
            main(["grade", NAME, "submissions", "--isolation", "best", *options])
        assert end.value.code == 0
        return capsys.readouterr().out

    out = grade("--profile", "--json", "measured.json")
    rows = {line[:24].strip(): line[24:].split() for line in out.splitlines()}
    assert {*STAGES} <= {*rows}
    spent = {stage: rows[stage] for stage in STAGES}
    assert not [stage for stage, (wall, _, _) in spent.items() if float(wall) <= 0]
    assert not [stage for stage, (_, processor, _) in spent.items() if float(processor) < 0]
    assert "each of 2 submissions" in rows
    assert "so nothing measured: add --again" in grade("--profile")
    assert "share of wall" not in grade("--again", "--json", "plain.json")
    assert timeless(Path("measured.json")) == timeless(Path("plain.json"))
    (kept,) = course.build_folder(NAME).glob("results-*.jsonl")
    journal = Journal(course.build_folder(NAME), kept.stem.removeprefix("results-"))
    assert [result.stages for result in journal.read().values()] == [{}, {}]


def test_every_stage_has_a_clock_and_a_row() -> None:
    assert tuple(STAGES) == STAGE_NAMES
