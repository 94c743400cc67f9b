"""How many slips of the finger two words are apart."""

from collections.abc import Iterable


def slips(one: str, other: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours (optimal string alignment)."""
    before: list[int] = []
    previous: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        before, previous, row = previous, row, [i]
        for j, right in enumerate(other, start=1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row[-1]


def nearest(word: str, words: Iterable[tuple[str, int]], *, limit: int = 3) -> list[str]:
    """Return the words within reach of `word`, nearest and then most used first.

    Words of up to four letters may differ by one slip, longer ones by two.
    """
    reach = 1 if len(word) <= 4 else 2
    candidates = [
        (distance, -uses, candidate)
        for candidate, uses in words
        if abs(len(candidate) - len(word)) <= reach and 0 < (distance := slips(word, candidate)) <= reach
    ]
    return [candidate for _, _, candidate in sorted(candidates)[:limit]]
