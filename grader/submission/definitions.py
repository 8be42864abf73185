"""What a piece of notebook code defines, imports and means, without running it.

The text may be anything: it may not parse, or hold magics. Only the standard parser reads it, and only up
to `MAX_PARSED` characters, because a hostile cell may be long or deep; beyond that, and where it does not
parse, a scan of its lines has to do. IPython's own transformer is not used here: it reads a text once for
each magic in it, so a long cell of magics would hold up the grader.
"""

import ast
import functools
import re
import warnings
from collections.abc import Iterator
from itertools import islice

import msgspec

__all__ = ["Code", "added_imports", "identifiers", "read_code", "same_meaning"]

MAX_PARSED = 20_000  # characters: about 10 ms of parsing, and 400 lines of 50
MAX_SCANNED = 200_000  # characters
MAX_IMPORTS = 200  # lines looked at where the text does not parse

_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_NO_MEANING = re.compile(r"\s+|#[^\n]*")
_MAGIC = re.compile(r"^([ \t]*)([%!?].*|[\w.%]+\?{1,2}[ \t]*)$", re.MULTILINE)
_ASSIGNED_MAGIC = re.compile(r"^([ \t]*\w[\w, \t]*=[ \t]*)([%!].*)$", re.MULTILINE)
_SCANNED = re.compile(
    r"^([ \t]*)(?:(?:async[ \t]+)?(def|class)[ \t]+([^\W\d]\w*)|([^\W\d]\w*)[ \t]*=(?!=))", re.MULTILINE
)
_IMPORT_LINE = re.compile(r"^(?:import|from)[ \t].*$", re.MULTILINE)

# SystemError: "AST constructor recursion depth mismatch" follows a RecursionError in some versions of Python.
_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, SystemError)
_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What a cell's top level does to the namespace."""

    parses: bool  # also true where the text was too long to try
    empty: bool  # no statement at all: blank, or comments
    functions: frozenset[str] = frozenset()  # and classes
    methods: frozenset[str] = frozenset()  # "Dense.forward"
    assigned: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Everything defined, methods as ``Class.method``."""
        return self.functions | self.methods | self.assigned


def read_code(text: str, *, parse: bool = True) -> Code:
    """What *text* defines at its top level, blocks (``if``, ``try``, ``with``…) included.

    Args:
        parse: False to do with a scan of its lines, which costs a fifth of the time at most.
    """
    return _read(text) if parse and len(text) <= MAX_PARSED else _scan(text, parses=True)


@functools.lru_cache(maxsize=256)  # given cells come again with every submission; at most 20 MB of text
def _read(text: str) -> Code:
    tree = _tree(text)
    if tree is None:
        return _scan(text, parses=False)
    functions: set[str] = set()
    methods: set[str] = set()
    assigned: set[str] = set()
    for node in _statements(tree.body):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                functions.add(node.name)
            case ast.ClassDef():
                functions.add(node.name)
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                        methods.add(f"{node.name}.{inner.name}")
            case ast.Assign(targets=targets):
                for target in targets:
                    _add_target(target, assigned, methods)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                _add_target(target, assigned, methods)
            case _:
                pass
    return Code(
        parses=True,
        empty=not tree.body,
        functions=frozenset(functions),
        methods=frozenset(methods),
        assigned=frozenset(assigned),
    )


def identifiers(text: str) -> frozenset[str]:
    """Every word of *text* that could be a name, in comments and strings too."""
    return frozenset(_IDENTIFIER.findall(text[:MAX_SCANNED]))


def _bare(text: str) -> str:
    """*text* without whitespace and whatever follows a ``#``: equal where two texts may mean the same."""
    return _NO_MEANING.sub("", text[:MAX_SCANNED])


def same_meaning(text: str, other: str) -> bool:
    """Whether *text* differs from *other* at most in comments and in whitespace that does not matter.

    A text that is very much longer counts as different, whatever its comments are.
    """
    if len(text) > 10 * len(other) + MAX_PARSED or _bare(text) != _bare(other):
        return False  # spares most texts the tree
    if max(len(text), len(other)) > MAX_PARSED:
        return True
    first, second = _tree(text), _tree(other)
    if first is None or second is None:
        return True
    try:
        return ast.dump(first) == ast.dump(second)
    except RecursionError:
        return True


def added_imports(copy: str, original: str) -> tuple[tuple[str, ...], str]:
    """The top-level import statements of *copy* that *original* lacks, and *copy* without them.

    A copy that does not parse gives those of its lines that are import statements by themselves.
    """
    known = {ast.unparse(node) for node in _import_nodes(original)}
    added = {node: text for node in _import_nodes(copy) if (text := ast.unparse(node)) not in known}
    lines = _plain_lines(copy).split("\n")
    for node in added:
        span = slice(node.lineno - 1, node.end_lineno)
        if not any(";" in line for line in lines[span]):
            lines[span] = [""] * len(lines[span])
    return tuple(dict.fromkeys(added.values())), "\n".join(lines)


def _import_nodes(text: str) -> list[ast.Import | ast.ImportFrom]:
    tree = _tree(text) if len(text) <= MAX_PARSED else None
    if tree is not None:
        return [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    nodes = []
    for found in islice(_IMPORT_LINE.finditer(text[:MAX_SCANNED]), MAX_IMPORTS):
        alone = _tree(found.group()) if len(found.group()) <= 400 else None
        for node in alone.body if alone is not None else []:
            if isinstance(node, ast.Import | ast.ImportFrom):
                node.lineno = node.end_lineno = text.count("\n", 0, found.start()) + 1
                nodes.append(node)
    return nodes


def _tree(text: str) -> ast.Module | None:
    """*text* parsed as it is, or else as IPython would take it; None where neither parses."""
    text = _plain_lines(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\d" in a student's string is no concern of ours
        try:
            return ast.parse(text)
        except _UNPARSABLE:
            pass
        try:
            return ast.parse(_without_magics(text))
        except _UNPARSABLE:
            return None


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _without_magics(text: str) -> str:
    """*text* with each magic as a call of the same text, on the same line, and no common indentation."""
    lines = text.split("\n")
    indent = re.match(r"[ \t]*", lines[0])
    if indent is not None and indent.group():
        text = "\n".join(line.removeprefix(indent.group()) for line in lines)
    text = _ASSIGNED_MAGIC.sub(lambda found: f"{found[1]}_({found[2]!r})", text)
    return _MAGIC.sub(lambda found: f"{found[1]}_({found[2]!r})", text)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _BLOCKS):
            for field in ("body", "orelse", "finalbody"):
                waiting += getattr(node, field, [])
            for handler in getattr(node, "handlers", []):
                waiting += handler.body


def _add_target(target: ast.expr, assigned: set[str], methods: set[str]) -> None:
    waiting = [target]
    while waiting:
        match waiting.pop():
            case ast.Name(id=name):
                assigned.add(name)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                waiting += elements
            case ast.Starred(value=inner):
                waiting.append(inner)
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                methods.add(f"{owner}.{attribute}")
            case _:
                pass


def _scan(text: str, *, parses: bool) -> Code:
    functions: set[str] = set()
    methods: set[str] = set()
    assigned: set[str] = set()
    owner: str | None = None
    for indent, kind, defined, name in _SCANNED.findall(text[:MAX_SCANNED]):
        if not indent:
            owner = defined if kind == "class" else None
            (functions if kind else assigned).add(defined or name)
        elif kind == "def" and owner is not None:
            methods.add(f"{owner}.{defined}")
    return Code(
        parses=parses,
        empty=False,
        functions=frozenset(functions),
        methods=frozenset(methods),
        assigned=frozenset(assigned),
    )
