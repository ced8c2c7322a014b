"""Uploads in parts, promised by every store: asked of the folder and of a real S3 server alike."""

import os
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import httpx
import pytest

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.storage import PART_BYTES, MediaStore

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
    reading = store.link(key, MINUTE, filename="a", content_type="audio/mpeg")
    writing = store.part_link(key, begin(store, key), 1, len(SHORT), MINUTE)
    assert httpx.put(reading, content=SHORT).status_code == 403
    assert httpx.get(writing).status_code == 403


@pytest.mark.parametrize(("number", "size"), [(0, 1), (10_001, 1), (1, 0), (1, PART_BYTES + 1)])
def test_there_are_no_other_parts(store: MediaStore, key: str, number: int, size: int) -> None:
    with pytest.raises(ValueError, match="no part is"):
        store.part_link(key, "upload", number, size, MINUTE)
