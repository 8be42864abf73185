"""Grades submissions of one assignment in one pytest session: opens each, keeps what its checks gave."""

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.course import Assignment
from grader.errors import AssignmentError, InfrastructureError
from grader.evidence import Evidence, evidence_of
from grader.model import CheckResult, Outcome, Report
from grader.notebook.cells import Role, Source
from grader.plugin.facts import CheckFacts, facts_of
from grader.plugin.outcomes import verdict_of
from grader.plugin.setup_state import SetupState, state_of
from grader.plugin.warm import WarmProcess
from grader.submission.identity import SubmissionPath
from grader.submission.outputs import Output
from grader.submission.plan import Extent, Plan
from grader.submission.reports import graded_report
from grader.submission.run import CheckPlace, Snapshot, SubmissionRun
from grader.testing.thresholds import Measurement, recording
from grader.worker.seeds import reseed

__all__ = ["Graded", "Grading", "Opened", "ToGrade"]


class ToGrade(msgspec.Struct, frozen=True, kw_only=True):
    """A submission whose notebook could be read and matched."""

    path: SubmissionPath
    plan: Plan
    extent: Extent = Extent()
    seed: int | None = None  # in place of the session's

    @property
    def output_name(self) -> str:
        """What stands for it in test ids and file names."""
        return self.path.output_name


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """A submission's report, and what is known of its run beside that."""

    report: Report
    outputs: dict[str, tuple[Output, ...]]  # cell label -> what it showed
    errors: dict[str, str]  # cell label -> what it raised
    measured: dict[str, list[Measurement]]  # check -> what it compared with thresholds
    evidence: dict[str, Evidence]  # failed check -> the numbers that it saw
    cell_seconds: dict[str, float]  # cell label -> CPU seconds
    check_bytes: dict[str, int]  # check -> the most memory of its process
    not_run: tuple[str, ...]  # checks that the submission's extent leaves out


