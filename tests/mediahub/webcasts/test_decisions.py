"""What is decided of a webcast is done and noted."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.accounts.models import AuditEntry
from mediahub.errors import Conflict, Invalid
from mediahub.i18n import sentence
from mediahub.webcasts.decisions import cancel_webcast, restore_webcast, set_actual_end
from tests.conftest import NOON
from tests.factories import make_webcast

START = NOON - timedelta(hours=4)
END = NOON - timedelta(hours=1)


def noted(db: Session) -> list[tuple[str, object, object, str | None]]:
    entries = db.scalars(select(AuditEntry)).all()
    return [(one.action, one.before, one.after, one.reason) for one in entries]


def told(refusal: Invalid) -> str:
    return sentence(refusal, "en").replace("\xa0", " ")


def test_the_actual_end_is_set_and_noted(db: Session) -> None:
    webcast = make_webcast(db, starts_at=START, ends_at=END)
    overrun = END + timedelta(minutes=20)
    set_actual_end(db, webcast, overrun, actor=COMMAND, now=NOON, reason="Den drog över.")
    assert (webcast.end, webcast.ends_at, webcast.sequence) == (overrun, END, 0)
    assert noted(db) == [
        (
            "webcast.ended_at",
            {"ended_at": None},
            {"ended_at": "2026-03-04T11:20:00+00:00"},
            "Den drog över.",
        )
    ]


def test_it_may_have_ended_this_very_second(rows: Session) -> None:
    webcast = make_webcast(rows, starts_at=START, ends_at=END)
    set_actual_end(rows, webcast, NOON, actor=COMMAND, now=NOON)
    assert webcast.end == NOON


def test_an_end_that_has_not_come_is_refused(rows: Session) -> None:
    webcast = make_webcast(rows, starts_at=START, ends_at=END)
    with pytest.raises(Invalid) as refusal:
        set_actual_end(rows, webcast, NOON + timedelta(minutes=1), actor=COMMAND, now=NOON)
    assert told(refusal.value) == (
        "The webcast cannot have ended Wednesday 4 March 2026 at 13:01: that time has not come."
    )
    assert webcast.ended_at is None


def test_an_end_that_links_were_given_by_stands(db: Session) -> None:
    webcast = make_webcast(db, slug="dialog", starts_at=START, ends_at=END, end_fixed_at=NOON)
    with pytest.raises(Conflict) as refusal:
        set_actual_end(db, webcast, NOON, actor=COMMAND, now=NOON)
    assert str(refusal.value) == (
        "“Medborgardialog som ett systematiskt arbetssätt” keeps its end, for its recording has"
        " been watched. Move when the recording closes instead."
    )
    assert (webcast.ended_at, noted(db)) == (None, [])


def test_an_end_before_the_start_is_refused(rows: Session) -> None:
    webcast = make_webcast(rows, starts_at=START, ends_at=END)
    with pytest.raises(Invalid) as refusal:
        set_actual_end(rows, webcast, START, actor=COMMAND, now=NOON)
    assert told(refusal.value) == (
        "The webcast cannot have ended Wednesday 4 March 2026 at 09:00, for it begins Wednesday"
        " 4 March 2026 at 09:00."
    )


def test_cancelling_is_noted_once_and_calendars_are_told(rows: Session) -> None:
    webcast = make_webcast(rows)
    for _ in range(2):
        cancel_webcast(rows, webcast, actor=COMMAND, now=NOON, reason="Sjukdom.")
    assert (webcast.cancelled_at, webcast.sequence) == (NOON, 1)
    assert noted(rows) == [
        (
            "webcast.cancelled_at",
            {"cancelled_at": None},
            {"cancelled_at": "2026-03-04T12:00:00+00:00"},
            "Sjukdom.",
        )
    ]


def test_restoring_is_noted_and_calendars_are_told(rows: Session) -> None:
    webcast = make_webcast(rows)
    restore_webcast(rows, webcast, actor=COMMAND, now=NOON)
    assert (webcast.sequence, noted(rows)) == (0, [])
    cancel_webcast(rows, webcast, actor=COMMAND, now=NOON)
    restore_webcast(rows, webcast, actor=COMMAND, now=NOON)
    assert (webcast.cancelled_at, webcast.sequence, len(noted(rows))) == (None, 2, 2)
