"""Name, address and organisation of somebody who is registered, corrected."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.audit import Decision
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, Invalid
from mediahub.i18n import sentence
from mediahub.participants.corrections import correct_participant
from mediahub.participants.details import read_details
from mediahub.participants.models import Registration
from mediahub.participants.studio.list_pages import ParticipantForm, read_form
from mediahub.participants.targets import RegistrationTarget, registration_at, target_of


def ask(request: Request, call: StudioCall) -> Response:
    """The form, filled with what is registered."""
    place, held = _found(request, call)
    person = held.participant
    filled = ParticipantForm(person.name, person.email, person.organisation or "")
    return _page(call, place, held, filled)


def correct(request: Request, call: StudioCall) -> Response:
    """Correct it everywhere."""
    place, held = _found(request, call)
    filled = read_form(call)
    if filled.errors:
        return _page(call, place, held, filled)
    details = read_details(filled.name, filled.email, filled.organisation)
    try:
        with call.db.begin_nested():
            correct_participant(call.db, held, details, Decision(call.actor, call.now))
    except (Conflict, Invalid) as error:
        refused = replace(filled, refusal=sentence(error, call.language))
        call.db.expire(held.participant)
        return _page(call, place, held, refused)
    return redirect(f"{place.list}/{held.id}", "rattad")


def _found(request: Request, call: StudioCall) -> tuple[RegistrationTarget, Registration]:
    call.require_edit()
    place = target_of(request, call.db)
    return place, registration_at(call.db, place, request.path_params["id"])


def _page(
    call: StudioCall, place: RegistrationTarget, held: Registration, filled: ParticipantForm
) -> Response:
    is_wrong = bool(filled.errors or filled.refusal)
    return call.render(
        "participants/studio/correct.html",
        422 if is_wrong else 200,
        at=place,
        held=held,
        filled=filled,
    )
