"""All wrong answers that one right answer has nearby, in a fixed order, and a fair sample of them."""

import ast
import itertools
import random
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

from grader.audit.mutation.algebra import factors, operators, signs, terms
from grader.audit.mutation.arrays import axes, copies, functions, number_types, transposes
from grader.audit.mutation.choices import comparisons, conditions, constants
from grader.audit.mutation.code import Code, Edit
from grader.audit.mutation.flow import arguments, loops, statements
from grader.audit.mutation.kinds import Change, Kind
from grader.audit.mutation.names import attributes, variables
from grader.audit.mutation.places import indices, ranges, slices
from grader.audit.regions import plain_lines

__all__ = ["Generated", "mutations", "sample"]

# the more telling first: where two make the same text, the first one names it
MISTAKES = (
    signs,
    axes,
    number_types,
    copies,
    transposes,
    functions,
    ranges,
    slices,
    indices,
    terms,
    operators,
    comparisons,
    conditions,
    constants,
    factors,
    arguments,
    loops,
    attributes,
    variables,
    statements,
)


class Generated(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong answer: a solution cell with one mistake in it."""

    cell: str
    kind: Kind
    what: str  # a few words: from what to what
    line: int  # of the reference, counted from 1
    was: str  # the lines that the mistake changes, without indentation
    becomes: str  # what they become
    text: str  # the whole cell

    @property
    def mutation(self) -> str:
        """Kind and particulars, on one line."""
        return f"{self.kind.value}: {self.what}"


def mutations(text: str, lines: Collection[int], *, cell: str) -> list[Generated]:
    """Every mistake of `MISTAKES` in *text*, in the order of its nodes.

    Each parses, means something else than *text*, and differs from every other.

    Args:
        text: A solution cell's reference.
        lines: Of *text*, counted from 1, in plain Python: nothing is changed outside of them.
        cell: The cell's name.
    """
    code = Code(plain_lines(text))
    seen = {ast.dump(code.tree)}
    made = []
    for node in code.nodes():
        for change in _changes(code, node):
            if not all(_is_within(code, edit, lines) for edit in change.edits):
                continue
            changed = code.changed(change.edits)
            meaning = _meaning(changed)
            if meaning is not None and meaning not in seen:
                seen.add(meaning)
                made.append(_generated(change, text, code.text, changed, cell))
    return made


def sample(made: Sequence[Generated], count: int, *, seed: int) -> list[Generated]:
    """*count* of *made*, in their order: kinds take turns, and within a kind the lines do."""
    places = list(range(len(made)))
    random.Random(seed).shuffle(places)  # noqa: S311 nothing is kept secret by it
    places = _in_turns(places, lambda place: (made[place].kind, made[place].cell, made[place].line))
    places = _in_turns(places, lambda place: made[place].kind)
    return [made[place] for place in sorted(places[:count])]


def _in_turns(places: Sequence[int], group: Callable[[int], object]) -> list[int]:
    """*places* in an order in which each group comes once before any comes again."""
    turns: Counter[object] = Counter()
    ranked = []
    for place in places:
        ranked.append((turns[group(place)], place))
        turns[group(place)] += 1
    return [place for _, place in sorted(ranked, key=lambda pair: pair[0])]


def _changes(code: Code, node: ast.AST) -> Iterator[Change]:
    for mistakes in MISTAKES:
        yield from mistakes(code, node)


def _is_within(code: Code, edit: Edit, lines: Collection[int]) -> bool:
    return all(number in lines for number in range(code.line(edit.start), code.line(edit.end) + 1))


def _meaning(text: str) -> str | None:
    try:
        return ast.dump(ast.parse(text))
    except SyntaxError:
        return None


def _generated(change: Change, text: str, plain: str, changed: str, cell: str) -> Generated:
    """The mutant of *text* whose plain Python *plain* became *changed*: both differ in one block of lines."""
    own, before, after = text.split("\n"), plain.split("\n"), changed.split("\n")
    first = sum(1 for _ in itertools.takewhile(_are_equal, zip(before, after, strict=False)))
    rest = zip(reversed(before[first:]), reversed(after[first:]), strict=False)
    behind = sum(1 for _ in itertools.takewhile(_are_equal, rest))
    last, new = len(before) - behind, after[first : len(after) - behind]
    shown = first if first < last else first - 1  # a line that is only put in is shown with the one before
    return Generated(
        cell=cell,
        kind=change.kind,
        what=" ".join(change.what.split()),
        line=shown + 1,
        was=_stripped(own[shown:last]),
        becomes=_stripped([*own[shown:first], *new]),
        text="\n".join([*own[:first], *new, *own[last:]]),
    )


def _are_equal(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _stripped(lines: Sequence[str]) -> str:
    return textwrap.dedent("\n".join(lines)).strip("\n")
