"""Registering: for a webcast or a series, once each, with a seat or a place in line."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.clock import local
from mediahub.errors import Conflict, Gone, NotFound
from mediahub.i18n import LANGUAGES, filters
from mediahub.participants import seats
from mediahub.participants.details import Details
from mediahub.participants.models import Participant, Registration, Source
from mediahub.participants.notices import notify_registered
from mediahub.participants.service import (
    Target,
    add_participant,
    correct,
    find_participant,
    find_registration,
    participant,
)
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import is_listed, last_day_to_register, takes_registrations


def register(
    db: Session,
    target: Target,
    details: Details,
    source: Source,
    now: datetime,
    *,
    language: str = "sv",
    with_confirmation: bool = True,
) -> Registration:
    """The person's registration, made if there is none; doing it twice changes nothing.

    With confirmation, whoever is new is mailed that in the language. Staff may register at any time
    and their spelling of a name counts. The form obeys `require_open` and leaves a known person's
    name alone, for anyone can write an address there.
    """
    if source is Source.FORM:
        require_open(target, now)
    free = seats.reallocate(db, target, now)
    person = participant(db, details, now)
    if source is not Source.FORM:
        correct(person, details)
    held = find_registration(db, target, person)
    if held is None:
        held = new_registration(target, source, now)
        held.participant, held.language = person, language
        held.state, held.queue_position = free.take()
        db.add(held)
        db.flush()
        if with_confirmation:
            notify_registered(db, [held], now)
    db.flush()
    return held


def register_by_form(
    db: Session, target: Target, details: Details, now: datetime, *, language: str
) -> None:
    """`register` by the same statements whoever is known, so that its time tells nothing of it.

    For one who is known somebody is added who does not exist, for one who is registered also with
    a seat and a mail; and that is undone. A job that was asked for meanwhile finds nothing.
    """
    require_open(target, now)
    free = seats.reallocate(db, target, now)
    known = find_participant(db, details.email)
    is_registered = find_registration(db, target, known or Participant(id=uuid4())) is not None
    nobody = replace(details, email=f"{uuid4().hex}@nobody.invalid")
    with db.begin_nested() as registering:
        is_kept = known is None or is_registered
        added = add_participant(db, details if known is None else nobody, now, is_kept=is_kept)
        held = new_registration(target, Source.FORM, now)
        held.participant = added if is_kept else known or added
        held.language = language
        held.state, held.queue_position = free.take()
        db.add(held)
        db.flush()
        notify_registered(db, [held], now)
        if is_registered:
            registering.rollback()


def add_by_hand(
    db: Session,
    target: Target,
    details: Details,
    now: datetime,
    *,
    actor: str,
    language: str,
    with_confirmation: bool,
) -> tuple[Registration, bool]:
    """Register somebody for them; the registration, and whether it is new. Noted when it is."""
    known = find_participant(db, details.email)
    is_new = known is None or find_registration(db, target, known) is None
    held = register(
        db,
        target,
        details,
        Source.COMMAND,
        now,
        language=language,
        with_confirmation=with_confirmation,
    )
    if is_new:
        log_audit(
            db,
            Decision(actor, now),
            "registration.add",
            held,
            after={"state": held.state.value, "place": held.queue_position},
        )
    return held, is_new


def new_registration(target: Target, source: Source, now: datetime) -> Registration:
    """A registration for a webcast or a series, whose person, state and place are to be said."""
    webcast, series = (target, None) if isinstance(target, Webcast) else (None, target)
    return Registration(webcast=webcast, series=series, source=source, created_at=now)


def require_open(target: Target, now: datetime) -> None:
    """NotFound without a form, Conflict when it is cancelled, Gone after the last day."""
    if not target.is_form_open or not _is_listed(target, now):
        raise NotFound("There is no registration form for “{title}” here.", title=target.title)
    if isinstance(target, Webcast) and target.cancelled_at is not None:
        raise Conflict("“{title}” is cancelled.", title=target.title)
    last = _last_day(target)
    if last is not None and last < local(now).date():
        raise Gone("The last day to register was {day}.", day=in_words(last))
    if not _is_in_time(target, now):
        raise Gone("“{title}” is over.", title=target.title)


def in_words(day: date) -> dict[str, str]:
    """A day as each language writes it."""
    return {language: filters(language)["date"](day) for language in LANGUAGES}


def _is_listed(target: Target, now: datetime) -> bool:
    webcasts = [target] if isinstance(target, Webcast) else target.webcasts
    return any(is_listed(webcast, now) for webcast in webcasts)


def _last_day(target: Target) -> date | None:
    return last_day_to_register(target) if isinstance(target, Webcast) else target.register_by


def _is_in_time(target: Target, now: datetime) -> bool:
    if isinstance(target, Webcast):
        return takes_registrations(target, now)
    return any(now < webcast.end for webcast in target.webcasts)
