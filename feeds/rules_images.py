"""Rules for the cover and the pictures of a channel or an item."""

from collections.abc import Iterable, Iterator

from feeds.addresses import Thing, suffix
from feeds.limits import COVER_BYTES, LARGEST_COVER, SHORT_TEXT, SMALLEST_COVER
from feeds.model import Image
from feeds.rule import (
    ACCESS,
    APPLE_ART,
    PRACTICE,
    PSP,
    Check,
    Values,
    error,
    namespace,
    too_long,
    warning,
)

EXTENSIONS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",)}


def _covers(thing: Thing) -> tuple[Image, ...]:
    return (thing.image,) if thing.image else ()


def _sized(thing: Thing) -> Iterator[tuple[int, int]]:
    """Yield the width and height of the cover when both are known."""
    for cover in _covers(thing):
        if cover.width is not None and cover.height is not None:
            yield cover.width, cover.height


def _not_square(thing: Thing) -> Iterable[Values]:
    return [{"width": w, "height": h} for w, h in _sized(thing) if w != h]


def _too_small(thing: Thing) -> Iterable[Values]:
    sizes = _sized(thing)
    return [
        {"width": w, "height": h, "least": SMALLEST_COVER}
        for w, h in sizes
        if min(w, h) < SMALLEST_COVER
    ]


def _too_large(thing: Thing) -> Iterable[Values]:
    sizes = _sized(thing)
    return [
        {"width": w, "height": h, "most": LARGEST_COVER}
        for w, h in sizes
        if max(w, h) > LARGEST_COVER
    ]


def _wrong_extension(thing: Thing) -> Iterable[Values]:
    for cover in _covers(thing):
        allowed = EXTENSIONS.get(cover.type, ())
        if allowed and suffix(cover.href) not in allowed:
            yield {"url": cover.href, "type": cover.type}


IMAGES: tuple[Check[Thing], ...] = (
    error(
        "image-not-square",
        "Omslaget är {width} × {height} bildpunkter. Det ska vara kvadratiskt.",
        "The cover is {width} × {height} pixels. It must be square.",
        APPLE_ART,
        _not_square,
    ),
    error(
        "image-small",
        "Omslaget är {width} × {height} bildpunkter. Det ska vara minst {least} × {least}.",
        "The cover is {width} × {height} pixels. It must be at least {least} × {least}.",
        APPLE_ART,
        _too_small,
    ),
    error(
        "image-large",
        "Omslaget är {width} × {height} bildpunkter. Det får vara högst {most} × {most}.",
        "The cover is {width} × {height} pixels. It may be at most {most} × {most}.",
        APPLE_ART,
        _too_large,
    ),
    error(
        "image-type",
        "Omslaget är av typen {type}. Det ska vara JPEG eller PNG.",
        "The cover is of the type {type}. It must be JPEG or PNG.",
        APPLE_ART,
        lambda thing: [
            {"type": cover.type}
            for cover in _covers(thing)
            if cover.type and cover.type not in EXTENSIONS
        ],
    ),
    error(
        "image-mode",
        "Omslaget har färgläget {mode}. Det ska vara RGB utan genomskinlighet.",
        "The cover has the colour mode {mode}. It must be RGB without transparency.",
        APPLE_ART,
        lambda thing: [
            {"mode": cover.mode} for cover in _covers(thing) if cover.mode not in ("", "RGB")
        ],
    ),
    error(
        "image-extension",
        "Omslagets adress {url} har inte den filändelse som hör till {type}.",
        "The cover's address {url} does not have the extension that belongs to {type}.",
        PSP,
        _wrong_extension,
    ),
    warning(
        "image-heavy",
        "Omslaget är på {bytes} byte. Flera appar tar högst {limit} byte.",
        "The cover has {bytes} bytes. Several apps take at most {limit} bytes.",
        PRACTICE,
        lambda thing: [
            {"bytes": cover.size_bytes, "limit": COVER_BYTES}
            for cover in _covers(thing)
            if (cover.size_bytes or 0) > COVER_BYTES
        ],
    ),
    warning(
        "image-alt-missing",
        "Bilden {url} saknar beskrivande text för den som inte ser den.",
        "The picture {url} has no describing text for those who cannot see it.",
        ACCESS,
        lambda thing: [
            {"url": picture.href}
            for picture in (*_covers(thing), *thing.images)
            if not picture.alt.strip()
        ],
    ),
    too_long(
        "image-purpose-long",
        "Syftet för en bild",
        "The purpose of a picture",
        namespace("image"),
        SHORT_TEXT,
        lambda thing: (" ".join(picture.purpose) for picture in thing.images),
    ),
)