class Grading:
    """The state of one session: submissions, their checks, and results so far."""

    def __init__(
        self,
        assignment: Assignment,
        source: Source,
        submissions: Sequence[ToGrade],
        warm: WarmProcess,
        *,
        settled: Callable[[int, Graded], None],
        notes: Sequence[str] = (),
        show: bool = False,
    ) -> None:
        """Prepare to grade; nothing is started yet.

        Args:
            settled: Called with each submission's position and result as soon as it is known.
            notes: To be said in every report, such as what the isolation lacks.
            show: Also run the text of visible checks as a student would, to keep what it shows.
        """
        self.assignment = assignment
        self.submissions = submissions
        self.warm = warm
        self.setup_names: Mapping[str, Any] = {}
        self.points: float | None = None  # of the checks of any one submission
        self._source = source
        self._settled = settled
        self._notes = notes
        self._show = show
        self._digest = assignment.digest()
        self._reference = {cell.name: cell.reference for cell in source.cells if cell.role is Role.SOLUTION}
        self._setup_states: list[SetupState] = []
        self._expected: dict[int, list[str]] = {}
        self._results: dict[tuple[int, str], CheckResult] = {}
        self._raised: dict[tuple[int, str], BaseException] = {}
        self._snapshots: dict[tuple[int, str], Snapshot] = {}
        self._measured: dict[int, dict[str, list[Measurement]]] = {}
        self._peaks: dict[int, dict[str, int]] = {}
        self._evidence: dict[int, dict[str, Evidence]] = {}
        self._stood_in: dict[int, dict[str, list[str]]] = {}  # question -> checks that got the reference's
        self._opened: dict[int, Opened] = {}

    def facts(self, item: pytest.Item, index: int) -> CheckFacts:
        """What *item*'s marks say."""
        return facts_of(item, self.submissions[index].output_name)

    def expect(self, items: Sequence[tuple[pytest.Item, int | None]]) -> None:
        """Learn which checks there are, and the setup namespace from the compiled module.

        Args:
            items: Each with the position of the submission that it checks; None where it is no check.

        Raises:
            AssignmentError: Two checks have one name, or a test beside the checks grades nobody.
        """
        points: dict[int, float] = {}
        places: dict[tuple[int, str], Path] = {}
        for item, index in items:
            if index is None:
                self._refuse_idle(item)
                continue
            facts = self.facts(item, index)
            other = places.setdefault((index, facts.name), Path(item.path))
            if facts.name in self._expected.setdefault(index, []):
                raise AssignmentError(
                    f"two checks are called {facts.name!r}, the other in {other.name}: rename one of them",
                    path=Path(item.path),
                )
            self._expected[index].append(facts.name)
            points[index] = points.get(index, 0.0) + facts.points
        self.points = max(points.values(), default=None)
        modules = {id(module): module for item, _ in items if (module := getattr(item, "module", None))}
        for module in modules.values():
            self._setup_states.append(state_of(module))
            if hasattr(module, "__assignment__"):
                self.setup_names = vars(module)

    def _refuse_idle(self, item: pytest.Item) -> None:
        if Path(item.path) in self.assignment.check_files:
            raise AssignmentError(
                f"{item.name} does not take the fixture 'submission': it would grade nobody",
                path=Path(item.path),
            )

    def restore_setup(self) -> None:
        """Let the next check find setup's objects as setup left them."""
        for state in self._setup_states:
            state.restore()

    def order(self, item: pytest.Item, index: int) -> tuple[int, int]:
        """Sort key: by submission, then by the step of the plan at which the check looks."""
        step = self.facts(item, index).step
        steps = self.submissions[index].plan.steps
        places = [place for place, planned in enumerate(steps) if getattr(planned, "name", None) == step]
        return (index, places[0] if step is not None and places else len(steps))

    def open(self, index: int) -> "Opened":
        """Open a submission; its checks follow."""
        self._opened[index] = Opened(self, index)
        return self._opened[index]

    def note(self, item: pytest.Item, index: int, call: "pytest.CallInfo[None]") -> None:
        """Keep the first thing that went wrong in a check; what went wrong on our side is behind all else."""
        if call.excinfo is None:
            return
        key, raised = (index, self.facts(item, index).name), call.excinfo.value
        self._raised.setdefault(key, raised)
        ours: BaseException | None = raised
        if isinstance(raised, BaseExceptionGroup):  # several fixtures raised at their end
            ours = raised.subgroup(InfrastructureError)
            while isinstance(ours, BaseExceptionGroup):
                ours = ours.exceptions[0]
        if isinstance(ours, InfrastructureError):
            self._raised[key] = ours

    def keep(self, index: int, name: str, snapshot: Snapshot, measured: list[Measurement]) -> None:
        """Remember a check's snapshot, for how its process ended, and what the check will have *measured*."""
        self._snapshots[index, name] = snapshot
        self._measured.setdefault(index, {})[name] = measured

    def result(self, item: pytest.Item, index: int) -> CheckResult:
        """Settle a check's result: its process has ended."""
        facts = self.facts(item, index)
        snapshot = self._snapshots.pop((index, facts.name), None)
        opened = self._opened.get(index)
        raised = self._raised.pop((index, facts.name), None)
        verdict = verdict_of(
            raised,
            spoilt=snapshot.spoilt if snapshot is not None else None,
            ending=snapshot.ending if snapshot is not None else None,
            cell_error=opened.run.why_cell_failed(facts.question) if opened is not None else None,
        )
        passed = verdict.outcome is Outcome.PASSED
        result = CheckResult(
            name=facts.name,
            question=facts.question,
            hidden=facts.hidden,
            outcome=verdict.outcome,
            points=facts.points if passed else 0.0,
            max_points=facts.points,
            message=verdict.message,
            hint=None if passed else facts.hint,
            cpu_seconds=snapshot.cpu_seconds if snapshot is not None else None,
        )
        self._results[index, facts.name] = result
        evidence = evidence_of(raised) if verdict.outcome is Outcome.FAILED else None
        if evidence is not None:
            self._evidence.setdefault(index, {})[facts.name] = evidence
        if snapshot is not None and snapshot.peak_bytes is not None:
            self._peaks.setdefault(index, {})[facts.name] = snapshot.peak_bytes
        if opened is not None and facts.name not in opened.not_run:
            opened.lost |= result.points < result.max_points
        # the last check's result is settled after the submission was closed, not before
        if opened is not None and all((index, name) in self._results for name in self._expected[index]):
            self._settle(index, opened)
        return result

    def _settle(self, index: int, opened: "Opened") -> None:
        """Make the report of a submission whose checks are over."""
        names, run = self._expected[index], opened.run
        notes = [*self._notes]
        if self.warm.setup_in_fork:
            notes.append("setup cells start threads, so they were run anew for this submission")
        notes += [
            f"the reference's {question} stood in for this submission's in {', '.join(checks)}"
            for question, checks in self._stood_in.pop(index, {}).items()
        ]
        report = graded_report(
            self.assignment,
            self._source,
            self.submissions[index].path,
            self.submissions[index].plan,
            results=[self._results.pop((index, name)) for name in names],
            errors=run.errors,
            notes=[*notes, *run.notes],
            release=self._digest,
            isolation=self.warm.rung.value,
        )
        del self._opened[index]
        measured = {name: values for name, values in self._measured.pop(index, {}).items() if values}
        graded = Graded(
            report=report,
            outputs=run.outputs,
            errors=run.errors,
            measured=measured,
            evidence=self._evidence.pop(index, {}),
            cell_seconds=run.cpu_seconds,
            check_bytes=self._peaks.pop(index, {}),
            not_run=tuple(opened.not_run),
        )
        self._settled(index, graded)

    def place(self, index: int, facts: CheckFacts) -> CheckPlace:
        """Where and how a check looks at the notebook of submission *index*.

        An earlier answer that has lost nothing stays: later ones may rely on more of it than the question
        asks for, such as names of its own, and would fail with the reference in its place.
        """
        stand_ins = [name for name in facts.given if not self._has_lost_nothing(index, name)]
        for name in stand_ins:
            self._stood_in.setdefault(index, {}).setdefault(name, []).append(facts.name)
        return CheckPlace(
            name=facts.name,
            step=facts.step,
            seed=self._opened[index].seeds.of_check(facts.name, facts.seed).worker,
            cpu_s=facts.timeout or self.assignment.settings.limits.check_seconds,
            given=tuple((f"{name} (reference)", self._reference[name]) for name in stand_ins),
        )

    def _has_lost_nothing(self, index: int, question: str) -> bool:
        """Whether checks of *question* came so far, and all of them that were run passed."""
        outcomes = [
            result.outcome is Outcome.PASSED or name in self._opened[index].not_run
            for (submission, name), result in self._results.items()
            if submission == index and result.question == question
        ]
        return bool(outcomes) and all(outcomes)

    def shown_text(self, name: str) -> str | None:
        """The text of the visible check *name*, where it is to be shown."""
        if not self._show:
            return None
        return next((c.source for c in self._source.cells if c.name == name and c.role is Role.CHECK), None)


