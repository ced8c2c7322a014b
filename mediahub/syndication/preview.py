"""The channel of a feed as people read it: its XML without the episodes, in lines and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from feeds.model import Channel
from feeds.rss import rss

Piece = tuple[str, str]
"""What it is (tag, name, value, text), and the words themselves."""

_PIECE = re.compile(
    r"(?P<text>[^<]+)|(?P<raw><!\[CDATA\[.*?\]\]>)|(?P<end></[^>]+>|<\?.*?\?>)|<(?P<tag>[^\s/>]+)(?P<rest>[^>]*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r'(\s+[\w:.-]+=)("[^"]*")')
_LEAF = re.compile(r"</|<!\[CDATA\[")
_INDENT = "  "


def channel_lines(channel: Channel) -> Sequence[Sequence[Piece]]:
    """The lines of the channel's RSS, each cut into pieces; its episodes are left out."""
    xml = rss(replace(channel, items=(), trailers=())).decode().strip()
    return [list(_pieces(line)) for line in _indented(xml.splitlines())]


def _indented(lines: Sequence[str]) -> Iterator[str]:
    """A line for each element as it comes; what is inside of an element stands further in."""
    depth, is_raw = 0, False
    for line in lines:
        if is_raw:
            yield line
        else:
            depth -= line.startswith("</")
            yield _INDENT * max(depth, 0) + line
            depth += _opens(line)
        is_raw = _is_raw_after(line, is_raw)


def _opens(line: str) -> bool:
    is_begun = line.startswith("<") and not line.startswith(("</", "<?"))
    return is_begun and not line.endswith("/>") and not _LEAF.search(line)


def _is_raw_after(line: str, is_raw: bool) -> bool:
    """Whether the line ends inside of a CDATA section (XML 1.0, 2.7), which is shown as it is."""
    begins, ends = line.rfind("<![CDATA["), line.rfind("]]>")
    return begins > ends if begins >= 0 or ends >= 0 else is_raw


def _pieces(line: str) -> Iterator[Piece]:
    for found in _PIECE.finditer(line):
        if found["tag"]:
            yield from _tag(found["tag"], found["rest"])
        elif found["end"]:
            yield "tag", found["end"]
        else:
            yield "text", found[0]


def _tag(name: str, rest: str) -> Iterator[Piece]:
    yield "tag", f"<{name}"
    at = 0
    for attribute in _ATTRIBUTE.finditer(rest):
        yield "name", attribute[1]
        yield "value", attribute[2]
        at = attribute.end()
    yield "tag", f"{rest[at:]}>"
