"""Runs the trials: starts `trial` as a program of its own, and brings what it needs."""

import os
import subprocess
import tempfile
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from grader.errors import IsolationError
from grader.sandbox import bubblewrap
from grader.sandbox.confinement import Place
from grader.sandbox.groups import make_group
from grader.sandbox.interpreter import command_of, packages
from grader.sandbox.rungs import Rung
from grader.sandbox.scratch import Scratch
from grader.sandbox.together import TRIAL_MEMORY, TRIAL_PROCESSES
from grader.sandbox.trial import Answer, Request, Result, RungToTry
from grader.sandbox.users import Users
from grader.sandbox.visible import readable_paths

__all__ = ["Trials"]

_PATIENCE_S = 60.0
_COMMAND = command_of("grader.sandbox.trial")
_OTHERS = (Rung.NAMESPACES, Rung.LANDLOCK, Rung.SECCOMP, Rung.RLIMITS)


class Trials:
    """What can be tried on this machine, for the user that asks. Every method may raise IsolationError: the
    trial itself could not be run.

    Args:
        scratch: Room for the trials' places, and for a file that must not be read.
    """

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._users = Users() if os.geteuid() == 0 else None
        self._bait = _lay_bait(scratch.path)

    def try_bubblewrap(self) -> Result:
        """Rung 1, by a trial that runs inside bubblewrap as a zygote does."""
        try:
            # the bait is there for the trial: that submissions do not find it is for their own root to see to
            command = bubblewrap.wrap(_COMMAND, readable=(*readable_paths(), self._bait))
            (result,) = self._run(self._request((Rung.BUBBLEWRAP,)), command).results
        except IsolationError as error:
            return Result(rung=Rung.BUBBLEWRAP, problem=str(error).strip().rpartition("\n")[2])
        return result

    def try_others(self, *, stop_at_first: bool) -> list[Result]:
        """The rungs below, the highest first.

        Args:
            stop_at_first: Leave out what comes after one that holds in every effect.
        """
        return self._run(self._request(_OTHERS, stop_at_first=stop_at_first), _COMMAND).results

    def try_groups(self) -> tuple[str, str]:
        """Which control groups hold what they promise, or none and why."""
        group = make_group(self._scratch.path)
        if group is None:
            return "", "no control group may be made here"
        try:
            group.bound(memory_bytes=TRIAL_MEMORY, processes=TRIAL_PROCESSES)
            request = self._request((), group=group.entrances)
            beyond = self._run(request, _COMMAND, passed=group.entrances).beyond_group
        except OSError as error:
            beyond = str(error)
        finally:
            group.close()
        return ("", f"{group.name}: {beyond}") if beyond else (group.name, "")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._users is not None:
            self._users.close()

    def _request(
        self, rungs: Collection[Rung], *, stop_at_first: bool = False, group: tuple[int, ...] = ()
    ) -> Request:
        to_try = []
        for rung in rungs:
            uid = None if self._users is None else self._users.take(in_use=())
            directory = None if rung.has_namespaces else str(self._scratch.make_place(uid))
            to_try.append(RungToTry(rung=rung, place=Place(uid=uid, directory=directory)))
        return Request(
            rungs=tuple(to_try),
            bait=self._bait,
            readable=readable_paths(),
            stop_at_first=stop_at_first,
            group=group,
        )

    def _run(self, request: Request, command: Collection[str], *, passed: Collection[int] = ()) -> Answer:
        try:
            finished = subprocess.run(  # noqa: S603  our own interpreter and module
                list(command),
                input=msgspec.json.encode(request),
                env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"} | packages(),
                cwd=self._scratch.path,
                pass_fds=passed,
                capture_output=True,
                timeout=_PATIENCE_S,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise IsolationError(
                f"a trial of what this machine enforces took longer than {_PATIENCE_S:g} s"
            ) from None
        if finished.returncode != 0:
            said = finished.stderr.decode("utf-8", "replace")[-2000:]
            raise IsolationError(
                f"a trial of what this machine enforces ended with {finished.returncode}:\n{said}"
            )
        return msgspec.json.decode(finished.stdout, type=Answer)


def _lay_bait(scratch: Path) -> str:
    """A file that any user may read, in a directory that any user may list."""
    directory = Path(tempfile.mkdtemp(dir=scratch))
    directory.chmod(0o755)
    bait = directory / "bait"
    bait.write_text("hidden")
    bait.chmod(0o644)
    return str(bait)
