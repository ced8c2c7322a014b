"""The last seconds of a window, on a folder and on an S3 server that goes by its own clock."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import botocore.auth
import httpx
import pytest
from sqlalchemy import update

from mediahub.clock import utc_now
from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.portal.feed_tokens import feed_token
from mediahub.recordings.models import Recording
from mediahub.recordings.watching.viewers import COOKIE
from mediahub.storage.s3 import S3Store
from tests.conftest import Clock
from tests.factories import PDF_BYTES, VIDEO_BYTES, make_recording, make_registration, make_webcast
from tests.mediahub.visitor import Visitor, visiting
from tests.servers import NO_TLS, s3_server

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WATCH = "/webbsandningar/dialog/inspelning"


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Store]:
    folder = tmp_path_factory.mktemp("s3")
    (folder / "bucket").mkdir()
    with s3_server(folder) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment().items():
            patch.setenv(name, value)
        yield S3Store("bucket", endpoint=server.endpoint, now=utc_now)


@pytest.fixture(params=["folder", "s3"])
def site(
    request: pytest.FixtureRequest, hub: Hub, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Hub:
    """The clock stands; on S3 half a minute ahead of the server's, which is within what it may."""
    if request.param == "folder":
        return hub
    clock.now = utc_now() + 30 * SECOND
    monkeypatch.setattr(botocore.auth, "get_current_datetime", clock)
    store = copy(request.getfixturevalue("bucket"))
    store._now = clock
    return replace(hub, store=store)


@dataclass(frozen=True, slots=True)
class Given:
    """A recording that is open, and who may watch it."""

    recording: UUID
    document: UUID
    cookie: str
    feed: str


def open_recording(hub: Hub) -> Given:
    now = hub.now()
    with hub.writing() as db:
        webcast = make_webcast(db, slug="dialog", starts_at=now - DAY)
        window = {"opens_at": now - DAY / 2, "closes_at": now + DAY}
        recording = make_recording(db, webcast, hub.store, **window)
        held, keys = make_registration(db, webcast), hub.settings.secret_keys
        cookie, feed = f"{COOKIE}={token(keys, held)}", feed_token(keys, held)
        return Given(recording.id, recording.documents[0].id, cookie, feed)


def close_soon(hub: Hub) -> datetime:
    """The time in two seconds, when the recording now closes."""
    closes_at = hub.now() + 2 * SECOND
    with hub.writing() as db:
        db.execute(update(Recording).values(closes_at=closes_at))
    return closes_at


def ask(visitor: Visitor, given: Given) -> list[httpx.Response]:
    """For the recording, for its document, and for the enclosure in the private feed."""
    return [
        visitor.post(f"{WATCH}/spela", {}, cookie=given.cookie),
        visitor.get(f"{WATCH}/dokument/{given.document}", cookie=given.cookie),
        visitor.get(f"/mina-inspelningar/{given.feed}/{given.recording}/sandning.mp4"),
    ]


def fetch(visitor: Visitor, link: str) -> httpx.Response:
    if link.startswith("https://podd.example/"):
        return visitor.get(link)
    return httpx.get(link, verify=NO_TLS)


def test_last_second_plays_and_then_nothing_is_given(site: Hub, clock: Clock) -> None:
    given, closes_at = open_recording(site), close_soon(site)
    with visiting(site) as visitor:
        clock.now = closes_at - SECOND
        links = links_in(ask(visitor, given))
        got = [fetch(visitor, link).content for link in links]
        assert got == [VIDEO_BYTES, PDF_BYTES, VIDEO_BYTES]
        clock.now = closes_at
        for answer in ask(visitor, given):
            assert (answer.status_code, "location" in answer.headers) == (410, False)
            assert not any(sign in answer.text for sign in ("X-Amz-", "signature=", "/filer/"))
        clock.now = closes_at + SECOND
        ours = [link for link in links if link.startswith("https://podd.example/")]
        assert {fetch(visitor, link).status_code for link in ours} <= {410}


def test_last_links_to_s3_are_refused_a_second_after_the_window(hub: Hub, bucket: S3Store) -> None:
    site = replace(hub, store=bucket, now=utc_now)
    given, last = open_recording(site), []
    with visiting(site) as visitor:
        ask(visitor, given)
        closes_at = close_soon(site)
        while len(links := links_in(ask(visitor, given))) == 3:
            assert utc_now() < closes_at
            last = links
        assert len(last) == 3
        while utc_now() < closes_at + SECOND and refused(last) != [True] * 3:
            pass
        assert refused(last) == [True] * 3


def links_in(answers: list[httpx.Response]) -> list[str]:
    return [answer.headers["location"] for answer in answers if "location" in answer.headers]


def refused(links: list[str]) -> list[bool]:
    return [httpx.get(link, verify=NO_TLS).is_client_error for link in links]
