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

_FACTORS = (1.0, 1 / 17, 290.0, 1 / 270, 1 / 4100, 15.0, 70.0, 3900.0)
_WIDE = 1.7  # each look is compared with one over so many times its step
"""Steps of the further looks, in steps of the first.

Narrower ones leave kinks and curvature aside, wider ones rounding inside f. Truncation goes with the square
of the step: 16 is a factor of 256, more than two digits. 1/4100 still tells slopes of f's own size to 3e-6.
None is a power of two of another, and neither is `_WIDE`: rounding inside f comes in whole units, of which
two such steps can hold equally many and look smooth.
"""

_REMAINDER = _WIDE**2 / (_WIDE**4 - 1)
"""Bound on the error after extrapolation, in differences of the central slopes over both steps.

With D(h) = f' + a h**2 + b h**4 and w = 1.7, it is w**2 * b h**4, and the difference is
(w**2 - 1) * a h**2 + (w**4 - 1) * b h**4: 0.4 of it where a is 0, else far less.
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
    confirmed = False  # at another step, of which none was wide
    for factor in _FACTORS:
        if confirmed and factor < 1:
            return Verdict.DIFFERS
        near = first if factor == 1 else look(factor)
        if not near.is_finite:
            continue
        if factor <= 1:
            outside &= near.error > near.jump + near.noise
            if near.error <= bound(near) and not doubted:
                if near.noise <= SHARP * scale:
                    return Verdict.AGREES
                agreed |= near.noise <= 0.1 * scale
        wide = look(_WIDE * factor)
        if not wide.is_finite:
            continue
        roughness = abs(wide.bend - _WIDE * near.bend)  # a fourth difference: of a smooth f, mere rounding
        if factor < doubted:
            grain = max(grain, roughness * factor / doubted)
        if roughness > 0.1 * near.jump + 2 * near.noise:
            continue
        # smooth: the central slope's error goes with the square of the step, and is extrapolated to none
        change = near.central - wide.central
        off = near.claimed - (near.central + change / (_WIDE**2 - 1))
        uncertain = near.noise + 3 * roughness + _REMAINDER * abs(change)
        if abs(off) <= bound(near) + uncertain:
            if not doubted and uncertain <= max(bound(near), SHARP * scale):
                return Verdict.AGREES
            # the doubt came from rounding, or from kinks on both sides, that looked smooth over its step
            if doubted and abs(off - doubt) > 2 * uncertain:
                return Verdict.AGREES
            agreed |= uncertain <= bound(near)
        elif doubted and abs(off - doubt) <= 0.1 * abs(off):
            if factor > 1:
                return Verdict.DIFFERS
            confirmed = True
        elif abs(off) > 3 * abs(change):
            doubt, doubted = off, factor
    if doubted and abs(doubt) <= 3 * grain:
        return Verdict.AGREES if agreed else Verdict.SKIPPED
    if doubted or outside:
        return Verdict.DIFFERS
    return Verdict.AGREES if agreed else Verdict.SKIPPED
