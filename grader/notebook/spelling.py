"""How alike two spellings are: what the hunt for almost-markers, almost-tags and almost-options rests on.

Pure text, no vocabulary: which words matter is decided where they are defined.
"""

import re
import unicodedata

__all__ = ["distance", "fold", "words"]

# a word, or one hump of a camelCase word
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\dA-Za-z_]+")


def fold(text: str) -> str:
    """The letters and digits of *text*, compatibility forms and case undone, everything else dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def words(text: str) -> list[str]:
    """The words of *text*, folded: split at whatever is no letter, and at the humps of camelCase."""
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def distance(first: str, second: str) -> int:
    """How many letters must be inserted, dropped, replaced or swapped with their neighbour.

    Optimal string alignment, https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance. The work is the
    product of the lengths: for words, not for texts.
    """
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
