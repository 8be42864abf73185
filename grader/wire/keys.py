"""What may be a key of a dict or a member of a set: exact scalars, and tuples of them.

Hashing and comparing these runs no code but Python's and NumPy's. Refuses crowds of keys that share a hash:
the hash of a number is not random, and n keys of one hash take n**2 steps to tell apart.
"""

from collections.abc import Collection
from typing import Any

from grader.wire.dtypes import KEY_TYPES
from grader.wire.records import Limits

__all__ = ["are_keys", "is_crowded"]

_SCALARS = frozenset({type(None), bool, int, float, complex, str, bytes}) | KEY_TYPES


def are_keys(values: Collection[Any]) -> bool:
    """Whether all *values* may be keys. Nothing of theirs is called, not even a metaclass's hash."""
    parts = list(values)
    while parts:
        part = parts.pop()
        kind = type(part)
        if kind is tuple:
            parts.extend(part)
        elif type(kind) is not type or kind not in _SCALARS:
            return False
    return True


def is_crowded(keys: Collection[Any], limits: Limits) -> bool:
    """Whether too many of *keys*, which may be keys, share a hash with another."""
    return len(keys) > limits.collisions and len(keys) - len(set(map(hash, keys))) > limits.collisions
