"""The doctor: one line for each part, and exit 1 when one of them is ill."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mediahub import doctor
from mediahub.doctor import examine
from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.storage import Checked
from mediahub.storage.local import LocalStore
from tests.commanding import CommandLine

PARTS = ["settings", "database", "migrations", "storage", "clock", "ffmpeg"]


def report(mediahub: CommandLine) -> tuple[int, dict[str, Any]]:
    ran = mediahub("doctor", "--json")
    return ran.code, {row["name"]: row for row in json.loads(ran.out)}


def test_all_is_well(mediahub: CommandLine) -> None:
    code, rows = report(mediahub)
    assert (code, list(rows), {row["ok"] for row in rows.values()}) == (0, PARTS, {True})
    lines = mediahub("doctor").out.splitlines()
    assert [line.split()[1].rstrip(":") for line in lines] == PARTS


def ill(mediahub: CommandLine) -> tuple[int, dict[str, str]]:
    code, rows = report(mediahub)
    return code, {name: row["text"] for name, row in rows.items() if not row["ok"]}


def test_a_database_without_its_migrations(mediahub: CommandLine) -> None:
    with closing(sqlite3.connect(mediahub.data_dir / "mediahub.sqlite3")) as database:
        database.execute("DELETE FROM alembic_version")
        database.commit()
    assert ill(mediahub) == (
        1,
        {"migrations": "The database is older than the program. Run “mediahub init”."},
    )
    assert mediahub("serve").code == mediahub("worker").code == 1


def test_a_database_that_does_not_answer(mediahub: CommandLine) -> None:
    file = mediahub.data_dir / "mediahub.sqlite3"
    file.write_bytes(b"no database" * 100)
    code, found = ill(mediahub)
    assert (code, list(found)) == (1, ["database", "migrations"])
    assert found["database"].startswith("The database does not answer: ")


def test_a_storage_folder_that_cannot_be_written_to(mediahub: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    mediahub.environment["MEDIAHUB_STORAGE_URL"] = (tmp_path / "file").as_uri()
    code, found = ill(mediahub)
    assert (code, list(found)) == (1, ["storage", "clock"])
    assert found["storage"].startswith("The storage folder ")


@pytest.mark.parametrize(
    ("seconds", "is_well"), [(60, True), (-60, True), (61, False), (-61, False)]
)
def test_a_clock_that_is_off(hub: Hub, seconds: int, is_well: bool) -> None:
    class Skewed(LocalStore):
        def check(self) -> Checked:
            return Checked("here", timedelta(seconds=seconds))

    assert isinstance(hub.store, LocalStore)
    hub.store.__class__ = Skewed
    (found,) = [one for one in examine(hub) if one.name == "clock"]
    assert (found.error is None) is is_well
    if not is_well:
        assert str(found.error) == (
            f"This machine's clock is {seconds} s off the storage's; links would fail."
        )


def test_a_data_folder_that_is_not_there(hub: Hub, tmp_path: Path) -> None:
    hub.settings.data_dir.rename(tmp_path / "elsewhere")
    with pytest.raises(Conflict, match="is not there"):
        doctor._settings(hub)
