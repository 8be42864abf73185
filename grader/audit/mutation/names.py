"""Mistakes about names: one variable where another of the same scope is meant.

Of all that could be meant, those are taken that are most easily mistaken: names of a family, as ``X_train``
and ``X_val`` are, and names that are used alike. The others would end in a NameError or the like, which
every check notices, and which says nothing about the checks.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence

from grader.audit.mutation.code import Code
from grader.audit.mutation.kinds import Change, Kind

__all__ = ["attributes", "variables"]

MOST = 3  # names in the place of one

Scope = ast.FunctionDef | ast.Module
Uses = Mapping[str, set[tuple[type[ast.AST], str]]]  # name -> what it is a part of, and as what


def variables(code: Code, node: ast.AST) -> Iterator[Change]:
    """A parameter or local variable in the place of another that is known there too.

    Outside of functions only names of a family are mistaken for each other.
    """
    match node:
        case ast.FunctionDef():
            known = _bound(node)
        case ast.Module():
            known = dict.fromkeys(_read(node), 0)
        case _:
            return
    uses = _uses(node)
    called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    for read in _own(node):
        if (
            not isinstance(read, ast.Name)
            or isinstance(read.ctx, ast.Store)
            or id(read) in called
            or read.id not in known
        ):
            continue
        others = [name for name, line in known.items() if name != read.id and line < read.lineno]
        if isinstance(node, ast.Module):
            others = [name for name in others if _are_family(name, read.id)]
        for other in _most_alike(read.id, others, uses):
            yield Change(Kind.NAME, f"{read.id} -> {other}", (code.put(read, other),))


def attributes(code: Code, node: ast.AST) -> Iterator[Change]:
    """An attribute of ``self`` in the place of another."""
    if not isinstance(node, ast.ClassDef):
        return
    called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    stepped = {id(part.target) for part in ast.walk(node) if isinstance(part, ast.AugAssign)}
    own = [part for part in _attributes_of_self(node) if id(part) not in called]
    names = list(dict.fromkeys(part.attr for part in own))
    for part in own:
        if isinstance(part.ctx, ast.Store) and id(part) not in stepped:
            continue
        others = [name for name in names if name != part.attr]
        for other in others[:MOST]:
            yield Change(Kind.NAME, f"{part.attr} -> {other}", (code.put(part, f"self.{other}"),))


def _attributes_of_self(node: ast.ClassDef) -> Iterator[ast.Attribute]:
    for part in ast.walk(node):
        match part:
            case ast.Attribute(value=ast.Name(id="self")):
                yield part


def _bound(scope: ast.FunctionDef) -> dict[str, int]:
    """Parameters and local variables of *scope*, with the line of their first assignment."""
    arguments = scope.args
    names = {
        argument.arg: 0
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        if argument.arg not in ("self", "cls")
    }
    for part in _own(scope):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.setdefault(part.id, part.lineno)
    return names


def _read(scope: ast.Module) -> list[str]:
    """Names that *scope* itself reads or assigns, without what it calls."""
    parts = list(_own(scope))
    called = {id(part.func) for part in parts if isinstance(part, ast.Call)}
    return list(dict.fromkeys(p.id for p in parts if isinstance(p, ast.Name) and id(p) not in called))


def _own(scope: Scope) -> Iterator[ast.AST]:
    """What stands in *scope* itself: not in functions and classes within it, nor in messages."""
    waiting: list[ast.AST] = [*reversed(scope.body)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.FunctionDef | ast.ClassDef | ast.Lambda | ast.JoinedStr | ast.Raise):
            continue
        yield part
        waiting += reversed([*ast.iter_child_nodes(part)])


def _uses(scope: Scope) -> Uses:
    uses: dict[str, set[tuple[type[ast.AST], str]]] = {}
    for part in _own(scope):
        for field, value in ast.iter_fields(part):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.Name):
                    attribute = part.attr if isinstance(part, ast.Attribute) else ""
                    uses.setdefault(child.id, set()).add((type(part), f"{field} {attribute}"))
    return uses


def _most_alike(meant: str, others: Sequence[str], uses: Uses) -> list[str]:
    """The few of *others* that are most easily mistaken for the name that is *meant*."""

    def likeness(name: str) -> tuple[bool, int]:
        return _are_family(name, meant), len(uses.get(name, set()) & uses.get(meant, set()))

    return sorted(others, key=likeness, reverse=True)[:MOST]


def _are_family(one: str, other: str) -> bool:
    """Whether two names share a part, as ``X_train`` and ``y_train`` do, or ``W1`` and ``W2``."""
    if len(one) > 1 and one[:-1] == other[:-1]:
        return True
    return "_" in one and "_" in other and not {*one.split("_")}.isdisjoint(other.split("_"))
