"""Mutants that are right answers after all: kept in a file, each with the reason why no check need notice.

::

    [[waiver]]
    cell = "dense"
    line = "scale = np.sqrt(2 / (input_units + output_units))"
    becomes = ["scale = np.sqrt(3 / (input_units + output_units))"]
    reason = "the contract asks for small weights, and these are"

A waiver knows its mutants by what stands in the line, not by where it stands: it lasts while the line does.
Spaces do not count. One reason may cover several mutants of a line. Refused: a waiver without a reason.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec

from grader.audit.mutation.generate import Generated
from grader.errors import AssignmentError

__all__ = ["Waiver", "Waivers", "as_toml", "read_waivers"]

Told = Annotated[str, msgspec.Meta(pattern=r"\S")]


class Waiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mutants of one line that are no mistakes."""

    cell: Told
    line: Told  # the lines of the reference that the mutant changes
    becomes: Annotated[tuple[Told, ...], msgspec.Meta(min_length=1)]  # what it makes of them
    reason: Told


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    waiver: tuple[Waiver, ...] = ()


class Waivers:
    """The waivers of one assignment, found by what a mutant changes."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        self._reasons = {
            (waiver.cell, _squeezed(waiver.line), _squeezed(becomes)): (waiver.reason, becomes)
            for waiver in waivers
            for becomes in waiver.becomes
        }

    def reason(self, mutant: Generated) -> str | None:
        """Why *mutant* is no mistake; None where nobody says so."""
        found = self._reasons.get(_key(mutant))
        return None if found is None else found[0]

    def idle(self, mutants: Iterable[Generated]) -> list[str]:
        """What is waived and is none of *mutants*, which are all that there are: the line was changed."""
        there = {_key(mutant) for mutant in mutants}
        return [
            f"cell {cell}: {becomes}"
            for (cell, line, squeezed), (_, becomes) in self._reasons.items()
            if (cell, line, squeezed) not in there
        ]


def read_waivers(path: Path) -> Waivers:
    """The waivers in the file *path*; none where there is no such file.

    Raises:
        AssignmentError: The file is no list of waivers, or one of them gives no reason.
    """
    try:
        return Waivers(msgspec.toml.decode(path.read_bytes(), type=_File).waiver)
    except FileNotFoundError:
        return Waivers(())
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise AssignmentError(f"is no file of waivers: {error}", path=path) from None


def as_toml(mutant: Generated) -> str:
    """A waiver of *mutant* as it stands in the file, to be given a reason."""
    fields = {"cell": mutant.cell, "line": mutant.was, "becomes": [mutant.becomes], "reason": ""}
    # what JSON writes for text and lists of it, TOML reads
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["[[waiver]]", *lines, ""])


def _key(mutant: Generated) -> tuple[str, str, str]:
    return mutant.cell, _squeezed(mutant.was), _squeezed(mutant.becomes)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
