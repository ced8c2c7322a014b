"""Names of people and organisations: how long they may be, and that they lead nowhere."""

import re
import unicodedata

from mediahub.errors import Invalid
from mediahub.normalizing import normalize

# In characters.
LONGEST_NAME = 128
LONGEST_ORGANISATION = 200
LONGEST_IN_MAIL = 40
"""How much of a name a mail shows: strangers write it, and it is no place for a message."""

_MARKS = re.compile(r"@|://|\bwww\.|\bhttps?:", re.IGNORECASE)
_WORD = re.compile(r"[\w.-]+")
_PATH = re.compile(r"[/:]")
# NFKC leaves these two full stops, which browsers take for dots (UTS 46, 4).
_DOTS = str.maketrans("。｡", "..")
# Behind single letters, which are initials before any other word: t.me, x.com.
_ENDINGS = frozenset(
    (
        "ai", "app", "be", "cc", "co", "com", "de", "dev", "dk", "eu", "fi", "gd", "gg", "gl",
        "info", "io", "is", "it", "link", "ly", "me", "net", "no", "nu", "online", "org", "ru",
        "se", "shop", "site", "tv", "uk", "us", "xyz",
    )
)  # fmt: skip
# Letters and marks that nobody sees, beside those of the categories Cc, Cf and Co.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def check_name(name: str, longest: int = LONGEST_NAME) -> None:
    """Invalid for a name of more characters than there is room for."""
    if len(name) > longest:
        raise Invalid(
            "The name is {length} characters long; there is room for {longest}.",
            length=len(name),
            longest=longest,
        )


def tidied(text: str) -> str:
    """The text on one line, composed, and without what nobody sees or what turns it around."""
    # Keyboards differ in how they write an å; what is pasted carries marks that nobody sees.
    composed = normalize("NFC", _BLANK.sub("", text))
    kept = (
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in composed
        if unicodedata.category(c) not in ("Cf", "Cn", "Co", "Cs")
    )
    return " ".join("".join(kept).split())


def find_address(text: str, *, is_named: bool = False) -> str | None:
    """The first word that a mail program would make a link to the web or a mail address of.

    Organisations are called Inera.se: one that `is_named` may be, but leads to no page there.
    """
    plain = normalize("NFKC", text).translate(_DOTS)
    return next((word for word in plain.split() if _is_address(word, is_named=is_named)), None)


def _is_address(word: str, *, is_named: bool) -> bool:
    if _MARKS.search(word):
        return True
    for part in _WORD.finditer(word):
        leads_on = _PATH.match(word, part.end())
        if (leads_on or not is_named) and any(map(_is_domain, re.split(r"\.{2,}", part[0]))):
            return True
    return False


def _is_domain(text: str) -> bool:
    *before, last = text.strip("._-").lower().split(".")
    if not before:
        return False
    if not (len(last) > 1 and last.isalpha()) and not last.startswith("xn--"):
        return len(before) == 3 and all(part.isdecimal() for part in (*before, last))
    are_initials = all(len(part) < 2 for label in before for part in label.split("-"))
    return last in _ENDINGS if are_initials else True


def in_mail(name: str) -> str:
    """A name as mails show it: cut, and “” for one that a mail program would make a link of.

    Whoever can write a name in a form could else let a letter of ours lead anybody there.
    """
    line = tidied(name)
    if find_address(line):
        return ""
    if len(line) <= LONGEST_IN_MAIL:
        return line
    cut = line[: LONGEST_IN_MAIL - 1].rstrip() + "…"
    # What goes on after the cut may be what kept a word from being an address.
    return "" if find_address(cut.removesuffix("…")) else cut
