"""Runs every attempt on one rung as one user, and prints what came of it as JSON.

    python -m tests.sandbox_driver root|user RUNG [LANDLOCK ABI]

It is a process of its own because it changes its user, to whom it delegates a control group, and, where the
interpreter lies in a home that other users cannot enter, makes a mount namespace in which they can.
"""

import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from grader import wire
from grader.errors import InfrastructureError
from grader.sandbox import groups, syscalls
from grader.sandbox.host import Ending, Worker, Zygote
from grader.sandbox.rungs import Limits, Policy, Rung
from tests import sandbox_attempts
from tests.processes import ORDINARY_USER, descendants, open_the_interpreter, reap, start_victim

LIMITS = Limits(
    memory_bytes=256 << 20, cpu_seconds=1, file_bytes=1 << 20, disk_bytes=8 << 20, open_files=64, processes=24
)
REPOSITORY = Path(__file__).resolve().parents[1]
PATIENCE_S = 30.0
WORKER = "tests.sandbox_worker"
ONLY_IN_A_PRIVATE_ROOT = ("disk", "inodes")
ONLY_WHERE_GRADES_COUNT = ("effects",)
ONLY_WITH_A_FILTER = ("programs", "namespaces", "sealed")


def main() -> None:
    identity, rung, abi = sys.argv[1], Rung(sys.argv[2]), (sys.argv[3:] or [""])[0]
    is_who_runs_the_tests = (identity == "root") == (os.geteuid() == 0)
    syscalls.become_subreaper()  # so that whatever escapes is counted here
    if os.geteuid() == 0:
        open_the_interpreter()
        if identity == "user":
            _go_on_in_a_delegated_group()
            syscalls.become_user(ORDINARY_USER)
    if rung is Rung.RLIMITS and identity == "user":
        os.setsid()
    with _released_file() as released, tempfile.TemporaryDirectory(prefix="places-") as places:
        tempfile.tempdir = places  # so that nobody else's directories are counted
        os.chmod(places, 0o711)
        environment = {"PYTHONPATH": str(REPOSITORY)}
        if abi:
            environment["WELLDONE_TEST_LANDLOCK_ABI"] = abi
        policy = Policy(
            rung=rung, limits=LIMITS, files=(("data/points.txt", released),), environment=environment
        )
        json.dump(observe(policy, patiently=is_who_runs_the_tests and not abi), sys.stdout)


def observe(policy: Policy, *, patiently: bool) -> dict[str, Any]:
    """Try everything; *patiently*: also what takes seconds."""
    before = _counts()
    seen: dict[str, Any] = {}
    with start_victim() as victim, Zygote(policy, worker_module=WORKER) as zygote:
        idle = len(descendants())
        seen["victim"], seen["group"] = victim, zygote.group
        limits = {name: getattr(LIMITS, name) for name in LIMITS.__struct_fields__}
        bindings = {"victim": victim, "outside": _outside(), "limits": limits}
        for name, source in sandbox_attempts.ATTEMPTS.items():
            if name in ONLY_IN_A_PRIVATE_ROOT and not policy.rung.has_namespaces:
                continue
            if name in ONLY_WHERE_GRADES_COUNT and not policy.rung.is_official:
                continue
            if name in ONLY_WITH_A_FILTER and not policy.rung.has_filter:
                continue
            with _spawned(zygote, seen, name) as worker:
                try:
                    seen[name] = ask(worker, source, bindings)
                except wire.ProtocolError as error:
                    seen[name] = f"{type(error).__name__}: {error}; {worker.kill()}; {worker.output(2000)}"
        for name, run in _scenarios(policy.rung, patiently=patiently).items():
            with _spawned(zygote, seen, name) as worker:
                seen[name] = run(worker, bindings)
            seen[f"left after {name}"] = _left(idle)
        seen["victim lives"] = Path(f"/proc/{victim}").exists() and not os.waitpid(victim, os.WNOHANG)[0]
        ordinary = zygote.spawn(seed=7, deadline_s=PATIENCE_S)  # not closed: the zygote's end is its end
        seen["ordinary afterwards"] = ask(ordinary, "result = seed", {})
        seen["parent's death"] = _die(policy)
    seen["before"], seen["after"] = before, _counts()
    return seen


def ask(worker: Worker, source: str, bindings: dict[str, Any]) -> Any:
    """What *source* leaves in ``result``."""
    deadline = time.monotonic() + PATIENCE_S
    worker.channel.send(wire.REQUEST, 1, [source, bindings], deadline)
    return worker.channel.receive(wire.REPLY, 1, deadline)[1]


def _scenarios(rung: Rung, *, patiently: bool) -> dict[str, Callable[[Worker, dict[str, Any]], Any]]:
    scenarios: dict[str, Callable[[Worker, dict[str, Any]], Any]] = {
        "fork bomb": _fork_bomb,
        "daemon": lambda worker, bindings: ask(worker, sandbox_attempts.DAEMON, bindings),
        "flood": _flood,
        "together": _together,
        "hostile tree": lambda worker, bindings: ask(worker, sandbox_attempts.HOSTILE_TREE, bindings),
    }
    if rung.is_official:
        scenarios["kill everybody"] = _kill_everybody
    if rung.is_official and patiently:
        scenarios["endless loop"] = _endless_loop
    return scenarios


