"""What each rung keeps from a submission, by effect: everything is tried from inside, on every rung here."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ORDINARY_USER
from tests.sandbox_driver import LIMITS, REPOSITORY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

See = Callable[[str], dict[str, Any]]

PRIVATE_ROOT = ["root 1", "root 1b", "user 1", "user 1b"]
# the last: as on a kernel whose Landlock does not bound signals (before 6.12)
CONFINED = [*PRIVATE_ROOT, "root 2", "user 2", "user 2 5"]
OF_ITS_OWN_USER = ["root 1", "root 1b", "root 2", "root 4"]
EVERYWHERE = [*CONFINED, "root 4", "user 4 0"]
UNAVAILABLE = ("unshare", "no Landlock", "bwrap:", "bubblewrap is not installed")


@pytest.fixture(scope="session")
def see(tmp_path_factory: pytest.TempPathFactory) -> See:
    """What was seen in a case; each is run once, whichever test process asks first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def run(case: str) -> dict[str, Any]:
        if case.startswith("root") and os.geteuid() != 0:
            pytest.skip("needs root")
        path = shared / f"sandbox {case}.json"
        with open(shared / f"sandbox {case}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                path.write_text(json.dumps(_run(case)))
        seen: dict[str, Any] = json.loads(path.read_text())
        assert "failure" not in seen, seen["failure"]
        if "unavailable" in seen:
            pytest.skip(f"{case}: {seen['unavailable']}")
        return seen

    return run


def _run(case: str) -> dict[str, Any]:
    finished = subprocess.run(
        [sys.executable, "-m", "tests.sandbox_driver", *case.split()],
        cwd=REPOSITORY,
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "WELLDONE_SECRET": "hunter2"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    with contextlib.suppress(ValueError):
        return dict(json.loads(finished.stdout))
    if any(reason in finished.stderr for reason in UNAVAILABLE):
        return {"unavailable": f"this machine does not allow it: {finished.stderr[-300:]}"}
    return {"failure": finished.stderr}


@pytest.mark.parametrize("case", CONFINED)
def test_no_socket_of_any_family_can_be_made(see: See, case: str) -> None:
    assert see(case)["sockets"] == ["EPERM"]


@pytest.mark.parametrize("case", CONFINED)
def test_neither_hidden_checks_nor_system_files_can_be_read_or_listed(see: See, case: str) -> None:
    read = see(case)["read"]
    repository = read.pop(f"{REPOSITORY}/")
    assert set(read.values()) == {None}
    assert set(repository or []) <= {"grader", Path(sys.prefix).name}


@pytest.mark.parametrize("case", PRIVATE_ROOT)
def test_what_is_hidden_cannot_even_be_seen_to_exist(see: See, case: str) -> None:
    seen = see(case)["stat"]
    seen.pop(f"{REPOSITORY}/")
    assert set(seen.values()) == {"ENOENT"}


@pytest.mark.parametrize("case", CONFINED)
def test_files_of_others_cannot_be_watched(see: See, case: str) -> None:
    assert see(case)["watch"] is False


@pytest.mark.parametrize("case", EVERYWHERE)
def test_modules_can_still_be_imported_after_confinement(see: See, case: str) -> None:
    assert set(see(case)["lazy import"]) == {"done"}


@pytest.mark.parametrize("case", CONFINED)
def test_no_signal_reaches_another_process(see: See, case: str) -> None:
    assert set(see(case)["signals"].values()) <= {"EPERM", "ESRCH"}


@pytest.mark.parametrize("case", CONFINED)
def test_no_signal_reaches_another_process_through_a_descriptor(see: See, case: str) -> None:
    assert set(see(case)["signals by another name"].values()) == {"EPERM"}


@pytest.mark.parametrize("case", CONFINED)
def test_other_processes_cannot_be_traced_read_limited_or_slowed(see: See, case: str) -> None:
    assert set(see(case)["hold on others"].values()) <= {"EPERM", "ESRCH"}


@pytest.mark.parametrize("case", CONFINED)
def test_kill_of_everybody_kills_nobody_else(see: See, case: str) -> None:
    assert see(case)["victim lives"]
    assert see(case)["ordinary afterwards"] == 7


@pytest.mark.parametrize("case", OF_ITS_OWN_USER)
def test_a_submission_that_root_starts_is_neither_root_nor_anybody_else(see: See, case: str) -> None:
    uids = see(case)["identity"]["uids"]
    assert len(uids) == 1
    assert uids[0] not in (0, ORDINARY_USER)


@pytest.mark.parametrize("case", EVERYWHERE)
def test_no_privilege_is_left_or_can_be_gained(see: See, case: str) -> None:
    identity = see(case)["identity"]
    assert identity["capabilities"] is False
    assert identity["no_new_privs"] == 1
    assert identity["dumpable"] == 0
    assert identity["leads its session"]


@pytest.mark.parametrize("case", CONFINED)
def test_no_program_can_be_executed(see: See, case: str) -> None:
    assert set(see(case)["programs"]) == {"EPERM"}


@pytest.mark.parametrize("case", CONFINED)
def test_no_namespace_can_be_made(see: See, case: str) -> None:
    assert see(case)["namespaces"] == {"clone": "EPERM", "clone3": "ENOSYS", "unshare": "EPERM"}


@pytest.mark.parametrize("case", CONFINED)
def test_calls_that_homework_has_no_use_for_are_refused(see: See, case: str) -> None:
    answers = see(case)["kernel"]
    assert answers.pop("from the future") == "ENOSYS"
    assert set(answers.values()) == {"EPERM"}


@pytest.mark.parametrize("case", CONFINED)
def test_a_process_cannot_ask_to_outlive_its_parent(see: See, case: str) -> None:
    assert see(case)["outlive the parent"] is False


@pytest.mark.parametrize("case", EVERYWHERE)
def test_nothing_is_inherited_but_the_five_descriptors(see: See, case: str) -> None:
    assert see(case)["descriptors"] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("case", EVERYWHERE)
def test_the_environment_is_the_one_that_is_named(see: See, case: str) -> None:
    environment = see(case)["environment"]
    assert "WELLDONE_SECRET" not in environment
    assert environment["HOME"] == "/nonexistent"
    assert environment["OPENBLAS_NUM_THREADS"] == "1"


@pytest.mark.parametrize("case", CONFINED)
def test_only_the_working_and_the_temporary_directory_can_be_written(see: See, case: str) -> None:
    directory = see(case)["directory"]
    assert directory["names"] == ["data", "mine"]
    assert directory["mode"] == 0o700
    assert directory["temporary"] == "done"
    assert {directory["outside"], directory["root"]} <= {"EROFS", "EACCES"}


@pytest.mark.parametrize("case", CONFINED)
def test_a_released_file_can_be_read_and_not_changed(see: See, case: str) -> None:
    released = see(case)["released file"]
    assert released["text"] == "1 2 3"
    assert released["write"] in ("EROFS", "EACCES")


@pytest.mark.parametrize("case", EVERYWHERE)
def test_memory_beyond_the_limit_is_an_error(see: See, case: str) -> None:
    assert see(case)["memory"] == {"heap": "MemoryError", "shared": "ENOMEM"}


@pytest.mark.parametrize("case", EVERYWHERE)
def test_no_file_grows_past_the_limit(see: See, case: str) -> None:
    assert set(see(case)["file size"].values()) == {"EFBIG"}


@pytest.mark.parametrize("case", PRIVATE_ROOT)
def test_all_files_together_stay_within_the_disk_limit(see: See, case: str) -> None:
    outcome, written = see(case)["disk"]
    assert outcome == "ENOSPC"
    assert written <= LIMITS.disk_bytes


@pytest.mark.parametrize("case", PRIVATE_ROOT)
def test_the_number_of_files_is_bounded(see: See, case: str) -> None:
    outcome, made = see(case)["inodes"]
    assert outcome == "ENOSPC"
    assert made < 5000


@pytest.mark.parametrize("case", EVERYWHERE)
def test_the_number_of_processes_is_bounded(see: See, case: str) -> None:
    outcome, forked = see(case)["processes"]
    assert outcome == "EAGAIN"
    assert 1 <= forked < 300


@pytest.mark.parametrize("case", [*PRIVATE_ROOT, "root 2", "root 4"])
def test_a_user_or_namespace_of_its_own_makes_the_bound_on_processes_exact(see: See, case: str) -> None:
    assert see(case)["processes"][1] == LIMITS.processes - 1


@pytest.mark.parametrize("case", EVERYWHERE)
def test_a_group_ends_processes_that_together_use_more_memory_than_they_may(see: See, case: str) -> None:
    seen = see(case)
    if not seen["group"]:
        pytest.skip("no control group may be made here")
    assert 9 in seen["together"]["ended"]
    assert seen["together"]["out of memory"]
    assert not seen["together"]["again"]
    assert seen["ending of together"]["signal"] is None  # the largest was ended, not the notebook's


@pytest.mark.parametrize("case", CONFINED)
def test_the_trials_that_choose_a_rung_find_what_was_found_here(see: See, case: str) -> None:
    possible = {effect for effect, text in see(case)["effects"].items() if text}
    assert possible == (set() if case in PRIVATE_ROOT else {"files hidden", "disk bounded"})


@pytest.mark.parametrize("case", CONFINED)
def test_a_sealed_process_may_start_threads_but_no_processes(see: See, case: str) -> None:
    assert see(case)["sealed"] == {"fork": "EPERM", "thread": "done"}


@pytest.mark.parametrize("case", CONFINED)
def test_an_endless_loop_is_ended_by_the_kernel_soon_after_its_processor_time(see: See, case: str) -> None:
    if "endless loop" not in see(case):
        pytest.skip("takes seconds: tried as the user that runs the tests only")
    ending = see(case)["endless loop"]
    assert ending["signal"] in (9, 24)  # process 1 of a namespace does not mind the warning, SIGXCPU
    assert not ending["stopped"]
    assert LIMITS.cpu_seconds * 0.5 < ending["cpu_seconds"] < LIMITS.cpu_seconds + 2


@pytest.mark.parametrize("case", EVERYWHERE)
def test_a_fork_bomb_ends_with_its_submission(see: See, case: str) -> None:
    seen = see(case)
    assert seen["fork bomb"] >= 10
    assert seen["ending of fork bomb"]["left"] == 0
    assert seen["left after fork bomb"] == 0


@pytest.mark.parametrize("case", EVERYWHERE)
def test_a_daemon_in_a_session_of_its_own_ends_with_its_submission(see: See, case: str) -> None:
    seen = see(case)
    assert seen["daemon"] == "started"
    assert seen["left after daemon"] == 0


@pytest.mark.parametrize("case", EVERYWHERE)
def test_everything_ends_when_the_session_is_killed(see: See, case: str) -> None:
    assert see(case)["parent's death"] == 0


@pytest.mark.parametrize("case", EVERYWHERE)
def test_a_flood_of_output_is_cut_at_the_file_limit(see: See, case: str) -> None:
    flood = see(case)["flood"]
    assert flood["outcome"] == "EFBIG"
    assert flood["alive"] == [LIMITS.file_bytes, 10]
    assert flood["afterwards"] == 100_000


@pytest.mark.parametrize("case", EVERYWHERE)
def test_nothing_is_left_of_any_submission(see: See, case: str) -> None:
    seen = see(case)
    assert seen["hostile tree"] == "made"
    assert seen["after"] == seen["before"]
