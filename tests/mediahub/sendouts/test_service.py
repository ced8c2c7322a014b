"""Send-outs in the database, on both kinds of it."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.mail.models import Mail, MailState
from mediahub.mail.outbox import count, enqueue_mail
from mediahub.recordings.models import Viewing
from mediahub.recordings.service import find_newest_recording
from mediahub.sendouts import service
from mediahub.sendouts.link_opens import links_opened
from mediahub.sendouts.models import SendoutKind, SendoutState
from mediahub.sendouts.optout import opt_out
from mediahub.sendouts.recipients import new_recipients
from mediahub.sendouts.runner import enqueue_new, unplanned
from mediahub.sendouts.schedule import at
from mediahub.sendouts.staff.weekly_report import WEEK, Week
from tests.conftest import NOON
from tests.factories import (
    make_episode,
    make_member,
    make_network,
    make_recording,
    make_registration,
    make_series,
    make_show,
    make_webcast,
)
from tests.mediahub.mail.conftest import new_mail

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def keep_mail(db: Session, batch: str, **fields: Any) -> Mail:
    """One that is part of a batch, whatever became of it."""
    number = db.query(Mail).count()
    enqueue_mail(db, new_mail(number, key=f"{batch}:{number}", batch=batch), NOON)
    mail = db.query(Mail).filter_by(key=f"{batch}:{number}").one()
    for name, value in fields.items():
        setattr(mail, name, value)
    db.flush()
    return mail


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
    assert enqueue_new(db, sendout, "sv", NOON) == 2
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


def test_only_what_is_planned_or_on_its_way_has_something_to_do(rows: Session) -> None:
    made = {}
    for state in SendoutState:
        sendout = service.plan_sendout(
            rows, make_webcast(rows), SendoutKind.LAST_CHANCE, actor="test", now=NOON
        )
        sendout.state = state
        made[state] = sendout
    rows.flush()
    assert set(service.running(rows)) == {
        made[SendoutState.PLANNED],
        made[SendoutState.RUNNING],
    }


def test_each_webcast_has_its_own_recording_and_send_out(rows: Session) -> None:
    kind = SendoutKind.LAST_CHANCE
    webcast, other = make_webcast(rows), make_webcast(rows)
    kept = make_recording(rows, webcast)
    make_recording(rows, webcast, deleted_at=NOON, created_at=NOON)
    make_recording(rows, other, created_at=NOON)
    assert find_newest_recording(rows, webcast) is kept
    service.plan_sendout(rows, other, kind, actor="test", now=NOON)
    service.plan_sendout(rows, webcast, SendoutKind.RECORDING_AVAILABLE, actor="test", now=NOON)
    assert service.find_sendout(rows, webcast, kind) is None


def test_reasons_are_those_of_its_own_mails_that_were_not_delivered(rows: Session) -> None:
    ours, theirs = (
        service.plan_sendout(rows, make_webcast(rows), kind, actor="test", now=NOON)
        for kind in SendoutKind
    )
    for sendout, state in (
        (ours, MailState.FAILED),
        (ours, MailState.RETRY),
        (ours, MailState.SENT),
        (theirs, MailState.FAILED),
    ):
        keep_mail(rows, sendout.batch, state=state, answer="550 nej")
    assert set(service.reasons(rows, ours)) == {
        (MailState.FAILED, "550 nej", 1),
        (MailState.RETRY, "550 nej", 1),
    }


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({"opens_at": NOON - DAY, "closes_at": NOON + SECOND}, True),
        ({"opens_at": NOON - DAY, "closes_at": None}, True),
        ({"opens_at": NOON - DAY, "closes_at": NOON}, False),
        ({"opens_at": None, "closes_at": None}, False),
        ({"opens_at": NOON - DAY, "closes_at": NOON + DAY, "deleted_at": NOON}, False),
    ],
)
def test_what_is_told_of_has_a_window_that_lasts(
    rows: Session, fields: dict[str, Any], is_told: bool
) -> None:
    make_webcast(rows)  # without a recording
    webcast = make_webcast(rows)
    make_recording(rows, webcast, **fields)
    assert {one for one, _ in unplanned(rows, NOON)} == ({webcast} if is_told else set())


def test_a_link_was_opened_by_whom_the_mail_went_to_and_after_it(rows: Session) -> None:
    series, network = make_series(rows), make_network(rows)
    webcast, other = (make_webcast(rows, series=series, network=network) for _ in range(2))
    recording, elsewhere = make_recording(rows, webcast), make_recording(rows, other)
    first, last = (
        service.plan_sendout(rows, webcast, kind, actor="test", now=NOON) for kind in SendoutKind
    )
    member, seat, untold, before, saw_the_other = (
        make_member(rows, network),
        *(make_registration(rows, series) for _ in range(4)),
    )
    for held in (member, seat, before, saw_the_other):
        keep_mail(rows, first.batch, about_id=held.id)
    keep_mail(rows, last.batch, about_id=untold.id)
    rows.add(Viewing(recording=recording, member_id=member.id, opened_at=NOON))
    for held, seen, moment in (
        (seat, recording, NOON),
        (seat, recording, NOON + DAY),
        (untold, recording, NOON),
        (before, recording, NOON - SECOND),
        (saw_the_other, elsewhere, NOON),
    ):
        rows.add(Viewing(recording=seen, registration_id=held.id, opened_at=moment))
    rows.flush()
    assert links_opened(rows, first) == 2


def test_a_week_leaves_out_the_one_before_and_the_one_after(rows: Session) -> None:
    monday = date(2026, 3, 2)
    begin, end = (at(day, time()) for day in (monday - WEEK, monday))
    show, recording = make_show(rows), make_recording(rows, make_webcast(rows))
    moments = (begin - SECOND, begin, end - SECOND, end)
    for moment in moments:
        make_episode(rows, show, opens_at=moment)
        rows.add(Viewing(recording=recording, opened_at=moment, watched_seconds=30))
        keep_mail(rows, "x", state=MailState.FAILED, ended_at=moment)
        keep_mail(rows, "x", state=MailState.WITHHELD, ended_at=moment)
    make_episode(rows, show)
    week = Week.of(rows, monday, end)
    assert [one.opens_at for one in week.published] == [*moments[1:3]]
    assert (week.opens, week.views, week.failed_mails) == (2, 2, 2)


def test_windows_of_a_week_open_and_close_within_it(rows: Session) -> None:
    monday = date(2026, 3, 2)
    begin, end = (at(day, time()) for day in (monday, monday + WEEK))
    within = [
        make_recording(rows, make_webcast(rows), opens_at=moment, closes_at=moment + WEEK)
        for moment in (begin, end - SECOND)
    ]
    over = [
        make_recording(rows, make_webcast(rows), opens_at=moment - WEEK, closes_at=moment)
        for moment in (begin, end - SECOND)
    ]
    for moment in (begin - SECOND, end):
        make_recording(rows, make_webcast(rows), opens_at=moment, closes_at=moment + 2 * WEEK)
        make_recording(rows, make_webcast(rows), opens_at=moment - 2 * WEEK, closes_at=moment)
    make_recording(rows, make_webcast(rows), closes_at=begin)
    week = Week.of(rows, monday, begin)
    assert (week.opening, week.closing) == (within, over)
