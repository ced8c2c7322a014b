"""Counts which words compound with which in simplemma's dictionary: makes modifiers and heads.

Run `python -m mediahub.search.analysis.build_counts` when simplemma changes its Swedish dictionary.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from mediahub.search.analysis.linking import FALSE_MODIFIERS, NEVER_HEADS, PARTICLES, bases

FOLDER = Path(__file__).parent
_ROUNDS = 4
_LEAST = 2
_UNSEEN = 0.01

Pair = tuple[str, str]


def candidates(word: str, lemmas: Set[str]) -> Iterator[Pair]:
    """Every (modifier, head) that the word may be, most of them false."""
    if any(word.startswith(p) and word[len(p) :] in lemmas for p in PARTICLES):
        return
    never = PARTICLES | FALSE_MODIFIERS
    for cut in range(2, len(word) - 2):
        modifier, head = word[:cut], word[cut:]
        if head not in lemmas or head in NEVER_HEADS or modifier in never:
            continue
        if any(base in lemmas for base in bases(modifier)):
            yield modifier, head


def count(lemmas: Set[str]) -> tuple[Counter[str], Counter[str]]:
    """How often each modifier and head is the likeliest cut of a word (hard EM)."""
    cuts = [c for word in lemmas if len(word) > 5 and (c := list(candidates(word, lemmas)))]
    modifiers, heads = Counter[str](), Counter[str]()
    _tally((pair for pairs in cuts for pair in pairs), modifiers, heads)
    for _ in range(_ROUNDS):
        likeliest = [max(pairs, key=_likelihood(modifiers, heads)) for pairs in cuts]
        modifiers, heads = Counter[str](), Counter[str]()
        _tally(likeliest, modifiers, heads)
    return modifiers, heads


def _likelihood(modifiers: Mapping[str, int], heads: Mapping[str, int]) -> Callable[[Pair], float]:
    return lambda pair: (modifiers[pair[0]] + _UNSEEN) * (heads[pair[1]] + _UNSEEN)


def _tally(pairs: Iterable[Pair], modifiers: Counter[str], heads: Counter[str]) -> None:
    for modifier, head in pairs:
        modifiers[modifier] += 1
        heads[head] += 1


def main() -> None:
    """Write modifiers.txt (segment, its word, count) and heads.txt (word, count) beside this."""
    forms = DefaultDictionaryFactory().get_dictionary("sv")
    lemmas = {word for word in forms.values() if word.isalpha() and word.islower()}
    modifiers, heads = count(lemmas)
    words = {m: max((b for b in bases(m) if b in lemmas), key=heads.__getitem__) for m in modifiers}
    _write("modifiers.txt", (f"{m} {words[m]} {n}" for m, n in modifiers.items() if n >= _LEAST))
    _write("heads.txt", (f"{head} {n}" for head, n in heads.items() if n >= _LEAST))


def _write(name: str, rows: Iterable[str]) -> None:
    (FOLDER / name).write_text("".join(f"{row}\n" for row in sorted(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
