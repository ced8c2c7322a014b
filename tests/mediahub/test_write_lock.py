"""While a foreign file is looked into, whatever it holds, others may write."""

import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from mediahub import sandbox
from mediahub.accounts.login import sessions
from mediahub.accounts.models import Role, User
from mediahub.db import Base
from mediahub.hub import Hub
from mediahub.media.models import Purpose
from mediahub.participants.models import Registration
from mediahub.recordings.models import RecordingCaption
from mediahub.shows.models import Show
from tests.factories import make_recording, make_user, make_webcast
from tests.mediahub.sending import make_upload
from tests.mediahub.studio import Member, at_work
from tests.studio_setup import SLUG, add_draft, add_show

CUE = "{0:02}:{1:02}:{2:02}.000 --> {0:02}:{1:02}:{2:02}.900\n" + "Och så vidare. " * 30 + "\n\n"
CAPTIONS = "WEBVTT\n\n" + "".join(CUE.format(n // 3600, n // 60 % 60, n % 60) for n in range(300))
TEXT = "Anna Ek: Och så vidare.\n\n" * 3000
LIST = "Namn;E-post\n" + "".join(f"Anna Ek {n};anna{n}@boras.se\n" for n in range(3000))


@pytest.fixture
def producer(studio: Hub) -> User:
    with studio.writing() as db:
        return make_user(db, Role.PRODUCER)


@pytest.fixture
def member(studio: Hub, producer: User) -> Iterator[Member]:
    with at_work(studio, producer) as opened:
        yield opened


@pytest.fixture
def looks(studio: Hub, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each look into a file, whether somebody else could have begun to write."""
    seen: list[bool] = []

    def watched(look: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*given: Any, **named: Any) -> Any:
            seen.append(_is_free(studio))
            result = look(*given, **named)
            seen.append(_is_free(studio))
            return result

        return watching

    for name in ("look", "lines"):
        monkeypatch.setattr(sandbox, name, watched(getattr(sandbox, name)))
    return seen


def _is_free(hub: Hub) -> bool:
    with closing(sqlite3.connect(str(hub.engine.url.database), timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.rollback()
        return True


def sent(hub: Hub, user: User, name: str, data: bytes) -> str:
    with hub.writing() as db:
        given = {"filename": name, "purpose": Purpose.FILE}
        return str(make_upload(db, user, hub.store, data, **given).id)


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (1500, 1500), "#0b3a53").save(target, "JPEG")
    return target.getvalue()


def count(hub: Hub, kind: type[Base]) -> int:
    with hub.reading() as db:
        return len(db.scalars(select(kind)).all())


def test_transcript_of_an_episode(
    studio: Hub, producer: User, member: Member, looks: list[bool], mp3: Path
) -> None:
    add_show(studio)
    path = f"/studio/avsnitt/{add_draft(studio, mp3).id}/transkript"
    looks.clear()
    form = {"transkript": sent(studio, producer, "97.txt", TEXT.encode()), "language": "sv"}
    assert member.post(path, form).status_code == 303
    assert looks == [True, True]


def test_picture_of_an_episode(
    studio: Hub, producer: User, member: Member, looks: list[bool], mp3: Path
) -> None:
    add_show(studio)
    path = f"/studio/avsnitt/{add_draft(studio, mp3).id}/omslag"
    looks.clear()
    answer = member.post(path, {"omslag": sent(studio, producer, "bild.jpg", picture())})
    assert answer.status_code == 303
    assert looks
    assert all(looks)


def test_cover_of_a_show(studio: Hub, producer: User, member: Member, looks: list[bool]) -> None:
    add_show(studio)
    form = {"upload": sent(studio, producer, "bild.jpg", picture())}
    answer = member.post(f"/studio/serier/{SLUG}/omslag", form)
    assert answer.status_code == 303
    assert looks
    assert all(looks)
    with studio.reading() as db:
        cover = db.scalars(select(Show)).one().cover
        assert cover is not None
        assert cover.width == 1500


def test_captions_of_a_recording(
    studio: Hub, producer: User, member: Member, looks: list[bool]
) -> None:
    with studio.writing() as db:
        make_recording(db, make_webcast(db, slug="dialog"), captions=[])
    form = {"textning": sent(studio, producer, "a.vtt", CAPTIONS.encode()), "language": "sv"}
    answer = member.post("/studio/webbsandningar/dialog/inspelning/textning", form)
    assert answer.status_code == 303
    assert looks == [True, True]
    assert count(studio, RecordingCaption) == 1


def test_list_of_participants(
    studio: Hub, producer: User, member: Member, looks: list[bool]
) -> None:
    with studio.writing() as db:
        make_webcast(db, slug="dialog")
    form = {"upload": sent(studio, producer, "lista.csv", LIST.encode())}
    answer = member.post("/studio/webbsandningar/dialog/deltagare/importera", form)
    assert answer.status_code == 303
    assert looks == [True, True]
    assert count(studio, Registration) == 3000


def test_who_is_signed_out_meanwhile_changes_nothing(
    studio: Hub, producer: User, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = sandbox.look

    def signing_out(*given: Any, **named: Any) -> Any:
        with studio.writing() as db:
            sessions.end_all(db, db.get_one(User, producer.id))
        return look(*given, **named)

    monkeypatch.setattr(sandbox, "look", signing_out)
    with studio.writing() as db:
        make_webcast(db, slug="dialog")
    form = {"upload": sent(studio, producer, "lista.csv", LIST.encode())}
    answer = member.post("/studio/webbsandningar/dialog/deltagare/importera", form)
    assert answer.status_code == 403
    assert "You have been signed out. Sign in, and send it once more." in answer.text
    assert count(studio, Registration) == 0
