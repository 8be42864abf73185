"""What an audit found, as it stands in its JSON file: the schema ``welldone/audit/1``.

Other programs read it, so a field is only ever added.
"""

import enum

import msgspec

from grader.model import Outcome

__all__ = ["SCHEMA", "Audit", "CheckRow", "Fate", "MutantRow", "OwnRow", "QuestionRow", "ThresholdRow"]

SCHEMA = "welldone/audit/1"


class Fate(enum.StrEnum):
    """What became of a wrong answer."""

    LOST = "lost points"
    SURVIVED = "survived"
    WAIVED = "waived"  # no mistake after all, as waivers.toml says
    UNGRADED = "not graded"  # the grader's own fault


class MutantRow(msgspec.Struct, frozen=True, kw_only=True):
    """One generated wrong answer."""

    cell: str
    line: int  # of the cell's reference, counted from 1
    kind: str
    mutation: str  # kind and particulars
    was: str
    becomes: str
    fate: Fate
    check: str | None = None  # the first that cost it points
    outcome: Outcome | None = None  # of that check
    trained: bool = False  # whether it had to be run with cells that take long
    waiver: str | None = None  # TOML that would waive it, but for the reason
    reason: str | None = None  # of a waiver; or why it was not graded


class OwnRow(msgspec.Struct, frozen=True, kw_only=True):
    """One of the assignment's own mutants, which must fail exactly the checks that it names."""

    name: str
    mistake: str
    fate: Fate
    expected: tuple[str, ...]
    failed: tuple[str, ...]
    not_run: tuple[str, ...] = ()  # named checks that were not run: the mutant had lost points before
    hint: bool = False  # whether a check that it fails has a hint
    reason: str | None = None  # why it was not graded

    @property
    def is_as_named(self) -> bool:
        """Whether it fails what it names, as far as it was run, and nothing else."""
        return self.fate is Fate.LOST and {*self.failed} == {*self.expected} - {*self.not_run}


class CheckRow(msgspec.Struct, frozen=True, kw_only=True):
    """One check, run on the reference under every seed."""

    name: str
    question: str | None
    hidden: bool
    points: float
    hint: str | None
    runs: int
    passed: int
    cpu_seconds: float | None  # mean
    most_cpu_seconds: float | None
    most_bytes: int | None  # of its process, what it shares with the notebook included
    first_to_notice: int = 0  # generated mutants that lost their first points here
    repeatable: bool = True  # the same seed gives the same result again
    independent: bool = True  # it passes without the other checks before it

    @property
    def is_flaky(self) -> bool:
        """Whether a right answer can lose its points by chance, or by what ran before."""
        return self.passed < self.runs or not self.repeatable or not self.independent


class ThresholdRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the reference reached at one threshold of one check."""

    check: str
    measured: str
    bound: float
    least: bool  # True: the value must not be below the bound; False: not above
    values: tuple[float, ...]  # by run
    mean: float
    deviation: float | None  # None: too few runs
    margin: float | None  # deviations from the bound to the mean; None: without end, or not known
    chance: float | None  # that one more right answer falls short
    flagged: bool  # more than one in 10,000 would


class QuestionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One question: its points, and the generated mutants of its cell."""

    name: str
    visible_points: float
    hidden_points: float
    manual_points: float
    noticed_visibly: int = 0  # lost their first points at a visible check
    noticed_hidden: int = 0
    survived: int = 0


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one audit found."""

    schema: str = SCHEMA
    assignment: str
    title: str
    release: str  # sha256, hexadecimal, of what was graded against
    isolation: str
    generated: int  # mutants that the solution regions have
    sampling_seed: int  # which of them were taken
    max_score: float  # points of all checks and all marks
    pending_points: float  # of marks: every survivor has all the others
    seeds: int  # runs of the reference
    thorough: bool
    mutation_score: float | None  # share of graded wrong answers, own ones included, that lost points
    mutants: tuple[MutantRow, ...]
    own: tuple[OwnRow, ...]
    checks: tuple[CheckRow, ...]
    thresholds: tuple[ThresholdRow, ...]
    questions: tuple[QuestionRow, ...]
    idle_waivers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0  # on the clock
    cpu_seconds: float = 0.0  # of all processes
    trained_share: float = 0.0  # of the graded mutants, those that were run with cells that take long

    def count(self, fate: Fate) -> int:
        """How many wrong answers came to *fate*, own mutants included."""
        return [*(row.fate for row in self.mutants), *(row.fate for row in self.own)].count(fate)

    @property
    def survivors(self) -> list[MutantRow]:
        """Generated mutants that lost nothing and are not waived."""
        return [mutant for mutant in self.mutants if mutant.fate is Fate.SURVIVED]

    @property
    def not_as_named(self) -> list[OwnRow]:
        """Own mutants that fail other checks than they name."""
        return [row for row in self.own if not row.is_as_named]

    @property
    def flaky(self) -> list[CheckRow]:
        """Checks whose points a right answer can lose."""
        return [check for check in self.checks if check.is_flaky]

    @property
    def flagged(self) -> list[ThresholdRow]:
        """Thresholds that lie too near to what right answers reach."""
        return [row for row in self.thresholds if row.flagged]

    @property
    def hintless(self) -> list[CheckRow]:
        """Checks without a hint."""
        return [check for check in self.checks if check.hint is None]
