"""How alike two texts are, in bounded time whatever they are.

Texts are compared by their words and signs, so that layout does not matter. The exact measure is quadratic
at worst: it is kept for the few pairs that two cheap upper bounds leave.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from operator import itemgetter

__all__ = ["LIKE", "Likeness", "likely_pairs", "squeeze"]

LIKE = 0.6  # difflib's own rule of thumb for a close match (get_close_matches)
MAX_CHARACTERS = 3_000  # of a text that are looked at
MAX_TOKENS = 600
MAX_BOUNDED = 9_000  # pairs whose words are counted: about 0.2 s; a notebook has a few hundred
CANDIDATES = 2  # pairs of each text that are measured exactly

_TOKEN = re.compile(r"\w+|[^\w\s]")


def squeeze(text: str) -> str:
    """*text* without any whitespace: what two copies have in common that differ only in layout."""
    return "".join(text.split())


class Likeness:
    """A text, ready to be compared with others."""

    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text[:MAX_CHARACTERS])[:MAX_TOKENS]
        self._size = len(self.tokens)
        self._words = frozenset(self.tokens)

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self.tokens)

    def may_be_like(self, other: "Likeness") -> bool:
        """False only where the lengths or the different words rule likeness out."""
        size, other_size = self._size, other._size
        if 2 * (size if size < other_size else other_size) < LIKE * (size + other_size):
            return False
        return 4 * len(self._words & other._words) >= LIKE * (len(self._words) + len(other._words))

    def bound(self, other: "Likeness") -> float:
        """At least the ratio to *other*: the ratio if order did not matter."""
        total = self._size + other._size
        return 2 * (self._counts & other._counts).total() / total if total else 0.0

    def ratio(self, other: "Likeness") -> float:
        """How alike the two are, 0 to 1, by difflib over words and signs."""
        return SequenceMatcher(None, self.tokens, other.tokens, autojunk=False).ratio()


def likely_pairs(
    wanted: Sequence[tuple[int, Sequence[Likeness]]], offered: Sequence[tuple[int, Likeness]]
) -> Iterator[tuple[float, int, int]]:
    """Ratio, key of *wanted* and key of *offered*, of the pairs that are at least `LIKE` alike.

    Args:
        wanted: Keys, each with the texts that would do; the best of them counts.
        offered: Keys, each with one text.
    """
    for key, texts in wanted:
        left = MAX_BOUNDED // len(wanted)
        close = []
        for other_key, other in offered:
            able = [text for text in texts if text.may_be_like(other)] if left > 0 else []
            left -= len(able)
            bound = max([text.bound(other) for text in able], default=0.0)
            if bound >= LIKE:
                close.append((-bound, other_key, other, able))
        close.sort(key=itemgetter(0, 1))
        for _, other_key, other, able in close[:CANDIDATES]:
            ratio = max(text.ratio(other) for text in able)
            if ratio >= LIKE:
                yield ratio, key, other_key
