"""Zygote and Worker as the trusted side uses them, on the rung that needs nothing of the machine."""

import os
import socket
import sys
import time
from pathlib import Path

import pytest

from grader import wire
from grader.errors import InfrastructureError, SetupFailed, SetupStartedThreads
from grader.sandbox.host import Worker, Zygote
from grader.sandbox.rungs import Limits, Policy, Rung
from tests.sandbox_driver import REPOSITORY, WORKER, ask

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

ENVIRONMENT = {"PYTHONPATH": str(REPOSITORY)}
PLAIN = Policy(rung=Rung.NONE, environment=ENVIRONMENT)


def start(policy: Policy = PLAIN, *setup: str) -> Zygote:
    cells = [(f"setup-{number}", source) for number, source in enumerate(setup, start=1)]
    return Zygote(policy, setup=cells, worker_module=WORKER)


def test_setup_runs_once_and_every_submission_starts_from_it() -> None:
    with start(PLAIN, "counter = [0]") as zygote:
        seen = []
        for _ in range(2):
            worker = zygote.spawn(seed=1, deadline_s=30)
            seen.append(ask(worker, "counter[0] += 1; result = counter[0]", {}))
            worker.close()
    assert seen == [1, 1]


def test_a_setup_cell_that_raises_is_an_error_that_names_the_cell() -> None:
    with pytest.raises(SetupFailed, match="division by zero") as raised:
        Zygote(PLAIN, setup=[("load-data", "1 / 0")])
    assert raised.value.label == "load-data"


def test_setup_that_leaves_threads_running_is_refused_before_any_fork() -> None:
    source = "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"
    with pytest.raises(SetupStartedThreads) as raised:
        start(PLAIN, source)
    assert raised.value.count == 2


def test_setup_that_ends_the_process_is_the_grader_s_problem_and_shows_what_was_said() -> None:
    with pytest.raises(InfrastructureError, match="last words"):
        start(PLAIN, "import os; os.write(2, b'last words'); os._exit(3)")


def test_setup_that_takes_too_long_is_ended() -> None:
    with pytest.raises(InfrastructureError, match="not ready after"):
        Zygote(PLAIN, setup=[("s", "import time; time.sleep(600)")], worker_module=WORKER, start_s=0.5)


def test_setup_larger_than_any_packet_arrives() -> None:
    with start(PLAIN, f"text = {'x' * 3_000_000!r}") as zygote:
        assert ask(zygote.spawn(seed=1, deadline_s=30), "result = len(text)", {}) == 3_000_000


def test_files_that_setup_leaves_open_are_named() -> None:
    with start(PLAIN, "file = open('/etc/hosts')") as zygote:
        assert zygote.left_open == ("/etc/hosts",)


def test_setup_reads_the_released_files_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "points.txt").write_text("1 2 3")
    files = (("data/points.txt", str(tmp_path / "points.txt")),)
    policy = Policy(rung=Rung.NONE, environment=ENVIRONMENT, files=files)
    with start(policy, "text = open('data/points.txt').read()") as zygote:
        assert ask(zygote.spawn(seed=1, deadline_s=30), "result = text", {}) == "1 2 3"


def test_the_seed_reaches_the_worker() -> None:
    with start() as zygote:
        assert ask(zygote.spawn(seed=12345, deadline_s=30), "result = seed", {}) == 12345


def test_a_socket_that_is_passed_arrives() -> None:
    source = """
import socket
_, (descriptor,), _, _ = socket.recv_fds(socket.socket(fileno=descriptors_fd), 16, 1)
socket.socket(fileno=descriptor).send(b"hello")
"""
    with start() as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            worker.pass_socket(theirs)
            ask(worker, source, {})
            assert ours.recv(16) == b"hello"


def pass_for_ever(worker: Worker, sock: socket.socket) -> None:
    while True:
        worker.pass_socket(sock)


def test_passing_sockets_that_nobody_takes_is_a_protocol_error_and_never_waits() -> None:
    with start() as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        ours, theirs = socket.socketpair()
        with ours, theirs, pytest.raises(wire.ProtocolError):
            pass_for_ever(worker, theirs)


