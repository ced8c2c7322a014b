"""What no mail may hold, told by its parsed tags and styles: links to others, things to fetch.

A link elsewhere in a mail of ours is what a forged one looks like, and a picture tells who has
read it. What people write is text, whatever it looks like, and is made harmless before.
"""

import re
import unicodedata
from html.parser import HTMLParser

from mediahub.errors import Invalid

_TAGS = frozenset(
    (
        "a", "body", "br", "div", "h1", "h2", "head", "html", "li", "meta", "p", "strong",
        "style", "table", "td", "title", "tr", "ul",
    )
)  # fmt: skip
_ATTRIBUTES = frozenset(
    (
        "align", "aria-label", "aria-roledescription", "border", "cellpadding", "cellspacing",
        "charset", "class", "content", "href", "lang", "name", "role", "style", "width",
    )
)  # fmt: skip
# By these a style fetches something; an escape could spell them in another way.
_FETCHING = re.compile(r"url\s*\(|@import|image|src\s*\(|expression|binding|\\", re.IGNORECASE)
# At the beginning of a word alone: to begin at each letter anew would take the square of the time.
_SCHEME = re.compile(r"(?<!\w)\w*:/{2,}")
_AFTER_ORIGIN = ("/", "?", '"', "'", "<", " ", "\t", "\n", "\r", ")", "")


def harmless(text: str, origin: str = "") -> str:
    """The text without what makes an address of it, unless that is the origin; nor control marks.

    Nothing of what is left is an address for `check`.
    """
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))

    def ours(match: re.Match[str]) -> str:
        is_whole = origin.startswith(match[0]) and _is_at(kept, match.start(), origin)
        return match[0] if is_whole else ""

    return _SCHEME.sub(ours, kept)


def check_html(html: str, origin: str) -> None:
    """Invalid for HTML that leads away from the origin, or fetches anything."""
    reader = _Reader(origin)
    reader.feed(html)
    reader.close()
    check_text("".join(reader.said), origin)


def check_text(text: str, origin: str) -> None:
    """Invalid unless each address in the text is the origin, or goes on from it in its path."""
    before = origin.index("://")
    at = text.find("://")
    while at >= 0:
        start = at - before
        if start < 0 or not _is_at(text, start, origin):
            raise _elsewhere(text[max(start, 0) : at + 60])
        at = text.find("://", start + len(origin))


def _is_at(text: str, start: int, origin: str) -> bool:
    end = start + len(origin)
    return bool(origin) and text[start:end] == origin and text[end : end + 1] in _AFTER_ORIGIN


class _Reader(HTMLParser):
    """Reads a mail as a mail program does; `said` is its text, with a line for each tag."""

    def __init__(self, origin: str) -> None:
        super().__init__()
        self._origin, self._is_style = origin, False
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only what our layout is made of, and no link but to us."""
        self.said.append("\n")
        self._is_style = tag == "style"
        if tag not in _TAGS:
            raise _fetched(tag)
        for name, value in attrs:
            self._check(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        """What follows is not a style."""
        self.said.append("\n")
        self._is_style = False

    def handle_data(self, data: str) -> None:
        """A style fetches nothing; everything else is text."""
        if self._is_style:
            _check_style(data)
        else:
            self.said.append(data)

    def _check(self, tag: str, name: str, value: str) -> None:
        if name not in _ATTRIBUTES or (name == "href" and tag != "a"):
            raise _fetched(f"{tag} {name}")
        if name == "style":
            _check_style(value)
        elif name == "href" and not value.startswith(("mailto:", "#")):
            if not _is_at(value, 0, self._origin):
                raise _elsewhere(value)
        else:
            check_text(value, self._origin)


def _check_style(style: str) -> None:
    if (found := _FETCHING.search(style)) is not None:
        raise _fetched(found[0])


def _fetched(what: str) -> Invalid:
    return Invalid("A mail may show nothing that has to be fetched: {what}", what=what[:80])


def _elsewhere(what: str) -> Invalid:
    return Invalid("A mail may only link to our own domain, and not to {what}", what=what[:80])
