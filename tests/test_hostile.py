"""Hostile submissions, graded for real: none gets a point that its honest parts do not earn.

`QUICK` is the bounded form that every run takes; the rest take minutes and run with ``pytest -m sweep``.
"""

import shutil
from pathlib import Path

import pytest

from grader.batch import Batch, grade_batch, prepare_work, write_checks
from grader.course import Course
from grader.model import Outcome, Report, Status
from grader.notebook.source import read_source
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Isolation
from grader.submission.identity import SubmissionPath
from tests.attacks import ASSIGNMENT, FOLDER, NAME, Attack, read_attack, submission_of

QUICK = (
    "answers_of_wrong_shapes",
    "crashes_after_partial_credit",
    "drops_assert_by_ast_transformer",
    "equality_always_true",
    "exits_with_status_zero",
    "hides_errors_from_ipython",
    "patches_numpy_allclose",
    "prints_passed_10_of_10",
    "returns_a_scalar_to_broadcast",
    "returns_an_empty_array",
    "returns_numbers_as_text",
    "subclasses_float_and_ndarray",
    "writes_conftest_and_pytest_ini",
)
SLOW = tuple(sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in (*QUICK, "conftest")))


def grade(names: tuple[str, ...], folder: Path) -> dict[str, Report]:
    """The reports of these attacks, each followed by an honest submission called ``honest-N``."""
    root = folder / "course"
    shutil.copytree(ASSIGNMENT, root / "assignments" / NAME)
    course = Course(root=root)
    assignment = course.assignment(NAME)
    source = read_source(assignment.source)
    module, _ = write_checks(assignment, course.build_folder(NAME))
    known = {"CANARY": folder / "canary", "FOLDER": assignment.root, "MODULE": module, "SECRET": "secret"}
    plain = Attack(name="", number="", verdict="", says=(), answers={}, added=(), edit="")
    honest = submission_of(plain, source, {})
    paths = []
    for number, name in enumerate(names):
        attack = read_attack(FOLDER / f"{name}.py")
        for student, content in ((name, submission_of(attack, source, known)), (f"honest-{number}", honest)):
            path = folder / f"{student}.ipynb"
            path.write_bytes(content)
            paths.append(SubmissionPath(path=path, given=student, student=student, output_name=student))
    work = prepare_work(assignment, module, isolation=Isolation.BEST, machine=probe(every_rung=False))
    batch = Batch(work=work, assignment=assignment, submissions=tuple(paths), jobs=2)
    return {settled.report.submission: settled.report for settled in grade_batch(batch)}


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    return grade(QUICK, tmp_path_factory.mktemp("hostile"))


def judge(attack: Attack, report: Report) -> None:
    """Compare what came out with the attack's verdict."""
    if attack.verdict.startswith("invalid: "):
        assert report.status is Status.INVALID
        assert attack.verdict.removeprefix("invalid: ") in (report.reason or "")
        return
    assert report.status is Status.GRADED
    if attack.verdict == "no points":
        assert report.score == 0
        return
    questions = {check.name: check.question or "" for check in report.checks}
    expected = {} if attack.verdict == "full points" else attack.expected(questions)
    for check in report.checks:
        assert check.outcome in expected.get(check.name, {Outcome.PASSED}), check
        assert (check.points > 0) == (check.name not in expected)


@pytest.mark.parametrize("name", QUICK)
def test_an_attack_gets_what_its_honest_parts_earn(name: str, quick: dict[str, Report]) -> None:
    judge(read_attack(FOLDER / f"{name}.py"), quick[name])


def test_an_honest_submission_after_each_attack_gets_every_point(quick: dict[str, Report]) -> None:
    for number in range(len(QUICK)):
        report = quick[f"honest-{number}"]
        assert report.score == report.max_score > 0


@pytest.mark.sweep
@pytest.mark.parametrize("name", SLOW)
def test_a_slow_attack_gets_what_its_honest_parts_earn(name: str, tmp_path: Path) -> None:
    attack = read_attack(FOLDER / f"{name}.py")
    if any(f"@{place}@" in (FOLDER / f"{name}.py").read_text() for place in ("PID", "PORT", "JUDGE", "DEEP")):
        pytest.skip("needs a victim outside of the sandbox, which this test does not start")
    judge(attack, grade((name,), tmp_path)[name])
