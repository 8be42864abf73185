"""Grades attacks one after another with one warm process, and writes what came of each as a line of JSON.

    python -m tests.hostile_driver root|user RUNG OUTPUT NAME...

Each attack is followed by an honest submission. After the two it is counted what is there that was not
before: processes, files, mounts, descriptors, and whether anybody outside was reached. It is a process of its
own for the reasons of ``tests.sandbox_driver``, and because it is the one that the attacks aim at.
"""

import contextlib
import os
import resource
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.batch import write_checks
from grader.course import Assignment, Course
from grader.model import Report
from grader.notebook.cells import Source
from grader.notebook.source import read_source
from grader.sandbox import syscalls
from grader.sandbox.rungs import Rung
from grader.session import Grader
from grader.submission import run
from grader.submission.identity import SubmissionPath
from grader.work import Chunk, Settled, Work
from tests.attacks import ASSIGNMENT, FOLDER, HONEST, NAME, Attack, read_attack, submission_of
from tests.processes import ORDINARY_USER, descendants, open_the_interpreter, reap, start_victim

SETTLING_S = 5.0  # for what is ending to be gone
SECRET = "hunter2"  # in the environment of this process
UNAVAILABLE = "this rung is not available"  # said, with the reason, where the machine does not allow it
GRACE_S = 1.0  # in place of five seconds, which a submission that hangs would wait out at each check


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one attack."""

    name: str
    report: Report
    honest: Report  # of the submission right after it
    left: dict[str, list[str]]  # what is there now and was not before, by kind
    reached: tuple[str, ...]  # whom it got at outside of its sandbox
    seconds: float
    memory_mib: int  # the most that this process has taken so far


class _Outside:
    """What an attack must not reach: a process, two ports, a file, and this process itself."""

    def __init__(self, folder: Path, victim: int) -> None:
        self.canary = folder / "canary"
        self.victim = victim
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(self.tcp.getsockname())
        for ear in (self.tcp, self.udp):
            ear.setblocking(False)
        self._states = _state(victim), _state(0)

    @property
    def port(self) -> int:
        return int(self.tcp.getsockname()[1])

    def reached(self) -> Iterator[str]:
        """Who was reached since the last time."""
        with contextlib.suppress(BlockingIOError):
            self.tcp.accept()[0].close()
            yield "the TCP port"
        with contextlib.suppress(BlockingIOError):
            yield f"the UDP port: {self.udp.recv(100)!r}"
        if os.path.lexists(self.canary):
            yield "the canary file"
        if os.waitpid(self.victim, os.WNOHANG)[0] or _state(self.victim) != self._states[0]:
            yield "the victim"
        if _state(0) != self._states[1]:
            yield "the grader process"


def _state(process: int) -> tuple[object, ...]:
    """What others can change about *process*."""
    limits = tuple(resource.prlimit(process, which) for which in range(16))
    return os.getpriority(os.PRIO_PROCESS, process), os.sched_getaffinity(process), limits


class _Range:
    """One course, one warm process, and a place for each submission in turn."""

    def __init__(self, folder: Path, rung: Rung, outside: _Outside) -> None:
        root = folder / "course"
        shutil.copytree(ASSIGNMENT, root / "assignments" / NAME)
        course = Course(root=root)
        self.folder = folder
        self.assignment: Assignment = course.assignment(NAME)
        self.source: Source = read_source(self.assignment.source)
        module, _ = write_checks(self.assignment, course.build_folder(NAME))
        self.known = {
            "CANARY": outside.canary,
            "FOLDER": self.assignment.root,
            "JUDGE": os.getpid(),
            "MODULE": module,
            "PID": outside.victim,
            "PORT": outside.port,
            "SECRET": SECRET,
        }
        self.settled: dict[int, Report] = {}
        work = Work(root=str(self.assignment.root), module=str(module), rung=rung)
        self.grader = Grader(work, self._keep)

    def _keep(self, settled: Settled) -> None:
        self.settled[settled.position] = settled.report

    def grade(self, *attacks: Attack) -> list[Report]:
        """Their reports."""
        submissions = []
        for position, attack in enumerate(attacks):
            path = self.folder / f"{position}.ipynb"
            path.write_bytes(submission_of(attack, self.source, self.known))
            name = f"s{position}"
            submissions.append(
                (position, SubmissionPath(path=path, given=attack.name, student=name, output_name=name))
            )
        self.settled.clear()
        self.grader.grade(Chunk(submissions=tuple(submissions)))
        for _, submission in submissions:
            submission.path.unlink()
        return [self.settled[position] for position in range(len(attacks))]


def main() -> None:
    identity, rung, output, *names = sys.argv[1:]
    syscalls.become_subreaper()  # so that whatever escapes is counted here
    run.GRACE_S = GRACE_S
    os.dup2(os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC), 1)  # pytest's own report
    lines = open(output, "wb", buffering=0)  # noqa: SIM115  before another user would have to
    if os.geteuid() == 0:
        open_the_interpreter()
        if identity == "user":
            syscalls.become_user(ORDINARY_USER)
    if identity == "user":
        os.setsid()
    with (
        tempfile.TemporaryDirectory(prefix="hostile-") as folder,
        start_victim() as victim,
    ):
        os.chmod(folder, 0o711)
        tempfile.tempdir = folder
        for seen in observe(Path(folder), Rung(rung), victim, names):
            lines.write(msgspec.json.encode(seen) + b"\n")


def observe(folder: Path, rung: Rung, victim: int, names: Sequence[str]) -> Iterator[Seen]:
    """Grade the attacks called *names*."""
    outside = _Outside(folder, victim)
    range_ = _Range(folder, rung, outside)
    try:
        (first,) = range_.grade(HONEST)  # starts the warm process and whatever else stays
        if first.score < first.max_score or not first.score:
            refused = any(word in (first.reason or "") for word in ("unshare", "no Landlock"))
            sys.exit(f"{UNAVAILABLE if refused else 'an honest submission fails'}: {first}")
        before = _there(folder)
        for name in names:
            started = time.monotonic()
            report, honest = range_.grade(read_attack(FOLDER / f"{name}.py"), HONEST)
            yield Seen(
                name=name,
                report=report,
                honest=honest,
                left=_left(folder, before),
                reached=tuple(outside.reached()),
                seconds=round(time.monotonic() - started, 3),
                memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
            )
    finally:
        range_.grader.close()


def _there(folder: Path) -> dict[str, set[str]]:
    """Processes, files, mounts and descriptors that there are."""
    processes = descendants()
    reap(set(processes))
    owners = {"this process": Path("/proc/self/fd")}
    owners |= {f"process {process}": Path(f"/proc/{process}/fd") for process in processes}
    descriptors: set[str] = set()
    for owner, path in owners.items():
        with contextlib.suppress(OSError):  # of a process that is ending, or that hides its memory
            descriptors |= {f"{number} of {owner}" for number in range(len(os.listdir(path)))}
    return {
        "processes": {str(process) for process in processes},
        "files": {str(path) for path in folder.rglob("*")},
        "mounts": {line.split(" ", 1)[0] for line in Path("/proc/self/mountinfo").read_text().splitlines()},
        "descriptors": descriptors,
    }


def _left(folder: Path, before: dict[str, set[str]]) -> dict[str, list[str]]:
    give_up = time.monotonic() + SETTLING_S
    while True:
        there = _there(folder)
        left = {kind: sorted(found - before[kind]) for kind, found in there.items() if found - before[kind]}
        if not left or time.monotonic() > give_up:
            return left
        time.sleep(0.002)


if __name__ == "__main__":
    main()
