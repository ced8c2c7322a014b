"""Who watches and what they may see: by seat, by series, by network and year, or as everyone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.participants.links import token
from mediahub.participants.models import (
    NetworkMember,
    Participant,
    Registration,
    RegistrationState,
)
from mediahub.recordings.watching.viewers import Viewer, admitted_webcasts, is_admitted, viewer_of
from mediahub.webcasts.models import Access, Network
from tests.conftest import NOON
from tests.factories import (
    CREATED_AT,
    make_network,
    make_participant,
    make_registration,
    make_series,
    make_webcast,
)

KEYS = ("a new key", "an old key")


def make_member(db: Session, network: Network, person: Participant, **more: Any) -> NetworkMember:
    values = {"year": 2026, "version": 1, "created_at": CREATED_AT} | more
    member = NetworkMember(network=network, participant=person, **values)
    db.add(member)
    db.flush()
    return member


def viewer(holder: Registration | NetworkMember) -> Viewer:
    return Viewer(holder.participant, holder)


def test_link_of_a_registration_tells_who(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    assert viewer_of(rows, KEYS, token(KEYS[1:], held)) == Viewer(held.participant, held)


def test_link_of_a_membership_tells_who(rows: Session) -> None:
    member = make_member(rows, make_network(rows), make_participant(rows))
    assert viewer_of(rows, KEYS, token(KEYS, member)) == Viewer(member.participant, member)


def raised(held: Registration) -> None:
    held.version += 1


def ended(state: RegistrationState) -> Callable[[Registration], None]:
    return lambda held: setattr(held, "state", state)


@pytest.mark.parametrize("change", [raised, *map(ended, list(RegistrationState)[1:])])
def test_every_dead_link_is_the_same_refusal(
    rows: Session, change: Callable[[Registration], None]
) -> None:
    held = make_registration(rows, make_webcast(rows))
    text = token(KEYS, held)
    change(held)
    rows.flush()
    with pytest.raises(NotFound) as refusal:
        viewer_of(rows, KEYS, text)
    with pytest.raises(NotFound) as malformed:
        viewer_of(rows, KEYS, "../../etc/passwd")
    assert str(refusal.value) == str(malformed.value)


def test_seat_admits_to_its_webcast_and_to_no_other(db: Session) -> None:
    webcast, other = make_webcast(db), make_webcast(db)
    one = viewer(make_registration(db, webcast))
    assert is_admitted(db, one, webcast, NOON)
    assert not is_admitted(db, one, other, NOON)
    assert not is_admitted(db, None, webcast, NOON)


def test_seat_at_a_course_admits_to_all_of_its_parts(db: Session) -> None:
    series = make_series(db)
    parts = {make_webcast(db, series=series).id for _ in range(2)}
    make_webcast(db, series=make_series(db))
    one = viewer(make_registration(db, series))
    assert {webcast.id for webcast in admitted_webcasts(db, one)} == parts


@pytest.mark.parametrize("state", list(RegistrationState)[1:])
def test_seat_that_is_none_admits_to_nothing(rows: Session, state: RegistrationState) -> None:
    webcast = make_webcast(rows)
    lost = make_registration(rows, webcast, state=state)
    by_other_link = make_registration(rows, make_webcast(rows), participant=lost.participant)
    assert not is_admitted(rows, viewer(by_other_link), webcast, NOON)


def test_one_link_admits_to_all_that_is_the_persons(rows: Session) -> None:
    first = make_registration(rows, make_webcast(rows))
    later = make_webcast(rows, starts_at=NOON + timedelta(days=30))
    make_registration(rows, later, participant=first.participant)
    make_registration(rows, make_webcast(rows))
    assert admitted_webcasts(rows, viewer(first)) == [later, first.webcast]


@pytest.mark.parametrize(
    ("starts_at", "admitted"),
    [
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), False),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), False),
    ],
)
def test_membership_counts_by_the_year_in_sweden(
    db: Session, starts_at: datetime, admitted: bool
) -> None:
    network = make_network(db)
    webcast = make_webcast(db, network=network, starts_at=starts_at)
    member = viewer(make_member(db, network, make_participant(db)))
    assert is_admitted(db, member, webcast, NOON) is admitted


def test_membership_that_ended_or_is_of_another_network_admits_to_nothing(rows: Session) -> None:
    network = make_network(rows)
    webcast = make_webcast(rows, network=network)
    left = make_member(rows, network, make_participant(rows), ended_at=NOON)
    stranger = make_member(rows, make_network(rows), make_participant(rows))
    for member in (left, stranger):
        assert not is_admitted(rows, viewer(member), webcast, NOON)


def test_member_is_admitted_by_the_link_to_another_webcast(rows: Session) -> None:
    network = make_network(rows)
    meeting = make_webcast(rows, network=network)
    held = make_registration(rows, make_webcast(rows))
    make_member(rows, network, held.participant)
    assert is_admitted(rows, viewer(held), meeting, NOON)


def test_replay_is_everyones_once_its_webcast_is_listed(rows: Session) -> None:
    replay = make_webcast(rows, access=Access.PUBLIC, opens_at=NOON)
    assert is_admitted(rows, None, replay, NOON)
    assert not is_admitted(rows, None, replay, NOON - timedelta(seconds=1))


def stranger(db: Session) -> Viewer:
    """Somebody with a seat at another webcast."""
    return viewer(make_registration(db, make_webcast(db)))


def test_anothers_membership_admits_nobody_else(rows: Session) -> None:
    network = make_network(rows)
    meeting = make_webcast(rows, network=network)
    make_member(rows, network, make_participant(rows))
    assert not is_admitted(rows, stranger(rows), meeting, NOON)


@pytest.mark.parametrize("state", list(RegistrationState))
def test_anothers_seat_at_a_course_admits_nobody_else(
    rows: Session, state: RegistrationState
) -> None:
    series = make_series(rows)
    part = make_webcast(rows, series=series)
    make_registration(rows, series, state=state)
    assert not is_admitted(rows, stranger(rows), part, NOON)


@pytest.mark.parametrize("state", list(RegistrationState)[1:])
def test_seat_at_a_course_that_is_none_admits_to_nothing(
    rows: Session, state: RegistrationState
) -> None:
    series = make_series(rows)
    part = make_webcast(rows, series=series)
    one = stranger(rows)
    make_registration(rows, series, participant=one.participant, state=state)
    assert not is_admitted(rows, one, part, NOON)
    assert part not in admitted_webcasts(rows, one)


def test_the_newest_of_a_persons_webcasts_is_first(rows: Session) -> None:
    one = make_participant(rows)
    for days in (3, 1, 4, 2, 5):
        webcast = make_webcast(rows, starts_at=NOON + timedelta(days=days))
        held = make_registration(rows, webcast, participant=one)
    found = admitted_webcasts(rows, viewer(held))
    assert [(webcast.starts_at - NOON).days for webcast in found] == [5, 4, 3, 2, 1]
