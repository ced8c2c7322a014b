"""Minted links: by a folder's signing and by SigV4, at any time of the year, never too long."""

import random
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import botocore.auth
import pytest

from mediahub.clock import STOCKHOLM, utc_now
from mediahub.errors import Gone
from mediahub.media.models import MediaFile
from mediahub.recordings.watching.signed_links import sign_link
from mediahub.storage import LONGEST_LINK, MediaStore, SignedLink, StoreFailure
from mediahub.storage.local import LocalStore
from mediahub.storage.s3 import S3Store
from mediahub.window import ClosingRule, closing
from tests.conftest import NOON, Clock

CASES = {"folder": 9_000, "s3": 1_000}
FILE = MediaFile(key="webcasts/1/a.mp4", filename="a.mp4", content_type="video/mp4")
CLOCK_CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))


class Limits:
    """What a store would have found out over the network."""

    skew = timedelta(0)
    credential_life = LONGEST_LINK

    def clock_skew(self) -> timedelta:
        return self.skew

    def longest_link(self) -> timedelta:
        return self.credential_life


class Folder(Limits, LocalStore):
    """A folder that signs as it always does."""


class Bucket(Limits, S3Store):
    """A bucket whose links are made by boto3 and given to nobody."""


Make = Callable[[Callable[[], datetime]], Any]


