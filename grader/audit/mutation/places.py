"""Mistakes about places: the wrong entry, a slice or a range that is one too long, too short or shifted."""

import ast
from collections.abc import Iterator

from grader.audit.mutation.code import Code, Edit, integer
from grader.audit.mutation.kinds import Change, Kind

__all__ = ["indices", "ranges", "slices"]

_LOOSE = (ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.NamedExpr, ast.UnaryOp, ast.BinOp)


def slices(code: Code, node: ast.AST) -> Iterator[Change]:
    """Bounds of a slice that are moved by one, or left out, or a direction that is."""
    if not isinstance(node, ast.Subscript):
        return
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        if not isinstance(part, ast.Slice):
            continue
        for bound in (part.lower, part.upper):
            if bound is not None:
                yield from _moved(code, bound)
                left_out = Edit(code.start(bound), code.end(bound), "")
                yield Change(Kind.SLICE, f"bound {code.of(bound)} left out", (left_out,))
        if part.step is not None:
            left_out = Edit(code.start(part.step), code.end(part.step), "")
            yield Change(Kind.SLICE, f"step {code.of(part.step)} left out", (left_out,))
        # an open end of a slice that has another bound: one entry too few
        if part.lower is None and part.upper is not None and part.step is None:
            place = code.start(part)
            yield Change(Kind.SLICE, "starts at 1", (Edit(place, place, "1"),))
        if part.upper is None and part.lower is not None and part.step is None:
            place = code.end(part)
            yield Change(Kind.SLICE, "ends before the last", (Edit(place, place, "-1"),))


def ranges(code: Code, node: ast.AST) -> Iterator[Change]:
    """Bounds of a range that are moved by one, or a step, a first or a last pass that is left out."""
    match node:
        case ast.For(iter=ast.Name() | ast.Attribute() as through):
            end = code.end(through)
            for part in ("[1:]", "[:-1]"):
                yield Change(Kind.SLICE, f"loop over {part} only", (Edit(end, end, part),))
        case ast.Call(func=ast.Name(id="range") | ast.Attribute(attr="arange"), args=arguments, keywords=[]):
            for argument in arguments[:2]:
                yield from _moved(code, argument)
            if len(arguments) == 1:
                place = code.start(arguments[0])
                yield Change(Kind.SLICE, "starts at 1", (Edit(place, place, "1, "),))
            if len(arguments) == 3:
                step = Edit(code.closing(arguments[1], code.start(arguments[2])), code.end(arguments[2]), "")
                yield Change(Kind.SLICE, f"step {code.of(arguments[2])} left out", (step,))


def indices(code: Code, node: ast.AST) -> Iterator[Change]:
    """The entry beside the one that is meant, or its indices in the other order."""
    if not isinstance(node, ast.Subscript):
        return
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    counters = _counters(code)
    for part in parts:
        number = integer(part)
        if number is not None:
            for other in (number + 1, number - 1):
                yield Change(Kind.INDEX, f"[{number}] -> [{other}]", (code.put(part, str(other)),))
        if isinstance(part, ast.Name) and part.id in counters:
            for other_name in (f"{part.id} - 1", f"{part.id} + 1"):
                yield Change(Kind.INDEX, f"[{part.id}] -> [{other_name}]", (code.put(part, other_name),))
    match node.slice:
        case ast.Tuple(elts=[first, second]) if not any(isinstance(p, ast.Slice) for p in (first, second)):
            if code.of(first) != code.of(second):
                edits = (code.put(first, code.of(second)), code.put(second, code.of(first)))
                yield Change(Kind.INDEX, "indices swapped", edits)
        case ast.Constant(value=str(key)):
            other_key = _other_key(code, key)
            if other_key is not None:
                yield Change(
                    Kind.INDEX, f"[{key!r}] -> [{other_key!r}]", (code.put(node.slice, repr(other_key)),)
                )


def _moved(code: Code, bound: ast.expr) -> Iterator[Change]:
    number = integer(bound)
    for step in (1, -1):
        if number is not None:
            text = str(number + step)
        else:
            loose = isinstance(bound, _LOOSE) and not _is_sum(bound)
            text = f"({code.of(bound)})" if loose else code.of(bound)
            text += f" {'+' if step > 0 else '-'} 1"
        yield Change(Kind.SLICE, f"{code.of(bound)} -> {text}", (code.put(bound, text),))


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitAnd | ast.BitOr | ast.BitXor)


def _counters(code: Code) -> set[str]:
    """Names that count: targets of loops over a range, or the first of an enumeration."""
    names = set()
    for node in ast.walk(code.tree):
        match node:
            case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"))):
                names.add(name)
            case ast.comprehension(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"))):
                names.add(name)
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=name), *_]), iter=ast.Call(func=ast.Name(id="enumerate"))
            ):
                names.add(name)
    return names


def _other_key(code: Code, key: str) -> str | None:
    """The next of the text's keys that begins with the same letter, as W2 after W1."""
    keys = sorted(
        {
            node.slice.value
            for node in ast.walk(code.tree)
            if isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
            and node.slice.value[:1] == key[:1]
        }
    )
    if len(keys) < 2:
        return None
    return keys[(keys.index(key) + 1) % len(keys)]
