"""How alike two texts are, in bounded time whatever they are.

Texts are compared by their words and signs, so that layout does not matter. The exact measure is quadratic
at worst: it is kept for the few pairs that two cheap upper bounds leave.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice

__all__ = ["LIKE", "Likeness", "likely_pairs", "squeeze"]

LIKE = 0.6  # difflib's own rule of thumb for a close match (get_close_matches)
MAX_CHARACTERS = 4_000  # of a text that are looked at
MAX_TOKENS = 600
MAX_BOUNDED = 20_000  # pairs whose tokens are counted: about 0.3 s
CANDIDATES = 3  # pairs of each text that are measured exactly

_TOKEN = re.compile(r"\w+|[^\w\s]")


def squeeze(text: str) -> str:
    """*text* without any whitespace: what two copies have in common that differ only in layout."""
    return "".join(text.split())


class Likeness:
    """A text, ready to be compared with others."""

    def __init__(self, text: str) -> None:
        self._text = text[:MAX_CHARACTERS]

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Words and signs, the first `MAX_TOKENS` of them."""
        return tuple(found.group() for found in islice(_TOKEN.finditer(self._text), MAX_TOKENS))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self.tokens)

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self.tokens)

    def may_be_like(self, other: "Likeness") -> bool:
        """False only where the lengths or the different words rule likeness out."""
        short, long = sorted((len(self.tokens), len(other.tokens)))
        if 2 * short < LIKE * (short + long):
            return False
        shared = len(self._words & other._words)
        return 2 * shared >= LIKE * 0.5 * (len(self._words) + len(other._words))

    def bound(self, other: "Likeness") -> float:
        """At least the ratio to *other*: the ratio if order did not matter."""
        total = len(self.tokens) + len(other.tokens)
        return 2 * (self._counts & other._counts).total() / total if total else 0.0

    def ratio(self, other: "Likeness") -> float:
        """How alike the two are, 0 to 1, by difflib over words and signs."""
        return SequenceMatcher(None, self.tokens, other.tokens, autojunk=False).ratio()


def likely_pairs(
    wanted: Iterable[tuple[int, list[Likeness]]], offered: Iterable[tuple[int, Likeness]]
) -> Iterator[tuple[float, int, int]]:
    """Ratio, key of *wanted* and key of *offered*, of the pairs that are at least `LIKE` alike.

    Args:
        wanted: Keys, each with the texts that would do; the best of them counts.
        offered: Keys, each with one text.
    """
    candidates = list(offered)
    left = MAX_BOUNDED
    for key, texts in wanted:
        close = []
        for other_key, other in candidates:
            able = [text for text in texts if left > 0 and text.may_be_like(other)]
            left -= len(able)
            bound = max((text.bound(other) for text in able), default=0.0)
            if bound >= LIKE:
                close.append((-bound, other_key, other, able))
        close.sort(key=lambda candidate: candidate[:2])
        for _, other_key, other, able in close[:CANDIDATES]:
            ratio = max(text.ratio(other) for text in able)
            if ratio >= LIKE:
                yield ratio, key, other_key
