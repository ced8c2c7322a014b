"""The doctor: one line for each part, and exit 1 when one of them is ill."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from mediahub.doctor import clock
from mediahub.errors import Conflict
from mediahub.hub import Hub, build
from mediahub.media.deletion import delete_requested, request_deletion
from mediahub.media.models import Deletion, MediaFile
from mediahub.settings import Settings
from tests.cli_runner import CommandLine
from tests.conftest import NOON
from tests.factories import make_media_file
from tests.mail_server import mail_server

PARTS = [
    *("settings", "database", "migrations", "storage", "clock", "ffmpeg", "mail"),
    *("deletions", "files", "search"),
]


def report(mediahub: CommandLine) -> tuple[int, dict[str, Any]]:
    ran = mediahub("doctor", "--json")
    return ran.code, {row["name"]: row for row in json.loads(ran.out)}


def test_all_is_well(mediahub: CommandLine) -> None:
    code, rows = report(mediahub)
    assert (code, list(rows), {row["ok"] for row in rows.values()}) == (0, PARTS, {True})
    lines = mediahub("doctor").out.splitlines()
    assert [line.split()[1].rstrip(":").lower() for line in lines] == PARTS


def test_it_speaks_swedish(mediahub: CommandLine) -> None:
    mediahub.environment |= {"MEDIAHUB_LANGUAGE": "sv"}
    names = [
        *("Inställningar", "Databas", "Migreringar", "Lagring", "Klocka", "FFmpeg", "E-post"),
        *("Raderingar", "Filer", "Sökindex"),
    ]
    lines = mediahub("doctor").out.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"ok  {name}" for name in names]
    assert lines[2] == "ok  Migreringar: aktuella"
    _migrated_to(mediahub, "9999")
    ran = mediahub("doctor")
    assert ran.out.splitlines()[2].startswith("FEL Migreringar: Databasen är nyare")
    assert (ran.code, ran.err) == (1, "1 av 10 delar fungerar inte.\n")


def ill(mediahub: CommandLine) -> tuple[int, dict[str, str]]:
    code, rows = report(mediahub)
    return code, {name: row["text"] for name, row in rows.items() if not row["ok"]}


def test_a_database_without_its_migrations(mediahub: CommandLine) -> None:
    _migrated_to(mediahub, None)
    assert ill(mediahub) == (
        1,
        {"migrations": "The database is older than the program. Run “mediahub init”."},
    )


def _migrated_to(mediahub: CommandLine, revision: str | None) -> None:
    with closing(sqlite3.connect(mediahub.data_dir / "mediahub.sqlite3")) as database:
        database.execute("DELETE FROM alembic_version")
        if revision:
            database.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
        database.commit()


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
    assert (code, list(found)) == (1, ["storage"])
    assert found["storage"].startswith("The storage folder ")


def test_a_store_that_cannot_be_opened(mediahub: CommandLine) -> None:
    mediahub.environment["MEDIAHUB_STORAGE_URL"] = "s3://[x"
    code, found = ill(mediahub)
    assert (code, list(found)) == (1, ["storage"])


def test_a_server_that_is_down(mediahub: CommandLine, tmp_path: Path) -> None:
    mediahub.environment["MEDIAHUB_DATABASE_URL"] = f"postgresql:///mediahub?host={tmp_path}"
    code, found = ill(mediahub)
    assert (code, list(found)) == (1, ["database", "migrations"])


def test_before_init_every_part_has_its_line(tmp_path: Path) -> None:
    bare = CommandLine(tmp_path / "data", MEDIAHUB_LANGUAGE="en")
    del bare.environment["MEDIAHUB_SECRET_KEYS"]
    code, rows = report(bare)
    assert (code, list(rows)) == (1, PARTS)
    told = f"There is nothing in {bare.data_dir} yet. Run “mediahub init” first."
    assert (rows["settings"]["text"], rows["clock"]["ok"]) == (told, True)
    assert not bare.data_dir.exists()


def test_a_mail_server_is_asked_whether_it_takes_mail(mediahub: CommandLine) -> None:
    mediahub.environment["MEDIAHUB_MAIL_FROM"] = "SKR <podd@example.se>"
    with mail_server() as server:
        mediahub.environment["MEDIAHUB_SMTP_URL"] = server.url
        code, rows = report(mediahub)
        told = f"127.0.0.1:{server.port} takes mail from podd@example.se"
        assert (code, rows["mail"]["text"], server.received) == (0, told, [])
        server.fail("MAIL", "550 5.7.1 Not you")
        assert ill(mediahub) == (
            1,
            {
                "mail": f"The mail server 127.0.0.1:{server.port} does not take mail: "
                "550 5.7.1 Not you"
            },
        )


@pytest.mark.parametrize("seconds", [60, -60])
def test_a_clock_that_is_near_enough(seconds: int) -> None:
    found, values = clock(lambda: NOON, timedelta(seconds=seconds))
    assert found.format(**values) == f"2026-03-04T12:00:00Z, {seconds:+} s"


@pytest.mark.parametrize("seconds", [61, -61])
def test_a_clock_that_is_off(seconds: int) -> None:
    with pytest.raises(Conflict) as refusal:
        clock(lambda: NOON, timedelta(seconds=seconds))
    assert str(refusal.value) == (
        f"This machine's clock is {seconds} s off the storage's. "
        "No links to recordings are given until it is set right."
    )


def test_a_clock_without_a_store(mediahub: CommandLine) -> None:
    mediahub.environment["MEDIAHUB_STORAGE_URL"] = "s3://[x"
    _, rows = report(mediahub)
    assert rows["clock"]["text"].endswith("Z, not compared with the storage")


def test_a_data_folder_that_is_not_there(mediahub: CommandLine, tmp_path: Path) -> None:
    mediahub.data_dir.rename(tmp_path / "elsewhere")
    _, found = ill(mediahub)
    assert found["settings"] == f"The data folder {mediahub.data_dir} is not there."


def test_a_proxy_that_is_anyone(mediahub: CommandLine) -> None:
    mediahub.environment["FORWARDED_ALLOW_IPS"] = "*"
    code, found = ill(mediahub)
    assert (code, list(found)) == (1, ["settings"])
    assert found["settings"].startswith("FORWARDED_ALLOW_IPS is “*”, so anybody can claim to come")
    mediahub.environment["FORWARDED_ALLOW_IPS"] = "10.0.0.0/24"
    assert ill(mediahub) == (0, {})


def hub_of(mediahub: CommandLine) -> Hub:
    return build(Settings(_env_file=None, data_dir=mediahub.data_dir, secret_keys=("a" * 32,)))


def test_files_that_should_be_gone_are_told_of(mediahub: CommandLine) -> None:
    with closing(hub_of(mediahub)) as hub:
        with hub.writing() as db:
            wanted = request_deletion(db, make_media_file(db), "recording.closed", NOON)
        assert ill(mediahub) == (
            1,
            {
                "deletions": "1 files should be deleted and are not, the oldest since "
                "2026-03-04T12:00:00Z. Is the worker running?"
            },
        )
        with hub.writing() as db:
            db.get_one(Deletion, wanted.id).failure = "The store says no."
    assert ill(mediahub)[1]["deletions"].endswith("since 2026-03-04T12:00:00Z: The store says no.")


def test_files_and_bytes_without_each_other_are_told_of(mediahub: CommandLine) -> None:
    with closing(hub_of(mediahub)) as hub:
        with hub.writing() as db:
            lost = make_media_file(db)
        stray = hub.settings.data_dir / "media/originals/stray.mp3"
        hub.store.put("originals/stray.mp3", BytesIO(b"stray"), "audio/mpeg")
        long_ago = NOON.timestamp()
        os.utime(stray, (long_ago, long_ago))
        assert ill(mediahub) == (
            1,
            {
                "files": "1 stored files that nothing names, 1 files without bytes, "
                f"0 deleted files that are back. First: {lost.key}"
            },
        )
        with hub.writing() as db:
            file = db.get_one(MediaFile, lost.id)
            request_deletion(db, file, "recording.closed", hub.now())
        delete_requested(hub)
        hub.store.put(lost.key, BytesIO(b"from a backup"), "audio/mpeg")
    assert ill(mediahub)[1]["files"].endswith(f"1 deleted files that are back. First: {lost.key}")


def test_what_an_ill_part_is_needed_for_is_not_looked_at(mediahub: CommandLine) -> None:
    mediahub.environment["MEDIAHUB_STORAGE_URL"] = "s3://[x"
    _, rows = report(mediahub)
    assert (rows["files"]["text"], rows["deletions"]["text"]) == ("not looked at", "0 wait")
