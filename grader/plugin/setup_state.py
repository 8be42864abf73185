"""Keeps what setup made as setup left it: a check finds no trace of another, nor of another submission.

Setup cells run once on the trusted side, for all checks of all submissions. Arrays that they made become
read-only, so that a check that writes into one fails loudly at release. Random generators, lists, dicts and
sets are set back before each check: else what a submission is asked would depend on who was graded before it.
"""

import copy
import random
from types import ModuleType
from typing import Any

import numpy as np

__all__ = ["SetupState", "state_of"]

_STATE = "__setup_state__"
_COPIED = (bytearray, random.Random, np.random.Generator, np.random.RandomState)


class SetupState:
    """What the names of a module stood for after it was imported."""

    def __init__(self, module: ModuleType) -> None:
        self._names = vars(module)
        public = {name: value for name, value in self._names.items() if not name.startswith(("_", "@"))}
        copies: dict[int, Any] = {}
        fresh = {name: _fresh(value, copies) for name, value in public.items()}
        self._kept = {name: value for name, value in fresh.items() if value is not public[name]}

    def restore(self) -> None:
        """Set back what a check may have changed."""
        copies: dict[int, Any] = {}
        for name, value in self._kept.items():
            self._names[name] = _fresh(value, copies)


def state_of(module: ModuleType) -> SetupState:
    """The state of *module* after its import: the same one in every session of this process."""
    state = vars(module).get(_STATE)
    if not isinstance(state, SetupState):
        state = SetupState(module)
        setattr(module, _STATE, state)
    return state


def _fresh(value: Any, copies: dict[int, Any]) -> Any:
    """A copy of *value* where it can change, its arrays shared and made read-only; else *value* itself."""
    kind = type(value)
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
        return value
    if id(value) in copies:
        return copies[id(value)]
    if kind is list:
        made = copies[id(value)] = []
        made += [_fresh(item, copies) for item in value]
        return made
    if kind is dict:
        named = copies[id(value)] = {}
        named |= {key: _fresh(item, copies) for key, item in value.items()}
        return named
    if kind is tuple:
        items = tuple(_fresh(item, copies) for item in value)
        return value if all(map(_is, items, value)) else items
    if kind is set:
        return copies.setdefault(id(value), set(value))
    if isinstance(value, _COPIED):
        return copies.setdefault(id(value), copy.deepcopy(value))
    return value


def _is(one: object, other: object) -> bool:
    return one is other
