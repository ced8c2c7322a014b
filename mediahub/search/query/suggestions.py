"""“Did you mean”: for words that find nothing, the likeliest word of the vocabulary."""

from collections.abc import Iterator

from mediahub.search.index.snapshot import Snapshot
from mediahub.search.index.units import LONGEST_WORD, SHORTEST_WORD

_LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"
# Where one slip does not explain the word, words with the same beginning are compared to it.
SAME_BEGINNING = 2
MOST_COMPARED = 1_500
MOST_SLIPS = 2
MOST_SUGGESTED = 5


def corrections(word: str, snapshot: Snapshot) -> list[str]:
    """Words that occur and could have been meant, the likeliest first; at most five."""
    if not SHORTEST_WORD <= len(word) <= LONGEST_WORD or not word.isalpha():
        return []
    near = snapshot.known_words(set(_one_slip(word)))
    if near:
        return sorted(near, key=lambda one: (-near[one], one))[:MOST_SUGGESTED]
    compared = [
        (distance, -count, other)
        for other, count in snapshot.words_beginning(word[:SAME_BEGINNING], MOST_COMPARED)
        if abs(len(other) - len(word)) <= MOST_SLIPS
        and (distance := slips(word, other)) <= MOST_SLIPS
    ]
    return [other for _, _, other in sorted(compared)[:MOST_SUGGESTED]]


def _one_slip(word: str) -> Iterator[str]:
    """Every text that one letter left out, added, exchanged or swapped makes of the word."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def slips(one: str, other: str) -> int:
    """How many letters differ: left out, added, exchanged or swapped with the next.

    The optimal string alignment distance; quadratic, so for words only.
    """
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = rows[i - 1][j - 1] + (letter != theirs)
            cost = min(cost, rows[i - 1][j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, rows[i - 2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
