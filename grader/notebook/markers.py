"""Solution regions: what of a cell is the answer, what stays, and what a student finds instead.

::

    def forward(self, x):
        ### BEGIN SOLUTION
        return x @ self.weights + self.biases
        ### END SOLUTION
        ### BEGIN STUB
        # outputs = ...
        # return outputs
        ### END STUB

A marker is a line of its own with exactly this text, at any indentation; it counts wherever it stands, in a
string too. A region's own stub follows it directly. Its lines are written as comments, ``# `` before each
(``#`` alone is an empty line), because the source notebook runs as it stands; the release takes the ``# ``
away. Without a stub of its own a region becomes ``# YOUR CODE HERE`` and ``raise NotImplementedError`` at its
indentation. A solution cell without markers is one region.

Refused: markers that do not balance, nest or stand in a cell of another role, and empty regions. Lines that
are almost markers are refused by `grader.notebook.almost`.
"""

import hashlib
from collections.abc import Callable, Sequence

import msgspec

from grader.errors import SolutionMarkerError
from grader.notebook.almost import BEGIN_SOLUTION, BEGIN_STUB, END_SOLUTION, END_STUB, MARKERS, refuse_almost

__all__ = [
    "DEFAULT_STUB",
    "Region",
    "parse_regions",
    "reference_text",
    "refuse_markers",
    "released_text",
    "solution_lines",
    "stub_digest",
]

DEFAULT_STUB = ("# YOUR CODE HERE", "raise NotImplementedError")


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """One solution region. Lines count from 0, the end is excluded, markers and own stub are included."""

    start: int
    end: int
    indent: str  # of its first marker
    solution: tuple[str, ...]
    stub: tuple[str, ...] | None  # as released, indented; None where it has none of its own


def parse_regions(text: str, *, cell: str) -> tuple[Region, ...]:
    """The solution regions of a cell that may hold some.

    Args:
        cell: How messages call the cell.

    Raises:
        SolutionMarkerError: Markers do not balance, or a line is almost a marker.
    """
    lines = text.split("\n")
    refuse_almost(lines, cell=cell)
    regions: list[Region] = []
    number = 0
    while number < len(lines):
        marker = _marker(lines[number])
        if marker == BEGIN_SOLUTION:
            regions.append(_region(lines, number, cell))
            number = regions[-1].end
        elif marker is not None:
            raise SolutionMarkerError(_stray(marker), cell=cell, line=number + 1)
        else:
            number += 1
    return tuple(regions)


def refuse_markers(text: str, *, cell: str, because: str) -> None:
    """Refuse every marker, and whatever is almost one, in a cell that may hold none.

    Args:
        because: What the cell is, and what to do, as the end of the message.

    Raises:
        SolutionMarkerError: There is one.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if (marker := _marker(line)) is not None:
            raise SolutionMarkerError(f"'{marker}' {because}", cell=cell, line=number)
    refuse_almost(lines, cell=cell)


def reference_text(text: str, *, cell: str) -> str:
    """*text* as the right answer: without markers and stubs."""
    return _replace(text, parse_regions(text, cell=cell), lambda region: region.solution)


def released_text(text: str, *, cell: str, default: Sequence[str] = DEFAULT_STUB) -> str:
    """*text* as students get it: each region replaced by its stub, or all of it where there is no region.

    Args:
        default: Lines of the stub of a region that has none of its own, without indentation.
    """
    regions = parse_regions(text, cell=cell)
    if not regions:
        return "\n".join(default)
    return _replace(text, regions, lambda region: _stub(region, default))


def solution_lines(text: str, *, cell: str) -> tuple[str, ...]:
    """The lines that the release must not show: those of the regions, or all where there is no region."""
    regions = parse_regions(text, cell=cell)
    if not regions:
        return tuple(text.split("\n"))
    return tuple(line for region in regions for line in region.solution)


def stub_digest(text: str) -> str:
    """How a release's text is known as a stub when it is read again: 16 hexadecimal digits of its sha256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _marker(line: str) -> str | None:
    stripped = line.strip(" \t")
    return stripped if stripped in MARKERS else None


def _region(lines: Sequence[str], start: int, cell: str) -> Region:
    end = _closing(lines, start, END_SOLUTION, cell)
    solution = tuple(lines[start + 1 : end])
    if not any(line.strip() and not line.strip().startswith("#") for line in solution):
        raise SolutionMarkerError(
            "the solution region is empty: put the answer between its markers, or remove them",
            cell=cell,
            line=start + 1,
        )
    stub = None
    if end + 1 < len(lines) and _marker(lines[end + 1]) == BEGIN_STUB:
        first = end + 2
        end = _closing(lines, end + 1, END_STUB, cell)
        stub = tuple(_uncommented(lines[i], i + 1, cell) for i in range(first, end))
    indent = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
    return Region(start=start, end=end + 1, indent=indent, solution=solution, stub=stub)


def _closing(lines: Sequence[str], start: int, closing: str, cell: str) -> int:
    opening = _marker(lines[start])
    for number in range(start + 1, len(lines)):
        marker = _marker(lines[number])
        if marker == closing:
            return number
        if marker is not None:
            raise SolutionMarkerError(
                f"got '{marker}', expected '{closing}' for the '{opening}' of line {start + 1}",
                cell=cell,
                line=number + 1,
            )
    raise SolutionMarkerError(
        f"'{opening}' is never closed: write '{closing}' on a line of its own after it",
        cell=cell,
        line=start + 1,
    )


def _uncommented(line: str, number: int, cell: str) -> str:
    code = line.lstrip(" \t")
    indent = line[: len(line) - len(code)]
    if code.startswith("# "):
        return indent + code[2:]
    if code.rstrip() in ("", "#"):
        return ""
    raise SolutionMarkerError(
        f"{code[:50]!r} in a stub is no comment: put '# ' before its lines (the release takes it away)",
        cell=cell,
        line=number,
    )


def _stray(marker: str) -> str:
    if marker == BEGIN_STUB:
        return f"'{marker}' belongs directly after the '{END_SOLUTION}' of its region"
    opening = BEGIN_SOLUTION if marker == END_SOLUTION else BEGIN_STUB
    return f"'{marker}' closes nothing: write '{opening}' on a line of its own before it"


def _stub(region: Region, default: Sequence[str]) -> tuple[str, ...]:
    if region.stub is not None:
        return region.stub
    return tuple(region.indent + line for line in default)


def _replace(text: str, regions: Sequence[Region], instead: Callable[[Region], Sequence[str]]) -> str:
    lines = text.split("\n")
    kept: list[str] = []
    number = 0
    for region in regions:
        kept += lines[number : region.start]
        kept += instead(region)
        number = region.end
    return "\n".join(kept + lines[number:])
