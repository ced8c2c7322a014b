"""What is particular to parts in a folder: its clock, what breaks off, and the room on the disk."""

import errno
import fcntl
import os
import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.storage import PART_BYTES, Part, StoreFailure
from mediahub.storage.local import LocalStore
from mediahub.storage.local_parts import PartUpload
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


def begun(store: LocalStore, key: str) -> tuple[str, str]:
    """The id of an upload with one part in, and the link of that part."""
    upload = store.begin(key, "audio/mpeg")
    link = store.part_link(key, upload, 1, 3, MINUTE)
    store.put_part(key, upload, 1, b"abc")
    return upload, link


def writing(store: LocalStore, key: str, link: str) -> PartUpload:
    return store.verify_part(key, parse_qsl(urlsplit(link).query)).begin()


def held(store: LocalStore, key: str) -> bytes:
    with store.open(key) as file:
        return file.read()


def test_nobody_has_a_completed_file_open(local_store: LocalStore, key: str) -> None:
    upload, link = begun(local_store, key)
    late = writing(local_store, key, link)
    late.write(0, b"xx")
    local_store.put_part(key, upload, 1, b"abc")
    local_store.complete(key, upload, local_store.parts(key, upload))
    inode = local_store.path(key).stat()
    opened = [os.fstat(int(fd.name)) for fd in Path("/proc/self/fd").iterdir() if fd.exists()]
    assert (inode.st_dev, inode.st_ino) not in [(one.st_dev, one.st_ino) for one in opened]
    with pytest.raises(NotFound):
        late.write(2, b"x")
    with pytest.raises(NotFound):
        late.end()
    with pytest.raises(NotFound):
        writing(local_store, key, link)
    assert held(local_store, key) == b"abc"


def test_of_two_who_send_a_part_the_last_to_begin_counts(local_store: LocalStore, key: str) -> None:
    upload, link = begun(local_store, key)
    first, neighbour = writing(local_store, key, link), local_store.begin("a/b", "audio/mpeg")
    local_store.put_part("a/b", neighbour, 1, b"neighbour")
    second = writing(local_store, key, link)
    second.write(0, b"xyz")
    with pytest.raises(Conflict, match="is being sent anew"):
        first.write(0, b"abc")
    with pytest.raises(Conflict, match="is being sent anew"):
        first.end()
    second.end()
    local_store.complete(key, upload, local_store.parts(key, upload))
    assert held(local_store, key) == b"xyz"
    assert [part.size_bytes for part in local_store.parts("a/b", neighbour)] == [9]


def test_a_part_that_is_under_way_is_missing(local_store: LocalStore, key: str) -> None:
    upload, link = begun(local_store, key)
    parts = local_store.parts(key, upload)
    late = writing(local_store, key, link)
    with pytest.raises(Invalid, match="are missing"):
        local_store.complete(key, upload, parts)
    late.write(0, b"xyz")
    late.end()
    local_store.complete(key, upload, local_store.parts(key, upload))
    assert held(local_store, key) == b"xyz"


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("step", ["rename", "link", "unlink"])
def test_completing_that_was_killed_is_done_again(
    local_store: LocalStore, key: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, link = begun(local_store, key)
    parts = local_store.parts(key, upload)

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(os if step == "link" else Path, step, kill)
        with pytest.raises(Killed):
            local_store.complete(key, upload, parts)
    if step != "rename":  # sealed, so it takes nothing any more, but nothing is lost either
        with pytest.raises(NotFound):
            writing(local_store, key, link)
    assert local_store.parts(key, upload) == parts
    local_store.complete(key, upload, parts)
    assert held(local_store, key) == b"abc"
    assert [found.key for found in local_store.stored_keys()] == [key]


def test_the_bytes_are_synced_before_others_have_to_wait(
    local_store: LocalStore, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them once without the lock, and once under it what came meanwhile."""
    upload, _ = begun(local_store, key)
    marks = local_store.root / ".parts" / f"{upload}.marks"
    synced: list[tuple[str, bool]] = []
    sync = os.fsync

    def watched(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().suffix
        with marks.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                synced.append((name, False))
            except BlockingIOError:
                synced.append((name, True))
        sync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", watched)
        local_store.complete(key, upload, local_store.parts(key, upload))
    assert [is_locked for name, is_locked in synced if name == ".upload"] == [False, True]
    assert held(local_store, key) == b"abc"


def test_a_full_disk_at_the_end_loses_nothing(
    local_store: LocalStore, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, _ = begun(local_store, key)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    parts = local_store.parts(key, upload)
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        with pytest.raises(StoreFailure, match="There is no room"):
            local_store.complete(key, upload, parts)
    local_store.complete(key, upload, local_store.parts(key, upload))
    assert held(local_store, key) == b"abc"


def test_an_upload_that_is_sealed_can_be_given_up(
    local_store: LocalStore, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, _ = begun(local_store, key)
    other, _ = begun(local_store, "a/b")
    local_store.complete("a/b", other, local_store.parts("a/b", other))
    with pytest.raises(Conflict):
        local_store.complete("a/b", upload, local_store.parts(key, upload))
    local_store.abort(key, upload)
    assert [found.key for found in local_store.stored_keys()] == ["a/b"]
