"""Which cells are plain Python, so that IPython's rewriting of its own syntax would leave them as they are.

That rewriting takes the text apart token by token, in Python: in a fresh fork 1 ms for a short cell, which is
half of what such a cell takes there, and more for a long one. What is not certainly plain goes the usual way.
"""

import re

__all__ = ["may_be_plain"]

# what IPython takes for prompts, and lines that it strips of spaces even within texts
_ITS_OWN = re.compile(r">>>|In ?\[|^[ \t]*\.\.\.|^[ \t\f\r]+$", re.MULTILINE)


def may_be_plain(text: str) -> bool:
    """Whether *text*, if it parses as Python, is what IPython would make of it.

    Its magics, escapes and questions do not parse. What parses and is rewritten all the same is refused here:
    prompts, indented cells, lines of nothing but spaces, and single lines, which may call magics by name.
    """
    return "\n" in text.rstrip() and not text[0].isspace() and _ITS_OWN.search(text) is None
