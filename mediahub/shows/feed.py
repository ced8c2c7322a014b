"""From a show's rows to the channel of its feed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from feeds.categories import category
from feeds.model import (
    Block,
    Channel,
    Funding,
    Image,
    License,
    Location,
    Owner,
    Person,
    RemoteItem,
    Txt,
    UpdateFrequency,
)
from mediahub.media.models import MediaFile
from mediahub.media.urls import media_url
from mediahub.people.models import Credit
from mediahub.shows.models import Show
from mediahub.shows.urls import feed_url, json_feed_url, show_url
from mediahub.web.markdown import feed_html, plain


def channel_of(show: Show, origin: str, hub_url: str = "") -> Channel:
    """The channel without its items; `origin` is what addresses begin with, `hub_url` WebSub's."""
    return Channel(
        title=show.title,
        link=show.link or show_url(origin, show),
        description=feed_html(show.description),
        summary=plain(show.description),
        language=show.language,
        self_url=feed_url(origin, show.slug),
        json_url=json_feed_url(origin, show.slug),
        hub_url=hub_url,
        image=image_of(show.cover, origin, show.title),
        categories=tuple(category(name) for name in show.categories),
        explicit=show.explicit,
        author=show.author,
        owner=_owner(show),
        copyright=show.copyright or "",
        type=show.type,
        new_feed_url=show.new_feed_url or "",
        complete=show.complete,
        block=show.block,
        blocks=tuple(Block(**fields) for fields in show.blocks),
        guid=str(show.guid),
        locked=show.locked,
        medium=show.medium,
        license=license_of(show),
        funding=tuple(Funding(**fields) for fields in show.funding),
        persons=persons_of(show.credits),
        locations=tuple(Location(**fields) for fields in show.locations),
        txt=tuple(Txt(**fields) for fields in show.txt),
        update_frequency=_update_frequency(show.update_frequency),
        podroll=tuple(RemoteItem(**fields) for fields in show.podroll),
        publisher=RemoteItem(**show.publisher) if show.publisher else None,
        generator="MediaHub",
    )


def image_of(file: MediaFile | None, origin: str, alt: str) -> Image | None:
    """A picture with the facts that the rules check."""
    if file is None:
        return None
    return Image(
        href=media_url(origin, file),
        alt=alt,
        width=file.width,
        height=file.height,
        type=file.content_type,
        size_bytes=file.size_bytes,
        mode=(file.tags or {}).get("mode", ""),
    )


def persons_of(credits: Iterable[Credit]) -> tuple[Person, ...]:
    """The credited persons in the namespace's taxonomy."""
    return tuple(
        Person(
            name=credit.person.name,
            role=credit.role,
            group=credit.group,
            href=credit.person.url or "",
        )
        for credit in credits
    )


def license_of(show: Show) -> License | None:
    """The licence that the show and its episodes are under."""
    if not show.license_identifier:
        return None
    return License(show.license_identifier, show.license_url or "")


def _owner(show: Show) -> Owner | None:
    if not (show.owner_in_feed and show.owner_email):
        return None
    return Owner(email=show.owner_email, name=show.owner_name or show.author)


def _update_frequency(fields: dict[str, Any] | None) -> UpdateFrequency | None:
    if fields is None:
        return None
    start = fields.get("dtstart")
    return UpdateFrequency(**{**fields, "dtstart": date.fromisoformat(start) if start else None})
