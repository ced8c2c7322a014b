"""Rules for what goes with an episode: transcripts, chapters, soundbites, links."""

from collections.abc import Iterable
from itertools import pairwise

from feeds.languages import is_language
from feeds.limits import MOST_CHAPTERS, SHORT_TEXT, TEXT
from feeds.model import Item
from feeds.rule import (
    ACCESS,
    ID3_CHAPTERS,
    PRACTICE,
    Check,
    Values,
    error,
    namespace,
    too_long,
    warning,
    when,
)

TRANSCRIPT_TYPES = (
    "text/vtt",
    "application/x-subrip",
    "application/json",
    "text/html",
    "text/plain",
)
TIMED_TYPES = ("text/vtt", "application/x-subrip")
CHAPTERS_FROM = 600


def _falling_chapters(item: Item) -> Iterable[Values]:
    for number, (before, after) in enumerate(pairwise(item.chapters), 2):
        if after.start <= before.start:
            yield {"number": number, "start": after.start, "before": before.start}


def _outside_chapters(item: Item) -> Iterable[Values]:
    end = item.duration if item.duration and item.duration > 0 else float("inf")
    for number, chapter in enumerate(item.chapters, 1):
        yield from when(not 0 <= chapter.start < end, number=number, start=chapter.start)


def _outside_soundbites(item: Item) -> Iterable[Values]:
    end = item.duration if item.duration and item.duration > 0 else float("inf")
    for bite in item.soundbites:
        yield from when(
            bite.start < 0 or bite.start + bite.duration > end,
            start=bite.start,
            end=bite.start + bite.duration,
        )


TRANSCRIPTS: tuple[Check[Item], ...] = (
    warning(
        "transcript-missing",
        "Avsnittet saknar transkript för den som inte hör det.",
        "The episode has no transcript for those who cannot hear it.",
        ACCESS,
        lambda item: when(not item.transcripts),
    ),
    error(
        "transcript-type",
        "Transkriptet {url} är av typen ”{type}”. Det ska vara {allowed}.",
        "The transcript {url} is of the type “{type}”. It must be {allowed}.",
        namespace("transcript"),
        lambda item: [
            {"url": text.url, "type": text.type, "allowed": ", ".join(TRANSCRIPT_TYPES)}
            for text in item.transcripts
            if text.type not in TRANSCRIPT_TYPES
        ],
    ),
    error(
        "transcript-url-missing",
        "Ett transkript saknar adress.",
        "A transcript has no address.",
        namespace("transcript"),
        lambda item: [{} for text in item.transcripts if not text.url],
    ),
    error(
        "transcript-language",
        "Transkriptet {url} har språket ”{language}”, som inte är någon språkkod.",
        "The transcript {url} has the language “{language}”, which is not a language code.",
        namespace("transcript"),
        lambda item: [
            {"url": text.url, "language": text.language}
            for text in item.transcripts
            if text.language and not is_language(text.language)
        ],
    ),
    error(
        "transcript-rel",
        "Transkriptet {url} har rel=”{rel}”. Det ska vara captions eller inget.",
        "The transcript {url} has rel=“{rel}”. It must be captions or nothing.",
        namespace("transcript"),
        lambda item: [
            {"url": text.url, "rel": text.rel}
            for text in item.transcripts
            if text.rel not in ("", "captions")
        ],
    ),
    warning(
        "transcript-not-captions",
        "Transkriptet {url} har tider men är inte märkt rel=captions.",
        "The transcript {url} has times but is not marked rel=captions.",
        namespace("transcript"),
        lambda item: [
            {"url": text.url}
            for text in item.transcripts
            if text.type in TIMED_TYPES and not text.rel
        ],
    ),
)

CHAPTERS: tuple[Check[Item], ...] = (
    warning(
        "chapters-missing",
        "Avsnittet är {minutes} minuter långt men saknar kapitel.",
        "The episode is {minutes} minutes long but has no chapters.",
        PRACTICE,
        lambda item: when(
            (item.duration or 0) >= CHAPTERS_FROM and not (item.chapters or item.chapters_url),
            minutes=round((item.duration or 0) / 60),
        ),
    ),
    error(
        "chapters-many",
        "Avsnittet har {count} kapitel. I en ljudfil ryms högst {limit}.",
        "The episode has {count} chapters. A sound file holds at most {limit}.",
        ID3_CHAPTERS,
        lambda item: when(
            len(item.chapters) > MOST_CHAPTERS, count=len(item.chapters), limit=MOST_CHAPTERS
        ),
    ),
    error(
        "chapters-falling",
        "Kapitel {number} börjar vid {start} s, inte efter det förra vid {before} s.",
        "Chapter {number} starts at {start} s, not after the one before it at {before} s.",
        namespace("chapters"),
        _falling_chapters,
    ),
    error(
        "chapters-outside",
        "Kapitel {number} börjar vid {start} s, utanför avsnittet.",
        "Chapter {number} starts at {start} s, outside the episode.",
        namespace("chapters"),
        _outside_chapters,
    ),
    warning(
        "chapters-untitled",
        "Kapitel {number} saknar titel.",
        "Chapter {number} has no title.",
        namespace("chapters"),
        lambda item: [
            {"number": number}
            for number, chapter in enumerate(item.chapters, 1)
            if chapter.toc and not chapter.title.strip()
        ],
    ),
)

EXTRAS: tuple[Check[Item], ...] = (
    warning(
        "soundbite-duration",
        "Ljudklippet vid {start} s är {duration} s långt. Det bör vara 15–120 s.",
        "The soundbite at {start} s is {duration} s long. It should be 15–120 s.",
        namespace("soundbite"),
        lambda item: [
            {"start": bite.start, "duration": bite.duration}
            for bite in item.soundbites
            if not 15 <= bite.duration <= 120
        ],
    ),
    error(
        "soundbite-outside",
        "Ljudklippet {start}–{end} s ligger utanför avsnittet.",
        "The soundbite {start}–{end} s is outside the episode.",
        namespace("soundbite"),
        _outside_soundbites,
    ),
    too_long(
        "soundbite-title-long",
        "Ett ljudklipps titel",
        "A soundbite's title",
        namespace("soundbite"),
        SHORT_TEXT,
        lambda item: (bite.title for bite in item.soundbites),
    ),
    error(
        "content-link-incomplete",
        "En länk till innehållet på annan plats saknar adress.",
        "A link to the content elsewhere has no address.",
        namespace("content-link"),
        lambda item: [{} for link in item.content_links if not link.url],
    ),
    too_long("topic-long", "Ett ämne", "A topic", PRACTICE, TEXT, lambda item: item.topics),
)

CONTENT = (*TRANSCRIPTS, *CHAPTERS, *EXTRAS)
