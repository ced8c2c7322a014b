"""Chores: raised capacities are used, and what is past its time goes."""

from datetime import timedelta

from sqlalchemy import select

from mediahub.hub import Hub
from mediahub.participants.jobs import fill_seats, purge
from mediahub.participants.limiting import WITHIN, is_allowed
from mediahub.participants.models import FormAttempt, Participant, Registration, RegistrationState
from mediahub.webcasts.models import Series, Webcast
from tests.conftest import NOON, Clock
from tests.factories import make_registration, make_series, make_webcast


def test_those_who_wait_get_the_seats_that_were_added(hub: Hub) -> None:
    with hub.writing() as db:
        for target in (make_webcast(db, capacity=1), make_series(db, capacity=1)):
            make_registration(db, target)
            make_registration(db, target, state=RegistrationState.WAITING)
            make_registration(db, target, state=RegistrationState.WAITING)
    fill_seats(hub)
    with hub.writing() as db:
        db.scalars(select(Webcast)).one().capacity = 2
        db.scalars(select(Series)).one().capacity = 2
    fill_seats(hub)
    with hub.reading() as db:
        states = db.scalars(select(Registration.state).order_by(Registration.place)).all()
    assert states == ["active", "active", "waiting"] * 2


def test_purge_removes_persons_and_attempts(hub: Hub, clock: Clock) -> None:
    with hub.writing() as db:
        make_registration(db, make_webcast(db))
        is_allowed(db, ["key"], "192.0.2.1", NOON)
    clock.advance(WITHIN)
    purge(hub)
    with hub.reading() as db:
        assert db.scalars(select(FormAttempt)).all() == []
        assert len(db.scalars(select(Participant)).all()) == 1
    clock.advance(timedelta(days=365))
    purge(hub)
    with hub.reading() as db:
        assert db.scalars(select(Participant)).all() == []
