"""Personal links: one text opens one door, and everything else is the same refusal."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, NotFound
from mediahub.participants.links import (
    link_to_give,
    member_of,
    personal_link,
    registration_of,
    token,
    waitlist_link,
    waitlisted_of,
)
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.settings import Settings
from mediahub.signatures import sign
from tests.factories import (
    CREATED_AT,
    make_network,
    make_participant,
    make_registration,
    make_webcast,
)

OLD, NEW = "an old key", "a new key"
REFUSAL = "The link leads nowhere. It may be incomplete, or no longer in use."


@pytest.fixture
def held(rows: Session) -> Registration:
    return make_registration(rows, make_webcast(rows))


def make_member(db: Session) -> NetworkMember:
    member = NetworkMember(
        network=make_network(db),
        participant=make_participant(db),
        year=2026,
        version=1,
        created_at=CREATED_AT,
    )
    db.add(member)
    db.flush()
    return member


def refusals(db: Session, text: str) -> list[str]:
    told = []
    for door in (registration_of, member_of):
        with pytest.raises(NotFound) as refusal:
            door(db, [NEW, OLD], text)
        told.append(str(refusal.value))
    return told


def test_link_opens_its_registration(rows: Session, held: Registration) -> None:
    assert registration_of(rows, [NEW], token([NEW], held)) is held


def test_link_stands_at_the_address_of_recordings(settings: Settings, held: Registration) -> None:
    text = token(settings.secret_keys, held)
    assert personal_link(settings, held) == f"https://podd.example/inspelning/{text}"


def test_link_by_a_key_that_was_rotated_out_still_opens(rows: Session, held: Registration) -> None:
    assert registration_of(rows, [NEW, OLD], token([OLD], held)) is held


@pytest.mark.parametrize(
    "state",
    [RegistrationState.WAITING, RegistrationState.CANCELLED, RegistrationState.TRANSFERRED],
)
def test_link_of_one_without_a_seat_leads_nowhere(
    rows: Session, held: Registration, state: RegistrationState
) -> None:
    held.state = state
    assert refusals(rows, token([NEW], held)) == [REFUSAL] * 2


def test_link_of_an_older_version_leads_nowhere(rows: Session, held: Registration) -> None:
    text = token([NEW], held)
    held.version += 1
    assert refusals(rows, text) == [REFUSAL] * 2


def test_link_of_somebody_unknown_leads_nowhere(rows: Session) -> None:
    key = uuid4().hex
    assert refusals(rows, key + sign([NEW], "participant", key, "0")) == [REFUSAL] * 2


def test_link_by_another_key_leads_nowhere(rows: Session, held: Registration) -> None:
    assert refusals(rows, token(["a stranger's key"], held)) == [REFUSAL] * 2


def test_link_with_any_letter_changed_leads_nowhere(rows: Session, held: Registration) -> None:
    text = token([NEW], held)
    for at, letter in enumerate(text):
        other = "1" if letter == "0" else "0"
        assert refusals(rows, text[:at] + other + text[at + 1 :]) == [REFUSAL] * 2


def test_link_has_one_spelling(rows: Session, held: Registration) -> None:
    text = token([NEW], held)
    for other in (text.upper(), text[:-1], text + "0", text + "=", f" {text}", text + "\n"):
        assert refusals(rows, other) == [REFUSAL] * 2


@given(st.text(max_size=90))
def test_no_text_is_a_link(text: str) -> None:
    with pytest.raises(NotFound):
        registration_of(Session(), [NEW], text)


def test_link_of_a_member_opens_the_membership_alone(rows: Session) -> None:
    member = make_member(rows)
    text = token([NEW], member)
    assert member_of(rows, [NEW], text) is member
    with pytest.raises(NotFound):
        registration_of(rows, [NEW], text)


def test_link_of_a_registration_opens_no_membership(rows: Session, held: Registration) -> None:
    with pytest.raises(NotFound):
        member_of(rows, [NEW], token([NEW], held))


def test_link_of_one_who_left_leads_nowhere(rows: Session) -> None:
    member = make_member(rows)
    member.ended_at = CREATED_AT
    assert refusals(rows, token([NEW], member)) == [REFUSAL] * 2


def test_link_opens_its_own_row_among_others(rows: Session) -> None:
    seats = [make_registration(rows, make_webcast(rows)) for _ in range(2)]
    members = [make_member(rows) for _ in range(2)]
    assert [registration_of(rows, [NEW], token([NEW], one)) for one in seats] == seats
    assert [member_of(rows, [NEW], token([NEW], one)) for one in members] == members


@pytest.mark.parametrize(
    ("state", "is_shown"),
    [
        (RegistrationState.ACTIVE, True),
        (RegistrationState.WAITING, True),
        (RegistrationState.CANCELLED, False),
        (RegistrationState.TRANSFERRED, False),
    ],
)
def test_place_is_of_one_who_waits_or_has_a_seat(
    rows: Session, settings: Settings, held: Registration, state: RegistrationState, is_shown: bool
) -> None:
    make_registration(rows, make_webcast(rows))
    held.state = state
    text = waitlist_link(settings, held).rpartition("/")[2]
    if is_shown:
        assert waitlisted_of(rows, settings.secret_keys, text) is held
    else:
        with pytest.raises(NotFound):
            waitlisted_of(rows, settings.secret_keys, text)


def test_link_of_a_row_that_is_gone_leads_nowhere(rows: Session, settings: Settings) -> None:
    """Also when it is signed over the version that stands for no row."""
    gone = Registration(id=uuid4(), version=0)
    assert refusals(rows, token([NEW], gone)) == [REFUSAL] * 2
    text = waitlist_link(settings, gone).rpartition("/")[2]
    with pytest.raises(NotFound):
        waitlisted_of(rows, settings.secret_keys, text)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (RegistrationState.WAITING, "Anna Ek is on the waiting list and has no link."),
        (RegistrationState.CANCELLED, "Anna Ek has no seat any more, and no link."),
        (RegistrationState.TRANSFERRED, "Anna Ek has no seat any more, and no link."),
    ],
)
def test_link_is_given_to_those_with_a_seat_alone(
    rows: Session, settings: Settings, held: Registration, state: RegistrationState, why: str
) -> None:
    held.participant.name = "Anna Ek"
    assert link_to_give(settings, held) == personal_link(settings, held)
    held.state = state
    with pytest.raises(Conflict) as refusal:
        link_to_give(settings, held)
    assert str(refusal.value) == why
