"""Members of a network in the studio: by year, with the places of an organisation."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry, Role
from mediahub.hub import Hub
from mediahub.participants.links import personal_link
from mediahub.participants.models import NetworkMember
from tests.factories import make_member, make_network, make_participant, make_user
from tests.mediahub.studio import Member, at_work, said

HOME = "/studio/natverk/dialog/medlemmar"
EVA = {"name": "Eva Alm", "email": "eva@boras.se", "organisation": "Borås  Stad"}


@pytest.fixture
def anna(studio: Hub) -> UUID:
    """Anna's membership of this year; Borås stad has two places."""
    with studio.writing() as db:
        network = make_network(db, slug="dialog")
        make_network(db, slug="annat")
        anna = make_participant(db, name="Anna Ek", email="anna.ek@boras.se")
        make_member(db, network, year=2025)
        return make_member(db, network, participant=anna).id


@pytest.fixture
def member(studio: Hub, anna: UUID) -> Iterator[Member]:
    with studio.writing() as db:
        user = make_user(db)
    with at_work(studio, user) as opened:
        yield opened


def test_by_year_with_places(member: Member) -> None:
    page = member.get(HOME)
    assert said(page, "tbody tr") == ["Anna Ekanna.ek@boras.se Borås stad 1 of 2 1 March 2026"]
    assert said(page, "nav[@aria-label='Year']") == ["2025 · 2026 · 2027"]
    assert said(member.get(HOME, ar="2027"), ".empty") == [
        "Nobody is a member in 2027 yet. Add a member"
    ]
    assert member.get(HOME, ar="x").status_code == 200


def test_added_until_the_places_are_taken(member: Member) -> None:
    answer = member.fill_in(f"{HOME}/ny?ar=2026", EVA)
    assert said(member.get(answer.headers["location"]), ".is-done") == ["Is a member."]
    assert said(member.get(HOME), "tbody td[2]") == ["2 of 2", "2 of 2"]
    full = member.fill_in(f"{HOME}/ny?ar=2026", EVA | {"email": "bo@boras.se", "name": "Bo"})
    assert full.status_code == 422
    assert said(full, ".wrong p")[0].startswith("Borås Stad has all of its 2 places")
    nowhere = member.fill_in(f"{HOME}/ny?ar=2026", {"name": "Bo", "email": "bo@boras.se"})
    assert said(nowhere, ".wrong p") == ["A member of a network needs an organisation."]
    assert said(member.post(f"{HOME}/ny", {}), ".wrong li")[0] == "A name is missing."


def test_link_revoked_and_ended(studio: Hub, anna: UUID, member: Member) -> None:
    path = f"{HOME}/{anna}"
    with studio.reading() as db:
        link = personal_link(studio.settings, db.get_one(NetworkMember, anna))
    assert said(member.post(f"{path}/visa-lank", {}), ".secret code") == [link]
    assert member.post(f"{path}/aterkalla", {"reason": "Läckt"}).status_code == 303
    assert link not in member.post(f"{path}/visa-lank", {}).text
    assert member.post(f"{path}/avsluta", {}).headers["location"] == f"{path}?klart=avslutad"
    for act in ("visa-lank", "aterkalla", "avsluta"):
        answer = member.post(f"{path}/{act}", {})
        assert said(answer, ".wrong p") == ["Anna Ek is not a member any more."]
    with studio.reading() as db:
        noted = select(AuditEntry.action).where(AuditEntry.subject_id == anna)
        assert sorted(db.scalars(noted)) == [
            "member.end", "member.revoke", "member.show_link", "member.show_link"
        ]  # fmt: skip


def test_only_below_its_own_network_and_for_producers(
    studio: Hub, anna: UUID, member: Member
) -> None:
    assert member.get(f"/studio/natverk/annat/medlemmar/{anna}").status_code == 404
    assert member.post(f"/studio/natverk/annat/medlemmar/{anna}/avsluta", {}).status_code == 404
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
    with at_work(studio, staff) as reader:
        assert said(reader.get(f"{HOME}/{anna}"), "main form") == []
        for act in ("ny", f"{anna}/visa-lank", f"{anna}/aterkalla", f"{anna}/avsluta"):
            assert reader.post(f"{HOME}/{act}", EVA).status_code == 403
