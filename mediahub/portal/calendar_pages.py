"""`/mina-inspelningar/{token}.ics`: a person's own webcasts, in a calendar that keeps up."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from icalendar import Event
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.i18n import translations
from mediahub.participants.mail.invitations import personal_entry, webcasts_of
from mediahub.participants.models import Registration, RegistrationState
from mediahub.portal.feed_pages import KEPT_BY_ONE
from mediahub.portal.feed_tokens import calendar_viewer
from mediahub.portal.urls import library_url
from mediahub.recordings.watching.viewers import Viewer, admitted_webcasts
from mediahub.web.cached_document import Document, answer
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.headers import CONFIDENTIAL
from mediahub.webcasts.calendar import CONTENT_TYPE, add_alarms, entry_of, write


def routes(factory: PageFactory) -> list[Route]:
    """The calendar."""
    return [Route(f"{library_url('')}/{{token}}.ics", factory.page(calendar), name="own_calendar")]


def calendar(request: Request, call: Call) -> Response:
    """The calendar as it is at this instant; 304 to a program that has it."""
    token = request.path_params["token"]
    viewer = calendar_viewer(call.db, call.hub.settings.secret_keys, token)
    name = translations(call.language).gettext("My webcasts")
    body = write(_entries(call, viewer), name=name)
    response = answer(request, Document.of(body, CONTENT_TYPE, call.now, KEPT_BY_ONE))
    response.headers.update(CONFIDENTIAL | {"Cache-Control": KEPT_BY_ONE})
    del response.headers["access-control-allow-origin"]
    return response


def _entries(call: Call, viewer: Viewer) -> Iterator[Event]:
    """An entry for each webcast: as that of their seat it has the UID that was mailed."""
    settings, seats = call.hub.settings, _seats(call, viewer)
    for webcast in admitted_webcasts(call.db, viewer):
        if webcast.id in seats:
            yield personal_entry(settings, seats[webcast.id], webcast)
        else:
            entry = entry_of(webcast, settings.origin)
            if webcast.cancelled_at is None:
                add_alarms(entry)
            yield entry


def _seats(call: Call, viewer: Viewer) -> Mapping[UUID, Registration]:
    held = call.db.scalars(
        select(Registration).where(
            Registration.participant_id == viewer.participant.id,
            Registration.state == RegistrationState.ACTIVE,
        )
    )
    return {webcast.id: one for one in held for webcast in webcasts_of(one)}
