"""Media in S3 or a compatible service, through boto3."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from mediahub.errors import NotFound
from mediahub.storage import (
    PART_BYTES,
    Part,
    SignedLink,
    Stored,
    StoredObject,
    StoreFailure,
    check_key,
    content_disposition,
    is_key,
    lifetime_seconds,
    taken,
)
from mediahub.storage.s3_client import life_left, open_client, speaking
from mediahub.storage.s3_clock import StoreClock, date_of
from mediahub.storage.s3_parts import S3Parts
from mediahub.storage.s3_streams import Body, Metered

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import CompletedPartTypeDef


class S3Store:
    """The port on a bucket; below a prefix, when there is one.

    Credentials come the way boto3 finds them. Without an endpoint it is Amazon's S3, with virtual
    addressing, and one condition on the upload keeps an existing key. Compatible services may
    ignore that condition, so there the key is looked up first. A process killed during an upload
    leaves parts that no listing shows: let the bucket's lifecycle abort them after a day.
    """

    def __init__(
        self,
        bucket: str,
        *,
        prefix: str = "",
        endpoint: str | None = None,
        region: str | None = None,
        now: Callable[[], datetime],
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._is_amazon = endpoint is None
        self._host = endpoint or "Amazon S3"
        self._now = now
        with self._speaking():
            self._client, self._credentials = open_client(endpoint, region)
        self._clock = StoreClock(self._host, self._date)
        self.check_signing()

    def put(self, key: str, source: BinaryIO, content_type: str) -> Stored:
        """As the port says; a failed upload leaves no parts behind."""
        target = self._target(check_key(key))
        metered = Metered(source)
        with self._speaking(key):
            if not self._is_amazon and self._exists(target):
                raise taken(key)
            first = metered.part()
            if len(first) < PART_BYTES:
                self._client.put_object(
                    **target, Body=first, ContentType=content_type, **self._if_new
                )
            else:
                self._upload(target, content_type, first, metered)
        return Stored(metered.size_bytes, metered.digest.hexdigest())

    def open(self, key: str) -> BinaryIO:
        """As the port says; this stream is not seekable."""
        with self._speaking(key):
            body = self._client.get_object(**self._target(key))["Body"]
        return BufferedReader(Body(body, lambda: self._speaking(key)), 1 << 20)

    @contextmanager
    def as_file(self, key: str) -> Iterator[Path]:
        """As the port says: a copy, downloaded now and removed when the block ends."""
        with self.open(key) as stream, TemporaryDirectory(prefix="mediahub-") as folder:
            path = Path(folder, PurePosixPath(key).name)
            with path.open("wb") as file:
                shutil.copyfileobj(stream, file, 1 << 20)
            yield path

    def size(self, key: str) -> int:
        """As the port says."""
        with self._speaking(key):
            return self._client.head_object(**self._target(key))["ContentLength"]

    def delete(self, key: str) -> None:
        """As the port says."""
        with suppress(NotFound), self._speaking(key):
            self._client.delete_object(**self._target(key))

    def stored_keys(self, prefix: str = "") -> Iterator[StoredObject]:
        """As the port says; S3 lists no unfinished uploads, its lifecycle rule removes them."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        with self._speaking():
            for page in pages:
                for entry in page.get("Contents", []):
                    key = entry["Key"].removeprefix(self._prefix)
                    if is_key(key):
                        modified_at = entry["LastModified"].astimezone(UTC)
                        yield StoredObject(key, entry["Size"], modified_at)

    def link(
        self,
        key: str,
        lifetime: timedelta,
        *,
        filename: str,
        content_type: str,
        download: bool = False,
    ) -> SignedLink:
        """As the port says: a GET signed by SigV4; HEAD is refused, a Range is served.

        It dies earlier when the credentials that signed it are temporary and end.
        """
        what = {
            **self._target(check_key(key)),
            "ResponseContentType": content_type,
            "ResponseContentDisposition": content_disposition(filename, download=download),
            "ResponseCacheControl": "private, no-store",
        }
        seconds = lifetime_seconds(lifetime)
        with self._speaking(key):
            url = self._client.generate_presigned_url("get_object", what, seconds)
        return SignedLink(url, _signed_at(url) + timedelta(seconds=seconds))

    def begin(self, key: str, content_type: str) -> str:
        """As the port says; on Amazon a key that is taken is seen when it is completed."""
        target = self._target(check_key(key))
        with self._speaking(key):
            if not self._is_amazon and self._exists(target):
                raise taken(key)
            begun = self._client.create_multipart_upload(**target, ContentType=content_type)
        return begun["UploadId"]

    def part_link(
        self, key: str, upload_id: str, number: int, size_bytes: int, lifetime: timedelta
    ) -> str:
        """As the port says: a PUT signed by SigV4.

        A browser may send it when the bucket's CORS rules let PUT in from our origin.
        """
        with self._speaking(key):
            return self._parts(key, upload_id).link(number, size_bytes, lifetime)

    def put_part(self, key: str, upload_id: str, number: int, data: bytes) -> None:
        """As the port says."""
        with self._speaking(key):
            self._parts(key, upload_id).put(number, data)

    def parts(self, key: str, upload_id: str) -> Sequence[Part]:
        """As the port says."""
        with self._speaking(key):
            return self._parts(key, upload_id).held()

    def complete(self, key: str, upload_id: str, parts: Sequence[Part]) -> None:
        """As the port says; off Amazon, the key is looked up just before."""
        upload = self._parts(key, upload_id)
        with self._speaking(key):
            if not self._is_amazon and self._exists(self._target(key)):
                upload.held()  # NotFound once it has been completed
                raise taken(key)
            upload.complete(parts, **self._if_new)

    def abort(self, key: str, upload_id: str) -> None:
        """As the port says."""
        with suppress(NotFound), self._speaking(key):
            self._parts(key, upload_id).abort()

    def free_bytes(self) -> None:
        """As the port says: a bucket has no end."""

    def check_signing(self) -> None:
        """StoreFailure unless links are signed by SigV4 and, on Amazon, name their region."""
        minute = timedelta(minutes=1)
        link = urlsplit(self.link("probe", minute, filename="probe", content_type="text/plain").url)
        if parse_qs(link.query).get("X-Amz-Algorithm") != ["AWS4-HMAC-SHA256"]:
            raise StoreFailure("{host} would get links without SigV4.", host=self._host)
        region = self._client.meta.region_name
        if self._is_amazon and f".{region}." not in (link.hostname or ""):
            raise StoreFailure(
                "The links to the bucket {bucket} go to {host}, which is not in {region}.",
                bucket=self._bucket,
                host=link.hostname,
                region=region,
            )

    def clock_skew(self) -> timedelta:
        """As the port says; the store is asked once a minute, and answers within a second."""
        return self._now() - self._clock.now()

    def longest_link(self) -> timedelta:
        """As the port says: a minute less than what is left of temporary credentials."""
        with self._speaking():
            return life_left(self._credentials, self._now(), self._host)

    def check(self) -> str:
        """As the port says."""
        key, probe = f"probe/{uuid4()}", os.urandom(1024)
        kind = "application/octet-stream"
        self.check_signing()
        self.put(key, BytesIO(probe), kind)
        try:
            link = self.link(key, timedelta(minutes=1), filename="probe", content_type=kind)
            self._fetch(link.url, probe)
        finally:
            self.delete(key)
        return f"{self._host}, bucket {self._bucket}"

    def _fetch(self, link: str, expected: bytes) -> None:
        try:
            with urlopen(link, timeout=20) as answer:  # noqa: S310 we signed it
                if answer.read() != expected:
                    raise StoreFailure("{host} gave back other bytes.", host=self._host)
        except OSError as error:
            raise StoreFailure(
                "A link that we signed does not work at {host}: {reason}.",
                host=self._host,
                reason=error,
            ) from error

    def _date(self) -> datetime:
        self.longest_link()  # what has expired is told of here, and signs nothing
        with self._speaking():
            url = self._client.generate_presigned_url(
                "head_bucket", {"Bucket": self._bucket}, 60, "HEAD"
            )
        return date_of(url, self._host)

    @property
    def _if_new(self) -> dict[str, Any]:
        return {"IfNoneMatch": "*"} if self._is_amazon else {}

    def _target(self, key: str) -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": self._prefix + key}

    def _parts(self, key: str, upload_id: str) -> S3Parts:
        return S3Parts(self._client, self._target(check_key(key)), upload_id)

    def _exists(self, target: dict[str, Any]) -> bool:
        try:
            self._client.head_object(**target)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return False
            raise
        return True

    def _upload(
        self, target: dict[str, Any], content_type: str, first: bytes, source: Metered
    ) -> None:
        begun = self._client.create_multipart_upload(**target, ContentType=content_type)
        upload = {**target, "UploadId": begun["UploadId"]}
        try:
            parts = [self._upload_part(upload, 1, first)]
            while part := source.part():
                parts.append(self._upload_part(upload, len(parts) + 1, part))
            self._client.complete_multipart_upload(
                **upload, MultipartUpload={"Parts": parts}, **self._if_new
            )
        except BaseException:
            with suppress(BotoCoreError, ClientError):  # the first failure is the one to tell
                self._client.abort_multipart_upload(**upload)
            raise

    def _upload_part(
        self, upload: dict[str, Any], number: int, part: bytes
    ) -> "CompletedPartTypeDef":
        answer = self._client.upload_part(**upload, PartNumber=number, Body=part)
        return {"ETag": answer["ETag"], "PartNumber": number}

    def _speaking(self, key: str = "") -> AbstractContextManager[None]:
        return speaking(self._host, self._bucket, key)


def _signed_at(url: str) -> datetime:
    """When a link was signed, as the store will read it (SigV4, X-Amz-Date)."""
    # Never percent-encoded; and reading a whole query is slower than signing it.
    found = re.search(r"[?&]X-Amz-Date=([0-9TZ]+)", url)
    assert found is not None
    return datetime.fromisoformat(found[1])
