"""What this machine can enforce, found by trying it in throw-away processes; never guessed from a version.

A rung counts as available when everything that it claims was seen to hold. What could not be tried does
not hold.
"""

import os
import platform
import sys

import msgspec

from grader.errors import IsolationError
from grader.sandbox import bubblewrap, landlock
from grader.sandbox.advice import (
    Advice,
    about_closed_directories,
    about_landlock,
    about_namespaces,
    advise,
)
from grader.sandbox.effects import Effect
from grader.sandbox.mechanisms import mechanism, remedy
from grader.sandbox.rungs import Isolation, Rung
from grader.sandbox.scratch import Scratch
from grader.sandbox.trial import Result
from grader.sandbox.trials import Trials
from grader.sandbox.visible import readable_paths

__all__ = ["Enforcement", "Machine", "RungReport", "choose", "probe"]

_NOT_CLAIMED = {
    Rung.BUBBLEWRAP: frozenset[Effect](),
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
    groups: str = ""  # control groups whose bounds were seen to hold, such as "cgroup v2"
    groups_problem: str = ""  # why there are none; empty too where they were not tried
    advice: tuple[Advice, ...] = ()  # what would get a higher rung, or bound more on this one

    def rows(self) -> list[Enforcement]:
        """What the highest available rung enforces, by what, and what to do about the rest."""
        missing = next((report.missing for report in self.rungs if report.rung is self.rung), tuple(Effect))
        rows = []
        for effect in Effect:
            if effect in missing:
                rows.append(Enforcement(what=effect, by=None, detail=remedy(effect)))
            else:
                by, detail = mechanism(
                    effect,
                    self.rung,
                    as_root=self.as_root,
                    landlock_abi=self.landlock_abi,
                    groups=self.groups,
                )
                rows.append(Enforcement(what=effect, by=by, detail=detail))
        return rows


def probe(*, every_rung: bool = True) -> Machine:
    """Try the rungs, and control groups.

    Args:
        every_rung: Try all of them; without it, stop at the first that is available, which is all that
            grading asks.

    Raises:
        IsolationError: The trial itself could not be run.
    """
    reports: list[RungReport] = []
    groups = groups_problem = ""
    if sys.platform == "linux":
        with Scratch() as scratch, Trials(scratch) as trials:
            reports.append(_judge(trials.try_bubblewrap()))
            if every_rung or not reports[0].available:
                reports += map(_judge, trials.try_others(stop_at_first=not every_rung))
            if every_rung:
                groups, groups_problem = trials.try_groups()
    rung = next((report.rung for report in reports if report.available), Rung.NONE)
    landlock_abi = landlock.abi() if sys.platform == "linux" else 0
    return Machine(
        rung=rung,
        rungs=tuple(reports),
        landlock_abi=landlock_abi,
        kernel=f"{platform.system()} {platform.release()} {platform.machine()}",
        as_root=os.geteuid() == 0,
        groups=groups,
        groups_problem=groups_problem,
        advice=advise(
            rung,
            has_groups=bool(groups) or not every_rung,
            has_bubblewrap=bubblewrap.find() is not None,
            landlock_abi=landlock_abi,
        ),
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
        f"strict isolation needs rung 1, 1b or 2; the highest here is {machine.rung!s} "
        f"({machine.kernel}).{reasons}\n"
        f"What to do: for rung 1b, {about_namespaces()}; for rung 2, {about_landlock()}. "
        "'grader doctor' says more. To grade with what there is, and have every report say so, ask for "
        "'--isolation best'."
    )


def _judge(result: Result) -> RungReport:
    missing = tuple(effect for effect in Effect if result.problem or result.possible.get(effect, "not tried"))
    lacking = [effect for effect in missing if effect not in _NOT_CLAIMED[result.rung]]
    problem = result.problem
    if not problem and lacking:
        problem = "; ".join(f"{effect}: {result.possible.get(effect, 'not tried')}" for effect in lacking)
    if problem and not result.rung.has_namespaces and os.geteuid() == 0:
        problem = about_closed_directories(readable_paths()) or problem
    return RungReport(rung=result.rung, available=not problem, problem=problem, missing=missing)
