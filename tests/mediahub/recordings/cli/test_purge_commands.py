"""`mediahub window list` and `mediahub purge`: what closes when, what would go, and what went."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from mediahub.clock import utc_now
from mediahub.hub import Hub, build
from mediahub.media.models import Deletion
from mediahub.recordings.models import Recording
from mediahub.settings import Settings
from tests.cli_runner import CommandLine
from tests.conftest import NOON
from tests.factories import make_recording, make_registration, make_webcast

DAY = timedelta(days=1)


@pytest.fixture
def hub(mediahub: CommandLine) -> Iterator[Hub]:
    """The hub of the installation that the commands work on, by the real clock."""
    settings = Settings(_env_file=None, data_dir=mediahub.data_dir, secret_keys=("a" * 32,))
    with closing(build(settings)) as hub:
        yield hub


@pytest.fixture
def slugs(hub: Hub) -> list[str]:
    """Webcasts whose recordings are due to go, open, and open without an end; and a stray file."""
    hub.store.put("originals/stray.mp3", BytesIO(b"stray"), "audio/mpeg")
    stray = hub.settings.data_dir / "media/originals/stray.mp3"
    os.utime(stray, (NOON.timestamp(), NOON.timestamp()))
    now = utc_now()
    with hub.writing() as db:
        webcasts = [make_webcast(db) for _ in range(3)]
        for webcast, closes_at in zip(webcasts, (now - 2 * DAY, now + DAY, None), strict=True):
            make_recording(db, webcast, hub.store, opens_at=NOON, closes_at=closes_at)
        make_registration(db, make_webcast(db, starts_at=NOON - 500 * DAY))
        return [webcast.slug for webcast in webcasts]


def stored(hub: Hub) -> list[str]:
    return [found.key for found in hub.store.stored_keys()]


def test_windows_are_told_in_the_order_they_close(mediahub: CommandLine, slugs: list[str]) -> None:
    told = mediahub.json("window", "list")
    assert [(row["webcast"], row["state"]) for row in told["windows"]] == list(
        zip(slugs, ("closed", "open", "open"), strict=True)
    )
    closed, _, endless = told["windows"]
    assert closed["closes_at"].endswith("+00:00")
    assert closed["closes_at_local"][-6:] in ("+01:00", "+02:00")
    assert (endless["closes_at"], endless["deletes_at"]) == (None, None)
    assert [row["registrations"] for row in told["overdue"]] == [1]
    out = mediahub("window", "list").out
    assert [slug in out for slug in slugs] == [True] * 3


def counts(told: dict[str, Any]) -> dict[str, int]:
    return {name: len(rows) for name, rows in told.items() if name != "dry_run"}


def test_dry_run_tells_and_changes_nothing(
    mediahub: CommandLine, hub: Hub, slugs: list[str]
) -> None:
    before = stored(hub)
    told = mediahub.json("purge", "--dry-run")
    assert counts(told) == {
        "recordings": 1,
        "registrations": 1,
        "memberships": 0,
        "orphans": 1,
        "returned": 0,
        "deletions": 0,
    }
    assert (told["recordings"][0]["webcast"], told["recordings"][0]["files"]) == (slugs[0], 4)
    assert stored(hub) == before
    assert mediahub.json("purge", "--dry-run") == told
    assert mediahub("purge", "--dry-run").out.splitlines()[-1] == (
        "Would remove 1 recordings, 1 webcasts' registrations, 0 memberships and "
        "1 files without an owner."
    )


def test_purge_removes_and_proves(mediahub: CommandLine, hub: Hub, slugs: list[str]) -> None:
    told = mediahub.json("purge")
    assert {row["confirmed_at"] is not None for row in told["deletions"]} == {True}
    assert len(told["deletions"]) == 4
    assert not {row["key"] for row in told["deletions"]} & set(stored(hub))
    assert len(stored(hub)) == 8
    with hub.reading() as db:
        gone = select(Recording).where(Recording.deleted_at.is_not(None))
        assert [recording.webcast.slug for recording in db.scalars(gone)] == slugs[:1]
        assert len(db.scalars(select(Deletion)).all()) == 4
    again = counts(mediahub.json("purge"))
    assert set(again.values()) == {0}
