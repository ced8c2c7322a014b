"""A turn of sending: what is due goes out once, and what fails is told apart."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest

from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.mail import claims, delivery, outbox
from mediahub.mail.claims import RETRIES, SILENCE
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import BouncedAddress, Mail, MailMessage, MailState
from mediahub.mail.templates import Rendered, Template, Templates, Withheld
from tests.conftest import Clock
from tests.mail_server import DROP, MailServer, Stage
from tests.mediahub.mail.conftest import (
    NOTICE,
    TEMPLATES,
    all_mails,
    new_mail,
    only_mail,
    put,
    with_settings,
)

SECOND = timedelta(seconds=1)


def states(hub: Hub) -> list[str]:
    return [mail.state.value for mail in all_mails(hub)]


def test_a_mail_that_is_due_is_sent_once(post: Hub, server: MailServer, clock: Clock) -> None:
    put(post, new_mail(due_at=clock() + SECOND))
    assert (deliver_due(post, TEMPLATES), server.received) == (False, [])
    clock.advance(SECOND)
    for _ in range(2):
        deliver_due(post, TEMPLATES)
    mail = only_mail(post)
    assert (mail.state, mail.attempts, mail.ended_at) == (MailState.SENT, 1, clock())
    assert mail.answer == "250 2.0.0 Taken"
    (received,) = server.received
    assert (received.sender, received.recipient, received.greeting) == (
        "podd@example.se",
        "person.1@boras.se",
        "podd.example",
    )
    assert received.message["Message-ID"] == f"<{mail.id.hex}@podd.example>"


def test_one_connection_carries_them_all(post: Hub, server: MailServer) -> None:
    put(post, *(new_mail(number) for number in range(60)))
    assert not deliver_due(post, TEMPLATES)
    assert (server.connections, len(set(server.recipients)), len(server.received)) == (1, 60, 60)


def test_what_is_sent_is_what_is_stored(post: Hub, server: MailServer) -> None:
    put(post, new_mail(data={"subject": ".\r\n.Bcc: x"}))
    deliver_due(post, TEMPLATES)
    with post.reading() as db:
        assert db.get_one(MailMessage, only_mail(post).id).message == server.received[0].data


def test_those_that_somebody_waits_for_go_first(
    post: Hub, server: MailServer, clock: Clock
) -> None:
    put(post, new_mail(1, is_bulk=True), new_mail(2, is_bulk=True))
    clock.advance(SECOND)
    put(post, new_mail(3))
    deliver_due(post, TEMPLATES)
    assert server.recipients[0] == "person.3@boras.se"


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("MAIL", "450 4.2.0 Later"),
        ("MAIL", "421 4.3.2 Closing"),
        ("RCPT", "450 4.2.0 Later"),
        ("RCPT", "421 4.3.2 Closing"),
        ("RCPT", DROP),
        ("DATA", "451 4.3.0 Later"),
        ("DATA", "421 4.3.2 Closing"),
        ("DATA", DROP),
    ],
)
def test_what_fails_for_now_is_tried_again_as_the_same_mail(
    post: Hub, server: MailServer, clock: Clock, stage: Stage, fault: str
) -> None:
    server.fail(stage, fault)
    put(post, new_mail())
    deliver_due(post, TEMPLATES)
    mail = only_mail(post)
    assert (mail.state, mail.attempts) == (MailState.RETRY, 1)
    assert mail.due_at == clock() + RETRIES[0]
    clock.advance(RETRIES[0])
    deliver_due(post, TEMPLATES)
    assert (states(post), only_mail(post).attempts) == (["sent"], 2)
    came_before = (stage, fault) == ("DATA", DROP)
    assert len(server.received) == 1 + came_before
    assert len({mail.data for mail in server.received}) == 1


def test_it_is_tried_after_1_5_15_60_and_240_minutes_and_then_has_failed(
    post: Hub, server: MailServer, clock: Clock
) -> None:
    server.fail("RCPT", *["450 4.2.0 Later"] * 6)
    put(post, new_mail())
    for minutes in (1, 5, 15, 60, 240):
        deliver_due(post, TEMPLATES)
        clock.advance(timedelta(minutes=minutes) - SECOND)
        deliver_due(post, TEMPLATES)
        assert states(post) == ["retry"]
        clock.advance(SECOND)
    deliver_due(post, TEMPLATES)
    mail = only_mail(post)
    assert (mail.state, mail.attempts, mail.answer) == (MailState.FAILED, 6, "450 4.2.0 Later")
    assert server.received == []


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_one_who_is_refused_for_good_fails_alone(
    post: Hub, server: MailServer, stage: Stage
) -> None:
    server.fail(stage, "", "550 5.1.1 Nobody here")
    put(post, new_mail(1), new_mail(2), new_mail(3))
    deliver_due(post, TEMPLATES)
    assert states(post) == ["sent", "failed", "sent"]
    assert (server.connections, all_mails(post)[1].answer) == (1, "550 5.1.1 Nobody here")


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("GREETING", "554 5.7.1 Not you"),
        ("GREETING", "421 4.3.2 Closing"),
        ("GREETING", DROP),
        ("MAIL", "550 5.7.1 Not your sender"),
    ],
)
def test_a_server_that_takes_nothing_is_no_fault_of_the_mail(
    post: Hub, server: MailServer, caplog: pytest.LogCaptureFixture, stage: Stage, fault: str
) -> None:
    server.fail(stage, fault)
    put(post, new_mail(1), new_mail(2))
    assert not deliver_due(post, TEMPLATES)
    assert [(mail.state.value, mail.attempts) for mail in all_mails(post)] == [("queued", 0)] * 2
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "@" not in caplog.text
    deliver_due(post, TEMPLATES)
    assert states(post) == ["sent", "sent"]


def test_a_server_that_is_not_there(post: Hub, server: MailServer) -> None:
    gone = with_settings(post, smtp_url="smtp://127.0.0.1:1?starttls=never")
    put(gone, new_mail())
    assert not deliver_due(gone, TEMPLATES)
    assert (states(gone), only_mail(gone).attempts) == (["queued"], 0)


def test_a_server_that_closes_after_some_is_asked_again_at_once(
    post: Hub, server: MailServer
) -> None:
    server.fail("MAIL", "", "421 4.7.0 Enough for one connection")
    put(post, *(new_mail(number) for number in range(5)))
    deliver_due(post, TEMPLATES)
    assert (states(post), server.connections) == (["sent", "retry", "sent", "sent", "sent"], 2)


def test_a_turn_ends_in_time_and_tells_that_there_is_more(post: Hub, server: MailServer) -> None:
    put(post, *(new_mail(number) for number in range(60)))
    assert deliver_due(post, TEMPLATES, seconds=0)
    assert (states(post), server.received) == (["queued"] * 60, [])


def test_what_a_turn_leaves_over_waits_as_it_was(
    post: Hub, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(post, *(new_mail(number) for number in range(3)))
    seconds = iter([0.0, 0.0, 0.0, 9.0, 9.0])
    monkeypatch.setattr(delivery, "monotonic", lambda: next(seconds))
    assert deliver_due(post, TEMPLATES, seconds=5)
    assert states(post) == ["sent", "queued", "queued"]
    assert [mail.attempts for mail in all_mails(post)] == [1, 0, 0]


def test_what_a_dead_worker_had_in_hand_is_taken_back_after_ten_minutes(
    post: Hub, server: MailServer, clock: Clock
) -> None:
    put(post, new_mail())
    (due,) = delivery._due(post)
    (claimed,) = delivery._prepare(post, TEMPLATES, [due])
    clock.advance(SILENCE - SECOND)
    deliver_due(post, TEMPLATES)
    assert states(post) == ["sending"]
    clock.advance(SECOND)
    deliver_due(post, TEMPLATES)
    assert (states(post), server.received[0].data) == (["sent"], claimed.message)


def test_a_worker_that_slept_settles_nothing_that_is_not_its_own(
    post: Hub, server: MailServer, clock: Clock
) -> None:
    put(post, new_mail())
    (claimed,) = delivery._prepare(post, TEMPLATES, delivery._due(post))
    clock.advance(SILENCE)
    deliver_due(post, TEMPLATES)
    with post.writing() as db:
        claims.settle_failed(db.connection(), claimed, "550 late", clock())
    assert states(post) == ["sent"]


def test_what_cannot_be_made_keeps_nobody_waiting(
    post: Hub, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    put(post, new_mail(1, template="unknown"), new_mail(2))
    deliver_due(post, TEMPLATES)
    assert states(post) == ["retry", "sent"]
    assert "boras.se" not in caplog.text


def test_what_breaks_the_rules_fails_with_the_reason(
    post: Hub, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    def render(hub: Hub, db: object, mail: Mail) -> Rendered:
        return Rendered(subject="", text="https://other.example", html="")

    templates = Templates([NOTICE, Template("bad", render)])
    put(post, new_mail(1, template="bad"), new_mail(2))
    deliver_due(post, templates)
    assert states(post) == ["failed", "sent"]
    failed = all_mails(post)[0]
    assert failed.answer == (
        "Ett mejl får bara länka till vår egen domän, och inte till https://other.example"
    )
    assert (failed.attempts, failed.tried_at, failed.ended_at) == (0, None, post.now())
    assert "boras.se" not in caplog.text
    with post.writing() as db:
        outbox.retry(db, db.get_one(Mail, failed.id), post.now())
    deliver_due(post, Templates([NOTICE, Template("bad", NOTICE.render)]))
    assert states(post) == ["sent", "sent"]


def test_what_could_not_be_made_this_time_is_tried_again(post: Hub, server: MailServer) -> None:
    def render(hub: Hub, db: object, mail: Mail) -> Rendered:
        raise Conflict("Later.") if mail.data else KeyError(mail.email)

    put(post, new_mail(1), new_mail(2, data={"x": 1}), new_mail(3, template="other"))
    deliver_due(post, Templates([Template("notice", render), Template("other", NOTICE.render)]))
    assert [(mail.state.value, mail.answer) for mail in all_mails(post)] == [
        ("retry", "Mejlet gick inte att skapa; loggen berättar varför."),
        ("retry", "Later."),
        ("sent", "250 2.0.0 Taken"),
    ]


def test_what_is_true_when_it_is_due_decides(post: Hub, server: MailServer) -> None:
    def render(hub: Hub, db: object, mail: Mail) -> Withheld:
        return Withheld("De har redan sett den.")

    put(post, new_mail())
    deliver_due(post, Templates([Template("notice", render)]))
    mail = only_mail(post)
    assert (mail.state, mail.answer) == (MailState.WITHHELD, "De har redan sett den.")
    assert server.received == []


def test_an_address_that_is_marked_gets_nothing(post: Hub, server: MailServer) -> None:
    put(post, new_mail())
    with post.writing() as db:
        db.add(BouncedAddress(email="person.1@boras.se", status="5.1.1", at=post.now()))
    deliver_due(post, TEMPLATES)
    assert (states(post), server.received) == (["withheld"], [])
    with post.writing() as db:
        outbox.retry(db, db.get_one(Mail, only_mail(post).id), post.now())
    deliver_due(post, TEMPLATES)
    assert states(post) == ["sent"]


def test_news_tell_how_to_get_no_more(post: Hub, server: MailServer) -> None:
    def render(hub: Hub, db: object, mail: Mail) -> Rendered:
        made = NOTICE.render(hub, db, mail)  # type: ignore[arg-type]
        assert isinstance(made, Rendered)
        return Rendered(
            subject=made.subject,
            text=made.text,
            html=made.html,
            unsubscribe_url="https://podd.example/avsluta/1",
        )

    put(post, new_mail())
    deliver_due(post, Templates([Template("notice", render, is_transactional=False)]))
    message = server.received[0].message
    assert message["List-Unsubscribe"] == "<https://podd.example/avsluta/1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(("limit", "expected"), [("mail_per_minute", 3), ("mail_per_domain", 4)])
def test_no_more_than_the_limit_go_out_in_a_minute(
    post: Hub, server: MailServer, clock: Clock, limit: str, expected: int
) -> None:
    slow = with_settings(post, **{limit: 3})
    put(slow, *(new_mail(number) for number in range(5)), new_mail(9, email="a@malmo.se"))
    deliver_due(slow, TEMPLATES)
    clock.advance(timedelta(minutes=1) - SECOND)
    deliver_due(slow, TEMPLATES)
    assert len(server.received) == expected
    clock.advance(SECOND)
    deliver_due(slow, TEMPLATES)
    assert len(server.received) == 6


def test_without_a_server_mails_are_files(hub: Hub) -> None:
    put(hub, new_mail())
    deliver_due(hub, TEMPLATES)
    (file,) = hub.settings.outbox_dir.iterdir()
    mail = only_mail(hub)
    assert (mail.state, mail.answer) == (MailState.SENT, str(file))
    assert file.read_bytes().startswith(b"From: MediaHub\r\n <noreply@podd.example>\r\n")


def test_a_postgresql_outbox_sends_too(on_postgresql: Hub, server: MailServer) -> None:
    post = with_settings(on_postgresql, smtp_url=server.url)
    put(post, *(new_mail(number) for number in range(30)), new_mail(1))
    deliver_due(post, TEMPLATES)
    assert (states(post), len(server.received)) == (["sent"] * 30, 30)


def test_the_log_names_nobody(
    post: Hub, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "mediahub")
    server.fail("RCPT", "550 5.1.1 <person.1@boras.se> is unknown", "450 4.2.0 <person.2@boras.se>")
    put(post, new_mail(1), new_mail(2), new_mail(3))
    deliver_due(post, TEMPLATES)
    assert len(caplog.records) == 2
    assert "boras.se" not in caplog.text


def test_words_made_before_somebody_was_taken_out_are_not_sent(
    post: Hub, server: MailServer
) -> None:
    """The worker has made the mail when its person is erased: it is made anew and then sent."""
    named, data = uuid4(), {"subject": "Åsa Örnfjäll"}
    put(post, new_mail(1, data=data, mentions=[named]), new_mail(2))
    due = delivery._due(post)
    made = [(mail, b"Asa", f"{mail.id.hex}@x") for mail in due]
    with post.writing() as db:
        outbox.forget_mentions(db, named, ["subject"])
    with post.writing() as db:
        claimed = claims.claim(db, made, post.now())
    assert [one.email for one in claimed] == ["person.2@boras.se"]
    assert states(post) == ["queued", "sending"]
    deliver_due(post, TEMPLATES)
    (received,) = server.received
    assert str(received.message["Subject"]) == "Inspelningen är öppen"
