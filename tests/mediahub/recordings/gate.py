"""A recording in its window, somebody with a link to it, and what they do."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select as query

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.recordings.models import Recording
from mediahub.recordings.watching.viewers import COOKIE
from mediahub.recordings.watching.views import Counts, counts
from tests.conftest import Clock
from tests.factories import (
    make_recording,
    make_registration,
    make_webcast,
)
from tests.mediahub.visitor import Visitor

ENDS = parse_instant("2026-03-11T12:00")
CLOSES = parse_instant("2026-03-25T12:00")
SECOND = timedelta(seconds=1)
JSON = {"accept": "application/json"}
SIGNED = re.compile(r"signature|X-Amz|/filer/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """A webcast's recording in its window, and somebody's link to it."""

    token: str
    path: str
    recording: str

    @property
    def link(self) -> str:
        """The personal link."""
        return f"/inspelning/{self.token}"


def cookie_of(response: httpx.Response) -> str:
    return response.headers["set-cookie"]


def enter(visitor: Visitor, given: Given) -> str:
    """The cookie of a browser that has opened the link."""
    cookie_of(visitor.post(given.link, {}))
    visitor.client.cookies.clear()
    return f"{COOKIE}={given.token}"


def play(visitor: Visitor, given: Given, form: dict[str, str] | None = None) -> httpx.Response:
    cookie = f"{COOKIE}={given.token}"
    return visitor.post(f"{given.path}/spela", form or {}, cookie=cookie, **JSON)


def beat(visitor: Visitor, given: Given, viewing: str, seconds: object) -> int:
    form = {"viewing": viewing, "seconds": str(seconds)}
    cookie = f"{COOKIE}={given.token}"
    return visitor.post(f"{given.path}/puls", form, cookie=cookie).status_code


def now_counted(hub: Hub) -> Counts:
    with hub.reading() as db:
        return counts(db, db.scalars(query(Recording)).one())


def changed(hub: Hub, **values: Any) -> None:
    with hub.writing() as db:
        recording = db.scalars(query(Recording)).one()
        for name, value in values.items():
            setattr(recording, name, value)


def open_gate(hub: Hub, clock: Clock) -> Given:
    """The recording of a webcast; its window opened when that ended, 24 hours ago."""
    clock.now = ENDS + timedelta(days=1)
    with hub.writing() as db:
        webcast = make_webcast(db, slug="dialog", contact_email="fraga@skr.example")
        recording = make_recording(db, webcast, hub.store, opens_at=ENDS, closes_at=CLOSES)
        held = make_registration(db, webcast)
        return Given(
            token(hub.settings.secret_keys, held),
            "/webbsandningar/dialog/inspelning",
            str(recording.id),
        )
