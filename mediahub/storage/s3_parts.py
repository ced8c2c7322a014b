"""Uploads in parts to a bucket, whose parts come from elsewhere: S3's multipart upload."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from mediahub.storage import Part, check_part, check_whole, lifetime_seconds, no_upload

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef


class S3Parts:
    """The calls about one upload; `target` names its bucket and key.

    They raise what boto3 raises, but NotFound for an upload that there is not.
    """

    def __init__(self, client: "S3Client", target: dict[str, Any], upload_id: str) -> None:
        self._client = client
        self._upload = {**target, "UploadId": upload_id}

    def link(self, number: int, size_bytes: int, lifetime: timedelta) -> str:
        """A signed PUT; the length is among what is signed, and browsers send it themselves."""
        check_part(number, size_bytes)
        what = {**self._upload, "PartNumber": number, "ContentLength": size_bytes}
        seconds = lifetime_seconds(lifetime)
        return self._client.generate_presigned_url("upload_part", what, seconds)

    def put(self, number: int, data: bytes) -> None:
        """Store a part."""
        check_part(number, len(data))
        with _known():
            self._client.upload_part(**self._upload, PartNumber=number, Body=data)

    def held(self) -> Sequence[Part]:
        """The parts that are in, a thousand at a time."""
        pages = self._client.get_paginator("list_parts").paginate(**self._upload)
        with _known():
            return [
                Part(entry["PartNumber"], entry["Size"], entry["ETag"])
                for page in pages
                for entry in page.get("Parts", [])
            ]

    def complete(self, parts: Sequence[Part], **conditions: Any) -> None:
        """Make the object of the parts; Invalid unless they are all there."""
        check_whole(parts, self.held())
        named: list[CompletedPartTypeDef] = [
            {"PartNumber": part.number, "ETag": part.etag} for part in parts
        ]
        with _known():
            self._client.complete_multipart_upload(
                **self._upload, MultipartUpload={"Parts": named}, **conditions
            )

    def abort(self) -> None:
        """Remove the parts; NotFound when there is no such upload."""
        with _known():
            self._client.abort_multipart_upload(**self._upload)


@contextmanager
def _known() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchUpload":
            raise no_upload() from None
        raise
