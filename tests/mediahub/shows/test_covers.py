"""Covers of shows: checked before they are stored, and stored in three sizes."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.shows.covers import keep_cover, receive_cover
from mediahub.shows.service import get_show, set_cover
from tests.conftest import NOON
from tests.factories import make_show
from tests.mediahub.media.sounds import COVER, picture


def test_a_cover_is_stored_in_three_sizes(hub: Hub) -> None:
    cover = receive_cover(hub.store, COVER, NOON, fix=False)
    files = (cover.file, cover.small, cover.icon)
    assert [(file.width, file.content_type, file.filename) for file in files] == [
        (3000, "image/jpeg", "demokratiresan-omslag.jpg"),
        (600, "image/jpeg", "demokratiresan-omslag-600.jpg"),
        (192, "image/png", "demokratiresan-omslag-192.png"),
    ]
    for file in files:
        with hub.store.open(file.key) as source:
            assert Image.open(BytesIO(source.read())).size == (file.width, file.height)


def test_every_fault_is_told_and_nothing_stored(hub: Hub, tmp_path: Path) -> None:
    path = tmp_path / "omslag.png"
    path.write_bytes(picture(200, 100, "RGBA"))
    with pytest.raises(Invalid) as refusal:
        receive_cover(hub.store, path, NOON, fix=False)
    told = sentence(refusal.value, "en")
    assert told.startswith("“omslag.png”: ")
    assert "200 × 100" in told
    assert list(hub.store.stored_keys()) == []


def test_what_can_be_mended_is_on_request(hub: Hub, tmp_path: Path) -> None:
    path = tmp_path / "omslag.png"
    path.write_bytes(picture(1600, 1500, "RGBA"))
    cover = receive_cover(hub.store, path, NOON, fix=True)
    assert (cover.file.width, cover.file.height, cover.file.tags) == (1500, 1500, {"mode": "RGB"})


def test_a_file_that_is_not_there(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        receive_cover(hub.store, tmp_path / "saknas.png", NOON, fix=False)
    assert str(refusal.value) == (
        f"“{tmp_path / 'saknas.png'}” cannot be read: No such file or directory."
    )


def test_a_shows_cover_is_public_from_the_start(hub: Hub, tmp_path: Path) -> None:
    path = tmp_path / "omslag.png"
    path.write_bytes(picture(1400, 1400))
    cover = receive_cover(hub.store, path, NOON, fix=False)
    with hub.writing() as db:
        show = make_show(db)
        keep_cover(db, hub.store, cover)
        set_cover(show, cover)
    with hub.reading() as db:
        found = get_show(db, show.slug)
        pictures = (found.cover, found.cover_small, found.icon)
        assert [file and file.opens_at for file in pictures] == [NOON] * 3
