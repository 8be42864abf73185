"""Charts as places and lengths in pixels; how they look is the page's business."""

from collections.abc import Sequence

import msgspec

from grader.exports.words import number
from grader.statistics import Bin, Item
from grader.statistics.scores import round_step

__all__ = ["Bar", "Chart", "Dot", "Tick", "item_map", "score_bars"]

LEFT, TOP, BASE, RIGHT = 56, 12, 200, 690  # the frame
TICKS = 4  # on the upright axis, about
LABELS = 11  # under the bars, at most


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A place on an axis, and what stands there."""

    place: float
    label: str


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar, standing on the base."""

    x: float
    y: float
    width: float
    height: float
    title: str


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """One dot."""

    x: float
    y: float
    title: str
    is_odd: bool  # to be looked at


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Places of everything in one chart."""

    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()
    across: tuple[Tick, ...] = ()
    up: tuple[Tick, ...] = ()
    width: int = 720
    height: int = 240
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    base: int = BASE


def score_bars(bins: Sequence[Bin]) -> Chart:
    """A bar for each bin of scores."""
    most = max((one.count for one in bins), default=0) or 1
    step = max(1, int(round_step(most / TICKS)))
    ceiling = step * -(-most // step)
    width = (RIGHT - LEFT) / max(1, len(bins))
    every = -(-(len(bins) + 1) // LABELS)
    edges = [*(one.low for one in bins), *(one.high for one in bins[-1:])]
    return Chart(
        bars=tuple(
            Bar(
                x=round(LEFT + place * width + 1, 1),
                y=_up(one.count / ceiling),
                width=round(width - 2, 1),
                height=round(BASE - _up(one.count / ceiling), 1),
                title=f"{number(one.low)} to {number(one.high)} points: {one.count}",
            )
            for place, one in enumerate(bins)
        ),
        across=tuple(
            Tick(place=round(LEFT + place * width, 1), label=number(edge))
            for place, edge in enumerate(edges)
            if place % every == 0
        ),
        up=tuple(Tick(place=_up(count / ceiling), label=str(count)) for count in range(0, ceiling + 1, step)),
    )


def item_map(items: Sequence[Item], *, odd: float) -> Chart:
    """A dot for each check: how many pass it across, how well it discriminates up.

    Args:
        odd: The discrimination below which a check is to be looked at.
    """
    known = [
        (item, item.full, item.discrimination)
        for item in items
        if item.full is not None and item.discrimination is not None
    ]
    low = min([-0.2, *(value for _, _, value in known)])
    return Chart(
        dots=tuple(
            Dot(
                x=round(LEFT + (RIGHT - LEFT) * share, 1),
                y=_up((value - low) / (1 - low)),
                title=f"{item.name}: {share:.0%} pass, discrimination {value:.2f}",
                is_odd=value < odd,
            )
            for item, share, value in known
        ),
        across=tuple(
            Tick(place=round(LEFT + (RIGHT - LEFT) * share / 100, 1), label=f"{share} %")
            for share in range(0, 101, 20)
        ),
        up=tuple(
            Tick(place=_up((value - low) / (1 - low)), label=f"{value:g}")
            for value in (0, 0.25, 0.5, 0.75, 1)
        ),
    )


def _up(share: float) -> float:
    """The place of *share*, 0 at the base and 1 at the top."""
    return round(BASE - (BASE - TOP) * share, 1)
