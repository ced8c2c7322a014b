"""The S3 client: how it is set up, and what its failures say to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from mediahub.errors import Invalid, MediaHubError
from mediahub.storage import StoreFailure, absent, taken

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_NO_CREDENTIALS = (
    NoCredentialsError,
    PartialCredentialsError,
    CredentialRetrievalError,
    ProfileNotFound,
)
_SENTENCES = {
    "NoSuchBucket": "There is no bucket named {bucket} at {host}.",
    "RequestTimeTooSkewed": "The clock of this machine differs too much from that of {host}.",
    "AccessDenied": "{host} does not allow this access key to use the bucket {bucket}.",
    "403": "{host} does not allow this access key to use the bucket {bucket}.",
    "InvalidAccessKeyId": "{host} does not know this access key.",
    "SignatureDoesNotMatch": "{host} does not accept the signature: the secret key may be wrong.",
    "ExpiredToken": "The temporary credentials for {host} have expired.",
}


def open_client(endpoint: str | None, region: str | None) -> "S3Client":
    """A client for Amazon's S3, or for the compatible service at the endpoint; connects to nothing.

    Links are always SigV4. On Amazon their host names the region, so that they need no redirect.
    """
    session = Session()
    region = region or session.region_name or (endpoint and "us-east-1")
    if not region:
        raise Invalid("The storage address names no region. Add one, such as ?region=eu-north-1.")
    # Compatible services often know neither virtual addressing nor the newer checksums.
    checksums: Literal["when_required", "when_supported"]
    checksums = "when_required" if endpoint else "when_supported"
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if endpoint else "virtual"},
        request_checksum_calculation=checksums,
        response_checksum_validation=checksums,
        connect_timeout=3,
        read_timeout=20,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=50,
    )
    try:
        return session.client("s3", region_name=region, endpoint_url=endpoint, config=config)
    except ValueError as error:
        raise Invalid("The storage address cannot be used: {reason}.", reason=error) from error


@contextmanager
def speaking(host: str, bucket: str, key: str = "") -> Iterator[None]:
    """Turns what boto3 raises into NotFound, Conflict or StoreFailure."""
    try:
        yield
    except ClientError as error:
        raise _refusal(error.response["Error"]["Code"], host, bucket, key) from error
    except _NO_CREDENTIALS as error:
        raise StoreFailure(
            "There are no credentials for {host}. Set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or give this machine a role.",
            host=host,
        ) from error
    except BotoCoreError as error:
        sentence = "{host} cannot be used: {reason}"
        raise StoreFailure(sentence, host=host, reason=error) from error


def _refusal(code: str, host: str, bucket: str, key: str) -> MediaHubError:
    if code in ("404", "NoSuchKey"):
        return absent(key)
    if code in ("412", "PreconditionFailed", "ConditionalRequestConflict"):
        return taken(key)
    sentence = _SENTENCES.get(code, "{host} refused a request for the bucket {bucket}: {code}.")
    return StoreFailure(sentence, host=host, bucket=bucket, code=code)
