"""Which names a piece of code defines, and which free names it reads where.

Scopes are not analysed here: the code is compiled, never run, and CPython's own answer is read from the
bytecode, where every read of a global name has its place in the text.
"""

import ast
import symtable
from collections.abc import Iterator
from types import CodeType
from typing import NamedTuple

__all__ = ["FreeName", "as_function", "defined_names", "free_names"]

FUNCTION = "check"
_GLOBAL_READS = frozenset({"LOAD_GLOBAL", "LOAD_NAME"})


class FreeName(NamedTuple):
    """One read of a name that the code itself does not define."""

    name: str
    line: int  # 1-based
    column: int  # UTF-8 bytes before it in its line


def defined_names(source: str) -> set[str]:
    """The global names that running *source*, plain Python, would define.

    Raises:
        SyntaxError: It does not parse, or imports ``*``, which hides what it defines.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            raise SyntaxError(
                f"'from {node.module} import *' hides which names it defines: import them by name",
                ("", node.lineno, 1, None),
            )
    names: set[str] = set()
    tables = [symtable.symtable(source, "<cell>", "exec")]
    top = tables[0]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
            if bound and (table is top or symbol.is_declared_global()):
                names.add(symbol.get_name())
    return names


def as_function(source: str, parameter: str) -> ast.Module:
    """The tree of a function whose body is *source*, every node at its place in *source*."""
    body = ast.parse(source).body or [ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)]
    tree = ast.parse(f"def {FUNCTION}({parameter}): pass")
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body = body
    return tree


def free_names(tree: ast.Module) -> list[FreeName]:
    """Every read of a name that is global in *tree*, a function made by `as_function`, in textual order."""
    module = compile(tree, "<check>", "exec")
    function = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    return sorted(set(_global_reads(function)), key=lambda name: (name.line, name.column))


def _global_reads(code: CodeType) -> Iterator[FreeName]:
    import dis

    for instruction in dis.get_instructions(code):
        place = instruction.positions
        if (
            instruction.opname in _GLOBAL_READS
            and place is not None
            and place.lineno is not None
            and place.col_offset is not None
            and not instruction.argval.startswith("__")  # a class body's own __name__
        ):
            yield FreeName(instruction.argval, place.lineno, place.col_offset)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _global_reads(constant)
