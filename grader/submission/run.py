"""Runs one submission's notebook, step by step, and opens a snapshot of it at each check's place.

A cell that raises is recorded and the rest goes on. A cell that ends or blocks the process costs what
follows nothing: the notebook is run once more without it. A check that crashes, hangs or breaks the wire's
rules touches neither the other checks nor the notebook.

A check that is given a reference tells it to the submission, which may have ways to pass it on to whatever
looks at the same run. So such checks look at a run aside, and there at a new one where they are not given
all that was told before.
"""

import contextlib
import math
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from grader import wire
from grader.course import Limits
from grader.errors import InfrastructureError
from grader.sandbox.host import Worker
from grader.submission.connection import Connection
from grader.submission.failures import StudentError, WorkerLost, clean, defect_of, describe
from grader.submission.functions import leaf_of
from grader.submission.outputs import Output, Room, take_outputs
from grader.submission.plan import CheckStep, Plan, RunStep
from grader.submission.proxies import Handle, Submission

__all__ = ["CheckPlace", "Snapshot", "SubmissionRun"]

GRACE_S = 5.0  # beyond a clock limit that the worker enforces itself
END_S = 2.0  # for the last word of a check's process
OUT_OF_MEMORY = "used too much memory, all processes of the submission together"
TOO_MUCH = "the notebook shows too much: the outputs of some of its cells are left out"


class CheckPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a check looks at the notebook, and under which limits. ``step`` None: after everything."""

    name: str
    step: str | None
    seed: int
    cpu_s: float
    given: tuple[tuple[str, str], ...] = ()  # labels and texts of reference cells to define first


class Snapshot(msgspec.Struct, kw_only=True):
    """A check's view of the notebook, and what became of the process behind it."""

    submission: Submission
    connection: Connection
    cpu_seconds: float | None = None
    peak_bytes: int | None = None  # the most memory of the process, what it shares with the notebook included
    ending: str | None = None  # how the process ended, where it ended by itself
    spoilt: WorkerLost | StudentError | None = None  # why the check cannot pass, even where it caught this


