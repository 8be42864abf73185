"""Notebooks as lists of cells, run by the real engine: what the engine's tests are built from."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.course import Limits
from grader.sandbox.host import Zygote
from grader.sandbox.rungs import Policy, Rung
from grader.submission.plan import CheckStep, Plan, RunStep
from grader.submission.proxies import Submission
from grader.submission.run import CheckPlace, Snapshot, SubmissionRun

SETUP = (("setup-1", "import numpy as np\ndef halve(x): return x / 2\n"),)
QUICK = Limits(cell_seconds=1.0, check_seconds=1.0, wall_factor=1.0, wall_extra_seconds=1.0)


def halve(x: float) -> float:
    """What the trusted setup namespace calls ``halve``."""
    return x / 2


SETUP_NAMES: Mapping[str, Any] = {"np": np, "halve": halve}


def plan_of(*steps: str) -> Plan:
    """Cells in order; a text that begins with '?' is a check's place, named by what follows."""
    planned: list[RunStep | CheckStep] = []
    for number, text in enumerate(steps, start=1):
        if text.startswith("?"):
            planned.append(CheckStep(name=text[1:]))
        else:
            planned.append(RunStep(label=f"cell-{number}", source=text, source_name=None))
    return Plan(steps=tuple(planned), matches=(), answers={}, notes=(), stubs=())


def start_zygote(rung: Rung = Rung.NONE, setup: Sequence[tuple[str, str]] = SETUP) -> Zygote:
    return Zygote(Policy(rung=rung), setup=setup)


def run_of(zygote: Zygote, *steps: str, limits: Limits = QUICK, **options: Any) -> SubmissionRun:
    return SubmissionRun(
        plan_of(*steps), lambda: zygote.spawn(seed=0, deadline_s=30.0), limits=limits, **options
    )


def place(name: str | None, *, cpu_s: float = 5.0, given: tuple[tuple[str, str], ...] = ()) -> CheckPlace:
    return CheckPlace(name=name or "end", step=name, seed=1, cpu_s=cpu_s, given=given)


@contextlib.contextmanager
def submission_of(zygote: Zygote, *cells: str) -> Iterator[Submission]:
    """The names of a notebook of these cells, at its end."""
    run = run_of(zygote, *cells)
    try:
        with run.at(place(None), SETUP_NAMES) as snapshot:
            yield snapshot.submission
    finally:
        run.close()


@contextlib.contextmanager
def looking(run: SubmissionRun, name: str | None, **options: Any) -> Iterator[Snapshot]:
    with run.at(place(name, **options), SETUP_NAMES) as snapshot:
        yield snapshot
