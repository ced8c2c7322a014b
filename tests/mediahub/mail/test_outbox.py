"""The outbox: one mail for one cause, with its transaction, until its time is over."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.hub import Hub
from mediahub.jobs.queue import EVERYTHING
from mediahub.mail import outbox
from mediahub.mail.delivery import deliver_due
from mediahub.mail.jobs import due, purge, sending
from mediahub.mail.models import LONGEST_KEY, BouncedAddress, Mail, MailMessage, MailState
from mediahub.mail.outbox import (
    MAIL_KEPT,
    MESSAGE_KEPT,
    SEND,
    enqueue_mail,
    enqueue_mails,
)
from tests.conftest import NOON, Clock, Sent
from tests.mail_server import MailServer
from tests.mediahub.mail.conftest import TEMPLATES, all_mails, new_mail, only_mail, put

SECOND = timedelta(seconds=1)


def test_the_same_cause_never_makes_two(db: Session, clock: Clock) -> None:
    assert enqueue_mail(db, new_mail(), clock())
    assert not enqueue_mail(db, new_mail(email="other@boras.se"), clock())
    assert enqueue_mails(db, [new_mail(1), new_mail(2), new_mail(2), new_mail(3)], clock()) == 2
    assert len(db.scalars(select(Mail)).all()) == 3


def test_it_goes_with_its_transaction(hub: Hub) -> None:
    def put_and_fail() -> None:
        with hub.writing() as db:
            enqueue_mail(db, new_mail(), hub.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    assert (all_mails(hub), hub.queue.pending_count()) == ([], 0)


def test_the_worker_is_asked_once_however_many_are_due(
    db: Session, clock: Clock, sent: Sent
) -> None:
    for number in range(3):
        enqueue_mail(db, new_mail(number), clock())
    db.commit()
    assert sent.jobs == [(SEND, str(EVERYTHING))]
    enqueue_mail(db, new_mail(9, due_at=clock() + SECOND), clock())
    enqueue_mail(db, new_mail(1), clock())
    db.commit()
    assert len(sent.jobs) == 1


def test_what_is_due_is_found_by_the_sweep_too(db: Session, clock: Clock) -> None:
    enqueue_mail(db, new_mail(due_at=clock() + SECOND), clock())
    assert due(db, clock()) == []
    assert due(db, clock() + SECOND) == [EVERYTHING]


def test_the_job_sends_what_is_due(post: Hub, server: MailServer) -> None:
    put(post, new_mail())
    sending(TEMPLATES).run(post, EVERYTHING)
    assert len(server.received) == 1


def test_an_address_is_kept_in_one_spelling(hub: Hub) -> None:
    put(hub, new_mail(email=" Anna@VÄXJÖ.se", name="Anna\r\nBcc: x"))
    mail = only_mail(hub)
    assert (mail.email, mail.domain) == ("anna@xn--vxj-qla6g.se", "xn--vxj-qla6g.se")
    assert mail.name == "Anna Bcc: x"


@pytest.mark.parametrize(
    "email", ["", "anna", "å@boras.se", "a@b@c.se", "a@b.se\nBcc: c@d.se", "a@-b.se"]
)
def test_an_address_that_is_none_is_refused(db: Session, clock: Clock, email: str) -> None:
    with pytest.raises(Invalid):
        enqueue_mail(db, new_mail(email=email), clock())


def test_what_waits_can_be_withheld(hub: Hub, clock: Clock) -> None:
    about = uuid4()
    put(
        hub, new_mail(1, about_id=about), new_mail(2, about_id=about, template="other"), new_mail(3)
    )
    with hub.writing() as db:
        assert outbox.withhold(db, "Avbokad.", clock(), about_id=about, template="notice") == 1
        assert outbox.withhold(db, "Inställd.", clock(), key="notice:3") == 1
    first, second, third = all_mails(hub)
    assert [mail.state.value for mail in (first, second, third)] == [
        "withheld",
        "queued",
        "withheld",
    ]
    assert (first.answer, third.ended_at) == ("Avbokad.", clock())


def test_nothing_is_withheld_by_mistake(db: Session, clock: Clock) -> None:
    with pytest.raises(ValueError, match="nothing says"):
        outbox.withhold(db, "x", clock())


def test_what_was_sent_stays_sent(post: Hub, server: MailServer, clock: Clock) -> None:
    put(post, new_mail())
    deliver_due(post, TEMPLATES)
    with post.writing() as db:
        assert outbox.withhold(db, "Avbokad.", clock(), key="notice:1") == 0
        assert outbox.reschedule(db, clock(), key="notice:1") == 0


def test_what_waits_can_be_moved(hub: Hub, clock: Clock) -> None:
    put(hub, new_mail(batch="reminder"), new_mail(2))
    with hub.writing() as db:
        assert outbox.reschedule(db, clock() + SECOND, batch="reminder") == 1
    assert [mail.due_at for mail in all_mails(hub)] == [clock() + SECOND, clock()]


def test_a_batch_is_counted(post: Hub, server: MailServer) -> None:
    server.fail("RCPT", "550 5.1.1 No")
    put(post, new_mail(1, batch="a"), new_mail(2, batch="a"), new_mail(3, batch="b"))
    deliver_due(post, TEMPLATES)
    with post.reading() as db:
        counted = outbox.count(db, "a")
    assert (counted[MailState.SENT], counted[MailState.FAILED], counted[MailState.QUEUED]) == (
        1,
        1,
        0,
    )


def test_only_what_ended_badly_is_sent_after_all(post: Hub, server: MailServer) -> None:
    put(post, new_mail())
    deliver_due(post, TEMPLATES)
    with post.writing() as db, pytest.raises(Conflict):
        outbox.retry(db, db.get_one(Mail, only_mail(post).id), post.now())
    with post.reading() as db, pytest.raises(NotFound):
        outbox.get_mail(db, UUID(int=7))


def test_sent_after_all_it_is_made_anew(post: Hub, server: MailServer) -> None:
    server.fail("DATA", "554 5.7.1 No", "")
    put(post, new_mail())
    deliver_due(post, TEMPLATES)
    first = only_mail(post).message_id
    with post.writing() as db:
        mail = db.get_one(Mail, only_mail(post).id)
        mail.data = {"subject": "Nytt"}
        outbox.retry(db, mail, post.now())
    deliver_due(post, TEMPLATES)
    (received,) = server.received
    assert (received.message["Subject"], received.message["Message-ID"]) == ("Nytt", f"<{first}>")


def test_somebody_can_be_forgotten(post: Hub, server: MailServer) -> None:
    put(post, new_mail(1), new_mail(2))
    deliver_due(post, TEMPLATES)
    with post.writing() as db:
        db.add(BouncedAddress(email="person.1@boras.se", status="5.1.1", at=post.now()))
        db.flush()
        assert outbox.remove_mails_to(db, "Person.1@boras.se") == 1
        assert len(db.scalars(select(MailMessage)).all()) == 1
        assert db.scalars(select(BouncedAddress)).all() == []
    assert only_mail(post).email == "person.2@boras.se"


def test_words_are_kept_for_a_while_and_mails_for_longer(
    post: Hub, server: MailServer, clock: Clock
) -> None:
    put(post, new_mail(1, data={"a": 1}), new_mail(2, due_at=clock() + MAIL_KEPT * 2))
    deliver_due(post, TEMPLATES)
    clock.advance(MESSAGE_KEPT - SECOND)
    purge(post)
    assert words(post) == 1
    clock.advance(SECOND)
    purge(post)
    first, second = all_mails(post)
    assert (words(post), first.data, first.name, first.purged_at) == (0, {}, "", clock())
    assert second.purged_at is None
    clock.advance(MAIL_KEPT - MESSAGE_KEPT)
    purge(post)
    assert only_mail(post).key == "notice:2"


def words(hub: Hub) -> int:
    with hub.reading() as db:
        return len(db.scalars(select(MailMessage)).all())


def test_one_address_may_be_of_two_and_each_keeps_their_own(db: Session, clock: Clock) -> None:
    one, other = uuid4(), uuid4()
    for number, person in enumerate((one, other, None)):
        put_in = new_mail(number, email="both@boras.se", recipient_id=person)
        enqueue_mail(db, put_in, clock())
    enqueue_mail(db, new_mail(8, recipient_id=one), clock())  # at an address of before
    enqueue_mail(db, new_mail(9, recipient_id=uuid4()), clock())
    db.add(BouncedAddress(email="both@boras.se", status="5.1.1", at=clock()))
    db.flush()
    listed = outbox.list_mails(db, email="both@boras.se", recipient_id=one)
    assert sorted(mail.key for mail in listed) == ["notice:0", "notice:2", "notice:8"]
    assert outbox.remove_mails_to(db, "both@boras.se", one) == 3
    left = select(Mail.key).order_by(Mail.key)
    assert db.scalars(left).all() == ["notice:1", "notice:9"]
    assert db.scalars(select(BouncedAddress.email)).all() == ["both@boras.se"]
    outbox.remove_mails_to(db, "both@boras.se", other)
    assert db.scalars(left).all() == ["notice:9"]
    assert db.scalars(select(BouncedAddress)).all() == []


def test_the_worker_is_asked_once_to_clear_up(db: Session, sent: Sent) -> None:
    outbox.remove_mails_to(db, "person.1@boras.se")
    outbox.remove_mails_to(db, "person.2@boras.se")
    outbox.forget_mentions(db, uuid4(), ["giver"])
    db.commit()
    assert sent.jobs == [(outbox.CLEAR, str(EVERYTHING))]


def test_one_who_is_named_is_taken_out_of_the_mails_to_others(hub: Hub, clock: Clock) -> None:
    erased, other = uuid4(), uuid4()
    data = {"giver": "Åsa Örnfjäll", "again": True}
    put(
        hub,
        new_mail(1, data=data, mentions=[erased, other]),
        new_mail(2, data=data, mentions=[other]),
        new_mail(3, data=data),
    )
    deliver_due(hub, TEMPLATES)
    put(hub, new_mail(4, data=data, mentions=[erased], due_at=clock() + SECOND))
    with hub.writing() as db:
        assert [mail.key for mail in outbox.mentions_of(db, erased)] == ["notice:1", "notice:4"]
        outbox.forget_mentions(db, erased, ["giver"])
    with hub.reading() as db:
        assert outbox.mentions_of(db, erased) == []
        assert len(outbox.mentions_of(db, other)) == 2
        kept = [outbox.message_of(db, mail) is not None for mail in all_mails(hub)]
    assert kept == [False, True, True, False]
    assert [mail.data for mail in all_mails(hub)] == [{"again": True}, data, data, {"again": True}]
    assert [mail.state.value for mail in all_mails(hub)] == ["sent", "sent", "sent", "queued"]


def test_mentions_go_with_the_words_and_with_the_mail(hub: Hub, clock: Clock) -> None:
    named = uuid4()
    put(hub, new_mail(1, mentions=[named]))
    deliver_due(hub, TEMPLATES)
    clock.advance(MESSAGE_KEPT - SECOND)
    put(hub, new_mail(2, mentions=[named]))
    deliver_due(hub, TEMPLATES)
    clock.advance(SECOND)
    purge(hub)
    with hub.writing() as db:
        assert [mail.key for mail in outbox.mentions_of(db, named)] == ["notice:2"]
        outbox.remove_mails_to(db, "person.2@boras.se")
        assert outbox.mentions_of(db, named) == []


def test_a_cause_that_is_there_already_names_nobody_new(db: Session, clock: Clock) -> None:
    named = uuid4()
    enqueue_mail(db, new_mail(), clock())
    enqueue_mail(db, new_mail(mentions=[named]), clock())
    assert outbox.mentions_of(db, named) == []


def marked(db: Session) -> list[str]:
    return list(db.scalars(select(BouncedAddress.email)))


def mark_two(db: Session) -> None:
    for number in (1, 2):
        email = f"person.{number}@boras.se"
        db.add(BouncedAddress(email=email, status="5.1.1", at=NOON))
    db.flush()


def test_sending_one_again_keeps_the_marks_of_others(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(1), new_mail(2)], NOON)
    mark_two(rows)
    mail = rows.scalars(select(Mail).where(Mail.key == "notice:1")).one()
    mail.state = MailState.FAILED
    outbox.retry(rows, mail, NOON)
    assert marked(rows) == ["person.2@boras.se"]


def test_forgetting_one_keeps_the_marks_of_others(rows: Session) -> None:
    mark_two(rows)
    outbox.remove_mails_to(rows, "person.1@boras.se")
    assert marked(rows) == ["person.2@boras.se"]


@pytest.mark.parametrize(
    "wanted", [{"state": MailState.SENT}, {"email": "Person.1@boras.se"}, {"batch": "b"}]
)
def test_mails_that_do_not_match_are_not_listed(rows: Session, wanted: dict[str, Any]) -> None:
    enqueue_mails(rows, [new_mail(1, batch="b"), new_mail(2, batch="c")], NOON)
    rows.scalars(select(Mail).where(Mail.key == "notice:1")).one().state = MailState.SENT
    rows.flush()
    assert [mail.key for mail in outbox.list_mails(rows, **wanted)] == ["notice:1"]


def test_what_was_tried_keeps_its_time(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(1, batch="b")], NOON)
    rows.scalars(select(Mail)).one().state = MailState.RETRY
    rows.flush()
    assert outbox.reschedule(rows, NOON + SECOND, batch="b") == 0


def test_what_is_no_longer_kept_is_not_made_anew(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(1), new_mail(2)], NOON)
    kept, gone = rows.scalars(select(Mail).order_by(Mail.key.desc()))
    kept.state = gone.state = MailState.FAILED
    gone.purged_at = NOON
    rows.flush()
    assert outbox.failed_mails(rows) == [kept]
    with pytest.raises(Conflict, match="not kept any more"):
        outbox.retry(rows, gone, NOON)


def test_taking_up_wakes_the_sender(db: Session, sent: Sent) -> None:
    enqueue_mails(db, [new_mail(1, batch="b", due_at=NOON + SECOND)], NOON)
    outbox.withhold(db, "Paus", NOON, batch="b")
    db.commit()
    assert outbox.requeue_withheld(db, NOON, batch="b", reasons=["Annat"]) == 0
    db.commit()
    assert sent.jobs == []
    assert outbox.requeue_withheld(db, NOON, batch="b", reasons=["Paus"]) == 1
    db.commit()
    assert sent.jobs == [(SEND, str(EVERYTHING))]


def test_withholding_and_taking_up_leave_other_batches_reasons_and_states(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(number, batch="ab"[number % 2]) for number in range(6)], NOON)
    mails = {mail.key: mail for mail in rows.scalars(select(Mail))}
    mails["notice:0"].state = MailState.SENT
    mails["notice:2"].state = MailState.SENDING
    rows.flush()
    assert outbox.withhold(rows, "Paus", NOON, batch="a") == 1
    assert outbox.withhold(rows, "Annat", NOON, key="notice:1") == 1
    assert outbox.is_any_withheld(rows, batch="a", reasons=["Paus"])
    assert not outbox.is_any_withheld(rows, batch="b", reasons=["Paus"])
    assert outbox.requeue_withheld(rows, NOON, batch="b", reasons=["Paus"]) == 0
    assert outbox.requeue_withheld(rows, NOON, batch="a", reasons=["Paus"]) == 1
    rows.expire_all()
    states = [mails[f"notice:{number}"].state.value for number in range(6)]
    assert states == ["sent", "withheld", "sending", "queued", "queued", "queued"]


def test_words_that_are_gone_are_not_taken_up(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(1, batch="b")], NOON)
    outbox.withhold(rows, "Paus", NOON, batch="b")
    rows.scalars(select(Mail)).one().purged_at = NOON
    rows.flush()
    assert not outbox.is_any_withheld(rows, batch="b", reasons=["Paus"])
    assert outbox.requeue_withheld(rows, NOON, batch="b", reasons=["Paus"]) == 0


def test_purging_keeps_what_waits_and_what_ended_later(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(number) for number in (1, 2, 3)], NOON)
    old, late, waiting = rows.scalars(select(Mail).order_by(Mail.key))
    for mail, ended_at in ((old, NOON), (late, NOON + SECOND)):
        mail.state, mail.ended_at, mail.answer = MailState.SENT, ended_at, "250"
    for mail in (old, late, waiting):
        rows.add(MailMessage(id=mail.id, message=b"x"))
    rows.flush()
    assert outbox.purge(rows, NOON + MESSAGE_KEPT) == 0
    rows.expire_all()
    assert [one.purged_at is None for one in (old, late, waiting)] == [False, True, True]
    assert set(rows.scalars(select(MailMessage.id))) == {late.id, waiting.id}
    assert (late.name, late.answer) == ("Åsa 2", "250")
    assert outbox.purge(rows, NOON + MAIL_KEPT) == 1
    assert set(rows.scalars(select(Mail))) == {late, waiting}


def test_no_mails_are_none_and_a_key_has_a_length(rows: Session) -> None:
    assert enqueue_mails(rows, [], NOON) == 0
    assert enqueue_mail(rows, new_mail(key="x" * LONGEST_KEY), NOON)
    with pytest.raises(ValueError, match="there is room for"):
        enqueue_mail(rows, new_mail(key="x" * (LONGEST_KEY + 1)), NOON)


@pytest.mark.parametrize("is_wanted", [True, False])
def test_what_is_only_pretended_leaves_no_mail_and_asks_the_worker_all_the_same(
    db: Session, sent: Sent, *, is_wanted: bool
) -> None:
    for _ in range(2):
        sent.jobs.clear()
        outbox.enqueue_or_pretend(db, new_mail(), NOON, is_wanted=is_wanted)
        db.commit()
        assert len(db.scalars(select(Mail)).all()) == is_wanted
        assert sent.jobs == [(SEND, str(EVERYTHING))]


def test_what_had_been_tried_waits_as_after_a_failed_attempt(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(1, batch="b"), new_mail(2, batch="b")], NOON)
    tried, new = rows.scalars(select(Mail).order_by(Mail.key))
    tried.tried_at = NOON
    outbox.withhold(rows, "Paus", NOON, batch="b")
    assert outbox.requeue_withheld(rows, NOON, batch="b", reasons=["Paus"]) == 2
    rows.expire_all()
    assert (tried.state, new.state) == (MailState.RETRY, MailState.QUEUED)


@pytest.mark.parametrize("wanted", ["key", "about_id", "batch", "template"])
def test_only_what_matches_gets_another_time(rows: Session, wanted: str) -> None:
    given: Iterator[dict[str, Any]] = (
        {"key": f"k{number}", "about_id": uuid4(), "batch": f"b{number}", "template": f"t{number}"}
        for number in range(2)
    )
    ours, theirs = given
    enqueue_mails(rows, [new_mail(**ours), new_mail(**theirs)], NOON)
    later = NOON + SECOND
    assert outbox.reschedule(rows, later, **{wanted: ours[wanted]}) == 1
    due_at = dict(rows.execute(select(Mail.key, Mail.due_at)).all())
    assert due_at == {"k0": later, "k1": NOON}


def test_as_many_are_listed_as_are_asked_for_and_the_newest(rows: Session) -> None:
    for number in range(3):
        enqueue_mail(rows, new_mail(number), NOON + number * SECOND)
    listed = outbox.list_mails(rows, limit=2)
    assert [mail.key for mail in listed] == ["notice:2", "notice:1"]


def test_a_mail_that_is_sent_again_begins_at_its_first_attempt(rows: Session) -> None:
    enqueue_mail(rows, new_mail(), NOON)
    mail = rows.scalars(select(Mail)).one()
    with pytest.raises(Conflict):
        outbox.retry(rows, mail, NOON)
    mail.state, mail.attempts, mail.answer, mail.ended_at = MailState.FAILED, 6, "550", NOON
    outbox.retry(rows, mail, NOON + SECOND)
    rows.flush()
    kept = rows.execute(select(Mail.attempts, Mail.answer, Mail.ended_at, Mail.due_at)).one()
    assert tuple(kept) == (0, None, None, NOON + SECOND)
    mail.state = MailState.SENT
    with pytest.raises(Conflict, match="does not wait"):
        outbox.send_now(mail, NOON)


def test_a_mail_that_named_somebody_is_another_for_whoever_has_made_it(rows: Session) -> None:
    person = uuid4()
    enqueue_mails(rows, [new_mail(1, mentions=[person]), new_mail(2)], NOON)
    named, other = rows.scalars(select(Mail).order_by(Mail.key))
    before = named.revision, other.revision
    outbox.forget_mentions(rows, person, ["giver"])
    assert (named.revision, other.revision) == (before[0] + 1, before[1])


def test_what_the_server_said_goes_with_the_words(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(1), new_mail(2)], NOON)
    old, new = rows.scalars(select(Mail).order_by(Mail.key))
    for mail, ended_at in ((old, NOON - MESSAGE_KEPT), (new, NOON)):
        mail.state, mail.answer, mail.ended_at = MailState.FAILED, "550 Anna Ek", ended_at
    rows.flush()
    outbox.purge(rows, NOON)
    rows.expire_all()
    assert (old.answer, new.answer) == (None, "550 Anna Ek")


def test_mail_is_kept_for_half_a_year(rows: Session) -> None:
    enqueue_mail(rows, new_mail(), NOON)
    (mail,) = rows.scalars(select(Mail))
    mail.state, mail.ended_at = MailState.SENT, NOON
    rows.flush()
    assert outbox.purge(rows, NOON + timedelta(days=180) - SECOND) == 0
    assert outbox.purge(rows, NOON + timedelta(days=180)) == 1


def test_when_words_were_removed_stays_known(rows: Session) -> None:
    enqueue_mail(rows, new_mail(), NOON)
    (mail,) = rows.scalars(select(Mail))
    mail.state, mail.ended_at = MailState.SENT, NOON
    rows.flush()
    for later in (MESSAGE_KEPT, MESSAGE_KEPT + SECOND):
        outbox.purge(rows, NOON + later)
    rows.expire_all()
    assert mail.purged_at == NOON + MESSAGE_KEPT


def test_mail_begins_with_a_name_that_fits_and_nothing_tried(rows: Session) -> None:
    enqueue_mail(rows, new_mail(name="Å" * 129), NOON)
    (mail,) = rows.scalars(select(Mail))
    assert (mail.name, mail.attempts, mail.revision) == ("Å" * 128, 0, 0)


def test_a_hundred_are_listed_unless_another_number_is_asked_for(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(number) for number in range(101)], NOON)
    assert len(outbox.list_mails(rows)) == 100


def test_only_what_failed_is_listed_as_failed(rows: Session) -> None:
    enqueue_mails(rows, [new_mail(1), new_mail(2)], NOON)
    failed, _ = rows.scalars(select(Mail).order_by(Mail.key))
    failed.state = MailState.FAILED
    rows.flush()
    assert outbox.failed_mails(rows) == [failed]


def test_mails_that_name_somebody_are_told_newest_first(rows: Session) -> None:
    named = uuid4()
    for number in (1, 2):
        enqueue_mail(rows, new_mail(number, mentions=[named]), NOON + number * SECOND)
    assert [mail.key for mail in outbox.mentions_of(rows, named)] == ["notice:2", "notice:1"]


def test_taking_out_a_name_asks_the_worker_to_clear_up(db: Session, sent: Sent) -> None:
    outbox.forget_mentions(db, uuid4(), ["giver"])
    db.commit()
    assert sent.jobs == [(outbox.CLEAR, str(EVERYTHING))]