@pytest.fixture(scope="module")
def one_bucket() -> Bucket:
    """Made once: a client of boto3 takes a third of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "a key")
        return Bucket("bucket", region="eu-north-1", now=utc_now)


@pytest.fixture(params=["folder", "s3"])
def make(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    one_bucket: Bucket,
) -> Make:
    """A store that signs by a given clock."""

    def folder(now: Callable[[], datetime]) -> Folder:
        return Folder(tmp_path, base_url="https://podd.example", secrets=["a key"], now=now)

    def bucket(now: Callable[[], datetime]) -> Bucket:
        monkeypatch.setattr(botocore.auth, "get_current_datetime", now)
        store = copy(one_bucket)
        store._now = now
        return store

    return {"folder": folder, "s3": bucket}[request.param]


def ends(link: str) -> tuple[datetime, timedelta | None]:
    """When a link dies, and how long it lives if it says so, read as whoever answers it reads."""
    said = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    if "expires" in said:
        return datetime.fromtimestamp(int(said["expires"]), UTC), None
    life = timedelta(seconds=int(said["X-Amz-Expires"]))
    return datetime.strptime(said["X-Amz-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z") + life, life


def seconds(chance: random.Random, most: float) -> timedelta:
    return timedelta(seconds=round(chance.uniform(0, most), 6))


def closing_time(chance: random.Random) -> datetime:
    """Of a broadcast any time of the year, half of them two weeks before a change of clocks."""
    year = datetime(2026, 1, 1, tzinfo=UTC) + seconds(chance, 365 * 86_400)
    near = chance.choice(CLOCK_CHANGES) - timedelta(days=15) + seconds(chance, 16 * 86_400)
    ended_at = chance.choice([year, near])
    return closing(ended_at, STOCKHOLM, rule=chance.choice(list(ClosingRule)))


def test_no_link_lives_past_the_window_or_half_an_hour(make: Make, clock: Clock) -> None:
    chance, store = random.Random(4711), make(clock)  # noqa: S311 - any cases will do
    cases, gone = CASES["s3" if isinstance(store, S3Store) else "folder"], 0
    for _ in range(cases):
        closes_at = closing_time(chance)
        clock.now = closes_at - seconds(chance, chance.choice([2, 60, 3_600, 14 * 86_400]))
        store.credential_life = seconds(chance, chance.choice([2, 3_600, 7 * 86_400]))
        try:
            minted = sign_link(store, FILE, closes_at, clock)
        except Gone:
            assert min(closes_at - clock.now, store.credential_life) < timedelta(seconds=1)
            gone += 1
            continue
        ends_at, life = ends(minted.url)
        assert ends_at == minted.expires_at <= closes_at
        assert ends_at <= clock.now + min(timedelta(seconds=1800), store.credential_life)
        assert ends_at > clock.now - timedelta(seconds=1)
        assert life is None or life <= timedelta(seconds=1800)
    assert 0 < gone < cases / 2


def test_no_link_lives_past_the_window_when_signing_takes_its_time(make: Make) -> None:
    chance = random.Random(4712)  # noqa: S311
    base = closing_time(chance)
    instants = [base]

    def now() -> datetime:
        # Each look at this clock is up to a second and a half later than the one before.
        instants.append(instants[-1] + seconds(chance, 1.5))
        return instants[-1]

    store = make(now)
    refused = 0
    for _ in range(500):
        instants[:] = [base - seconds(chance, 20)]
        try:
            minted = sign_link(store, FILE, base, now)
        except Gone:
            refused += 1
        else:
            assert ends(minted.url)[0] <= base
    assert refused < 250


def life(store: MediaStore, closes_at: datetime | None, now: Clock) -> timedelta:
    return sign_link(store, FILE, closes_at, now).expires_at - now.now


@pytest.mark.parametrize(
    ("left", "lives"),
    [
        (timedelta(days=14), timedelta(minutes=30)),
        (timedelta(seconds=1800), timedelta(seconds=1800)),
        (timedelta(seconds=1799), timedelta(seconds=1799)),
        (timedelta(seconds=1), timedelta(seconds=1)),
        (None, timedelta(minutes=30)),
    ],
)
def test_life_of_a_link(make: Make, clock: Clock, left: timedelta | None, lives: timedelta) -> None:
    assert life(make(clock), None if left is None else NOON + left, clock) == lives


@pytest.mark.parametrize("left", [timedelta(milliseconds=999), timedelta(0), -timedelta(days=1)])
def test_nothing_is_minted_for_less_than_a_second(
    make: Make, clock: Clock, left: timedelta
) -> None:
    with pytest.raises(Gone):
        sign_link(make(clock), FILE, NOON + left, clock)


@pytest.mark.parametrize("sign", [1, -1])
def test_clock_that_is_wrong_by_more_than_a_minute_mints_nothing(
    make: Make, clock: Clock, sign: int
) -> None:
    store = make(clock)
    store.skew = sign * timedelta(seconds=60)
    assert isinstance(sign_link(store, FILE, None, clock), SignedLink)
    store.skew = sign * timedelta(seconds=60.001)
    with pytest.raises(StoreFailure, match="60 seconds"):
        sign_link(store, FILE, None, clock)


def test_document_is_saved_and_a_recording_is_shown(make: Make, clock: Clock) -> None:
    shown, saved = (
        sign_link(make(clock), FILE, None, clock, download=download).url
        for download in (False, True)
    )
    assert ("attachment" in shown or "download" in shown) is False
    assert ("attachment" in saved or "download=1" in saved) is True


class Ticking(Clock):
    """A clock that goes on each time that somebody looks at it."""

    def __init__(self, step: timedelta) -> None:
        super().__init__()
        self.step = step

    def __call__(self) -> datetime:
        self.advance(self.step)
        return self.now


def test_a_second_that_passes_while_it_is_signed_is_taken_off(tmp_path: Path) -> None:
    clock = Ticking(timedelta(seconds=1))
    store = Folder(tmp_path, base_url="https://podd.example", secrets=["a key"], now=clock)
    closes_at = NOON + timedelta(seconds=60)
    assert sign_link(store, FILE, closes_at, clock).expires_at == closes_at


def test_of_a_clock_that_runs_away_no_link_is_given(tmp_path: Path) -> None:
    clock = Ticking(timedelta(seconds=3))
    store = Folder(tmp_path, base_url="https://podd.example", secrets=["a key"], now=clock)
    with pytest.raises(Gone):
        sign_link(store, FILE, NOON + timedelta(seconds=60), clock)


@pytest.mark.parametrize("wanted", [{}, {"download": False}, {"download": True}])
def test_it_is_saved_only_when_that_is_asked_for(
    tmp_path: Path, clock: Clock, wanted: dict[str, bool]
) -> None:
    store = Folder(tmp_path, base_url="https://podd.example", secrets=["a key"], now=clock)
    said = parse_qs(urlsplit(sign_link(store, FILE, None, clock, **wanted).url).query)
    assert ("download" in said) is wanted.get("download", False)
