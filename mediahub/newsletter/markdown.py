"""Markdown as other programs want it: as HTML for mail clients, and as plain text."""

import re
from html.parser import HTMLParser

from mediahub.web.markdown import feed_html

# Mail clients throw style sheets away, so every element carries its own.
_STYLES = {
    "p": "margin:0 0 12px",
    "ul": "margin:0 0 12px;padding:0 0 0 20px",
    "ol": "margin:0 0 12px;padding:0 0 0 20px",
    "li": "margin:0 0 4px",
    "a": "color:#0a5c7a",
}
_STYLED = re.compile(rf'<({"|".join(_STYLES)})((?: href="[^"]*")?)>')
_ON_THIS_SITE = re.compile(r"\]\(/(?!/)")
_SPECIAL = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w{1,32};)")
_CLOSING = re.compile(r"(?:^|(?<=\s))#+$")


def mail_html(markdown: str) -> str:
    """HTML of paragraphs, lists, links and stress, each with its style; headings become bold."""
    return _STYLED.sub(
        lambda tag: f'<{tag[1]}{tag[2]} style="{_STYLES[tag[1]]}">', feed_html(markdown)
    )


def mail_text(markdown: str) -> str:
    """The words, a blank line between paragraphs, “- ” before what is listed, links behind."""
    reader = _Reader()
    reader.feed(feed_html(markdown))
    reader.close()
    lines = (re.sub(" +", " ", line).strip(" ") for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def absolute(markdown: str, origin: str) -> str:
    """The same, with links to paths on this site as whole addresses."""
    return _ON_THIS_SITE.sub(f"]({origin}/", markdown)


def escaped(text: str) -> str:
    """Plain words as Markdown that says just them, on one line (CommonMark 0.31, 2.4)."""
    words = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    return _CLOSING.sub(lambda signs: signs[0].replace("#", "\\#"), words)


class _Reader(HTMLParser):
    """Collects the words of clean HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._href = ""
        self._counts: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new line where one begins; a link's address is kept for its end."""
        if tag in ("ul", "ol"):
            self.parts.append("" if self._counts else "\n")
            self._counts.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.parts.append(f"\n{self._mark()} ")
        elif tag == "p" and not self._counts:
            self.parts.append("\n\n")
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""

    def _mark(self) -> str:
        if not self._counts or self._counts[-1] is None:
            return "-"
        self._counts[-1] += 1
        return f"{self._counts[-1]}."

    def handle_endtag(self, tag: str) -> None:
        """A link's address stands behind its words unless they say it."""
        if tag in ("ul", "ol"):
            self._counts = self._counts[:-1]
            self.parts.append("\n\n")
        elif tag == "a" and self._href.removeprefix("mailto:") != self._said():
            self.parts.append(f" ({self._href.removeprefix('mailto:')})")

    def _said(self) -> str:
        return self.parts[-1] if self.parts else ""

    def handle_data(self, data: str) -> None:
        """Words, with their white space as one space."""
        self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))
