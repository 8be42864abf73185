"""One grader process: takes chunks of submissions on standard input, writes each report as it is settled.

Started by `grader.batch`. The notebooks' text is read here, their code is run elsewhere. What pytest and
checks print goes nowhere: the verdict travels on a descriptor of its own.
"""

import contextlib
import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from grader.course import Assignment
from grader.data.sources import VARIABLE
from grader.errors import AuthoringError, GraderError
from grader.model import Status
from grader.notebook.source import read_source
from grader.plugin import GRADING
from grader.plugin.collecting import Files
from grader.plugin.grading import Graded, Grading, ToGrade
from grader.plugin.intake import take_in
from grader.plugin.seeds import Seeds
from grader.plugin.stages import measured
from grader.plugin.transcribe import transcribe
from grader.plugin.warm import WarmProcess, digits_source
from grader.sandbox.syscalls import die_with_parent
from grader.spending import REST
from grader.submission.identity import SubmissionPath
from grader.submission.outputs import notebook_outputs
from grader.submission.plan import Plan
from grader.submission.reports import max_score, ungraded_report
from grader.work import Chunk, Settled, Work

__all__ = ["Grader", "grade_chunk", "main"]

MAX_COMPLAINT = 1_500  # characters of what pytest says when it fails as a whole
# What a grading run has no use for costs a third of its own time, and garbage collections at its end.
UNUSED_PLUGINS = (
    "cacheprovider",
    "doctest",
    "faulthandler",
    "logging",
    "pastebin",
    "threadexception",
    "unraisableexception",
    "warnings",
)
PYTEST_OPTIONS = (
    "-q",
    "--noconftest",
    "--import-mode=importlib",
    "--strict-markers",  # a misspelt 'hidden' would show what should be hidden
    "--tb=no",
    "--capture=no",
    "-pwelldone",
    *(f"-pno:{plugin}" for plugin in UNUSED_PLUGINS),
)


class Grader:
    """Grades chunk after chunk with one warm process."""

    def __init__(self, work: Work, settled: Callable[[Settled], None]) -> None:
        self._work = work
        self._settled = settled
        self._assignment = Assignment.load(Path(work.root)).limited(work.limits)
        # who sent the work has read it before
        self._source = read_source(self._assignment.source, validate=False)
        self._digest = self._assignment.digest()
        self._stopwatch = measured() if work.profile else None
        self._warm = WarmProcess(
            self._assignment, self._source, work.rung, seeds=Seeds.of(self._assignment, work.seed)
        )

    def grade(self, chunk: Chunk) -> None:
        """Grade *chunk*; every submission of it is settled, whatever happens."""
        with contextlib.nullcontext() if self._stopwatch is None else self._stopwatch.stage(REST):
            self._grade(chunk)

    def _grade(self, chunk: Chunk) -> None:
        paths = [path for _, path in chunk.submissions]
        positions = [position for position, _ in chunk.submissions]
        intake = take_in(self._assignment, self._source, paths)
        left = {place for place, _ in intake.valid}
        local = [place for place, _ in intake.valid]

        def settle(index: int, graded: Graded) -> None:
            place = local[index]
            left.discard(place)
            outputs = graded.outputs if self._work.show else {}
            transcript = None
            if self._work.transcripts:
                plan = intake.valid[index][1].plan
                transcript = transcribe(self._source, plan, graded.outputs, graded.errors)
            self._settled(
                Settled(
                    position=positions[place],
                    report=graded.report,
                    outputs={label: notebook_outputs(shown) for label, shown in outputs.items()},
                    measured=graded.measured,
                    evidence=graded.evidence,
                    cell_seconds=graded.cell_seconds,
                    check_bytes=graded.check_bytes,
                    not_run=graded.not_run,
                    stages={} if self._stopwatch is None else self._stopwatch.take(),
                    transcript=transcript,
                )
            )

        grading = Grading(
            self._assignment,
            self._source,
            [_to_grade(submission, chunk) for _, submission in intake.valid] or [_nothing(paths[0])],
            self._warm,
            settled=settle,
            notes=self._work.notes,
            show=self._work.show,
        )
        refusal = self._start() if intake.valid else None
        failure = self._run_pytest(grading, collect_only=not intake.valid or refusal is not None)
        failure = refusal or failure
        points = max_score(self._source, grading.points or 0.0)
        ungraded = [(place, Status.INVALID, reason) for place, reason in intake.invalid]
        ungraded += [(place, Status.INFRASTRUCTURE, failure.reason) for place in sorted(left)]
        for place, status, reason in ungraded:
            report = ungraded_report(
                self._assignment,
                paths[place],
                status=status,
                reason=reason,
                release=self._digest,
                points=points,
            )
            self._settled(Settled(position=positions[place], report=report, try_again=failure.try_again))

    def close(self) -> None:
        """End the warm process."""
        self._warm.close()

    def _start(self) -> "_Failure | None":
        """Start the warm process; what is wrong with setup or this machine is then said once, and in full."""
        try:
            self._warm.start()
        except GraderError as error:
            return _Failure(str(error), try_again=not isinstance(error, AuthoringError))
        return None

    def _run_pytest(self, grading: Grading, *, collect_only: bool) -> "_Failure":
        """Run the session; return what went wrong with it as a whole, if anything did."""
        recorder = _Recorder(grading)
        files = [self._work.module, *(str(path) for path in self._assignment.check_files)]
        collected = Files([Path(file) for file in files], folder=self._assignment.root)
        options = [*PYTEST_OPTIONS, f"-c={os.devnull}", *collected.options]
        if collect_only:
            options.append("--collect-only")
        plugins: list[object] = [recorder, collected]
        plugins += [] if self._stopwatch is None else [self._stopwatch]
        complaints = io.StringIO()
        with _folder(self._assignment.root), contextlib.redirect_stderr(complaints):
            code = pytest.main(options, plugins=plugins)
        if recorder.unloadable:
            _forget(files)
        said = complaints.getvalue()[-MAX_COMPLAINT:].strip()
        if code == pytest.ExitCode.USAGE_ERROR and said.startswith("ERROR: "):
            return _Failure(said.removeprefix("ERROR: "), try_again=False)
        early = f"the grading session ended early (pytest exit status {int(code)}) {said}"
        return _Failure(recorder.problem or early, try_again=not recorder.unloadable)


