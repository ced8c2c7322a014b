"""The letters as a feed (Atom, RFC 4287): the podcast feeds' RSS is for what has a sound."""

from collections.abc import Sequence
from datetime import datetime

from feeds.xml import attribute, document, element, joined, parent
from mediahub.i18n import translations
from mediahub.newsletter.formats import markdown_blocks
from mediahub.newsletter.urls import archive_url, letters_feed_url
from mediahub.newsletter.view import LetterView
from mediahub.web.markdown import feed_html

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_AUTHOR = "Sveriges Kommuner och Regioner"


def letters_feed(letters: Sequence[LetterView], origin: str, language: str, now: datetime) -> bytes:
    """The newest letters, whole; `now` dates a feed that has none."""
    gettext = translations(language).gettext
    dates = [view.letter.published_at or now for view in letters]
    corrected = [view.letter.corrected_at for view in letters if view.letter.corrected_at]
    parts = [
        element("title", gettext("Newsletter from Sveriges Kommuner och Regioner")),
        element("id", letters_feed_url(origin)),
        element("updated", _moment(max([*dates, *corrected], default=now))),
        parent("author", [element("name", _AUTHOR)]),
        f'<link rel="self"{attribute("href", letters_feed_url(origin))}/>',
        f'<link rel="alternate" type="text/html"{attribute("href", archive_url(origin))}/>',
        *(_entry(view, at) for view, at in zip(letters, dates, strict=True)),
    ]
    namespace = f' xmlns="http://www.w3.org/2005/Atom"{attribute("xml:lang", language)}'
    return document(
        joined(['<?xml version="1.0" encoding="UTF-8"?>', parent("feed", parts, namespace), "\n"])
    )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _entry(view: LetterView, published_at: datetime) -> str:
    moment = _moment(published_at)
    return parent(
        "entry",
        [
            element("title", view.subject),
            element("id", f"urn:uuid:{view.letter.id}"),
            element("published", moment),
            element("updated", _moment(view.letter.corrected_at or published_at)),
            f'<link rel="alternate" type="text/html"{attribute("href", view.url)}/>',
            element("summary", view.headings or view.nothing_new),
            element("content", "\n".join(map(feed_html, markdown_blocks(view))), ' type="html"'),
        ],
        attribute("xml:lang", view.letter.language),
    )
