"""How long what signs a link lasts, and so the link itself."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.credentials import Credentials, RefreshableCredentials
from hypothesis import given
from hypothesis import strategies as st

from mediahub.storage import LONGEST_LINK, StoreFailure
from mediahub.storage.s3 import S3Store
from mediahub.storage.s3_client import life_left

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def temporary(left: timedelta, renewed: timedelta = timedelta(hours=6)) -> RefreshableCredentials:
    """A role's credentials at noon, and what its service would give for them."""

    def data(until: datetime) -> dict[str, str]:
        key = {"access_key": "a", "secret_key": "s", "token": "t"}
        return key | {"expiry_time": until.isoformat()}

    return RefreshableCredentials(
        "a",
        "s",
        "t",
        NOON + left,
        refresh_using=lambda: data(NOON + renewed),
        method="test",
        time_fetcher=lambda: NOON,
    )


def test_temporary_ones_last_a_minute_less_than_they_say() -> None:
    assert life_left(temporary(timedelta(hours=1)), NOON, "host") == timedelta(minutes=59)


def test_those_near_their_end_are_renewed() -> None:
    assert life_left(temporary(timedelta(minutes=5)), NOON, "host") == timedelta(
        hours=5, minutes=59
    )


def test_those_that_cannot_be_renewed_are_told_of() -> None:
    gone = temporary(timedelta(minutes=5), renewed=timedelta(seconds=-1))
    with pytest.raises(StoreFailure, match="The temporary credentials for host have expired"):
        life_left(gone, NOON, "host")


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_no_link_outlives_what_signs_it(left: timedelta) -> None:
    try:
        life = life_left(temporary(left, renewed=left), NOON, "host")
    except StoreFailure:
        return
    assert timedelta(seconds=1) <= life <= min(left, LONGEST_LINK)


def test_those_that_never_end_sign_for_seven_days() -> None:
    assert life_left(Credentials("a", "s"), NOON, "host") == LONGEST_LINK


def test_the_store_tells_of_its_own(s3_store: S3Store) -> None:
    s3_store._credentials, s3_store._now = temporary(timedelta(hours=2)), lambda: NOON
    assert s3_store.longest_link() == timedelta(minutes=119)
