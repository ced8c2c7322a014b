"""Links to the bytes of a recording: short, never longer than its window, and never unsure."""

from datetime import datetime, timedelta

from mediahub.errors import Gone
from mediahub.hub import Clock
from mediahub.media.models import MediaFile
from mediahub.storage import MediaStore, SignedLink, StoreFailure

LONGEST = timedelta(minutes=30)
SHORTEST = timedelta(seconds=1)
MOST_SKEW = timedelta(seconds=60)
"""Beyond this our clock and the store's disagree too much on when a window closes."""


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
        link = _signed(store, file, _cut(lifetime, closes_at, now()) - late, download=download)
        if closes_at is None or link.expires_at <= closes_at:
            return link
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
    return store.link(
        file.key,
        lifetime,
        filename=file.filename,
        content_type=file.content_type,
        download=download,
    )


def _closed() -> Gone:
    return Gone("The recording is no longer available.")
