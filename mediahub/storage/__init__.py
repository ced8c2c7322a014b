"""Where media bytes are kept: one port, answered by a folder (local.py) and by S3 (s3.py)."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.unicode_forms import normalize

LONGEST_LINK = timedelta(days=7)  # what SigV4 allows
PART_BYTES = 8 << 20  # S3 takes 10 000 parts of 5 MiB or more, so these hold 78 GiB
MOST_PARTS = 10_000

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,199})*")


class StoreFailure(Conflict):
    """The store cannot do it now: full, unreachable or refusing. The sentence tells which."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written: its size and its SHA-256 in hexadecimal."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object as the store lists it; the time is an aware UTC instant."""

    key: str
    size_bytes: int
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class SignedLink:
    """A URL to an object, and the UTC instant from which the store refuses it."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A part that has come in: its number from 1, its size, and a tag that changes when it does."""

    number: int
    size_bytes: int
    etag: str


class MediaStore(Protocol):
    """Keys are relative, '/'-separated, hold a fresh UUID; a key is written once, never changed.

    A key's parts are made of ASCII letters, digits, '.', '_' and '-', and begin with a letter or
    digit; others are Invalid. Every method may raise StoreFailure.
    """

    def put(self, key: str, source: BinaryIO, content_type: str) -> Stored:
        """Stream the source in, whole or not at all; Conflict when the key exists.

        Memory stays constant, and the source need not be seekable. It is read to its end and
        left for the caller to close.
        """

    def open(self, key: str) -> BinaryIO:
        """The bytes as a stream, not always seekable; NotFound when absent."""

    def as_file(self, key: str) -> AbstractContextManager[Path]:
        """A file to read, never to write, for as long as the block lasts; NotFound when absent."""

    def size(self, key: str) -> int:
        """Size in bytes; NotFound when absent."""

    def delete(self, key: str) -> None:
        """Remove the object; an absent one is fine."""

    def stored_keys(self, prefix: str = "") -> Iterator[StoredObject]:
        """Everything we wrote whose key begins with the prefix, unfinished uploads included.

        Names that we cannot have written are left out: a sweep must not remove what is not ours.
        """

    def link(
        self,
        key: str,
        lifetime: timedelta,
        *,
        filename: str,
        content_type: str,
        download: bool = False,
    ) -> SignedLink:
        """A URL that anyone may GET until the lifetime, floored to seconds, has passed.

        The answer carries the content type, and the file name in its disposition: inline, or
        attachment for a download. ValueError unless 1 s <= lifetime <= 7 days. Says nothing about
        whether the object exists.
        """

    def begin(self, key: str, content_type: str) -> str:
        """An upload in parts, to a key that is free: its id, which the calls below take."""

    def part_link(
        self, key: str, upload_id: str, number: int, size_bytes: int, lifetime: timedelta
    ) -> str:
        """A URL that anyone may PUT this one part to, once or again, while the lifetime lasts.

        Parts are PART_BYTES long, but for the last. What is longer or shorter than `size_bytes` is
        refused. ValueError for a number, size or lifetime that no part has.
        """

    def put_part(self, key: str, upload_id: str, number: int, data: bytes) -> None:
        """Store a part that is at hand; NotFound when there is no such upload."""

    def parts(self, key: str, upload_id: str) -> Sequence[Part]:
        """The parts that have come in, by number; NotFound when there is no such upload."""

    def complete(self, key: str, upload_id: str, parts: Sequence[Part]) -> None:
        """Make the object of all its parts, whole or not at all; Conflict when the key exists.

        From then on nobody can change its bytes, also not by a PUT that is still running.

        Invalid when one of them is missing, has another length, or has been sent anew since; the
        upload then goes on. NotFound when there is no such upload, as after it was completed.
        """

    def abort(self, key: str, upload_id: str) -> None:
        """Remove an upload and what has come of it; one that does not exist is fine."""

    def free_bytes(self) -> int | None:
        """How much more there is room for; None where there is no end to it."""

    def clock_skew(self) -> timedelta:
        """Our clock minus the store's, within a second or so; StoreFailure within 3 s."""

    def longest_link(self) -> timedelta:
        """How long a link made now can live: 7 days, or less when what signs it ends before."""

    def check(self) -> str:
        """Write, read by a signed link, and delete a probe: where; StoreFailure when it fails."""


