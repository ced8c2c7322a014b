"""Markdown in, clean HTML out: for pages, and in the smaller subset that feeds may hold."""

import re
from functools import lru_cache
from html import unescape

import nh3
from markdown_it import MarkdownIt

from mediahub.web.html_tags import closed

# Apple's list for episode descriptions; what else podcast apps do with HTML is not to be relied on.
_FEED_TAGS = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"}
_PAGE_TAGS = _FEED_TAGS | {"h2", "h3", "h4", "blockquote", "code", "pre", "br", "hr"}
_LINKS = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto"}
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_HEADING_BEGINS, _HEADING_ENDS = re.compile("<h[1-6]>"), re.compile("</h[1-6]>")
# What nh3 gives is closed in turn and has no link in a link, so that each ends at the next end.
_LINK_NOWHERE = re.compile(r"<a>(.*?)</a>", re.DOTALL)

# A text is shown again and again between two edits, and parsing it takes a millisecond.
KEPT = 2048

_markdown = MarkdownIt("commonmark", {"html": True, "linkify": False, "typographer": False})


@lru_cache(KEPT)
def page_html(markdown: str) -> str:
    """HTML for a page: headings begin at h2, links do not tell other sites where they are."""
    html = re.sub(r"(</?)h1>", r"\1h2>", _parsed(markdown))
    return nh3.clean(html, tags=_PAGE_TAGS, attributes=_LINKS, url_schemes=_SCHEMES)


@lru_cache(KEPT)
def feed_html(markdown: str) -> str:
    """HTML of p, ol, ul, li, a, b, i, strong and em; headings become bold paragraphs.

    Nobody knows what a relative link in a feed is relative to: its words alone are kept.
    """
    html = _HEADING_BEGINS.sub("<p><strong>", _parsed(markdown).replace("<br>", "\n"))
    html = nh3.clean(
        _HEADING_ENDS.sub("</strong></p>", html),
        tags=_FEED_TAGS,
        attributes=_LINKS,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel=None,
    )
    return _LINK_NOWHERE.sub(r"\1", html).strip()


@lru_cache(KEPT)
def plain(markdown: str) -> str:
    """The words alone, on one line."""
    text = nh3.clean(_parsed(markdown).replace("<br>", "\n"), tags=set())
    return " ".join(unescape(text).split())


@lru_cache(8)
def _parsed(markdown: str) -> str:
    # Each of the three above asks for the same text, one after the other.
    return closed(_markdown.render(markdown), _PAGE_TAGS | _HEADINGS)


# Three letters before the full stop, or it is an abbreviation such as “t.ex.” or “kl.”.
_SENTENCE_END = re.compile(r"(?:(?<=[!?])|(?<=[a-zåäö0-9)”]{3}\.))\s+(?=[A-ZÅÄÖ”])")


@lru_cache(KEPT)
def opening(markdown: str, longest: int = 200) -> str:
    """The first sentence, or what fits of it into `longest` characters, cut at a word."""
    sentence = _SENTENCE_END.split(plain(markdown), maxsplit=1)[0]
    if len(sentence) <= longest:
        return sentence
    cut = sentence[:longest].rpartition(" ")[0] or sentence[:longest]
    return cut.rstrip(" ,;:–-") + "…"
