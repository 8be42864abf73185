"""The kinds of mistake, and one mistake as edits of a text."""

import enum
from typing import NamedTuple

from grader.audit.mutation.code import Edit

__all__ = ["Change", "Kind"]


class Kind(enum.StrEnum):
    """What a mistake gets wrong."""

    SIGN = "sign"
    OPERATOR = "operator"
    TERM = "dropped term"
    BIAS = "dropped bias"
    AXIS = "axis"
    TRANSPOSE = "transpose"
    REDUCTION = "sum or mean"
    FUNCTION = "another function"
    KEEPDIMS = "dropped keepdims"
    FLOAT32 = "float32"
    COPY = "missing copy"
    SLICE = "off by one"
    INDEX = "wrong index"
    NAME = "wrong name"
    COMPARISON = "comparison"
    CONDITION = "condition"
    CONSTANT = "constant"
    STATEMENT = "statement removed"
    LOOP = "loop"
    ARGUMENT = "arguments swapped"


class Change(NamedTuple):
    """One mistake, and how to make it."""

    kind: Kind
    what: str  # a few words: from what to what
    edits: tuple[Edit, ...]
