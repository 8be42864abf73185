"""Control groups: where they are made, what is written to them, and that none is left."""

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox import groups
from grader.sandbox.groups import Group, make_group, own_groups
from grader.sandbox.host import Zygote
from grader.sandbox.rungs import Limits, Policy, Rung
from grader.sandbox.scratch import Scratch
from grader.sandbox.together import TRIAL_MEMORY, TRIAL_PROCESSES, try_together
from tests.sandbox_driver import REPOSITORY, WORKER, ask

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

SECOND = "31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
FIRST = """\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / /sys/fs/cgroup/cpu,pids rw,relatime - cgroup cgroup rw,cpu,pids
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
"""


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    made = make_group(tmp_path)
    if made is None:
        pytest.skip("this user may make no control group here")
    yield made
    made.close()


def directories(home: Path) -> list[Path]:
    return [Path(os.readlink(link)) for link in home.iterdir() if link.name.startswith("group-")]


def test_in_version_2_the_group_is_looked_for_beside_our_own_and_further_up() -> None:
    found = own_groups("0::/user.slice/user-1000.slice/session-3.scope\n", SECOND)
    assert [str(path) for path in found[""]] == [
        "/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope",
        "/sys/fs/cgroup/user.slice/user-1000.slice",
        "/sys/fs/cgroup/user.slice",
        "/sys/fs/cgroup",
    ]


def test_in_version_1_each_controller_has_a_place_of_its_own() -> None:
    found = own_groups("4:memory:/jobs/7\n8:cpu,pids:/\n1:name=systemd:/\n0::/\n", FIRST)
    assert found["memory"][0] == Path("/sys/fs/cgroup/memory/jobs/7")
    assert found["pids"] == [Path("/sys/fs/cgroup/cpu,pids")]
    assert found[""] == [Path("/sys/fs/cgroup/unified")]


def test_a_container_that_sees_a_part_of_the_tree_looks_in_that_part_alone() -> None:
    part = SECOND.replace(" / /sys", " /docker/ab /sys")
    assert own_groups("0::/docker/ab/c\n", part)[""] == [Path("/sys/fs/cgroup/c"), Path("/sys/fs/cgroup")]
    assert own_groups("0::/elsewhere\n", part) == {}
    assert own_groups("0::/../outside\n", SECOND) == {}


@pytest.mark.parametrize("version", [groups._FIRST, groups._SECOND], ids=["v1", "v2"])
def test_both_versions_bound_memory_swap_and_processes(
    version: groups._Version, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # ordinary files stand for the kernel's: the version that this machine does not have is tried too
    names = ("cgroup.procs", "pids.max", version.memory, version.swap, version.events)
    make = Path.mkdir
    monkeypatch.setattr(Path, "mkdir", lambda path: (make(path), [(path / name).touch() for name in names]))
    made = Group(version, [tmp_path / "group"])
    made.bound(memory_bytes=5 << 20, processes=7)
    written = {name: (tmp_path / "group" / name).read_text() for name in names}
    assert written["pids.max"].startswith("7")
    assert written[version.memory].startswith(str(5 << 20))
    assert written[version.swap].startswith(str(5 << 20) if version is groups._FIRST else "0")
    (tmp_path / "group" / version.events).write_text("low 0\noom 4\noom_kill 2\noom_group_kill 0\n")
    assert (made.ran_out_of_memory(), made.ran_out_of_memory()) == (True, False)


def test_where_no_group_may_be_made_nothing_is_left_of_the_attempt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "home").mkdir()
    # directories can be made there, and have none of the kernel's files
    monkeypatch.setattr(groups, "own_groups", lambda _own, _mounts: {"": [tmp_path / "tree"]})
    assert make_group(tmp_path / "home") is None
    assert list((tmp_path / "tree").iterdir()) == list((tmp_path / "home").iterdir()) == []


def test_a_group_bounds_memory_and_processes_of_all_together(group: Group) -> None:
    group.bound(memory_bytes=TRIAL_MEMORY, processes=TRIAL_PROCESSES)
    assert try_together(tuple(map(os.dup, group.entrances))) == ""


