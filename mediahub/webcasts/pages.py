"""The public pages: what is coming and what has been, one webcast, its calendar entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.i18n import translations
from mediahub.web.cached_document import Document, answer
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.paging import page_asked_for
from mediahub.webcasts.calendar import CONTENT_TYPE, calendar_of, subscription_of
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.schema_org import event
from mediahub.webcasts.service import coming, count_past, get_listed, past, recent
from mediahub.webcasts.urls import subscription_url
from mediahub.webcasts.view import RecordingStates, WebcastView

PER_PAGE = 50
KEPT_IN_CALENDAR = timedelta(days=366)
"""How long ago a webcast may have ended and still stand in the calendar."""


def routes(factory: PageFactory, recording_state: RecordingStates) -> list[Route]:
    """Fixed addresses: they go before `/{show}`."""
    one = WebcastPage(recording_state)
    return [
        Route("/webbsandningar", factory.page(webcasts), name="webcasts"),
        Route("/webbsandningar.ics", factory.page(subscription), name="subscription"),
        Route("/webbsandningar/{slug}.ics", factory.page(calendar), name="calendar"),
        Route("/webbsandningar/{slug}", factory.page(one.look), name="webcast"),
    ]


def webcasts(request: Request, call: Call) -> Response:
    """What is coming, the next one first, and then what has been, on pages of its own."""
    page = page_asked_for(request, count_past(call.db, call.now), PER_PAGE)
    ended = past(call.db, call.now, limit=PER_PAGE, offset=page.skipped)
    ahead = coming(call.db, call.now) if page.number == 1 else ()
    return call.render(
        "webcasts/list.html",
        coming=[_view(call, found) for found in ahead],
        past=[_view(call, found) for found in ended],
        page=page,
        kept_query=page.kept_query,
        calendar_url=subscription_url(call.hub.settings.origin),
    )


@dataclass(frozen=True, slots=True)
class WebcastPage:
    """The page of one, with what tells of its recording."""

    recording_state: RecordingStates

    def look(self, request: Request, call: Call) -> Response:
        """A listed webcast with its programme, and what there is to do with it at this instant."""
        found = get_listed(call.db, request.path_params["slug"], call.now)
        state = self.recording_state(call.db, found, call.now)
        view = WebcastView(found, call.hub.settings.origin, call.now, state)
        return call.render("webcasts/webcast.html", webcast=view, schema=event(view))


def calendar(request: Request, call: Call) -> Response:
    """A listed webcast for the visitor's calendar, also when it is cancelled."""
    found = get_listed(call.db, request.path_params["slug"], call.now)
    body = calendar_of(found, call.hub.settings.origin)
    return answer(request, Document.of(body, CONTENT_TYPE, found.changed_at))


def subscription(request: Request, call: Call) -> Response:
    """Every listed webcast of the last year and to come, in a calendar that keeps up by itself."""
    # In the language of the service: whoever keeps it for others does not ask what theirs is.
    name = translations(call.hub.settings.language).gettext("Webcasts from SKR")
    found = recent(call.db, call.now, call.now - KEPT_IN_CALENDAR)
    body = subscription_of(found, call.hub.settings.origin, name)
    # Dated now, so that an ETag alone makes a 304: what is listed by the clock has no date.
    return answer(request, Document.of(body, CONTENT_TYPE, call.now))


def public_pages(call: Call) -> Iterator[tuple[str, datetime]]:
    """The list and every listed webcast, and when each last changed."""
    address = f"{call.hub.settings.origin}/webbsandningar"
    query = select(Webcast.slug, Webcast.changed_at, Webcast.opens_at)
    newest: datetime | None = None
    for slug, changed_at, opens_at in call.db.execute(query.where(Webcast.opens_at <= call.now)):
        assert opens_at is not None
        moment = max(changed_at, opens_at)
        newest = max(moment, newest or moment)
        yield f"{address}/{slug}", moment
    if newest is not None:
        yield address, newest


def _view(call: Call, found: Webcast) -> WebcastView:
    return WebcastView(found, call.hub.settings.origin, call.now)
