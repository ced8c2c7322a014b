"""Participants in the studio: listed, searched, added and taken out; who may."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from mediahub.accounts import users
from mediahub.accounts.models import AuditEntry, Role
from mediahub.hub import Hub
from mediahub.participants.links import personal_link
from mediahub.participants.models import Participant, Registration, RegistrationState, Source
from mediahub.webcasts.models import Webcast
from tests.conftest import NOON
from tests.factories import (
    make_participant,
    make_registration,
    make_series,
    make_show,
    make_user,
    make_webcast,
)
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of, texts

LIST = "/studio/webbsandningar/dialog/deltagare"
ANNA = {"name": "Anna Ek", "email": "Anna.Ek@boras.se", "organisation": "Borås stad"}


@pytest.fixture
def held(studio: Hub) -> UUID:
    """The registration of Åsa, the first of three at the webcast."""
    with studio.writing() as db:
        series = make_series(db, slug="kurs")
        webcast = make_webcast(db, slug="dialog", series=series, capacity=2)
        asa = make_participant(db, name="Åsa Öst", email="asa@boras.se")
        first = make_registration(db, webcast, participant=asa)
        make_registration(db, webcast)
        make_registration(db, webcast, state=RegistrationState.CANCELLED, ended_at=NOON)
        make_registration(db, series)
        return first.id


@pytest.fixture
def member(studio: Hub, held: UUID) -> Iterator[Member]:
    with studio.writing() as db:
        user = make_user(db)
    with at_work(studio, user) as opened:
        yield opened


def actions(hub: Hub) -> list[str]:
    with hub.reading() as db:
        by_people = select(AuditEntry.action).where(AuditEntry.actor != "command")
        return list(db.scalars(by_people.order_by(AuditEntry.action)))


def names(member: Member, path: str = LIST, **asked: str) -> int:
    answer = member.get(path, **asked)
    assert answer.status_code == 200
    return len(said(answer, "tbody tr"))


def test_listed(member: Member) -> None:
    assert said(member.get("/studio/deltagare"), "tbody[1] tr") == [
        "Medborgardialog som ett systematiskt arbetssätt11 March 2026 2 0 2",
        "Medborgardialog från grunden 1 0 any number",
    ]
    page = member.get(LIST, ordning="plats")
    assert said(page, "tbody tr[1] td") == ["Borås stad", "Has a seat", "1 March 2026", "Works"]
    assert "2 have a seat of 2 · 0 wait · 1 has cancelled" in said(page, "main .meta")
    assert names(member, "/studio/kurser/kurs/deltagare") == 1


def test_filtered_and_searched(member: Member) -> None:
    assert names(member) == 2
    assert names(member, visa="avbokade") == 1
    assert names(member, visa="alla", ordning="organisation") == 3
    assert names(member, sok="åsa borås") == 1
    assert names(member, sok="%") == 0
    assert member.get(LIST, sida="2").status_code == 404


def test_added(studio: Hub, member: Member) -> None:
    answer = member.fill_in(f"{LIST}/ny", ANNA | {"language": "en", "state": "active"})
    page = member.get(answer.headers["location"])
    assert said(page, ".is-done") == ["Registered."]
    with studio.reading() as db:
        found = db.scalars(select(Registration).where(Registration.language == "en")).one()
        assert (found.participant.email, found.is_notified) == ("anna.ek@boras.se", True)
        assert found.state is RegistrationState.WAITING
    again = member.fill_in(f"{LIST}/ny", ANNA)
    assert again.headers["location"].endswith(f"{found.id}?klart=fanns")
    assert actions(studio) == ["registration.add"]


def test_too_long_texts_are_counted_and_kept_whole(member: Member) -> None:
    long = {"name": "a" * 1000, "email": "b" * 1000, "organisation": "c" * 1000}
    page = page_of(member.fill_in(f"{LIST}/ny", long))
    assert sum("is 1000 characters" in one for one in texts(page, ".wrong li")) == 2
    assert [attributes(page, f"#{name}", "value") for name in long] == [
        [one] for one in long.values()
    ]


def test_form_comes_back(member: Member) -> None:
    answer = member.fill_in(f"{LIST}/ny", {"name": "Bo", "email": "bo"})
    assert answer.status_code == 422
    assert said(answer, ".wrong li") == [
        "“bo” is not an e-mail address. Write it as namn@kommun.se."
    ]
    assert 'value="Bo"' in answer.text


def test_taken_out(studio: Hub, member: Member) -> None:
    answer = member.post(f"{LIST}/exportera", {"slag": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Åsa Öst;asa@boras.se;Borås stad;Has a seat;")
    assert len(lines) == 3
    workbook = member.post(f"{LIST}/exportera", {"slag": "xlsx", "alla": "1"})
    assert workbook.content[:2] == b"PK"
    assert actions(studio) == ["participants.export", "participants.export"]


def test_links_taken_out(studio: Hub, member: Member, held: UUID) -> None:
    answer = member.post(f"{LIST}/exportera-lankar", {})
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.content.decode("utf-8-sig").splitlines()
    with studio.reading() as db:
        seated = [
            one
            for one in db.scalars(select(Registration).where(Registration.webcast_id.is_not(None)))
            if one.state is RegistrationState.ACTIVE
        ]
        links = {personal_link(studio.settings, one) for one in seated}
    assert {line.split(";")[3] for line in lines[1:]} == links
    assert len(lines) == 1 + len(seated)
    assert actions(studio) == ["participants.export_links"]


def test_staff_and_limited_producers_look(studio: Hub, held: UUID) -> None:
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
        role, show = Role.PRODUCER, make_show(db)
        limited = users.add_user(
            db, "bo@skr.example", "Bo", role, actor="command", now=NOON, shows=[show.id]
        )
    for user in (staff, limited):
        with at_work(studio, user) as member:
            assert said(member.get(LIST), "main .button") == ["Search"]
            assert said(member.get(f"{LIST}/{held}"), "main form") == []
            assert member.get(f"{LIST}/ny").status_code == 403
            acts = ("visa-lank", "avboka", "ratta", "stoppa-mejl", "slapp-mejl")
            lists = ("exportera", "exportera-lankar", "importera", "ny")
            for act in (*lists, *(f"{held}/{act}" for act in acts)):
                assert member.post(f"{LIST}/{act}", ANNA).status_code == 403
            assert member.get("/studio/personuppgifter").status_code == 403
            assert member.get("/studio/webbsandningar/annat/deltagare").status_code == 404


def test_ten_thousand_in_small_pages(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        webcast_id = db.scalars(select(Webcast.id)).one()
        people = [
            {"id": uuid4(), "name": f"Person {n}", "email": f"p{n}@boras.se", "created_at": NOON}
            for n in range(10_000)
        ]
        db.execute(insert(Participant), people)
        common = {"source": Source.IMPORT, "created_at": NOON, "webcast_id": webcast_id}
        rows = [{"participant_id": one["id"], "queue_position": n} for n, one in enumerate(people)]
        db.execute(insert(Registration), [row | common for row in rows])
    page = member.get(LIST, ordning="namn", sida="201")
    assert len(said(page, "tbody tr")) == 2
    assert len(member.get(LIST).text) < 100_000
    assert names(member, sok="person 9999") == 1
