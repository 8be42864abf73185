"""Where a gradient is compared with differences: every entry, or a sample of them and random directions.

Refuses to leave an entry unseen: each has a part in every direction, and a direction that differs is halved
until the first wrong entry is found.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from grader.testing.differences import Slopes
from grader.testing.verdicts import SHARP, Verdict, allowed, judge

__all__ = ["Look", "Probe", "first_wrong_entry", "look_inside", "take_probes"]

Array = npt.NDArray[np.float64]
Look = Callable[[int | Array, float], Slopes]  # along an entry or a direction, over a step

_SAMPLED = 50  # entries of an array too large for all of them
_DIRECTIONS = 3
_WIDENINGS = 3  # to 4096 times the step: 0.025, where a network's curvature still extrapolates
_NARROWINGS = 6  # to 16**-6 of the step: 4e-13, beside which a float64 of 1 has three digits left
_FACTOR = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One comparison: along an entry, given by its flat index, or along a direction."""

    along: int | Array
    slopes: Slopes
    rtol: float
    slack: float  # see `judge`

    @property
    def is_entry(self) -> bool:
        """Whether it is about one entry, not about a direction."""
        return isinstance(self.along, int)

    @property
    def limit(self) -> float:
        """The error that counts as agreement at the first look."""
        return allowed(self.slopes, self.rtol) + self.slack

    @property
    def is_wrong(self) -> bool:
        """Whether it disagrees at the first look, and by more than a kink explains."""
        return self.slopes.error > max(self.limit, self.slopes.jump)

    @property
    def is_excused(self) -> bool:
        """Whether it disagrees at the first look, but a kink might explain it."""
        return self.slopes.error > self.limit and not self.is_wrong

    def judge(self, look: Look) -> Verdict:
        """The verdict on it, after further looks where the first disagrees."""
        __tracebackhide__ = True

        def further(factor: float) -> Slopes:
            __tracebackhide__ = True
            return look(self.along, factor * self.slopes.step)

        return judge(further, self.slopes, rtol=self.rtol, slack=self.slack)


def take_probes(
    look: Look, claim: Array, *, seed: int, step: float, rtol: float, slack: float, max_entries: int
) -> list[Probe]:
    """First looks along every entry, or above *max_entries* along 50 of them and 3 directions.

    Each over *step*; over a narrower one where f is not finite a step away, and over a wider one where
    rounding would hide more than `SHARP` of the largest slope.
    """
    __tracebackhide__ = True
    rng = np.random.default_rng(seed)
    entries: Sequence[int] = range(claim.size)
    directions: list[Array] = []
    if claim.size > max_entries:
        entries = sorted(rng.choice(claim.size, _SAMPLED, replace=False).tolist())
        directions = [_draw(rng, claim.shape) for _ in range(_DIRECTIONS)]
    places: list[int | Array] = [*entries, *directions]
    probes = [
        Probe(along=along, slopes=look_inside(look, along, step), rtol=rtol, slack=slack) for along in places
    ]
    for _ in range(_WIDENINGS):
        largest = max(max(abs(p.slopes.central), abs(p.slopes.claimed)) for p in probes if p.is_entry)
        if not largest:
            break
        probes = [_sharpen(look, probe, largest) for probe in probes]
    return probes


def first_wrong_entry(look: Look, direction: Probe) -> Probe | None:
    """The first entry, in C order, that makes *direction* differ; None where halving it does not find one.

    Looks about 2 * log2(size) times.
    """
    __tracebackhide__ = True
    whole = direction.along
    if isinstance(whole, int):
        return None
    flat = whole.reshape(-1)

    def differs(begin: int, end: int) -> bool:
        __tracebackhide__ = True
        kept = np.zeros(flat.size)
        kept[begin:end] = flat[begin:end]
        part = np.asarray(kept / np.linalg.norm(kept)).reshape(whole.shape)
        probe = replace(direction, along=part, slopes=look(part, direction.slopes.step))
        return probe.slopes.is_finite and probe.judge(look) is Verdict.DIFFERS

    begin, end = 0, flat.size
    while end - begin > 1:
        half = (begin + end) // 2
        begin, end = (begin, half) if differs(begin, half) else (half, end)
    found = replace(direction, along=begin, slopes=look(begin, direction.slopes.step))
    return found if found.slopes.is_finite and found.judge(look) is Verdict.DIFFERS else None


def _draw(rng: "np.random.Generator", shape: tuple[int, ...]) -> Array:
    """A direction of length about 1, so that it moves f about as far as one entry does.

    No two entries have one weight: the errors of two that were exchanged do not cancel.
    """
    weights = rng.uniform(0.5, 1.5, shape) * rng.choice([-1.0, 1.0], shape)
    return np.asarray(weights / math.sqrt(weights.size))


def look_inside(look: Look, along: int | Array, step: float) -> Slopes:
    """Slopes over *step*, or over the widest below it that stays where f is finite.

    Raises:
        AssertionError: There is none.
    """
    __tracebackhide__ = True
    for narrowing in range(_NARROWINGS + 1):
        slopes = look(along, step / _FACTOR**narrowing)
        if slopes.is_finite:
            break
    else:
        where = f"entry {along}" if isinstance(along, int) else "a random direction"
        raise AssertionError(
            f"f(x) is finite at x, but not {slopes.step:.0e} away along {where}: choose other inputs"
        )
    if not narrowing:
        return slopes
    nearer = look(along, slopes.step / _FACTOR**2)  # at the edge of a domain, functions are steep
    return nearer if nearer.is_finite else slopes


def _sharpen(look: Look, probe: Probe, largest: float) -> Probe:
    """*probe* over a wider step, where rounding hides too much of a slope of the size *largest*."""
    __tracebackhide__ = True
    scale = largest if probe.is_entry else probe.slopes.size
    if probe.slopes.noise <= SHARP * scale:
        return probe
    wider = look(probe.along, _FACTOR * probe.slopes.step)
    return replace(probe, slopes=wider) if wider.is_finite else probe
