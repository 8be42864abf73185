"""Whether an analytic slope agrees with measured ones, near kinks too.

Pure but for the further looks that it asks for, and it asks only where a first look disagrees. Refuses to
blame a student for a kink, and to let a kink hide a mistake: an entry is skipped only if the slopes left and
right of it still disagree at a hundredth of the step, by more than the analytic slope is off.
"""

import enum
from collections.abc import Callable

from grader.testing.differences import Slopes

__all__ = ["Verdict", "allowed", "judge"]

_WIDE, _NEAR = 2.0, 0.01  # steps of the further looks, in steps of the first


class Verdict(enum.Enum):
    """What is known of one entry, or of one direction."""

    AGREES = enum.auto()
    DIFFERS = enum.auto()
    SKIPPED = enum.auto()  # on a kink: there is no derivative to compare with


def allowed(slopes: Slopes, analytic: float, *, rtol: float, size: float = 0.0) -> float:
    """Difference that counts as agreement, in the units of a slope.

    Args:
        size: What the slope is a sum of, where its terms may cancel (along a direction).
    """
    return rtol * max(abs(analytic), abs(slopes.central), size) + slopes.noise


def judge(
    look: Callable[[float], Slopes], first: Slopes, analytic: float, *, rtol: float, size: float = 0.0
) -> Verdict:
    """The verdict on one *analytic* slope; calls *look* with a factor of the step at most twice.

    A smooth function's slopes left and right differ in proportion to the step, and its central slopes over
    one and two steps agree but for the truncation, which their difference bounds. At a kink a step away or
    less, the slopes differ by at least as much as the central one is off.
    """
    error = abs(analytic - first.central)
    if error <= allowed(first, analytic, rtol=rtol, size=size):
        return Verdict.AGREES
    wide = look(_WIDE)
    truncation = abs(first.central - wide.central)
    # 0.005: a kink that a hundredth of the step clears changes the central slope by at least this share of
    # the error
    is_smooth = abs(wide.jump - 2 * first.jump) <= 0.1 * first.jump and truncation <= max(
        first.noise, 0.005 * error
    )
    if first.jump < error or is_smooth:
        agrees = error <= allowed(first, analytic, rtol=rtol, size=size) + truncation
        return Verdict.AGREES if agrees else Verdict.DIFFERS
    near = look(_NEAR)
    error = abs(analytic - near.central)
    if error <= allowed(near, analytic, rtol=rtol, size=size):
        return Verdict.AGREES
    return Verdict.SKIPPED if near.jump >= error else Verdict.DIFFERS
