"""Preparing a batch: what is refused before a process is started."""

import sys
from pathlib import Path

import pytest

from grader.batch import prepare_work
from grader.course import Assignment
from grader.errors import AssignmentError
from grader.sandbox.probe import Machine
from grader.sandbox.rungs import Isolation, Rung
from grader.scaffold import scaffold

MACHINE = Machine(rung=Rung.NAMESPACES, rungs=(), landlock_abi=0, kernel="", as_root=False)


def test_a_course_among_the_files_that_submissions_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = Assignment.load(scaffold(tmp_path / "env" / "share", "week-1"))
    prepare_work(assignment, Path("test_week_1.py"), isolation=Isolation.BEST, machine=MACHINE)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "env"))
    with pytest.raises(AssignmentError, match="lies where submissions can read"):
        prepare_work(assignment, Path("test_week_1.py"), isolation=Isolation.BEST, machine=MACHINE)
