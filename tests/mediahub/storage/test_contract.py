"""What every store promises, asked of the folder and of a real S3 server alike."""

import io
import tracemalloc
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import BinaryIO, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.storage import MediaStore, Stored
from tests.servers import NO_TLS

BODY = bytes(range(256)) * 40
MINUTE = timedelta(minutes=1)


class Stream(io.RawIOBase):
    """A source like a socket: it gives pieces of its own size, cannot seek, and may break."""

    def __init__(self, size: int, *, breaks: bool = False) -> None:
        self.left = size
        self.breaks = breaks

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self.breaks and not self.left:
            raise ConnectionResetError("the sender went away")
        piece = bytes(min(size, self.left, 700_001))
        self.left -= len(piece)
        return piece


def stream(size: int, *, breaks: bool = False) -> BinaryIO:
    return cast("BinaryIO", Stream(size, breaks=breaks))


def put(store: MediaStore, key: str, body: bytes = BODY) -> Stored:
    return store.put(key, io.BytesIO(body), "audio/mpeg")


def link(store: MediaStore, key: str, *, download: bool = False) -> str:
    return store.link(
        key, MINUTE, filename="Råd 97.mp3", content_type="audio/mpeg", download=download
    ).url


def keys(store: MediaStore, prefix: str = "") -> list[str]:
    return sorted(stored.key for stored in store.stored_keys(prefix))


def test_what_is_put_can_be_opened(store: MediaStore, key: str) -> None:
    put(store, key)
    with store.open(key) as file:
        assert file.read() == BODY


def test_an_opened_stream_can_be_read_in_pieces(store: MediaStore, key: str) -> None:
    put(store, key)
    with store.open(key) as file:
        assert (file.read(3), file.read(3)) == (BODY[:3], BODY[3:6])


def test_put_tells_size_and_hash(store: MediaStore, key: str) -> None:
    assert put(store, key) == Stored(len(BODY), sha256(BODY).hexdigest())


def test_an_empty_file_can_be_put(store: MediaStore, key: str) -> None:
    assert put(store, key, b"") == Stored(0, sha256().hexdigest())
    assert store.size(key) == 0


def test_put_leaves_the_source_open(store: MediaStore, key: str) -> None:
    source = io.BytesIO(BODY)
    store.put(key, source, "audio/mpeg")
    assert not source.closed


def test_put_begins_where_the_source_stands(store: MediaStore, key: str) -> None:
    source = io.BytesIO(BODY)
    source.seek(100)
    store.put(key, source, "audio/mpeg")
    assert store.size(key) == len(BODY) - 100


def test_a_long_stream_takes_constant_memory(store: MediaStore, key: str) -> None:
    size = 100 << 20
    tracemalloc.start()
    stored = store.put(key, stream(size), "video/mp4")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (stored.size_bytes, store.size(key)) == (size, size)
    assert peak < 40 << 20


@pytest.mark.parametrize("size", [1 << 20, 20 << 20])
def test_a_stream_that_breaks_leaves_nothing(store: MediaStore, key: str, size: int) -> None:
    with pytest.raises(ConnectionResetError):
        store.put(key, stream(size, breaks=True), "audio/mpeg")
    with pytest.raises(NotFound):
        store.size(key)
    assert keys(store) == []


def test_a_key_is_written_once(store: MediaStore, key: str) -> None:
    put(store, key)
    with pytest.raises(Conflict):
        put(store, key, b"other")
    with store.open(key) as file:
        assert file.read() == BODY


