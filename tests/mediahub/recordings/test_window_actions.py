"""The window of a recording: opened by the rule, moved by people who say why, and noted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision
from mediahub.accounts.models import AuditEntry
from mediahub.clock import parse_instant
from mediahub.errors import Conflict, Gone, Hint, Invalid, MediaHubError
from mediahub.i18n import sentence
from mediahub.media.deletion import request_deletion
from mediahub.media.models import MediaState
from mediahub.recordings import window_actions
from mediahub.recordings.models import Recording
from mediahub.recordings.preconditions import (
    CaptionException,
    require_in_window,
    require_kept,
)
from mediahub.recordings.state import RecordingState, state_of
from mediahub.recordings.window_actions import Window, open_recording
from mediahub.transcripts.models import Origin
from mediahub.webcasts.decisions import set_actual_end
from mediahub.webcasts.models import Access
from mediahub.webcasts.service import edit_webcast
from mediahub.webcasts.state import closing_of
from mediahub.window import ClosingRule
from tests.factories import make_captions, make_recording, make_webcast

START, END = parse_instant("2024-09-11T09:00"), parse_instant("2024-09-11T12:00")
NOW = parse_instant("2024-09-11T13:00")
CLOSES = parse_instant("2024-09-25T12:00")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
BY = "anna@skr.example"
EXCEPTION = CaptionException("Anna, SKR", "Textning kommer på fredag.")


def because(now: datetime = NOW, reason: str | None = "Därför.") -> Decision:
    return Decision(BY, now, reason)


def ready(db: Session, *, webcast: dict[str, Any] | None = None, **fields: Any) -> Recording:
    times = {
        "slug": "dialog",
        "title": "Dialog",
        "starts_at": START,
        "ends_at": END,
        "opens_at": START,
    }
    return make_recording(db, make_webcast(db, **times | (webcast or {})), **fields)


def opened(db: Session, **fields: Any) -> Recording:
    return ready(db, **{"opens_at": NOW, "closes_at": CLOSES, **fields})


def refusal(change: Callable[[], object]) -> tuple[type[MediaHubError], str]:
    with pytest.raises(MediaHubError) as refused:
        change()
    return type(refused.value), sentence(refused.value, "en").replace("\xa0", " ")


def noted(db: Session) -> list[tuple[str, object, object, str | None]]:
    entries = db.scalars(select(AuditEntry).where(AuditEntry.actor == BY)).all()
    return [(one.action, one.before, one.after, one.reason) for one in entries]


def test_it_opens_now_and_closes_a_fortnight_after_the_end(db: Session) -> None:
    recording = ready(db)
    open_recording(db, recording, Decision(BY, NOW))
    db.expire_all()
    assert (recording.opens_at, recording.closes_at) == (NOW, CLOSES)
    assert noted(db) == [
        (
            "recording.open",
            {"opens_at": None, "closes_at": None},
            {"opens_at": NOW.isoformat(), "closes_at": CLOSES.isoformat()},
            None,
        )
    ]


@pytest.mark.parametrize(
    ("webcast", "closes"),
    [
        ({"ended_at": END + timedelta(minutes=20)}, "2024-09-25T12:20"),
        ({"closing_rule": ClosingRule.END_OF_DAY}, "2024-09-26T00:00"),
        ({"window_days": 60}, "2024-11-10T12:00"),
        ({"access": Access.PUBLIC}, None),
    ],
)
def test_it_closes_as_the_webcast_says(
    rows: Session, webcast: dict[str, Any], closes: str | None
) -> None:
    recording = ready(rows, webcast=webcast)
    open_recording(rows, recording, because())
    assert recording.closes_at == (closes and parse_instant(closes))
    assert recording.closes_at == closing_of(recording.webcast)


def test_it_may_open_later_and_until_another_time(rows: Session) -> None:
    recording, later = ready(rows), NOW + DAY
    open_recording(rows, recording, because(), window=Window(later, CLOSES + DAY))
    assert (recording.opens_at, recording.closes_at) == (later, CLOSES + DAY)
    assert state_of(recording, NOW) is RecordingState.SCHEDULED


@pytest.mark.parametrize(
    ("fields", "decided", "window", "expected"),
    [
        (
            {},
            Decision(BY, END - SECOND),
            Window(),
            (Conflict, "“Dialog” has not ended. Its recording can be opened from Wednesday"
             " 11 September 2024 at 12:00."),
        ),
        (
            {"webcast": {"cancelled_at": START}},
            because(),
            Window(),
            (Conflict, "“Dialog” is cancelled."),
        ),
        (
            {"webcast": {"access": Access.PUBLIC, "opens_at": None}},
            because(),
            Window(),
            (Conflict, "“Dialog” is not published, so nobody could watch its recording. Publish it"
             " first."),
        ),
        (
            {"captions": []},
            because(),
            Window(),
            (Conflict, "The recording of “Dialog” has no captions that a person has made or"
             " reviewed. Add or review them, or say who makes an exception and why."),
        ),
        (
            {"playable": None},
            because(),
            Window(),
            (Conflict, "The recording of “Dialog” is not ready yet: it is being worked on."),
        ),
        (
            {},
            because(CLOSES),
            Window(),
            (Conflict, "By the rule, the window of “Dialog” ended Wednesday 25 September 2024 at"
             " 12:00. Give it another end, and say why."),
        ),
        (
            {},
            Decision(BY, NOW),
            Window(closes_at=CLOSES + DAY),
            (Invalid, "Say why: it is noted in the audit log."),
        ),
        (
            {},
            because(),
            Window(closes_at=NOW),
            (Invalid, "Wednesday 11 September 2024 at 13:00 is not later than Wednesday"
             " 11 September 2024 at 13:00."),
        ),
        (
            {"opens_at": NOW, "closes_at": CLOSES},
            because(),
            Window(),
            (Conflict, "The recording of “Dialog” has been opened already."),
        ),
        (
            {"opens_at": NOW, "closes_at": CLOSES},
            because(CLOSES),
            Window(),
            (Conflict, "The recording of “Dialog” closed Wednesday 25 September 2024 at 12:00. To"
             " open it again, let it close later."),
        ),
        (
            {"deleted_at": NOW},
            because(),
            Window(),
            (Gone, "The recording of “Dialog” is deleted."),
        ),
    ],
)  # fmt: skip
def test_what_may_not_be_opened_is_not(
    rows: Session,
    fields: dict[str, Any],
    decided: Decision,
    window: Window,
    expected: tuple[type[MediaHubError], str],
) -> None:
    recording = ready(rows, **fields)
    before = recording.opens_at
    assert refusal(lambda: open_recording(rows, recording, decided, window=window)) == expected
    assert (recording.opens_at, noted(rows)) == (before, [])


def test_it_opens_at_the_very_end(rows: Session) -> None:
    recording = ready(rows)
    open_recording(rows, recording, because(END))
    assert state_of(recording, END) is RecordingState.OPEN


def test_an_exception_from_captions_is_dated_and_noted(rows: Session) -> None:
    recording = ready(rows, captions=[])
    open_recording(rows, recording, Decision(BY, NOW), exception=EXCEPTION)
    assert (recording.exception_by, recording.exception_at, recording.exception_reason) == (
        "Anna, SKR",
        NOW,
        "Textning kommer på fredag.",
    )
    assert [entry[::3] for entry in noted(rows)] == [
        ("recording.exception", "Textning kommer på fredag."),
        ("recording.open", None),
    ]


@pytest.mark.parametrize("half", [CaptionException("", "Därför."), CaptionException("Anna", " ")])
def test_half_an_exception_is_none(rows: Session, half: CaptionException) -> None:
    recording = ready(rows, captions=[])
    assert refusal(lambda: open_recording(rows, recording, because(), exception=half)) == (
        Invalid,
        "An exception needs both who makes it and why.",
    )


def test_what_a_machine_heard_counts_once_a_person_has_read_it(rows: Session) -> None:
    recording = ready(rows, captions=[make_captions(rows, origin=Origin.MACHINE)])
    kind, _ = refusal(lambda: open_recording(rows, recording, because()))
    assert kind is Conflict
    recording.captions[0].transcript.reviewed_at = NOW
    open_recording(rows, recording, because())
    assert recording.exception_by is None


def test_captions_need_no_exception(rows: Session) -> None:
    recording = ready(rows)
    open_recording(rows, recording, because(), exception=EXCEPTION)
    assert recording.exception_by is None


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda db, r: window_actions.extend(db, r, CLOSES + DAY, because()), CLOSES + DAY),
        (lambda db, r: window_actions.shorten(db, r, NOW + SECOND, because()), NOW + SECOND),
        (lambda db, r: window_actions.close(db, r, because(NOW + SECOND)), NOW + SECOND),
    ],
)
def test_the_end_is_moved_and_noted(
    db: Session, change: Callable[[Session, Recording], None], after: datetime
) -> None:
    recording = opened(db)
    change(db, recording)
    db.expire_all()
    assert recording.closes_at == after
    (entry,) = noted(db)
    assert entry[1:] == (
        {"closes_at": CLOSES.isoformat()},
        {"closes_at": after.isoformat()},
        "Därför.",
    )


def test_what_has_closed_is_opened_again_until_it_begins_to_be_deleted(rows: Session) -> None:
    recording = opened(rows)
    window_actions.extend(rows, recording, CLOSES + 2 * DAY, because(CLOSES + DAY))
    assert state_of(recording, CLOSES + DAY) is RecordingState.OPEN
    request_deletion(rows, recording.documents[0].media, "recording.closed", NOW)
    later = CLOSES + 3 * DAY
    assert refusal(lambda: window_actions.extend(rows, recording, later, because(later - DAY))) == (
        Gone,
        "The recording of “Dialog” is being deleted and cannot be opened again.",
    )


def test_only_a_replay_for_everyone_may_lose_its_end(rows: Session) -> None:
    recording = opened(rows)
    assert refusal(lambda: window_actions.extend(rows, recording, None, because())) == (
        Invalid,
        "Say until when: only what is open to everyone has no end.",
    )
    recording.webcast.access = Access.PUBLIC
    window_actions.extend(rows, recording, None, because())
    assert (recording.closes_at, state_of(recording, CLOSES)) == (None, RecordingState.OPEN)
    window_actions.shorten(rows, recording, CLOSES, because())
    assert recording.closes_at == CLOSES


def test_a_pause_is_begun_and_ended_once_and_the_window_goes_on(rows: Session) -> None:
    recording = opened(rows)
    window_actions.pause(rows, recording, because())
    assert state_of(recording, NOW) is RecordingState.PAUSED
    assert refusal(lambda: window_actions.pause(rows, recording, because()))[1] == (
        "The recording of “Dialog” is paused already."
    )
    window_actions.resume(rows, recording, because(NOW + DAY))
    assert (state_of(recording, NOW + DAY), recording.closes_at) == (RecordingState.OPEN, CLOSES)
    assert refusal(lambda: window_actions.resume(rows, recording, because()))[1] == (
        "The recording of “Dialog” is not paused."
    )
    assert [entry[0] for entry in noted(rows)] == ["recording.pause", "recording.resume"]


Change = Callable[[Session, Recording, Decision], None]
CHANGES: list[Change] = [
    lambda db, recording, why: window_actions.extend(db, recording, CLOSES + DAY, why),
    lambda db, recording, why: window_actions.shorten(db, recording, NOW + DAY, why),
    window_actions.close,
    window_actions.pause,
    window_actions.resume,
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("reason", [None, "", " "])
def test_every_change_says_why(rows: Session, change: Change, reason: str | None) -> None:
    recording = opened(rows)
    assert refusal(lambda: change(rows, recording, because(reason=reason)))[0] is Invalid
    assert noted(rows) == []


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_not_opened_has_no_window(rows: Session, change: Change) -> None:
    recording = ready(rows)
    assert refusal(lambda: change(rows, recording, because())) == (
        Conflict,
        "The recording of “Dialog” has not been opened.",
    )


@pytest.mark.parametrize("change", CHANGES[1:])
def test_what_has_closed_is_only_extended(rows: Session, change: Change) -> None:
    recording = opened(rows)
    kind, words = refusal(lambda: change(rows, recording, because(CLOSES)))
    assert (kind, words[:58]) == (
        Conflict,
        "The recording of “Dialog” closed Wednesday 25 September 20",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda db, r: window_actions.extend(db, r, CLOSES, because()),
            "Wednesday 25 September 2024 at 12:00 is not later than Wednesday 25 September 2024"
            " at 12:00.",
        ),
        (
            lambda db, r: window_actions.extend(db, r, NOW + 366 * DAY, because()),
            "Friday 12 September 2025 at 13:00 is more than 365 days after Wednesday 11 September"
            " 2024 at 13:00. Choose an earlier day.",
        ),
        (
            lambda db, r: window_actions.extend(db, r, CLOSES + SECOND, because(CLOSES + DAY)),
            "Wednesday 25 September 2024 at 12:00 is not later than Thursday 26 September 2024"
            " at 12:00.",
        ),
        (
            lambda db, r: window_actions.shorten(db, r, CLOSES, because()),
            "Wednesday 25 September 2024 at 12:00 is not earlier than Wednesday 25 September 2024"
            " at 12:00.",
        ),
        (
            lambda db, r: window_actions.shorten(db, r, NOW, because()),
            "Wednesday 11 September 2024 at 13:00 is not later than Wednesday 11 September 2024"
            " at 13:00.",
        ),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(
    rows: Session, change: Callable[[Session, Recording], None], words: str
) -> None:
    recording = opened(rows)
    assert refusal(lambda: change(rows, recording)) == (Invalid, words)
    assert (recording.closes_at, noted(rows)) == (CLOSES, [])


def test_the_window_follows_an_end_that_is_corrected(db: Session) -> None:
    recording = opened(db)
    late = END + timedelta(minutes=20)
    set_actual_end(db, recording.webcast, late, actor=BY, now=NOW)
    db.refresh(recording)
    assert recording.closes_at == CLOSES + timedelta(minutes=20)


@pytest.mark.parametrize("fields", [{"closes_at": CLOSES + DAY}, {"deleted_at": NOW}])
def test_a_window_that_people_have_moved_follows_nothing(
    rows: Session, fields: dict[str, Any]
) -> None:
    recording = opened(rows, **fields)
    before = recording.closes_at
    set_actual_end(rows, recording.webcast, END + SECOND, actor=BY, now=NOW)
    rows.refresh(recording)
    assert recording.closes_at == before


def test_another_rule_leaves_a_window_that_was_opened(rows: Session) -> None:
    recording = opened(rows)
    rule = ClosingRule.END_OF_DAY
    edit_webcast(rows, recording.webcast, window_days=30, closing_rule=rule)
    rows.refresh(recording)
    assert recording.closes_at == CLOSES


def test_an_endless_replay_gets_an_end_before_it_is_for_the_registered_alone(
    db: Session,
) -> None:
    recording = opened(db, webcast={"access": Access.PUBLIC}, closes_at=None)
    webcast = recording.webcast
    assert refusal(lambda: edit_webcast(db, webcast, access=Access.REGISTERED)) == (
        Conflict,
        "The recording of “Dialog” is open without an end. Give it one first.",
    )


def test_what_is_for_the_registered_need_not_be_listed(rows: Session) -> None:
    recording = ready(rows, webcast={"opens_at": None})
    open_recording(rows, recording, because())
    assert recording.opens_at == NOW


def test_another_recording_is_left_as_it_was(db: Session) -> None:
    one, other = ready(db), ready(db, webcast={"slug": "annan"})
    open_recording(db, one, because())
    window_actions.close(db, one, because(NOW + SECOND))
    db.expire_all()
    assert (other.opens_at, other.closes_at, other.paused_at) == (None, None, None)
    assert {entry.subject_id for entry in db.scalars(select(AuditEntry))} == {one.id}


@pytest.mark.parametrize("opens_at", [NOW - SECOND, NOW + DAY])
def test_an_end_of_its_own_comes_after_the_opening_and_after_now(
    rows: Session, opens_at: datetime
) -> None:
    recording, later = ready(rows), max(opens_at, NOW)
    for until in (later - SECOND, later):
        window = Window(opens_at, until)
        with pytest.raises(Invalid):
            open_recording(rows, recording, because(), window=window)
    open_recording(rows, recording, because(), window=Window(opens_at, later + SECOND))
    assert recording.closes_at == later + SECOND


@pytest.mark.parametrize(("opens_at", "now"), [(CLOSES, NOW), (NOW, CLOSES)])
def test_what_the_rule_has_closed_by_then_is_not_opened(
    rows: Session, opens_at: datetime, now: datetime
) -> None:
    with pytest.raises(Conflict):
        open_recording(rows, ready(rows), because(now), window=Window(opens_at))
    earlier = Window(min(opens_at, CLOSES - SECOND))
    recording = ready(rows, webcast={"slug": "annan"})
    open_recording(rows, recording, because(min(now, CLOSES - SECOND)), window=earlier)
    assert recording.closes_at == CLOSES


def test_it_opens_within_a_year(rows: Session) -> None:
    recording = ready(rows)
    far = NOW + 366 * DAY
    with pytest.raises(Invalid):
        open_recording(rows, recording, because(), window=Window(far, far + DAY))
    near = NOW + 300 * DAY
    open_recording(rows, recording, because(), window=Window(near, near + DAY))
    assert recording.opens_at == near


def test_an_end_that_is_not_there_cannot_be_moved_later(rows: Session) -> None:
    recording = opened(rows, webcast={"access": Access.PUBLIC}, closes_at=None)
    assert refusal(lambda: window_actions.extend(rows, recording, CLOSES + DAY, because())) == (
        Conflict,
        "The window of “Dialog” has no end that could be moved.",
    )


def test_what_is_to_open_later_is_not_shortened_to_before_that(rows: Session) -> None:
    recording = opened(rows, opens_at=NOW + DAY)
    with pytest.raises(MediaHubError):
        window_actions.shorten(rows, recording, NOW + DAY, because())
    window_actions.shorten(rows, recording, NOW + DAY + SECOND, because())
    assert recording.closes_at == NOW + DAY + SECOND


def test_what_could_not_be_made_ready_is_not_opened(rows: Session) -> None:
    recording = ready(rows, playable=None)
    recording.media.state, recording.media.failure = MediaState.FAILED, "Filen är trasig."
    assert refusal(lambda: open_recording(rows, recording, because())) == (
        Conflict,
        "The recording of “Dialog” could not be made ready: Filen är trasig.",
    )


def test_what_is_deleted_is_told_of_as_deleted(rows: Session) -> None:
    recording = opened(rows, deleted_at=NOW)
    deleted = (Gone, "The recording of “Dialog” is deleted.")
    assert refusal(lambda: require_in_window(recording, NOW)) == deleted
    assert refusal(lambda: require_kept(rows, recording)) == deleted


def test_end_is_later_than_a_beginning_that_is_to_come(rows: Session) -> None:
    recording, later = ready(rows), NOW + 2 * DAY
    window = Window(later, later - DAY)
    kind, _ = refusal(lambda: open_recording(rows, recording, because(), window=window))
    assert kind is Invalid
    begins_later = opened(rows, webcast={"slug": "senare"}, opens_at=later)
    kind, _ = refusal(lambda: window_actions.shorten(rows, begins_later, NOW + DAY, because()))
    assert kind is Invalid


def test_end_may_be_a_year_after_a_beginning_that_is_to_come(rows: Session) -> None:
    begins = NOW + 300 * DAY
    recording = opened(rows, opens_at=begins, closes_at=begins + 360 * DAY)
    window_actions.shorten(rows, recording, begins + 90 * DAY, because())
    assert recording.closes_at == begins + 90 * DAY


def test_end_given_to_a_replay_without_one_is_within_a_year(rows: Session) -> None:
    recording = opened(rows, webcast={"access": Access.PUBLIC}, closes_at=None)
    with pytest.raises(Invalid, match="more than 365 days"):
        window_actions.shorten(rows, recording, NOW + 366 * DAY, because())
    window_actions.shorten(rows, recording, NOW + 300 * DAY, because())
    assert recording.closes_at == NOW + 300 * DAY


def test_what_opens_later_closes_within_a_year_of_that(rows: Session) -> None:
    recording, begins = ready(rows), NOW + 300 * DAY
    window = Window(begins, begins + 360 * DAY)
    open_recording(rows, recording, because(), window=window)
    assert recording.closes_at == begins + 360 * DAY
    later = opened(rows, webcast={"slug": "senare"}, opens_at=begins, closes_at=begins + DAY)
    window_actions.extend(rows, later, begins + 360 * DAY, because())
    assert later.closes_at == begins + 360 * DAY


def test_whoever_comes_too_late_is_told_of_the_recording_that_has_closed(rows: Session) -> None:
    """The hint names the webcast, at each door in its own way."""
    recording = opened(rows, closes_at=NOW - SECOND)
    with pytest.raises(Conflict) as refused:
        require_in_window(recording, NOW)
    assert refused.value.hint is Hint.EXTEND_RECORDING
    assert refused.value.values["slug"] == recording.webcast.slug


def test_end_of_its_own_is_within_a_year_of_the_opening(rows: Session) -> None:
    recording = ready(rows)
    window = Window(None, NOW + 366 * DAY)
    with pytest.raises(Invalid, match="more than 365 days"):
        open_recording(rows, recording, because(), window=window)
    open_recording(rows, recording, because(), window=Window(None, NOW + 365 * DAY))
    assert recording.closes_at == NOW + 365 * DAY
