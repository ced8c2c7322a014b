"""The recording of a webcast in the studio: received, captioned, opened, moved, watched, gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select as query
from sqlalchemy.orm import selectinload

from mediahub.accounts.models import AuditEntry, Role, User
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.media.models import Deletion, Purpose
from mediahub.media.uploads.service import get_upload
from mediahub.participants.links import token
from mediahub.participants.models import Registration
from mediahub.recordings.models import Recording, Viewing
from mediahub.recordings.service import newest_recording
from mediahub.webcasts.service import get_webcast
from tests.conftest import NOON
from tests.factories import (
    CAPTIONS,
    make_media_file,
    make_recording,
    make_registration,
    make_user,
    make_webcast,
)
from tests.mediahub.sending import make_upload
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of

WEBCAST = "/studio/webbsandningar/dialog"
HOME = f"{WEBCAST}/inspelning"
ENDED = parse_instant("2026-03-04T12:00")
CLOSES = parse_instant("2026-03-18T12:00")
REASON = {"reason": "Fler vill se den"}


@pytest.fixture
def producer(studio: Hub) -> User:
    with studio.writing() as db:
        return make_user(db, Role.PRODUCER, name="Anna Ek")


@pytest.fixture
def webcast(studio: Hub) -> None:
    """It ended an hour ago, and somebody was registered."""
    with studio.writing() as db:
        starts_at = ENDED - timedelta(hours=3)
        make_registration(db, make_webcast(db, slug="dialog", title="Dialog", starts_at=starts_at))


@pytest.fixture
def member(studio: Hub, producer: User, webcast: None) -> Iterator[Member]:
    with at_work(studio, producer) as opened:
        yield opened


def recording(hub: Hub) -> Recording:
    parts = selectinload(Recording.captions), selectinload(Recording.documents)
    with hub.reading() as db:
        return db.scalars(query(Recording).options(*parts)).one()


def given(hub: Hub, **values: object) -> None:
    """A recording with captions and a document, its bytes in the store."""
    with hub.writing() as db:
        make_recording(db, get_webcast(db, "dialog"), hub.store, **values)


def opened(hub: Hub, **values: object) -> None:
    given(hub, **{"opens_at": ENDED, "closes_at": CLOSES} | values)


def words(member: Member, path: str) -> str:
    return " ".join(" ".join(said(member.get(path), "main")).split())


def test_from_a_file_to_a_page_that_is_watched(studio: Hub, producer: User, member: Member) -> None:
    assert "There is no recording" in words(member, HOME)
    with studio.writing() as db:
        film = make_media_file(
            db, key="webcasts/x/film.mp4", content_type="video/mp4", filename="film.mp4"
        )
        sent = make_upload(db, producer, media=film, filename="Film.mp4", purpose=Purpose.RECORDING)
        words_sent = make_upload(
            db,
            producer,
            studio.store,
            CAPTIONS.encode(),
            filename="Text.vtt",
            purpose=Purpose.FILE,
        )
    back = page_of(member.get(HOME, till="film", upload=str(sent.id)))  # without script
    assert attributes(back, "input[@name='film']", "value") == [str(sent.id)]
    answer = member.post(HOME, {"film": str(sent.id)})
    assert answer.headers["location"] == f"{HOME}?klart=mottagen"
    assert "waits to be made ready" in words(member, HOME)
    with studio.writing() as db:  # what the job does
        held = newest_recording(db, get_webcast(db, "dialog"))
        held.playable = held.media
    assert said(member.get(HOME), ".conditions .badge") == ["Done", "Done", "Is missing", "Done"]
    form = {"textning": str(words_sent.id), "language": "sv"}
    assert member.post(f"{HOME}/textning", form).headers["location"] == f"{HOME}?klart=textad"
    assert said(member.get(f"{HOME}/oppna"), ".conditions .badge") == ["Done"] * 4
    assert "Closes Wednesday 18 March 2026 at 12:00" in words(member, f"{HOME}/oppna")
    answer = member.post(f"{HOME}/oppna", {"when": "now"})
    assert answer.headers["location"] == f"{HOME}?klart=oppen"
    assert (recording(studio).opens_at, recording(studio).closes_at) == (NOON, CLOSES)
    with studio.reading() as db:
        link = token(studio.settings.secret_keys, db.scalars(query(Registration)).one())
        taken = get_upload(db, sent.id, str(producer.id))
        opening = query(AuditEntry.actor).where(AuditEntry.action == "recording.open")
        assert db.scalars(opening).all() == [str(producer.id)]
    assert taken.taken_at == NOON
    assert member.visitor.post(f"/inspelning/{link}", {}).status_code == 303
    page = member.get("/webbsandningar/dialog/inspelning")
    assert (page.status_code, said(page, "h1")) == (200, ["Dialog"])


@pytest.mark.parametrize(
    ("name", "purpose", "content_type", "said_of_it"),
    [
        ("film.wav", Purpose.RECORDING, "audio/wav", "The file “film.wav” is WAV, which not every"
         " browser plays. Export it as MP4, or as MP3 or M4A if it is sound alone."),
        ("film.mp4", Purpose.AUDIO, "video/mp4", "“film.mp4” was sent for something else."),
    ],
)  # fmt: skip
def test_file_is_refused_and_stays_for_another_try(
    studio: Hub,
    producer: User,
    member: Member,
    name: str,
    purpose: Purpose,
    content_type: str,
    said_of_it: str,
) -> None:
    with studio.writing() as db:
        media = make_media_file(db, content_type=content_type, filename=name)
        sent = make_upload(db, producer, media=media, filename=name, purpose=purpose)
        other = make_upload(db, make_user(db), media=media, purpose=Purpose.RECORDING)
    answer = member.post(HOME, {"film": str(sent.id)})
    assert (answer.status_code, said(answer, ".wrong p")) == (422, [said_of_it])
    assert said(answer, ".upload-name") == [name, ""]
    assert said(member.post(HOME, {"film": str(other.id)}), ".wrong p") == [
        "There is no such upload. It has been cancelled or given up."
    ]
    with studio.reading() as db:
        assert get_upload(db, sent.id, str(producer.id)).taken_at is None
        assert db.scalars(query(Recording)).all() == []


def test_opened_at_a_time_with_an_exception_and_another_end(studio: Hub, member: Member) -> None:
    given(studio, captions=[])
    answer = member.post(f"{HOME}/oppna", {"when": "at", "until": "2026-03-20T12:00"})
    assert sorted(said(answer, ".wrong li")) == [
        "An exception needs both who makes it and why.",
        "Give a day and a time.",
        "Say why: it is noted in the audit log.",
    ]
    form = {
        "when": "at",
        "opens": "2026-03-05T08:00",
        "until": "2026-03-20T12:00",
        "exception_by": "Anna Ek",
        "exception_reason": "Text kommer i morgon",
    }
    answer = member.post(f"{HOME}/oppna", form | REASON)
    assert answer.headers["location"] == f"{HOME}?klart=oppnad"
    found = recording(studio)
    assert (found.opens_at, found.closes_at, found.exception_by, found.exception_reason) == (
        parse_instant("2026-03-05T08:00"),
        parse_instant("2026-03-20T12:00"),
        "Anna Ek",
        "Text kommer i morgon",
    )
    assert "Opens Thursday 5 March 2026 at 08:00" in words(member, HOME)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "notice"),
    [
        (ENDED, CLOSES, "The recording has been opened already."),
        (ENDED, NOON, "The recording has closed."),
        (CLOSES, None, "It is decided already: the recording opens Wednesday 18 March 2026 at"
         " 12:00."),
    ],
)  # fmt: skip
def test_what_is_opened_is_not_asked_about_again(
    studio: Hub, member: Member, opens_at: datetime, closes_at: datetime | None, notice: str
) -> None:
    opened(studio, opens_at=opens_at, closes_at=closes_at)
    for page in (member.get(f"{HOME}/oppna"), member.post(f"{HOME}/oppna", {"when": "now"})):
        assert said(page, ".notice") == [notice]
        assert said(page, "main form") == []


def test_not_before_the_webcast_has_ended(studio: Hub, member: Member) -> None:
    given(studio)
    with studio.writing() as db:
        get_webcast(db, "dialog").ended_at = NOON + timedelta(hours=1)
    answer = member.post(f"{HOME}/oppna", {"when": "now"})
    assert said(answer, ".wrong p") == [
        "“Dialog” has not ended. Its recording can be opened from Wednesday 4 March 2026 at 14:00."
    ]
    assert recording(studio).opens_at is None


def test_window_is_moved_paused_and_closed_each_with_a_reason(studio: Hub, member: Member) -> None:
    opened(studio)
    assert "Closes Wednesday 18 March 2026 at 12:00" in words(member, HOME)
    for act in ("forlang", "forkorta", "stang", "pausa"):
        assert member.get(f"{HOME}/{act}").status_code == 200
        answer = member.post(f"{HOME}/{act}", {"until": "2026-03-25T12:00"})
        assert said(answer, ".wrong li") == ["Say why: it is noted in the audit log."]
    answer = member.post(f"{HOME}/forlang", {"until": "2026-03-17T12:00", **REASON})
    assert answer.status_code == 422
    member.post(f"{HOME}/forlang", {"until": "2026-03-25T12:00", **REASON})
    assert recording(studio).closes_at == parse_instant("2026-03-25T12:00")
    member.post(f"{HOME}/forkorta", {"until": "2026-03-20T12:00", **REASON})
    assert recording(studio).closes_at == parse_instant("2026-03-20T12:00")
    member.post(f"{HOME}/pausa", REASON)
    assert recording(studio).paused_at == NOON
    member.post(f"{HOME}/ateruppta", REASON)
    assert recording(studio).paused_at is None
    member.post(f"{HOME}/stang", REASON)
    assert recording(studio).closes_at == NOON
    assert "Its files are deleted Thursday 5 March 2026 at 13:00" in words(member, HOME)
    with studio.reading() as db:
        noted = db.execute(query(AuditEntry.action, AuditEntry.reason).order_by(AuditEntry.id))
        assert {(action.partition(".")[2], why) for action, why in noted} >= {
            (name, REASON["reason"]) for name in ("extend", "shorten", "pause", "resume", "close")
        }


def test_removed_before_it_was_opened(studio: Hub, member: Member) -> None:
    given(studio)
    member.post(f"{HOME}/ta-bort", REASON)
    with studio.reading() as db:
        assert db.scalars(query(Recording)).all() == []
        assert {row.reason for row in db.scalars(query(Deletion))} == {"recording.remove"}


def test_documents_are_named_moved_and_removed(studio: Hub, producer: User, member: Member) -> None:
    opened(studio)
    with studio.writing() as db:
        pdf = make_media_file(db, filename="bilder.pdf", content_type="application/pdf")
        sent = make_upload(db, producer, media=pdf, filename="Våra bilder.pdf")
    member.post(f"{HOME}/dokument", {"dokument": str(sent.id)})
    first, second = recording(studio).documents
    assert second.title == "Våra bilder"
    member.post(f"{HOME}/dokument/{second.id}", {"do": "up"})
    assert [one.id for one in recording(studio).documents] == [second.id, first.id]
    member.post(f"{HOME}/dokument/{second.id}", {"do": "name", "title": "Bilder"})
    assert recording(studio).documents[0].title == "Bilder"
    answer = member.post(f"{HOME}/dokument/{second.id}", {"do": "name", "title": " "})
    assert said(answer, ".wrong p") == ["A document needs a title."]
    member.post(f"{HOME}/dokument/{first.id}", {"do": "remove"})
    assert [one.title for one in recording(studio).documents] == ["Bilder"]
    with studio.reading() as db:
        assert [row.reason for row in db.scalars(query(Deletion))] == ["recording.document"]


def test_captions_without_times_are_refused(studio: Hub, producer: User, member: Member) -> None:
    opened(studio, captions=[])
    with studio.writing() as db:
        text = make_upload(
            db, producer, studio.store, b"Hej", filename="Text.txt", purpose=Purpose.FILE
        )
    form = {"textning": str(text.id), "language": "sv"}
    assert said(member.post(f"{HOME}/textning", form), ".wrong p") == [
        "“Text.txt” has no times, so it cannot be shown as captions: use .vtt, .srt or .json."
    ]
    answer = member.post(f"{HOME}/textning", form | {"language": "svenska"})
    assert said(answer, ".wrong p") == ["“svenska” is not a language code. Swedish is sv."]
    assert recording(studio).captions == []


def test_preview_plays_by_a_link_that_ends_with_the_window(studio: Hub, member: Member) -> None:
    opened(studio, closes_at=NOON + timedelta(minutes=5))
    held = recording(studio)
    answer = member.get(f"{HOME}/se/film")
    assert answer.status_code == 302
    expires = int(answer.headers["location"].partition("expires=")[2].partition("&")[0])
    assert expires == int((NOON + timedelta(minutes=5)).timestamp())
    assert "Välkomna!" in member.get(f"{HOME}/se/textning/{held.captions[0].id}.vtt").text
    assert member.get(f"{HOME}/se/dokument/{held.documents[0].id}").status_code == 302
    assert member.get(f"{HOME}/se/dokument/{UUID(int=1)}").status_code == 404
    with studio.reading() as db:
        assert db.scalars(query(Viewing)).all() == []
        assert get_webcast(db, "dialog").end_fixed_at is None


def test_preview_ends_when_the_bytes_are_to_go(studio: Hub, member: Member) -> None:
    opened(studio, closes_at=NOON - timedelta(hours=1))
    assert member.get(f"{HOME}/se").status_code == 200
    assert member.get(f"{HOME}/se/film").status_code == 302
    with studio.writing() as db:
        held = newest_recording(db, get_webcast(db, "dialog"))
        db.add(Deletion(media=held.media, reason="recording.closed", wanted_at=NOON))
    assert member.get(f"{HOME}/se/film").status_code == 410


def test_windows_and_the_proof(studio: Hub, member: Member) -> None:
    opened(studio)
    assert said(member.get("/studio/fonster"), "tbody td")[0] == "Open"
    with studio.writing() as db:
        held = newest_recording(db, get_webcast(db, "dialog"))
        held.closes_at = held.deleted_at = NOON
        db.add(
            Deletion(media=held.media, reason="recording.closed", wanted_at=NOON, confirmed_at=NOON)
        )
    cells = said(member.get("/studio/fonster", visa="raderade"), "tbody td")
    assert cells[-1] == "Deleted Wednesday 4 March 2026 at 13:00. See the proof: Dialog"
    proof = said(member.get(HOME), "table td")
    assert proof[-1] == "Wednesday 4 March 2026 at 13:00"


@pytest.mark.usefixtures("webcast")
def test_staff_look_and_change_nothing(studio: Hub) -> None:
    given(studio, captions=[])
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
    with at_work(studio, staff) as member:
        page = member.get(HOME)
        assert (page.status_code, said(page, "main form")) == (200, [])
        assert member.get(f"{HOME}/se").status_code == 200
        for below in ("", "/oppna", "/textning", "/dokument", "/forlang", "/ta-bort"):
            assert member.post(f"{HOME}{below}", REASON).status_code == 403
