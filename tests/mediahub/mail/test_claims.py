"""Of two workers that have the same mail in sight, one gets it and the other changes nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.mail import claims
from mediahub.mail.claims import RETRIES, SILENCE, Claimed
from mediahub.mail.models import BouncedAddress, Mail, MailMessage, MailState
from tests.conftest import NOON, Clock
from tests.mediahub.mail.conftest import all_mails, new_mail, only_mail, put

SECOND = timedelta(seconds=1)
Do = Callable[[Session, Mail, str, datetime], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def outbox(request: pytest.FixtureRequest) -> Hub:
    """A hub whose mails nobody sends, on each kind of database."""
    name = "hub" if request.param == "sqlite" else "on_postgresql"
    hub: Hub = request.getfixturevalue(name)
    return hub


def seen(hub: Hub, size: int = 50) -> list[Mail]:
    with hub.reading() as db:
        return claims.pick(db, hub.now(), size)


def claim(hub: Hub, mails: Sequence[Mail], message: bytes = b"x") -> list[Claimed]:
    with hub.writing() as db:
        made = [(mail, message, f"{mail.id.hex}@podd.example") for mail in mails]
        return claims.claim(db, made, hub.now())


def take_back(hub: Hub) -> int:
    with hub.writing() as db:
        return claims.requeue_stuck(db, hub.now())


def stored(hub: Hub, mail: Mail) -> bytes:
    with hub.reading() as db:
        return db.get_one(MailMessage, mail.id).message


def test_of_two_workers_that_saw_the_same_mail_one_sends_it(outbox: Hub, clock: Clock) -> None:
    put(outbox, new_mail())
    first, second = seen(outbox), seen(outbox)
    assert len(claim(outbox, first, b"first")) == 1
    clock.advance(SECOND)
    assert claim(outbox, second, b"second") == []
    assert only_mail(outbox).tried_at == NOON
    assert stored(outbox, only_mail(outbox)) == b"first"


def test_what_the_other_worker_has_left_is_still_claimed(outbox: Hub) -> None:
    put(outbox, new_mail(1), new_mail(2))
    both = seen(outbox)
    claim(outbox, [mail for mail in both if mail.key == "notice:1"], b"first")
    assert [one.email for one in claim(outbox, both, b"second")] == ["person.2@boras.se"]
    assert [stored(outbox, mail) for mail in all_mails(outbox)] == [b"first", b"second"]


def test_what_failed_again_meanwhile_is_not_claimed_by_who_saw_it_before(
    outbox: Hub, clock: Clock
) -> None:
    """It waits in the same state, but one attempt later."""
    put(outbox, new_mail())
    fail(outbox, clock)
    clock.advance(RETRIES[0])
    saw = seen(outbox)
    fail(outbox, clock)
    assert claim(outbox, saw) == []
    assert (only_mail(outbox).state, only_mail(outbox).attempts) == (MailState.RETRY, 2)


def fail(hub: Hub, clock: Clock) -> None:
    (claimed,) = claim(hub, seen(hub))
    with hub.writing() as db:
        claims.settle_refused(db.connection(), claimed, "450 later", clock())


def test_a_worker_that_slept_settles_nothing_that_another_has_in_hand(
    outbox: Hub, clock: Clock
) -> None:
    put(outbox, new_mail())
    (slept,) = claim(outbox, seen(outbox))
    clock.advance(SILENCE)
    assert take_back(outbox) == 1
    claim(outbox, seen(outbox))
    for settle in (claims.settle_sent, claims.settle_failed, claims.settle_refused):
        with outbox.writing() as db:
            settle(db.connection(), slept, "550 late", clock())
        assert only_mail(outbox).state is MailState.SENDING
    with outbox.writing() as db:
        claims.release(db.connection(), slept)
    mail = only_mail(outbox)
    assert (mail.state, mail.tried_at, mail.answer) == (MailState.SENDING, clock(), None)


def test_a_worker_that_slept_settles_nothing_that_was_sent_meanwhile(
    outbox: Hub, clock: Clock
) -> None:
    put(outbox, new_mail())
    (claimed,) = claim(outbox, seen(outbox))
    with outbox.writing() as db:
        claims.settle_sent(db.connection(), claimed, "250 ok", clock())
        claims.settle_failed(db.connection(), claimed, "550 late", clock())
    assert (only_mail(outbox).state, only_mail(outbox).answer) == (MailState.SENT, "250 ok")


def test_settling_one_leaves_the_others_in_hand(outbox: Hub, clock: Clock) -> None:
    put(outbox, new_mail(1), new_mail(2))
    first, _ = sorted(claim(outbox, seen(outbox)), key=lambda claimed: claimed.email)
    with outbox.writing() as db:
        claims.settle_sent(db.connection(), first, "250 ok", clock())
    assert [mail.state for mail in all_mails(outbox)] == [MailState.SENT, MailState.SENDING]


def test_only_what_is_on_its_way_for_too_long_is_taken_back(outbox: Hub, clock: Clock) -> None:
    put(outbox, new_mail(1), new_mail(2), new_mail(3))
    first, second, _ = sorted(seen(outbox), key=lambda mail: mail.key)
    claim(outbox, [first])
    clock.advance(SECOND)
    claim(outbox, [second])
    clock.advance(SILENCE - SECOND)
    assert take_back(outbox) == 1
    states = [mail.state for mail in all_mails(outbox)]
    assert states == [MailState.RETRY, MailState.SENDING, MailState.QUEUED]
    assert all_mails(outbox)[0].due_at == clock()


def test_nothing_is_stuck_before_its_time(outbox: Hub, clock: Clock) -> None:
    put(outbox, new_mail(1), new_mail(2))
    claim(outbox, seen(outbox, 1))
    for step, is_stuck in ((SILENCE - SECOND, False), (SECOND, True)):
        clock.advance(step)
        with outbox.reading() as db:
            assert claims.is_any_stuck(db, clock()) is is_stuck
    take_back(outbox)
    with outbox.reading() as db:
        assert not claims.is_any_stuck(db, clock())


@pytest.mark.parametrize("do", [claims.withhold, claims.retry_later])
def test_what_cannot_be_made_is_not_taken_from_who_sends_it(
    outbox: Hub, clock: Clock, do: Do
) -> None:
    put(outbox, new_mail(1), new_mail(2))
    first, second = sorted(seen(outbox), key=lambda mail: mail.key)
    claim(outbox, [first])
    with outbox.writing() as db:
        do(db, first, "Kunde inte göras.", clock())
    states = [mail.state for mail in all_mails(outbox)]
    assert states == [MailState.SENDING, MailState.QUEUED]
    with outbox.writing() as db:
        do(db, second, "Kunde inte göras.", clock())
    assert [mail.answer for mail in all_mails(outbox)] == [None, "Kunde inte göras."]


def test_marks_of_other_addresses_withhold_nothing(outbox: Hub) -> None:
    with outbox.writing() as db:
        for number in (1, 2):
            email = f"person.{number}@boras.se"
            db.add(BouncedAddress(email=email, status="5.1.1", at=NOON))
    with outbox.reading() as db:
        asked = ["person.2@boras.se", "person.3@boras.se"]
        assert claims.bounced(db, asked) == {"person.2@boras.se"}


def test_one_more_attempt_is_counted(outbox: Hub, clock: Clock) -> None:
    put(outbox, new_mail(1))
    (mail,) = seen(outbox)
    with outbox.writing() as db:
        claims.retry_later(db, mail, "Kunde inte göras.", clock())
    assert [mail.attempts for mail in all_mails(outbox)] == [1]


def test_what_has_been_due_for_longest_goes_first(outbox: Hub, clock: Clock) -> None:
    later = clock() - timedelta(seconds=1)
    put(outbox, new_mail(1, due_at=later), new_mail(2, due_at=later - timedelta(days=1)))
    assert [mail.key for mail in seen(outbox, 1)] == ["notice:2"]
