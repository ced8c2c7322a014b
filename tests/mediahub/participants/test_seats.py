"""Two hundred at once for fifty seats: with the lock exactly fifty get in, without it more do."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier, RLock
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from mediahub.db import Base, date_changes, open_engine
from mediahub.participants import seats
from mediahub.participants.details import Details
from mediahub.participants.models import Participant, Registration, RegistrationState, Source
from mediahub.participants.registering import register
from mediahub.webcasts.models import Webcast
from tests.conftest import NOON, Sent
from tests.factories import make_registration, make_series, make_webcast

CROWD, SEATS = 200, 50


@pytest.fixture
def pool(database_url: str) -> Iterator[Engine]:
    """As many connections as a server has, for more people than that."""
    engine = open_engine(database_url, threads=40)
    yield engine
    engine.dispose()


def writers(pool: Engine, *, is_first_to_say: bool = True) -> sessionmaker[Session]:
    """Sessions as the edges open them; or on SQLite ones that only say later that they write."""
    made = sessionmaker(
        pool.execution_options(writing=is_first_to_say),
        info={"now": lambda: NOON, "senders": Sent()},
    )
    event.listen(made, "before_flush", date_changes)
    return made


def add_webcast(made: sessionmaker[Session], capacity: int) -> UUID:
    with made.begin() as db:
        return make_webcast(db, capacity=capacity, is_form_open=True).id


def come(made: sessionmaker[Session], webcast: UUID, number: int) -> str:
    details = Details(f"Deltagare {number}", f"{number}@boras.se", "Borås stad")
    with made.begin() as db:
        target = db.get_one(Webcast, webcast)
        return register(db, target, details, Source.FORM, NOON).state.value


def states(made: sessionmaker[Session], webcast: UUID) -> list[RegistrationState]:
    with made.begin() as db:
        query = select(Registration.state).where(Registration.webcast_id == webcast)
        return list(db.scalars(query.order_by(Registration.place)))


def test_exactly_the_seats_there_are_and_the_rest_in_order(pool: Engine) -> None:
    made = writers(pool)
    webcast = add_webcast(made, SEATS)
    start = Barrier(CROWD)
    # As `Hub.writing` has it: in SQLite's own queue a crowd starves some of those who wait.
    turn = RLock() if pool.dialect.name == "sqlite" else nullcontext()

    def one(number: int) -> str:
        start.wait(30)
        with turn:
            return come(made, webcast, number)

    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(one, range(CROWD)))

    assert sorted(answers) == ["active"] * SEATS + ["waiting"] * (CROWD - SEATS)
    assert states(made, webcast) == ["active"] * SEATS + ["waiting"] * (CROWD - SEATS)
    with made.begin() as db:
        places = db.scalars(select(Registration.place).order_by(Registration.place)).all()
    assert places == list(range(1, CROWD + 1))


def together(made: sessionmaker[Session], count: int, kind: type[Base]) -> None:
    """Nobody writes a row of this kind before everybody is about to."""
    ready = Barrier(count)

    def wait(session: Session, *_: object) -> None:
        if any(isinstance(row, kind) for row in session.new):
            ready.wait(10)

    event.listen(made, "before_flush", wait)


def test_without_the_lock_more_get_in_than_there_are_seats(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the test above would notice if the lock were gone."""
    engine = open_engine(postgresql_url, threads=10)
    made = writers(engine)
    webcast = add_webcast(made, 1)
    monkeypatch.setattr(seats, "hold", lambda *_: None)
    together(made, 4, Registration)
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda number: come(made, webcast, number), range(4)))
    engine.dispose()
    assert answers == ["active"] * 4


def test_on_sqlite_those_who_do_not_say_first_that_they_write_are_thrown_out(
    sqlite_url: str,
) -> None:
    """SQLite has no rows to lock; what holds there is that a writer is alone from its start."""
    engine = open_engine(sqlite_url, threads=10)
    webcast = add_webcast(writers(engine), 1)
    made = writers(engine, is_first_to_say=False)
    together(made, 4, Participant)

    def one(number: int) -> str:
        try:
            return come(made, webcast, number)
        except OperationalError:
            return "thrown out"

    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(one, range(4)))
    engine.dispose()
    assert sorted(answers) == ["active"] + ["thrown out"] * 3


def test_two_with_the_same_address_at_once_are_one_participant(pool: Engine) -> None:
    made = writers(pool)
    webcasts = [add_webcast(made, 1) for _ in range(8)]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda webcast: come(made, webcast, 1), webcasts))
    assert answers == ["active"] * 8
    with made.begin() as db:
        assert len(set(db.scalars(select(Registration.participant_id)))) == 1


def test_those_who_wait_elsewhere_are_not_before_one(rows: Session) -> None:
    waiting = RegistrationState.WAITING
    webcast = make_webcast(rows)
    make_registration(rows, make_webcast(rows), state=waiting)
    make_registration(rows, make_series(rows), state=waiting)
    make_registration(rows, webcast)
    first = make_registration(rows, webcast, state=waiting)
    second = make_registration(rows, webcast, state=waiting)
    assert [seats.place_in_line(rows, held) for held in (first, second)] == [1, 2]
