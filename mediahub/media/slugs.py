"""ASCII names: for addresses, and for files that every podcast app can fetch."""

import re

from mediahub.errors import Invalid
from mediahub.unicode_forms import normalize

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})


def slug(text: str, longest: int = 80) -> str:
    """Lower-case a–z, 0–9 and hyphens, cut at a word: "Kommunala råd" becomes "kommunala-rad"."""
    decomposed = normalize("NFKD", text.casefold().translate(_PLAIN))
    ascii_text = decomposed.encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if len(words) <= longest:
        return words
    return words[: longest + 1].rpartition("-")[0] or words[:longest]


def check_slug(text: str, longest: int = 120) -> None:
    """Invalid unless it can stand in an address as it is, as what `slug` makes can."""
    if not SLUG.fullmatch(text) or len(text) > longest:
        raise Invalid("“{slug}” is not an address: use a–z, 0–9 and single hyphens.", slug=text)
