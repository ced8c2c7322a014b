"""A show's feed in the studio: what its channel says, and which rules it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from feeds.rules import Finding, check
from mediahub.accounts.guard import Guard, Studio, StudioCall
from mediahub.episodes.models import Episode
from mediahub.shows.feed import channel_of
from mediahub.shows.models import Show
from mediahub.shows.service import get_show
from mediahub.shows.studio.show_pages import SHOWS
from mediahub.shows.view import ShowView
from mediahub.syndication.fix_links import mended_at
from mediahub.syndication.preview import channel_lines
from mediahub.syndication.service import build_channel

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Told:
    """A broken rule as the page tells it, and where it is mended, if people can."""

    finding: Finding
    sentence: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: how many episodes were looked at, errors and warnings in all."""

    episodes: int
    errors: int
    warnings: int
    told: Sequence[Told]


def routes(studio: Studio) -> list[Route]:
    """The feed of a show."""
    return [Route(f"{SHOWS}/{{slug}}/flode", studio.page(look, Guard.STAFF))]


def look(request: Request, call: StudioCall) -> Response:
    """The channel as XML; `?kontrollera=1` also goes through the rules, which takes a moment."""
    show = get_show(call.db, request.path_params["slug"])
    settings = call.hub.settings
    checked = _check(call, show) if request.query_params.get("kontrollera") else None
    return call.render(
        "shows/studio/feed.html",
        show=ShowView(show, settings.origin),
        lines=channel_lines(channel_of(show, settings.origin, settings.hub_url)),
        checked=checked,
        kept_query="kontrollera=1&" if checked else "",
    )


def _check(call: StudioCall, show: Show) -> Checked:
    channel = build_channel(call.db, show, call.hub.settings, call.now)
    findings = check(channel, call.now)
    errors = sum(finding.level == "error" for finding in findings)
    ids = _ids_by_title(call.db, show)
    listed = sorted(findings, key=lambda finding: finding.level)[:MOST_SHOWN]
    told = [_told(call, show, finding, ids) for finding in listed]
    return Checked(len(channel.items), errors, len(findings) - errors, told)


def _told(call: StudioCall, show: Show, finding: Finding, ids: dict[str, str]) -> Told:
    text = finding.sentence("sv" if call.language == "sv" else "en")
    return Told(finding, text, mended_at(finding, show.slug, ids))


def _ids_by_title(db: Session, show: Show) -> dict[str, str]:
    rows = db.execute(select(Episode.title, Episode.id).where(Episode.show == show)).all()
    return {title: str(identity) for title, identity in rows if title != show.title}
