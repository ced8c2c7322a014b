"""The room of a network: who may come in, which year, and what stands there."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.participants.models import NetworkMember, Registration
from mediahub.storage import MediaStore
from mediahub.webcasts.models import Network, NetworkDocument, Webcast
from mediahub.webcasts.networks import get_network
from tests.conftest import NOON, Clock
from tests.factories import (
    make_media_file,
    make_member,
    make_network,
    make_participant,
    make_recording,
    make_registration,
    make_webcast,
)
from tests.mediahub.visitor import Visitor, attributes, page_of, select, texts, visiting

ROOM = "/natverk/dialog"
DAY = timedelta(days=1)


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


@pytest.fixture
def member(hub: Hub) -> NetworkMember:
    """Somebody who is a member this year."""
    with hub.writing() as db:
        return make_member(db, make_network(db, slug="dialog", title="Dialog"))


def cookie(hub: Hub, holder: Registration | NetworkMember) -> str:
    return f"inspelning={token(hub.settings.secret_keys, holder)}"


def meet(hub: Hub, title: str, day: int, **fields: object) -> Webcast:
    """A meeting of the network so many days from now."""
    with hub.writing() as db:
        network = get_network(db, "dialog")
        starts_at = NOON + day * DAY
        return make_webcast(db, title=title, starts_at=starts_at, network=network, **fields)


def record(hub: Hub, webcast: Webcast, opens: int, closes: int) -> None:
    with hub.writing() as db:
        make_recording(
            db,
            db.get_one(Webcast, webcast.id),
            opens_at=NOON + opens * DAY,
            closes_at=NOON + closes * DAY,
        )


def hand_out(hub: Hub, store: MediaStore, slug: str = "dialog") -> NetworkDocument:
    key = f"documents/{uuid4()}/handbok.pdf"
    store.put(key, BytesIO(b"%PDF-1.7"), "application/pdf")
    with hub.writing() as db:
        network = get_network(db, slug)
        kind = {"filename": "handbok.pdf", "content_type": "application/pdf"}
        file = make_media_file(db, key=key, size_bytes=2_300_000, **kind)
        document = NetworkDocument(media=file, title="Handbok", position=0)
        network.documents.append(document)
        return document


def test_room_holds_what_comes_what_is_open_and_what_lasts(
    hub: Hub, site: Visitor, store: MediaStore, member: NetworkMember
) -> None:
    record(hub, meet(hub, "Öppen", -3), -2, 9)
    record(hub, meet(hub, "Stängd", -30), -29, -16)
    contact = {"contact_name": "Anders Nordh", "contact_email": "anders@skr.example"}
    coming = meet(hub, "Kommer", 7, **contact)
    meet(hub, "Nyss sänd", -1)
    meet(hub, "Utkast", 8, opens_at=None)
    with hub.writing() as db:
        make_webcast(db, title="Något annat", starts_at=NOON + DAY)
    document = hand_out(hub, store)
    page = page_of(site.get(ROOM, cookie=cookie(hub, member)))
    assert texts(page, "h1") == ["Dialog"]
    assert {
        name: texts(page, f"section[@aria-labelledby='{name}'] h3")
        for name in ("kommande", "inspelningar", "stangda")
    } == {"kommande": ["Kommer"], "inspelningar": ["Öppen", "Nyss sänd"], "stangda": ["Stängd"]}
    calendar = f"/webbsandningar/{coming.slug}.ics"
    assert attributes(page, ".also a", "href") == [calendar]
    assert attributes(page, "section[@aria-labelledby='dokument'] a", "href") == [
        f"{ROOM}/dokument/{document.id}"
    ]
    assert texts(page, "section[@aria-labelledby='dokument'] li") == ["Handbok (PDF, 2,3 MB)"]
    assert texts(page, "section[@aria-labelledby='kontakt'] p") == [
        "Frågor besvaras av Anders Nordh, anders@skr.example."
    ]
    english = page_of(site.get(f"{ROOM}?lang=en", cookie=cookie(hub, member)))
    assert texts(english, "h2")[:2] == ["Coming meetings", "Recordings"]


def test_link_to_the_broadcast_is_there_in_its_time(
    hub: Hub, site: Visitor, clock: Clock, member: NetworkMember
) -> None:
    meet(hub, "Kommer", 7, live_url="https://live.example/1")
    at = "a[@href='https://live.example/1']"
    clock.advance(7 * DAY - timedelta(minutes=31))
    assert select(page_of(site.get(ROOM, cookie=cookie(hub, member))), at) == []
    clock.advance(timedelta(minutes=1))
    assert len(select(page_of(site.get(ROOM, cookie=cookie(hub, member))), at)) == 1


def test_participant_who_is_a_member_comes_in_by_any_link(
    hub: Hub, site: Visitor, member: NetworkMember
) -> None:
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db), participant=member.participant)
    assert site.get(ROOM, cookie=cookie(hub, held)).status_code == 200


def test_strangers_are_told_nothing(hub: Hub, site: Visitor, member: NetworkMember) -> None:
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db))
        other = make_member(db, make_network(db))
        left = make_member(db, db.get_one(Network, member.network_id))
        revoked = make_member(db, db.get_one(Network, member.network_id))
        cookies = [cookie(hub, one) for one in (held, other, left, revoked)]
        left.ended_at, revoked.version = NOON, 2
    unknown = site.get(ROOM)
    assert (unknown.status_code, "Dialog" in unknown.text) == (403, False)
    assert unknown.headers["cache-control"] == "no-store"
    for text in cookies:
        answer = site.get(ROOM, cookie=text)
        assert (answer.status_code, answer.content) == (403, unknown.content)


def test_unknown_room_is_not_here(hub: Hub, site: Visitor, member: NetworkMember) -> None:
    for text in ("", cookie(hub, member)):
        assert site.get("/natverk/annat", cookie=text).status_code == 404


@pytest.mark.parametrize(("year", "status"), [(2025, 403), (2026, 200), (2027, 403)])
def test_membership_is_for_its_year(hub: Hub, site: Visitor, year: int, status: int) -> None:
    with hub.writing() as db:
        member = make_member(db, make_network(db, slug="dialog"), year=year)
    answer = site.get(ROOM, cookie=cookie(hub, member))
    assert answer.status_code == status
    if status == 403:
        page = page_of(answer)
        assert texts(page, "h1") == ["Ditt medlemskap gäller ett annat år"]
        assert str(year) in texts(page, ".lead")[0]


def test_last_years_link_opens_the_room_for_one_who_is_a_member_again(
    hub: Hub, site: Visitor, member: NetworkMember
) -> None:
    with hub.writing() as db:
        network = db.get_one(Network, member.network_id)
        old = make_member(db, network, participant=member.participant, year=2025)
    assert site.get(ROOM, cookie=cookie(hub, old)).status_code == 200


def test_year_begins_at_midnight_in_sweden(
    hub: Hub, site: Visitor, clock: Clock, member: NetworkMember
) -> None:
    clock.now = parse_instant("2026-12-31T23:59:59")
    assert site.get(ROOM, cookie=cookie(hub, member)).status_code == 200
    clock.now = parse_instant("2027-01-01T00:00:00")
    assert site.get(ROOM, cookie=cookie(hub, member)).status_code == 403


def test_document_is_lent_to_members_alone(
    hub: Hub, site: Visitor, store: MediaStore, member: NetworkMember
) -> None:
    address = f"{ROOM}/dokument/{hand_out(hub, store).id}"
    answer = site.get(address, cookie=cookie(hub, member))
    assert answer.status_code == 302
    file = site.get(answer.headers["location"].removeprefix("https://podd.example"))
    assert (file.status_code, file.content) == (200, b"%PDF-1.7")
    assert file.headers["content-disposition"] == 'attachment; filename="handbok.pdf"'
    with hub.writing() as db:
        stranger = make_registration(db, make_webcast(db), participant=make_participant(db))
    for text in ("", cookie(hub, stranger)):
        refused = site.get(address, cookie=text)
        assert (refused.status_code, "location" in refused.headers) == (403, False)


def test_document_of_another_network_is_not_here(
    hub: Hub, site: Visitor, store: MediaStore, member: NetworkMember
) -> None:
    with hub.writing() as db:
        make_network(db, slug="annat")
    for identity in (hand_out(hub, store, "annat").id, uuid4()):
        answer = site.get(f"{ROOM}/dokument/{identity}", cookie=cookie(hub, member))
        assert (answer.status_code, "location" in answer.headers) == (404, False)
