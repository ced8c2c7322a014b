"""What an item of a letter says: of an episode, of a webcast, or in words of its own."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from mediahub.episodes.models import Episode
from mediahub.episodes.view import EpisodeView
from mediahub.i18n import filters, translations
from mediahub.newsletter.models import ItemKind, NewsletterItem
from mediahub.people.view import credit_text
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.view import WebcastView

# Lines that notes written elsewhere end in; here they are facts of their own.
_CREDITED = re.compile(
    r"[*_]*(?:Medverkande|Samtalsledare|Samtalet leds av|Tid)[*_]*\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language it is in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What stands after a label, such as Plats."""

    label: str
    words: Words


@dataclass(frozen=True, slots=True)
class Content:
    """An item in words; `text` is Markdown, `path` an address on this site, and both may be "" """

    kind: ItemKind
    overline: str
    heading: Words
    text: Words
    facts: tuple[Fact, ...] = ()
    link: str = ""
    path: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Self:
        """As `as_json` gave it."""
        facts = tuple(Fact(fact["label"], Words(**fact["words"])) for fact in kept["facts"])
        told = {"heading": Words(**kept["heading"]), "text": Words(**kept["text"])}
        return cls(**{**kept, **told, "kind": ItemKind(kept["kind"]), "facts": facts})


def content_of(item: NewsletterItem, language: str, now: datetime) -> Content:
    """What the item says in a letter of this language: as it was published, else as of now."""
    if item.content is not None:
        return Content.of_json(item.content)
    return current_content(item, language, now)


def current_content(item: NewsletterItem, language: str, now: datetime) -> Content:
    """What the item would say if the letter were published now."""
    if item.episode is not None:
        return _of_episode(item, item.episode, language)
    if item.webcast is not None:
        return _of_webcast(item, item.webcast, language, now)
    heading, text = Words(item.heading or "", language), Words(item.text or "", language)
    return Content(ItemKind.TEXT, "", heading, text)


def _of_episode(item: NewsletterItem, episode: Episode, language: str) -> Content:
    gettext, number = translations(language).gettext, episode.number
    title = episode.title if number is None else f"#{number} - {episode.title}"
    view = EpisodeView(episode, "")
    link = gettext("Link to the episode") if number is None else gettext("Link to episode {number}")
    return Content(
        kind=ItemKind.EPISODE,
        overline=gettext("SKR: {show}, a podcast from SKR").format(show=episode.show.title),
        heading=_chosen(item.heading, title, language, episode.show.language),
        text=_chosen(item.text, lead_of(episode.description), language, episode.show.language),
        facts=tuple(_credits(view, language)),
        link=link.format(number=number),
        path=view.path,
    )


def _chosen(own: str | None, given: str, language: str, given_language: str) -> Words:
    return Words(given, given_language) if own is None else Words(own, language)


def lead_of(description: str) -> str:
    """The first paragraph that is not a heading, without the lines that credit somebody."""
    for paragraph in re.split(r"\n[ \t]*\n", description.strip()):
        lines = [line for line in paragraph.splitlines() if not _CREDITED.match(line.strip())]
        if lines and not paragraph.startswith("#"):
            return "\n".join(lines).strip()
    return ""


def _credits(view: EpisodeView, language: str) -> Iterator[Fact]:
    """Guests and hosts; who made the sound and the pictures stands on the episode's page."""
    for role in view.roles(language):
        if role.credits[0].group == "cast":
            names = "; ".join(map(credit_text, role.credits))
            yield Fact(role.label, Words(names, view.episode.show.language))


def _of_webcast(item: NewsletterItem, webcast: Webcast, language: str, now: datetime) -> Content:
    view, gettext = WebcastView(webcast, "", now), translations(language).gettext
    wants_you = view.has_registration and view.takes_registrations
    sentence = (
        "Read more about “{title}” and register" if wants_you else "Read more about “{title}”"
    )
    heading = _chosen(item.heading, webcast.title, language, "sv")
    return Content(
        kind=ItemKind.WEBCAST,
        overline=_kind_of(webcast, language),
        heading=heading,
        text=_chosen(item.text, lead_of(webcast.description), language, "sv"),
        facts=tuple(fact for fact in _facts(view, language) if fact.words.text),
        link=gettext(sentence).format(title=heading.text),
        path=view.path,
    )


def _kind_of(webcast: Webcast, language: str) -> str:
    """ "Webbkurs, Medborgardialog från grunden"."""
    sentences = {
        "webbsändning": "Webcast",
        "webbinarium": "Webinar",
        "webbkurs": "Web course",
        "nätverksträff": "Network meeting",
    }
    group = webcast.series or webcast.network
    kind = translations(language).gettext(sentences[webcast.kind])
    return f"{kind}, {group.title}" if group else kind


def _facts(view: WebcastView, language: str) -> Iterator[Fact]:
    gettext, written, webcast = translations(language).gettext, filters(language), view.webcast
    days = [webcast.starts_at] if view.is_on_one_day else [webcast.starts_at, webcast.end]
    hours = f"{written['clock'](webcast.starts_at)}–{written['clock'](webcast.end)}"
    last = written["weekday"](view.last_day) if view.last_day else ""
    yield Fact(gettext("Date"), Words(" – ".join(map(written["weekday"], days)), language))
    yield Fact(gettext("Time"), Words(hours, language))
    yield Fact(gettext("Place"), Words(webcast.place, "sv"))
    yield Fact(gettext("Price"), _price(view, language))
    yield Fact(gettext("Last day to register"), Words(last, language))
    yield Fact(gettext("Target group"), Words(webcast.target_group or "", "sv"))


def _price(view: WebcastView, language: str) -> Words:
    if view.price:
        return Words(view.price, "sv")
    amount = view.webcast.price_amount
    if amount is None:
        return Words("", language)
    free = translations(language).gettext("Free of charge")
    return Words(filters(language)["kronor"](amount) if amount else free, language)
