"""How Swedish words bond into compounds: linking letters, and what is never a part by itself."""

from mediahub.search.analysis.data import words_of

PARTICLES = words_of("particles.txt")
NEVER_HEADS = words_of("never-heads.txt")
FALSE_MODIFIERS = words_of("false-modifiers.txt")

SHORT_MODIFIERS = frozenset(
    ("by", "bo", "ek", "is", "it", "ko", "ny", "te", "tv", "ål", "år", "öl")
)
"""Words of two letters that really begin compounds; none stands in the middle of one."""


def bases(segment: str) -> list[str]:
    """Words that a first or middle part may stand for, likeliest first.

    As it is, without the linking -s- ("arbets" has also lost an e), with a lost -a or -e
    ("skol", "medborgar"), with -e, -u or -o added or for -a ("skatte", "fråge", "gatu", "kyrko").
    """
    found = [segment]
    if len(segment) > 2 and segment.endswith("s"):
        found += [segment[:-1], segment[:-1] + "e"]
    found += [segment + "a", segment + "e"]
    if len(segment) > 3 and segment[-1] in "uoe":
        found += [segment[:-1] + "a", segment[:-1]]
    return [base for base in found if base not in PARTICLES and len(base) > 1]
