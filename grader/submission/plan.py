"""What will be run of a submission, and in which order: a plan, made before anything of it is run.

A plan holds text and names only. It refuses nothing: what cannot be used of a submission stands in its notes.
"""

from collections.abc import Collection

import msgspec

from grader.model import MatchedBy

__all__ = ["CellMatch", "CheckStep", "Extent", "Plan", "RunStep"]


class RunStep(msgspec.Struct, frozen=True, kw_only=True):
    """Run *source* in the notebook's namespace.

    Labels are unique in a plan. The copy of a source cell that counts carries the source cell's own name,
    other copies of it ``dense (cell 7)``, a cell of the student's own ``added cell 7``.
    """

    label: str
    source: str
    source_name: str | None  # name of the source cell; None for a cell that the student added


class CheckStep(msgspec.Struct, frozen=True, kw_only=True):
    """A check's place: whoever runs the plan forks here."""

    name: str


class CellMatch(msgspec.Struct, frozen=True, kw_only=True):
    """Which cells of the submission stand for one cell of the source notebook.

    ``matched_by`` says how the cell that counts was found: the last full answer, or else the last copy.
    """

    name: str
    matched_by: MatchedBy
    cells: tuple[int, ...]  # 1-based positions in the submission, in its order; empty with MatchedBy.NONE


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that grading needs to know of a submission's notebook."""

    steps: tuple[RunStep | CheckStep, ...]
    matches: tuple[CellMatch, ...]  # the source's code and manual cells that a release keeps, in its order
    answers: dict[str, str]  # manual cell name -> the student's text, cut to a bound; absent if unanswered
    notes: tuple[str, ...]
    stubs: tuple[str, ...]  # solution cells without an answer: absent, empty, or still the stub
    python: tuple[int, int] | None = None  # what the notebook was last run with, if it says so

    def without(self, cells: Collection[str]) -> "Plan":
        """This plan without the steps of some source *cells*."""
        steps = tuple(step for step in self.steps if getattr(step, "source_name", None) not in cells)
        return msgspec.structs.replace(self, steps=steps)


class Extent(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a submission is graded: all of it, unless less says enough.

    An audit grades wrong answers by the hundred. It leaves out cells that train, runs the checks that can
    fail, and stops where points are lost.
    """

    left_out: frozenset[str] = frozenset()  # source cells that are not run
    checks: frozenset[str] | None = None  # the checks that are run; None: all
    to_first_loss: bool = False  # after a check that costs points, no other is run, nor a cell

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self == Extent()