BAD_KEYS = ["", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", "a\\b", "a\0b", "a b", "a\n", "å"]
LONG_KEYS = ["a" * 201, "/".join(["a" * 99] * 10)]


@pytest.mark.parametrize("bad", [*BAD_KEYS, *LONG_KEYS, ".parts/a"])
def test_a_bad_key_is_refused(store: MediaStore, bad: str) -> None:
    with pytest.raises(Invalid):
        put(store, bad)


def test_size_is_in_bytes(store: MediaStore, key: str) -> None:
    put(store, key)
    assert store.size(key) == len(BODY)


def test_as_file_gives_a_path_with_the_bytes(store: MediaStore, key: str) -> None:
    put(store, key)
    with store.as_file(key) as path:
        assert (path.suffix, path.read_bytes()) == (".mp3", BODY)


def test_an_absent_key_is_not_found(store: MediaStore, key: str) -> None:
    with pytest.raises(NotFound):
        store.open(key)
    with pytest.raises(NotFound):
        store.size(key)
    with pytest.raises(NotFound), store.as_file(key):
        pass


def test_a_folder_of_keys_is_no_key(store: MediaStore) -> None:
    put(store, "media/one")
    with pytest.raises(NotFound):
        store.open("media")


def test_a_key_below_a_key_is_not_found(store: MediaStore, key: str) -> None:
    put(store, key)
    with pytest.raises(NotFound):
        store.open(f"{key}/part")


def test_delete_removes_and_may_be_repeated(store: MediaStore, key: str) -> None:
    put(store, key)
    store.delete(key)
    store.delete(key)
    with pytest.raises(NotFound):
        store.size(key)


def test_stored_keys_are_listed_by_prefix(store: MediaStore) -> None:
    for name in ("covers/one.jpg", "media/one.mp3", "media/two.mp3"):
        put(store, name)
    assert keys(store) == ["covers/one.jpg", "media/one.mp3", "media/two.mp3"]
    assert keys(store, "media/") == ["media/one.mp3", "media/two.mp3"]
    assert keys(store, "media/o") == ["media/one.mp3"]


def test_a_listed_object_has_size_and_time(store: MediaStore, key: str) -> None:
    put(store, key)
    [listed] = store.stored_keys()
    assert (listed.key, listed.size_bytes) == (key, len(BODY))
    assert listed.modified_at.tzinfo is UTC
    assert abs(datetime.now(UTC) - listed.modified_at) < MINUTE


def test_an_empty_store_lists_nothing(store: MediaStore) -> None:
    assert keys(store) == []


def test_a_link_gives_the_bytes(store: MediaStore, key: str) -> None:
    put(store, key)
    answer = httpx.get(link(store, key), verify=NO_TLS)
    assert (answer.status_code, answer.content) == (200, BODY)


def test_a_link_gives_type_name_and_caching(store: MediaStore, key: str) -> None:
    put(store, key)
    headers = httpx.get(link(store, key), verify=NO_TLS).headers
    assert headers["content-type"] == "audio/mpeg"
    assert headers["cache-control"] == "private, no-store"
    assert (
        headers["content-disposition"]
        == "inline; filename=\"Rad 97.mp3\"; filename*=UTF-8''R%C3%A5d%2097.mp3"
    )


def test_a_link_can_be_a_download(store: MediaStore, key: str) -> None:
    put(store, key)
    answer = httpx.get(link(store, key, download=True), verify=NO_TLS)
    assert answer.headers["content-disposition"].split(";")[0] == "attachment"


# rclone answers a range with status 200, so the bytes are what both can be asked for.
@pytest.mark.parametrize(
    ("asked", "expected"),
    [("0-0", BODY[:1]), ("100-199", BODY[100:200]), ("9000-", BODY[9000:]), ("-5", BODY[-5:])],
)
def test_a_link_gives_a_range(store: MediaStore, key: str, asked: str, expected: bytes) -> None:
    put(store, key)
    answer = httpx.get(link(store, key), headers={"range": f"bytes={asked}"}, verify=NO_TLS)
    assert answer.content == expected


def test_a_link_fails_when_any_parameter_is_changed(store: MediaStore, key: str) -> None:
    put(store, key)
    url = urlsplit(link(store, key, download=True))
    given = parse_qsl(url.query)
    for place, (name, value) in enumerate(given):
        changed = [*given]
        changed[place] = (name, ("1" if value[0] != "1" else "2") + value[1:])
        answer = httpx.get(url._replace(query=urlencode(changed)).geturl(), verify=NO_TLS)
        assert answer.status_code in (400, 403), name


def test_a_link_fails_when_any_parameter_is_missing(store: MediaStore, key: str) -> None:
    put(store, key)
    url = urlsplit(link(store, key, download=True))
    given = parse_qsl(url.query)
    for left_out in given:
        kept = [pair for pair in given if pair != left_out]
        answer = httpx.get(url._replace(query=urlencode(kept)).geturl(), verify=NO_TLS)
        assert answer.status_code in (400, 403), left_out[0]


def test_a_link_is_for_one_key(store: MediaStore) -> None:
    put(store, "media/one.mp3")
    put(store, "media/two.mp3", b"secret")
    other = link(store, "media/one.mp3").replace("one.mp3", "two.mp3", 1)
    assert httpx.get(other, verify=NO_TLS).status_code == 403


def test_a_link_to_nothing_is_not_found(store: MediaStore, key: str) -> None:
    assert httpx.get(link(store, key), verify=NO_TLS).status_code == 404


@pytest.mark.parametrize(
    "lifetime",
    [timedelta(0), timedelta(seconds=-5), timedelta(seconds=0.9), timedelta(days=7, seconds=0.1)],
)
def test_a_link_must_live_a_second_to_seven_days(store: MediaStore, lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="lives between"):
        store.link("media/a", lifetime, filename="a", content_type="audio/mpeg")


def test_a_link_may_live_seven_days(store: MediaStore, key: str) -> None:
    put(store, key)
    url = store.link(key, timedelta(days=7), filename="a", content_type="audio/mpeg").url
    assert httpx.get(url, verify=NO_TLS).status_code == 200


def test_a_link_tells_when_it_ends(store: MediaStore, key: str) -> None:
    """To the second, for that is what it says to the store; which of them has another clock."""
    short, long = (
        store.link(key, lifetime, filename="a", content_type="audio/mpeg").expires_at
        for lifetime in (MINUTE, 3 * MINUTE)
    )
    assert short.utcoffset() == timedelta(0)
    assert timedelta(0) <= long - short - 2 * MINUTE <= timedelta(seconds=2)


def test_the_check_leaves_nothing(store: MediaStore) -> None:
    assert store.check()
    assert keys(store) == []


def test_our_clock_is_compared_with_the_stores(store: MediaStore) -> None:
    assert abs(store.clock_skew()) < timedelta(seconds=5)


def test_lasting_credentials_sign_for_seven_days(store: MediaStore) -> None:
    assert store.longest_link() == timedelta(days=7)