def open_store(
    url: str, *, base_url: str, secrets: Sequence[str], now: Callable[[], datetime]
) -> MediaStore:
    """The store at `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`; else Invalid.

    `base_url` and `secrets` make the links of a folder; S3 signs with its own credentials.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # half an IPv6 address
        raise _no_place(url) from None
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        from mediahub.storage.local import LocalStore  # noqa: PLC0415 it imports this module

        return LocalStore(Path(unquote(parts.path)), base_url=base_url, secrets=secrets, now=now)
    if parts.scheme == "s3" and parts.netloc:
        return _open_s3(url, parts, now)
    raise _no_place(url)


def _no_place(url: str) -> Invalid:
    return Invalid(
        "“{url}” is not a place for media. Write it as file:///folder or as "
        "s3://bucket/prefix?endpoint=…&region=….",
        url=url,
    )


def _open_s3(url: str, parts: SplitResult, now: Callable[[], datetime]) -> MediaStore:
    # Not at the top: boto3 takes a third of a second to import, and a folder needs none of it.
    from mediahub.storage.s3 import S3Store  # noqa: PLC0415

    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(options.keys() - {"endpoint", "region"})
    if unknown:
        raise Invalid(
            "The storage address {url} has an unknown part, “{name}”. "
            "Only endpoint and region may follow the question mark.",
            url=url,
            name=unknown[0],
        )
    return S3Store(
        parts.netloc,
        prefix=unquote(parts.path).strip("/"),
        endpoint=options.get("endpoint"),
        region=options.get("region"),
        now=now,
    )


def is_key(key: str) -> bool:
    """Whether a store may write under this key."""
    return len(key) <= 900 and _KEY.fullmatch(key) is not None


def check_key(key: str) -> str:
    """The key itself; Invalid when no store may write under it."""
    if not is_key(key):
        raise Invalid("“{key}” cannot be the name of a stored file.", key=key)
    return key


def taken(key: str) -> Conflict:
    """The refusal to write under a key that exists."""
    return Conflict("There is already a stored file named {key}.", key=key)


def absent(key: str) -> NotFound:
    """The answer for a key that does not exist."""
    return NotFound("There is no stored file named {key}.", key=key)


def no_upload() -> NotFound:
    """The answer for an upload that the store does not have, or not any more."""
    return NotFound("There is no such upload. It has been completed, cancelled or given up.")


def check_part(number: int, size_bytes: int) -> None:
    """ValueError for what cannot be a part."""
    if not (1 <= number <= MOST_PARTS and 1 <= size_bytes <= PART_BYTES):
        raise ValueError(f"no part is number {number} with {size_bytes} bytes")


def check_whole(parts: Sequence[Part], held: Sequence[Part]) -> None:
    """Invalid unless `parts` are what is held, numbered without a gap, long but for the last."""
    is_whole = all(part.size_bytes == PART_BYTES for part in parts[:-1])
    is_counted = [part.number for part in parts] == list(range(1, len(parts) + 1))
    if not parts or not is_whole or not is_counted or set(parts) - set(held):
        raise Invalid("Parts of the file are missing. Go on with the upload, and end it again.")


def lifetime_seconds(lifetime: timedelta) -> int:
    """Whole seconds, rounded down; ValueError unless 1 s <= lifetime <= 7 days."""
    if not timedelta(seconds=1) <= lifetime <= LONGEST_LINK:
        raise ValueError(f"a link lives between one second and seven days, not {lifetime}")
    return lifetime // timedelta(seconds=1)


def content_disposition(filename: str, *, download: bool) -> str:
    """The header of RFC 6266: a plain ASCII name for all, the real one where it differs."""
    kind = "attachment" if download else "inline"
    plain = normalize("NFKD", filename).encode("ascii", "ignore").decode()
    plain = re.sub(r'[^ -~]|["%/\\]', "_", plain) or "file"
    if plain == filename:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
