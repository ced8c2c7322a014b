"""Members of a network in the studio: year by year, with the places of each organisation."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.clock import local
from mediahub.errors import Conflict, Invalid, MediaHubError, NotFound
from mediahub.i18n import sentence
from mediahub.participants import members
from mediahub.participants.details import read_details
from mediahub.participants.models import NetworkMember
from mediahub.participants.organisations import name_key
from mediahub.participants.shown_links import shown_link
from mediahub.participants.studio.list_pages import ParticipantForm, read_form
from mediahub.web.paging import page_asked_for
from mediahub.webcasts.models import Network
from mediahub.webcasts.networks import get_network
from mediahub.webcasts.urls import STUDIO_NETWORKS

PER_PAGE = 100


def look(request: Request, call: StudioCall) -> Response:
    """The members of a year, by name."""
    network, year = _network(request, call), _year(request, call)
    everyone = members.list_members(call.db, network, year)
    page = page_asked_for(request, len(everyone), PER_PAGE)
    return call.render(
        "participants/studio/members.html",
        network=network,
        home=_home(network),
        year=year,
        years=_years(call, network, year),
        members=everyone[page.skipped : page.skipped + PER_PAGE],
        number=len(everyone),
        taken=_taken(everyone),
        name_key=name_key,
        page=page,
        kept_query=f"ar={year}&",
        may_edit=call.may_edit(),
    )


def ask(request: Request, call: StudioCall) -> Response:
    """The form of a new member."""
    return _form(request, call, ParticipantForm())


def add(request: Request, call: StudioCall) -> Response:
    """Make somebody a member for the year."""
    network, year = _network(request, call), _year(request, call)
    filled = read_form(call)
    if filled.errors:
        return _form(request, call, filled)
    details = read_details(filled.name, filled.email, filled.organisation)
    try:
        with call.db.begin_nested():
            member = members.add_member(
                call.db, network, details, year=year, actor=call.actor, now=call.now
            )
    except (Conflict, Invalid) as error:
        return _form(request, call, filled, error)
    return redirect(f"{_home(network)}/{member.id}", "ny")


def one(request: Request, call: StudioCall) -> Response:
    """One membership."""
    return _page(call, _member(request, call))


def show_link(request: Request, call: StudioCall) -> Response:
    """The page with the personal link on it; that somebody saw it is noted."""
    member = _member(request, call)
    try:
        link = shown_link(call.db, call.hub.settings, member, actor=call.actor, now=call.now)
    except Conflict as error:
        return _page(call, member, refusal=error)
    return _page(call, member, link=link)


def revoke(request: Request, call: StudioCall) -> Response:
    """Kill every link that was given out."""
    return _change(request, call, members.revoke_member, "aterkallad")


def end(request: Request, call: StudioCall) -> Response:
    """Let the membership end now."""
    return _change(request, call, members.end_member, "avslutad")


def _change(request: Request, call: StudioCall, change: Callable[..., None], note: str) -> Response:
    member = _member(request, call)
    if member.ended_at is not None:
        refusal = Conflict("{name} is not a member any more.", name=member.participant.name)
        return _page(call, member, refusal=refusal)
    reason = call.sent("reason").strip() or None
    try:
        with call.db.begin_nested():
            change(call.db, member, actor=call.actor, now=call.now, reason=reason)
    except Invalid as error:
        return _page(call, member, refusal=error)
    return redirect(f"{_home(member.network)}/{member.id}", note)


def _network(request: Request, call: StudioCall) -> Network:
    if request.method == "POST":
        call.require_edit()
    return get_network(call.db, request.path_params["slug"])


def _member(request: Request, call: StudioCall) -> NetworkMember:
    network, identity = _network(request, call), request.path_params["id"]
    assert isinstance(identity, UUID)
    found = call.db.get(NetworkMember, identity)
    if found is None or found.network_id != network.id:
        raise NotFound("There is no such member here. They may have been erased.")
    return found


def _home(network: Network) -> str:
    return f"{STUDIO_NETWORKS}/{network.slug}/medlemmar"


def _year(request: Request, call: StudioCall) -> int:
    text = call.sent("ar") or request.query_params.get("ar", "")
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_year else local(call.now).year


def _years(call: StudioCall, network: Network, shown: int) -> Sequence[int]:
    """Those there is anything about, this one and the next."""
    had = select(NetworkMember.year).where(NetworkMember.network_id == network.id).distinct()
    this = local(call.now).year
    return sorted({*call.db.scalars(had), this, this + 1, shown})


def _taken(everyone: Sequence[NetworkMember]) -> Mapping[str, int]:
    """How many places each organisation has taken."""
    return Counter(name_key(member.participant.organisation or "") for member in everyone)


def _form(
    request: Request,
    call: StudioCall,
    filled: ParticipantForm,
    refusal: MediaHubError | None = None,
) -> Response:
    network = _network(request, call)
    return call.render(
        "participants/studio/member_add.html",
        422 if filled.errors or refusal else 200,
        network=network,
        home=_home(network),
        year=_year(request, call),
        filled=filled,
        refusal=sentence(refusal, call.language) if refusal else "",
    )


def _page(
    call: StudioCall,
    member: NetworkMember,
    *,
    link: str = "",
    refusal: MediaHubError | None = None,
) -> Response:
    return call.render(
        "participants/studio/member.html",
        409 if refusal else 200,
        member=member,
        network=member.network,
        home=_home(member.network),
        link=link,
        refusal=sentence(refusal, call.language) if refusal else "",
        may_edit=call.may_edit(),
    )
