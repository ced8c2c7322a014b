"""Participants in the studio: of which webcast, listed, added, and taken out as a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, StudioPage, redirect
from mediahub.accounts.studio.login_pages import field_errors
from mediahub.errors import Conflict, Invalid
from mediahub.i18n import LANGUAGES, sentence
from mediahub.participants.details import read_details, read_email, read_name, read_organisation
from mediahub.participants.lists.exporter import link_rows, log_export, rows_of
from mediahub.participants.models import RegistrationState, TransferRequest
from mediahub.participants.registration import add_by_hand
from mediahub.participants.service import (
    ALIVE,
    Target,
    list_registrations,
)
from mediahub.participants.studio.queries import (
    ORDERS,
    RegistrationFilter,
    count_alive,
    count_registrations,
    count_states,
    count_webcasts,
    list_series,
    list_webcasts,
    search_registrations,
)
from mediahub.participants.studio.table_files import table_file
from mediahub.participants.targets import target_for, target_of
from mediahub.web.paging import page_asked_for
from mediahub.webcasts.networks import list_networks

RequestsOf = Callable[[Session, datetime, Target], Sequence[TransferRequest]]
"""The questions about seats that wait for an answer. When they end is known uphill."""

PARTICIPANTS = "/studio/deltagare"
PER_PAGE = 50
SHOWN: Mapping[str, Sequence[RegistrationState]] = {
    "": ALIVE,
    "har-plats": (RegistrationState.ACTIVE,),
    "vantar": (RegistrationState.WAITING,),
    "avbokade": (RegistrationState.CANCELLED,),
    "overlatna": (RegistrationState.TRANSFERRED,),
    "alla": tuple(RegistrationState),
}
"""By the word that an address asks for them with."""


def choose(request: Request, call: StudioCall) -> Response:
    """Every webcast, series and network, with how many there are."""
    page = page_asked_for(request, count_webcasts(call.db), PER_PAGE)
    webcasts = list_webcasts(call.db, limit=PER_PAGE, offset=page.skipped)
    series = list_series(call.db) if page.number == 1 else []
    return call.render(
        "participants/studio/choose.html",
        webcasts=[target_for(webcast) for webcast in webcasts],
        series=[target_for(one) for one in series],
        networks=list_networks(call.db) if page.number == 1 else [],
        numbers=count_alive(call.db, [*webcasts, *series]),
        page=page,
        kept_query=page.kept_query,
    )


def looking(requests_of: RequestsOf) -> StudioPage:
    """The page of the registrations that match, below the questions that wait for an answer."""

    def look(request: Request, call: StudioCall) -> Response:
        place, asked = target_of(request, call.db), _asked(request)
        wanted = RegistrationFilter(SHOWN[asked["visa"]], asked["sok"], asked["ordning"])
        number = count_registrations(call.db, place.target, wanted)
        page = page_asked_for(request, number, PER_PAGE)
        found = search_registrations(
            call.db, place.target, wanted, limit=PER_PAGE, offset=page.skipped
        )
        return call.render(
            "participants/studio/list.html",
            at=place,
            asked=asked,
            is_filtered=bool(asked["visa"] or asked["sok"]),
            registrations=found,
            number=number,
            counts=count_states(call.db, place.target),
            requests=requests_of(call.db, call.now, place.target),
            shown=list(SHOWN),
            orders={order: _query(asked | {"ordning": order}) for order in ORDERS},
            page=page,
            kept_query=_query(asked),
            told=_notice(request),
            rejects=_rejects(request),
            may_edit=call.may_edit(),
        )

    return look


def _asked(request: Request) -> dict[str, str]:
    given = request.query_params
    visa, order = given.get("visa", ""), given.get("ordning", "senast")
    return {
        "sok": given.get("sok", "").strip()[:100],
        "visa": visa if visa in SHOWN else "",
        "ordning": order if order in ORDERS else "senast",
    }


def _query(asked: Mapping[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if value not in ("", "senast")}
    return f"{urlencode(kept)}&" if kept else ""


def _notice(request: Request) -> Mapping[str, int]:
    """What an import did, as the address says after it."""
    names = ("nya", "vantar", "rattade", "kanda", "avslutade", "fel")
    given = {name: request.query_params.get(name, "") for name in names}
    return {name: int(text) for name, text in given.items() if _is_number(text)}


def _rejects(request: Request) -> str:
    """What the address of the rows asks for that an import left out, “” if it left out none."""
    given = request.query_params
    names = ["upload", *(name for name in given if name.startswith("kolumn-"))]
    return urlencode({name: given[name] for name in names}) if "fel" in given else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7


def export(request: Request, call: StudioCall) -> Response:
    """The list as a file, CSV or XLSX; that it was taken out is noted."""
    call.require_edit()
    place = target_of(request, call.db)
    states = tuple(RegistrationState) if call.sent("alla") else ALIVE
    rows = rows_of(list_registrations(call.db, place.target, states), call.language)
    log_export(call.db, place.target, "export", len(rows) - 1, actor=call.actor, now=call.now)
    is_workbook = call.sent("slag") == "xlsx"
    return table_file(rows, f"deltagare-{place.target.slug}", is_workbook=is_workbook)


def export_links(request: Request, call: StudioCall) -> Response:
    """The personal links of those who have a seat, as a file; that it was taken out is noted."""
    call.require_edit()
    place = target_of(request, call.db)
    held = list_registrations(call.db, place.target, (RegistrationState.ACTIVE,))
    rows = link_rows(held, call.hub.settings)
    log_export(call.db, place.target, "export_links", len(rows) - 1, actor=call.actor, now=call.now)
    return table_file(rows, f"lankar-{place.target.slug}")


@dataclass(frozen=True, slots=True)
class ParticipantForm:
    """The form of somebody new as it was typed."""

    name: str = ""
    email: str = ""
    organisation: str = ""
    language: str = "sv"
    with_confirmation: bool = True
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""


def ask(request: Request, call: StudioCall) -> Response:
    """The form of somebody new."""
    return _form(request, call, ParticipantForm())


def add(request: Request, call: StudioCall) -> Response:
    """Register somebody; whoever is registered already stays so."""
    place, filled = target_of(request, call.db), read_form(call)
    if filled.errors:
        return _form(request, call, filled)
    details = read_details(filled.name, filled.email, filled.organisation)
    try:
        with call.db.begin_nested():
            held, is_new = add_by_hand(
                call.db,
                place.target,
                details,
                call.now,
                actor=call.actor,
                language=filled.language,
                with_confirmation=filled.with_confirmation,
            )
    except (Conflict, Invalid) as error:
        refusal = sentence(error, call.language)
        return _form(request, call, replace(filled, refusal=refusal))
    return redirect(f"{place.list}/{held.id}", "ny" if is_new else "fanns")


def read_form(call: StudioCall) -> ParticipantForm:
    """The form of a person, and what is wrong with it by field."""
    name, email = call.sent("name"), call.sent("email")
    organisation, language = call.sent("organisation"), call.sent("language")
    errors = field_errors(
        call,
        name=lambda: read_name(name),
        email=lambda: read_email(email),
        organisation=lambda: read_organisation(organisation),
    )
    return ParticipantForm(
        name,
        email,
        organisation,
        language if language in LANGUAGES else "sv",
        bool(call.sent("notify")),
        errors,
    )


def _form(request: Request, call: StudioCall, filled: ParticipantForm) -> Response:
    is_wrong = bool(filled.errors or filled.refusal)
    return call.render(
        "participants/studio/add.html",
        422 if is_wrong else 200,
        at=target_of(request, call.db),
        filled=filled,
    )
