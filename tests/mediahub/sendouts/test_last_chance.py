"""The last chance: to those who have not watched, three days before, as long as they want it."""

from datetime import timedelta

import pytest

from mediahub.clock import parse_instant
from mediahub.mail.models import MailState
from mediahub.participants.models import Registration
from mediahub.recordings.models import Recording, Viewing
from mediahub.sendouts.models import SendoutKind, SendoutState
from mediahub.sendouts.optout import opt_out, optout_url
from tests.mediahub.sendouts.conftest import (
    LAST_CHANCE,
    MINUTE,
    MORNING,
    Broadcast,
    text_of,
)
from tests.mediahub.visitor import visiting

KIND = SendoutKind.LAST_CHANCE


def watch(broadcast: Broadcast, registration_id: object, seconds: int) -> None:
    with broadcast.hub.writing() as db:
        recording = db.query(Recording).one()
        db.add(
            Viewing(
                recording=recording,
                registration_id=registration_id,
                opened_at=MORNING,
                watched_seconds=seconds,
            )
        )


def reminded(broadcast: Broadcast) -> list[object]:
    return [mail.about_id for mail in broadcast.mails() if mail.template == KIND]


def test_those_who_have_not_watched_are_told_at_nine_three_days_before(
    broadcast: Broadcast,
) -> None:
    peeked, saw = broadcast.register(), broadcast.register()
    watch(broadcast, peeked, 29)
    watch(broadcast, saw, 30)
    broadcast.move_on(MORNING)
    broadcast.move_on(LAST_CHANCE - MINUTE)
    assert reminded(broadcast) == []
    broadcast.move_on(LAST_CHANCE)
    assert reminded(broadcast) == [peeked]
    broadcast.send()
    broadcast.move_on(LAST_CHANCE + MINUTE)
    assert broadcast.sendout(KIND).state is SendoutState.DONE


def test_it_moves_with_the_window(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.change(Recording, closes_at=parse_instant("2026-04-10T12:00"))
    broadcast.move_on(LAST_CHANCE)
    assert reminded(broadcast) == []
    broadcast.move_on(parse_instant("2026-04-07T09:00"))
    assert len(reminded(broadcast)) == 1


def test_an_extension_while_it_is_sent_withholds_the_rest(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.send()
    broadcast.move_on(LAST_CHANCE)
    broadcast.change(Recording, closes_at=parse_instant("2026-04-10T12:00"))
    broadcast.send()
    assert [mail.state for mail in broadcast.mails()] == [MailState.SENT, MailState.WITHHELD]


def test_who_was_told_of_the_recording_yesterday_is_left_in_peace(broadcast: Broadcast) -> None:
    broadcast.move_on(MORNING)
    broadcast.register()
    broadcast.move_on(LAST_CHANCE - timedelta(hours=20))
    broadcast.move_on(LAST_CHANCE)
    assert reminded(broadcast) == []


def test_who_is_told_of_the_recording_in_that_minute_is_left_in_peace(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.move_on(LAST_CHANCE)
    assert reminded(broadcast) == []
    assert len(broadcast.mails()) == 1


def test_it_can_be_left_out_by_one_click_and_by_a_button(broadcast: Broadcast) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.move_on(LAST_CHANCE)
    broadcast.send()
    letter = broadcast.letters()[KIND]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = letter["List-Unsubscribe"].strip("<>")
    assert url in text_of(letter)
    path = url.removeprefix("https://podd.example")
    with visiting(broadcast.hub) as visitor:
        assert "Vill du slippa påminnelser?" in visitor.get(path).text
        answer = visitor.portal.call(
            lambda: visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
        )
        assert (answer.status_code, answer.text) == (200, "")
        assert "Du får inga fler påminnelser" in visitor.get(path).text
        assert visitor.post(path, {"tillbaka": "1"}).status_code == 303
        assert "Vill du slippa påminnelser?" in visitor.get(path).text
        assert visitor.get(f"{path[:-1]}{'B' if path[-1] == 'A' else 'A'}").status_code == 404


def test_another_site_cannot_leave_it_out_for_somebody(broadcast: Broadcast) -> None:
    broadcast.register()
    with broadcast.hub.reading() as db:
        person = db.query(Registration).one().participant_id
    url = optout_url(broadcast.hub.settings, person, KIND)
    path = url.removeprefix("https://podd.example")
    with visiting(broadcast.hub) as visitor:
        answer = visitor.post(path, {}, sec_fetch_site="cross-site")
        assert answer.status_code == 403


@pytest.mark.parametrize("is_late", [False, True])
def test_who_wants_no_more_gets_no_more(broadcast: Broadcast, is_late: bool) -> None:
    broadcast.register()
    broadcast.move_on(MORNING)
    broadcast.send()
    if is_late:
        broadcast.move_on(LAST_CHANCE)
    with broadcast.hub.writing() as db:
        person = db.query(Registration).one().participant
        opt_out(db, person, KIND, MORNING)
        opt_out(db, person, KIND, MORNING)
    broadcast.move_on(LAST_CHANCE)
    broadcast.send()
    assert len(broadcast.sent()) == 1
