"""What can be given of a show on the command line, and how it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from feeds import rrule
from mediahub.errors import Invalid
from mediahub.forms.text_parsers import each, pair
from mediahub.shows.service import ShowFields
from mediahub.terminal import given


def _option(help: str, *names: str) -> Any:
    return typer.Option(*names, help=help)


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """What can be given of a show; None leaves it as it is, "" empties what can be empty."""

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
    update_frequency: Annotated[
        str | None,
        _option("“RRULE text”, as FREQ=WEEKLY Varje vecka; COUNT needs DTSTART=2026-03-04."),
    ]
    season: Annotated[list[str] | None, _option("“number=name”; repeatable.")]
    host: Annotated[list[str] | None, _option("“Name, title, organisation”; repeatable.")]
    cover: Annotated[Path | None, _option("Square JPEG or PNG, 1400–3000 pixels.")]
    fix: Annotated[bool, _option("Mend a cover that is off.", "--fix")] = False


def read_fields(options: ShowOptions) -> ShowFields:
    """The plain fields that were given, and the lists read from their texts."""
    always = (
        "description", "language", "author", "owner_in_feed", "explicit", "type", "medium",
        "complete", "block", "locked", "feed_limit",
    )  # fmt: skip
    plain: dict[str, Any] = {name: getattr(options, name) for name in always}
    plain |= {
        "categories": each(options.category, str),
        "funding": each(options.funding, _named(" ", "url", "text")),
        "platform_links": each(options.platform, _named(" ", "url", "name")),
        "txt": each(options.txt, _named("=", "purpose", "value")),
        "podroll": each(options.podroll, _named(" ", "feed_guid", "feed_url")),
        "locations": each(options.location, _location),
        "blocks": each(options.block_service, _block),
    }
    return given(ShowFields, plain, **_perhaps_empty(options))


def _perhaps_empty(options: ShowOptions) -> dict[str, Any]:
    """What was given of the fields that can be None, which is written as ""."""
    names = ("owner_name", "owner_email", "link", "copyright", "new_feed_url")
    texts = {name: getattr(options, name) for name in names}
    fields: dict[str, Any] = {
        name: text.strip() or None for name, text in texts.items() if text is not None
    }
    if options.license is not None:
        identifier, url = pair(options.license, " ")
        fields |= {"license_identifier": identifier or None, "license_url": url or None}
    if options.publisher is not None:
        fields["publisher"] = _publisher(options.publisher)
    if options.update_frequency is not None:
        fields["update_frequency"] = _frequency(options.update_frequency)
    return fields


def _named(separator: str, *names: str) -> Callable[[str], dict[str, str]]:
    return lambda text: dict(zip(names, pair(text, separator), strict=True))


def _publisher(text: str) -> dict[str, str] | None:
    guid, url = pair(text, " ")
    return {"feed_guid": guid, "feed_url": url, "medium": "publisher"} if guid else None


def _frequency(text: str) -> dict[str, str] | None:
    rule, told = pair(text, " ")
    if not rule:
        return None
    start = rrule.parts(rule).get("DTSTART")
    kept = ";".join(part for part in rule.split(";") if not part.startswith("DTSTART="))
    if start is not None:
        return {"rrule": kept, "text": told, "dtstart": _date(start)}
    if "COUNT" in rrule.parts(rule):
        raise Invalid(
            "“{rule}” counts episodes and so needs a start: add “;DTSTART=2026-03-04”.", rule=rule
        )
    return {"rrule": kept, "text": told}


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid("“{text}” is not a date. Write it as 2026-03-04.", text=text) from None


def _location(text: str) -> dict[str, str]:
    geo, name = pair(text, " ")
    return {"geo": geo, "text": name} if geo.startswith("geo:") else {"text": text}


def _block(text: str) -> dict[str, Any]:
    service_slug, answer = pair(text, "=")
    return {"service": service_slug, "blocked": answer != "no"}
