"""The composition root: wired from settings, refusing what cannot be used."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mediahub.errors import Busy, Conflict, Invalid
from mediahub.hub import Hub, Turn, build
from mediahub.settings import Settings
from mediahub.storage.local import LocalStore
from tests.conftest import NOON, Clock
from tests.factories import make_show


def test_parts_are_those_of_the_settings(hub: Hub, settings: Settings, clock: Clock) -> None:
    assert isinstance(hub.store, LocalStore)
    assert hub.store.root == settings.data_dir / "media"
    assert hub.now() == NOON
    assert hub.engine.url.database == str(settings.data_dir / "mediahub.sqlite3")


def test_sessions_of_both_kinds_know_the_clock(hub: Hub) -> None:
    with hub.writing() as db:
        show = make_show(db)
    with hub.reading() as db:
        assert db.info["now"]() == show.changed_at == NOON


def test_a_place_for_media_that_is_none_is_refused(settings: Settings) -> None:
    with pytest.raises(Invalid):
        build(settings.model_copy(update={"storage_url": "ftp://host/folder"}))


def test_without_a_data_folder_there_is_a_sentence(settings: Settings) -> None:
    with pytest.raises(Conflict) as refusal:
        build(settings)
    assert str(refusal.value) == "The queue of jobs does not answer: unable to open database file"


def test_without_a_postgresql_there_is_a_sentence(tmp_path: Path, settings: Settings) -> None:
    url = f"postgresql:///mediahub?host={tmp_path}"
    with pytest.raises(Conflict, match="The queue of jobs does not answer: "):
        build(settings.model_copy(update={"database_url": url}))


def test_of_those_who_write_each_has_a_turn_or_is_told() -> None:
    turn = Turn(0.01)

    def take() -> bool:
        with turn:
            return True

    with ThreadPoolExecutor(1) as other:
        with turn, turn, pytest.raises(Busy):
            other.submit(take).result()
        assert other.submit(take).result()
