"""The web application: the list of every feature's addresses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from mediahub.accounts.guard import Studio
from mediahub.accounts.login.passwords import Passwords
from mediahub.accounts.studio import routes as accounts_studio
from mediahub.episodes.appearances import appearances as in_episodes
from mediahub.episodes.public import pages as episodes
from mediahub.episodes.public import show_pages
from mediahub.episodes.studio import chapters_routes
from mediahub.episodes.studio import routes as episodes_studio
from mediahub.episodes.studio.dashboard import todo_groups as waiting_episodes
from mediahub.episodes.studio.transcripts import owner_of as episode_of_transcript
from mediahub.episodes.transcripts import public_since as public_episode_since
from mediahub.hub import Hub
from mediahub.media import pages as media
from mediahub.media.uploads import routes as media_studio
from mediahub.newsletter import pages as newsletter
from mediahub.newsletter.studio import routes as newsletter_studio
from mediahub.participants.public import registration_pages as participants
from mediahub.participants.public import waitlist_pages
from mediahub.participants.studio import routes as participants_studio
from mediahub.people import studio as people_studio
from mediahub.portal import (
    calendar_pages,
    feed_pages,
    home_pages,
    link_pages,
    live_pages,
    network_pages,
    transfer_pages,
)
from mediahub.portal.link_recovery import send_again
from mediahub.portal.privacy import data_of
from mediahub.recordings.captions import public_since as public_replay_since
from mediahub.recordings.service import newest_state
from mediahub.recordings.studio import routes as recordings_studio
from mediahub.recordings.studio.captions import owner_of as recording_of_captions
from mediahub.recordings.studio.dashboard import todo_groups as waiting_recordings
from mediahub.recordings.studio.webcast_summary import webcast_summaries
from mediahub.recordings.transfers.requests import list_requests
from mediahub.recordings.user_removal import REMOVAL_STEPS
from mediahub.recordings.watching import pages as recordings
from mediahub.search import pages as search
from mediahub.search import studio as search_studio
from mediahub.search.index.provider import IndexProvider
from mediahub.sendouts import optout_pages
from mediahub.sendouts.announcement_preview import announcement_preview
from mediahub.sendouts.studio import routes as sendouts_studio
from mediahub.shows import pages as shows
from mediahub.shows.appearances import appearances as in_shows
from mediahub.shows.service import list_shows
from mediahub.shows.studio import routes as shows_studio
from mediahub.status import studio as status_studio
from mediahub.storage.local import LocalStore
from mediahub.syndication import pages as syndication
from mediahub.syndication import studio as syndication_studio
from mediahub.transcripts import pages as transcripts
from mediahub.transcripts.person_merge import move_speakers
from mediahub.transcripts.studio import routes as transcripts_studio
from mediahub.web import health, sitemap
from mediahub.web.endpoint import PageFactory
from mediahub.web.errors import exception_handlers
from mediahub.web.headers import SecurityHeaders
from mediahub.web.paths import LegibleAddresses, without_slash
from mediahub.web.static import StaticPages
from mediahub.web.templating import STATIC_FOLDER, Templates
from mediahub.webcasts import pages as webcasts
from mediahub.webcasts.appearances import appearances as in_webcasts
from mediahub.webcasts.studio import routes as webcasts_studio
from mediahub.webcasts.studio.dashboard import todo_groups as waiting_webcasts
from mediahub.webcasts.studio.programmes import programmes

MENU = (
    *episodes_studio.MENU,
    *webcasts_studio.MENU,
    *recordings_studio.MENU,
    *participants_studio.MENU,
    *sendouts_studio.MENU,
    *newsletter_studio.MENU,
    *search_studio.MENU,
    *people_studio.MENU,
    *shows_studio.MENU,
    *status_studio.MENU,
    *accounts_studio.MENU,
)
"""The lines of the studio's menu, in their order."""
TODO_SOURCES = (waiting_episodes, waiting_recordings, waiting_webcasts)
"""What the studio's start page tells of, in this order."""
APPEARANCES = (in_shows, in_episodes, in_webcasts)
"""Where persons and organisations are credited."""


def create(hub: Hub, passwords: Passwords | None = None) -> ASGIApp:
    """The application of a hub that knows its jobs; it closes the hub when it ends."""
    templates = Templates(hub.settings.origin)
    index = IndexProvider(hub)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = hub.settings.threads
        index.warm()
        yield
        index.close()
        hub.close()

    site = Starlette(
        routes=routes(hub, templates, passwords or Passwords(), index),
        middleware=[Middleware(LegibleAddresses)],
        exception_handlers=exception_handlers(hub, templates),
        lifespan=lifespan,
    )
    site.router.redirect_slashes = False
    # Around all of it, for the page of an unforeseen error is made outside every middleware.
    return SecurityHeaders(site, hub.settings.origin, _media_origin(hub))


def routes(
    hub: Hub, templates: Templates, passwords: Passwords, index: IndexProvider
) -> list[BaseRoute]:
    """Every address, in the order in which they are tried."""
    factory = PageFactory(hub, templates)
    studio = Studio(factory, passwords, MENU)
    return [
        *syndication.routes(hub),
        *media.routes(hub),
        *health.routes(hub),
        Mount("/static", StaticPages(STATIC_FOLDER)),
        *sitemap.routes(
            factory, show_pages.public_pages, webcasts.public_pages, newsletter.public_pages
        ),
        *webcasts.routes(factory, newest_state),
        *participants.routes(factory),
        *waitlist_pages.routes(factory),
        *link_pages.routes(factory),
        *live_pages.routes(factory),
        *recordings.routes(factory),
        *feed_pages.routes(factory),
        *calendar_pages.routes(factory),
        *home_pages.routes(factory),
        *transfer_pages.routes(factory),
        *network_pages.routes(factory),
        *optout_pages.routes(factory),
        *transcripts.routes(factory, public_episode_since, public_replay_since),
        *search.routes(factory, index),
        *newsletter.routes(factory),
        *accounts_studio.routes(studio, list_shows, TODO_SOURCES, REMOVAL_STEPS),
        *media_studio.routes(studio),
        *people_studio.routes(studio, APPEARANCES, [move_speakers]),
        *transcripts_studio.routes(studio, episode_of_transcript, recording_of_captions),
        *chapters_routes.routes(studio, programmes),
        *shows_studio.routes(studio),
        *syndication_studio.routes(studio),
        *episodes_studio.routes(studio),
        *webcasts_studio.routes(studio, webcast_summaries),
        *participants_studio.routes(studio, send_again, data_of, list_requests),
        *recordings_studio.routes(studio, announcement_preview),
        *search_studio.routes(studio, index),
        *status_studio.routes(studio, index),
        *sendouts_studio.routes(studio),
        *newsletter_studio.routes(studio),
        # These two match any path of one segment and of two.
        *shows.routes(factory),
        *episodes.routes(factory, search.similar_episodes(index)),
        without_slash(),
    ]


def _media_origin(hub: Hub) -> str:
    """Where links to media lead, if that is not this site: pages must allow it by name."""
    if isinstance(hub.store, LocalStore):
        return ""
    link = hub.store.link("probe", media.LINK_LIFETIME, filename="probe", content_type="audio/mpeg")
    scheme, host, *_ = urlsplit(link.url)
    return f"{scheme}://{host}"
