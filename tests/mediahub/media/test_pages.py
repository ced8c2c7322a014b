"""Public media from a running site: whole, in parts, and for nobody outside its window."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from mediahub import worker
from mediahub.app import create
from mediahub.episodes.models import Episode
from mediahub.episodes.replacement import Replacement, replace_audio
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.media.deletion import delete_requested
from mediahub.media.models import MediaFile
from mediahub.media.service import keep, receive_audio
from mediahub.media.urls import media_url
from mediahub.settings import Settings
from tests.conftest import NOON, Clock
from tests.mediahub.media.sounds import sound
from tests.servers import NO_TLS, S3Server, listening, s3_server, serving
from tests.studio_setup import (
    TEXT,
    add_draft,
    add_old_transcript,
    add_show,
    publish,
    withdraw,
)

SECOND = timedelta(seconds=1)


def path(file: MediaFile) -> str:
    return media_url("", file)


def stored(hub: Hub, file: MediaFile) -> bytes:
    with hub.store.open(file.key) as source:
        return source.read()


@pytest.fixture
def copy(hub: Hub, mp3: Path) -> MediaFile:
    """What listeners get of an episode that is out."""
    add_show(hub)
    return publish(hub, add_draft(hub, mp3))


def test_the_whole_file(site: httpx.Client, hub: Hub, copy: MediaFile) -> None:
    got = site.get(path(copy))
    assert (got.status_code, got.content) == (200, stored(hub, copy))
    assert hashlib.sha256(got.content).hexdigest() == copy.sha256
    assert got.headers["content-length"] == str(copy.size_bytes)
    assert got.headers["content-type"] == "audio/mpeg"
    assert got.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert got.headers["etag"] == f'"{copy.sha256}"'
    assert got.headers["accept-ranges"] == "bytes"
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.headers["content-disposition"].startswith("inline; filename=")


def test_head_is_get_without_the_body(site: httpx.Client, copy: MediaFile) -> None:
    head, got = site.head(path(copy)), site.get(path(copy))
    head.headers.pop("date"), got.headers.pop("date")
    assert (head.status_code, head.content, head.headers) == (200, b"", got.headers)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=5-5", slice(5, 6)),
        ("bytes=10-99999999", slice(10, None)),
    ],
)
def test_a_part(site: httpx.Client, hub: Hub, copy: MediaFile, asked: str, part: slice) -> None:
    got = site.get(path(copy), headers={"Range": asked})
    first, stop, _ = part.indices(copy.size_bytes)
    assert (got.status_code, got.content) == (206, stored(hub, copy)[part])
    assert got.headers["content-range"] == f"bytes {first}-{stop - 1}/{copy.size_bytes}"


def test_parts_that_are_not_there(site: httpx.Client, copy: MediaFile) -> None:
    got = site.get(path(copy), headers={"Range": f"bytes={copy.size_bytes}-"})
    assert (got.status_code, got.content) == (416, b"")
    assert got.headers["content-range"] == f"bytes */{copy.size_bytes}"


def test_several_parts_are_answered_with_the_whole(
    site: httpx.Client, hub: Hub, copy: MediaFile
) -> None:
    got = site.get(path(copy), headers={"Range": "bytes=0-9,20-29"})
    assert (got.status_code, got.content) == (200, stored(hub, copy))


@pytest.mark.parametrize(("tag", "status"), [("right", 206), ('"wrong"', 200)])
def test_a_part_if_it_is_still_the_same(
    site: httpx.Client, copy: MediaFile, tag: str, status: int
) -> None:
    condition = f'"{copy.sha256}"' if tag == "right" else tag
    asked = {"Range": "bytes=0-9", "If-Range": condition}
    assert site.get(path(copy), headers=asked).status_code == status


def test_what_is_known_is_not_sent_again(site: httpx.Client, copy: MediaFile) -> None:
    got = site.get(path(copy), headers={"If-None-Match": f'"{copy.sha256}"'})
    assert (got.status_code, got.content) == (304, b"")


def test_a_wrong_name_is_not_there(site: httpx.Client, copy: MediaFile) -> None:
    assert site.get(path(copy) + "x").status_code == 404


@pytest.mark.parametrize("name", ["/media/{}/a.mp3", "/media/{}"])
def test_an_unknown_file_is_not_there(site: httpx.Client, name: str) -> None:
    assert site.get(name.format(uuid4())).status_code == 404
    assert site.get(name.format("97")).status_code == 404


def test_a_draft_is_not_there(site: httpx.Client, hub: Hub, mp3: Path) -> None:
    add_show(hub)
    draft = add_draft(hub, mp3)
    text = add_old_transcript(hub, draft)
    assert [site.get(path(file)).status_code for file in (draft.audio, text)] == [404, 404]


def test_the_upload_stays_inside_when_its_copy_is_out(
    site: httpx.Client, hub: Hub, mp3: Path
) -> None:
    add_show(hub)
    draft = add_draft(hub, mp3)
    publish(hub, draft)
    assert site.get(path(draft.audio)).status_code == 404


def test_a_scheduled_file_opens_at_its_second(
    site: httpx.Client, hub: Hub, mp3: Path, clock: Clock
) -> None:
    add_show(hub)
    draft = add_draft(hub, mp3)
    text = add_old_transcript(hub, draft)
    copy = publish(hub, draft, NOON + 5 * SECOND)
    statuses = []
    for second in (4, 5, 6):
        clock.now = NOON + second * SECOND
        statuses.append([site.head(path(file)).status_code for file in (copy, text)])
    assert statuses == [[404, 404], [200, 200], [200, 200]]


def test_a_withdrawn_file_is_gone(site: httpx.Client, hub: Hub, mp3: Path, clock: Clock) -> None:
    add_show(hub)
    draft = add_draft(hub, mp3)
    text = add_old_transcript(hub, draft)
    copy = publish(hub, draft)
    clock.advance(SECOND)
    withdraw(hub, draft)
    assert [site.get(path(file)).status_code for file in (copy, text)] == [410, 410]


def test_a_transcript_says_its_charset(site: httpx.Client, hub: Hub, mp3: Path) -> None:
    add_show(hub)
    draft = add_draft(hub, mp3)
    text = add_old_transcript(hub, draft)
    publish(hub, draft)
    got = site.get(path(text))
    assert (got.status_code, got.content) == (200, TEXT)
    assert got.headers["content-type"] == "text/vtt; charset=utf-8"
    assert got.headers["access-control-allow-origin"] == "*"


def test_a_transcript_in_html_runs_nothing_and_sets_nothing(
    site: httpx.Client, hub: Hub, mp3: Path
) -> None:
    add_show(hub)
    draft = add_draft(hub, mp3)
    file = add_old_transcript(hub, draft, b"<p>Hej", "text/html", "97.html")
    publish(hub, draft)
    link = hub.store.link(file.key, SECOND, filename="97.html", content_type="text/html").url
    for address in (f"{path(file)}?lang=en", link[link.index("/filer/") :]):
        headers = site.get(address).headers
        assert headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    folder = tmp_path_factory.mktemp("s3")
    (folder / "bucket").mkdir()
    with s3_server(folder) as server:
        yield server


@pytest.fixture
def bucket(
    hub: Hub, settings: Settings, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hub]:
    """The same service with its media in a bucket; a presigned link needs the true time."""
    for name, value in s3.environment().items():
        monkeypatch.setenv(name, value)
    url = f"s3://bucket/{uuid4()}?endpoint={s3.endpoint}&region=eu-north-1"
    elsewhere = build(settings.model_copy(update={"storage_url": url}), lambda: datetime.now(UTC))
    connect(elsewhere, worker.JOBS)
    yield elsewhere
    elsewhere.close()


def test_a_bucket_is_led_to_for_now_only(bucket: Hub, mp3: Path) -> None:
    add_show(bucket)
    draft = add_draft(bucket, mp3)
    text = add_old_transcript(bucket, draft)
    copy = publish(bucket, draft)
    with (
        listening() as (on, origin),
        serving(create(bucket), on),
        httpx.Client(base_url=origin, verify=NO_TLS) as site,
    ):
        got = site.get(path(copy))
        assert (got.status_code, got.headers["cache-control"]) == (302, "no-store")
        link = got.headers["location"]
        assert urlsplit(link).query.count("X-Amz-Signature=") == 1
        assert hashlib.sha256(httpx.get(link, verify=NO_TLS).content).hexdigest() == copy.sha256
        assert site.head(path(copy)).status_code == 302
        longer = link.replace("X-Amz-Expires=", "X-Amz-Expires=1")
        assert httpx.get(longer, verify=NO_TLS).status_code == 403

        served = site.get(path(text))
        assert (served.status_code, served.content) == (200, TEXT)
        assert served.headers["content-type"] == "text/vtt; charset=utf-8"
        assert served.headers["access-control-allow-origin"] == "*"
        assert served.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_bucket_leads_on_from_what_was_replaced(bucket: Hub, mp3: Path, tmp_path: Path) -> None:
    """As a folder does; what is removed is gone from the bucket too, with every link to it."""
    add_show(bucket)
    draft = add_draft(bucket, mp3)
    first = publish(bucket, draft)
    second = _replaced(bucket, draft, tmp_path / "2.mp3")
    with (
        listening() as (on, origin),
        serving(create(bucket), on),
        httpx.Client(base_url=origin, verify=NO_TLS) as site,
    ):
        got = site.get(path(first))
        expected = (302, media_url(bucket.settings.origin, second), "no-store")
        headers = got.headers
        assert (got.status_code, headers["location"], headers["cache-control"]) == expected
        link = site.get(path(second)).headers["location"]
        assert httpx.get(link, verify=NO_TLS).status_code == 200
        third = _replaced(bucket, draft, tmp_path / "3.mp3", is_old_removed=True)
        assert site.get(path(second)).status_code == 410
        assert site.get(path(first)).headers["location"].endswith(path(third))
        delete_requested(bucket)
        assert httpx.get(link, verify=NO_TLS).status_code == 404
        held = site.get(path(third)).headers["location"]
        assert httpx.get(held, verify=NO_TLS).status_code == 200


def _replaced(hub: Hub, episode: Episode, file: Path, *, is_old_removed: bool = False) -> MediaFile:
    """Give the episode another sound; the copy that listeners get then."""
    file.write_bytes(sound(".mp3", source="sine=880:duration=3"))
    audio = receive_audio(hub.store, file, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, audio)
        wanted = Replacement(audio, is_old_removed=is_old_removed)
        replace_audio(db, db.get_one(Episode, episode.id), wanted, hub.now())
    return publish(hub, episode)
