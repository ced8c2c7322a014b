"""The status and the settings in the studio: what they count, what they hide, and from whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry, Role
from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS
from mediahub.mail.models import Mail, MailState
from mediahub.mail.outbox import CLEAR
from mediahub.media.models import MediaRole, MediaState, UploadState
from mediahub.recordings.retention.purge import PURGE
from mediahub.search.jobs import REBUILD
from mediahub.status.setting_sources import without_password
from tests.conftest import NOON
from tests.factories import (
    make_episode,
    make_media_file,
    make_member,
    make_network,
    make_recording,
    make_show,
    make_user,
    make_webcast,
)
from tests.mediahub.search.archive import bring_up_index
from tests.mediahub.sending import make_upload
from tests.mediahub.studio import at_work, said

STATUS, SETTINGS = "/studio/status", "/studio/installningar"
MINUTE = timedelta(minutes=1)


def add_mail(hub: Hub, state: MailState, **times: object) -> None:
    with hub.writing() as db:
        values = {"due_at": NOON, "created_at": NOON} | times
        key = f"{state}{sorted(map(str, values.values()))}"
        mail = Mail(
            key=key, template="x", email="a@b.se", domain="b.se", language="sv", data={}, **values
        )
        mail.state = state
        db.add(mail)


def work_off(hub: Hub) -> list[str]:
    """Do the jobs that wait; their names."""
    done = []
    while (task := hub.queue.dequeue()) is not None:
        hub.queue.execute(task)
        done.append(task.name)
    return done


def noted(hub: Hub, subject: str) -> list[str]:
    with hub.reading() as db:
        found = select(AuditEntry.action).where(AuditEntry.subject_kind == subject)
        return list(db.scalars(found))


def test_what_is_counted(studio: Hub) -> None:
    with studio.writing() as db:
        producer = make_user(db)
        uploaded = {"role": MediaRole.ORIGINAL, "state": MediaState.UPLOADED}
        make_media_file(db, **uploaded, worked_at=NOON - MINUTE, size_bytes=1_500_000_000)
        make_media_file(db, **uploaded, created_at=NOON - MINUTE, size_bytes=400_000_000)
        make_media_file(db, role=MediaRole.RECORDING, state=MediaState.FAILED, size_bytes=1)
        make_media_file(db, removed_at=NOON)
        make_episode(db, make_show(db), audio=make_media_file(db), enclosure=None)
    add_mail(studio, MailState.QUEUED)
    add_mail(studio, MailState.QUEUED, due_at=NOON + MINUTE)
    add_mail(studio, MailState.SENT, ended_at=NOON)
    add_mail(studio, MailState.SENT, ended_at=NOON - timedelta(days=1))
    bring_up_index(studio)
    with at_work(studio, producer) as member:
        page = member.get(STATUS)
    rows = [said(page, f"section[1] tbody tr[{row}] td") for row in (1, 2, 3, 4)]
    assert rows == [["1", "1", "0"], ["0", "0", "1"], ["0", "0", "0"], ["0", "0", "0"]]
    assert said(page, "section[2] dd") == ["1", "1", "1", "0"]
    assert said(page, "section[3] dd")[:2] == ["1.9 GB", "4"]
    index = said(page, "section[4] dd")
    assert (index[:4], index[-1]) == (["answers, and is in step", "1", "2", "0"], "whoosh")
    assert "Last brought up" in said(page, "section[4] dt")
    assert said(page, "section[5] dt") == ["MediaHub", "Python", "SQLite", "FFmpeg", "Migration"]
    assert said(page, ".is-warning") == []


def test_a_file_that_cannot_be_used_is_its_senders_and_no_work_gone_wrong(studio: Hub) -> None:
    with studio.writing() as db:
        producer = make_user(db)
        make_upload(db, producer, state=UploadState.FAILED, failure="It is not a sound.")
        make_upload(db, producer, state=UploadState.SENT, attempts=MOST_ATTEMPTS)
        make_upload(db, producer, state=UploadState.READY)
    with at_work(studio, producer) as member:
        page = member.get(STATUS)
        assert said(page, "section[1] tbody tr[4] td") == ["1", "0", "0"]
        assert "a week" not in said(page, "section[1]")[0]
        with studio.writing() as db:
            make_upload(db, producer, state=UploadState.FAILED, attempts=MOST_ATTEMPTS)
        page = member.get(STATUS)
    assert said(page, "section[1] tbody tr[4] td") == ["1", "0", "1"]
    assert "whoever sent it has been told" in said(page, "section[1]")[0]


def test_work_that_waits_in_vain(studio: Hub) -> None:
    with studio.writing() as db:
        producer = make_user(db)
    add_mail(studio, MailState.QUEUED, due_at=NOON - 6 * MINUTE)
    with at_work(studio, producer) as member:
        assert said(member.get(STATUS), ".is-warning strong") == [
            "Work has waited since Wednesday 4 March 2026 at 12:54."
        ]


def test_what_is_to_be_a_recording_is_no_work_before_it_is_one(studio: Hub) -> None:
    with studio.writing() as db:
        producer = make_user(db)
        sent = {"role": MediaRole.RECORDING, "state": MediaState.UPLOADED}
        media = make_media_file(db, **sent, created_at=NOON - timedelta(days=1))

    def told() -> tuple[list[str], int]:
        page = member.get(STATUS)
        return said(page, "section[1] tbody tr[2] td"), len(said(page, ".is-warning strong"))

    with at_work(studio, producer) as member:
        assert told() == (["0", "0", "0"], 0)
        with studio.writing() as db:
            make_recording(db, make_webcast(db), media=db.merge(media), playable=None)
        assert told() == (["1", "0", "0"], 1)


def test_a_thorough_check_that_only_administrators_read(studio: Hub) -> None:
    with studio.writing() as db:
        producer, chief = make_user(db), make_user(db, Role.ADMINISTRATOR)
    with at_work(studio, chief) as member:
        page = member.post(f"{STATUS}/kontroll", {})
    found = dict(zip(said(page, "#kontroll th")[3:], said(page, "#kontroll td[2]"), strict=True))
    assert found["Migrations"] == "current"
    assert str(studio.settings.data_dir) in found["Settings"]
    with at_work(studio, producer) as member:
        page = member.post(f"{STATUS}/kontroll", {})
        assert said(page, "#kontroll td[1]").count("works") == 10
        assert str(studio.settings.data_dir) not in page.text
        assert member.post(f"{STATUS}/kontroll", {"csrf": "x"}).status_code == 403


def test_settings_and_where_they_come_from(studio: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    with studio.writing() as db:
        chief = make_user(db, Role.ADMINISTRATOR)
    monkeypatch.setenv("MEDIAHUB_LANGUAGE", "sv")
    monkeypatch.setenv("PORT", "8000")
    with at_work(studio, chief) as member:
        page = member.get(SETTINGS)
    names = said(page, "section[2] tbody th code")
    rows = dict(zip(names, said(page, "section[2] td[1]"), strict=True))
    sources = dict(zip(names, said(page, "section[2] td[2]"), strict=True))
    assert rows["MEDIAHUB_BASE_URL"] == studio.settings.origin
    assert rows["MEDIAHUB_SECRET_KEYS"] == "•••"
    assert studio.settings.secret_keys[0] not in page.text
    assert (sources["MEDIAHUB_LANGUAGE"], sources["PORT"]) == ("environment variable",) * 2
    assert sources["MEDIAHUB_THREADS"] == "not set"
    assert said(page, "section[1] td[1]")[:3] == [
        "14 days from the broadcast",
        "24 hours after it has closed",
        "6 months after the recording has closed",
    ]


def test_what_the_next_purge_removes(studio: Hub) -> None:
    with studio.writing() as db:
        chief = make_user(db, Role.ADMINISTRATOR)
    with at_work(studio, chief) as member:
        assert said(member.get(f"{SETTINGS}/rensning"), ".empty") == ["Nothing is past its time."]
        with studio.writing() as db:
            make_member(db, make_network(db), year=2024)
        assert said(member.get(f"{SETTINGS}/rensning"), "section p") == [
            "1 membership of an earlier year"
        ]


def test_the_index_is_made_anew(studio: Hub) -> None:
    with studio.writing() as db:
        chief, producer = make_user(db, Role.ADMINISTRATOR), make_user(db)
    with at_work(studio, producer) as member:
        assert member.post(f"{STATUS}/index", {}).status_code == 403
        assert said(member.get(STATUS), ".act") == []
    with at_work(studio, chief) as member:
        told = member.get(member.post(f"{STATUS}/index", {}).headers["location"])
    assert said(told, ".is-done") == [
        "The worker makes the search index anew. Meanwhile the old one answers."
    ]
    assert work_off(studio) == [REBUILD]
    assert noted(studio, "search") == ["search.reindex"]


def test_what_is_past_its_time_is_removed_at_once(studio: Hub) -> None:
    with studio.writing() as db:
        chief = make_user(db, Role.ADMINISTRATOR)
        make_member(db, make_network(db), year=2024)
    with at_work(studio, chief) as member:
        told = member.get(member.post(f"{SETTINGS}/rensning", {}).headers["location"])
        assert len(said(told, ".is-done")) == 1
        assert noted(studio, "service") == ["service.purge"]
        assert work_off(studio) == [PURGE, CLEAR]
        assert said(member.get(f"{SETTINGS}/rensning"), ".empty") == ["Nothing is past its time."]


def test_who_may_look(studio: Hub) -> None:
    with studio.writing() as db:
        producer, staff = make_user(db), make_user(db, Role.STAFF)
    with at_work(studio, producer) as member:
        paths = [SETTINGS, f"{SETTINGS}/rensning"]
        assert [member.get(path).status_code for path in paths] == [403, 403]
    with at_work(studio, staff) as member:
        assert member.get(STATUS).status_code == 403
        assert member.post(f"{STATUS}/kontroll", {}).status_code == 403


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "postgresql+psycopg://hub:hemligt@db:5432/hub",
            "postgresql+psycopg://hub:•••@db:5432/hub",
        ),
        ("smtps://user:a%40b@host:465", "smtps://user:•••@host:465"),
        ("file:///srv/a:b@c", "file:///srv/a:b@c"),
        ("https://podd.example", "https://podd.example"),
    ],
)
def test_passwords_are_hidden(url: str, shown: str) -> None:
    assert without_password(url) == shown