def test_descriptors_that_a_worker_sends_back_are_dropped() -> None:
    source = "import os, socket; socket.send_fds(socket.socket(fileno=os.dup(3)), [b'AG'], [0, 1, 2])"
    with start() as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        before = len(os.listdir("/proc/self/fd"))
        with pytest.raises(wire.ProtocolError):
            ask(worker, source, {})
        assert len(os.listdir("/proc/self/fd")) == before


def test_output_below_python_is_kept_with_what_is_no_text_replaced() -> None:
    with start() as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        ask(worker, "import os; os.write(1, b'one \\xff'); os.write(2, b' two')", {})
        worker.close()
        assert worker.output(100) == "one \ufffd two"


@pytest.mark.parametrize(
    ("source", "code", "number"),
    [("import os; os._exit(7)", 7, None), ("import os; os.abort()", None, 6)],
    ids=["exit", "abort"],
)
def test_how_a_process_ended_by_itself_is_told(source: str, code: int | None, number: int | None) -> None:
    with start() as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        with pytest.raises(wire.PeerGone):
            ask(worker, source, {})
        ending = worker.kill()
    assert (ending.exit_code, ending.signal, ending.stopped) == (code, number, False)


def test_an_end_that_the_trusted_side_made_is_told_as_such() -> None:
    with start() as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        worker.channel.send(wire.REQUEST, 1, ["import time; time.sleep(600)", {}], time.monotonic() + 30)
        ending = worker.kill()
        assert (ending.signal, ending.stopped) == (9, True)
        assert worker.close() == ending


def test_what_does_not_end_when_the_channel_closes_is_ended() -> None:
    with start() as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        worker.channel.send(wire.REQUEST, 1, ["import time; time.sleep(600)", {}], time.monotonic() + 30)
        assert worker.close().stopped


def test_processor_time_and_memory_come_from_who_waited() -> None:
    with start() as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        ask(worker, "import os\nblock = b'x' * (100 << 20)\nwhile os.times().user < 0.2:\n    pass", {})
        ending = worker.close()
    assert ending.cpu_seconds >= 0.2
    assert ending.max_rss_bytes > 100 << 20


def test_a_submission_that_cannot_be_confined_is_not_run(tmp_path: Path) -> None:
    missing = (("gone.txt", str(tmp_path / "gone.txt")),)
    policy = Policy(rung=Rung.NAMESPACES, environment=ENVIRONMENT, files=missing)
    try:
        zygote = start(policy)
    except InfrastructureError:
        pytest.skip("this machine has no rung 1b")
    with zygote, pytest.raises(InfrastructureError, match="No such file"):
        zygote.spawn(seed=1, deadline_s=30)


def test_several_submissions_live_side_by_side_and_end_with_their_zygote() -> None:
    with start() as zygote:
        workers = [zygote.spawn(seed=number, deadline_s=30) for number in range(3)]
        assert [ask(worker, "result = seed", {}) for worker in workers] == [0, 1, 2]
    assert all(worker.kill() == worker.close() for worker in workers)


def test_the_limit_on_memory_counts_what_is_added_to_setup() -> None:
    policy = Policy(rung=Rung.NONE, environment=ENVIRONMENT, limits=Limits(memory_bytes=128 << 20))
    with start(policy, "import mmap; data = mmap.mmap(-1, 1 << 30)") as zygote:
        worker = zygote.spawn(seed=1, deadline_s=30)
        assert ask(worker, "result = outcome(lambda: bytes(64 << 20))", {}) == "done"
        assert ask(worker, "result = outcome(lambda: bytes(256 << 20))", {}) == "MemoryError"


def test_a_zygote_leaves_no_process_descriptor_or_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def count() -> tuple[int, str]:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return len(os.listdir("/proc/self/fd")), file.read()

    before = count()
    with start() as zygote:
        for number in range(3):
            zygote.spawn(seed=number, deadline_s=30).close()
    assert count() == before
    assert list(tmp_path.iterdir()) == []
