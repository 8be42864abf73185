"""Draws what the reference reached at a threshold: every run a dot, the threshold, and the fitted curve.

Only places are computed here, in pixels; how they look is the page's business.
"""

import math
from collections.abc import Sequence

import msgspec

from grader.audit.findings import ThresholdRow

__all__ = ["HEIGHT", "WIDTH", "Plot", "draw", "round_ticks"]

WIDTH, HEIGHT = 640, 130
LEFT, RIGHT, BASE, TOP = 12, 628, 100, 14  # the frame
RADIUS = 3.5  # of a dot
DEVIATIONS = 4  # of the curve, on either side


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """Places of everything in one plot."""

    dots: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, str], ...]  # place and number
    bound: float
    failing: tuple[float, float]  # left end and width of what fails
    curve: str  # an SVG path; empty where nothing was fitted


def draw(row: ThresholdRow) -> Plot:
    """The plot of one threshold."""
    spread = row.deviation or 0.0
    ends = [row.bound, *row.values, row.mean - DEVIATIONS * spread, row.mean + DEVIATIONS * spread]
    low, high = min(ends), max(ends)
    margin = 0.04 * (high - low) or abs(high) or 1.0
    low, high = low - margin, high + margin

    def place(value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (value - low) / (high - low), 1)

    bound = place(row.bound)
    return Plot(
        dots=tuple(_stacked([place(value) for value in row.values])),
        ticks=tuple((place(tick), f"{tick:.6g}") for tick in round_ticks(low, high)),
        bound=bound,
        failing=(LEFT, bound - LEFT) if row.least else (bound, RIGHT - bound),
        curve=_curve(row, place(row.mean), spread * (RIGHT - LEFT) / (high - low)),
    )


def round_ticks(low: float, high: float, count: int = 6) -> list[float]:
    """About *count* round numbers from *low* to *high*: multiples of 1, 2 or 5 times a power of ten."""
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [number * step for number in range(first, last + 1)]


def _stacked(places: Sequence[float]) -> list[tuple[float, float]]:
    """Dots in the order of *places*, lifted until none covers another."""
    dots: list[tuple[float, float]] = []
    for x in places:
        y = BASE - RADIUS - 1
        while any(math.hypot(x - other, y - above) < 2 * RADIUS for other, above in dots) and y > TOP:
            y -= 1
        dots.append((x, y))
    return dots


def _curve(row: ThresholdRow, mean: float, deviation: float) -> str:
    if row.chance is None or not deviation:
        return ""
    steps = [DEVIATIONS * step / 24 for step in range(-24, 25)]
    height = BASE - TOP
    points = [(mean + step * deviation, BASE - height * math.exp(-(step**2) / 2)) for step in steps]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
