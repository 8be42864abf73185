"""What a check's marks say about it: a pytest item as data. Refuses marks that say something impossible."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest

from grader.errors import AssignmentError

__all__ = ["CheckFacts", "facts_of"]

_EXAMPLES = {"points": "points(2)", "question": 'question("dense")'}
_FACTS: "pytest.StashKey[CheckFacts]" = pytest.StashKey()


class CheckFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check's name, worth and circumstances."""

    name: str
    points: Annotated[float, msgspec.Meta(ge=0, le=1e6)] = 1.0
    question: str | None = None
    hidden: bool = False
    timeout: float | None = None  # CPU seconds
    seed: int | None = None
    hint: str | None = None
    given: tuple[str, ...] = ()
    step: str | None = None  # its place in the notebook; None: at the end


def facts_of(item: pytest.Item, output_name: str) -> CheckFacts:
    """Read the marks of *item*, a check of the submission called *output_name*; once for each item.

    Raises:
        AssignmentError: A mark has not the one argument that it needs, or one of the wrong kind.
    """
    if _FACTS not in item.stash:
        item.stash[_FACTS] = _read_marks(item, output_name)
    return item.stash[_FACTS]


def _read_marks(item: pytest.Item, output_name: str) -> CheckFacts:
    facts: dict[str, Any] = {}
    for mark in reversed(list(item.iter_markers("check"))):
        facts |= mark.kwargs
    for short in ("points", "question"):
        mark_found = item.get_closest_marker(short)
        if mark_found is not None:
            if len(mark_found.args) != 1 or mark_found.kwargs:
                raise _wrong(item, f"the mark '{short}' needs one argument, as in {_EXAMPLES[short]}")
            facts[short] = mark_found.args[0]
    if item.get_closest_marker("hidden") is not None:
        facts["hidden"] = True
    if "name" not in facts:
        facts["name"] = _name_of(item, output_name)
    elif hasattr(getattr(item, "module", None), "__assignment__"):
        facts["step"] = facts["name"]
    try:
        return msgspec.convert(facts, CheckFacts)
    except msgspec.ValidationError as error:
        raise _wrong(item, f"its marks: {error}") from None


def _wrong(item: pytest.Item, problem: str) -> AssignmentError:
    return AssignmentError(f"{getattr(item, 'originalname', item.name)}: {problem}", path=Path(item.path))


def _name_of(item: pytest.Item, output_name: str) -> str:
    """A check's name from its test's: ``test_dense_forward[alice-2]`` is ``dense-forward-2``.

    Only the submission's part goes: else ``[alice--1]`` could not be told from ``[alice-1]``.
    """
    function = getattr(item, "originalname", item.name).removeprefix("test_").replace("_", "-")
    callspec = getattr(item, "callspec", None)
    parameters = "" if callspec is None else callspec.id.removeprefix(output_name).removeprefix("-")
    return f"{function}-{parameters}" if parameters else str(function)