def test_the_trial_notices_a_group_that_bounds_nothing(group: Group) -> None:
    group.bound(memory_bytes=1 << 32, processes=TRIAL_PROCESSES)
    assert "more memory" in try_together(tuple(map(os.dup, group.entrances)))


def test_the_trial_notices_a_group_that_bounds_no_processes(group: Group) -> None:
    group.bound(memory_bytes=TRIAL_MEMORY, processes=1000)
    assert "more processes" in try_together(tuple(map(os.dup, group.entrances)))


def test_a_group_is_gone_when_it_is_closed(group: Group, tmp_path: Path) -> None:
    made = directories(tmp_path)
    assert made
    assert all(path.is_dir() for path in made)
    group.close()
    assert not any(path.exists() for path in made)


POLICY = Policy(
    rung=Rung.RLIMITS,
    limits=Limits(memory_bytes=64 << 20, disk_bytes=1 << 20, file_bytes=1 << 20),
    environment={"PYTHONPATH": str(REPOSITORY)},
)
HOLD = """
import os
children = []
for _ in range({count}):
    child = os.fork()
    if child == 0:
        block = b"x" * ({mebibytes} << 20)
        os.write(1, b".")
        os.read(3, 1)
        os._exit(0)
    children.append(child)
"""


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The temporary directory of this test alone. Not below pytest's own, which no other user can enter."""
    with tempfile.TemporaryDirectory(prefix="places-") as directory:
        os.chmod(directory, 0o711)
        monkeypatch.setattr(tempfile, "tempdir", directory)
        yield Path(directory)


@pytest.mark.usefixtures("group")
def test_the_groups_of_a_session_that_was_killed_are_removed_by_the_next(places: Path) -> None:
    ready, told = os.pipe()
    session = os.fork()
    if session == 0:
        try:
            Zygote(POLICY, worker_module=WORKER).spawn(seed=1, deadline_s=30)
            os.write(told, b"x")
            signal.pause()
        finally:
            os._exit(1)
    os.close(told)
    assert os.read(ready, 1)
    os.close(ready)
    (abandoned,) = places.iterdir()
    left = directories(abandoned)
    os.kill(session, signal.SIGKILL)
    os.waitpid(session, 0)
    assert left
    assert all(path.is_dir() for path in left)
    give_up = time.monotonic() + 30
    while any((path / "cgroup.procs").read_text() for path in left) and time.monotonic() < give_up:
        time.sleep(0.01)
    with Scratch():
        assert not any(path.exists() for path in left)


@pytest.mark.usefixtures("group")
def test_what_each_of_two_submissions_may_use_is_not_the_other_s_to_take() -> None:
    with Zygote(POLICY, worker_module=WORKER) as zygote:
        workers = [zygote.spawn(seed=number, deadline_s=30) for number in range(2)]
        for worker in workers:  # 120 MiB each: what one of them may use, and its own part
            assert ask(worker, HOLD.format(count=2, mebibytes=60) + "result = len(children)", {}) == 2
        give_up = time.monotonic() + 30
        while any(len(worker.output(9)) < 2 for worker in workers) and time.monotonic() < give_up:
            time.sleep(0.01)
        assert [len(worker.output(9)) for worker in workers] == [2, 2]
        assert not any(worker.ran_out_of_memory() for worker in workers)


@pytest.mark.usefixtures("group")
def test_a_submission_that_is_ended_for_its_memory_is_told_from_one_that_crashed() -> None:
    with Zygote(POLICY, worker_module=WORKER) as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        with contextlib.suppress(Exception):
            ask(worker, HOLD.format(count=16, mebibytes=50) + "result = [os.wait() for _ in children]", {})
        assert worker.kill().out_of_memory
        crashing = zygote.spawn(seed=1, deadline_s=30)
        with contextlib.suppress(Exception):
            ask(crashing, "import os; os.abort()", {})
        assert not crashing.kill().out_of_memory
