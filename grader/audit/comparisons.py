"""Finds the thresholds in checks that are plain asserts: ``assert accuracy > 0.9`` measures accuracy.

The compiled checks are rewritten before they run: each ``<``, ``<=``, ``>`` and ``>=`` of an assert records
its two sides and gives the answer that it would have given. A side that is written out as a number is the
threshold. Where neither is, their difference is measured against zero.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from grader.testing.forms import is_number, kind_of
from grader.testing.thresholds import Measurement, record

__all__ = ["compared", "record_comparisons"]

COMPARED = "__compared__"
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SYMBOLS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def record_comparisons(module: str) -> str:
    """The text of a compiled *module* whose asserts record what they compare."""
    tree = ast.parse(module)
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
            for statement in ast.walk(function):
                if isinstance(statement, ast.Assert):
                    statement.test = _Recorded().visit(statement.test)
    first = next((n for n, part in enumerate(tree.body) if not _is_text(part)), len(tree.body))
    imported = ast.alias(compared.__name__, COMPARED)
    tree.body.insert(first, ast.ImportFrom(module=__name__, names=[imported], level=0))
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def compared(texts: tuple[str, ...], symbols: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    """Compare *values* in turn as Python would, and record what can be measured.

    Args:
        texts: How each value is written; "" for one that is written out as a number.
        symbols: Between each value and the next.
    """
    result: Any = True
    for place, symbol in enumerate(symbols):
        left, right = values[place : place + 2]
        result = _OPERATORS[symbol](left, right)
        if _is_measurable(left) and _is_measurable(right):
            record(_measurement(texts[place : place + 2], symbol, float(left), float(right)))
        if place + 1 < len(symbols) and not result:
            break
    return result


class _Recorded(ast.NodeTransformer):
    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if not all(type(symbol) in _SYMBOLS for symbol in node.ops):
            return node
        sides = [node.left, *node.comparators]
        texts = [ast.Constant("" if _is_written_out(side) else ast.unparse(side)) for side in sides]
        symbols = [ast.Constant(_SYMBOLS[type(symbol)]) for symbol in node.ops]
        parts: list[list[Any]] = [texts, symbols, sides]
        arguments: list[ast.expr] = [ast.Tuple(part, ast.Load()) for part in parts]
        return ast.Call(ast.Name(COMPARED, ast.Load()), arguments, [])

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        return node  # may be sent to the submission as its source


def _measurement(texts: tuple[str, ...], symbol: str, left: float, right: float) -> Measurement:
    is_upward = symbol in (">", ">=")  # of the left side
    match texts:
        case (str(name), "") if name:
            return Measurement(name, left, right, is_upward)
        case ("", str(name)) if name:
            return Measurement(name, right, left, not is_upward)
    return Measurement(f"{texts[0]} - ({texts[1]})", left - right, 0.0, is_upward)


def _is_measurable(value: object) -> bool:
    return is_number(value) and kind_of(value) != "complex" and math.isfinite(float(value))  # type: ignore[arg-type]


def _is_written_out(node: ast.expr) -> bool:
    return not any(isinstance(part, ast.Name) for part in ast.walk(node))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
