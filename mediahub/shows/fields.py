"""What can be said of a show: the one table that form, commands and log follow."""

from collections.abc import Mapping
from typing import Any, TypedDict, cast

from mediahub.errors import Phrase
from mediahub.forms.fields import Field, Fields, Option
from mediahub.forms.kinds import FLAG, INTEGER, LINES, MARKDOWN, PERHAPS, TEXT
from mediahub.forms.text_parsers import pair, whole_number
from mediahub.people.credit_rows import CREDIT_LINES
from mediahub.people.service import credit_lines
from mediahub.shows.lines import (
    BLOCKS,
    LICENCE,
    LOCATIONS,
    PUBLISHER,
    UPDATE_FREQUENCY,
    each_line,
    named,
)


class ShowFields(TypedDict, total=False):
    """The values that a service is given; see `shows.models.Show` for what each means."""

    title: str
    description: str
    language: str
    author: str
    owner_name: str | None
    owner_email: str | None
    owner_in_feed: bool
    link: str | None
    categories: list[str]
    explicit: bool
    type: str
    copyright: str | None
    license_identifier: str | None
    license_url: str | None
    medium: str
    new_feed_url: str | None
    complete: bool
    block: bool
    locked: bool
    feed_limit: int
    funding: list[dict[str, Any]]
    platform_links: list[dict[str, Any]]
    locations: list[dict[str, Any]]
    txt: list[dict[str, Any]]
    blocks: list[dict[str, Any]]
    podroll: list[dict[str, Any]]
    publisher: dict[str, Any] | None
    update_frequency: dict[str, Any] | None


def _season(line: str) -> tuple[int, str]:
    number, name = pair(line, " ")
    return whole_number(number), name


_SEASONS = each_line(lambda season: f"{season.number} {season.name or ''}", _season)

FIELDS: Fields = (
    Field("title", Phrase("Title"), TEXT),
    Field(
        "description",
        Phrase("What it is about"),
        MARKDOWN,
        Option("What the show is about, in Markdown."),
    ),
    Field("author", Phrase("Who makes it"), TEXT, Option("Who makes the show.")),
    Field(
        "host",
        Phrase("Hosts"),
        CREDIT_LINES,
        get=lambda show: credit_lines(show.credits),
        column="",
    ),
    Field("language", Phrase("Language"), TEXT, Option("ISO 639 code, such as sv.")),
    Field("link", Phrase("Website of its own"), PERHAPS, Option("The show's own website.")),
    Field(
        "category",
        Phrase("Categories"),
        LINES,
        Option("Apple's name, such as “News > Politics”; repeatable.", type=list),
        column="categories",
    ),
    Field("type", Phrase("Order of the episodes"), TEXT, Option("episodic or serial.")),
    Field("season", Phrase("Seasons"), _SEASONS, get=lambda show: show.seasons, column=""),
    Field(
        "explicit",
        Phrase("Holds what children should not hear"),
        FLAG,
        Option("Explicit content.", "--explicit/--clean", bool),
    ),
    Field(
        "platform",
        Phrase("Links to apps"),
        named(" ", "url", "name"),
        Option("“URL name”, such as Apple’s; repeatable.", type=list),
        column="platform_links",
    ),
    Field(
        "funding",
        Phrase("Where to support the show"),
        named(" ", "url", "text"),
        Option("“URL text”; repeatable.", type=list),
    ),
    Field("owner_name", Phrase("Name of the owner"), PERHAPS, Option("Who owns the show.")),
    Field(
        "owner_email",
        Phrase("E-mail address of the owner"),
        PERHAPS,
        Option("The owner's e-mail address."),
    ),
    Field(
        "owner_in_feed",
        Phrase("Show the owner in the feed"),
        FLAG,
        Option("Whether the owner stands in the feed.", "--owner-in-feed/--no-owner-in-feed", bool),
    ),
    Field(
        "copyright",
        Phrase("Who holds the rights"),
        PERHAPS,
        Option("Who holds the rights, without sign and year."),
    ),
    Field(
        "license",
        Phrase("Licence"),
        LICENCE,
        Option("Licence: identifier, or “name URL”."),
        get=lambda show: (show.license_identifier, show.license_url),
        column="",
    ),
    Field(
        "locked",
        Phrase("Do not let other services take over the feed"),
        FLAG,
        Option("Refuse import elsewhere.", "--locked/--unlocked", bool),
    ),
    Field(
        "update_frequency",
        Phrase("How often episodes come"),
        UPDATE_FREQUENCY,
        Option("“RRULE text”, as FREQ=WEEKLY Varje vecka; COUNT needs DTSTART=2026-03-04."),
    ),
    Field(
        "location",
        Phrase("Places that it is about"),
        LOCATIONS,
        Option("“name”, “geo:… name”; repeatable.", type=list),
        column="locations",
    ),
    Field("medium", Phrase("Medium"), TEXT, Option("podcast:medium, such as podcast or video.")),
    Field(
        "publisher",
        Phrase("Feed of the publisher"),
        PUBLISHER,
        Option("“feed-guid URL” of the publisher's feed."),
    ),
    Field(
        "podroll",
        Phrase("Shows that you recommend"),
        named(" ", "feed_guid", "feed_url"),
        Option("“feed-guid URL”; repeatable.", type=list),
    ),
    Field(
        "txt",
        Phrase("Texts for machines"),
        named("=", "purpose", "value"),
        Option("“purpose=value”; repeatable.", type=list),
    ),
    Field(
        "block_service",
        Phrase("Services that shall leave the show out"),
        BLOCKS,
        Option("“slug=yes” or “=no”; repeatable.", type=list),
        column="blocks",
    ),
    Field(
        "feed_limit",
        Phrase("Episodes on a page of the feed"),
        INTEGER,
        Option("Episodes on a page of the feed.", type=int),
    ),
)
"""In the order of the form; hosts and seasons have options of their own."""

MOVING: Fields = (
    Field(
        "new_feed_url",
        Phrase("The new address of the feed"),
        PERHAPS,
        Option("Where the feed has moved; “” for nowhere."),
    ),
    Field(
        "complete",
        Phrase("The show has ended"),
        FLAG,
        Option("No more episodes will come.", "--complete/--continuing", bool),
    ),
    Field(
        "block",
        Phrase("Keep the show out of directories"),
        FLAG,
        Option("Keep out of directories.", "--block/--list", bool),
    ),
)
"""Those of the page on moving and ending a show."""

ALL = (*FIELDS, *MOVING)


def values_for(read: Mapping[str, Any]) -> ShowFields:
    """What was read of fields that are columns of a show, as a service takes it."""
    columns = {one.name: one.column or one.name for one in ALL}
    values = {columns[name]: value for name, value in read.items()}
    if "license" in values:
        values["license_identifier"], values["license_url"] = values.pop("license")
    return cast("ShowFields", values)
