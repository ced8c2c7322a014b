"""Names of people and organisations: how long they may be, and that they lead nowhere."""

import re
import unicodedata
from functools import lru_cache

from mediahub.errors import Invalid
from mediahub.unicode_forms import normalize

# In characters.
LONGEST_NAME = 128
LONGEST_ORGANISATION = 200
LONGEST_IN_MAIL = 40
"""How much of a name a mail shows: strangers write it, and it is not a place for a message."""

_MARKS = re.compile(r"@|://|\bwww\.|\bhttps?:", re.IGNORECASE)
# One of these is in every address.
_SIGNS = re.compile(r"[@:.]")
_WORD = re.compile(r"[\w.-]+")
_PATH = re.compile(r"/|[:?#]\w")
# Five digits or more, however they are grouped.
_NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){4,}")
# NFKC leaves these two full stops, which browsers take for dots (UTS 46, 4).
_DOTS = str.maketrans("。｡", "..")
# Behind single letters, which are initials before any other word: t.me, x.com. The top-level
# domains of countries (ISO 3166-1, and the few that IANA has besides), and the commonest others.
_ENDINGS = frozenset(
    re.findall(
        r"\w+",
        """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs
    bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec
    ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy
    hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz
    la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx
    my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re
    ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th
    tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    app biz blog click cloud club com dev edu email fun icu info link live lol mobi name net news
    online org page pro shop site space store tech tel top vip website wiki win world xyz
        """,
    )
)
# Of the names that end as a country does, those that people have behind their own.
_DEGREES = frozenset(("b.sc", "m.sc"))
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


def clean_line(text: str) -> str:
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


def find_number(text: str) -> str | None:
    """The first digits in a text that somebody could call: five or more, with or without spaces."""
    found = _NUMBER.search(normalize("NFKC", text))
    return found[0] if found else None


def _is_address(word: str, *, is_named: bool) -> bool:
    if not _SIGNS.search(word):
        return False
    letters = "".join(map(_letter, word))
    if _MARKS.search(letters):
        return True
    for part in _WORD.finditer(letters):
        leads_on = _PATH.match(letters, part.end()) is not None
        texts = re.split(r"\.{2,}", part[0]) if leads_on or not is_named else []
        if any(_is_domain(text, leads_on=leads_on) for text in texts):
            return True
    return False


@lru_cache(4096)
def _letter(character: str) -> str:
    """A character as the patterns take it: vowel signs and emoji are part of words."""
    category = unicodedata.category(character)
    # No emoji is an initial.
    return "" if category[0] == "M" else "xx" if category == "So" else character


def _is_domain(text: str, *, leads_on: bool) -> bool:
    name = text.strip("._-").lower()
    *before, last = name.split(".")
    if not before:
        return False
    if not (len(last) > 1 and last.isalpha()) and not last.startswith("xn--"):
        return len(before) == 3 and all(part.isdecimal() for part in (*before, last))
    are_initials = all(len(part) < 2 for label in before for part in label.split("-"))
    if leads_on or not are_initials:
        return True
    return last in _ENDINGS and name not in _DEGREES


def in_mail(name: str) -> str:
    """A name as mails show it: cut, and “” for one that leads to an address or a telephone.

    Whoever can write a name in a form could else let a letter of ours lead anybody there.
    """
    line = clean_line(name)
    if find_address(line) or find_number(line):
        return ""
    if len(line) <= LONGEST_IN_MAIL:
        return line
    cut = line[: LONGEST_IN_MAIL - 1].rstrip() + "…"
    # What goes on after the cut may be what kept a word from being an address.
    return "" if find_address(cut.removesuffix("…")) else cut
