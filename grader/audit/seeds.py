"""What luck does to right answers: how far the reference lies from each threshold, over many seeds."""

import math
import statistics
from collections.abc import Sequence

from grader.audit.answers import Run
from grader.audit.findings import ThresholdRow
from grader.audit.spread import Spread, spreads
from grader.audit.tails import ONE_IN, chance_to_fall_short
from grader.audit.trials import REFERENCE

__all__ = ["FEW", "threshold_rows"]

FEW = 5  # runs: with fewer, nothing is said of a tail


def threshold_rows(runs: Sequence[Run]) -> list[ThresholdRow]:
    """A row for each threshold at which the reference does not always reach the same value.

    Where it does, no luck is involved, and other seeds would tell nothing.
    """
    rows = [_row(spread) for spread in spreads(runs, [REFERENCE]) if len(set(spread.values)) > 1]
    return sorted(rows, key=lambda row: (not row.flagged, -(row.chance or 0.0)))


def _row(spread: Spread) -> ThresholdRow:
    count = len(spread.values)
    chance = chance_to_fall_short(spread.margin, count) if count >= FEW else None
    fell = any(v < spread.bound if spread.least else v > spread.bound for v in spread.values)
    return ThresholdRow(
        check=spread.check,
        measured=spread.measured,
        bound=spread.bound,
        least=spread.least,
        values=spread.values,
        mean=statistics.fmean(spread.values),
        deviation=spread.deviation,
        margin=spread.margin if math.isfinite(spread.margin) else None,
        chance=chance,
        flagged=fell or (chance is not None and chance > 1 / ONE_IN),
    )
