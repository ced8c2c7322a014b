"""Retention: nothing is kept longer than it may be, and nothing goes before its time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.clock import parse_instant
from mediahub.mail.models import Mail, MailMention
from mediahub.mail.outbox import NewMail, enqueue_mail
from mediahub.participants.models import (
    NetworkMember,
    Participant,
    Registration,
    RegistrationState,
    TransferRequest,
)
from mediahub.participants.retention import (
    kept_until,
    months_kept,
    old_members,
    overdue,
    purge,
    shifted,
)
from mediahub.webcasts.models import Series, Webcast
from tests.conftest import NOON
from tests.factories import (
    CREATED_AT,
    make_network,
    make_participant,
    make_registration,
    make_series,
    make_webcast,
)

SECOND = timedelta(seconds=1)


def by_rule(webcast: Webcast) -> None:
    """No recording tells when it really closes."""


def left(db: Session) -> tuple[Sequence[Registration], Sequence[Participant]]:
    return db.scalars(select(Registration)).all(), db.scalars(select(Participant)).all()


@pytest.mark.parametrize(
    ("ends_at", "months", "until"),
    [
        ("2026-03-11T12:00", 6, "2026-09-25T12:00"),
        ("2026-03-11T12:00", 0, "2026-03-25T12:00"),
        ("2026-08-17T12:00", 6, "2027-02-28T12:00"),
        ("2026-10-20T12:00", 12, "2027-11-03T12:00"),
    ],
)
def test_registrations_are_kept_months_after_the_window(
    rows: Session, ends_at: str, months: int, until: str
) -> None:
    end = parse_instant(ends_at)
    webcast = make_webcast(
        rows, starts_at=end - timedelta(hours=3), ends_at=end, retention_months=months
    )
    assert kept_until(webcast, by_rule) == parse_instant(until)


@pytest.mark.parametrize(
    ("months", "there"),
    [
        (1, "2026-04-30T09:00"),
        (-1, "2026-02-28T09:00"),
        (9, "2026-12-31T09:00"),
        (-3, "2025-12-31T09:00"),
    ],
)
def test_months_end_where_they_end(months: int, there: str) -> None:
    assert shifted(parse_instant("2026-03-31T09:00"), months) == parse_instant(there)


def test_registrations_go_at_their_second_and_persons_with_them(db: Session) -> None:
    webcast = make_webcast(db)
    first = make_registration(db, webcast, state=RegistrationState.TRANSFERRED)
    first.transferred_to_id = make_registration(db, webcast).id
    until = kept_until(webcast, by_rule)
    assert until is not None
    assert (overdue(db, until - SECOND, by_rule), purge(db, until - SECOND, by_rule)) == ([], 0)
    assert [late.registrations for late in overdue(db, until, by_rule)] == [2]
    assert purge(db, until, by_rule) == 2
    assert left(db) == ([], [])
    (entry,) = db.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.subject_id) == ("participants.purge", webcast.id)


def test_one_who_is_registered_elsewhere_stays(rows: Session) -> None:
    old, new = make_webcast(rows), make_webcast(rows, starts_at=parse_instant("2027-03-10T09:00"))
    person = make_registration(rows, old).participant
    kept = make_registration(rows, new, participant=person)
    assert purge(rows, parse_instant("2027-01-01T00:00"), by_rule) == 0
    assert left(rows) == ([kept], [person])


def test_series_is_kept_as_long_as_its_last_webcast(rows: Session) -> None:
    series = make_series(rows)
    for day in ("2026-03-11", "2026-05-11"):
        make_webcast(rows, series=series, starts_at=parse_instant(f"{day}T09:00"))
    rows.expire(series)
    make_registration(rows, series)
    assert kept_until(series, by_rule) == parse_instant("2026-11-25T12:00")
    assert purge(rows, parse_instant("2026-11-25T12:00"), by_rule) == 1


def test_series_without_webcasts_keeps_its_registrations(rows: Session) -> None:
    make_registration(rows, make_series(rows))
    assert overdue(rows, parse_instant("2036-01-01T00:00"), by_rule) == []


@pytest.mark.parametrize(("now", "count"), [("2027-06-30T23:59:59", 1), ("2027-07-01T00:00", 0)])
def test_membership_is_kept_half_a_year_after_its_year(rows: Session, now: str, count: int) -> None:
    member = NetworkMember(year=2026, version=1, created_at=CREATED_AT)
    member.network, member.participant = make_network(rows), make_participant(rows)
    rows.add(member)
    purge(rows, parse_instant(now), by_rule)
    assert len(rows.scalars(select(NetworkMember)).all()) == count
    assert len(left(rows)[1]) == count


@pytest.mark.parametrize("is_series", [False, True])
def test_what_is_within_its_time_stays_beside_what_is_not(db: Session, *, is_series: bool) -> None:
    def target(day: str) -> Webcast | Series:
        series = make_series(db) if is_series else None
        webcast = make_webcast(db, series=series, starts_at=parse_instant(f"{day}T09:00"))
        if series is not None:
            db.expire(series)
        return series or webcast

    old, new = target("2026-03-11"), target("2027-03-10")
    make_registration(db, old)
    kept = make_registration(db, new)
    member = NetworkMember(year=2026, version=1, created_at=CREATED_AT)
    member.network, member.participant = make_network(db), make_participant(db)
    gone = NetworkMember(year=2025, version=1, created_at=CREATED_AT)
    gone.network, gone.participant = member.network, make_participant(db)
    db.add_all([member, gone])
    for person in (kept.participant, gone.participant):
        mail = NewMail(key=person.email, template="x", email=person.email, name="")
        enqueue_mail(db, mail, NOON)
    now = parse_instant("2026-12-31T00:00")
    assert [(late.target, late.registrations) for late in overdue(db, now, by_rule)] == [(old, 1)]
    assert old_members(db, now) == [gone]
    assert purge(db, now, by_rule) == 2
    assert left(db)[0] == [kept]
    assert set(left(db)[1]) == {kept.participant, member.participant}
    assert db.scalars(select(NetworkMember)).all() == [member]
    assert db.scalars(select(Mail.email)).all() == [kept.participant.email]
    noted = db.scalars(select(AuditEntry)).one()
    assert (noted.subject_kind, noted.subject_id) == ("series" if is_series else "webcast", old.id)


def test_a_series_is_kept_as_long_as_the_webcast_that_is_kept_longest(rows: Session) -> None:
    series = make_series(rows)
    for months in (3, 12, 6):
        make_webcast(rows, series=series, retention_months=months)
    alone = make_webcast(rows, retention_months=4)
    rows.expire(series)
    assert (months_kept(series), months_kept(alone)) == (12, 4)


def test_questions_and_mentions_go_with_the_person_and_no_others(rows: Session) -> None:
    kept, gone = make_participant(rows), make_participant(rows)
    held = make_registration(rows, make_webcast(rows), participant=kept)
    for person in (kept, gone):
        seat = make_registration(rows, make_webcast(rows), participant=kept)
        question = {"name": person.name, "email": person.email, "asked_at": NOON}
        rows.add(TransferRequest(registration=seat, **question))
        mail = NewMail(
            key=str(person.id),
            template="x",
            email=held.participant.email,
            name="",
            data={"giver": person.name},
            mentions=[person.id],
        )
        enqueue_mail(rows, mail, NOON)
    rows.flush()
    assert purge(rows, NOON, lambda _: NOON) == 1
    assert rows.scalars(select(TransferRequest.email)).all() == [kept.email]
    assert rows.scalars(select(MailMention.person_id)).all() == [kept.id]
    said = {mail.key: mail.data for mail in rows.scalars(select(Mail))}
    assert said == {str(kept.id): {"giver": kept.name}, str(gone.id): {}}


def test_proof_of_removal_counts_what_was_removed_and_is_made_for_nothing_else(
    rows: Session,
) -> None:
    webcast = make_webcast(rows)
    make_series(rows)
    make_webcast(rows)
    for _ in range(2):
        make_registration(rows, webcast)
    until = kept_until(webcast, by_rule)
    assert until is not None
    purge(rows, until, by_rule)
    (entry,) = rows.scalars(select(AuditEntry)).all()
    assert (entry.subject_kind, entry.subject_id) == ("webcast", webcast.id)
    assert entry.after is not None
    assert entry.after["registrations"] == 2
    assert datetime.fromisoformat(entry.after["kept_until"]) == until


def test_series_that_nobody_is_registered_for_is_never_overdue(rows: Session) -> None:
    series = make_series(rows)
    make_webcast(rows, series=series)
    rows.expire(series)
    make_registration(rows, make_webcast(rows))
    targets = [late.target for late in overdue(rows, parse_instant("2036-01-01T00:00"), by_rule)]
    assert series not in targets
    assert len(targets) == 1