def _to_grade(submission: ToGrade, chunk: Chunk) -> ToGrade:
    name = submission.output_name
    return msgspec.structs.replace(
        submission,
        extent=chunk.extents.get(name, submission.extent),
        seed=chunk.seeds.get(name, submission.seed),
    )


def _nothing(path: SubmissionPath) -> ToGrade:
    """Stands in where no submission is valid: its checks are collected, to know their points, and not run."""
    return ToGrade(path=path, plan=Plan(steps=(), matches=(), answers={}, notes=(), stubs=()))


class _Failure(NamedTuple):
    """Why a session graded nobody."""

    reason: str
    try_again: bool  # False where the checks or setup are at fault


class _Recorder:
    """Hands the grading to the plugin, and keeps what went wrong outside of any check."""

    def __init__(self, grading: Grading) -> None:
        self._grading = grading
        self.problem = ""
        self.unloadable = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[GRADING] = self._grading

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            text = report.longreprtext
            # pytest marks the lines that tell the error; the others are its own frames
            told = [line[1:].strip() for line in text.splitlines() if line.startswith("E  ")]
            where = Path(report.nodeid or self._grading.assignment.name).name
            said = "; ".join(told) or text
            self.unloadable = True
            self.problem = f"the checks of {where} cannot be loaded: {said[-MAX_COMPLAINT:]}"

    def pytest_internalerror(self, excrepr: object) -> None:
        self.problem = f"the grading session failed: {str(excrepr)[-MAX_COMPLAINT:]}"


def _forget(files: Sequence[str]) -> None:
    """Drop the modules of *files*: one that raised is half there, and would pass for whole the next time."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in files:
            del sys.modules[name]


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[None]:
    """Work in *path*: setup cells read the assignment's files there, on the trusted side too.

    Files of checks find modules beside them, as they do where pytest is run alone.
    """
    before, checks = Path.cwd(), str(path / "checks")
    os.chdir(path)
    sys.path.insert(0, checks)
    try:
        yield
    finally:
        sys.path.remove(checks)
        os.chdir(before)


def grade_chunk(work: Work, chunk: Chunk) -> list[Settled]:
    """Grade one chunk in this process."""
    settled: list[Settled] = []
    grader = Grader(work, settled.append)
    try:
        grader.grade(chunk)
    finally:
        grader.close()
    return settled


def main() -> None:
    """Read a `Work` and then chunks, one JSON document a line, until standard input ends."""
    if sys.platform == "linux":
        die_with_parent()  # also where the command is killed: nobody would read the rest
    verdicts = os.fdopen(os.dup(1), "wb", buffering=0)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    encoder = msgspec.json.Encoder()

    def settled(result: Settled) -> None:
        verdicts.write(encoder.encode(result) + b"\n")

    lines = sys.stdin.buffer
    work = msgspec.json.decode(lines.readline(), type=Work)
    os.environ[VARIABLE] = digits_source(Assignment.load(Path(work.root)).settings.data.tier)
    grader = Grader(work, settled)
    status = 1
    try:
        for line in lines:
            grader.grade(Chunk.from_json(line))
            verdicts.write(b"\n")
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        grader.close()
        sys.stderr.flush()
        os._exit(status)  # a thread that a setup cell started would keep this process for as long as it likes


if __name__ == "__main__":
    main()
