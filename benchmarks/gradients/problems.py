"""What a gradient checker is given, and where the cases register."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Case", "Problem", "case"]

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A function, a point, and the gradient under test. Each checker gets its own: layers may keep state."""

    f: Callable[[Array], Any]  # returns a float, or an array
    x: Array
    gradient: Callable[..., Any]  # (x) where f returns a float, else (x, upstream)
    truth: Callable[..., Any] | None = None  # the right gradient of a wrong case, where it has one


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One gradient, with one line why it is there."""

    name: str
    why: str
    build: Callable[[int], Problem]  # with a seed


def case(into: list[Case], name: str, why: str) -> Callable[[Callable[..., Problem]], Callable[..., Problem]]:
    """Register what builds the problem; it gets a generator seeded by a seed and the name."""

    def register(build: Callable[..., Problem]) -> Callable[..., Problem]:
        letters = list(name.encode())
        into.append(
            Case(name=name, why=why, build=lambda seed: build(np.random.default_rng([seed, *letters])))
        )
        return build

    return register