@contextlib.contextmanager
def _spawned(zygote: Zygote, seen: dict[str, Any], name: str) -> Iterator[Worker]:
    worker = zygote.spawn(seed=1, deadline_s=PATIENCE_S)
    try:
        yield worker
    finally:
        ending = worker.close()
        seen[f"ending of {name}"] = _as_dict(ending)


def _as_dict(ending: Ending) -> dict[str, Any]:
    return {name: getattr(ending, name) for name in ending.__struct_fields__}


def _fork_bomb(worker: Worker, bindings: dict[str, Any]) -> int:
    worker.channel.send(wire.REQUEST, 1, [sandbox_attempts.FORK_BOMB, bindings], time.monotonic() + 5)
    before = len(descendants())
    most = 0
    give_up = time.monotonic() + PATIENCE_S
    while most < before + 10 and time.monotonic() < give_up:
        most = max(most, len(descendants()))
    worker.kill()
    return most - before


def _flood(worker: Worker, bindings: dict[str, Any]) -> dict[str, Any]:
    result = ask(worker, sandbox_attempts.FLOOD, bindings)
    alive = len(worker.output(1 << 30)), len(worker.output(10))
    worker.close()
    return {"outcome": result, "alive": alive, "afterwards": len(worker.output(1 << 30))}


def _together(worker: Worker, bindings: dict[str, Any]) -> dict[str, Any]:
    """Four processes of 200 MiB each, where one may have 256 and all of them twice that."""
    result = ask(worker, sandbox_attempts.TOGETHER, bindings)
    return {"ended": result, "out of memory": worker.ran_out_of_memory(), "again": worker.ran_out_of_memory()}


def _endless_loop(worker: Worker, bindings: dict[str, Any]) -> dict[str, Any]:
    try:
        ask(worker, "while True:\n    pass", bindings)
    except wire.PeerGone:
        return _as_dict(worker.kill())
    return {}


def _kill_everybody(worker: Worker, bindings: dict[str, Any]) -> str:
    try:
        return str(ask(worker, sandbox_attempts.KILL_EVERYBODY, bindings))
    except wire.ProtocolError as error:
        return type(error).__name__


def _die(policy: Policy) -> int:
    """Processes that are left of a session that was killed while a submission and its daemons ran."""
    before = set(descendants())
    ready, told = os.pipe()
    session = os.fork()
    if session == 0:
        try:
            zygote = Zygote(policy, worker_module=WORKER)
            worker = zygote.spawn(seed=1, deadline_s=PATIENCE_S)
            ask(worker, sandbox_attempts.DAEMON, {})
            os.write(told, b"x")
            signal.pause()
        finally:
            os._exit(1)
    os.close(told)
    os.read(ready, 1)
    os.close(ready)
    os.kill(session, signal.SIGKILL)
    os.waitpid(session, 0)
    give_up = time.monotonic() + 10
    while (left := set(descendants()) - before) and time.monotonic() < give_up:
        time.sleep(0.01)
        reap(left)
    with Zygote(policy, worker_module=WORKER):
        pass  # removes what the killed session left on the disk
    return len(left)


def _left(expected: int) -> int:
    """Processes beyond *expected*, once a keeper that has said its last word had time to go."""
    give_up = time.monotonic() + PATIENCE_S
    while (left := len(descendants()) - expected) and time.monotonic() < give_up:
        time.sleep(0.001)
    return left


def _outside() -> list[str]:
    return [
        "/etc/shadow",
        "/etc/passwd",
        "/proc/self/status",
        "/proc/",
        "/home/",
        "/var/",
        f"{REPOSITORY}/",
        f"{REPOSITORY}/pyproject.toml",
        f"{REPOSITORY}/assignments/",
        f"{REPOSITORY}/tests/",
        str(Path(__file__)),
    ]


@contextlib.contextmanager
def _released_file() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="released-") as directory:
        os.chmod(directory, 0o755)
        path = Path(directory, "points.txt")
        path.write_text("1 2 3")
        path.chmod(0o644)
        yield str(path)


def _go_on_in_a_delegated_group() -> None:
    """Fork: the child goes on, in a group that the ordinary user may divide; this process removes it."""
    with tempfile.TemporaryDirectory(prefix="welldone-delegated-") as home:
        group = groups.make_group(Path(home))
        for link in Path(home).iterdir():
            for file in ("", "cgroup.procs"):
                os.chown(link.resolve() / file, ORDINARY_USER, ORDINARY_USER)
        child = os.fork()
        if child == 0:
            if group is not None:
                groups.enter(group.entrances)
            return
        _, status = os.waitpid(child, 0)
        if group is not None:
            group.close()
    os._exit(os.waitstatus_to_exitcode(status))


def _counts() -> dict[str, Any]:
    reap(set(descendants()))
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),
        "processes": len(descendants()),
        "directories": sorted(os.listdir(tempfile.gettempdir())),
    }


if __name__ == "__main__":
    try:
        main()
    except InfrastructureError as error:
        sys.exit(f"{type(error).__name__}: {error}")
