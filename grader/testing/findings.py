"""What a gradient check found, in words: the worst entry, by how much, and why as far as the numbers tell.

Refuses to call a gradient right for agreeing with differences that are all zero.
"""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from grader.testing.diagnosis import diagnose
from grader.testing.differences import Slopes
from grader.testing.forms import show, show_pair
from grader.testing.probes import Probe

__all__ = ["explain", "explain_hidden", "refuse_silence"]

Array = npt.NDArray[np.float64]


def refuse_silence(probes: list[Probe], name: str) -> None:
    """Raise if gradient and differences are zero everywhere, up to rounding.

    Raises:
        AssertionError: They are, so that a stub which returns zeros would pass.
    """
    __tracebackhide__ = True
    looks = [probe.slopes for probe in probes]
    if all(abs(look.central) <= look.noise >= abs(look.claimed) for look in looks):
        noise = max(look.noise for look in looks)
        raise AssertionError(
            f"{name} cannot be judged: every numerical derivative is zero (below {show(noise)}, rounding), "
            "and zeros would pass for a gradient: choose another input or upstream gradient, or zero_ok=True"
        )


def explain(
    name: str, analytic: Array, probes: list[Probe], wrong: list[Probe], parts: Mapping[str, Array]
) -> str:
    """The message for *wrong*, which is not empty and has the worst in front; some of it are entries."""
    listed = [probe for probe in probes if probe.is_entry]
    indices = [probe.along for probe in listed if isinstance(probe.along, int)]
    worst, entry = next((probe, probe.along) for probe in wrong if isinstance(probe.along, int))
    is_complete = len(listed) == analytic.size
    shape = analytic.shape if is_complete else (len(listed),)
    # an entry that only a kink separates from agreement says nothing about the others: no limit
    limits = [math.inf if probe.is_excused else probe.limit for probe in listed]
    reason = diagnose(
        analytic.reshape(-1)[indices].reshape(shape),
        np.array([probe.slopes.central for probe in listed]).reshape(shape),
        np.array(limits).reshape(shape),
        parts={words: part.reshape(-1)[indices].reshape(shape) for words, part in parts.items()},
    )
    entries = "entries" if is_complete else "sampled entries"
    return (
        f"{name} differs in {sum(probe.is_entry for probe in wrong)} of {len(listed)} {entries}; "
        f"worst at {_describe(worst.slopes, _place(entry, analytic))}" + (f"; {reason}" if reason else "")
    )


def explain_hidden(
    name: str, analytic: Array, probes: list[Probe], direction: Probe, first: Probe | None
) -> str:
    """The message for a *direction* that differs where all sampled entries agree.

    Args:
        first: The first entry that differs, if it was found.
    """
    sampled = sum(probe.is_entry for probe in probes)
    got, expected = show_pair(direction.slopes.claimed, direction.slopes.central)
    message = (
        f"{name} agrees in {sampled} sampled entries of {analytic.size}, but not along a random direction "
        f"over all of them: got a slope of {got}, expected {expected}"
    )
    if first is None or not isinstance(first.along, int):
        return f"{message}; other entries are wrong"
    place = _place(first.along, analytic)
    row, rows = place[0], analytic.shape[0]
    where = ""
    if analytic.ndim > 1 and row:
        where = f"; rows before {row} agree" + (": only the last row is wrong" if row == rows - 1 else "")
    return f"{message}; the first entry that differs is {_describe(first.slopes, place)}{where}"


def _place(entry: int, analytic: Array) -> list[int]:
    return [int(i) for i in np.unravel_index(entry, analytic.shape)]


def _describe(look: Slopes, place: list[int]) -> str:
    got, expected = show_pair(look.claimed, look.central)
    ratio = ""
    if abs(look.central) > look.noise:
        ratio = f" by differences, ratio {show(look.claimed / look.central, 5)}"
    return f"{place}: got {got}, expected {expected}{ratio}"
