"""The live link of a webcast: on which address who finds it, by who is to see it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.participants.links import live_link, token
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.portal.feed_tokens import calendar_token, feed_token
from mediahub.recordings.watching.viewers import COOKIE
from mediahub.webcasts.models import LiveAccess, Network, Webcast
from mediahub.webcasts.service import add_webcast, edit_webcast
from tests.conftest import Clock
from tests.factories import make_member, make_network, make_registration, make_webcast
from tests.mediahub.visitor import Visitor, page_of, texts, visiting

LIVE = "https://live.example/hemlig"
SOON = parse_instant("2026-03-11T08:45")
PUBLIC = (
    "/",
    "/webbsandningar",
    "/webbsandningar/dialog",
    "/webbsandningar/dialog.ics",
    "/webbsandningar.ics",
    "/webbsandningar/dialog/anmalan",
    "/natverk/natet",
    "/sok?q=medborgardialog",
    "/sitemap.xml",
    "/nyhetsbrev",
)
"""What anybody may ask for."""
OWN = ("/webbsandningar/dialog/inspelning", "/mina-inspelningar", "/natverk/natet")
"""What shows somebody their own, by the cookie of their link."""


@pytest.fixture
def site(hub: Hub, clock: Clock) -> Iterator[Visitor]:
    clock.now = SOON
    with hub.writing() as db:
        network = make_network(db, slug="natet")
        make_webcast(
            db, slug="dialog", live_url=LIVE, is_form_open=True, network=network, opens_at=SOON
        )
    with visiting(hub) as visitor:
        yield visitor


def choose(hub: Hub, access: LiveAccess | None) -> None:
    with hub.writing() as db:
        db.scalars(select(Webcast)).one().live_access = access


MAKE: dict[str, Callable[[Session, Webcast, Network], Registration | NetworkMember]] = {
    "registered": lambda db, webcast, _: make_registration(db, webcast),
    "waiting": lambda db, webcast, _: make_registration(
        db, webcast, state=RegistrationState.WAITING
    ),
    "cancelled": lambda db, webcast, _: make_registration(
        db, webcast, state=RegistrationState.CANCELLED
    ),
    "registered elsewhere": lambda db, _, __: make_registration(db, make_webcast(db)),
    "member": lambda db, _, network: make_member(db, network, year=SOON.year),
    "former member": lambda db, _, network: make_member(db, network, year=SOON.year, ended_at=SOON),
    "member of another year": lambda db, _, network: make_member(db, network, year=SOON.year - 1),
}


def holder(hub: Hub, who: str) -> Registration | NetworkMember:
    """Somebody new with a link."""
    with hub.writing() as db:
        webcast = db.scalars(select(Webcast).where(Webcast.slug == "dialog")).one()
        assert webcast.network is not None
        return MAKE[who](db, webcast, webcast.network)


def shown(hub: Hub, site: Visitor, path: str, held: Registration | NetworkMember | None) -> bool:
    """Whether the answer holds the live link, or leads there."""
    cookie = f"{COOKIE}={token(hub.settings.secret_keys, held)}" if held is not None else ""
    answer = site.get(path, cookie=cookie)
    assert answer.status_code < 500
    return LIVE in answer.text or LIVE in answer.headers.get("location", "")


@pytest.mark.parametrize("access", [None, *LiveAccess])
def test_stranger_finds_it_only_where_it_is_everyones(
    hub: Hub, site: Visitor, access: LiveAccess | None
) -> None:
    choose(hub, access)
    found = {path for path in (*PUBLIC, *OWN) if shown(hub, site, path, None)}
    assert found == ({"/webbsandningar/dialog"} if access is LiveAccess.EVERYONE else set())


@pytest.mark.parametrize("access", [None, LiveAccess.REGISTERED, LiveAccess.MAIL])
@pytest.mark.parametrize(
    ("who", "may_see"),
    [
        ("registered", True),
        ("member", True),
        ("waiting", False),
        ("cancelled", False),
        ("former member", False),
        ("member of another year", False),
        ("registered elsewhere", False),
    ],
)
def test_those_with_a_seat_find_it_on_pages_of_their_own(
    hub: Hub, site: Visitor, who: str, *, may_see: bool, access: LiveAccess | None
) -> None:
    choose(hub, access)
    held = holder(hub, who)
    secrets = hub.settings.secret_keys
    private = (
        f"/inspelning/{token(secrets, held)}",
        f"/mina-inspelningar/{calendar_token(secrets, held)}.ics",
        f"/mina-inspelningar/{feed_token(secrets, held)}.xml",
    )
    found = {path for path in (*PUBLIC, *OWN, *private) if shown(hub, site, path, held)}
    if not may_see or access is LiveAccess.MAIL:
        assert found == set()
    else:
        assert {"/webbsandningar/dialog/inspelning", "/mina-inspelningar"} <= found <= {*OWN}


def test_link_in_a_mail_leads_on_when_it_is_time(hub: Hub, site: Visitor, clock: Clock) -> None:
    choose(hub, LiveAccess.MAIL)
    held = holder(hub, "registered")
    assert isinstance(held, Registration)
    with hub.reading() as db:
        webcast = db.scalars(select(Webcast)).one()
        link = live_link(hub.settings, held, webcast).removeprefix(hub.settings.origin)
    answer = site.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, LIVE)
    assert answer.headers["referrer-policy"] == "no-referrer"
    clock.now = webcast.starts_at - timedelta(minutes=30, seconds=1)
    early = site.get(link)
    assert (early.status_code, LIVE in early.text) == (200, False)
    assert texts(page_of(early), ".lead") == [
        "Länken leder vidare till sändningen från kl. 08.30 samma dag. Öppna den igen då."
    ]
    clock.now = webcast.ends_at
    late = site.get(link)
    assert (late.status_code, LIVE in late.text) == (200, False)
    assert texts(page_of(late), ".lead")[0].startswith("Sändningen är slut.")


@pytest.mark.parametrize("who", ["waiting", "cancelled", "registered elsewhere"])
def test_link_of_who_has_no_seat_there_leads_nowhere(hub: Hub, site: Visitor, who: str) -> None:
    held = holder(hub, who)
    assert isinstance(held, Registration)
    with hub.reading() as db:
        webcast = db.scalars(select(Webcast).where(Webcast.slug == "dialog")).one()
        link = live_link(hub.settings, held, webcast).removeprefix(hub.settings.origin)
    answer = site.get(link)
    assert (answer.status_code, LIVE in answer.text) == (404, False)


def test_link_that_was_changed_or_revoked_leads_nowhere(hub: Hub, site: Visitor) -> None:
    held = holder(hub, "registered")
    assert isinstance(held, Registration)
    with hub.reading() as db:
        webcast = db.scalars(select(Webcast)).one()
        link = live_link(hub.settings, held, webcast).removeprefix(hub.settings.origin)
    own = token(hub.settings.secret_keys, held)
    for text in (link[:-1], f"{link}/", f"/sandning/{own}", f"/inspelning/{link[10:]}"):
        assert site.get(text).status_code == 404
    with hub.writing() as db:
        db.get_one(Registration, held.id).version += 1
    assert site.get(link).status_code == 404


@pytest.mark.parametrize(
    ("fields", "access"),
    [
        ({}, LiveAccess.EVERYONE),
        ({"price_text": "Kostnadsfritt"}, LiveAccess.EVERYONE),
        ({"price_amount": 0, "price_text": "0 kronor"}, LiveAccess.EVERYONE),
        ({"price_text": "1 200 kronor"}, LiveAccess.REGISTERED),
        ({"price_amount": 1200}, LiveAccess.REGISTERED),
        ({"registration_url": "https://a.example"}, LiveAccess.REGISTERED),
        ({"is_form_open": True, "register_by": date(2026, 3, 1)}, LiveAccess.REGISTERED),
    ],
)
def test_who_sees_it_follows_from_registration_and_price(
    hub: Hub, site: Visitor, fields: dict[str, object], access: LiveAccess
) -> None:
    with hub.writing() as db:
        make_webcast(db, slug="annat", live_url=LIVE, opens_at=SOON, **fields)
    assert shown(hub, site, "/webbsandningar/annat", None) is (access is LiveAccess.EVERYONE)


def test_form_that_is_closed_because_it_is_full_opens_the_link_to_nobody(
    hub: Hub, site: Visitor
) -> None:
    with hub.writing() as db:
        made = add_webcast(
            db,
            now=SOON,
            title="Gratis",
            slug="gratis",
            starts_at=SOON + timedelta(minutes=15),
            ends_at=SOON + timedelta(hours=2),
            opens_at=SOON,
            live_url=LIVE,
            is_form_open=True,
        )
        edit_webcast(db, made, is_form_open=False)
    assert not shown(hub, site, "/webbsandningar/gratis", None)
    with hub.writing() as db:
        made = db.scalars(select(Webcast).where(Webcast.slug == "gratis")).one()
        edit_webcast(db, made, live_access=LiveAccess.EVERYONE)
    assert shown(hub, site, "/webbsandningar/gratis", None)
