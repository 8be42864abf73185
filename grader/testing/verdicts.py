"""Whether a claimed slope agrees with measured ones, near kinks and where one step is too wide or narrow.

Pure but for the further looks that it asks for, and it asks only where a first look disagrees. Refuses to
blame a student for a kink or for rounding, and to let either hide a mistake: a claim is wrong where f looks
smooth and the claim is off at more than one step, and skipped only if f looks smooth at none.
"""

import enum
from collections.abc import Callable

from grader.testing.differences import Slopes

__all__ = ["SHARP", "Verdict", "allowed", "judge"]

SHARP = 1e-4
"""Share of a slope that may stay uncertain before a sharper look is taken, at another step."""

_FACTORS = (1.0, 16.0, 1 / 16, 1 / 256, 1 / 4096, 64.0, 256.0, 4096.0)
"""Steps of the further looks, in steps of the first.

Narrower ones leave kinks and curvature aside, wider ones rounding inside f. Truncation goes with the square
of the step: 16 is a factor of 256, more than two digits. 1/4096 still tells slopes of f's own size to 3e-6.
"""

_REMAINDER = 0.3
"""Bound on the error after extrapolation, in differences of the central slopes over one and two steps.

With D(h) = f' + a h**2 + b h**4, it is 4b h**4 of |3a h**2 + 15b h**4|: 4/15 where a is 0, else far less.
"""


class Verdict(enum.Enum):
    """What is known of one entry, or of one direction."""

    AGREES = enum.auto()
    DIFFERS = enum.auto()
    SKIPPED = enum.auto()  # on a kink, or rough at every step: there is nothing to compare with


def allowed(slopes: Slopes, rtol: float) -> float:
    """Difference that counts as agreement, in the units of a slope."""
    return rtol * slopes.size + slopes.noise


def judge(look: Callable[[float], Slopes], first: Slopes, *, rtol: float, slack: float = 0.0) -> Verdict:
    """The verdict on one claimed slope; calls *look* with a factor of the step, 15 times at most.

    Args:
        slack: Difference that counts as agreement on top of `allowed`, in the units of a slope.
    """

    def bound(slopes: Slopes) -> float:
        return allowed(slopes, rtol) + slack

    if first.error <= bound(first):
        return Verdict.AGREES
    scale = max(first.size, first.jump)
    agreed = False  # at some step, as far as could be told
    outside = True  # of what a kink at x could explain, at every step
    doubt, doubted = 0.0, 0.0  # how far off the claim was where f looked smooth, and at which factor
    grain = 0.0  # rounding inside f, as narrower steps show it, in its effect on the doubt
    for factor in _FACTORS:
        near = first if factor == 1 else look(factor)
        if not near.is_finite:
            continue
        if factor <= 1:
            outside &= near.error > near.jump + near.noise
            if near.error <= bound(near) and not doubted:
                if near.noise <= SHARP * scale:
                    return Verdict.AGREES
                agreed |= near.noise <= 0.1 * scale
        wide = look(2 * factor)
        if not wide.is_finite:
            continue
        roughness = abs(wide.bend - 2 * near.bend)  # a fourth difference: of a smooth f, mere rounding
        if factor < doubted:
            grain = max(grain, roughness * factor / doubted)
        if roughness > 0.1 * near.jump + 2 * near.noise:
            continue
        # smooth: the central slope's error goes with the square of the step, and is extrapolated to none
        change = near.central - wide.central
        off = near.claimed - (near.central + change / 3)
        uncertain = near.noise + 3 * roughness + _REMAINDER * abs(change)
        if abs(off) <= bound(near) + uncertain:
            if not doubted and uncertain <= max(bound(near), SHARP * scale):
                return Verdict.AGREES
            if factor > doubted > 0 and abs(off - doubt) > 2 * uncertain:
                return Verdict.AGREES  # the doubt was rounding that happened to look smooth
            agreed |= uncertain <= bound(near)
        elif doubted and abs(off - doubt) <= 0.1 * abs(off):
            return Verdict.DIFFERS
        elif abs(off) > 3 * abs(change):
            doubt, doubted = off, factor
    if doubted and abs(doubt) <= 3 * grain:
        return Verdict.AGREES if agreed else Verdict.SKIPPED
    if doubted or outside:
        return Verdict.DIFFERS
    return Verdict.AGREES if agreed else Verdict.SKIPPED
