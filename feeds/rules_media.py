"""Rules for an item's media: the enclosure, its duration and its other forms."""

import re
from collections.abc import Iterable

from feeds.addresses import file_name, suffix
from feeds.limits import LABEL
from feeds.model import Enclosure
from feeds.placed import Placed
from feeds.rule import APPLE, PSP, Check, Values, error, namespace, too_long, warning, when

EXTENSIONS = {
    "audio/mpeg": (".mp3",),
    "audio/m4a": (".m4a",),
    "audio/x-m4a": (".m4a",),
    "video/m4v": (".m4v",),
    "video/mp4": (".mp4",),
    "video/quicktime": (".mov",),
    "video/x-m4v": (".m4v",),
}


def _media(placed: Placed) -> tuple[Enclosure, ...]:
    return (placed.item.enclosure,) if placed.item.enclosure else ()


def _wrong_extension(placed: Placed) -> Iterable[Values]:
    for media in _media(placed):
        allowed = EXTENSIONS.get(media.type, ())
        if media.url and allowed and suffix(media.url) not in allowed:
            yield {"url": media.url, "type": media.type, "extension": allowed[0]}


def _foreign_file_names(placed: Placed) -> Iterable[Values]:
    for media in _media(placed):
        name = file_name(media.url)
        if not re.fullmatch(r"[A-Za-z0-9._-]*", name):
            yield {"name": name}


MEDIA: tuple[Check[Placed], ...] = (
    error(
        "enclosure-missing",
        "Avsnittet saknar ljud eller video.",
        "The episode has no audio or video.",
        PSP,
        lambda placed: when(not placed.item.enclosure),
    ),
    error(
        "enclosure-url-missing",
        "Avsnittets mediafil saknar adress.",
        "The episode's media file has no address.",
        PSP,
        lambda placed: [{} for media in _media(placed) if not media.url],
    ),
    error(
        "enclosure-length",
        "Avsnittets mediafil har längden {length} byte. Den ska vara filens verkliga storlek.",
        "The episode's media file has the length {length} bytes. It must be the file's real size.",
        PSP,
        lambda placed: [{"length": media.length} for media in _media(placed) if media.length < 1],
    ),
    error(
        "enclosure-type",
        "Avsnittets mediafil är av typen ”{type}”. Apparna tar emot {allowed}.",
        "The episode's media file is of the type “{type}”. Apps take {allowed}.",
        APPLE,
        lambda placed: [
            {"type": media.type, "allowed": ", ".join(EXTENSIONS)}
            for media in _media(placed)
            if media.type not in EXTENSIONS
        ],
    ),
    error(
        "enclosure-extension",
        "Mediafilens adress {url} ska sluta på {extension}, som hör till {type}.",
        "The media file's address {url} must end with {extension}, which belongs to {type}.",
        APPLE,
        _wrong_extension,
    ),
    error(
        "enclosure-file-name",
        "Mediafilens namn ”{name}” får bara ha a–z, A–Z, 0–9, punkt, bindestreck och understreck.",
        "The media file's name “{name}” may only have a–z, A–Z, 0–9, dot, hyphen and underscore.",
        APPLE,
        _foreign_file_names,
    ),
    error(
        "enclosure-repeated",
        "Mediafilen {url} används av fler avsnitt. Apple Podcasts visar bara ett av dem.",
        "The media file {url} is that of other episodes too. Apple Podcasts shows one of them.",
        APPLE,
        lambda placed: [
            {"url": media.url} for media in _media(placed) if placed.urls[media.url] > 1
        ],
    ),
    warning(
        "duration-missing",
        "Avsnittets längd i tid saknas.",
        "The episode's duration is missing.",
        APPLE,
        lambda placed: when(placed.item.duration is None),
    ),
    error(
        "duration-not-positive",
        "Avsnittets längd är {duration} sekunder. Den ska vara mer än 0.",
        "The episode's duration is {duration} seconds. It must be more than 0.",
        APPLE,
        lambda placed: when(
            placed.item.duration is not None and placed.item.duration <= 0,
            duration=placed.item.duration,
        ),
    ),
    error(
        "alternate-incomplete",
        "En alternativ mediafil saknar typ eller adress.",
        "An alternate enclosure has no type or no address.",
        namespace("alternate-enclosure"),
        lambda placed: [
            {}
            for media in placed.item.alternates
            if not (media.type and media.sources and all(source.uri for source in media.sources))
        ],
    ),
    too_long(
        "alternate-label-long",
        "Namnet på en alternativ mediafil",
        "The name of an alternate enclosure",
        namespace("alternate-enclosure"),
        LABEL,
        lambda placed: (
            text for media in placed.item.alternates for text in (media.title, media.rel)
        ),
    ),
    error(
        "integrity-type",
        "Kontrollsumman är av typen ”{type}”. Den ska vara sri eller pgp-signature.",
        "The integrity is of the type “{type}”. It must be sri or pgp-signature.",
        namespace("integrity"),
        lambda placed: [
            {"type": media.integrity.type}
            for media in placed.item.alternates
            if media.integrity and media.integrity.type not in ("sri", "pgp-signature")
        ],
    ),
)
