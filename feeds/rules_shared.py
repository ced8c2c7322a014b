"""Rules that a channel and an item share: addresses, texts, licence, funding and notes."""

import re
from collections.abc import Iterable

from feeds import licenses
from feeds.addresses import Thing, addresses, is_private, is_web
from feeds.limits import HTML_BYTES, SHORT_TEXT, TEXT, TEXT_BYTES, size
from feeds.rule import (
    APPLE,
    PRACTICE,
    PSP,
    Check,
    Values,
    error,
    namespace,
    too_long,
    warning,
    when,
)
from feeds.rules_images import IMAGES
from feeds.rules_people import PERSONS, PLACES

FEED_TAGS = frozenset(("p", "ol", "ul", "li", "a", "b", "i", "strong", "em"))


def _not_web(thing: Thing) -> Iterable[Values]:
    return [{"url": url} for url in dict.fromkeys(addresses(thing)) if url and not is_web(url)]


def _not_secure(thing: Thing) -> Iterable[Values]:
    # One is enough to say it: a site that is not secure is so everywhere.
    open_urls = (url for url in addresses(thing) if is_web(url) and not is_private(url))
    return [{"url": url} for url in open_urls][:1]


def _foreign_tags(thing: Thing) -> Iterable[Values]:
    used = re.findall(r"</?([a-z][a-z0-9]*)", thing.description, re.IGNORECASE)
    foreign = sorted({tag.lower() for tag in used} - FEED_TAGS)
    return when(foreign, tags=", ".join(foreign))


ADDRESSES: tuple[Check[Thing], ...] = (
    error(
        "address-not-web",
        "Adressen {url} är ingen webbadress.",
        "The address {url} is not a web address.",
        PSP,
        _not_web,
    ),
    warning(
        "address-not-secure",
        "Adressen {url} går över http. Använd https.",
        "The address {url} goes over http. Use https.",
        PRACTICE,
        _not_secure,
    ),
)

TEXTS: tuple[Check[Thing], ...] = (
    warning(
        "description-long",
        "Beskrivningen är på {bytes} byte och kortas till {limit} byte i flödet.",
        "The description has {bytes} bytes and is cut to {limit} bytes in the feed.",
        PSP,
        lambda thing: when(
            size(thing.description) > HTML_BYTES, bytes=size(thing.description), limit=HTML_BYTES
        ),
    ),
    warning(
        "description-html",
        "Beskrivningen har HTML-element som många appar tar bort eller visar som text: {tags}.",
        "The description has HTML elements that many apps drop or show as text: {tags}.",
        APPLE,
        _foreign_tags,
    ),
    warning(
        "summary-long",
        "Sammanfattningen är på {bytes} byte och kortas till {limit} byte i flödet.",
        "The summary has {bytes} bytes and is cut to {limit} bytes in the feed.",
        APPLE,
        lambda thing: when(
            size(thing.summary) > TEXT_BYTES, bytes=size(thing.summary), limit=TEXT_BYTES
        ),
    ),
    too_long("author-long", "Utgivaren", "The author", PSP, TEXT, lambda thing: (thing.author,)),
)

RIGHTS: tuple[Check[Thing], ...] = (
    error(
        "license-unknown",
        "Licensen ”{license}” är ingen av {known} och behöver då en adress till villkoren.",
        "The licence “{license}” is none of {known} and so needs an address to its terms.",
        namespace("license"),
        lambda thing: when(
            thing.license and not licenses.is_complete(thing.license),
            license=thing.license.identifier if thing.license else "",
            known=", ".join(licenses.IDENTIFIERS),
        ),
    ),
    too_long(
        "license-long",
        "Licensens namn",
        "The licence's name",
        namespace("license"),
        SHORT_TEXT,
        lambda thing: (thing.license.identifier,) if thing.license else (),
    ),
    error(
        "funding-incomplete",
        "En länk för stöd saknar adress eller text.",
        "A funding link has no address or no text.",
        namespace("funding"),
        lambda thing: [{} for link in thing.funding if not (link.url and link.text.strip())],
    ),
    too_long(
        "funding-long",
        "Texten för en stödlänk",
        "The text of a funding link",
        namespace("funding"),
        SHORT_TEXT,
        lambda thing: (link.text for link in thing.funding),
    ),
)

NOTES: tuple[Check[Thing], ...] = (
    error(
        "txt-empty",
        "En podcast:txt med syftet ”{purpose}” är tom.",
        "A podcast:txt with the purpose “{purpose}” is empty.",
        namespace("txt"),
        lambda thing: [{"purpose": txt.purpose} for txt in thing.txt if not txt.value.strip()],
    ),
    error(
        "txt-long",
        "En podcast:txt har {length} tecken. Den får ha högst {limit}.",
        "A podcast:txt has {length} characters. It may have at most {limit}.",
        namespace("txt"),
        lambda thing: [
            {"length": len(txt.value), "limit": 4000} for txt in thing.txt if len(txt.value) > 4000
        ],
    ),
    too_long(
        "txt-purpose-long",
        "Syftet för en podcast:txt",
        "The purpose of a podcast:txt",
        namespace("txt"),
        SHORT_TEXT,
        lambda thing: (txt.purpose for txt in thing.txt),
    ),
    error(
        "txt-ai-content",
        "podcast:txt med syftet ai-content säger ”{value}”. Det ska vara true eller false.",
        "podcast:txt with the purpose ai-content says “{value}”. It must be true or false.",
        namespace("txt"),
        lambda thing: [
            {"value": txt.value}
            for txt in thing.txt
            if txt.purpose == "ai-content" and txt.value not in ("true", "false", "")
        ],
    ),
)

SHARED = (*ADDRESSES, *TEXTS, *PERSONS, *PLACES, *RIGHTS, *NOTES, *IMAGES)
