"""`mediahub media sweep`: what nobody has is told of and removed, what is lost is told of."""

from io import BytesIO
from pathlib import Path

from mediahub.clock import utc_now
from mediahub.storage.local import LocalStore
from tests.cli_runner import CommandLine


def store_of(mediahub: CommandLine) -> LocalStore:
    folder = mediahub.data_dir / "media"
    return LocalStore(folder, base_url="", secrets=["a"], now=utc_now)


def test_strays_are_told_of_and_then_removed(mediahub: CommandLine) -> None:
    store = store_of(mediahub)
    store.put("originals/1/stray.mp3", BytesIO(b"stray"), "audio/mpeg")
    (mediahub.data_dir / "work/killed").mkdir(parents=True)
    left = str(mediahub.data_dir / "work/killed")

    found = {"orphans": ["originals/1/stray.mp3"], "leftovers": [left], "missing": []}
    assert mediahub.json("media", "sweep", "--hours", "0", "--dry-run") == found
    assert mediahub.json("media", "sweep") == {"orphans": [], "leftovers": [], "missing": []}
    assert mediahub.json("media", "sweep", "--hours", "0") == found
    assert list(store.stored_keys()) == []
    assert list((mediahub.data_dir / "work").iterdir()) == []


def test_lost_bytes_are_told_of(mediahub: CommandLine, mp3: Path) -> None:
    mediahub.json("show", "add", "resan", "--title", "Resan")
    mediahub.json("episode", "add", mp3, "--show", "resan", "--title", "Råd")
    store = store_of(mediahub)
    (held,) = [found.key for found in store.stored_keys()]
    store.delete(held)
    ran = mediahub("media", "sweep", "--hours", "0")
    assert ran.out == f"{held}\n0 files without an owner, 1 files without bytes.\n"
