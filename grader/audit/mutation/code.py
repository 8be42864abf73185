"""A piece of Python with its syntax tree, in which every node knows its place in the text."""

import ast
import io
import itertools
import tokenize
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Code", "Edit", "Token", "integer"]

_ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Dict, ast.ListComp)
_UNSEEN = frozenset({"print", "plt", "fig", "ax"})  # what these show, no check looks at


class Edit(NamedTuple):
    """Replace the characters from *start* up to *end* by *text*."""

    start: int
    end: int
    text: str


class Token(NamedTuple):
    """A token and its place."""

    start: int
    end: int
    text: str


class Code:
    """Python text, its tree and its tokens. A place is a number of characters from the beginning."""

    def __init__(self, text: str) -> None:
        """Parse *text*.

        Raises:
            SyntaxError: It is no Python.
        """
        self.text = text
        self.tree = ast.parse(text)
        self._lines = text.split("\n")
        self._starts = [0, *itertools.accumulate(len(line) + 1 for line in self._lines)]
        self._tokens = [
            Token(self._place(*token.start), self._place(*token.end), token.string)
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type in (tokenize.OP, tokenize.NAME)
        ]

    def nodes(self) -> Iterator[ast.AST]:
        """Every node where a mistake would be one of the answer's, parents before children.

        Left out: what is shown and not computed, messages, annotations, and the inside of f-strings, whose
        parts do not know their places before Python 3.12.
        """
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(list(_children(node)))

    def start(self, node: ast.AST) -> int:
        """Where *node*, an expression or a statement, begins."""
        assert isinstance(node, ast.expr | ast.stmt | ast.keyword)
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.AST) -> int:
        """Where *node* ends."""
        assert isinstance(node, ast.expr | ast.stmt | ast.keyword)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.AST) -> str:
        """The text of *node*, without parentheses around it."""
        return self.text[self.start(node) : self.end(node)]

    def operand(self, node: ast.AST) -> str:
        """The text of *node*, in parentheses where it is put together of parts."""
        return self.of(node) if isinstance(node, _ATOMS) else f"({self.of(node)})"

    def put(self, node: ast.AST, text: str) -> Edit:
        """*text* in the place of *node*."""
        return Edit(self.start(node), self.end(node), text)

    def token(self, text: str, start: int, end: int) -> Token:
        """The first token *text* between two places."""
        return next(t for t in self._tokens if t.text == text and start <= t.start and t.end <= end)

    def closing(self, node: ast.AST, before: int) -> int:
        """Where the parentheses around *node* end; the place after *node* where there are none."""
        place = self.end(node)
        for token in self._tokens:
            if place <= token.start < before:
                if token.text != ")":
                    break
                place = token.end
        return place

    def opening(self, node: ast.AST, after: int) -> int:
        """Where the parentheses around *node* begin, not before the place *after*."""
        place = self.start(node)
        for token in reversed(self._tokens):
            if after <= token.start < place:
                if token.text != "(":
                    break
                place = token.start
        return place

    def line(self, place: int) -> int:
        """The line that holds *place*, counted from 1."""
        return self.text.count("\n", 0, place) + 1

    def changed(self, edits: Sequence[Edit]) -> str:
        """The text after *edits*, which must not overlap."""
        text = self.text
        for edit in sorted(edits, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text

    def _offset(self, line: int, column: int) -> int:
        """The place of a node's position, whose columns count bytes of UTF-8."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def _place(self, line: int, column: int) -> int:
        """The place of a token's position, whose columns count characters."""
        return self._starts[line - 1] + column


def integer(node: ast.expr) -> int | None:
    """The whole number that *node* writes out, if it does."""
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return -value
    return None


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """The children of *node* in which a mistake counts."""
    match node:
        case ast.JoinedStr() | ast.Raise() | ast.Import() | ast.ImportFrom():
            return
        case ast.Assert(test=test):
            yield test
        case ast.Expr(value=ast.Call(func=function)) if _root(function) in _UNSEEN:
            return
        case ast.FunctionDef(args=args, body=body):
            yield args
            yield from body
        case ast.AnnAssign(target=target, value=value):
            yield target
            if value is not None:
                yield value
        case ast.arguments(defaults=defaults, kw_defaults=more):
            yield from (default for default in (*defaults, *more) if default is not None)
        case _:
            yield from ast.iter_child_nodes(node)


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
