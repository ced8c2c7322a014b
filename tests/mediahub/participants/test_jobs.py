"""Chores: raised capacities are used, and attempts at the form are forgotten."""

from sqlalchemy import select

from mediahub.hub import Hub
from mediahub.participants.jobs import fill_seats, forget
from mediahub.participants.models import FormAttempt, Registration, RegistrationState
from mediahub.participants.rate_limit import EMAIL, NETWORK, count_form
from mediahub.webcasts.models import Series, Webcast
from tests.conftest import NOON, Clock
from tests.factories import make_registration, make_series, make_webcast


def test_those_who_wait_are_offered_the_seats_that_were_added(hub: Hub) -> None:
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
        held = db.scalars(select(Registration).order_by(Registration.queue_position)).all()
    offers = [(one.state.value, one.offered_until is not None) for one in held]
    assert offers == [("active", False), ("waiting", True), ("waiting", False)] * 2


def test_old_attempts_are_forgotten(hub: Hub, clock: Clock) -> None:
    with hub.writing() as db:
        count_form(db, ["key"], "192.0.2.1", "anna@boras.se", NOON)
    forget(hub)
    with hub.reading() as db:
        assert len(db.scalars(select(FormAttempt)).all()) == 2
    clock.advance(NETWORK.within)
    forget(hub)
    with hub.reading() as db:
        assert len(db.scalars(select(FormAttempt)).all()) == 1
    clock.advance(EMAIL.within)
    forget(hub)
    with hub.reading() as db:
        assert db.scalars(select(FormAttempt)).all() == []
