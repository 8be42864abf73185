"""Mistakes with arrays: axes, transposes, reductions, number types, and copies that are not made."""

import ast
import math
import re
from collections.abc import Iterator

from grader.audit.mutation.code import Code, Edit, integer
from grader.audit.mutation.kinds import Change, Kind

__all__ = ["axes", "copies", "functions", "number_types", "transposes"]

_REDUCTIONS = {"sum": "mean", "mean": "sum", "nansum": "nanmean", "average": "sum"}
_FUNCTIONS = {
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "maximum": "minimum",
    "minimum": "maximum",
    "std": "var",
    "var": "std",
    "sqrt": "square",
    "square": "sqrt",
    "exp": "log",
    "log": "exp",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "normal": "uniform",
    "randn": "rand",
    "standard_normal": "random",
    "sin": "cos",
    "cos": "sin",
    "hstack": "vstack",
    "vstack": "hstack",
    "ceil": "floor",
    "floor": "ceil",
}
_BUILTINS = frozenset({"max", "min"})
_WRAPPERS = frozenset(
    {
        "abs",
        "exp",
        "expm1",
        "log",
        "log1p",
        "reversed",
        "sorted",
        "sqrt",
        "square",
        "tanh",
        "cumsum",
        "flatten",
    }
)
_AXIS_TAKERS = frozenset({*_REDUCTIONS, "max", "min", "argmax", "argmin", "std", "var", "prod", "any", "all"})
_MAKERS = frozenset(
    {"array", "empty", "full", "normal", "ones", "rand", "randn", "standard_normal", "uniform", "zeros"}
)
_NUMPY = re.compile(r"\bimport numpy as (\w+)|\b(np)\.")


def axes(code: Code, node: ast.AST) -> Iterator[Change]:
    """A reduction along the other axis, along all, or with its axis lost."""
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        if keyword.arg == "axis":
            axis = integer(keyword.value)
            if axis is not None:
                other = str(_other_axis(axis))
                yield Change(Kind.AXIS, f"axis={axis} -> axis={other}", (code.put(keyword.value, other),))
            yield Change(Kind.AXIS, "axis left out", (_without_argument(code, node, keyword),))
        if keyword.arg == "keepdims":
            yield Change(Kind.KEEPDIMS, "keepdims left out", (_without_argument(code, node, keyword),))
    name = _called(node)
    position = 1 if isinstance(node.func, ast.Attribute) and _is_module(node.func.value) else 0
    if name in _AXIS_TAKERS and len(node.args) > position:
        axis = integer(node.args[position])
        if axis is not None:
            other = str(_other_axis(axis))
            yield Change(Kind.AXIS, f"axis {axis} -> {other}", (code.put(node.args[position], other),))


def transposes(code: Code, node: ast.AST) -> Iterator[Change]:
    """A transpose that is forgotten, or one too many."""
    match node:
        case ast.Attribute(attr="T", value=value):
            yield Change(Kind.TRANSPOSE, ".T left out", (Edit(code.end(value), code.end(node), ""),))
        case ast.Call(func=ast.Attribute(attr="transpose" | "swapaxes", value=value)) if not _is_module(
            value
        ):
            yield Change(Kind.TRANSPOSE, "transpose left out", (Edit(code.end(value), code.end(node), ""),))
        case ast.Call(func=ast.Attribute(attr="transpose"), args=[value, *_]):
            yield Change(Kind.TRANSPOSE, "transpose left out", (code.put(node, code.operand(value)),))
        case ast.BinOp(op=ast.MatMult(), left=left, right=right):
            yield from _transposed(code, (left, right))
        case ast.Call(func=ast.Attribute(attr="dot" | "matmul"), args=operands):
            yield from _transposed(code, tuple(operands))


def functions(code: Code, node: ast.AST) -> Iterator[Change]:
    """A function's sibling in its place, or its argument alone."""
    if not isinstance(node, ast.Call):
        return
    name = _called(node)
    other = _sibling(node.func, name)
    if other is not None:
        kind = Kind.REDUCTION if name in _REDUCTIONS else Kind.FUNCTION
        end = code.end(node.func)
        yield Change(kind, f"{name} -> {other}", (Edit(end - len(name), end, other),))
    match node.func:
        case ast.Attribute(attr="permutation", value=ast.Attribute(attr="random", value=module)):
            text = f"{code.of(module)}.arange"
            yield Change(Kind.FUNCTION, "permutation -> arange", (code.put(node.func, text),))
    if name in _WRAPPERS and len(node.args) == 1 and not node.keywords:
        (argument,) = node.args
        if not isinstance(argument, ast.Starred):
            yield Change(Kind.FUNCTION, f"{name} left out", (code.put(node, code.operand(argument)),))


