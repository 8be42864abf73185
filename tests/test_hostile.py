"""Hostile submissions, graded for real: none gets a point that its honest parts do not earn.

Each is a file of ``tests/hostile``; see ``tests.attacks``. One driver for each rung grades them one after
another. `QUICK` is what every run takes, on the two rungs that official grades may rest on; the rest, and the
other rungs and users, take minutes and run with ``pytest -m sweep``.
"""

import fcntl
import functools
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from grader.sandbox.rungs import Rung
from tests.attacks import departures
from tests.catalogue import attacks
from tests.hostile_driver import SECRET, UNAVAILABLE, Seen

ROOT = Path(__file__).parents[1]
ATTACKS = {attack.name: attack for attack in attacks()}
QUICK = (
    "answers_numpys_questions",
    "answers_of_wrong_shapes",
    "answers_twice",
    "crashes_after_partial_credit",
    "drops_assert_by_ast_transformer",
    "duplicates_cell_ids",
    "edits_checks_and_their_points",
    "equality_always_true",
    "exits_with_status_zero",
    "fakes_outputs",
    "hides_errors_from_ipython",
    "keeps_the_checks_socket",
    "kill_minus_one",
    "leaves_a_daemon_behind",
    "lies_about_its_length",
    "looks_for_secrets_in_descriptors",
    "names_a_class_on_the_wire",
    "never_forks",
    "opens_sockets",
    "patches_numpy_allclose",
    "precreates_result_files",
    "prints_passed_10_of_10",
    "reads_hidden_tests_from_disk",
    "reads_other_submissions",
    "reads_proc_of_the_judge",
    "returns_an_empty_array",
    "returns_numbers_as_text",
    "runs_programs",
    "searches_memory_for_answers",
    "signals_by_other_means",
    "steals_a_given_reference",
    "subclasses_float_and_ndarray",
    "swallowed_crash",
    "swallowed_memory_limit",
    "writes_conftest_and_pytest_ini",
    "writes_results_files",
)
MINE = "root" if os.geteuid() == 0 else "user"
EVERY_RUN = (f"{MINE} {Rung.NAMESPACES}", f"{MINE} {Rung.LANDLOCK}")
ONLY_SWEPT = tuple(
    f"{who} {rung}"
    for who in dict.fromkeys(("user", MINE))
    for rung in (Rung.BUBBLEWRAP, Rung.NAMESPACES, Rung.LANDLOCK, Rung.RLIMITS)
    if f"{who} {rung}" not in EVERY_RUN
)
DRIVERS = 2  # at a time
MEMORY_MIB = 1_500  # what the trusted side may take while it is attacked: one check may fetch 1,024

Observe = Callable[[str, str], Seen]


def attacks_for(case: str) -> list[str]:
    """The attacks that the rung of *case* stops; the rest would reach the machine that runs the tests."""
    order = list(Rung)
    rung = Rung(case.split()[1])
    return [name for name, attack in ATTACKS.items() if order.index(rung) <= order.index(attack.needs)]


def _everything() -> list[object]:
    quick = [pytest.param(case, name) for case in EVERY_RUN for name in attacks_for(case) if name in QUICK]
    slow = [
        pytest.param(case, name, marks=pytest.mark.sweep)
        for case in (*EVERY_RUN, *ONLY_SWEPT)
        for name in attacks_for(case)
        if case in ONLY_SWEPT or name not in QUICK
    ]
    return [*quick, *slow]


each_attack = pytest.mark.parametrize(("case", "name"), _everything())


@pytest.fixture(scope="session")
def observe(shared_folder: Path, request: pytest.FixtureRequest) -> Observe:
    """What came of an attack. The first test process that asks drives all that any test will ask for."""
    wanted: dict[str, dict[str, None]] = {}  # case -> names, in order
    for item in request.session.items:
        if isinstance(item, pytest.Function) and "observe" in item.fixturenames:
            case, name = (str(item.callspec.params[what]) for what in ("case", "name"))
            wanted.setdefault(case, {})[name] = None
    with (shared_folder / "hostile.lock").open("w") as lock, ThreadPoolExecutor(DRIVERS) as pool:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for driving in [
            pool.submit(drive, shared_folder, case, tuple(names)) for case, names in wanted.items()
        ]:
            driving.result()

    def get(case: str, name: str) -> Seen:
        output, log = _files(shared_folder, case)
        if UNAVAILABLE in (said := log.read_text()):
            pytest.skip(f"{case}: this machine does not allow it: {said[-300:]}")
        seen = _read(output)
        if name not in seen:
            pytest.fail(f"the driver ended at this attack, or before it: {said[-2_000:]}")
        return seen[name]

    return get


def drive(folder: Path, case: str, names: Sequence[str]) -> dict[str, Seen]:
    """Run the driver, unless it was run in *folder*; what it saw."""
    output, log = _files(folder, case)
    if not log.exists():
        with log.open("wb") as complaints:
            subprocess.run(
                [sys.executable, "-m", "tests.hostile_driver", *case.split(), output, *names],
                cwd=ROOT,
                env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "WELLDONE_SECRET": SECRET},
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                check=False,
            )
    return _read(output)


def _files(folder: Path, case: str) -> tuple[Path, Path]:
    return folder / f"hostile {case}.jsonl", folder / f"hostile {case}.log"


@functools.cache
def _read(output: Path) -> dict[str, Seen]:
    lines = output.read_bytes().splitlines() if output.exists() else []
    return {seen.name: seen for seen in map(msgspec.json.Decoder(Seen).decode, lines)}


@each_attack
def test_an_attack_gets_what_its_honest_parts_earn(observe: Observe, case: str, name: str) -> None:
    assert departures(ATTACKS[name], observe(case, name).report) == []


@each_attack
def test_an_honest_submission_after_an_attack_gets_every_point(
    observe: Observe, case: str, name: str
) -> None:
    report = observe(case, name).honest
    assert report.score == report.max_score > 0


@each_attack
def test_no_process_file_mount_or_descriptor_is_left_of_an_attack(
    observe: Observe, case: str, name: str
) -> None:
    assert observe(case, name).left == {}


@each_attack
def test_an_attack_reaches_nobody_outside_of_its_sandbox(observe: Observe, case: str, name: str) -> None:
    assert observe(case, name).reached == ()


@each_attack
def test_the_trusted_side_takes_a_bounded_amount_of_memory(observe: Observe, case: str, name: str) -> None:
    assert observe(case, name).memory_mib < MEMORY_MIB


def test_what_watches_an_attack_notices_one_that_nothing_stops(tmp_path: Path) -> None:
    seen = drive(tmp_path, f"{MINE} none", ["opens_sockets", "leaves_a_daemon_behind"])
    assert seen["opens_sockets"].reached[0] == "the TCP port"
    assert "the canary file" in seen["leaves_a_daemon_behind"].reached


def test_a_report_that_is_not_what_an_attack_must_get_is_told(tmp_path: Path) -> None:
    seen = drive(tmp_path, f"{MINE} none", ["equality_always_true"])["equality_always_true"]
    attack = ATTACKS["equality_always_true"]
    assert departures(attack, seen.report) == []
    for verdict in ("full points", "no points", "invalid: x", "fails number (crashed)"):
        assert departures(msgspec.structs.replace(attack, verdict=verdict), seen.report)
