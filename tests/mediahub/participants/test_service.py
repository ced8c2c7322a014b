"""Who is registered for what: each found among neighbours that differ in one thing."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.service import (
    find_participant,
    find_registration,
    get_registration,
    is_covering,
    list_registrations,
)
from mediahub.participants.studio.queries import (
    Numbers,
    RegistrationFilter,
    count_alive,
    count_registrations,
    count_states,
    search_registrations,
)
from tests.factories import make_participant, make_registration, make_series, make_webcast

ACTIVE, WAITING, CANCELLED, TRANSFERRED = RegistrationState


def test_one_is_found_by_person_target_and_state(db: Session) -> None:
    webcast, other, series = make_webcast(db), make_webcast(db), make_series(db)
    one, stranger = make_participant(db), make_participant(db)
    make_registration(db, webcast, participant=one, state=CANCELLED)
    wanted = make_registration(db, webcast, participant=one)
    make_registration(db, webcast, participant=stranger)
    elsewhere = make_registration(db, other, participant=one, state=WAITING)
    of_series = make_registration(db, series, participant=one)
    for target, held in ((webcast, wanted), (other, elsewhere), (series, of_series)):
        assert find_registration(db, target, one) is held
        assert get_registration(db, target, one.email.upper()) is held
    assert find_registration(db, other, stranger) is None
    with pytest.raises(NotFound):
        get_registration(db, other, stranger.email)
    assert find_participant(db, stranger.email) is stranger


def test_series_covers_its_own_webcasts_alone(db: Session) -> None:
    series, other = make_series(db), make_series(db)
    part, alone = make_webcast(db, series=series), make_webcast(db)
    held = make_registration(db, series)
    own = make_registration(db, part)
    make_registration(db, other)
    single = make_registration(db, alone)
    covering = {
        target: set(db.scalars(select(Registration).where(is_covering(target))))
        for target in (part, alone, series)
    }
    assert covering == {part: {held, own}, alone: {single}, series: {held}}


def test_lists_are_of_their_target_and_states_in_the_order_of_places(db: Session) -> None:
    webcast, other = make_webcast(db), make_webcast(db)
    third = make_registration(db, webcast, queue_position=3)
    first = make_registration(db, webcast, queue_position=1, state=WAITING)
    second = make_registration(db, webcast, queue_position=2, state=CANCELLED)
    make_registration(db, other, queue_position=1)
    assert list_registrations(db, webcast) == [first, third]
    assert list_registrations(db, webcast, [CANCELLED]) == [second]
    assert list_registrations(db, webcast, [TRANSFERRED]) == []


def test_lists_of_the_studio_are_of_their_target_states_and_words(db: Session) -> None:
    webcast, other = make_webcast(db), make_webcast(db)
    anna = make_participant(db, name="Anna Ek")
    wanted = make_registration(db, webcast, participant=anna)
    make_registration(db, webcast, participant=make_participant(db, name="Bo Ek"))
    make_registration(db, webcast, state=CANCELLED, participant=make_participant(db, name="Anna B"))
    make_registration(db, other, participant=make_participant(db, name="Anna Ek"))
    for text in ("anna", "ek anna", anna.email):
        asked = RegistrationFilter(text=text)
        assert search_registrations(db, webcast, asked, limit=10) == [wanted]
        assert count_registrations(db, webcast, asked) == 1
    assert count_registrations(db, webcast, RegistrationFilter()) == 2
    assert count_registrations(db, webcast, RegistrationFilter(states=[CANCELLED])) == 1


def test_numbers_are_of_their_target_and_state(db: Session) -> None:
    webcast, series, other = make_webcast(db), make_series(db), make_webcast(db)
    for target, state in (
        (webcast, ACTIVE),
        (webcast, ACTIVE),
        (webcast, WAITING),
        (webcast, CANCELLED),
        (series, ACTIVE),
        (other, WAITING),
    ):
        make_registration(db, target, state=state)
    assert count_states(db, webcast) == {ACTIVE: 2, WAITING: 1, CANCELLED: 1, TRANSFERRED: 0}
    assert count_alive(db, [webcast, series]) == {webcast.id: Numbers(2, 1), series.id: Numbers(1)}
