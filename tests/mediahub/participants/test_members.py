"""Members of networks: by calendar year in Sweden, with so many places for an organisation."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.clock import parse_instant
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.participants.details import Details
from mediahub.participants.members import (
    add_member,
    end_member,
    get_member,
    is_member,
    list_members,
    revoke_member,
)
from mediahub.participants.models import NetworkMember
from mediahub.webcasts.models import Network
from tests.conftest import NOON
from tests.factories import make_member, make_network, make_participant


def join(
    db: Session,
    network: Network,
    name: str,
    organisation: str | None = "Borås stad",
    year: int = 2026,
) -> NetworkMember:
    details = Details(name.capitalize(), f"{name}@boras.se", organisation)
    return add_member(db, network, details, year=year, actor="command", now=NOON)


def names(db: Session, network: Network, year: int = 2026) -> list[str]:
    return [member.participant.name for member in list_members(db, network, year)]


def test_members_of_a_year_are_listed_by_name(db: Session) -> None:
    network = make_network(db)
    join(db, network, "bo")
    join(db, network, "anna")
    join(db, network, "eva", year=2025)
    assert (names(db, network), names(db, network, 2025)) == (["Anna", "Bo"], ["Eva"])


def test_colleague_without_an_organisation_takes_nobodys_place(db: Session) -> None:
    network = make_network(db, places_per_organisation=1)
    make_member(db, network, year=2026, participant=make_participant(db, organisation=None))
    assert join(db, network, "anna").participant.name == "Anna"


@pytest.mark.parametrize("year", [2021, 2027])
def test_one_becomes_a_member_of_the_year_to_come_or_of_five_before_and_no_other(
    rows: Session, year: int
) -> None:
    network = make_network(rows)
    assert join(rows, network, "anna", year=year).year == year
    beyond = year + (1 if year > NOON.year else -1)
    with pytest.raises(Invalid, match="is not a year to be a member in now"):
        join(rows, network, "bo", year=beyond)


def test_member_of_any_year_is_one_who_has_not_left(rows: Session) -> None:
    network = make_network(rows)
    joined, left = join(rows, network, "anna", year=2025), join(rows, network, "bo")
    end_member(rows, left, actor="command", now=NOON)
    assert rows.scalars(select(NetworkMember).where(is_member())).all() == [joined]
    assert rows.scalars(select(NetworkMember).where(is_member(2026))).all() == []


def test_member_twice_is_one_member(rows: Session) -> None:
    network = make_network(rows)
    assert join(rows, network, "anna") is join(rows, network, "anna")


def test_organisation_has_so_many_places_however_it_is_written(db: Session) -> None:
    network = make_network(db, title="Nätverket", places_per_organisation=2)
    join(db, network, "anna")
    join(db, network, "bo", "BORÅS  STAD")
    with pytest.raises(Conflict) as refusal:
        join(db, network, "eva")
    assert str(refusal.value) == "Borås stad has all of its 2 places in “Nätverket” in 2026."
    join(db, network, "nils", "Göteborgs Stad")
    join(db, network, "kim", year=2027)


def test_place_is_free_when_a_member_leaves(rows: Session) -> None:
    network = make_network(rows, places_per_organisation=1)
    end_member(rows, join(rows, network, "anna"), actor="command", now=NOON)
    join(rows, network, "bo")
    assert names(rows, network) == ["Bo"]


def test_one_who_left_can_come_back_with_a_new_link(rows: Session) -> None:
    network = make_network(rows)
    member = join(rows, network, "anna")
    end_member(rows, member, actor="command", now=NOON)
    again = join(rows, network, "anna")
    assert (again is member, again.ended_at, again.version) == (True, None, 2)


def test_links_can_be_revoked(rows: Session) -> None:
    member = join(rows, make_network(rows), "anna")
    revoke_member(rows, member, actor="command", now=NOON)
    assert (member.version, member.ended_at) == (2, None)


def test_member_needs_an_organisation(rows: Session) -> None:
    with pytest.raises(Invalid, match="A member of a network needs an organisation"):
        join(rows, make_network(rows), "anna", None)


@pytest.mark.parametrize("year", [2020, 2028])
def test_year_is_about_now(rows: Session, year: int) -> None:
    with pytest.raises(Invalid, match=f"{year} is not a year to be a member in now"):
        join(rows, make_network(rows), "anna", year=year)


def test_year_is_the_one_in_sweden(rows: Session) -> None:
    new_year = parse_instant("2027-01-01T00:00")
    details = Details("Anna", "anna@boras.se", "Borås stad")
    add_member(rows, make_network(rows), details, year=2028, actor="command", now=new_year)


def test_member_is_found_by_address_and_year(db: Session) -> None:
    network = make_network(db, title="Nätverket")
    member = join(db, network, "anna")
    assert get_member(db, network, "ANNA@boras.se", 2026) is member
    with pytest.raises(NotFound) as refusal:
        get_member(db, network, "anna@boras.se", 2025)
    assert str(refusal.value) == "“anna@boras.se” is not a member of “Nätverket” in 2025."


def test_another_network_year_and_person_are_left_alone(db: Session) -> None:
    network, other = make_network(db, places_per_organisation=2), make_network(db)
    wanted = join(db, network, "anna")
    neighbours = [
        join(db, other, "anna"),
        join(db, network, "anna", year=2027),
        join(db, network, "bo"),
    ]
    assert len({wanted, *neighbours}) == 4
    assert get_member(db, network, "anna@boras.se", 2026) is wanted
    assert list_members(db, network, 2026) == [wanted, neighbours[2]]
    end_member(db, wanted, actor="x", now=NOON)
    assert [one.ended_at for one in neighbours] == [None] * 3
    with pytest.raises(NotFound):
        get_member(db, network, "anna@boras.se", 2026)
    assert join(db, network, "anna") is wanted


def test_places_that_colleagues_have_in_other_networks_and_years_are_not_counted(
    db: Session,
) -> None:
    network, other = make_network(db, places_per_organisation=1), make_network(db)
    join(db, other, "anna")
    join(db, network, "bo", year=2027)
    join(db, network, "eva")
    assert names(db, network) == ["Eva"]


@pytest.mark.parametrize("year", [2025, 2027])
def test_the_years_beside_this_are_years_to_be_a_member_in(rows: Session, year: int) -> None:
    assert join(rows, make_network(rows), "anna", year=year).year == year


def test_what_becomes_of_a_membership_is_in_the_log(rows: Session) -> None:
    member = join(rows, make_network(rows), "anna")
    revoke_member(rows, member, actor="x", now=NOON, reason="Borttappad")
    end_member(rows, member, actor="y", now=NOON, reason="Slutat")
    entries = rows.scalars(select(AuditEntry).where(AuditEntry.subject_id == member.id)).all()
    found = {one.action: (one.actor, one.subject_kind, one.reason, one.after) for one in entries}
    ended_at = NOON.isoformat()
    assert found == {
        "member.add": ("command", "member", None, _as_noted(1, None)),
        "member.revoke": ("x", "member", "Borttappad", _as_noted(2, None)),
        "member.end": ("y", "member", "Slutat", _as_noted(3, ended_at)),
    }


def _as_noted(version: int, ended_at: str | None) -> dict[str, object]:
    return {"year": 2026, "version": version, "ended_at": ended_at}


def test_staff_correct_the_name_of_one_who_is_known(rows: Session) -> None:
    network = make_network(rows)
    member = join(rows, network, "anna")
    details = Details("Anna Ek", "anna@boras.se", "Borås stad")
    add_member(rows, network, details, year=2026, actor="command", now=NOON)
    assert member.participant.name == "Anna Ek"
