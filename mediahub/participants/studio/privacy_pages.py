"""Personal data in the studio, for administrators: found, given out, and erased (GDPR 15, 17)."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, StudioPage, redirect
from mediahub.errors import Invalid, NotFound
from mediahub.i18n import sentence
from mediahub.participants import privacy
from mediahub.participants.lists.pending import find_harmless_lists
from mediahub.participants.privacy import Person

DataOf = Callable[[Session, Person], dict[str, Any]]
"""All that is held about a person. It stands uphill, where it is known what they watched."""

PERSONAL = "/studio/personuppgifter"


def ask(_: Request, call: StudioCall) -> Response:
    """The form for an address."""
    return call.render("participants/studio/personal.html", email="", wrong="")


def find(_: Request, call: StudioCall) -> Response:
    """Go on to what is held; the address stands in none of ours, which are written down."""
    email = call.sent("email")[:254]
    try:
        person = privacy.get_person(call.db, email)
    except (Invalid, NotFound) as error:
        wrong = sentence(error, call.language)
        return call.render("participants/studio/personal.html", 422, email=email, wrong=wrong)
    return redirect(f"{PERSONAL}/{person.id}")


def showing(data_of: DataOf) -> StudioPage:
    """The page of all that is held about somebody."""

    def look(request: Request, call: StudioCall) -> Response:
        person = _person(request, call)
        held = data_of(call.db, person)
        since = privacy.known_since(person)
        return call.render(
            "participants/studio/person.html", person=person, since=since, held=held, wrong=""
        )

    return look


def exporting(data_of: DataOf) -> StudioPage:
    """The page that gives it out as JSON; that it did is noted."""

    def export(request: Request, call: StudioCall) -> Response:
        person = _person(request, call)
        held = data_of(call.db, person)
        privacy.note_export(call.db, person, actor=call.actor, now=call.now)
        data = json.dumps(held, ensure_ascii=False, indent=2, default=_plain)
        headers = {"Content-Disposition": 'attachment; filename="personuppgifter.json"'}
        return Response(data, media_type="application/json", headers=headers)

    return export


def erase(request: Request, call: StudioCall) -> Response:
    """Remove the person and all that is held, for good; it only reads until it has looked."""
    harmless = find_harmless_lists(call.db, call.hub.store, _person(request, call))
    reason = call.sent("reason").strip() or None
    with call.writing() as db:
        person = privacy.get_person_by_id(db, request.path_params["id"])
        privacy.erase(
            db, person, actor=call.actor, now=call.now, reason=reason, harmless_lists=harmless
        )
    return redirect(PERSONAL, "raderad")


def _person(request: Request, call: StudioCall) -> Person:
    return privacy.get_person_by_id(call.db, request.path_params["id"])


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    assert isinstance(value, UUID)
    return str(value)
