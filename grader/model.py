"""What a grading run produces: reports, as they stand in ``--json`` files.

The structs are the schema ``welldone/report/1``: other programs read it, so a field is only ever added.
"""

import enum

import msgspec

__all__ = ["SCHEMA", "CellResult", "CheckResult", "MatchedBy", "Outcome", "Report", "Status"]

SCHEMA = "welldone/report/1"


class Outcome(enum.StrEnum):
    """How one check ended."""

    PASSED = "passed"  # every assertion holds
    FAILED = "failed"  # an assertion does not hold
    ERROR = "error"  # the student's code raised
    TIMEOUT = "timeout"  # processor time, or the clock, ran out
    MEMORY = "memory"  # memory ran out
    CRASHED = "crashed"  # the process ended, or broke the rules of the wire
    NOT_ANSWERED = "not answered"  # the stub is still there, or the name is not defined
    SKIPPED = "skipped"  # depends on a check that failed
    PENDING = "pending"  # waits for a person's mark
    INFRASTRUCTURE = "infrastructure"  # ours: retried, never a zero


class Status(enum.StrEnum):
    """What became of a submission as a whole."""

    GRADED = "graded"  # whatever the score
    INVALID = "invalid"  # what came back is no submission of this assignment; the score is 0
    INFRASTRUCTURE = "infrastructure"  # the grader failed: grade it again


class MatchedBy(enum.StrEnum):
    """How a submission's cell was found for a cell of the source notebook."""

    NAME = "name"  # by the name in its metadata
    ID = "id"  # by its id
    CONTENT = "content"  # by what it defines, and how alike it is
    NONE = "none"  # not found


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One check of one submission. ``message`` of a hidden check is for staff, never for students."""

    name: str  # unique in the assignment
    question: str | None  # what the points belong to
    hidden: bool  # students see of it name, points, outcome and hint
    outcome: Outcome  # how it ended
    points: float  # got
    max_points: float  # to be got
    message: str = ""  # what went wrong, in words and numbers
    hint: str | None = None  # what to try; null where it passed or has none
    cpu_seconds: float | None = None  # as the worker tells it: for information, never for a verdict


class CellResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was run for one cell of the source notebook."""

    name: str  # in the source notebook
    matched_by: MatchedBy  # how the submission's cell was found
    error: str | None = None  # what it raised


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The graded result of one submission."""

    schema: str = SCHEMA  # of this object
    assignment: str  # its name
    release: str  # sha256, hexadecimal, of what was graded against
    submission: str  # the path as given
    student: str | None  # the name of the folder or file; null where a path names no student
    digest: str | None = None  # sha256, hexadecimal, of the submission's bytes
    status: Status  # of the submission as a whole
    reason: str | None = None  # why it was not graded
    score: float = 0.0  # the sum of the points that were got
    max_score: float = 0.0  # of all checks, the same for every submission
    pending_points: float = 0.0  # part of max_score, not of score
    isolation: str = "none"  # the rung on which it was graded
    data_tier: str = "bundled"  # which digits
    checks: tuple[CheckResult, ...] = ()  # in the order of the notebook, then checks/test_*.py
    cells: tuple[CellResult, ...] = ()  # given and answer cells, as in the source notebook
    notes: tuple[str, ...] = ()  # what was not used, repeated or missing
