"""Cutting text and HTML to what a feed element may hold, never through the middle of anything."""

import re
import unicodedata

HTML_BYTES = 4000
TEXT_BYTES = 4000
TEXT = 255
SHORT_TEXT = 128
LABEL = 32
# An ID3v2 table of contents counts its chapters in one byte.
MOST_CHAPTERS = 255
# A cover: its edges in pixels by Apple, its size (512 kB of 1000 bytes) by what apps take.
SMALLEST_COVER, LARGEST_COVER = 1400, 3000
COVER_BYTES = 512_000
ELLIPSIS = "…"

_JOINER = "\u200d"
_VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "source", "wbr"))
_TAG = re.compile(
    r"""<!--.*?-->|</?(?P<name>[a-z][^\s/<>]*)(?:"[^"]*"|'[^']*'|[^<>"'])*+>""",
    re.IGNORECASE | re.DOTALL,
)
_UNFINISHED = re.compile("<[a-z/!]", re.IGNORECASE)
_ENTITY = re.compile(r"&#?\w{1,32};")


def cut_text(text: str, limit: int) -> str:
    """Return plain text of at most `limit` characters, ended with "…" at a word when cut."""
    if len(text) <= limit:
        return text
    return _cut_before(text, max(limit - 1, 0))[:limit]


def cut_bytes(text: str, limit: int) -> str:
    """Return plain text of at most `limit` bytes of UTF-8, ended with "…" at a word when cut."""
    if len(text) * 4 <= limit or size(text) <= limit:
        return text
    room = limit - size(ELLIPSIS)
    if room < 0:
        return ""
    return _cut_before(text, len(_head(text, room)))


def cut_html(html: str, limit: int = HTML_BYTES) -> str:
    """Return HTML of at most `limit` bytes of UTF-8; open elements are closed again.

    Cut at the end of a word where there is one, with "…"; never inside a tag, an entity or a
    character as people see them. A limit too small for even that gives "".
    """
    if len(html) * 4 <= limit or size(html) <= limit:
        return html
    return _Cutter(limit).cut(html)


def size(text: str) -> int:
    """Return the number of bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


class _Cutter:
    """Walks from tag to tag and remembers the last place with room for "…" and closing tags.

    A place is how many characters to keep and the tags that close what is open there.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit - size(ELLIPSIS)
        self.used = 0
        self.open: list[str] = []
        self.place = (0, "")

    def cut(self, html: str) -> str:
        # A character is a byte at least, so nothing later is kept; an entity is seen whole.
        head = html[: self.limit + 40]
        start = 0
        for tag in _TAG.finditer(head):
            if not self._take(head[start : tag.start()], start):
                break
            self._follow(tag)
            start = tag.end()
        else:
            self._take(head[start:], start)
        end, closing = self.place
        return html[:end] + ELLIPSIS + closing if end else ""

    def _take(self, text: str, start: int) -> bool:
        """Note how far into the text between two tags one can go; False: no further than this."""
        unfinished = _UNFINISHED.search(text)
        kept = text[: unfinished.start()] if unfinished else text
        closing = self._closing()
        room = self.limit - self.used - size(closing)
        fits = size(kept) <= room
        end = len(kept.rstrip()) if fits else _end_within(kept, room, must=not self.place[0])
        if end:
            self.place = start + end, closing
        self.used += size(kept)
        return fits and not unfinished

    def _follow(self, tag: re.Match[str]) -> None:
        self.used += size(tag[0])
        name = (tag["name"] or "").lower()
        if tag[0].startswith("</"):
            if name in self.open:
                del self.open[len(self.open) - 1 - self.open[::-1].index(name) :]
        elif name and name not in _VOID and not tag[0].endswith("/>"):
            self.open.append(name)

    def _closing(self) -> str:
        return "".join(f"</{name}>" for name in reversed(self.open))


def _end_within(text: str, room: int, *, must: bool) -> int:
    """Return where to end text that is to fit in `room` bytes: at a word, or anywhere if it must.

    0 when there is no such place.
    """
    if room <= 0:
        return 0
    end = _whole(text, len(_head(text, room)))
    entity = text.rfind("&", 0, end)
    if entity >= 0 and (match := _ENTITY.match(text, entity)) and match.end() > end:
        end = entity
    at_word = len(text[:end].rstrip()) if text[end].isspace() else _word_end(text, end)
    return at_word or (end if must else 0)


def _head(text: str, limit: int) -> str:
    """Return the characters that fit whole in `limit` bytes."""
    return text.encode("utf-8", "surrogatepass")[:limit].decode("utf-8", "ignore")


def _cut_before(text: str, end: int) -> str:
    """Return the text up to the word or character that `end` stands in, and "…"."""
    end = _whole(text, end)
    if not text[end].isspace():
        end = _word_end(text, end) or end
    return text[:end].rstrip() + ELLIPSIS


def _whole(text: str, end: int) -> int:
    """Return the last place up to `end` that is not inside what people see as one character."""
    while 0 < end < len(text) and _is_joined(text, end):
        end -= 1
    return end


def _word_end(text: str, end: int) -> int:
    """Return where the last whole word before `end` is followed by white space, or 0."""
    start = end
    while start and not text[start - 1].isspace():
        start -= 1
    return len(text[:start].rstrip())


def _is_joined(text: str, at: int) -> bool:
    """Tell whether the character at `at` belongs to the one before it (UAX #29, near enough)."""
    char, before = text[at], text[at - 1]
    return (
        before == _JOINER
        or char == _JOINER
        or unicodedata.category(char).startswith("M")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or (_is_regional(char) and _regional_run(text, at) % 2 == 1)
    )


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regional_run(text: str, at: int) -> int:
    """Count the flag letters just before `at`: an odd number means half a flag."""
    run = 0
    while run < at and _is_regional(text[at - run - 1]):
        run += 1
    return run
