"""Rules for a channel: what PSP-1, Apple and the podcast namespace ask of a show."""

import re
from collections.abc import Iterable
from uuid import UUID

from feeds import categories
from feeds.languages import is_language
from feeds.limits import TEXT
from feeds.model import Channel
from feeds.rule import (
    APPLE,
    PSP,
    RSS,
    Check,
    Values,
    error,
    namespace,
    too_long,
    warning,
    when,
)
from feeds.rules_schedule import CONTENTS, SCHEDULE
from feeds.services import SERVICES

_MEDIA = """
podcast music video film audiobook newsletter blog publisher course
podcastL musicL videoL filmL audiobookL newsletterL blogL publisherL courseL mixed
"""
MEDIA = frozenset(_MEDIA.split())


def _unknown_categories(channel: Channel) -> Iterable[Values]:
    for path in channel.categories:
        if not categories.is_category(path):
            near = categories.suggestion(path)
            yield {"name": " > ".join(path), "near": near or "Government"}


def _repeated_categories(channel: Channel) -> Iterable[Values]:
    paths = channel.categories
    return [{"name": " > ".join(p)} for p in dict.fromkeys(paths) if paths.count(p) > 1]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _repeated_blocks(channel: Channel) -> Iterable[Values]:
    services = [block.service for block in channel.blocks]
    repeated = [name for name in dict.fromkeys(services) if services.count(name) > 1]
    return [{"service": name or "*"} for name in repeated]


IDENTITY: tuple[Check[Channel], ...] = (
    error(
        "self-url-missing",
        "Flödets egen adress (atom:link rel=self) saknas.",
        "The feed's own address (atom:link rel=self) is missing.",
        PSP,
        lambda channel: when(not channel.self_url),
    ),
    error(
        "title-missing",
        "Titel saknas.",
        "The title is missing.",
        PSP,
        lambda channel: when(not channel.title.strip()),
    ),
    too_long("title-long", "Titeln", "The title", PSP, TEXT, lambda channel: (channel.title,)),
    error(
        "link-missing",
        "Länk till webbplatsen saknas.",
        "The link to the web site is missing.",
        PSP,
        lambda channel: when(not channel.link),
    ),
    error(
        "description-missing",
        "Beskrivning saknas.",
        "The description is missing.",
        PSP,
        lambda channel: when(not channel.description.strip()),
    ),
    error(
        "language-missing",
        "Språk saknas.",
        "The language is missing.",
        PSP,
        lambda channel: when(not channel.language),
    ),
    error(
        "language-unknown",
        "Språket ”{language}” är ingen språkkod. Skriv till exempel sv.",
        "The language “{language}” is not a language code. Write sv, for example.",
        PSP,
        lambda channel: when(
            channel.language and not is_language(channel.language), language=channel.language
        ),
    ),
    warning(
        "guid-missing",
        "Seriens podcast:guid saknas.",
        "The show's podcast:guid is missing.",
        PSP,
        lambda channel: when(not channel.guid),
    ),
    warning(
        "guid-not-uuid",
        "Seriens podcast:guid ”{guid}” är inget UUID.",
        "The show's podcast:guid “{guid}” is not a UUID.",
        namespace("guid"),
        lambda channel: when(channel.guid and not _is_uuid(channel.guid), guid=channel.guid),
    ),
    warning(
        "author-missing",
        "Utgivare (itunes:author) saknas.",
        "The author (itunes:author) is missing.",
        PSP,
        lambda channel: when(not channel.author.strip()),
    ),
    error(
        "image-missing",
        "Omslag saknas.",
        "The cover is missing.",
        PSP,
        lambda channel: when(not channel.image),
    ),
    warning(
        "copyright-words",
        "Upphovsrätten ”{copyright}” ska vara bara namnet, utan ”copyright”, © och årtal.",
        "The copyright “{copyright}” must be the name alone, without “copyright”, © and year.",
        PSP,
        lambda channel: when(
            re.search(r"copyright|©|\(c\)|\b(?:19|20)\d\d\b", channel.copyright, re.IGNORECASE),
            copyright=channel.copyright,
        ),
    ),
)

