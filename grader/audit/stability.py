"""Whether a check gives the same verdict again, and without the checks before it; and what it takes."""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from grader.audit.answers import Answer, Run
from grader.audit.findings import CheckRow
from grader.audit.regions import answer_cells
from grader.audit.trials import REFERENCE
from grader.model import CheckResult, Outcome
from grader.notebook.cells import Source
from grader.submission.plan import Extent

__all__ = ["check_rows", "once_more"]

AGAIN = f"{REFERENCE} again"
UNANSWERED = "the unanswered notebook"


def once_more(
    source: Source, checks: Sequence[str], *, left_out: frozenset[str], cheap: frozenset[str]
) -> list[Answer]:
    """The reference with each check alone and with all of them, and the unanswered notebook, for its hints.

    The last check comes first: what checks leave behind on the trusted side lasts as long as its process, and
    so none finds anything of one that stands before it.

    Args:
        left_out: Cells that take long.
        cheap: Checks that the reference passes without them.
    """
    stubs = {cell.name: cell.released or "" for cell in answer_cells(source)}
    alone = [
        Answer(
            name=_alone(check),
            cells={},
            extent=Extent(checks=frozenset({check}), left_out=left_out if check in cheap else frozenset()),
        )
        for check in reversed(checks)
    ]
    return [*alone, Answer(name=AGAIN, cells={}), Answer(name=UNANSWERED, cells=stubs)]


def check_rows(
    runs: Sequence[Run], once_more: Sequence[Run], first_to_notice: Mapping[str, int]
) -> list[CheckRow]:
    """A row for each check.

    Args:
        runs: The reference under every seed, first the one that *once_more* was graded under.
        once_more: The runs of what `once_more` gives.
        first_to_notice: How many mutants lost their first points at each check.
    """
    others = {run.answer: _results(run) for run in once_more}
    every = [_results(run) for run in runs]
    rows = []
    for name, first in every[0].items():
        of_check = [results[name] for results in every if name in results]
        seconds = [result.cpu_seconds for result in of_check if result.cpu_seconds is not None]
        peaks = [run.settled.check_bytes[name] for run in runs if name in run.settled.check_bytes]
        alone = others[_alone(name)][name]
        rows.append(
            CheckRow(
                name=name,
                question=first.question,
                hidden=first.hidden,
                points=first.max_points,
                hint=others[UNANSWERED][name].hint,
                runs=len(of_check),
                passed=sum(result.outcome is Outcome.PASSED for result in of_check),
                cpu_seconds=statistics.fmean(seconds) if seconds else None,
                most_cpu_seconds=max(seconds, default=None),
                most_bytes=max(peaks, default=None),
                first_to_notice=first_to_notice.get(name, 0),
                repeatable=_told(others[AGAIN][name]) == _told(first),
                independent=(alone.outcome, alone.message) == (first.outcome, first.message),
            )
        )
    return rows


def _results(run: Run) -> dict[str, CheckResult]:
    """The checks of *run*, but for those that wait for a mark."""
    return {check.name: check for check in run.settled.report.checks if check.outcome is not Outcome.PENDING}


def _told(result: CheckResult) -> dict[str, Any]:
    """All of *result* but its time."""
    return msgspec.structs.asdict(result) | {"cpu_seconds": None}


def _alone(check: str) -> str:
    return f"check {check} alone"
