"""Every error that the project raises for a reason outside its own code.

::

    GraderError
    ├── UsageError              what was asked for cannot be done              exit status 1
    ├── AuthoringError          a source notebook or assignment is wrong       exit status 1
    │   ├── AssignmentError         assignment.toml, or a missing file
    │   ├── SourceNotebookError     the source notebook cannot be read
    │   ├── SolutionMarkerError     solution markers, or what looks like one
    │   ├── TagError                cell tags, or what looks like one
    │   ├── OptionError             ``#|`` options, or what looks like one
    │   ├── CheckError              a check that cannot be compiled or trusted
    │   ├── SetupFailed             a setup cell raised
    │   └── ReleaseRefused          everything that speaks against a release
    ├── DataError               digits that are missing, damaged or out of reach   exit status 1
    ├── InvalidSubmission       what came back is no submission: becomes a report, never a crash
    └── InfrastructureError     the grader's own fault, or the machine's       exit status 2
        ├── SetupStartedThreads     setup cells that no process can be forked after
        └── IsolationError          this machine cannot enforce what was asked for

The wire has its own three errors, because it depends on nothing here.
"""

from pathlib import Path

__all__ = [
    "AssignmentError",
    "AuthoringError",
    "CheckError",
    "DataError",
    "GraderError",
    "InfrastructureError",
    "InvalidSubmission",
    "IsolationError",
    "OptionError",
    "ReleaseRefused",
    "SetupFailed",
    "SetupStartedThreads",
    "SolutionMarkerError",
    "SourceNotebookError",
    "TagError",
    "UsageError",
]


class GraderError(Exception):
    """Anything that the project reports to a person in one sentence, without a traceback."""

    exit_status = 2


class UsageError(GraderError):
    """What was asked for on the command line, or of a function, cannot be done."""

    exit_status = 1


class AuthoringError(GraderError):
    """A source notebook, its checks or its assignment.toml must be mended by their author."""

    exit_status = 1


class AssignmentError(AuthoringError):
    """An assignment folder lacks something, or its assignment.toml says something impossible."""

    def __init__(self, problem: str, *, path: Path) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


class SourceNotebookError(AuthoringError):
    """A source notebook cannot be read as one."""

    def __init__(self, problem: str, *, path: Path) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


class _CellError(AuthoringError):
    def __init__(self, problem: str, *, cell: str, line: int) -> None:
        super().__init__(f"cell {cell}, line {line}: {problem}")
        self.problem = problem
        self.cell = cell
        self.line = line


class SolutionMarkerError(_CellError):
    """Solution markers in a source cell do not balance, or a line only looks like a marker."""


class TagError(_CellError):
    """A cell's tags name no role, more than one, or something close to one."""


class OptionError(_CellError):
    """A ``#|`` option is unknown, misplaced, misspelt or has a value of the wrong kind."""


class CheckError(_CellError):
    """A check does not parse, or uses a name that neither setup nor the student's side defines."""


class SetupFailed(AuthoringError):
    """A setup cell raised, before any submission was there."""

    def __init__(self, text: str, *, label: str) -> None:
        super().__init__(text if label in text else f"setup cell {label}: {text}")
        self.text = text
        self.label = label


class ReleaseRefused(AuthoringError):
    """What speaks against a release, all of it at once."""

    def __init__(self, reasons: list[str], *, assignment: str) -> None:
        listed = "".join(f"\n  - {reason}" for reason in reasons)
        super().__init__(f"{assignment} is not released:{listed}")
        self.reasons = tuple(reasons)


class DataError(GraderError):
    """Digits are missing, damaged, or cannot be fetched."""

    exit_status = 1


class InvalidSubmission(GraderError):
    """What came back cannot be graded. Its reason is the whole report."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InfrastructureError(GraderError):
    """The grader or the machine failed, not the student: retried, never a zero."""


class SetupStartedThreads(InfrastructureError):
    """Setup cells left threads running: forking after them is not safe, so each submission must run them."""

    def __init__(self, *, count: int) -> None:
        super().__init__(f"setup left {count} threads running, expected 1: no process can be forked after it")
        self.count = count


class IsolationError(InfrastructureError):
    """The machine cannot enforce the isolation that was asked for."""
