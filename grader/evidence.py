"""The numbers that a failed check saw, kept so that they can be compared with what known mistakes give.

Refuses everything but plain numbers and arrays of them, and more than `MAX_VALUES` of these.
"""

from collections.abc import Iterator

import msgspec
import numpy as np

from grader.testing.mismatch import Mismatch

__all__ = ["Evidence", "evidence_of", "is_same"]

MAX_VALUES = 4_096
TOLERANCE = 1e-6  # of the largest value: far above what another order of operations changes in float64
_NUMBERS = (bool, int, float)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a check got where it expected something else."""

    name: str  # what the check calls it
    shapes: tuple[tuple[int, ...], ...]  # of each array or number, in order
    values: tuple[float | None, ...]  # all entries, one after another; None: not finite


def evidence_of(error: BaseException | None) -> Evidence | None:
    """The evidence that *error* carries; None where it carries none."""
    if not isinstance(error, Mismatch):
        return None
    shapes: list[tuple[int, ...]] = []
    values: list[float | None] = []
    for part in _parts(error.got):
        array = np.asarray(part)
        if array.dtype.kind not in "biuf" or len(values) + array.size > MAX_VALUES:
            return None
        shapes.append(array.shape)
        values += [float(x) if np.isfinite(x) else None for x in array.astype(np.float64).flat]
    return Evidence(name=error.name, shapes=tuple(shapes), values=tuple(values)) if values else None


def is_same(one: Evidence, other: Evidence) -> bool:
    """Whether both show the same numbers, within `TOLERANCE`."""
    if (one.name, one.shapes) != (other.name, other.shapes):
        return False
    pairs = list(zip(one.values, other.values, strict=True))
    if any((a is None) != (b is None) for a, b in pairs):
        return False
    finite = [(a, b) for a, b in pairs if a is not None and b is not None]
    scale = max((max(abs(a), abs(b)) for a, b in finite), default=0.0)
    return all(abs(a - b) <= TOLERANCE * scale for a, b in finite)


def _parts(value: object) -> Iterator[object]:
    """Numbers and arrays of *value*, and something else where there is anything else in it."""
    if type(value) in (list, tuple):
        for member in value:  # type: ignore[attr-defined]
            yield from _parts(member)
    elif type(value) is np.ndarray or type(value) in _NUMBERS or isinstance(value, np.generic):
        yield value
    else:
        yield np.array([None])
