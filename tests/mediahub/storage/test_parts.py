"""Uploads in parts, promised by every store: asked of the folder and of a real S3 server alike."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import httpx
import pytest

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.storage import PART_BYTES, MediaStore
from mediahub.storage.local import LocalStore

MINUTE = timedelta(minutes=1)
LONG, SHORT = os.urandom(PART_BYTES), os.urandom(12_345)


def begin(store: MediaStore, key: str) -> str:
    return store.begin(key, "video/mp4")


def send(store: MediaStore, key: str, upload: str, number: int, body: bytes) -> int:
    """The status of a PUT as a browser sends it."""
    return httpx.put(
        store.part_link(key, upload, number, len(body), MINUTE), content=body
    ).status_code


def numbers(store: MediaStore, key: str, upload: str) -> list[tuple[int, int]]:
    return [(part.number, part.size_bytes) for part in store.parts(key, upload)]


def test_parts_in_any_order_become_the_file(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    assert [send(store, key, upload, 2, SHORT), send(store, key, upload, 1, LONG)] == [200, 200]
    assert numbers(store, key, upload) == [(1, len(LONG)), (2, len(SHORT))]
    store.complete(key, upload, store.parts(key, upload))
    with store.open(key) as file:
        assert file.read() == LONG + SHORT


def test_parts_that_are_at_hand_become_the_file(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    store.put_part(key, upload, 1, SHORT)
    store.complete(key, upload, store.parts(key, upload))
    with store.open(key) as file:
        assert file.read() == SHORT


def test_nothing_is_stored_before_it_is_completed(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    send(store, key, upload, 1, SHORT)
    with pytest.raises(NotFound):
        store.size(key)


def test_a_part_may_be_sent_again(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    assert [send(store, key, upload, 1, SHORT) for _ in range(2)] == [200, 200]
    assert numbers(store, key, upload) == [(1, len(SHORT))]
    store.complete(key, upload, store.parts(key, upload))
    assert store.size(key) == len(SHORT)


def test_no_file_is_made_of_parts_with_a_gap(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    send(store, key, upload, 1, LONG)
    send(store, key, upload, 3, SHORT)
    with pytest.raises(Invalid, match="are missing"):
        store.complete(key, upload, store.parts(key, upload))
    assert numbers(store, key, upload) == [(1, len(LONG)), (3, len(SHORT))]


def test_no_file_is_made_of_a_short_part_in_the_middle(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    for number in (1, 2):
        send(store, key, upload, number, SHORT)
    with pytest.raises(Invalid, match="are missing"):
        store.complete(key, upload, store.parts(key, upload))


def test_no_file_is_made_of_a_part_that_was_replaced(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    send(store, key, upload, 1, SHORT)
    [part] = store.parts(key, upload)
    with pytest.raises(Invalid, match="are missing"):
        store.complete(key, upload, [replace(part, etag="another")])


def test_no_file_is_made_of_nothing(store: MediaStore, key: str) -> None:
    with pytest.raises(Invalid, match="are missing"):
        store.complete(key, begin(store, key), [])


def test_a_key_that_was_taken_meanwhile_is_kept(store: MediaStore, key: str) -> None:
    uploads = [begin(store, key) for _ in range(2)]
    for upload, body in zip(uploads, (SHORT, b"other"), strict=True):
        send(store, key, upload, 1, body)
    store.complete(key, uploads[0], store.parts(key, uploads[0]))
    with pytest.raises(Conflict):
        store.complete(key, uploads[1], store.parts(key, uploads[1]))
    assert store.size(key) == len(SHORT)


def test_an_upload_ends_when_it_is_completed(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    send(store, key, upload, 1, SHORT)
    parts = store.parts(key, upload)
    store.complete(key, upload, parts)
    with pytest.raises(NotFound):
        store.complete(key, upload, parts)
    assert [found.key for found in store.stored_keys()] == [key]


def test_an_aborted_upload_leaves_nothing(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    send(store, key, upload, 1, SHORT)
    for _ in range(2):
        store.abort(key, upload)
    with pytest.raises(NotFound):
        store.parts(key, upload)
    assert send(store, key, upload, 1, SHORT) == 404
    assert list(store.stored_keys()) == []


def test_an_unknown_upload_is_not_found(store: MediaStore, key: str) -> None:
    for unknown in (str(uuid4()), "../../etc"):
        with pytest.raises(NotFound):
            store.parts(key, unknown)


@pytest.mark.parametrize("body", [SHORT + b"1", SHORT[1:], b""])
def test_a_part_of_another_length_is_refused(store: MediaStore, key: str, body: bytes) -> None:
    upload = begin(store, key)
    link = store.part_link(key, upload, 1, len(SHORT), MINUTE)
    assert httpx.put(link, content=body).status_code in (403, 422)
    assert numbers(store, key, upload) == []


def test_a_link_fails_when_any_parameter_is_changed(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    url = urlsplit(store.part_link(key, upload, 1, len(SHORT), MINUTE))
    given = parse_qsl(url.query)
    for place, (name, value) in enumerate(given):
        changed = [*given]
        changed[place] = (name, ("1" if value[0] != "1" else "2") + value[1:])
        answer = httpx.put(url._replace(query=urlencode(changed)).geturl(), content=SHORT)
        assert answer.status_code in (400, 403), name
    assert numbers(store, key, upload) == []


def test_a_link_to_read_does_not_let_write(store: MediaStore, key: str) -> None:
    reading = store.link(key, MINUTE, filename="a", content_type="audio/mpeg").url
    writing = store.part_link(key, begin(store, key), 1, len(SHORT), MINUTE)
    assert httpx.put(reading, content=SHORT).status_code == 403
    assert httpx.get(writing).status_code == 403


@pytest.mark.parametrize(("number", "size"), [(0, 1), (10_001, 1), (1, 0), (1, PART_BYTES + 1)])
def test_there_are_no_other_parts(store: MediaStore, key: str, number: int, size: int) -> None:
    with pytest.raises(ValueError, match="no part is"):
        store.part_link(key, "upload", number, size, MINUTE)


@contextmanager
def half_sent(link: str, body: bytes) -> Iterator[socket.socket]:
    """A PUT of which one half has been taken; the other is up to the test."""
    url = urlsplit(link)
    head = f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: close\r\n"
    with socket.create_connection((url.hostname, url.port or 80), timeout=30) as sender:
        sender.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        sender.sendall(body[: len(body) // 2])
        yield sender


def end_sending(sender: socket.socket, body: bytes) -> int:
    """Send the other half; the status of the answer."""
    with suppress(ConnectionError):  # refused before all of it was read
        sender.sendall(body[len(body) // 2 :])
    return int(sender.makefile("rb").readline().split()[1])


def test_a_running_put_cannot_change_what_was_completed(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    send(store, key, upload, 1, LONG)
    other = os.urandom(PART_BYTES)
    link = store.part_link(key, upload, 1, PART_BYTES, MINUTE)
    with half_sent(link, other) as slow:
        while isinstance(store, LocalStore) and store.parts(key, upload):
            os.sched_yield()  # until the slow one is at it
        # The part counts for what its last sender makes of it, so it is sent once more.
        assert send(store, key, upload, 1, LONG) == 200
        store.complete(key, upload, store.parts(key, upload))
        assert end_sending(slow, other) >= 400
    with store.open(key) as file:
        assert file.read() == LONG


def test_a_link_that_still_lives_cannot_change_what_was_completed(
    store: MediaStore, key: str
) -> None:
    upload = begin(store, key)
    link = store.part_link(key, upload, 1, len(SHORT), MINUTE)
    assert httpx.put(link, content=SHORT).status_code == 200
    store.complete(key, upload, store.parts(key, upload))
    assert httpx.put(link, content=bytes(len(SHORT))).status_code == 404
    with pytest.raises(NotFound):
        store.put_part(key, upload, 1, bytes(5))
    with store.open(key) as file:
        assert file.read() == SHORT


def test_no_link_writes_a_whole_file(store: MediaStore, key: str) -> None:
    upload = begin(store, key)
    link = urlsplit(store.part_link(key, upload, 1, len(SHORT), MINUTE))
    store.put_part(key, upload, 1, SHORT)
    store.complete(key, upload, store.parts(key, upload))
    given = parse_qsl(link.query)
    reading = urlsplit(store.link(key, MINUTE, filename="a", content_type="audio/mpeg").url)
    fewer = [[*given[:i], *given[i + 1 :]] for i in range(len(given))]
    without = [link._replace(query=urlencode(query)) for query in ([], *fewer)]
    for url in (reading, *without):
        answer = httpx.put(url.geturl(), content=bytes(len(SHORT)))
        assert answer.status_code in (400, 403), url.query
    with store.open(key) as file:
        assert file.read() == SHORT


def test_two_uploads_to_one_key_leave_the_first(store: MediaStore, key: str) -> None:
    uploads = [begin(store, key) for _ in range(2)]
    link = store.part_link(key, uploads[1], 1, len(SHORT), MINUTE)
    store.put_part(key, uploads[0], 1, SHORT)
    store.complete(key, uploads[0], store.parts(key, uploads[0]))
    httpx.put(link, content=bytes(len(SHORT)))
    with pytest.raises(Conflict):
        store.complete(key, uploads[1], store.parts(key, uploads[1]))
    with store.open(key) as file:
        assert file.read() == SHORT
