"""Plain Python from a notebook cell: what IPython would run, magics turned into calls."""

import ast
import re
import warnings

__all__ = ["plain_python"]

# What parses as Python and IPython changes all the same: prompts, indented cells, lines of spaces in a text.
# The worker has a twin of it in `plain_cells`; tests/test_plain_cells.py holds both to what IPython does.
_CHANGED = re.compile(r"\A\s|>>>|In ?\[|^[ \t]*\.\.\.|^[ \t\f\r]+$", re.MULTILINE)


def plain_python(source: str) -> str:
    """The text that IPython compiles for *source*; line numbers stay as they are for ordinary cells."""
    if _CHANGED.search(source) is None and _parses(source):
        return source if source.endswith("\n") else source + "\n"
    from IPython.core.inputtransformer2 import TransformerManager  # a tenth of a second, and seldom needed

    return str(TransformerManager().transform_cell(source))


def _parses(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True
