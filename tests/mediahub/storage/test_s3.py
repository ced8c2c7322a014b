"""What is particular to S3: expiry by its own clock, signing on Amazon, failures in sentences."""

import io
import time
from copy import copy
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from botocore.exceptions import ClientError

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.storage import PART_BYTES, StoreFailure, open_store
from mediahub.storage.s3 import S3Store
from mediahub.storage.s3_client import speaking
from tests.servers import NO_TLS, S3Server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def credentials(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in s3.environment().items():
        monkeypatch.setenv(name, value)


def now() -> datetime:
    return datetime.now(UTC)


def put(store: S3Store, key: str, size: int = 5) -> None:
    store.put(key, io.BytesIO(bytes(size)), "audio/mpeg")


def test_a_link_dies_by_the_clock_of_the_server(s3_store: S3Store, key: str) -> None:
    put(s3_store, key)
    begun = time.monotonic()
    url = s3_store.link(key, timedelta(seconds=2), filename="a", content_type="audio/mpeg").url
    assert httpx.get(url, verify=NO_TLS).status_code == 200
    while httpx.get(url, verify=NO_TLS).status_code == 200:
        assert time.monotonic() - begun < 3
        time.sleep(0.05)
    assert time.monotonic() - begun > 0.9  # SigV4 counts from the second in which it was signed


def test_links_are_sigv4_and_live_as_long_as_asked(s3_store: S3Store, key: str) -> None:
    url = s3_store.link(key, timedelta(seconds=90.9), filename="a", content_type="audio/mpeg").url
    signed = parse_qs(urlsplit(url).query)
    assert signed["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert signed["X-Amz-Expires"] == ["90"]


@pytest.mark.parametrize("size", [PART_BYTES - 1, PART_BYTES, 2 * PART_BYTES, 2 * PART_BYTES + 1])
def test_sizes_about_a_part_are_stored_whole(s3_store: S3Store, key: str, size: int) -> None:
    put(s3_store, key, size)
    assert s3_store.size(key) == size


@pytest.mark.usefixtures("credentials")
def test_a_prefix_holds_its_keys_apart(s3: S3Server) -> None:
    url = f"s3://bucket/one/two?endpoint={s3.endpoint}&region=eu-north-1"
    store = open_store(url, base_url="", secrets=[], now=now)
    store.put("media/a", io.BytesIO(b"sound"), "audio/mpeg")
    assert (s3.folder / "bucket/one/two/media/a").read_bytes() == b"sound"
    assert [listed.key for listed in store.stored_keys()] == ["media/a"]


def test_the_check_names_the_place(s3_store: S3Store, s3: S3Server) -> None:
    assert s3_store.check() == f"{s3.endpoint}, bucket bucket"


def test_the_check_tells_that_a_link_does_not_work(s3_store: S3Store, key: str) -> None:
    link = s3_store.link(key, MINUTE, filename="a", content_type="audio/mpeg").url
    with pytest.raises(StoreFailure, match=r"A link that we signed does not work .* Error 404"):
        s3_store._fetch(link, b"sound")


def test_the_check_tells_of_other_bytes(s3_store: S3Store, key: str) -> None:
    put(s3_store, key)
    link = s3_store.link(key, MINUTE, filename="a", content_type="audio/mpeg").url
    with pytest.raises(StoreFailure, match="gave back other bytes"):
        s3_store._fetch(link, b"sound")


def test_on_amazon_put_is_conditional(s3_store: S3Store, key: str) -> None:
    amazon = copy(s3_store)
    amazon._is_amazon = True
    put(amazon, key, 2 * PART_BYTES)
    put(amazon, f"{key}.small")
    assert (amazon.size(key), amazon.size(f"{key}.small")) == (2 * PART_BYTES, 5)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("PreconditionFailed", Conflict),
        ("ConditionalRequestConflict", Conflict),
        ("NoSuchKey", NotFound),
        ("404", NotFound),
        ("403", StoreFailure),
        ("SlowDown", StoreFailure),
    ],
)
def test_an_answer_of_s3_becomes_an_error_of_ours(code: str, kind: type[Exception]) -> None:
    with pytest.raises(kind), speaking("host", "bucket", "key"):
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "PutObject")


@pytest.mark.usefixtures("credentials")
def test_on_amazon_the_host_names_the_region() -> None:
    store = open_store("s3://bucket/media?region=eu-north-1", base_url="", secrets=[], now=now)
    url = urlsplit(store.link("a/b", MINUTE, filename="a", content_type="audio/mpeg").url)
    assert url.scheme == "https"
    assert url.netloc == "bucket.s3.eu-north-1.amazonaws.com"
    assert url.path == "/media/a/b"


@pytest.mark.usefixtures("credentials")
def test_on_amazon_a_host_without_the_region_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://elsewhere.example")
    with pytest.raises(StoreFailure) as refused:
        S3Store("bucket", region="eu-north-1", now=now)
    assert str(refused.value) == (
        "The links to the bucket bucket go to bucket.elsewhere.example, which is not in eu-north-1."
    )


@pytest.mark.usefixtures("credentials")
def test_on_amazon_the_region_must_be_known() -> None:
    with pytest.raises(Invalid, match="names no region"):
        S3Store("bucket", now=now)


@pytest.mark.usefixtures("credentials")
def test_an_endpoint_that_is_no_address_is_refused() -> None:
    with pytest.raises(Invalid, match="cannot be used"):
        S3Store("bucket", endpoint="nonsense", now=now)


@pytest.mark.usefixtures("credentials")
def test_without_credentials_the_store_is_not_opened(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(StoreFailure) as refused:
        S3Store("bucket", endpoint=s3.endpoint, now=now)
    assert str(refused.value).startswith(f"There are no credentials for {s3.endpoint}. Set AWS_")


@pytest.mark.usefixtures("credentials")
def test_a_wrong_secret_key_is_told(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    store = S3Store("bucket", endpoint=s3.endpoint, now=now)
    with pytest.raises(StoreFailure) as refused:
        store.open("media/a")
    assert str(refused.value) == (
        f"{s3.endpoint} does not accept the signature: the secret key may be wrong."
    )


def test_a_missing_bucket_is_told(s3_store: S3Store, s3: S3Server) -> None:
    s3_store._bucket = "nowhere"
    with pytest.raises(StoreFailure) as refused:
        list(s3_store.stored_keys())
    assert str(refused.value) == f"There is no bucket named nowhere at {s3.endpoint}."


@pytest.mark.usefixtures("credentials")
def test_a_server_that_is_gone_is_told() -> None:
    store = S3Store("bucket", endpoint="http://127.0.0.1:1", now=now)
    with pytest.raises(StoreFailure, match=r"http://127\.0\.0\.1:1 cannot be used"):
        store.size("media/a")
    with pytest.raises(StoreFailure, match=r"http://127\.0\.0\.1:1 cannot be used"):
        store.clock_skew()
