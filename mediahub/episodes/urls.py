"""Where an episode is found: its page and its chapters."""

from mediahub.episodes.models import Episode
from mediahub.shows.urls import show_url


def episode_url(origin: str, episode: Episode) -> str:
    """The episode's page."""
    return f"{show_url(origin, episode.show)}/{episode.slug}"


def chapters_url(origin: str, episode: Episode) -> str:
    """The chapters as JSON, for podcast:chapters."""
    return f"{episode_url(origin, episode)}/chapters.json"
