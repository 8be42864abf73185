"""How scores are distributed."""

import math
import statistics
from collections.abc import Sequence

import msgspec

__all__ = ["Bin", "Spread", "histogram", "round_step", "spread"]

BINS = 20  # at most, about


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Scores in a few numbers, in points."""

    count: int
    mean: float
    median: float
    deviation: float  # of the class as a whole, not an estimate for a larger one
    lowest: float
    highest: float


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """How many scores are at least *low* and less than *high*; the last bin holds *high* too."""

    low: float
    high: float
    count: int


def spread(scores: Sequence[float]) -> Spread | None:
    """*scores* in a few numbers; None where there are none."""
    if not scores:
        return None
    return Spread(
        count=len(scores),
        mean=statistics.fmean(scores),
        median=statistics.median(scores),
        deviation=statistics.pstdev(scores),
        lowest=min(scores),
        highest=max(scores),
    )


def histogram(scores: Sequence[float], max_score: float) -> tuple[Bin, ...]:
    """Bins of equal, round width from 0 to *max_score*, or to the highest score where that is more."""
    top = max([max_score, *scores])
    if top <= 0:
        return ()
    width = round_step(top / BINS)
    count = max(1, math.ceil(round(top / width, 9)))
    counts = [0] * count
    for score in scores:
        counts[min(count - 1, max(0, math.floor(round(score / width, 9))))] += 1
    return tuple(
        Bin(low=place * width, high=(place + 1) * width, count=held) for place, held in enumerate(counts)
    )


def round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not less than *least*, which is above 0."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
