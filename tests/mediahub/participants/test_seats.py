"""Two hundred at once for fifty seats: with the lock exactly fifty get in, without it more do."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from threading import Barrier, Event, RLock
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from mediahub.accounts.models import AuditEntry
from mediahub.db import Base, open_engine, touch_changes
from mediahub.errors import Busy, MediaHubError
from mediahub.participants import registration_actions, seats
from mediahub.participants.details import Details
from mediahub.participants.models import Participant, Registration, RegistrationState, Source
from mediahub.participants.registration import register
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
    event.listen(made, "before_flush", touch_changes)
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
        return list(db.scalars(query.order_by(Registration.queue_position)))


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
        places = db.scalars(
            select(Registration.queue_position).order_by(Registration.queue_position)
        ).all()
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
    monkeypatch.setattr(seats, "lock_capacity", lambda *_: None)
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
        except Busy:
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
    assert [seats.position_in_queue(rows, held) for held in (first, second)] == [1, 2]


@dataclass(frozen=True, slots=True)
class Step:
    """What one of two people does in a transaction of their own, while the other waits."""

    do: Callable[[Session, Registration], None]
    has_done: Event = field(default_factory=Event)

    def run(self, made: sessionmaker[Session], identity: UUID, may_end: Event) -> str:
        """What became of it."""
        try:
            with made.begin() as db:
                self.do(db, db.get_one(Registration, identity))
                self.has_done.set()
                assert may_end.wait(10)
                return "done"
        except MediaHubError as error:
            return type(error).__name__


def meet(made: sessionmaker[Session], *steps: tuple[Step, UUID]) -> list[str]:
    """Two steps at once; the first has done what it does before the second begins."""
    (one, its), (other, theirs) = steps
    may_end = Event()
    with ThreadPoolExecutor(2) as both:
        first = both.submit(one.run, made, its, may_end)
        assert one.has_done.wait(10)
        second = both.submit(other.run, made, theirs, may_end)
        with pytest.raises(TimeoutError):
            second.result(0.3)  # it waits for the one that came first
        may_end.set()
        return [first.result(10), second.result(10)]


def take(db: Session, held: Registration) -> None:
    seats.take(db, held, actor="participant", now=NOON)


def cancel(db: Session, held: Registration) -> None:
    registration_actions.cancel(db, held, actor="participant", now=NOON)


def add_line(made: sessionmaker[Session], waiting: int, *, has_passed: bool = False) -> list[UUID]:
    """So many who wait for one seat: it is offered to the first, or all have let it pass."""
    with made.begin() as db:
        webcast = make_webcast(db, capacity=1)
        state, passed_at = RegistrationState.WAITING, NOON if has_passed else None
        line = [
            make_registration(db, webcast, state=state, passed_at=passed_at) for _ in range(waiting)
        ]
        seats.reallocate(db, webcast, NOON)
        return [held.id for held in line]


@pytest.mark.parametrize("is_taken_first", [True, False])
def test_one_who_takes_an_offered_seat_and_cancels_at_once_has_none(
    pool: Engine, *, is_taken_first: bool
) -> None:
    made = writers(pool)
    first, second = add_line(made, 2)
    steps = [(Step(take), first), (Step(cancel), first)]
    answers = meet(made, *(steps if is_taken_first else reversed(steps)))
    assert answers == (["done", "done"] if is_taken_first else ["done", "Conflict"])
    with made.begin() as db:
        ended, following = (db.get_one(Registration, one) for one in (first, second))
        assert ended.state is RegistrationState.CANCELLED
        assert (following.state, following.offered_until is None) == ("waiting", False)
        noted = db.scalars(select(AuditEntry).where(AuditEntry.action == "registration.cancel"))
        state = "active" if is_taken_first else "waiting"
        assert [(entry.before or {})["state"] for entry in noted] == [state]


def test_of_two_who_take_the_seat_that_both_let_pass_one_gets_it(pool: Engine) -> None:
    made = writers(pool)
    first, second = add_line(made, 2, has_passed=True)
    assert meet(made, (Step(take), first), (Step(take), second)) == ["done", "Gone"]
    with made.begin() as db:
        states = [db.get_one(Registration, one).state for one in (first, second)]
    assert states == ["active", "waiting"]


def test_seat_that_is_cancelled_meanwhile_is_taken_by_who_let_it_pass(pool: Engine) -> None:
    made = writers(pool)
    (passed,) = add_line(made, 1, has_passed=True)
    with made.begin() as db:
        webcast = db.get_one(Registration, passed).webcast
        assert webcast is not None
        seated = make_registration(db, webcast).id
    assert meet(made, (Step(cancel), seated), (Step(take), passed)) == ["done", "done"]
    with made.begin() as db:
        states = [db.get_one(Registration, one).state for one in (seated, passed)]
    assert states == ["cancelled", "active"]


def test_number_of_seats_without_end_is_free_whoever_waits(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=None)
    make_registration(rows, webcast, state=RegistrationState.WAITING)
    assert seats.count(rows, webcast).free is None
