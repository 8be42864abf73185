"""What a gradient check found, in words: the worst entry, by how much, and why as far as the numbers tell.

Refuses to call a gradient right for agreeing with differences that are all zero.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.testing.diagnosis import diagnose
from grader.testing.differences import Slopes
from grader.testing.forms import show, show_pair
from grader.testing.verdicts import allowed

__all__ = ["Probe", "explain", "refuse_silence"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One comparison: along an entry, given by its flat index, or along a direction."""

    along: int | Array
    slopes: Slopes
    analytic: float
    size: float = 0.0  # of the terms that `analytic` is the sum of, along a direction

    @property
    def error(self) -> float:
        """How far the analytic slope is from the central difference."""
        return abs(self.analytic - self.slopes.central)

    @property
    def is_entry(self) -> bool:
        """Whether it is about one entry, not about a direction."""
        return isinstance(self.along, int)

    def limit(self, rtol: float) -> float:
        """The error that counts as agreement at the first look."""
        return allowed(self.slopes, self.analytic, rtol=rtol, size=self.size)

    def is_wrong(self, rtol: float) -> bool:
        """Whether it disagrees at the first look, and by more than a kink explains."""
        return self.error > max(self.limit(rtol), self.slopes.jump)


def refuse_silence(probes: list[Probe], name: str) -> None:
    """Raise if gradient and differences are zero everywhere, up to rounding.

    Raises:
        AssertionError: They are, so that a stub which returns zeros would pass.
    """
    __tracebackhide__ = True
    if all(abs(probe.slopes.central) <= probe.slopes.noise >= abs(probe.analytic) for probe in probes):
        noise = max(probe.slopes.noise for probe in probes)
        raise AssertionError(
            f"{name} cannot be judged: every numerical derivative is zero (below {show(noise)}, rounding), "
            "and zeros would pass for a gradient: choose another input or upstream gradient, or zero_ok=True"
        )


def explain(name: str, analytic: Array, probes: list[Probe], wrong: list[Probe], *, rtol: float) -> str:
    """The message for *wrong*, which is not empty and has the worst in front."""
    listed = [probe for probe in probes if probe.is_entry]
    indices = [probe.along for probe in listed if isinstance(probe.along, int)]
    worst = next((probe for probe in wrong if probe.is_entry), wrong[0])
    got, expected = show_pair(worst.analytic, worst.slopes.central)
    if not isinstance(worst.along, int):
        return (
            f"{name} agrees in {len(listed)} sampled entries of {analytic.size}, but not along a random "
            f"direction over all of them: got a slope of {got}, expected {expected}; other entries are wrong"
        )
    is_complete = len(listed) == analytic.size
    entries = "entries" if is_complete else "sampled entries"
    place = [int(i) for i in np.unravel_index(worst.along, analytic.shape)]
    ratio = ""
    if abs(worst.slopes.central) > worst.slopes.noise:
        ratio = f" by differences, ratio {show(worst.analytic / worst.slopes.central, 5)}"
    shape = analytic.shape if is_complete else (len(listed),)
    # an entry that only a kink separates from agreement says nothing about the others: no limit
    limits = [math.inf if _is_excused(probe, rtol) else probe.limit(rtol) for probe in listed]
    reason = diagnose(
        analytic.reshape(-1)[indices].reshape(shape),
        np.array([probe.slopes.central for probe in listed]).reshape(shape),
        np.array(limits).reshape(shape),
    )
    return (
        f"{name} differs in {sum(probe.is_entry for probe in wrong)} of {len(listed)} {entries}; "
        f"worst at {place}: got {got}, expected {expected}{ratio}" + (f"; {reason}" if reason else "")
    )


def _is_excused(probe: Probe, rtol: float) -> bool:
    return probe.error > probe.limit(rtol) and not probe.is_wrong(rtol)
