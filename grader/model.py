"""What a grading run produces: reports, as they stand in ``--json`` files.

The structs are the schema ``welldone/report/1``: other programs read it, so a field is only ever added.
"""

import enum

import msgspec

__all__ = ["SCHEMA", "CellResult", "CheckResult", "MatchedBy", "Outcome", "Report", "Status"]

SCHEMA = "welldone/report/1"


class Outcome(enum.StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"  # the student's code raised
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    NOT_ANSWERED = "not answered"
    SKIPPED = "skipped"  # depends on a check that failed
    PENDING = "pending"  # waits for a person's mark
    INFRASTRUCTURE = "infrastructure"  # ours: retried, never a zero


class Status(enum.StrEnum):
    """What became of a submission as a whole."""

    GRADED = "graded"
    INVALID = "invalid"
    INFRASTRUCTURE = "infrastructure"


class MatchedBy(enum.StrEnum):
    """How a submission's cell was found for a cell of the source notebook."""

    NAME = "name"
    ID = "id"
    CONTENT = "content"
    NONE = "none"


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One check of one submission. ``message`` of a hidden check is for staff, never for students."""

    name: str
    question: str | None
    hidden: bool
    outcome: Outcome
    points: float
    max_points: float
    message: str = ""
    hint: str | None = None
    cpu_seconds: float | None = None  # as the worker tells it: for information, never for a verdict


class CellResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was run for one cell of the source notebook."""

    name: str
    matched_by: MatchedBy
    error: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The graded result of one submission."""

    schema: str = SCHEMA
    assignment: str
    release: str  # sha256, hexadecimal, of what was graded against
    submission: str  # the path as given
    student: str | None
    digest: str | None = None  # sha256, hexadecimal, of the submission's bytes
    status: Status
    reason: str | None = None
    score: float = 0.0
    max_score: float = 0.0
    pending_points: float = 0.0  # part of max_score, not of score
    isolation: str = "none"
    data_tier: str = "bundled"
    checks: tuple[CheckResult, ...] = ()
    cells: tuple[CellResult, ...] = ()
    notes: tuple[str, ...] = ()
