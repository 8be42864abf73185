"""The homeworks pass their own audit: wrong answers lose points, and no check fails a right one by chance.

One of them in every run, with few of the wrong answers; all of them in full with ``pytest -m sweep``, or by
``grader audit NAME``.
"""

from typing import Any

import pytest

from grader.audit.run import Wishes, audit
from tests.courses import machine
from tests.homeworks import COURSE, NAMES

LEAST = 0.95  # of the wrong answers that are not waived lose points
BOUNDED = Wishes(mutants=20, seeds=2, jobs=2)
IN_FULL = Wishes(mutants=300, seeds=20, jobs=2)
CASES: list[Any] = [pytest.param("momentum", BOUNDED, id="momentum-in-part")]
CASES += [pytest.param(name, IN_FULL, id=name, marks=pytest.mark.sweep) for name in NAMES]


@pytest.mark.parametrize(("name", "wishes"), CASES)
def test_a_homework_passes_its_own_audit(name: str, wishes: Wishes) -> None:
    found = audit(COURSE.assignment(name), wishes, machine=machine())
    assert found.mutation_score is not None
    assert found.mutation_score >= LEAST
    assert [check.name for check in found.checks if check.is_flaky] == []
    assert [mutant.name for mutant in found.own if not mutant.is_as_named] == []
    assert found.idle_waivers == ()