class SubmissionRun:
    """One submission being graded."""

    def __init__(
        self,
        plan: Plan,
        spawn: Callable[[], Worker],
        *,
        limits: Limits,
        setup: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Prepare to run *plan*; nothing is started yet.

        Args:
            spawn: Starts a confined process and waits until it is ready.
            setup: Setup cells, where they could not be run before the fork.
        """
        self._plan = plan
        self._spawn = spawn
        self._limits = limits
        self._setup = setup
        self._worker: Worker | None = None
        self._notebook: Connection | None = None
        self._done = 0
        self._clock_used = 0.0  # seconds, by the cells of this run
        self._told: frozenset[str] = frozenset()  # labels of the references that this run may know
        self._aside: SubmissionRun | None = None  # the run that references are told to
        self._left_out: set[int] = set()
        self._lost: WorkerLost | None = None
        self._was_lost_at_a_check = False
        self._room = Room()
        self.errors: dict[str, str] = {}  # cell label -> what it raised
        self.outputs: dict[str, tuple[Output, ...]] = {}  # cell label -> what it showed
        self.cpu_seconds: dict[str, float] = {}  # cell label -> what it took, as the worker tells it
        self.notes: list[str] = []

    def at(
        self, place: CheckPlace, setup_names: Mapping[str, Any]
    ) -> contextlib.AbstractContextManager[Snapshot]:
        """A snapshot of the notebook at *place*.

        Raises:
            WorkerLost: There is no process to look at, and starting anew did not help.
        """
        if not place.given:
            return self._look(place, setup_names)
        if self._aside is None:
            self._aside = SubmissionRun(self._plan, self._spawn, limits=self._limits, setup=self._setup)
        return self._aside._look(place, setup_names)

    @contextlib.contextmanager
    def _look(self, place: CheckPlace, setup_names: Mapping[str, Any]) -> Iterator[Snapshot]:
        index = self._index_of(place.step)
        given = frozenset(label for label, _ in place.given)
        if index < self._done or not self._told <= given:
            self.close()
        self._advance(index)
        clock_s = self._clock(place.cpu_s)
        try:
            ours = self._fork(place, clock_s)
        except WorkerLost as lost:
            if self._lost is not None or self._was_lost_at_a_check:
                raise
            self._was_lost_at_a_check = True  # a machine that stood still costs nobody what follows
            self._start_anew(lost, without=None)
            self._advance(index)
            ours = self._fork(place, clock_s)
        self._told |= given
        handles: list[Connection] = []

        def resolve(record: object) -> object:
            return Handle(handles[0], record) if isinstance(record, wire.Ref) else record

        connection = Connection.over(
            ours, deadline=time.monotonic() + clock_s + GRACE_S, resolve=resolve, leaf=leaf_of(setup_names)
        )
        handles.append(connection)
        snapshot = Snapshot(submission=Submission(connection), connection=connection)
        try:
            for label, source in place.given:
                connection.ask("define", label, source)
            yield snapshot
        finally:
            self._close(snapshot)

    def _fork(self, place: CheckPlace, clock_s: float) -> socket.socket:
        """Let the notebook's process fork one that answers the check at *place*: the socket to that."""
        notebook = self._ready()
        ours, theirs = socket.socketpair()
        try:
            assert self._worker is not None
            with theirs:
                try:
                    self._worker.pass_socket(theirs)
                except wire.ProtocolError as error:
                    raise notebook.lose(str(error)) from None
            notebook.deadline = time.monotonic() + clock_s + GRACE_S
            notebook.ask("fork", place.seed, place.cpu_s, clock_s)
        except BaseException:
            ours.close()
            raise
        return ours

    def show(self, place: CheckPlace, text: str) -> None:
        """Run a visible check's own *text* at *place*, as a student would, and keep what it shows."""
        answer: Any = None
        with contextlib.suppress(StudentError, WorkerLost), self.at(place, {}) as snapshot:
            answer = snapshot.connection.ask("show", place.name, text)
        match answer:
            case [[raised, outputs]]:
                if type(raised) is wire.Raised:
                    self.errors[place.name] = describe(defect_of(raised))
                self._keep_outputs(place.name, outputs)

    def why_cell_failed(self, label: str | None) -> str | None:
        """What became of the cell *label*, if it did not run to its end, as the end of a sentence."""
        known = self.errors if self._aside is None else self._aside.errors | self.errors
        error = known.get(label) if label is not None else None
        if error is None:
            return None
        return error if error.startswith("the cell ") else f"its cell raised {error}"

    def finish(self) -> None:
        """Run what is left of the notebook, for its outputs and errors, and end its process."""
        with contextlib.suppress(WorkerLost):
            self._advance(len(self._plan.steps))
        self.close()

    def close(self) -> None:
        """End the submission's processes, all of them; whoever looks again gets a run from the start."""
        if self._aside is not None:
            self._aside.close()
        if self._notebook is not None:
            self._notebook.close()
        if self._worker is not None:
            self._worker.close()
        self._forget_run()

    def _forget_run(self) -> None:
        self._worker = self._notebook = None
        self._done = 0
        self._clock_used = 0.0
        self._told = frozenset()

    def _index_of(self, step: str | None) -> int:
        if step is not None:
            for index, planned in enumerate(self._plan.steps):
                if isinstance(planned, CheckStep) and planned.name == step:
                    return index
        return len(self._plan.steps)

    def _clock(self, cpu_s: float) -> float:
        return cpu_s * self._limits.wall_factor + self._limits.wall_extra_seconds

    def _ready(self) -> Connection:
        if self._lost is not None:
            raise self._lost
        if self._notebook is None:
            self._worker = self._spawn()
            self._notebook = Connection(self._worker.channel, deadline=float("inf"))
            if self._setup:
                self._notebook.deadline = time.monotonic() + self._clock(self._limits.submission_seconds)
                self._notebook.ask("setup", [list(cell) for cell in self._setup])
        return self._notebook

    def _advance(self, index: int) -> None:
        """Run the cells before step *index* that have not been run in this process."""
        while self._done < index:
            if self._lost is not None:
                raise self._lost
            step = self._plan.steps[self._done]
            if isinstance(step, RunStep) and self._done not in self._left_out:
                self._refuse_overtime(step)
                try:
                    self._run(step)
                except WorkerLost as lost:
                    self._start_anew(lost, without=self._done)
                    continue
            self._done += 1

    def _refuse_overtime(self, step: RunStep) -> None:
        """End a notebook whose cells have together used up the submission's time on the clock."""
        most_s = self._clock(self._limits.submission_seconds)
        if self._clock_used < most_s:
            return
        lost = WorkerLost(f"the notebook's cells took longer than {most_s:g} s together", timed_out=True)
        self.notes.append(f"{lost}: cell {clean(step.label, 80)} and what follows it were not run")
        self.close()
        self._lost = lost
        raise lost

    def _run(self, step: RunStep) -> None:
        notebook = self._ready()
        cpu_s = self._limits.cell_seconds
        clock_s = min(self._clock(cpu_s), self._clock(self._limits.submission_seconds) - self._clock_used)
        started = time.monotonic()
        notebook.deadline = started + clock_s + GRACE_S
        try:
            answer = notebook.ask("run", step.label, step.source, cpu_s, clock_s)
        except StudentError as error:  # the worker's own code raised: a time limit, memory, too much output
            answer = [None, [], 0.0]
            self.errors[step.label] = str(error)
        finally:
            self._clock_used += time.monotonic() - started
        if type(answer) is not list or len(answer) != 3:
            raise notebook.lose("an answer that is no answer")
        raised, outputs, cpu_seconds = answer
        if type(cpu_seconds) is float and math.isfinite(cpu_seconds):
            self.cpu_seconds[step.label] = round(cpu_seconds, 3)
        if type(raised) is wire.Raised:
            self.errors[step.label] = describe(defect_of(raised))
        self._keep_outputs(step.label, outputs)

    def _keep_outputs(self, label: str, outputs: object) -> None:
        self.outputs[label] = take_outputs(outputs, self._room)
        if self._room.is_used_up and TOO_MUCH not in self.notes:
            self.notes.append(TOO_MUCH)

    def _start_anew(self, lost: WorkerLost, *, without: int | None) -> None:
        """End this process; the next request starts another, which runs the cells again.

        Raises:
            WorkerLost: That was done before.
            InfrastructureError: The process was not lost by the submission's own doing.
        """
        again = not self._left_out and self._lost is None
        step = self._plan.steps[without] if without is not None else None
        if self._worker is not None:
            ending = self._worker.kill()
            if not ending.is_known:
                self._forget_run()
                raise InfrastructureError("what started the submission's process was ended with it")
            if ending.out_of_memory:
                reason = OUT_OF_MEMORY
            else:
                reason = "took too long" if lost.timed_out else ended_how(ending.exit_code, ending.signal)
        else:
            reason = str(lost)
        if isinstance(step, RunStep):
            self.errors[step.label] = f"the cell {reason}"
            name = clean(step.label, 80)
            if again:
                self.notes.append(f"cell {name} {reason}: the notebook was run again without it")
        self._forget_run()
        if without is not None:
            self._left_out.add(without)
        if not again:
            self._lost = lost
            raise lost

    def _close(self, snapshot: Snapshot) -> None:
        connection = snapshot.connection
        snapshot.spoilt = connection.spoilt
        connection.deadline = min(connection.deadline, time.monotonic() + END_S)
        try:
            answer = connection.ask("end")
            match answer:
                case [(float(cpu_seconds), int(peak_bytes))] if 0 <= peak_bytes < 2**63:
                    snapshot.cpu_seconds, snapshot.peak_bytes = round(cpu_seconds, 3), peak_bytes
        except StudentError as error:
            self._learn_ending(snapshot, WorkerLost(str(error)))
        except WorkerLost as lost:
            if not lost.ended and not lost.timed_out:  # it spoke out of turn: its other answers count no more
                snapshot.spoilt = lost
            self._learn_ending(snapshot, lost)
        connection.close()

    def _learn_ending(self, snapshot: Snapshot, lost: WorkerLost) -> None:
        """Have the check's process ended, and hear how it did: for the message, never for a verdict."""
        notebook = self._notebook
        if notebook is None:
            return
        notebook.deadline = time.monotonic() + END_S
        try:
            answer = notebook.ask("reap")
        except (StudentError, WorkerLost):
            with contextlib.suppress(WorkerLost):
                self._start_anew(WorkerLost(str(lost)), without=None)
            return
        if lost.ended and type(answer) is list and len(answer) == 2 and type(answer[0]) is int:
            code = answer[0]
            snapshot.ending = ended_how(code if code >= 0 else None, -code if code < 0 else None)
        if self._worker is not None and self._worker.ran_out_of_memory():
            snapshot.ending = OUT_OF_MEMORY


def ended_how(exit_code: int | None, signal_number: int | None) -> str:
    """In words, how a process ended."""
    import signal

    if signal_number in (signal.SIGXCPU,):
        return "used up its processor time"
    if signal_number is not None:
        try:
            name = signal.Signals(signal_number).name
        except ValueError:
            name = f"signal {signal_number}"
        return f"was ended by {name}"
    if exit_code is None:
        return "was ended"
    return f"ended the process (exit code {exit_code})"
