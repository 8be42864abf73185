"""Mistakes in decisions and in numbers that are written out."""

import ast
from collections.abc import Iterator

from grader.audit.mutation.code import Code, Edit
from grader.audit.mutation.kinds import Change, Kind

__all__ = ["comparisons", "conditions", "constants"]

_SYMBOLS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<", "<=", ">"),
    ast.LtE: ("<=", "<", ">="),
    ast.Gt: (">", ">=", "<"),
    ast.GtE: (">=", ">", "<="),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
}


def comparisons(code: Code, node: ast.AST) -> Iterator[Change]:
    """Another comparison: with or without equality, or the other way round."""
    if not isinstance(node, ast.Compare):
        return
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if type(operator) in _SYMBOLS:
            symbol, *others = _SYMBOLS[type(operator)]
            token = code.token(symbol, code.end(left), code.start(right))
            for other in others:
                edit = Edit(token.start, token.end, other)
                yield Change(Kind.COMPARISON, f"{symbol} -> {other}", (edit,))
        left = right


def conditions(code: Code, node: ast.AST) -> Iterator[Change]:
    """A decision that always goes one way."""
    match node:
        case ast.If(test=test):
            for always in ("True", "False"):
                yield Change(Kind.CONDITION, f"always {always}", (code.put(test, always),))
        case ast.IfExp(body=body, orelse=other):
            for branch in (body, other):
                yield Change(
                    Kind.CONDITION, f"always {code.of(branch)}", (code.put(node, code.operand(branch)),)
                )


def constants(code: Code, node: ast.AST) -> Iterator[Change]:
    """Another number, or the other truth value.

    Not where `places`, `arrays` and `algebra` have better mistakes to make of it: in an index, a slice or a
    range, as an axis, behind a minus.
    """
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Constant) or _is_taken(node):
            continue
        match child.value:
            case bool(value):
                yield Change(Kind.CONSTANT, f"{value} -> {not value}", (code.put(child, str(not value)),))
            case int(value):
                for other in _other_integers(value):
                    yield Change(Kind.CONSTANT, f"{value} -> {other}", (code.put(child, str(other)),))
            case float(value):
                for number in _other_floats(value):
                    yield Change(
                        Kind.CONSTANT, f"{code.of(child)} -> {number!r}", (code.put(child, repr(number)),)
                    )


def _is_taken(parent: ast.AST) -> bool:
    match parent:
        case ast.Slice() | ast.UnaryOp(op=ast.USub()) | ast.keyword(arg="axis" | "keepdims"):
            return True
        case ast.Subscript() | ast.Call(func=ast.Name(id="range") | ast.Attribute(attr="arange")):
            return True
    return False


def _other_integers(value: int) -> tuple[int, ...]:
    return (1,) if value == 0 else (value + 1, value - 1)


def _other_floats(value: float) -> tuple[float, ...]:
    return (1.0,) if value == 0 else (2 * value, value / 2)
