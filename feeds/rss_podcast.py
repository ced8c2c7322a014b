"""The elements of the podcast namespace that a channel and an item share."""

from functools import lru_cache

from feeds import licenses
from feeds.limits import SHORT_TEXT, cut_text
from feeds.model import Block, Funding, Image, License, Location, Person, RemoteItem, Txt
from feeds.xml import attribute, element, number_attribute

# The same people, covers and licences return on item after item of a feed.
KEPT = 1024


@lru_cache(KEPT)
def image(given: Image, purpose: str = "") -> str:
    """Return podcast:image, for `purpose` if the picture has none of its own."""
    tokens = cut_text(" ".join(given.purpose), SHORT_TEXT)
    return (
        f"<podcast:image{attribute('href', given.href)}{attribute('alt', given.alt)}"
        f"{attribute('aspect-ratio', given.aspect_ratio)}{number_attribute('width', given.width)}"
        f"{number_attribute('height', given.height)}{attribute('type', given.type)}"
        f"{attribute('purpose', tokens or purpose)}/>"
    )


@lru_cache(KEPT)
def license_(given: License | None) -> str:
    """Return podcast:license; an identifier of the list is written in lower case, as asked."""
    if not given:
        return ""
    known = licenses.is_known(given.identifier)
    text = given.identifier.lower() if known else cut_text(given.identifier, SHORT_TEXT)
    return element("podcast:license", text, attribute("url", given.url))


def funding(given: Funding) -> str:
    """Return podcast:funding."""
    text = cut_text(given.text, SHORT_TEXT)
    return element("podcast:funding", text, attribute("url", given.url))


@lru_cache(KEPT)
def person(given: Person) -> str:
    """Return podcast:person."""
    attributes = (
        f"{attribute('role', given.role)}{attribute('group', given.group)}"
        f"{attribute('img', given.img)}{attribute('href', given.href)}"
    )
    return element("podcast:person", cut_text(given.name, SHORT_TEXT), attributes)


def location(given: Location) -> str:
    """Return podcast:location."""
    attributes = (
        f"{attribute('rel', given.rel)}{attribute('geo', given.geo)}"
        f"{attribute('osm', given.osm)}{attribute('country', given.country)}"
    )
    return element("podcast:location", cut_text(given.text, SHORT_TEXT), attributes)


def txt(given: Txt) -> str:
    """Return podcast:txt; its value is a proof or an order, so it is never cut."""
    purpose = cut_text(given.purpose, SHORT_TEXT)
    return element("podcast:txt", given.value, attribute("purpose", purpose))


def block(given: Block) -> str:
    """Return podcast:block."""
    text = "yes" if given.blocked else "no"
    return element("podcast:block", text, attribute("id", given.service))


def remote_item(given: RemoteItem) -> str:
    """Return podcast:remoteItem."""
    return (
        f"<podcast:remoteItem{attribute('feedGuid', given.feed_guid)}"
        f"{attribute('feedUrl', given.feed_url)}{attribute('itemGuid', given.item_guid)}"
        f"{attribute('medium', given.medium)}{attribute('title', given.title)}/>"
    )
