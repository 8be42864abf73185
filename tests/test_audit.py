"""The audit, with the real engine: an assignment that has every weakness, and homeworks that have none."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from grader.audit.answers import Answer, Run, grade_answers
from grader.audit.findings import Audit, CheckRow, Fate, MutantRow
from grader.audit.mutation.generate import sample
from grader.audit.run import Wishes, audit, generate
from grader.audit.trials import Costs, Wrong, cheap_checks, try_answers
from grader.audit.waivers import read_waivers
from grader.course import Course
from grader.model import Outcome
from grader.notebook.source import read_source
from grader.scaffold import scaffold
from grader.submission.plan import Extent
from tests.courses import machine
from tests.homeworks import COURSE, TRAINING

LUCK = Path(__file__).parent / "fixtures" / "audit" / "luck"
AUDITED = [name for name in COURSE.names() if COURSE.assignment(name).waivers_file.is_file()]
SEEDS = 8


class Ended(msgspec.Struct, frozen=True):
    """How one command ended."""

    status: int
    out: str
    err: str


def grader(root: Path, *arguments: str) -> Ended:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    command = [sys.executable, "-m", "grader", *arguments]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def luck(shared_folder: Path) -> Path:
    """A course that was audited, by the first test process that asks."""
    root = shared_folder / "audit"
    with (shared_folder / "audit.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            shutil.copytree(LUCK, root / "assignments" / "luck")
            ended = grader(
                root, "audit", "luck", "--seeds", str(SEEDS), "--fail-under", "95%", "--json", "found.json"
            )
            (root / "ended.json").write_bytes(msgspec.json.encode(ended))
    return root


@pytest.fixture
def ended(luck: Path) -> Ended:
    return msgspec.json.decode((luck / "ended.json").read_bytes(), type=Ended)


@pytest.fixture
def found(luck: Path, ended: Ended) -> Audit:
    assert ended.status == 1, ended.err
    return msgspec.json.decode((luck / "found.json").read_bytes(), type=Audit)


def mutant(found: Audit, becomes: str) -> MutantRow:
    (row,) = (row for row in found.mutants if row.becomes == becomes)
    return row


def check(found: Audit, name: str) -> CheckRow:
    (row,) = (row for row in found.checks if row.name == name)
    return row


def test_every_mutant_of_the_solution_regions_is_tried(found: Audit, luck: Path) -> None:
    assignment = Course(root=luck).assignment("luck")
    made = generate(read_source(assignment.source))
    assert [(row.cell, row.becomes) for row in found.mutants] == [(m.cell, m.becomes) for m in made]
    assert found.count(Fate.UNGRADED) == 0


@pytest.mark.parametrize(
    ("becomes", "fate", "noticed_by"),
    [
        ("return 4", Fate.SURVIVED, None),
        ("for number in range(1, 4_000_000):", Fate.SURVIVED, None),
        ("return x - 4", Fate.LOST, "weak-positive"),
        ("return x + 5", Fate.LOST, "first"),
        ("while n < 0:", Fate.LOST, "count-three"),
        ("for number in range(3999999):", Fate.LOST, "slow-total"),
        ("return 1 - scale * np.random.normal()", Fate.WAIVED, None),
    ],
)
def test_a_mutant_meets_its_fate(becomes: str, fate: Fate, noticed_by: str | None, found: Audit) -> None:
    row = mutant(found, becomes)
    assert (row.fate, row.check) == (fate, noticed_by)


def test_an_endless_loop_ends_by_a_limit_and_costs_points(found: Audit) -> None:
    row = mutant(found, "n += 1")
    assert (row.fate, row.check, row.outcome) == (Fate.LOST, "count-three", Outcome.TIMEOUT)


def test_what_takes_long_is_run_for_mutants_in_it_and_for_those_that_nothing_else_notices(
    found: Audit,
) -> None:
    trained = [row for row in found.mutants if row.trained]
    assert trained == [row for row in found.mutants if row.cell == "slow" or row.fate is Fate.SURVIVED]
    assert found.trained_share == len(trained) / len(found.mutants)


def test_the_score_is_the_share_of_wrong_answers_that_lost_points(found: Audit) -> None:
    lost, survived = found.count(Fate.LOST), found.count(Fate.SURVIVED)
    assert lost + survived + found.count(Fate.WAIVED) == len(found.mutants) + len(found.own)
    assert found.mutation_score == lost / (lost + survived)


def test_a_survivor_can_be_waived_by_what_is_offered(found: Audit) -> None:
    assert 'becomes = ["return 4"]' in str(mutant(found, "return 4").waiver)


def test_own_mutants_fail_exactly_what_they_name_or_are_told(found: Audit) -> None:
    rows = {row.name: row for row in found.own}
    assert {name for name, row in rows.items() if row.is_as_named} == {"as-named", "slow-and-cheap"}
    assert rows["named-wrongly"].failed == ("first",)
    assert not rows["named-wrongly"].hint


def test_an_own_mutant_in_a_cell_that_takes_long_is_judged_by_every_check_that_it_names(found: Audit) -> None:
    (row,) = (row for row in found.own if row.name == "slow-and-cheap")
    assert row.failed == ("count-three", "slow-total")


def test_a_check_that_fails_right_answers_is_flaky(found: Audit) -> None:
    assert check(found, "noise-tight").passed < SEEDS == check(found, "noise-tight").runs
    assert check(found, "noise-tight").is_flaky
    assert not check(found, "noise-near").is_flaky


def test_a_check_that_relies_on_another_before_it_is_told(found: Audit) -> None:
    assert [row.name for row in found.checks if not row.independent] == ["second"]
    assert all(row.repeatable for row in found.checks)


def test_thresholds_of_helpers_and_of_plain_asserts_are_measured(found: Audit) -> None:
    rows = {(row.check, row.bound): row for row in found.thresholds}
    assert set(rows) == {("noise-tight", 0.95), ("noise-near", 0.72), ("noise-far", 0), ("noise-far", 2)}
    assert {key for key, row in rows.items() if row.flagged} == {("noise-tight", 0.95), ("noise-near", 0.72)}
    assert all(len(row.values) == SEEDS for row in rows.values())
    assert rows["noise-near", 0.72].mean == pytest.approx(1, abs=0.15)


def test_checks_without_a_hint_are_told(found: Audit) -> None:
    assert {row.name for row in found.hintless} == {"noise-tight", "first", "second"}
    assert check(found, "count-three").hint == "count every step"


def test_points_stand_beside_the_mutants_that_their_checks_notice(found: Audit) -> None:
    rows = {row.name: row for row in found.questions}
    assert [*rows] == ["count", "weak", "noise", "slow", "why"]
    weak = rows["weak"]
    assert (weak.visible_points, weak.hidden_points, weak.manual_points) == (1, 2, 0)
    assert weak.noticed_hidden > 0 < weak.noticed_visibly
    assert weak.survived == 1
    assert rows["why"].manual_points == 2


def test_a_waiver_of_a_line_that_is_no_more_is_told(found: Audit) -> None:
    assert found.idle_waivers == ("cell noise: return 1 - scale * np.random.uniform()",)


def test_what_each_check_takes_is_told(found: Audit) -> None:
    for row in found.checks:
        assert 0 <= (row.cpu_seconds or -1) <= (row.most_cpu_seconds or -1)
        assert (row.most_bytes or 0) > 2**20


def test_a_score_below_the_bound_has_exit_status_1_and_says_so(ended: Ended) -> None:
    assert ended.status == 1
    assert "the mutation score is" in ended.err
    assert "expected at least 95 %" in ended.err


def test_the_summary_lists_survivors_as_differences_and_is_plain_where_it_is_piped(ended: Ended) -> None:
    assert "  - return x + 4\n  + return 4\n" in ended.out
    assert "survived with 8 of 8 points: weak, line 3" in ended.out
    assert "named-wrongly: expected weak-positive; failed first" in ended.out
    assert "\x1b" not in ended.out + ended.err


def test_a_page_is_written_beside_the_compiled_checks(luck: Path, ended: Ended) -> None:
    path = luck / "build" / "luck" / "audit.html"
    assert f"page: {path}" in ended.out
    page = path.read_text(encoding="utf-8")
    assert "Luck &amp; &lt;other&gt; things" in page
    assert page.count('<svg class="plot"') == 4


def test_the_json_names_its_schema(luck: Path, ended: Ended) -> None:
    assert json.loads((luck / "found.json").read_text())["schema"] == "welldone/audit/1"


def test_a_new_assignment_passes_its_audit(tmp_path: Path) -> None:
    scaffold(tmp_path, "week-1")
    ended = grader(tmp_path, "audit", "week-1", "--seeds", "2", "--mutants", "12", "--fail-under", "100")
    assert ended.status == 0, ended.out + ended.err
    assert "mutation score 100.0 %" in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("week-1", "--fail-under", "much"), "expected percent, such as 95"),
        (("week-1", "--fail-under", "101"), "expected percent, such as 95"),
        (("week-2",), "no assignment 'week-2'"),
        (("week-1",), "waivers.toml: is no file of waivers"),
    ],
)
def test_what_cannot_be_audited_is_told_in_one_line_with_status_1(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    folder = scaffold(tmp_path, "week-1")
    (folder / "waivers.toml").write_text('[[waiver]]\ncell = "error"\n')
    ended = grader(tmp_path, "audit", *arguments)
    assert ended.status == 1
    assert words in ended.err
    assert ended.err.count("\n") == 1


def test_a_reference_that_does_not_pass_is_told(tmp_path: Path) -> None:
    folder = scaffold(tmp_path, "week-1")
    path = folder / "week-1.ipynb"
    path.write_text(path.read_text().replace("np.mean((predictions", "np.sum((predictions"))
    ended = grader(tmp_path, "audit", "week-1", "--seeds", "1")
    assert ended.status == 1
    assert "the reference does not pass check error-by-hand" in ended.err


@pytest.mark.parametrize("name", AUDITED)
def test_a_few_mutants_of_each_kind_lose_points_of_a_homework_or_are_waived(name: str) -> None:
    assignment = COURSE.assignment(name)
    source = read_source(assignment.source)
    waivers = read_waivers(assignment.waivers_file)
    made = [m for m in generate(source) if m.cell != TRAINING[name] and waivers.reason(m) is None]
    wrong = {f"mutant {place}": m for place, m in enumerate(sample(made, 24, seed=0))}

    def grade(_what: str, answers: Sequence[Answer]) -> list[Run]:
        return grade_answers(assignment, answers, machine=machine())

    (listed,) = grade("", [Answer(name="names", cells={}, extent=Extent(checks=frozenset()))])
    names = [check.name for check in listed.settled.report.checks if check.outcome is not Outcome.PENDING]
    costs = Costs(cells={TRAINING[name]: 60.0}, checks={})
    answers = [Wrong(name=name, cells={m.cell: m.text}) for name, m in wrong.items()]
    cheap = cheap_checks({costs.long_cells}, names, grade)
    trials = try_answers(source, answers, names, costs, cheap, grade)
    assert [wrong[name].becomes for name, trial in trials.items() if not trial.failed] == []


@pytest.mark.sweep
@pytest.mark.parametrize("name", COURSE.names())
def test_a_homework_can_be_trusted(name: str) -> None:
    found = audit(COURSE.assignment(name), Wishes(), machine=machine())
    assert (found.mutation_score or 0) >= 0.95
    assert found.count(Fate.UNGRADED) == 0
    assert [row.name for row in found.not_as_named] == []
    assert [row.name for row in found.flaky] == []
    assert [(row.check, row.chance) for row in found.flagged] == []
    assert [row.name for row in found.hintless] == []
    assert found.idle_waivers == ()
    assert len(found.mutants) >= 300
