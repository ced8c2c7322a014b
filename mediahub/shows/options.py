"""What can be given of a show on the command line, and how it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from mediahub.errors import Invalid
from mediahub.shows.service import ShowFields

R = TypeVar("R")


def _option(help: str, *names: str) -> Any:
    return typer.Option(*names, help=help)


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """What can be given of a show; None leaves it as it is."""

    description: Annotated[str | None, _option("What the show is about, in Markdown.")]
    language: Annotated[str | None, _option("ISO 639 code, such as sv.")]
    author: Annotated[str | None, _option("Who makes the show.")]
    owner_name: Annotated[str | None, _option("Who owns the show.")]
    owner_email: Annotated[str | None, _option("The owner's e-mail address.")]
    owner_in_feed: Annotated[
        bool | None,
        _option("Whether the owner stands in the feed.", "--owner-in-feed/--no-owner-in-feed"),
    ]
    link: Annotated[str | None, _option("The show's own website.")]
    category: Annotated[
        list[str] | None, _option("Apple's name, such as “News > Politics”; repeatable.")
    ]
    explicit: Annotated[bool | None, _option("Explicit content.", "--explicit/--clean")]
    type: Annotated[str | None, _option("episodic or serial.")]
    copyright: Annotated[str | None, _option("Who holds the rights, without sign and year.")]
    license: Annotated[str | None, _option("Licence: identifier, or “name URL”.")]
    medium: Annotated[str | None, _option("podcast:medium, such as podcast or video.")]
    new_feed_url: Annotated[str | None, _option("Where the feed has moved; “” for nowhere.")]
    complete: Annotated[
        bool | None, _option("No more episodes will come.", "--complete/--continuing")
    ]
    block: Annotated[bool | None, _option("Keep out of directories.", "--block/--list")]
    locked: Annotated[bool | None, _option("Refuse import elsewhere.", "--locked/--unlocked")]
    feed_limit: Annotated[int | None, _option("Episodes on a page of the feed.")]
    funding: Annotated[list[str] | None, _option("“URL text”; repeatable.")]
    platform: Annotated[list[str] | None, _option("“URL name”, such as Apple’s; repeatable.")]
    location: Annotated[list[str] | None, _option("“name”, “geo:… name”; repeatable.")]
    txt: Annotated[list[str] | None, _option("“purpose=value”; repeatable.")]
    block_service: Annotated[list[str] | None, _option("“slug=yes” or “=no”; repeatable.")]
    podroll: Annotated[list[str] | None, _option("“feed-guid URL”; repeatable.")]
    publisher: Annotated[str | None, _option("“feed-guid URL” of the publisher's feed.")]
    update_frequency: Annotated[str | None, _option("“RRULE text”, as FREQ=WEEKLY Varje vecka.")]
    season: Annotated[list[str] | None, _option("“number=name”; repeatable.")]
    host: Annotated[list[str] | None, _option("“Name, title, organisation”; repeatable.")]
    cover: Annotated[Path | None, _option("Square JPEG or PNG, 1400–3000 pixels.")]
    fix: Annotated[bool, _option("Mend a cover that is off.", "--fix")] = False


def read_fields(options: ShowOptions) -> ShowFields:
    """The plain fields that were given, and the lists read from their texts."""
    plain = (
        "description", "language", "author", "owner_name", "owner_email", "owner_in_feed", "link",
        "explicit", "type", "copyright", "medium", "complete", "block", "locked", "feed_limit",
    )  # fmt: skip
    given: dict[str, Any] = {name: getattr(options, name) for name in plain}
    given |= {
        "new_feed_url": options.new_feed_url,
        "categories": options.category,
        "funding": _each(options.funding, " ", "url", "text"),
        "platform_links": _each(options.platform, " ", "url", "name"),
        "txt": _each(options.txt, "=", "purpose", "value"),
        "podroll": _each(options.podroll, " ", "feed_guid", "feed_url"),
        "locations": _all(options.location, _location),
        "blocks": _all(options.block_service, _block),
    }
    if options.license is not None:
        given["license_identifier"], given["license_url"] = pair(options.license, " ")
    if options.publisher is not None:
        guid, url = pair(options.publisher, " ")
        given["publisher"] = {"feed_guid": guid, "feed_url": url, "medium": "publisher"}
    if options.update_frequency is not None:
        rule, text = pair(options.update_frequency, " ")
        given["update_frequency"] = {"rrule": rule, "text": text}
    fields: ShowFields = {}
    for name, value in given.items():
        if value is not None:
            fields[name] = value  # type: ignore[literal-required]
    return fields


def pair(text: str, separator: str) -> tuple[str, str]:
    first, _, second = text.partition(separator)
    return first.strip(), second.strip()


def _each(texts: list[str] | None, separator: str, *names: str) -> list[dict[str, str]] | None:
    if texts is None:
        return None
    return [dict(zip(names, pair(text, separator), strict=True)) for text in texts]


def _all(texts: list[str] | None, read: Callable[[str], R]) -> list[R] | None:
    return None if texts is None else [read(text) for text in texts]


def _location(text: str) -> dict[str, str]:
    geo, name = pair(text, " ")
    return {"geo": geo, "text": name} if geo.startswith("geo:") else {"text": text}


def _block(text: str) -> dict[str, Any]:
    service_slug, answer = pair(text, "=")
    return {"service": service_slug, "blocked": answer != "no"}


def whole_number(text: str) -> int:
    if not text.isdecimal():
        raise Invalid("“{text}” is not a whole number.", text=text)
    return int(text)
