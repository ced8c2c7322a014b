"""Reading a feed back with lxml: a second opinion that knows nothing of how it was written."""

from typing import Any

from lxml import etree

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}


def root(data: bytes) -> Any:
    """Parse a document strictly."""
    return etree.fromstring(data)


def inner_text(html: str) -> str:
    """Return the text of well-formed HTML."""
    return "".join(etree.fromstring(f"<r>{html}</r>").itertext())


def texts(element: Any, path: str) -> list[str]:
    """Return the text of each element on a path."""
    return [found.text or "" for found in element.findall(path, NAMESPACES)]


def attributes(element: Any, path: str) -> list[dict[str, str]]:
    """Return the attributes of each element on a path."""
    return [dict(found.attrib) for found in element.findall(path, NAMESPACES)]


def both(element: Any, path: str) -> list[tuple[str, dict[str, str]]]:
    """Return text and attributes of each element on a path."""
    found = element.findall(path, NAMESPACES)
    return [(each.text or "", dict(each.attrib)) for each in found]


def names(element: Any) -> list[str]:
    """Return the prefixed name of every child, in document order."""
    prefixes = {url: prefix for prefix, url in NAMESPACES.items()}
    qualified = [etree.QName(child) for child in element]
    return [
        f"{prefixes[name.namespace]}:{name.localname}" if name.namespace else name.localname
        for name in qualified
    ]
