"""Writes the body of a check's pytest function: the instructor's text, with the student's names fetched.

The text is kept as it stands, comments and all: only ``submission.`` is put before each read of a name
that lives on the student's side, and the lines are indented.
"""

import ast
import io
import tokenize
from collections.abc import Collection, Sequence

from grader.checks.names import FreeName

__all__ = ["fetch_names", "indent"]

INDENT = "    "


def fetch_names(source: str, reads: Sequence[FreeName], student: Collection[str], parameter: str) -> str:
    """Put ``parameter.`` before each of *reads* whose name is among *student*."""
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    text = b"".join(lines)
    edits: dict[tuple[int, int], bytes] = {}
    formatted = _formatted_strings(source, student)
    spans = [
        (starts[node.lineno - 1] + node.col_offset, starts[_end(node)[0] - 1] + _end(node)[1], node)
        for node in formatted
    ]
    for start, end, node in spans:
        # Python 3.11 does not know where a name stands inside an f-string: such a string is written anew
        edits[start, end] = ast.unparse(_Fetch(student, parameter).visit(node)).encode()
    for read in reads:
        start = starts[read.line - 1] + read.column
        if read.name in student and not any(first <= start < last for first, last, _ in spans):
            edits[start, start] = f"{parameter}.".encode()
    for (start, end), new in sorted(edits.items(), reverse=True):
        text = text[:start] + new + text[end:]
    return text.decode()


def indent(source: str) -> str:
    """Indent *source* by one step, but not what stands inside strings of several lines."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING or tokenize.tok_name[token.type] == "FSTRING_MIDDLE":
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
    lines = source.splitlines(keepends=True)
    return "".join(
        line if number in inside or not line.strip() else INDENT + line
        for number, line in enumerate(lines, start=1)
    )


def _end(node: ast.JoinedStr) -> tuple[int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def _formatted_strings(source: str, student: Collection[str]) -> list[ast.JoinedStr]:
    """The outermost f-strings of *source* that read a name of the student's."""
    found: list[ast.JoinedStr] = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.JoinedStr):
            if any(isinstance(part, ast.Name) and part.id in student for part in ast.walk(node)):
                found.append(node)
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(source))
    return found


class _Fetch(ast.NodeTransformer):
    def __init__(self, student: Collection[str], parameter: str) -> None:
        self._student = student
        self._parameter = parameter

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._student or not isinstance(node.ctx, ast.Load):
            return node
        return ast.Attribute(ast.Name(self._parameter, ast.Load()), node.id, ast.Load())
