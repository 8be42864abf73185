"""Mistakes in the course of things: a statement is missing, a loop ends early, arguments change places."""

import ast
import itertools
from collections.abc import Iterator

from grader.audit.mutation.code import Code, Edit
from grader.audit.mutation.kinds import Change, Kind

__all__ = ["arguments", "loops", "statements"]

_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise, ast.Break, ast.Continue)
_COMMUTATIVE = frozenset(
    {
        "maximum",
        "minimum",
        "max",
        "min",
        "add",
        "multiply",
        "allclose",
        "array_equal",
        "isclose",
        "hypot",
        "isinstance",
    }
)


def statements(code: Code, node: ast.AST) -> Iterator[Change]:
    """A statement that is not there."""
    if not isinstance(node, _SIMPLE):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    first = code.of(node).split("\n", 1)[0]
    yield Change(Kind.STATEMENT, f"{first} left out", (Edit(code.start(node), code.end(node), "pass"),))


def loops(code: Code, node: ast.AST) -> Iterator[Change]:
    """A loop that ends with its first pass, as by a ``return`` indented too far, or goes the other way."""
    match node:
        case ast.For(iter=ast.Name() | ast.Attribute() as through):
            yield Change(Kind.LOOP, "backwards", (code.put(through, f"reversed({code.of(through)})"),))
    if not isinstance(node, ast.For | ast.While) or isinstance(node.body[-1], ast.Return | ast.Break):
        return
    last = node.body[-1]
    if last.lineno == node.lineno:
        return  # all on one line
    indent = " " * node.body[0].col_offset
    end = code.end(last)
    yield Change(Kind.LOOP, "one pass only", (Edit(end, end, f"\n{indent}break"),))


def arguments(code: Code, node: ast.AST) -> Iterator[Change]:
    """Neighbours that changed places: in a call, or in what is returned, yielded or given as a shape."""
    match node:
        case ast.Call(func=function, args=given):
            name = function.attr if isinstance(function, ast.Attribute) else code.of(function)
            if name not in _COMMUTATIVE and name not in ("range", "arange"):
                yield from _swapped(code, given, f"arguments of {name}")
        case ast.Tuple(elts=parts, ctx=ast.Load()) | ast.List(elts=parts, ctx=ast.Load()):
            yield from _swapped(code, parts, "entries")


def _swapped(code: Code, parts: list[ast.expr], what: str) -> Iterator[Change]:
    if all(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts):
        return  # words to choose from, in no order
    for left, right in itertools.pairwise(parts):
        texts = code.of(left), code.of(right)
        if texts[0] == texts[1] or any(
            isinstance(part, ast.Starred | ast.GeneratorExp) for part in (left, right)
        ):
            continue
        edits = (
            Edit(code.start(left), code.end(left), texts[1]),
            Edit(code.start(right), code.end(right), texts[0]),
        )
        yield Change(Kind.ARGUMENT, f"{what} swapped", edits)
