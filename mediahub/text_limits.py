"""How long the texts are that people write: one table, which the database and the forms ask.

A column of `String` says its own length in its model; the others stand here. What a column is
called to the person who has written too much stands here as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mediahub.errors import Invalid, Phrase

# In characters. Show notes of 20 000 are a booklet; the slowest are made into a page in 0.4 s.
LONGEST_MARKDOWN = 20_000
LONGEST_INTRO = 5_000
LONGEST_CUE = 5_000
# Longer than anyone types; what is pasted beyond it would only narrow the answer to nothing.
LONGEST_QUERY = 1_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Of a column of JSON: how many rows it holds, and how long each text in them may be."""

    most: int
    longest: int


LONGEST: Mapping[str, int] = {
    "shows.description": LONGEST_MARKDOWN,
    "episodes.description": LONGEST_MARKDOWN,
    "webcasts.description": LONGEST_MARKDOWN,
    "series.description": LONGEST_MARKDOWN,
    "networks.description": LONGEST_MARKDOWN,
    "programme_points.text": LONGEST_MARKDOWN,
    "newsletters.greeting": LONGEST_MARKDOWN,
    "newsletter_items.text": LONGEST_MARKDOWN,
    "mail_texts.intro": LONGEST_INTRO,
    "transcript_cues.text": LONGEST_CUE,
}
"""Characters, by table and column, where the column has no length of its own."""

ROWS: Mapping[str, Rows] = {
    "shows.categories": Rows(20, 100),
    "shows.funding": Rows(20, 500),
    "shows.platform_links": Rows(50, 500),
    "shows.locations": Rows(50, 255),
    "shows.txt": Rows(50, 4000),  # podcast:txt has room for 4 000
    "shows.blocks": Rows(200, 100),
    "shows.podroll": Rows(100, 500),
    "shows.publisher": Rows(1, 500),
    "shows.update_frequency": Rows(1, 500),
    "episodes.topics": Rows(100, 100),
    "episodes.links": Rows(100, 500),
    "episodes.chapters": Rows(1000, 500),
    "episodes.soundbites": Rows(100, 255),
    "episodes.locations": Rows(50, 255),
    "webcasts.topics": Rows(100, 100),
}
"""The same for columns of JSON that people write."""

_NAMES: Mapping[str, Phrase] = {
    "address": Phrase("The address"),
    "author": Phrase("The author"),
    "blocks": Phrase("The list of services"),
    "categories": Phrase("The list of categories"),
    "chapters": Phrase("The list of chapters"),
    "contact_email": Phrase("The contact's e-mail address"),
    "contact_name": Phrase("The contact's name"),
    "copyright": Phrase("The copyright notice"),
    "description": Phrase("The description"),
    "email": Phrase("The e-mail address"),
    "exception_by": Phrase("The name"),
    "exception_reason": Phrase("The reason"),
    "filename": Phrase("The name of the file"),
    "funding": Phrase("The list of ways to support the show"),
    "greeting": Phrase("The greeting"),
    "heading": Phrase("The heading"),
    "intro": Phrase("The text"),
    "language": Phrase("The language"),
    "license_identifier": Phrase("The licence"),
    "license_url": Phrase("The address of the licence"),
    "link": Phrase("The address of the website"),
    "links": Phrase("The list of links"),
    "live_url": Phrase("The address of the broadcast"),
    "locations": Phrase("The list of places"),
    "medium": Phrase("The medium"),
    "name": Phrase("The name"),
    "new_feed_url": Phrase("The new address of the feed"),
    "organisation": Phrase("The organisation's name"),
    "organisations.name": Phrase("The organisation's name"),
    "owner_email": Phrase("The owner's e-mail address"),
    "owner_name": Phrase("The owner's name"),
    "place": Phrase("The place"),
    "platform_links": Phrase("The list of platforms"),
    "podroll": Phrase("The list of recommended podcasts"),
    "price_text": Phrase("The price"),
    "publisher": Phrase("The publisher"),
    "reason": Phrase("The reason"),
    "registration_url": Phrase("The address for registering"),
    "role": Phrase("The role"),
    "group": Phrase("The group of the role"),
    "slug": Phrase("The address"),
    "soundbites": Phrase("The list of sound bites"),
    "subject": Phrase("The subject"),
    "target_group": Phrase("The target group"),
    "text": Phrase("The text"),
    "title": Phrase("The title"),
    **dict.fromkeys(
        (f"{of}_credits.title" for of in ("show", "episode", "webcast", "programme")),
        Phrase("The title of somebody who is credited"),
    ),
    "topics": Phrase("The list of topics"),
    "txt": Phrase("The list of texts for platforms"),
    "type": Phrase("The type"),
    "update_frequency": Phrase("The publishing schedule"),
    "url": Phrase("The address"),
}
"""By column, or by table and column where the table matters."""


def name_of(table: str, column: str) -> Phrase | None:
    """What a column is called in a sentence; None for one that nobody writes in."""
    return _NAMES.get(f"{table}.{column}") or _NAMES.get(column)


def check_length(text: str, longest: int, name: Phrase | None) -> None:
    """Invalid for a text of more characters than there is room for."""
    if len(text) <= longest:
        return
    room = {"length": len(text), "longest": longest}
    if name is None:
        raise Invalid(
            "“{beginning}…” is {length} characters long; there is room for {longest}.",
            beginning=text[:40],
            **room,
        )
    raise Invalid("{field} is {length} characters long; there is room for {longest}.",
                  field=name, **room)  # fmt: skip


def check_rows(value: object, rows: Rows, name: Phrase | None) -> None:
    """Invalid for a list of too many rows, or with a text in it that is too long."""
    if isinstance(value, list) and len(value) > rows.most:
        raise Invalid(
            "{field} has {count} rows; {most} are the most.",
            field=name,
            count=len(value),
            most=rows.most,
        )
    for text in texts_in(value):
        if len(text) > rows.longest:
            raise Invalid(
                "{field} holds “{beginning}…”, which is {length} characters long; there is room"
                " for {longest} in each.",
                field=name,
                beginning=text[:40],
                length=len(text),
                longest=rows.longest,
            )


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value of JSON."""
    held = [value]
    while held:
        match held.pop():
            case str(text):
                yield text
            case list(values):
                held += values
            case dict(fields):
                held += fields.values()
            case _:
                pass
