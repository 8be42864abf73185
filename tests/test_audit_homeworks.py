"""The homeworks pass their own audit in full: with ``pytest -m sweep``, or by ``grader audit NAME``.

What runs every time, a few mutants of each kind, is in `tests.test_audit`.
"""

import pytest

from grader.audit.run import Wishes, audit
from tests.courses import machine
from tests.homeworks import COURSE, NAMES

LEAST = 0.95  # of the wrong answers that are not waived lose points


@pytest.mark.sweep
@pytest.mark.parametrize("name", NAMES)
def test_a_homework_passes_its_own_audit(name: str) -> None:
    found = audit(COURSE.assignment(name), Wishes(), machine=machine())
    assert found.mutation_score is not None
    assert found.mutation_score >= LEAST
    assert [check.name for check in found.checks if check.is_flaky] == []
    assert [mutant.name for mutant in found.own if not mutant.is_as_named] == []
    assert found.idle_waivers == ()
