"""Gives every cell of a source notebook its name, and every check its question.

A cell is named by its metadata or by its ``#| name:``. One that is not gets ``<role>-<n>``, counted among the
cells of that role, so that removed cells leave no gap in the names that students see. Checks, whose names
stand in reports and gradebooks, have to be named by their author. Refuses a name that two cells share.
"""

from collections.abc import Sequence

import msgspec

from grader.errors import OptionError
from grader.notebook.cells import CheckOptions, Role
from grader.notebook.options import NAME, Options

__all__ = ["Unnamed", "check_options", "name_cells"]


class Unnamed(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a cell before it has a name."""

    label: str  # how messages call the cell
    role: Role
    metadata_name: str | None
    options: Options


def name_cells(cells: Sequence[Unnamed]) -> list[str]:
    """The names of *cells*, in their order.

    Raises:
        OptionError: A check has no name, a name is malformed, said twice and differently, or used twice.
    """
    names: list[str] = []
    counts: dict[Role, int] = {}
    owners: dict[str, str] = {}
    for cell in cells:
        counts[cell.role] = counts.get(cell.role, 0) + 1
        name = _stated_name(cell) or f"{cell.role.value}-{counts[cell.role]}"
        if name in owners:
            raise OptionError(
                f"is called '{name}', and so is cell {owners[name]}: give one of them another name",
                cell=cell.label,
                line=1,
            )
        owners[name] = cell.label
        names.append(name)
    return names


def check_options(cells: Sequence[Unnamed], names: Sequence[str]) -> list[CheckOptions | None]:
    """The options of each check and manual cell among *cells*, defaults filled in; None for other cells.

    A check without ``question`` belongs to the nearest solution cell before it; a manual cell is a question
    of its own.

    Raises:
        OptionError: ``given`` names something other than a solution cell before the check.
    """
    every: list[CheckOptions | None] = []
    questions: list[str] = []
    for cell, name in zip(cells, names, strict=True):
        if cell.role is Role.SOLUTION:
            questions.append(name)
        if cell.role not in (Role.CHECK, Role.HIDDEN, Role.MANUAL):
            every.append(None)
            continue
        options = cell.options
        _refuse_unknown(options.given or (), questions, cell.label)
        nearest = name if cell.role is Role.MANUAL else next(reversed(questions), None)
        every.append(
            CheckOptions(
                name=name,
                points=1.0 if options.points is None else options.points,
                question=options.question or nearest,
                timeout=options.timeout,
                hint=options.hint,
                seed=options.seed,
                given=options.given or (),
            )
        )
    return every


def _stated_name(cell: Unnamed) -> str | None:
    stated = {name for name in (cell.metadata_name, cell.options.name) if name is not None}
    if len(stated) > 1:
        raise OptionError(
            f"is called '{cell.options.name}' by its option and '{cell.metadata_name}' by its metadata: "
            "make them the same, or remove one",
            cell=cell.label,
            line=1,
        )
    name = next(iter(stated), None)
    if name is None and cell.role in (Role.CHECK, Role.HIDDEN):
        raise OptionError(
            "a check needs a name: write '#| name: ...' in its first line", cell=cell.label, line=1
        )
    if name is not None and not NAME.fullmatch(name):
        raise OptionError(
            f"its metadata name {name!r} is none: expected at most 64 lower-case letters, digits, hyphens",
            cell=cell.label,
            line=1,
        )
    return name


def _refuse_unknown(given: Sequence[str], questions: Sequence[str], cell: str) -> None:
    for name in given:
        if name not in questions:
            known = ", ".join(questions) or "there is none"
            raise OptionError(
                f"given: '{name}' is no solution cell before this check (those are: {known})",
                cell=cell,
                line=1,
            )
