"""Files sent by a plain form, without script: straight on to the store."""

import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from mediahub.hub import Hub
from mediahub.media.models import Upload, UploadState
from mediahub.media.uploads.jobs import check_upload
from mediahub.storage import PART_BYTES
from tests.mediahub.media.sounds import sound
from tests.mediahub.media.upload_site import HOME, TOKEN, visiting
from tests.mediahub.visitor import Visitor

FIELDS = {"csrf": TOKEN, "purpose": "audio", "next": "/sida"}
BOUNDARY = "----a-boundary"


@pytest.fixture
def visitor(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as visitor:
        yield visitor


def form(fields: dict[str, str], *files: tuple[str, bytes]) -> bytes:
    lines = []
    for name, value in fields.items():
        lines += [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
                  .encode()]  # fmt: skip
    for filename, body in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"'
        lines += [f"{head}\r\nContent-Type: audio/mpeg\r\n\r\n".encode() + body]
    return b"\r\n".join([*lines, f"--{BOUNDARY}--\r\n".encode()])


def send(visitor: Visitor, body: bytes, **headers: str) -> httpx.Response:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    named = {"content-type": kind, "sec-fetch-site": "same-origin", "accept": "text/html"}
    address = f"{HOME}/formular"

    async def arriving() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    return visitor.portal.call(
        lambda: visitor.client.post(address, content=arriving(), headers=named | headers)
    )


def uploads(hub: Hub) -> list[Upload]:
    with hub.reading() as db:
        return list(db.scalars(select(Upload)))


def test_files_are_sent_and_become_media(hub: Hub, visitor: Visitor) -> None:
    body = sound(".mp3")
    answer = send(visitor, form(FIELDS, ("Råd 97.mp3", body), ("två.mp3", body)))
    assert answer.status_code == 303
    named = answer.headers["location"].removeprefix("/sida?upload=").split("&upload=")
    for identity in map(UUID, named):
        check_upload(hub, identity)
    ready = [(upload.filename, upload.size_bytes, upload.state) for upload in uploads(hub)]
    assert sorted(ready) == [
        ("Råd 97.mp3", len(body), UploadState.READY),
        ("två.mp3", len(body), UploadState.READY),
    ]


def test_a_long_file_takes_constant_memory(hub: Hub, visitor: Visitor) -> None:
    body = form(FIELDS | {"purpose": "file"}, ("lång.bin", bytes(64 << 20)))
    tracemalloc.start()
    assert send(visitor, body).status_code == 303
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    [upload] = uploads(hub)
    check_upload(hub, upload.id)
    assert [(upload.size_bytes, upload.state) for upload in uploads(hub)] == [
        (64 << 20, UploadState.READY)
    ]
    assert len(upload.digests) == (64 << 20) // PART_BYTES
    assert peak < 40 << 20


def test_a_form_without_a_file_is_told_so(hub: Hub, visitor: Visitor) -> None:
    answer = send(visitor, form(FIELDS, ("", b"")))
    assert answer.status_code == 422
    assert uploads(hub) == []


@pytest.mark.parametrize("fields", [{}, {"purpose": "audio"}, {"csrf": "x", "purpose": "audio"}])
def test_nothing_is_stored_without_the_token(
    hub: Hub, visitor: Visitor, fields: dict[str, str]
) -> None:
    assert send(visitor, form(fields, ("a.mp3", b"abc"))).status_code == 403
    assert uploads(hub) == []


def test_nothing_is_stored_for_another_site(hub: Hub, visitor: Visitor) -> None:
    answer = send(visitor, form(FIELDS, ("a.mp3", b"abc")), **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert uploads(hub) == []


def test_a_form_that_breaks_off_is_given_up(hub: Hub, visitor: Visitor) -> None:
    answer = send(visitor, form(FIELDS, ("a.mp3", bytes(PART_BYTES + 9)))[:-40])
    assert answer.status_code == 422
    [upload] = uploads(hub)
    assert upload.state is UploadState.ABORTED
    check_upload(hub, upload.id)
    assert list(hub.store.stored_keys()) == []


def test_an_empty_file_is_refused(hub: Hub, visitor: Visitor) -> None:
    assert send(visitor, form(FIELDS, ("a.mp3", b""))).status_code == 422
    assert [upload.state for upload in uploads(hub)] == [UploadState.ABORTED]


def test_what_is_no_form_is_refused(visitor: Visitor) -> None:
    assert send(visitor, b"abc").status_code == 422
    assert send(visitor, b"abc", **{"content-type": "application/json"}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "status"),
    [("charset=punycode", 415), ('CHARSET="latin1"', 415), ("charset=UTF-8", 303)],
)
def test_fields_are_in_utf_8(hub: Hub, visitor: Visitor, kind: str, status: int) -> None:
    named = f"multipart/form-data; boundary={BOUNDARY}; {kind}"
    answer = send(visitor, form(FIELDS, ("a.mp3", sound(".mp3"))), **{"content-type": named})
    assert answer.status_code == status
    assert len(uploads(hub)) == (status == 303)


def test_what_a_file_is_in_is_its_own_business(hub: Hub, visitor: Visitor) -> None:
    body = form(FIELDS | {"purpose": "file"}, ("a.txt", "å".encode("latin-1")))
    body = body.replace(b"audio/mpeg", b"text/plain; charset=iso-8859-1")
    assert send(visitor, body).status_code == 303
    field = form({"a": "1"}).replace(b'"a"', b'"a"\r\nContent-Type: text/plain; charset=punycode')
    assert send(visitor, field).status_code == 415


def test_a_form_of_many_parts_is_refused(hub: Hub, visitor: Visitor) -> None:
    end = f"--{BOUNDARY}--\r\n".encode()
    many = form({"a": "1"}).removesuffix(end) * 71 + end
    assert send(visitor, many).status_code == 413
    assert send(visitor, form(FIELDS, *[("a.mp3", b"a")] * 68)).status_code == 413
    assert uploads(hub) == []


def test_a_field_that_goes_on_is_refused(visitor: Visitor) -> None:
    assert send(visitor, form({"a": "x" * (64 * 1024 + 1)})).status_code == 413


def test_every_form_that_files_are_for_waits_for_them() -> None:
    pages = [page.read_text("utf-8") for page in Path("templates").rglob("*.html")]
    fields = [(page.count("{{ upload_field("), page) for page in pages]
    told = [
        (count, page.count("{{ waits("), page.count("{{ told_waiting()"))
        for count, page in fields
        if count
    ]
    assert told == [(count, count, count) for count, *_ in told]
    assert all("static('upload_waiting.js')" in page for count, page in fields if count)
