"""Python text as HTML: numbered lines, each told apart into comments, strings, numbers and keywords.

One regular expression, because a class has thousands of pages: Pygments takes 13 ms for the answers of one
homework, most of the time that its page would cost. What does not parse is shown all the same. Every string
that is begun matches, closed or not, so that no text is gone through twice. All text is escaped here, and
nothing but spans of fixed classes is put around it.
"""

import functools
import keyword
import re

import markupsafe

__all__ = ["code_lines"]

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>(?:\b[bBfFrRuU]{1,2})?
      (?:'{3}(?:[^\\]|\\.?)*?(?:'{3}|\Z) | "{3}(?:[^\\]|\\.?)*?(?:"{3}|\Z)
       | '(?:[^'\\\n]|\\.)*+'? | "(?:[^"\\\n]|\\.)*+"?))
  | (?P<number>\b\d[\w.]*(?:(?<=[eE])[+-]\d+)?)
  | (?P<word>[^\W\d]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
MAX_KNOWN = 4_000  # characters of a text that is remembered
_WORDS = frozenset(keyword.kwlist)
_CLASSES = {"comment": "c", "string": "s", "number": "n", "word": "k"}


def code_lines(text: str, marked: int | None = None) -> markupsafe.Markup:
    """*text* as a span for each line.

    Args:
        marked: Number of a line, from 1, that something went wrong in.
    """
    return _known(text, marked) if len(text) <= MAX_KNOWN else _lines(text, marked)


def _lines(text: str, marked: int | None) -> markupsafe.Markup:
    lines = _coloured(text.rstrip("\n")).split("\n")
    spans = (
        f'<span class="{"l at" if number == marked else "l"}">{line}\n</span>'
        for number, line in enumerate(lines, start=1)
    )
    return markupsafe.Markup("".join(spans))  # noqa: S704  escaped piece by piece below


_known = functools.lru_cache(maxsize=256)(_lines)  # given cells and stubs are the same on every page


def _coloured(text: str) -> str:
    parts, end = [], 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "word" and match[0] not in _WORDS:
            continue
        parts += [_escaped(text[end : match.start()]), _span(_CLASSES[kind], match[0])]
        end = match.end()
    return "".join([*parts, _escaped(text[end:])])


def _span(kind: str, text: str) -> str:
    """A span around each line of *text*, because spans of lines are put around these."""
    return "\n".join(f'<span class="{kind}">{line}</span>' for line in _escaped(text).split("\n"))


def _escaped(text: str) -> str:
    return str(markupsafe.escape(text))
