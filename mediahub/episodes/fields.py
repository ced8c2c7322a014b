"""What can be said of an episode."""

from typing import Any, TypedDict

from mediahub.shows.models import Season


class EpisodeFields(TypedDict, total=False):
    """What can be said of an episode; see `episodes.models.Episode` for what each means."""

    title: str
    slug: str
    number: int | None
    season: Season | None
    description: str
    type: str
    explicit: bool
    topics: list[str]
    links: list[dict[str, Any]]
    chapters: list[dict[str, Any]]
    soundbites: list[dict[str, Any]]
    locations: list[dict[str, Any]]
