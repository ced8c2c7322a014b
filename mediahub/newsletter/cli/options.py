"""What the newsletter's commands share: how a letter is named, and what is told of it."""

from typing import Annotated, Any

import typer

from mediahub.hub import Hub
from mediahub.newsletter.contents import Content
from mediahub.newsletter.models import Newsletter
from mediahub.newsletter.urls import letter_name
from mediahub.newsletter.view import LetterView

Letter = Annotated[str, typer.Argument(help="Year and number, such as 2023-4.")]
ItemPosition = Annotated[int, typer.Argument(help="Which item, counted from 1.")]


def describe_letter(hub: Hub, letter: Newsletter) -> dict[str, Any]:
    """All about a letter and what its items say, for a program."""
    view = LetterView(letter, hub.settings.origin, hub.now())
    return {
        "letter": letter_name(letter),
        "name": view.name,
        "year": letter.year,
        "number": letter.number,
        "title": letter.title,
        "greeting": letter.greeting,
        "language": letter.language,
        "from": letter.since_at,
        "to": letter.until_at,
        "published_at": letter.published_at,
        "corrected_at": letter.corrected_at,
        "withdrawn_at": letter.withdrawn_at,
        "url": view.url,
        "items": [
            {"position": position, **_item(content, hub.settings.origin)}
            for position, content in enumerate(view.contents, 1)
        ],
    }


def _item(content: Content, origin: str) -> dict[str, Any]:
    return {
        "kind": content.kind,
        "overline": content.overline,
        "heading": content.heading.text,
        "text": content.text.text,
        "facts": {fact.label: fact.words.text for fact in content.facts},
        "link": content.link,
        "url": f"{origin}{content.path}" if content.path else None,
    }
