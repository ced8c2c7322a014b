"""Send-outs in the studio: looked at, tried on oneself, started, stopped."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from mediahub import worker
from mediahub.accounts.change_log import track_changes
from mediahub.accounts.models import AuditEntry, Role, User
from mediahub.mail.models import Mail, MailState
from mediahub.recordings.models import Recording
from mediahub.sendouts.models import Sendout, SendoutState
from tests.factories import make_user
from tests.mediahub.sendouts.conftest import OPENED, Broadcast, text_of, unopen
from tests.mediahub.studio import Member, at_work, over_http, said

HOME = "/studio/webbsandningar/dialog/utskick"
FIRST = f"{HOME}/inspelning"


@pytest.fixture
def producer(broadcast: Broadcast) -> User:
    track_changes(broadcast.hub.writers, worker.TRACKED_MODELS)
    broadcast.register()
    with broadcast.hub.writing() as db:
        return make_user(db, email="eva@skr.example")


@pytest.fixture
def member(broadcast: Broadcast, producer: User) -> Iterator[Member]:
    with at_work(over_http(broadcast.hub), producer) as opened:
        yield opened


def done(member: Member, act: str, **form: str) -> list[str]:
    """What the page says after an action."""
    answer = member.post(f"{FIRST}/{act}", form)
    if answer.status_code != 303:
        return said(answer, ".wrong p")
    return said(member.get(answer.headers["location"]), ".is-done")


def noted(broadcast: Broadcast, producer: User) -> list[str]:
    with broadcast.hub.reading() as db:
        found = select(AuditEntry.action).where(AuditEntry.actor == str(producer.id))
        return sorted(db.scalars(found))


def test_looked_at_without_being_planned(broadcast: Broadcast, member: Member) -> None:
    assert said(member.get("/studio/utskick"), ".empty")[0].startswith("Nothing is planned yet.")
    facts = said(member.get(HOME), "section[1] dd")
    assert facts[0] == "PlannedIt is sent Thursday 12 March 2026 at 09:00."
    assert facts[1].startswith("Thursday 12 March 2026 at 09:00")
    assert facts[2].startswith("1 person")
    with broadcast.hub.reading() as db:
        assert db.scalars(select(Sendout)).all() == []


def test_tried_started_and_stopped(broadcast: Broadcast, producer: User, member: Member) -> None:
    assert done(member, "prova") == ["A test is on its way to you. Its link opens nothing."]
    broadcast.send()
    assert text_of(broadcast.letter()).count("/inspelning/provlank") == 1
    assert broadcast.sent() == ["eva@skr.example"]
    assert done(member, "planera", day="2026-03-13", hour="07:30") == ["The time is changed."]
    assert "Friday 13 March 2026 at 07:30" in said(member.get(HOME), "section[1] dd")
    assert done(member, "pausa") == ["Paused. Nothing more goes until you start it."]
    assert done(member, "starta")[0].startswith("It is on its way.")
    assert done(member, "starta") == ["The send-out is on its way already."]
    broadcast.send()
    facts = said(member.get(HOME), "section[1] dd")
    assert facts[3:] == ["1", "0", "0", "0", "0", "0"]
    assert said(member.get("/studio/utskick", visa="running"), "tbody td") == [
        "On its wayWhoever gets a seat from now on gets it, too.",
        "11 March 2026 16:00", "1", "0", "0"
    ]  # fmt: skip
    assert done(member, "avbryt") == ["Cancelled. Nothing more goes."]
    assert broadcast.sendout().state is SendoutState.CANCELLED
    assert noted(broadcast, producer) == [
        "sendout.cancelled", "sendout.paused", "sendout.schedule", "sendout.start"
    ]  # fmt: skip


def test_who_has_not_got_it_is_told_why_and_sent_it(broadcast: Broadcast, member: Member) -> None:
    broadcast.register(is_notified=False)
    rest = f"{HOME}/saknas"
    reasons = ["It has not been sent yet.", "What is mailed to them has been stopped."]
    assert sorted(said(member.get(rest), "tbody td")[1::2]) == reasons
    answer = member.post(rest, {})
    broadcast.send()
    page = member.get(answer.headers["location"])
    assert said(page, ".is-done")[0].startswith("It is on its way to everyone")
    assert said(page, "tbody td")[1::2] == reasons[1:]
    assert said(page, "main form button") == ["Let mails go again to the 1 whose are stopped"]
    assert member.post(f"{rest}/slapp", {}).status_code == 303
    with broadcast.hub.writing() as db:
        failed = db.scalars(select(Mail)).one()
        failed.state, failed.answer = MailState.FAILED, "550"
    assert sorted(said(member.get(rest), "tbody td")[1::2]) == [
        "It has not been sent yet.",
        "The mail server refused it.550",
    ]
    member.post(rest, {})
    broadcast.send()
    assert len(broadcast.sent()) == 2
    assert said(member.get(rest), ".empty")[0].startswith("Everyone who may watch by a link")


def test_nothing_is_sent_of_a_recording_that_is_not_open(
    broadcast: Broadcast, member: Member
) -> None:
    done(member, "starta")
    unopen(broadcast)
    answer = member.post(f"{HOME}/saknas", {})
    assert answer.status_code == 409
    assert said(answer, ".wrong p") == ["The recording has not been opened."]


def test_what_is_in_the_way(broadcast: Broadcast, member: Member) -> None:
    unopen(broadcast)
    assert done(member, "starta") == ["The recording has not been opened."]
    assert done(member, "planera", day="i morgon", hour="9")[0].startswith("“i morgonT9” is not")
    with broadcast.hub.reading() as db:
        assert db.scalars(select(Sendout)).all() == []
        assert db.scalars(select(Mail)).all() == []
    coming = said(member.get(HOME), "section[1] dd")[0]
    assert coming == "PlannedIt is sent once the recording has been opened."
    assert member.post(f"{HOME}/annat/starta", {}).status_code == 404


@pytest.mark.parametrize(
    ("closes_at", "coming"),
    [
        (None, "It is not sent, for the recording has no last day."),
        (OPENED + timedelta(days=90), "It is sent Saturday 6 June 2026 at 09:00."),
    ],
)
def test_last_chance_says_what_will_happen(
    broadcast: Broadcast, member: Member, closes_at: datetime | None, coming: str
) -> None:
    broadcast.change(Recording, closes_at=closes_at)
    assert said(member.get(HOME), "section[2] dd")[0] == f"Planned{coming}"


def test_when_the_recording_has_closed_nothing_is_started(
    broadcast: Broadcast, member: Member
) -> None:
    done(member, "starta")
    broadcast.move_on()  # the last chance is planned
    broadcast.change(Recording, closes_at=OPENED)
    page, over = member.get(HOME), "Over: the recording has closed"
    assert [said(page, f"section[{at}] dd")[0] for at in (1, 2)] == [over, over]
    assert said(page, "section[2] dt")[:2] == ["State", "Have yet to be told"]
    assert [said(page, f"section[{at}] .act summary") for at in (1, 2)] == [
        ["Send a test to yourself", "Cancel the send-out"],
        ["Send a test to yourself", "Cancel the send-out"],
    ]
    rows = said(member.get("/studio/utskick"), "tbody td")
    assert (rows[:2], rows[5:7]) == ([over, "11 March 2026 16:00"], [over, "–"])
    done(member, "avbryt")
    assert said(member.get(HOME), "section[1] .act summary") == ["Send a test to yourself"]


def test_the_mail_in_both_forms(member: Member) -> None:
    page = member.get(f"{FIRST}/mejl")
    assert "inspelning/provlank" in said(page, "pre")[0]
    assert said(page, "h2")[0] == "The mail"
    frame = member.get(f"{FIRST}/mejl.html")
    assert frame.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "inspelning/provlank" in frame.text


def test_staff_look(broadcast: Broadcast) -> None:
    broadcast.register()
    with broadcast.hub.writing() as db:
        staff = make_user(db, Role.STAFF)
    with at_work(over_http(broadcast.hub), staff) as member:
        assert member.get("/studio/utskick").status_code == 200
        assert said(member.get(HOME), "main form") == []
        assert said(member.get(f"{HOME}/saknas"), "main form") == []
        for act in ("saknas", "saknas/slapp"):
            assert member.post(f"{HOME}/{act}", {}).status_code == 403
        for act in ("planera", "prova", "starta", "pausa", "avbryt"):
            assert member.post(f"{FIRST}/{act}", {}).status_code == 403
        texts = "/studio/webbsandningar/dialog/mejl/last_chance/sv"
        assert said(member.get(texts), "main form") == []
        assert member.post(texts, {"subject": "x", "intro": "y"}).status_code == 403
        assert member.get("/studio/post").status_code == 403


def test_who_opens_a_recording_is_told_whom_that_sends_mail_to(
    broadcast: Broadcast, member: Member
) -> None:
    def foretold() -> list[str]:
        return said(member.get("/studio/webbsandningar/dialog/inspelning/oppna"), ".notice strong")

    unopen(broadcast)
    assert foretold() == [
        "If it opens now, 1 person gets a mail with a link Thursday 12 March 2026 at 09:00."
    ]
    member.post(f"{FIRST}/planera", {"day": "2026-03-11", "hour": "12:00"})
    assert foretold() == ["If it opens now, 1 person gets a mail with a link at once."]
    broadcast.register()
    assert foretold() == ["If it opens now, 2 persons get a mail with a link at once."]
    member.post(f"{FIRST}/avbryt", {})
    assert foretold() == []
