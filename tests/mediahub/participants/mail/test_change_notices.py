"""A webcast that is moved or cancelled: everyone is told once, of what is new to them."""

from collections.abc import Callable
from datetime import timedelta

from mediahub.accounts.audit import COMMAND
from mediahub.hub import Hub
from mediahub.participants.mail.change_notices import JOBS, notify_of_change
from mediahub.participants.models import RegistrationState
from mediahub.webcasts.changes import untold
from mediahub.webcasts.decisions import cancel_webcast, restore_webcast
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.service import edit_webcast
from tests.conftest import NOON, Clock
from tests.factories import make_registration, make_series, make_webcast
from tests.mediahub.mailbox import letters, only_letter

HOUR = timedelta(hours=1)


def add(hub: Hub) -> Webcast:
    with hub.writing() as db:
        webcast = make_webcast(db, title="Om råd")
        make_registration(db, webcast)
        return webcast


def move(hub: Hub, webcast: Webcast, step: timedelta) -> None:
    with hub.writing() as db:
        row = db.get_one(Webcast, webcast.id)
        edit_webcast(db, row, starts_at=row.starts_at + step, ends_at=row.ends_at + step)


def cancel(hub: Hub, webcast: Webcast) -> None:
    with hub.writing() as db:
        cancel_webcast(db, db.get_one(Webcast, webcast.id), actor=COMMAND, now=NOON)


def restore(hub: Hub, webcast: Webcast) -> None:
    with hub.writing() as db:
        restore_webcast(db, db.get_one(Webcast, webcast.id), actor=COMMAND, now=NOON)


def test_new_time_is_told_with_the_old_one_and_moves_the_calendar(hub: Hub) -> None:
    webcast = add(hub)
    move(hub, webcast, HOUR)
    notify_of_change(hub, webcast.id)
    notify_of_change(hub, webcast.id)
    letter = only_letter(hub)
    assert letter.subject == "Ny tid: Om råd"
    assert "onsdag 11\xa0mars 2026 kl.\xa010.00–13.00.\n" in letter.text
    assert "Tidigare var den onsdag 11\xa0mars 2026 kl.\xa009.00–12.00." in letter.text
    assert (str(letter.calendar["METHOD"]), letter.event["SEQUENCE"]) == ("REQUEST", 1)


def test_calendar_is_told_of_each_revision_under_one_uid(hub: Hub) -> None:
    webcast = add(hub)
    changes: list[Callable[[], None]] = [
        lambda: move(hub, webcast, HOUR),
        lambda: cancel(hub, webcast),
        lambda: restore(hub, webcast),
    ]
    seen = []
    for change in changes:
        change()
        notify_of_change(hub, webcast.id)
        letter = next(one for one in letters(hub) if one.withheld is None)
        event = letter.event
        seen.append((str(letter.calendar["METHOD"]), event["SEQUENCE"], str(event["STATUS"])))
        assert str(event["UID"]).endswith(f"-{webcast.id}@podd.example")
        with hub.writing() as db:
            db.delete(db.merge(letter.mail))
    assert seen == [("REQUEST", 1, "CONFIRMED"), ("CANCEL", 2, "CANCELLED"),
                    ("REQUEST", 3, "CONFIRMED")]  # fmt: skip


def test_who_had_not_been_told_of_a_change_that_was_taken_back_is_told_nothing(hub: Hub) -> None:
    webcast = add(hub)
    move(hub, webcast, HOUR)
    move(hub, webcast, -HOUR)
    notify_of_change(hub, webcast.id)
    assert letters(hub) == []


def test_other_changes_are_nobodys_mail(hub: Hub) -> None:
    webcast = add(hub)
    with hub.writing() as db:
        edit_webcast(db, db.get_one(Webcast, webcast.id), title="Nytt", description="Mer.")
        assert untold(db, NOON) == []


def test_sweep_finds_what_was_not_told_until_it_is(hub: Hub) -> None:
    webcast = add(hub)
    move(hub, webcast, HOUR)
    with hub.reading() as db:
        assert JOBS[0].due(db, NOON) == [webcast.id]
    notify_of_change(hub, webcast.id)
    with hub.reading() as db:
        assert JOBS[0].due(db, NOON) == []


def test_those_who_wait_and_those_of_the_course_are_told_and_nobody_else(hub: Hub) -> None:
    with hub.writing() as db:
        series = make_series(db)
        webcast = make_webcast(db, title="Om råd", series=series, capacity=1)
        wanted = [
            make_registration(db, webcast),
            make_registration(db, webcast, state=RegistrationState.WAITING),
            make_registration(db, series),
        ]
        make_registration(db, webcast, state=RegistrationState.CANCELLED)
        make_registration(db, webcast, is_notified=False)
    cancel(hub, webcast)
    notify_of_change(hub, webcast.id)
    told = letters(hub)
    assert {one.mail.about_id for one in told} == {one.id for one in wanted}
    assert {one.subject for one in told} == {"Inställd: Om råd"}
    assert sorted(one.has_calendar for one in told) == [False, True, True]


def test_what_was_moved_again_before_it_was_sent_is_sent_as_it_is_now(hub: Hub) -> None:
    webcast = add(hub)
    for _ in range(2):
        move(hub, webcast, HOUR)
        notify_of_change(hub, webcast.id)
    first, second = sorted(letters(hub), key=lambda one: one.withheld is None)
    assert first.withheld is not None
    assert "kl.\xa011.00–14.00" in second.text


def test_new_words_do_not_keep_the_new_time_from_being_told(hub: Hub) -> None:
    webcast = add(hub)
    move(hub, webcast, HOUR)
    notify_of_change(hub, webcast.id)
    with hub.writing() as db:
        edit_webcast(db, db.get_one(Webcast, webcast.id), description="Mer.")
    assert only_letter(hub).withheld is None


def test_what_is_over_is_not_told(hub: Hub, clock: Clock) -> None:
    webcast = add(hub)
    move(hub, webcast, HOUR)
    clock.now = webcast.end + HOUR
    notify_of_change(hub, webcast.id)
    assert letters(hub) == []
    with hub.reading() as db:
        assert untold(db, NOON) == []
