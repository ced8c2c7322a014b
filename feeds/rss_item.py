"""What stands inside an item (and a live item) of the RSS feed."""

from collections.abc import Callable
from functools import lru_cache

from feeds import rss_podcast
from feeds.credits import hosts_of, restated
from feeds.limits import LABEL, SHORT_TEXT, TEXT, TEXT_BYTES, cut_bytes, cut_html, cut_text
from feeds.model import (
    AlternateEnclosure,
    Channel,
    Chapter,
    ContentLink,
    Image,
    Integrity,
    Item,
    Soundbite,
    Source,
    Transcript,
)
from feeds.xml import (
    attribute,
    element,
    escaped,
    html_element,
    number,
    number_attribute,
    optional,
    parent,
    rfc2822,
    token,
)

_EXPLICIT = {
    True: "<itunes:explicit>true</itunes:explicit>",
    False: "<itunes:explicit>false</itunes:explicit>",
    None: "",
}


def writer(channel: Channel) -> Callable[[Item], list[str]]:
    """Return a function from an item to its children, in a fixed order."""
    hosts = hosts_of(channel)

    def persons(item: Item) -> list[str]:
        people = restated(item.persons, hosts) if item.persons else channel.persons
        return [rss_podcast.person(person) for person in people]

    return lambda item: [
        *_rss(item),
        *_itunes(item),
        *persons(item),
        *_podcast(item),
        _simple_chapters(item.chapters),
    ]


def cover(image: Image | None) -> str:
    """Return itunes:image."""
    return f"<itunes:image{attribute('href', image.href)}/>" if image else ""


def _rss(item: Item) -> list[str]:
    title = escaped(cut_text(item.title, TEXT).strip())
    return [
        f"<title>{title}</title>",
        f"<itunes:title>{title}</itunes:title>",
        f'<guid isPermaLink="false">{escaped(item.guid.strip())}</guid>',
        f"<pubDate>{rfc2822(item.published_at)}</pubDate>",
        optional("link", item.link),
        _enclosure(item),
        html_element("description", cut_html(item.description)) if item.description else "",
        html_element("content:encoded", item.content) if item.content else "",
        *(element("category", cut_text(topic, TEXT)) for topic in item.topics),
    ]


def _enclosure(item: Item) -> str:
    media = item.enclosure
    if not media:
        return ""
    url, kind = attribute("url", media.url), token("type", media.type)
    return f'<enclosure{url} length="{media.length}"{kind}/>'


def _itunes(item: Item) -> list[str]:
    whole = int(item.number) if item.number is not None and item.number % 1 == 0 else 0
    return [
        f"<itunes:duration>{round(item.duration)}</itunes:duration>" if item.duration else "",
        cover(item.image),
        _EXPLICIT[item.explicit],
        f"<itunes:episode>{whole}</itunes:episode>" if whole else "",
        f"<itunes:season>{item.season.number}</itunes:season>" if item.season else "",
        optional("itunes:episodeType", item.episode_type),
        optional("itunes:author", cut_text(item.author, TEXT)),
        optional("itunes:summary", cut_bytes(item.summary, TEXT_BYTES)),
        "<itunes:block>Yes</itunes:block>" if item.block else "",
    ]


def _podcast(item: Item) -> list[str]:
    return [
        _season(item),
        _episode(item),
        *map(_transcript, item.transcripts),
        _chapters(item.chapters_url),
        *map(_soundbite, item.soundbites),
        rss_podcast.image(item.image, "artwork") if item.image else "",
        *map(rss_podcast.image, item.images),
        rss_podcast.license_(item.license),
        *map(rss_podcast.funding, item.funding),
        *map(rss_podcast.location, item.locations),
        *map(rss_podcast.txt, item.txt),
        *map(_content_link, item.content_links),
        *map(_alternate, item.alternates),
    ]


def _season(item: Item) -> str:
    if not item.season:
        return ""
    name = attribute("name", cut_text(item.season.name, SHORT_TEXT))
    return f"<podcast:season{name}>{item.season.number}</podcast:season>"


def _episode(item: Item) -> str:
    if item.number is None:
        return ""
    display = attribute("display", cut_text(item.number_display, LABEL))
    return f"<podcast:episode{display}>{number(item.number)}</podcast:episode>"


def _transcript(given: Transcript) -> str:
    return (
        f"<podcast:transcript{attribute('url', given.url)}{token('type', given.type)}"
        f"{token('language', given.language)}{token('rel', given.rel)}/>"
    )


def _chapters(url: str) -> str:
    if not url:
        return ""
    return f'<podcast:chapters{attribute("url", url)} type="application/json+chapters"/>'


def _soundbite(given: Soundbite) -> str:
    times = number_attribute("startTime", given.start)
    times += number_attribute("duration", given.duration)
    return element("podcast:soundbite", cut_text(given.title, SHORT_TEXT), times)


def _content_link(given: ContentLink) -> str:
    text = cut_text(given.text, TEXT)
    return element("podcast:contentLink", text, attribute("href", given.url))


def _alternate(given: AlternateEnclosure) -> str:
    attributes = (
        f"{attribute('type', given.type)}{number_attribute('length', given.length)}"
        f"{number_attribute('bitrate', given.bitrate)}{number_attribute('height', given.height)}"
        f"{attribute('lang', given.lang)}{attribute('title', cut_text(given.title, LABEL))}"
        f"{attribute('rel', cut_text(given.rel, LABEL))}{attribute('codecs', given.codecs)}"
    )
    if given.default:
        attributes += ' default="true"'
    children = [*map(_source, given.sources), _integrity(given.integrity)]
    return parent("podcast:alternateEnclosure", children, attributes)


def _source(given: Source) -> str:
    kind = attribute("contentType", given.content_type)
    return f"<podcast:source{attribute('uri', given.uri)}{kind}/>"


def _integrity(given: Integrity | None) -> str:
    if not given:
        return ""
    kind, value = attribute("type", given.type), attribute("value", given.value)
    return f"<podcast:integrity{kind}{value}/>"


def _simple_chapters(chapters: tuple[Chapter, ...]) -> str:
    """Podlove simple chapters 1.2 name every chapter, so silent and untitled ones are left out."""
    listed = [_simple_chapter(chapter) for chapter in chapters if chapter.toc and chapter.title]
    return parent("psc:chapters", listed, ' version="1.2"') if listed else ""


def _simple_chapter(given: Chapter) -> str:
    return (
        f'<psc:chapter start="{clock(given.start)}"{attribute("title", given.title)}'
        f"{attribute('href', given.url)}{attribute('image', given.img)}/>"
    )


def clock(seconds: float) -> str:
    """Return seconds as normal play time, HH:MM:SS.mmm (RFC 2326 section 3.6)."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{_whole_clock(whole)}.{str(milliseconds).zfill(3)}"


@lru_cache(4 * 3600)
def _whole_clock(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"