class Opened:
    """One submission while its checks run."""

    def __init__(self, grading: Grading, index: int) -> None:
        self._grading = grading
        self._index = index
        self._extent = grading.submissions[index].extent
        self.seeds = grading.warm.seeds.of_run(grading.submissions[index].seed)
        self.lost = False  # whether a check has cost points
        self.not_run: list[str] = []
        self.run = SubmissionRun(
            grading.submissions[index].plan.without(self._extent.left_out),
            functools.partial(grading.warm.spawn, self.seeds),
            limits=grading.assignment.settings.limits,
            setup=grading.warm.setup_to_run,
        )

    @contextlib.contextmanager
    def at(self, item: pytest.Item) -> Iterator[Snapshot]:
        """A snapshot for the check *item*, with the trusted side's randomness seeded too."""
        facts = self._grading.facts(item, self._index)
        if not self._is_asked(facts.name):
            self.not_run.append(facts.name)
            pytest.skip("not run: enough is known without it")
        place = self._grading.place(self._index, facts)
        text = self._grading.shown_text(place.name)
        if text is not None and not place.given:  # what is shown is shown to the student
            self.run.show(place, text)
        self._grading.restore_setup()
        reseed(self.seeds.of_check(facts.name, facts.seed).trusted)
        with recording() as measured, self.run.at(place, self._grading.setup_names) as snapshot:
            self._grading.keep(self._index, place.name, snapshot, measured)
            yield snapshot

    def finish(self) -> None:
        """Run what is left of the notebook, and end its process."""
        if self._extent.is_whole:
            self.run.finish()
        else:
            self.run.close()

    def _is_asked(self, check: str) -> bool:
        checks = self._extent.checks
        return (checks is None or check in checks) and not (self._extent.to_first_loss and self.lost)
