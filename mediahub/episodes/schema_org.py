"""An episode as schema.org's PodcastEpisode (JSON-LD), for search engines and assistants."""

from collections.abc import Sequence
from typing import Any

from mediahub.episodes.view import EpisodeView
from mediahub.i18n import iso_duration
from mediahub.people.view import schema_person
from mediahub.shows.view import ShowView
from mediahub.transcripts.formats.article import Paragraph


def podcast_series(view: ShowView) -> dict[str, Any]:
    """schema.org/PodcastSeries."""
    return {
        "@context": "https://schema.org",
        "@type": "PodcastSeries",
        "name": view.show.title,
        "description": view.summary,
        "url": view.url,
        "webFeed": view.feed_url,
        "inLanguage": view.show.language,
        "author": {"@type": "Organization", "name": view.show.author},
        **({"image": view.origin + view.cover} if view.cover else {}),
    }


def podcast_episode(view: EpisodeView, transcript: Sequence[Paragraph]) -> dict[str, Any]:
    """schema.org/PodcastEpisode, with everyone credited and all that is said."""
    episode = view.episode
    series = podcast_series(view.show)
    series.pop("@context")
    facts = {
        "episodeNumber": episode.number,
        "datePublished": episode.opens_at and episode.opens_at.isoformat(),
        "timeRequired": view.seconds and iso_duration(view.seconds),
        "image": view.image and view.origin + view.image,
        "contributor": [schema_person(one) for role in view.roles("sv") for one in role.credits],
        "keywords": episode.topics,
        "associatedMedia": _audio(view, transcript),
    }
    return {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "name": episode.title,
        "description": view.lead,
        "url": view.url,
        "inLanguage": episode.show.language,
        "partOfSeries": series,
        **{name: value for name, value in facts.items() if value},
    }


def _audio(view: EpisodeView, transcript: Sequence[Paragraph]) -> dict[str, Any] | None:
    if view.audio is None:
        return None
    spoken = "\n".join(
        " ".join(sentence.text for sentence in paragraph.sentences) for paragraph in transcript
    )
    return {
        "@type": "AudioObject",
        "contentUrl": view.origin + view.audio.src,
        "encodingFormat": view.audio.type,
        "contentSize": str(view.audio.size_bytes),
        "duration": iso_duration(view.audio.seconds),
        **({"transcript": spoken} if spoken else {}),
    }
