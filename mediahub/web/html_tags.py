"""HTML as people write it, made one in which every tag of use is closed in its turn.

A browser mends what is unclosed or crossed, and so does nh3: a start of `<b>` is opened anew in
each paragraph that follows, which makes megabytes of a few kilobytes. Here it is read once, from
the first character to the last, so that nothing is left to mend.
"""

import re
from collections.abc import Collection
from functools import cache

# More than Markdown nests: at 20, with an item in each list and stress in its words.
DEEPEST = 48
SILENT = frozenset(("script", "style"))
_VOID = frozenset(("br", "hr"))
# With a quote that nothing ends, a browser takes the words that follow for the attribute's.
_ATTRIBUTE = re.compile(r"""[\s/]((?i:[a-z])[\w:-]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))""")
_ITEM, _CELL = frozenset(("p", "li")), frozenset(("p", "td", "th"))
# What stands open and ends where one of these begins, as in HTML 4 (“optional end tag”).
_ENDED = {
    **dict.fromkeys(("ul", "ol", "blockquote", "pre", "div", "hr", "p"), frozenset(("p",))),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), frozenset(("p",))),
    **dict.fromkeys(("dt", "dd"), frozenset(("p", "dt", "dd"))),
    **dict.fromkeys(("td", "th"), _CELL),
    "li": _ITEM,
}


def closed(html: str, tags: Collection[str], silent: Collection[str] = SILENT) -> str:
    """The same with these tags alone, each closed in turn, and only links with attributes.

    Comments and what stands in `silent` elements are left out. So is a tag that begins deeper than
    `DEEPEST`; its words are not.
    """
    writer = _Writer(tags)
    return _pieces(frozenset(silent)).sub(writer.take, html) + writer.close_all()


@cache
def _pieces(silent: Collection[str]) -> re.Pattern[str]:
    """What is looked for in HTML. Each begins with `<` and reaches up to the next one at most, or
    else to its own end, and is taken whole: so no character is looked at again and again.
    """
    return re.compile(
        rf"""(?P<unseen><!--.*?(?:-->|\Z)|<[!?][^>]*>?
        |<(?P<silent>{"|".join(sorted(silent))})(?![\w-]).*?(?:</(?P=silent)\b[^<>]*>|\Z))
        |<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)
            (?P<rest>(?:[\s/](?:[^<>"']|"[^"<]*"|'[^'<]*')*|[\s/][^<>]*)?)>
        |<""",
        re.IGNORECASE | re.DOTALL | re.VERBOSE,
    )


class _Writer:
    """Gives for each tag what is to be written in its place."""

    def __init__(self, tags: Collection[str]) -> None:
        self._tags = tags
        self._open: list[str] = []

    def take(self, found: re.Match[str]) -> str:
        """The tag as it is kept, with those that it ends; a lone `<` as a word."""
        name = (found["name"] or "").lower()
        if not name:
            return "" if found["unseen"] else "&lt;"
        if name not in self._tags:
            return ""
        if found["end"]:
            return self._end(name)
        return self._ended(name) + self._begin(name, found["rest"])

    def close_all(self) -> str:
        """The ends of what is still open."""
        return self._close(0)

    def _ended(self, name: str) -> str:
        """The ends of what cannot go on where this begins."""
        at = len(self._open)
        while at and self._open[at - 1] in _ENDED.get(name, ()):
            at -= 1
        return self._close(at)

    def _begin(self, name: str, rest: str) -> str:
        if name in _VOID:
            return f"<{name}>"
        if len(self._open) == DEEPEST:
            return ""
        self._open.append(name)
        attributes = _ATTRIBUTE.findall(rest) if name == "a" else []
        return f"<{' '.join([name, *attributes])}>"

    def _end(self, name: str) -> str:
        if name not in self._open:
            return ""
        return self._close(len(self._open) - 1 - self._open[::-1].index(name))

    def _close(self, at: int) -> str:
        ends = "".join(f"</{name}>" for name in reversed(self._open[at:]))
        del self._open[at:]
        return ends
