"""One registration in the studio: looked at, and all that can become of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts import audit, users
from mediahub.accounts.audit import AuditFilter, Decision, log_audit
from mediahub.accounts.guard import StudioCall, StudioPage, redirect
from mediahub.errors import Conflict, Forbidden, Invalid, MediaHubError
from mediahub.i18n import sentence
from mediahub.participants import registration_actions
from mediahub.participants.details import read_details
from mediahub.participants.mail import switch
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.seats import position_in_queue
from mediahub.participants.service import ALIVE
from mediahub.participants.shown_links import shown_link
from mediahub.participants.studio.list_pages import ParticipantForm, read_form
from mediahub.participants.targets import RegistrationTarget, registration_at, target_for, target_of

SendAgain = Callable[[Session, Sequence[str], str, str, datetime], None]
"""Mails somebody all their links: secrets, address, language, now. It stands uphill."""

_ENTRIES = 20


def look(request: Request, call: StudioCall) -> Response:
    """The registration, what was done with it, and what can be done now."""
    place, held = _found(request, call)
    return _page(call, place, held)


def show_link(request: Request, call: StudioCall) -> Response:
    """The page with the personal link on it; that somebody saw it is noted."""
    place, held = _found(request, call)
    try:
        link = shown_link(call.db, call.hub.settings, held, actor=call.actor, now=call.now)
    except Conflict as error:
        return _page(call, place, held, refusal=error)
    return _page(call, place, held, link=link)


def sending_again(send_again: SendAgain) -> StudioPage:
    """The page that mails the person their links once more."""

    def send(request: Request, call: StudioCall) -> Response:
        place, held = _found(request, call)
        if held.state not in ALIVE:
            refusal = Conflict("{name} has no seat any more, and no link.",
                               name=held.participant.name)  # fmt: skip
            return _page(call, place, held, refusal=refusal)
        secrets, email = call.hub.settings.secret_keys, held.participant.email
        send_again(call.db, secrets, email, held.language, call.now)
        log_audit(call.db, Decision(call.actor, call.now), "registration.resend", held)
        return redirect(_path(place, held), "skickad")

    return send


def revoke(request: Request, call: StudioCall) -> Response:
    """Kill every link that was given out."""
    return _change(request, call, registration_actions.revoke, "aterkallad")


def reissue(request: Request, call: StudioCall) -> Response:
    """Kill every link, and mail a new one."""
    return _change(request, call, registration_actions.reissue, "ny-lank")


def seat(request: Request, call: StudioCall) -> Response:
    """Give one who waits a seat."""
    return _change(request, call, registration_actions.seat, "plats")


def stop_mails(request: Request, call: StudioCall) -> Response:
    """Mail them only what they have to act on."""
    stop = partial(switch.stop_mails, language=call.hub.settings.language)
    return _change(request, call, stop, "stoppat")


def resume_mails(request: Request, call: StudioCall) -> Response:
    """Mail them as everyone."""
    return _change(request, call, switch.resume_mails, "slappt")


def cancel(request: Request, call: StudioCall) -> Response:
    """Give up the seat or the place in line."""
    return _change(request, call, registration_actions.cancel, "avbokad")


def transfer(request: Request, call: StudioCall) -> Response:
    """Give the seat to somebody else."""
    place, held = _found(request, call)
    filled = read_form(call)
    if filled.errors:
        return _page(call, place, held, filled=filled)
    details = read_details(filled.name, filled.email, filled.organisation)
    is_forced = bool(call.sent("force"))
    try:
        with call.db.begin_nested():
            taken_over = registration_actions.transfer(
                call.db, held, details, actor=call.actor, now=call.now, is_forced=is_forced
            )
    except (Conflict, Forbidden, Invalid) as error:
        return _page(call, place, held, filled=filled, refusal=error)
    return redirect(_path(place, taken_over), "overlaten")


def _change(request: Request, call: StudioCall, change: Callable[..., None], note: str) -> Response:
    place, held = _found(request, call)
    reason = call.sent("reason").strip() or None
    try:
        with call.db.begin_nested():
            change(call.db, held, actor=call.actor, now=call.now, reason=reason)
    except (Conflict, Invalid) as error:
        return _page(call, place, held, refusal=error)
    return redirect(_path(place, held), note)


def _found(request: Request, call: StudioCall) -> tuple[RegistrationTarget, Registration]:
    if request.method == "POST":
        call.require_edit()
    place = target_of(request, call.db)
    return place, registration_at(call.db, place, request.path_params["id"])


def _path(place: RegistrationTarget, held: Registration) -> str:
    return f"{place.list}/{held.id}"


def _page(
    call: StudioCall,
    place: RegistrationTarget,
    held: Registration,
    *,
    link: str = "",
    filled: ParticipantForm | None = None,
    refusal: MediaHubError | None = None,
) -> Response:
    entries = audit.list_entries(call.db, AuditFilter(subject_id=held.id), limit=_ENTRIES)
    waits = held.state is RegistrationState.WAITING
    typed = filled or ParticipantForm(organisation=held.participant.organisation or "")
    return call.render(
        "participants/studio/registration.html",
        _status(typed, refusal),
        at=place,
        held=held,
        is_alive=held.state in ALIVE,
        number=position_in_queue(call.db, held) if waits else None,
        successor=_successor(call.db, held),
        link=link,
        filled=typed,
        refusal=sentence(refusal, call.language) if refusal else "",
        entries=entries,
        names=users.names(call.db, call.language) if entries else {},
        may_edit=call.may_edit(),
    )


def _status(filled: ParticipantForm, refusal: MediaHubError | None) -> int:
    if filled.errors:
        return 422
    return 409 if refusal else 200


def _successor(db: Session, held: Registration) -> tuple[str, Registration] | None:
    """Where whoever took the registration over is found."""
    if held.transferred_to_id is None:
        return None
    found = db.get_one(Registration, held.transferred_to_id)
    target = found.webcast or found.series
    assert target is not None
    return f"{target_for(target).list}/{found.id}", found