KIND: tuple[Check[Channel], ...] = (
    error(
        "category-missing",
        "Kategori saknas.",
        "The category is missing.",
        PSP,
        lambda channel: when(not channel.categories),
    ),
    error(
        "category-unknown",
        "Kategorin ”{name}” finns inte hos Apple Podcasts. Närmast är ”{near}”.",
        "The category “{name}” is not one of Apple Podcasts. The nearest is “{near}”.",
        APPLE,
        _unknown_categories,
    ),
    warning(
        "category-repeated",
        "Kategorin ”{name}” står två gånger.",
        "The category “{name}” stands twice.",
        APPLE,
        _repeated_categories,
    ),
    error(
        "type-unknown",
        "Serietypen ”{type}” ska vara episodic eller serial.",
        "The type “{type}” must be episodic or serial.",
        PSP,
        lambda channel: when(channel.type not in ("episodic", "serial"), type=channel.type),
    ),
    error(
        "medium-unknown",
        "Mediet ”{medium}” finns inte i listan för podcast:medium.",
        "The medium “{medium}” is not on the list of podcast:medium.",
        namespace("medium"),
        lambda channel: when(channel.medium not in MEDIA, medium=channel.medium),
    ),
    error(
        "ttl-not-positive",
        "ttl är {ttl} minuter. Det ska vara mer än 0.",
        "The ttl is {ttl} minutes. It must be more than 0.",
        RSS,
        lambda channel: when(channel.ttl is not None and channel.ttl < 1, ttl=channel.ttl),
    ),
)

OWNERSHIP: tuple[Check[Channel], ...] = (
    warning(
        "owner-exposed",
        "Ägarens e-postadress {email} syns för alla i flödet.",
        "The owner's e-mail address {email} is open to all in the feed.",
        APPLE,
        lambda channel: when(channel.owner, email=channel.owner.email if channel.owner else ""),
    ),
    error(
        "owner-email",
        "Ägarens e-postadress ”{email}” är ingen e-postadress.",
        "The owner's e-mail address “{email}” is not an e-mail address.",
        APPLE,
        lambda channel: when(
            channel.owner and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", channel.owner.email),
            email=channel.owner.email if channel.owner else "",
        ),
    ),
    warning(
        "unlocked",
        "Flödet är inte låst: andra podcasttjänster får importera det.",
        "The feed is not locked: other podcast hosts may import it.",
        namespace("locked"),
        lambda channel: when(not channel.locked),
    ),
    warning(
        "block-service-unknown",
        "Tjänsten ”{service}” att blockera finns inte på podcastnamnrymdens lista.",
        "The service “{service}” to block is not on the podcast namespace's list.",
        namespace("block"),
        lambda channel: [
            {"service": block.service}
            for block in channel.blocks
            if block.service and block.service not in SERVICES
        ],
    ),
    warning(
        "block-repeated",
        "podcast:block står två gånger för ”{service}”.",
        "podcast:block stands twice for “{service}”.",
        namespace("block"),
        _repeated_blocks,
    ),
    error(
        "publisher-guid-missing",
        "Utgivarens flöde saknar podcast:guid.",
        "The publisher's feed has no podcast:guid.",
        namespace("publisher"),
        lambda channel: when(channel.publisher and not channel.publisher.feed_guid),
    ),
    warning(
        "publisher-url-missing",
        "Utgivarens flöde saknar adress.",
        "The publisher's feed has no address.",
        namespace("publisher"),
        lambda channel: when(channel.publisher and not channel.publisher.feed_url),
    ),
    error(
        "podroll-guid-missing",
        "En rekommenderad serie saknar podcast:guid.",
        "A recommended show has no podcast:guid.",
        namespace("podroll"),
        lambda channel: [{} for remote in channel.podroll if not remote.feed_guid],
    ),
)

CHANNEL = (*IDENTITY, *KIND, *OWNERSHIP, *SCHEDULE, *CONTENTS)
