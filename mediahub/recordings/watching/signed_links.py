"""Links to the bytes of a recording: short, never longer than its window, and never unsure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mediahub.errors import Gone
from mediahub.hub import Clock
from mediahub.media.models import MediaFile
from mediahub.storage import MediaStore, StoreFailure

LONGEST = timedelta(minutes=30)
SHORTEST = timedelta(seconds=1)
MOST_SKEW = timedelta(seconds=60)
"""Beyond this our clock and the store's disagree too much on when a window closes."""

_EXPIRY = re.compile(r"[?&](expires|X-Amz-Date|X-Amz-Expires)=([0-9TZ]+)")


@dataclass(frozen=True, slots=True)
class SignedLink:
    """A link, and the UTC instant from which the store refuses it."""

    url: str
    expires_at: datetime


def sign_link(
    store: MediaStore,
    file: MediaFile,
    closes_at: datetime | None,
    now: Clock,
    *,
    download: bool = False,
) -> SignedLink:
    """A link to a file, for 30 minutes, or what is left of the window or of the signing key.

    The caller has asked whether the window is open and who asks. Gone when less than a second is
    left; StoreFailure when the store does not answer, or its clock is not ours.
    """
    _require_same_time(store)
    lifetime = min(LONGEST, store.longest_link())
    # A clock goes on: what is signed in the next second ends a second later than was computed.
    for late in (timedelta(0), timedelta(seconds=1)):
        minted = _signed(store, file, _cut(lifetime, closes_at, now()) - late, download=download)
        if closes_at is None or minted.expires_at <= closes_at:
            return minted
    raise _closed()


def _require_same_time(store: MediaStore) -> None:
    skew = store.clock_skew()
    if abs(skew) > MOST_SKEW:
        raise StoreFailure(
            "The clock of this machine is {seconds:.0f} seconds from that of the media store. "
            "Links are given again once it is right.",
            seconds=abs(skew).total_seconds(),
        )


def _cut(lifetime: timedelta, closes_at: datetime | None, now: datetime) -> timedelta:
    return lifetime if closes_at is None else min(lifetime, closes_at - now)


def _signed(
    store: MediaStore, file: MediaFile, lifetime: timedelta, *, download: bool
) -> SignedLink:
    if lifetime < SHORTEST:
        raise _closed()
    link = store.link(
        file.key,
        lifetime,
        filename=file.filename,
        content_type=file.content_type,
        download=download,
    )
    return SignedLink(link, _expiry(link))


def _expiry(link: str) -> datetime:
    """As the store will read it: in a folder's own links, and in those of SigV4."""
    # These values are never percent-encoded, and reading a whole query is slower than signing it.
    what = dict(_EXPIRY.findall(link))
    if "expires" in what:
        return datetime.fromtimestamp(int(what["expires"]), UTC)
    life = timedelta(seconds=int(what["X-Amz-Expires"]))
    return datetime.fromisoformat(what["X-Amz-Date"]) + life


def _closed() -> Gone:
    return Gone("The recording is no longer available.")
