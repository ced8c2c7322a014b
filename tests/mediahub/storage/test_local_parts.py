"""What is particular to parts in a folder: its clock, what breaks off, and the room on the disk."""

import os
import socket
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from mediahub.errors import Conflict, Invalid
from mediahub.storage import PART_BYTES, Part
from mediahub.storage.local import LocalStore
from tests.mediahub.storage.conftest import Clock

MINUTE = timedelta(minutes=1)


def test_a_link_ends_by_our_clock(local_store: LocalStore, clock: Clock, key: str) -> None:
    upload = local_store.begin(key, "audio/mpeg")
    link = local_store.part_link(key, upload, 1, 3, MINUTE)
    clock.forward(MINUTE - timedelta(seconds=1))
    assert httpx.put(link, content=b"abc").status_code == 200
    clock.forward(timedelta(seconds=1))
    assert httpx.put(link, content=b"abc").status_code == 410


def test_a_part_that_breaks_off_has_not_come(local_store: LocalStore, key: str) -> None:
    upload = local_store.begin(key, "audio/mpeg")
    url = urlsplit(local_store.part_link(key, upload, 1, PART_BYTES, MINUTE))
    assert httpx.put(url.geturl(), content=bytes(PART_BYTES)).status_code == 200
    head = f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n"
    with socket.create_connection((url.hostname, url.port or 80)) as sender:
        sender.sendall(f"{head}Content-Length: {PART_BYTES}\r\n\r\n".encode() + b"1" * 3_000_000)
        while local_store.parts(key, upload):
            os.sched_yield()
    assert local_store.parts(key, upload) == []


# S3 does so too, but rclone keeps the bytes that it had.
def test_a_part_that_is_sent_anew_replaces_the_first(local_store: LocalStore, key: str) -> None:
    upload = local_store.begin(key, "audio/mpeg")
    link = local_store.part_link(key, upload, 1, 3, MINUTE)
    held: list[Part] = []
    for body in (b"abc", b"xyz"):
        httpx.put(link, content=body)
        held += local_store.parts(key, upload)
    with pytest.raises(Invalid, match="are missing"):
        local_store.complete(key, upload, held[:1])
    local_store.complete(key, upload, held[1:])
    with local_store.open(key) as file:
        assert file.read() == b"xyz"


def test_a_body_without_a_length_is_refused(local_store: LocalStore, key: str) -> None:
    link = local_store.part_link(key, local_store.begin(key, "audio/mpeg"), 1, 3, MINUTE)
    assert httpx.put(link, content=iter([b"abc"])).status_code == 422


def test_an_upload_to_a_key_that_exists_is_not_begun(local_store: LocalStore, key: str) -> None:
    upload = local_store.begin(key, "audio/mpeg")
    local_store.put_part(key, upload, 1, b"abc")
    local_store.complete(key, upload, local_store.parts(key, upload))
    with pytest.raises(Conflict):
        local_store.begin(key, "audio/mpeg")


def test_an_upload_under_way_is_listed_for_the_sweep(local_store: LocalStore, key: str) -> None:
    upload = local_store.begin(key, "audio/mpeg")
    listed = sorted(found.key for found in local_store.stored_keys())
    assert listed == [f".parts/{upload}.marks", f".parts/{upload}.upload"]
    for found in listed:
        local_store.delete(found)
    assert list(local_store.stored_keys()) == []


def test_the_room_is_that_of_the_disk(local_store: LocalStore) -> None:
    free = local_store.free_bytes()
    assert 0 < free <= os.statvfs("/").f_frsize * os.statvfs(local_store.root.parent).f_blocks
