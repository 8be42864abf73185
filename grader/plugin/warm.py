"""The warm process that submissions are forked from, kept for as long as one grader process lives."""

from collections.abc import Sequence

from grader.course import Assignment
from grader.data import mnist_folder
from grader.data.sources import VARIABLE
from grader.errors import SetupStartedThreads
from grader.notebook.cells import CellKind, Role, Source
from grader.plugin.seeds import Seeds
from grader.sandbox.host import Worker, Zygote
from grader.sandbox.rungs import Limits, Policy, Rung

__all__ = ["WarmProcess", "digits_source", "policy_of", "setup_cells"]

START_S = 30.0  # for a confined process to be ready, on a machine under load
MEBIBYTE = 2**20


class WarmProcess:
    """Starts the zygote when it is first needed; falls back to setup in each fork where it must."""

    def __init__(self, assignment: Assignment, source: Source, rung: Rung, *, seeds: Seeds) -> None:
        self.rung = rung
        self.seeds = seeds
        self.setup_in_fork = False
        self._policy = policy_of(assignment, rung)
        self._setup = setup_cells(source)
        self._zygote: Zygote | None = None

    def spawn(self, seeds: Seeds | None = None) -> Worker:
        """A confined process in which the setup cells were run, or will be.

        Args:
            seeds: In place of those of the whole session.
        """
        return self.start().spawn(seed=(seeds or self.seeds).cells, deadline_s=START_S)

    @property
    def setup_to_run(self) -> Sequence[tuple[str, str]]:
        """The setup cells that each submission's own process must run, because they start threads."""
        self.start()
        return self._setup if self.setup_in_fork else ()

    def close(self) -> None:
        """End the zygote, and with it everything that it forked."""
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def start(self) -> Zygote:
        """Run the setup cells, unless they have been run.

        Raises:
            SetupFailed: A setup cell raised.
            InfrastructureError: The process did not start.
        """
        if self._zygote is None:
            try:
                self._zygote = Zygote(self._policy, setup=self._setup)
            except SetupStartedThreads:
                self.setup_in_fork = True
                self._zygote = Zygote(self._policy)
        return self._zygote


def setup_cells(source: Source) -> list[tuple[str, str]]:
    """Name and text of each setup cell."""
    return [
        (cell.name, cell.reference)
        for cell in source.cells
        if cell.role is Role.SETUP and cell.kind is CellKind.CODE
    ]


def policy_of(assignment: Assignment, rung: Rung) -> Policy:
    """How a submission of *assignment* is confined at *rung*."""
    limits = assignment.settings.limits
    tier = assignment.settings.data.tier
    digits = digits_source(tier)
    return Policy(
        rung=rung,
        limits=Limits(
            memory_bytes=limits.memory_mb * MEBIBYTE,
            cpu_seconds=int(limits.submission_seconds),
            file_bytes=limits.disk_mb * MEBIBYTE,
            disk_bytes=limits.disk_mb * MEBIBYTE,
            open_files=64,
            processes=limits.processes,
        ),
        readable=(digits,) if tier == "full" else (),
        files=tuple((name, str(path)) for name, path in assignment.released_files),
        environment={VARIABLE: digits},
    )


def digits_source(tier: str) -> str:
    """What both sides load their digits from, so that neither takes another tier by its own circumstances."""
    return str(mnist_folder()) if tier == "full" else tier