def number_types(code: Code, node: ast.AST) -> Iterator[Change]:
    """float32 where float64 is meant."""
    match node:
        case ast.Attribute(attr="float64" | "float_"):
            end = code.end(node)
            yield Change(
                Kind.FLOAT32, f"{node.attr} -> float32", (Edit(end - len(node.attr), end, "float32"),)
            )
        case ast.Return(value=ast.BinOp() | ast.Call() as value):
            yield from _narrowed(code, value)
        case ast.Assign(value=ast.BinOp(op=ast.MatMult()) as value):
            yield from _narrowed(code, value)
        case ast.Assign(value=ast.Call() as value) if _called(value) in _MAKERS:
            yield from _narrowed(code, value)


def copies(code: Code, node: ast.AST) -> Iterator[Change]:
    """A copy that is not made, so that something of somebody else's changes too."""
    match node:
        case ast.Call(func=ast.Attribute(attr="copy", value=value), args=[]) if not _is_module(value):
            yield Change(Kind.COPY, "copy left out", (Edit(code.end(value), code.end(node), ""),))
        case ast.Call(
            func=ast.Attribute(attr="copy" | "array", value=value), args=[ast.Name() | ast.Attribute() as of]
        ):
            if _is_module(value) and not node.keywords:
                yield Change(Kind.COPY, "copy left out", (code.put(node, code.of(of)),))
        case ast.Call(
            func=ast.Name(id="list" | "dict"), args=[ast.Name() | ast.Attribute() as of], keywords=[]
        ):
            yield Change(Kind.COPY, "copy left out", (code.put(node, code.of(of)),))
        case ast.Subscript(slice=ast.Slice(lower=None, upper=None, step=None), ctx=ast.Load(), value=value):
            yield Change(Kind.COPY, "copy left out", (Edit(code.end(value), code.end(node), ""),))
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.BinOp(left=ast.Name(id=name)) as value):
            symbol = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}.get(type(value.op))
            if target == name and symbol is not None:
                text = f"{target} {symbol}= {code.operand(value.right)}"
                yield Change(Kind.COPY, f"{target} changed in place", (code.put(node, text),))


def _sibling(function: ast.expr, name: str) -> str | None:
    """What stands in for the function called *name*, where it is one that exists too."""
    other = _REDUCTIONS.get(name) or _FUNCTIONS.get(name)
    match function:
        case ast.Name() if name not in _BUILTINS:
            return None
        case ast.Attribute(value=ast.Name(id="math")) if not hasattr(math, other or ""):
            return None
    return other


def _transposed(code: Code, operands: tuple[ast.expr, ...]) -> Iterator[Change]:
    for operand in operands:
        if isinstance(operand, ast.Name | ast.Subscript) or (
            isinstance(operand, ast.Attribute) and operand.attr != "T"
        ):
            end = code.end(operand)
            yield Change(Kind.TRANSPOSE, f"{code.of(operand)} transposed", (Edit(end, end, ".T"),))


def _narrowed(code: Code, value: ast.expr) -> Iterator[Change]:
    numpy = _NUMPY.search(code.text)
    if numpy is not None:
        text = f"{numpy[1] or numpy[2]}.float32({code.of(value)})"
        yield Change(Kind.FLOAT32, "float64 -> float32", (code.put(value, text),))


def _without_argument(code: Code, call: ast.Call, keyword: ast.keyword) -> Edit:
    """Take *keyword* out of *call*, with the comma before or behind it."""
    before = [*call.args, *(k for k in call.keywords if code.start(k) < code.start(keyword))]
    behind = [k for k in call.keywords if code.start(k) > code.start(keyword)]
    if before:
        return Edit(
            max(code.closing(argument, code.start(keyword)) for argument in before), code.end(keyword), ""
        )
    if behind:
        return Edit(code.start(keyword), code.start(behind[0]), "")
    return Edit(code.start(keyword), code.end(keyword), "")


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy")


def _other_axis(axis: int) -> int:
    return 1 if axis == 0 else 0
