"""Send-outs in the database, on both kinds of it."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from mediahub.mail.models import MailState
from mediahub.mail.outbox import count
from mediahub.recordings.models import Viewing
from mediahub.sendouts import service
from mediahub.sendouts.models import SendoutKind
from mediahub.sendouts.openings import links_opened
from mediahub.sendouts.optout import opt_out
from mediahub.sendouts.recipients import new_recipients
from mediahub.sendouts.telling import tell_new, unplanned
from mediahub.sendouts.week import Week
from tests.conftest import NOON
from tests.factories import (
    make_member,
    make_network,
    make_recording,
    make_registration,
    make_series,
    make_webcast,
)

DAY = timedelta(days=1)


def test_what_is_withheld_by_a_pause_waits_again_when_it_is_started(db: Session) -> None:
    webcast = make_webcast(db, starts_at=NOON - 2 * DAY, series=make_series(db))
    recording = make_recording(db, webcast, opens_at=NOON - DAY, closes_at=NOON + DAY)
    held = make_registration(db, webcast)
    make_registration(db, webcast.series or webcast)
    assert {kind for _, kind in unplanned(db, NOON)} == set(SendoutKind)
    sendout = service.plan_sendout(
        db, webcast, SendoutKind.RECORDING_AVAILABLE, actor="test", now=NOON
    )
    assert [kind for _, kind in unplanned(db, NOON)] == [SendoutKind.LAST_CHANCE]
    service.start(db, sendout, actor="test", now=NOON)
    assert tell_new(db, sendout, "sv", NOON) == 2
    assert service.pause(db, sendout, actor="test", now=NOON, language="sv") == 2
    assert list(service.reasons(db, sendout)) == [(MailState.WITHHELD, "Utskicket är pausat.", 2)]
    assert service.is_any_held_back(db, sendout)
    service.start(db, sendout, actor="test", now=NOON)
    assert count(db, sendout.batch)[MailState.QUEUED] == 2
    db.add(Viewing(recording=recording, registration_id=held.id, opened_at=NOON))
    db.flush()
    assert links_opened(db, sendout) == 1


def test_the_last_chance_passes_over_those_it_is_not_for(db: Session) -> None:
    webcast = make_webcast(db, starts_at=NOON - 2 * DAY, network=make_network(db))
    recording = make_recording(db, webcast, opens_at=NOON - DAY, closes_at=NOON + DAY)
    assert webcast.network is not None
    watched, refused = make_member(db, webcast.network), make_registration(db, webcast)
    left = make_registration(db, webcast)
    db.add(Viewing(recording=recording, member_id=watched.id, opened_at=NOON, watched_seconds=30))
    kind = SendoutKind.LAST_CHANCE
    opt_out(db, refused.participant, kind, NOON)
    sendout = service.plan_sendout(db, webcast, kind, actor="test", now=NOON)
    assert [one.holder_id for one in new_recipients(db, sendout, NOON)] == [left.id]


def test_a_week_is_counted_from_monday_to_monday(db: Session) -> None:
    webcast = make_webcast(db, starts_at=NOON - 9 * DAY)
    recording = make_recording(db, webcast, opens_at=NOON - 8 * DAY, closes_at=NOON + 2 * DAY)
    for days, seconds in ((-8, 0), (-3, 29), (-3, 30), (-1, 30)):
        moment = NOON + days * DAY
        db.add(Viewing(recording=recording, opened_at=moment, watched_seconds=seconds))
    db.flush()
    week = Week.of(db, date(2026, 3, 2), NOON)
    assert (week.opens, week.views, week.failed_mails, week.late) == (3, 1, 0, 0)
    assert (list(week.opening), list(week.closing)) == ([], [recording])
