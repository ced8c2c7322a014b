"""Rules for an item: what PSP-1, Apple and the podcast namespace ask of an episode."""

import re
from collections.abc import Iterable

from feeds.limits import LABEL, SHORT_TEXT, TEXT
from feeds.placed import Placed, number_of
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
from feeds.rules_media import MEDIA

NUMBERED = re.compile(
    r"\s*(?:#\s*\d+\b|(?:avsnitt|episode|ep\.?|nr\.?)\s*#?\d+\b|s\d+\s*e\d+\b|\d{1,3}\s*[.:)–—-]\s)",
    re.IGNORECASE,
)


def _repeated_number(placed: Placed) -> Iterable[Values]:
    number = number_of(placed.item)
    return when(number and placed.numbers[number] > 1, number=placed.item.number)


def _unnumbered(placed: Placed) -> Iterable[Values]:
    item = placed.item
    serial = placed.channel.type == "serial" and item.episode_type == "full"
    return when(serial and item.number is None)


IDENTITY: tuple[Check[Placed], ...] = (
    error(
        "item-title-missing",
        "Avsnittet saknar titel.",
        "The episode has no title.",
        PSP,
        lambda placed: when(not placed.item.title.strip()),
    ),
    too_long(
        "item-title-long",
        "Avsnittets titel",
        "The episode's title",
        PSP,
        TEXT,
        lambda placed: (placed.item.title,),
    ),
    warning(
        "item-title-numbered",
        "Titeln ”{title}” börjar med ett nummer. Numret har ett eget fält och visas av apparna.",
        "The title “{title}” begins with a number. The number has its own field, which apps show.",
        APPLE,
        lambda placed: when(NUMBERED.match(placed.item.title), title=placed.item.title),
    ),
    error(
        "item-guid-missing",
        "Avsnittet saknar guid.",
        "The episode has no guid.",
        PSP,
        lambda placed: when(not placed.item.guid.strip()),
    ),
    error(
        "item-guid-repeated",
        "Avsnittets guid {guid} används av fler avsnitt. Apparna visar bara ett av dem.",
        "The episode's guid {guid} is that of others as well. Apps show only one of them.",
        APPLE,
        lambda placed: when(placed.guids[placed.item.guid] > 1, guid=placed.item.guid),
    ),
    error(
        "item-future",
        "Avsnittets tid {time} ligger i framtiden. Appar kan dölja det eller hämta det i förtid.",
        "The episode's time {time} is in the future. Apps may hide it or fetch it too early.",
        RSS,
        lambda placed: when(
            placed.now and placed.item.published_at > placed.now,
            time=placed.item.published_at.isoformat(timespec="minutes"),
        ),
    ),
    warning(
        "item-link-missing",
        "Avsnittet saknar länk till sin sida.",
        "The episode has no link to its page.",
        PSP,
        lambda placed: when(not placed.item.link),
    ),
    warning(
        "item-description-missing",
        "Avsnittet saknar beskrivning.",
        "The episode has no description.",
        PSP,
        lambda placed: when(not placed.item.description.strip()),
    ),
)

NUMBERS: tuple[Check[Placed], ...] = (
    error(
        "episode-number-missing",
        "Podden är av typen serial: avsnittet behöver ett nummer.",
        "The show is of the type serial: the episode needs a number.",
        APPLE,
        _unnumbered,
    ),
    error(
        "episode-number",
        "Avsnittsnumret är {number}. Det ska vara större än 0.",
        "The episode number is {number}. It must be more than 0.",
        APPLE,
        lambda placed: when(
            placed.item.number is not None and placed.item.number <= 0, number=placed.item.number
        ),
    ),
    warning(
        "episode-number-repeated",
        "Avsnittsnumret {number} används av fler avsnitt i samma säsong.",
        "The episode number {number} is that of others in the same season.",
        APPLE,
        _repeated_number,
    ),
    too_long(
        "episode-display-long",
        "Avsnittsnumrets visningstext",
        "The episode number's display text",
        namespace("episode"),
        LABEL,
        lambda placed: (placed.item.number_display,),
    ),
    error(
        "season-number",
        "Säsongsnumret är {number}. Det ska vara större än 0.",
        "The season number is {number}. It must be more than 0.",
        APPLE,
        lambda placed: when(
            placed.item.season and placed.item.season.number < 1,
            number=placed.item.season.number if placed.item.season else 0,
        ),
    ),
    too_long(
        "season-name-long",
        "Säsongens namn",
        "The season's name",
        namespace("season"),
        SHORT_TEXT,
        lambda placed: (placed.item.season.name,) if placed.item.season else (),
    ),
    error(
        "episode-type-unknown",
        "Avsnittstypen ”{type}” ska vara full, trailer eller bonus.",
        "The episode type “{type}” must be full, trailer or bonus.",
        APPLE,
        lambda placed: when(
            placed.item.episode_type not in ("full", "trailer", "bonus"),
            type=placed.item.episode_type,
        ),
    ),
)

ITEM = (*IDENTITY, *MEDIA, *NUMBERS)
