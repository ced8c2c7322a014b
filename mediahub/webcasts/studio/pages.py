"""One webcast in the studio: looked at, added, perhaps as a copy, and edited."""

from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.edit_conflicts import VERSION_FIELD, differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.clock import parse_instant
from mediahub.errors import Conflict, Invalid
from mediahub.people.service import CreditLine
from mediahub.web.endpoint import Call
from mediahub.webcasts import service
from mediahub.webcasts.models import Network, Series, Webcast
from mediahub.webcasts.schema_org import event
from mediahub.webcasts.state import closing_of
from mediahub.webcasts.studio.credits import roles_for, suggestions
from mediahub.webcasts.studio.form import (
    Texts,
    WebcastForm,
    after_button,
    copied_from,
    filled_from,
    filled_in,
    points_of,
    read_fields,
)
from mediahub.webcasts.studio.form_rows import PersonRow, PointRow, named
from mediahub.webcasts.studio.hints import with_place
from mediahub.webcasts.studio.listing import SummarySource, WebcastSummary, latest, titles
from mediahub.webcasts.urls import STUDIO_WEBCASTS
from mediahub.webcasts.view import WebcastView

NEW = "/studio/ny-webbsandning"
_FORM = "webcasts/studio/webcast.html"
_OFFERED = 50


@dataclass(frozen=True, slots=True)
class WebcastPages:
    """The pages, with what tells of seats and recordings."""

    summaries: SummarySource

    def ask(self, request: Request, call: StudioCall) -> Response:
        """An empty form, or one filled from the webcast that `?fran=` names."""
        return self._new(call, _begun(request, call))

    def add(self, _: Request, call: StudioCall) -> Response:
        """Add the webcast, as a draft."""
        filled = filled_in(call)
        if do := call.sent("do"):
            return self._new(call, after_button(filled, do))
        fields = read_fields(call, filled, None)
        if isinstance(fields, WebcastForm):
            return self._new(call, fields)
        points = [row.line() for row in points_of(filled)]
        try:
            with call.db.begin_nested():
                webcast = service.add_webcast(call.db, now=call.now, points=points, **fields)
                service.set_credits(call.db, webcast, _people(filled))
        except (Invalid, Conflict) as error:
            return self._new(call, replace(filled, refusal=with_place(error, call.language)))
        return redirect(f"{STUDIO_WEBCASTS}/{webcast.slug}", "tillagd")

    def look(self, request: Request, call: StudioCall) -> Response:
        """The webcast with its form, or to be read by those who may not change it."""
        webcast = asked_for(request, call.db)
        return self.form(call, webcast, filled_from(webcast))

    def change(self, request: Request, call: StudioCall) -> Response:
        """Save what was changed, unless somebody else has saved meanwhile."""
        webcast, filled = asked_for(request, call.db), filled_in(call)
        if do := call.sent("do"):
            return self.form(call, webcast, after_button(filled, do), call.sent(VERSION_FIELD))
        current = filled_from(webcast)
        if is_stale(call, current.everything):
            return self.form(call, webcast, filled, overtaken=current.everything)
        fields = read_fields(call, filled, webcast)
        if isinstance(fields, WebcastForm):
            return self.form(call, webcast, fields)
        try:
            with call.db.begin_nested():
                save(call.db, webcast, filled, fields, current)
        except (Invalid, Conflict) as error:
            refused = replace(filled, refusal=with_place(error, call.language))
            return self.form(call, webcast, refused)
        return redirect(f"{STUDIO_WEBCASTS}/{webcast.slug}", "sparad")

    def preview(self, request: Request, call: StudioCall) -> Response:
        """Its public page as it stands, listed or not."""
        webcast = asked_for(request, call.db)
        standing = self.summaries(call.db, [webcast], call.now).get(webcast.id, WebcastSummary())
        view = WebcastView(webcast, call.hub.settings.origin, call.now, standing.recording)
        return Call.render(call, "webcasts/webcast.html", webcast=view, schema=event(view))

    def form(
        self,
        call: StudioCall,
        webcast: Webcast,
        filled: WebcastForm,
        began: str = "",
        *,
        overtaken: Texts | None = None,
    ) -> Response:
        """The page of a webcast, its form filled in like this."""
        current = overtaken or filled_from(webcast).everything
        status = 409 if overtaken else 422 if filled.is_wrong else 200
        return call.render(
            _FORM,
            status,
            webcast=webcast,
            view=WebcastView(webcast, call.hub.settings.origin, call.now),
            standing=self.summaries(call.db, [webcast], call.now).get(webcast.id, WebcastSummary()),
            closes_at=closing_of(webcast),
            filled=filled,
            version=began or version_of(current),
            differences=differences(overtaken, filled.everything) if overtaken else [],
            may_edit=call.may_edit(),
            **_choices(call, webcast),
        )

    def _new(self, call: StudioCall, filled: WebcastForm) -> Response:
        return call.render(
            "webcasts/studio/new.html",
            422 if filled.is_wrong else 200,
            webcast=None,
            filled=filled,
            earlier=latest(call.db, _OFFERED),
            chosen=call.request.query_params.get("fran", ""),
            begins=call.request.query_params.get("borjar", ""),
            **_choices(call, None),
        )


def asked_for(request: Request, db: Session) -> Webcast:
    """The webcast that the address names, or NotFound."""
    return service.get_webcast(db, request.path_params["slug"])


def save(
    db: Session,
    webcast: Webcast,
    filled: WebcastForm,
    fields: service.WebcastFields,
    current: WebcastForm,
) -> None:
    """Save a form; a programme that nobody touched moves along with the start."""
    typed, saved = filled.everything, current.everything
    is_same = typed["programme"] == saved["programme"]
    points = None if is_same else [row.line() for row in points_of(filled)]
    service.edit_webcast(db, webcast, points=points, **fields)
    if typed["people"] != saved["people"]:
        service.set_credits(db, webcast, _people(filled))


def _people(filled: WebcastForm) -> list[CreditLine]:
    return [row.line() for row in named(filled.people)]


def _begun(request: Request, call: StudioCall) -> WebcastForm:
    slug, begins = (request.query_params.get(name, "") for name in ("fran", "borjar"))
    if not slug:
        return WebcastForm()
    earlier = service.get_webcast(call.db, slug)
    with suppress(Invalid):
        return copied_from(earlier, parse_instant(begins))
    return copied_from(earlier)


def _choices(call: StudioCall, webcast: Webcast | None) -> dict[str, object]:
    return {
        "series_pairs": titles(call.db, Series),
        "network_pairs": titles(call.db, Network),
        "roles": roles_for(webcast, call.language),
        "new_person": PersonRow(),
        "new_point": PointRow(),
        "known": suggestions(call.db) if call.may_edit() else None,
    }
