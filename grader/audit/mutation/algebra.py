"""Mistakes in formulas: signs, operators, and parts that are forgotten."""

import ast
import re
from collections.abc import Iterator

from grader.audit.mutation.code import Code, Edit
from grader.audit.mutation.kinds import Change, Kind

__all__ = ["factors", "operators", "signs", "terms"]

_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
_OTHERS: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-",),
    ast.Sub: ("+",),
    ast.Mult: ("/", "@"),
    ast.Div: ("*",),
    ast.MatMult: ("*",),
    ast.Pow: ("*",),
    ast.FloorDiv: ("/",),
    ast.Mod: ("//",),
}
_BIAS = re.compile(r"b(ias(es)?)?_?\d*", re.IGNORECASE)
_NO_NUMBERS = (ast.List, ast.ListComp, ast.JoinedStr, ast.Tuple)


def signs(code: Code, node: ast.AST) -> Iterator[Change]:
    """A minus left out, a product or difference negated, a step in the other direction."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield Change(Kind.SIGN, "minus left out", (Edit(code.start(node), code.start(operand), ""),))
        case ast.AugAssign(op=(ast.Add() | ast.Sub()) as op, target=target, value=value):
            token = code.token(f"{_SYMBOLS[type(op)]}=", code.end(target), code.start(value))
            other = "+=" if isinstance(op, ast.Sub) else "-="
            yield Change(Kind.SIGN, f"{token.text} -> {other}", (Edit(token.start, token.end, other),))
        case ast.Return(value=ast.BinOp() as value) | ast.Assign(value=ast.BinOp() as value):
            if not _joins_lists(value):
                yield Change(Kind.SIGN, "negated", _around(code, value, "-(", ")"))


def factors(code: Code, node: ast.AST) -> Iterator[Change]:
    """A result that is twice or half as large: the 2 of a square's slope, the 1/2 of its cost."""
    match node:
        case ast.Return(value=ast.BinOp() as value) | ast.Assign(value=ast.BinOp() as value):
            if not _joins_lists(value):
                yield Change(Kind.CONSTANT, "twice as large", _around(code, value, "2 * (", ")"))
                yield Change(Kind.CONSTANT, "half as large", _around(code, value, "(", ") / 2"))


def operators(code: Code, node: ast.AST) -> Iterator[Change]:
    """Another operator, or its operands in the other order."""
    match node:
        case ast.BinOp(op=op, left=left, right=right) if type(op) in _OTHERS and not _joins_lists(node):
            token = code.token(_SYMBOLS[type(op)], code.end(left), code.start(right))
            for other in _OTHERS[type(op)]:
                if other == "@" and (_is_number(left) or _is_number(right)):
                    continue
                yield Change(
                    Kind.OPERATOR, f"{token.text} -> {other}", (Edit(token.start, token.end, other),)
                )
            if isinstance(op, ast.Sub | ast.Div | ast.MatMult) and code.of(left) != code.of(right):
                swapped = f"{code.operand(right)} {token.text} {code.operand(left)}"
                yield Change(
                    Kind.ARGUMENT,
                    f"operands of {token.text}",
                    (Edit(code.start(node), code.end(node), swapped),),
                )
        case ast.AugAssign(op=op, target=target, value=value) if type(op) in _SYMBOLS:
            symbol = _SYMBOLS[type(op)] + "="
            token = code.token(symbol, code.end(target), code.start(value))
            others = {"*=": ("/=", "="), "/=": ("*=", "=")}.get(symbol, ("=",))
            for other in others:
                yield Change(Kind.OPERATOR, f"{symbol} -> {other}", (Edit(token.start, token.end, other),))
        case ast.BoolOp(op=op, values=[first, second, *_]):
            was, other = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
            token = code.token(was, code.end(first), code.start(second))
            yield Change(Kind.OPERATOR, f"{was} -> {other}", (Edit(token.start, token.end, other),))
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
            yield Change(Kind.OPERATOR, "not left out", (Edit(code.start(node), code.start(operand), ""),))


def terms(code: Code, node: ast.AST) -> Iterator[Change]:
    """A term, a factor or a power that is forgotten."""
    if not isinstance(node, ast.BinOp) or type(node.op) not in _OTHERS or _joins_lists(node):
        return
    start, end = code.start(node), code.end(node)
    token = code.token(_SYMBOLS[type(node.op)], code.end(node.left), code.start(node.right))
    without_right = Edit(code.closing(node.left, token.start), end, "")
    yield Change(_kind(node.right), f"{token.text} {code.of(node.right)} left out", (without_right,))
    match node.op:
        case ast.Add() | ast.Mult() | ast.MatMult():
            without_left = Edit(start, code.opening(node.right, token.end), "")
            yield Change(_kind(node.left), f"{code.of(node.left)} {token.text} left out", (without_left,))
        case ast.Sub():
            yield Change(_kind(node.left), f"{code.of(node.left)} left out", (Edit(start, token.start, ""),))


def _around(code: Code, node: ast.expr, before: str, behind: str) -> tuple[Edit, Edit]:
    start, end = code.start(node), code.end(node)
    return Edit(start, start, before), Edit(end, end, behind)


def _kind(dropped: ast.expr) -> Kind:
    name = dropped.value if isinstance(dropped, ast.Subscript) else dropped
    match name:
        case ast.Attribute(attr=text) | ast.Name(id=text) if _BIAS.fullmatch(text):
            return Kind.BIAS
    match dropped:
        case ast.Subscript(slice=ast.Constant(value=str(text))) if _BIAS.fullmatch(text):
            return Kind.BIAS
    return Kind.TERM


def _joins_lists(node: ast.BinOp) -> bool:
    """Whether *node* is no arithmetic: it joins lists or formats text."""
    operands = (node.left, node.right)
    return any(isinstance(operand, _NO_NUMBERS) or _is_text(operand) for operand in operands)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)
