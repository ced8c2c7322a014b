"""The S3 client: how it is set up, and what its failures say to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
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
from mediahub.storage import LONGEST_LINK, StoreFailure, absent, taken

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from types_boto3_s3 import S3Client

CREDENTIAL_MARGIN = timedelta(seconds=60)

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


def open_client(endpoint: str | None, region: str | None) -> "tuple[S3Client, Credentials | None]":
    """A client for Amazon's S3, or for the service at the endpoint, and what it signs with.

    Connects to nothing, unless credentials are fetched. Links are always SigV4. On Amazon their
    host names the region, so that they need no redirect.
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
        client = session.client("s3", region_name=region, endpoint_url=endpoint, config=config)
    except ValueError as error:
        raise Invalid("The storage address cannot be used: {reason}.", reason=error) from error
    return client, session.get_credentials()


def life_left(credentials: "Credentials | None", now: datetime, host: str) -> timedelta:
    """How long a link that these sign now can live; refreshes temporary ones that are near an end.

    A minute short of their end, or seven days when they have none or do not tell; StoreFailure
    when nothing is left of them. Call it where `speaking` turns botocore's errors.
    """
    try:
        if credentials is not None:
            credentials.get_frozen_credentials()
    except RuntimeError as error:  # refreshed, and expired all the same
        raise _expired(host) from error
    # botocore tells it nowhere else; permanent credentials have no such attribute.
    ends_at: datetime | None = getattr(credentials, "_expiry_time", None)
    if ends_at is None:
        return LONGEST_LINK
    left = ends_at - CREDENTIAL_MARGIN - now
    if left < timedelta(seconds=1):
        raise _expired(host)
    return min(left, LONGEST_LINK)


def _expired(host: str) -> StoreFailure:
    return StoreFailure(_SENTENCES["ExpiredToken"], host=host)


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
