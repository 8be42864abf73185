"""What this machine can enforce, found by trying it in throw-away processes; never guessed from a version.

A rung counts as available when everything that it claims was seen to hold. What could not be tried does
not hold.
"""

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from grader.errors import IsolationError
from grader.sandbox import landlock
from grader.sandbox.advice import about_closed_directories, about_landlock, about_namespaces
from grader.sandbox.confinement import Place
from grader.sandbox.effects import Effect
from grader.sandbox.mechanisms import mechanism, remedy
from grader.sandbox.rungs import Isolation, Rung
from grader.sandbox.scratch import Scratch
from grader.sandbox.trial import Request, Result, RungToTry
from grader.sandbox.users import Users
from grader.sandbox.visible import readable_paths

__all__ = ["Enforcement", "Machine", "RungReport", "choose", "probe"]

_TRIED = (Rung.NAMESPACES, Rung.LANDLOCK, Rung.SECCOMP, Rung.RLIMITS)
_PATIENCE_S = 60.0
_NOT_CLAIMED = {
    Rung.NAMESPACES: frozenset[Effect](),
    Rung.LANDLOCK: frozenset({Effect.HIDDEN, Effect.DISK}),
    Rung.SECCOMP: frozenset({Effect.HIDDEN, Effect.DISK, Effect.UNREADABLE}),
    Rung.RLIMITS: frozenset(Effect)
    - {Effect.INTERPRETER, Effect.MEMORY, Effect.PROCESSOR, Effect.FILE_SIZE, Effect.DESCRIPTORS},
}


class Enforcement(msgspec.Struct, frozen=True, kw_only=True):
    """One row of ``grader doctor``."""

    what: str
    by: str | None  # None: nothing enforces it here
    detail: str  # what else to know, or what to do


class RungReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out about one rung."""

    rung: Rung
    available: bool
    problem: str  # why it is not available
    missing: tuple[Effect, ...]  # effects that do not hold on it


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What this machine can enforce, for the user that asked."""

    rung: Rung  # the highest available
    rungs: tuple[RungReport, ...]  # those that were tried, the highest first
    landlock_abi: int  # 0: no Landlock
    kernel: str
    as_root: bool

    def rows(self) -> list[Enforcement]:
        """What the highest available rung enforces, by what, and what to do about the rest."""
        missing = next((report.missing for report in self.rungs if report.rung is self.rung), tuple(Effect))
        rows = []
        for effect in Effect:
            if effect in missing:
                rows.append(Enforcement(what=effect, by=None, detail=remedy(effect)))
            else:
                by, detail = mechanism(
                    effect, self.rung, as_root=self.as_root, landlock_abi=self.landlock_abi
                )
                rows.append(Enforcement(what=effect, by=by, detail=detail))
        return rows


def probe(*, every_rung: bool = True) -> Machine:
    """Try the rungs.

    Args:
        every_rung: Try all of them; without it, stop at the first that is available, which is all that
            grading asks.

    Raises:
        IsolationError: The trial itself could not be run.
    """
    results: list[Result] = []
    if sys.platform == "linux":
        with Scratch() as scratch:
            results = _run_trial(scratch, every_rung=every_rung)
    reports = tuple(_judge(result) for result in results)
    return Machine(
        rung=next((report.rung for report in reports if report.available), Rung.NONE),
        rungs=reports,
        landlock_abi=landlock.abi() if sys.platform == "linux" else 0,
        kernel=f"{platform.system()} {platform.release()} {platform.machine()}",
        as_root=os.geteuid() == 0,
    )


def choose(isolation: Isolation, machine: Machine) -> Rung:
    """The rung to grade on.

    Raises:
        IsolationError: Strict isolation was asked for, and the machine has no rung that official grades may
            rest on. Says what is missing and what to do.
    """
    if isolation is Isolation.NONE:
        return Rung.NONE
    if isolation is Isolation.BEST or machine.rung.is_official:
        return machine.rung
    reasons = "".join(
        f"\n  rung {report.rung}: {report.problem}" for report in machine.rungs if report.rung.is_official
    )
    raise IsolationError(
        f"strict isolation needs rung 1b or 2; the highest here is {machine.rung!s} "
        f"({machine.kernel}).{reasons}\n"
        f"What to do: for rung 1b, {about_namespaces()}; for rung 2, {about_landlock()}. "
        "To grade with what there is, and have every report say so, ask for '--isolation best'."
    )


def _run_trial(scratch: Scratch, *, every_rung: bool) -> list[Result]:
    users = Users() if os.geteuid() == 0 else None
    try:
        rungs = []
        for rung in _TRIED:
            uid = None if users is None else users.take(in_use=())
            directory = None if rung is Rung.NAMESPACES else str(scratch.make_place(uid))
            rungs.append(RungToTry(rung=rung, place=Place(uid=uid, directory=directory)))
        request = Request(
            rungs=tuple(rungs),
            bait=_lay_bait(scratch.path),
            readable=readable_paths(),
            stop_at_first=not every_rung,
        )
        finished = subprocess.run(
            [sys.executable, "-P", "-s", "-m", "grader.sandbox.trial"],
            input=msgspec.json.encode(request),
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"},
            cwd=scratch.path,
            capture_output=True,
            timeout=_PATIENCE_S,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise IsolationError(f"trying the rungs took longer than {_PATIENCE_S:g} s") from None
    finally:
        if users is not None:
            users.close()
    if finished.returncode != 0:
        said = finished.stderr.decode("utf-8", "replace")[-2000:]
        raise IsolationError(f"trying the rungs ended with status {finished.returncode}: {said}")
    return msgspec.json.decode(finished.stdout, type=list[Result])


def _lay_bait(scratch: Path) -> str:
    """A file that any user may read, in a directory that any user may list."""
    directory = Path(tempfile.mkdtemp(dir=scratch))
    directory.chmod(0o755)
    bait = directory / "bait"
    bait.write_text("hidden")
    bait.chmod(0o644)
    return str(bait)


def _judge(result: Result) -> RungReport:
    missing = tuple(effect for effect in Effect if result.problem or result.possible.get(effect, "not tried"))
    lacking = [effect for effect in missing if effect not in _NOT_CLAIMED[result.rung]]
    problem = result.problem
    if not problem and lacking:
        problem = "; ".join(f"{effect}: {result.possible.get(effect, 'not tried')}" for effect in lacking)
    if problem and result.rung is not Rung.NAMESPACES and os.geteuid() == 0:
        problem = "; ".join(filter(None, (problem, about_closed_directories(readable_paths()))))
    return RungReport(rung=result.rung, available=not problem, problem=problem, missing=missing)
