"""Who may watch and has not got the mail, and why."""

from datetime import timedelta

from mediahub.mail.models import BouncedAddress, Mail, MailState
from mediahub.participants.mail.switch import resume_mails, stop_mails
from mediahub.participants.models import Registration, RegistrationState
from mediahub.sendouts.models import SendoutKind
from mediahub.sendouts.service import found_or_to_come
from mediahub.sendouts.unreached import Why, unreached
from mediahub.webcasts.models import Webcast
from tests.factories import make_member, make_network, make_registration, make_webcast
from tests.mediahub.sendouts.conftest import MINUTE, MORNING, Broadcast


def listed(broadcast: Broadcast) -> dict[str, tuple[Why, str]]:
    with broadcast.hub.reading() as db:
        webcast = db.get_one(Webcast, broadcast.webcast_id)
        sendout = found_or_to_come(db, webcast, SendoutKind.RECORDING_AVAILABLE)
        found = unreached(db, sendout)
        assert len({one.recipient.person_id for one in found}) == len(found)
        return {one.recipient.email: (one.why, one.answer) for one in found}


def email_of(broadcast: Broadcast, held: Registration | None) -> str:
    assert held is not None
    return held.participant.email


def test_everyone_who_may_watch_is_told_of_until_they_have_got_it(broadcast: Broadcast) -> None:
    with broadcast.hub.writing() as db:
        webcast = db.get_one(Webcast, broadcast.webcast_id)
        webcast.network = make_network(db)
        seated, stopped = (make_registration(db, webcast) for _ in range(2))
        stopped.is_notified = False
        member = make_member(db, webcast.network)
        make_member(db, webcast.network, participant=seated.participant)
        for state in (RegistrationState.WAITING, RegistrationState.CANCELLED):
            make_registration(db, webcast, state=state)
        make_registration(db, make_webcast(db))
        emails = [one.participant.email for one in (seated, stopped, member)]
    to_come, off = (Why.TO_COME, ""), (Why.STOPPED, "")
    assert listed(broadcast) == dict(zip(emails, (to_come, off, to_come), strict=True))
    broadcast.move_on(MORNING)
    waiting = (Why.WAITING, "")
    assert listed(broadcast) == dict(zip(emails, (waiting, off, waiting), strict=True))
    broadcast.send()
    assert listed(broadcast) == {emails[1]: off}


def test_what_a_server_refused_is_told_with_its_answer(broadcast: Broadcast) -> None:
    for _ in range(3):
        broadcast.register()
    broadcast.move_on(MORNING)
    with broadcast.hub.writing() as db:
        failed, withheld, back = db.query(Mail).order_by(Mail.email)
        failed.state, failed.answer = MailState.FAILED, "550 no such user"
        withheld.state, withheld.answer = MailState.WITHHELD, "Inspelningen är pausad."
        back.state = MailState.SENT
        db.add(BouncedAddress(email=back.email, at=MORNING, status="5.1.1"))
        emails = [failed.email, withheld.email, back.email]
    assert listed(broadcast) == {
        emails[0]: (Why.FAILED, "550 no such user"),
        emails[1]: (Why.WITHHELD, "Inspelningen är pausad."),
        emails[2]: (Why.BOUNCED, ""),
    }


def test_stopped_mail_is_withheld_and_goes_when_it_is_let_go(broadcast: Broadcast) -> None:
    """Also what had been put in before; the neighbour's goes."""
    first, other = broadcast.register(), broadcast.register()
    broadcast.move_on(MORNING)
    with broadcast.hub.writing() as db:
        held = db.get_one(Registration, first)
        stop_mails(db, held, actor="x", now=MORNING, language="sv")
        emails = [db.get_one(Registration, one).participant.email for one in (first, other)]
    broadcast.send()
    assert broadcast.sent() == emails[1:]
    assert listed(broadcast) == {emails[0]: (Why.STOPPED, "")}
    with broadcast.hub.writing() as db:
        held = db.get_one(Registration, first)
        resume_mails(db, held, actor="x", now=MORNING + MINUTE)
    broadcast.move_on(MORNING + MINUTE)
    broadcast.send()
    assert sorted(broadcast.sent()) == sorted(emails)
    assert listed(broadcast) == {}


def test_one_whose_mails_were_stopped_before_gets_it_when_they_are_let_go(
    broadcast: Broadcast,
) -> None:
    first = broadcast.register(is_notified=False)
    broadcast.move_on(MORNING)
    assert broadcast.mails() == []
    with broadcast.hub.writing() as db:
        resume_mails(db, db.get_one(Registration, first), actor="x", now=MORNING)
    broadcast.move_on(MORNING + timedelta(hours=1))
    broadcast.send()
    assert len(broadcast.sent()) == 1
