"""The command line as a whole: init, demo, languages, settings that are wrong."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL, text

from mediahub.db import open_engine
from tests.cli_runner import CommandLine
from tests.postgres import postgres_database


@pytest.fixture
def bare(tmp_path: Path) -> CommandLine:
    """Nothing is installed, and no key is set."""
    bare = CommandLine(tmp_path / "data", MEDIAHUB_LANGUAGE="en")
    del bare.environment["MEDIAHUB_SECRET_KEYS"]
    return bare


def test_init_makes_what_is_needed_and_no_more_the_second_time(bare: CommandLine) -> None:
    assert bare("init").out == f"{bare.data_dir} is ready.\n"
    key = (bare.data_dir / "secret-key").read_text()
    assert bare.json("init") == {"data_dir": str(bare.data_dir)}
    assert (bare.data_dir / "secret-key").read_text() == key
    assert bare("doctor").code == 0


def test_the_demo_is_for_an_empty_installation(bare: CommandLine) -> None:
    url = "https://podd.example/demokratiresan"
    told = bare.json("demo")
    assert told["participant"].startswith("https://podd.example/inspelning/")
    assert (told["show"], told["url"]) == ("demokratiresan", url)
    assert (told["email"], len(told["password"])) == ("producent@demo.example", 19)
    assert bare("feed", "show", "demokratiresan").out.count("<item>") == 3
    assert bare("feed", "check", "demokratiresan").code == 0
    ran = bare("demo")
    assert (ran.code, ran.err) == (
        1,
        "There are shows here already; the demo is for an empty data folder.\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [("serve",), ("worker",), ("show", "list"), ("episode", "list", "--show", "a")],
)
def test_before_init_one_is_told_of_it(bare: CommandLine, arguments: tuple[str, ...]) -> None:
    ran = bare(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"There is nothing in {bare.data_dir} yet. Run “mediahub init” first.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("MEDIAHUB_BASE_URL", "podd.example"),
        ("MEDIAHUB_LANGUAGE", "no"),
        ("MEDIAHUB_THREADS", "0"),
        ("MEDIAHUB_DATABASE_URL", "mysql://localhost/mediahub"),
    ],
)
def test_a_setting_that_is_wrong_is_named(mediahub: CommandLine, name: str, value: str) -> None:
    mediahub.environment[name] = value
    ran = mediahub("show", "list")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert name in ran.err


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("ftp://host/", "“ftp://host/” is not a place for media."),
        (
            "s3://bucket?what=1",
            "The storage address s3://bucket?what=1 has an unknown part, “what”.",
        ),
    ],
)
def test_a_place_for_media_that_is_none(mediahub: CommandLine, value: str, sentence: str) -> None:
    mediahub.environment["MEDIAHUB_STORAGE_URL"] = value
    ran = mediahub("show", "list")
    assert (ran.code, ran.err.startswith(sentence)) == (1, True)


def test_the_demo_is_made_once_and_otherwise_left_alone(bare: CommandLine) -> None:
    told, sign_in, link = bare("demo", "--if-empty").out.splitlines()
    assert told == "The demo is in place: https://podd.example/demokratiresan"
    assert sign_in.startswith(
        "Sign in to the studio at https://podd.example/studio as producent@demo.example with"
    )
    assert link.startswith("A participant watches the recording here: https://podd.example/")
    ran = bare("demo", "--if-empty")
    assert (ran.code, ran.out, ran.err) == (0, f"{link}\n", "")


def test_a_show_of_ones_own_gets_no_demo(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "demokratiresan", "--title", "Resan")
    ran = mediahub("demo", "--if-empty")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert mediahub("feed", "show", "demokratiresan").out.count("<item>") == 0


def test_an_interrupted_demo_is_finished(bare: CommandLine) -> None:
    bare("demo")
    before = bare.json("feed", "show", "demokratiresan")["items"]
    with closing(sqlite3.connect(bare.data_dir / "mediahub.sqlite3")) as database:
        database.execute(
            "UPDATE episodes SET opens_at = NULL, enclosure_id = NULL WHERE number > 0"
        )
        database.execute("UPDATE recordings SET opens_at = NULL, closes_at = NULL")
        database.commit()
    assert bare("feed", "show", "demokratiresan").out.count("<item>") == 1
    assert bare("demo", "--if-empty").code == 0
    after = bare.json("feed", "show", "demokratiresan")["items"]
    assert [item["id"] for item in after] == [item["id"] for item in before]
    assert [one["state"] for one in bare.json("recording", "list")] == ["open"]


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [
        ("0000", "The database is newer than the program. Install the newer MediaHub.\n"),
        (None, "The database is older than the program. Run “mediahub init”.\n"),
    ],
)
@pytest.mark.parametrize(
    "arguments",
    [("serve",), ("worker",), ("show", "list"), ("feed", "show", "a"), ("media", "sweep")],
)
def test_a_database_of_another_version_is_left_alone(
    mediahub: CommandLine, arguments: tuple[str, ...], revision: str | None, sentence: str
) -> None:
    with closing(sqlite3.connect(mediahub.data_dir / "mediahub.sqlite3")) as database:
        database.execute("DELETE FROM alembic_version")
        database.executemany(
            "INSERT INTO alembic_version VALUES (?)", [(revision,)] * bool(revision)
        )
        database.commit()
    ran = mediahub(*arguments)
    assert (ran.code, ran.out, ran.err) == (1, "", sentence)


def test_a_file_that_is_no_database(mediahub: CommandLine) -> None:
    (mediahub.data_dir / "mediahub.sqlite3").write_bytes(b"no database" * 100)
    for arguments in (("show", "list"), ("init",)):
        ran = mediahub(*arguments)
        assert (ran.code, ran.err) == (1, "The database refuses: file is not a database\n")


def test_what_postgresql_refuses_is_a_sentence(
    mediahub: CommandLine, postgres: URL, postgres_template: str
) -> None:
    with postgres_database(postgres, "broken", postgres_template) as url:
        address = url.render_as_string(hide_password=False)
        mediahub.environment["MEDIAHUB_DATABASE_URL"] = address
        ran = mediahub("show", "list")
        assert (ran.code, ran.err) == (0, "")
        engine = open_engine(address, threads=1)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE shows CASCADE"))
        engine.dispose()
        ran = mediahub("show", "list")
    assert (ran.code, ran.err.startswith("The database refuses: relation")) == (1, True)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MEDIAHUB_DATABASE_URL", "postgresql://a:b:c:d", "The database address cannot be used."),
        ("MEDIAHUB_STORAGE_URL", "s3://[x", "“s3://[x” is not a place for media."),
    ],
)
def test_an_address_that_is_none(
    mediahub: CommandLine, name: str, value: str, sentence: str
) -> None:
    mediahub.environment[name] = value
    ran = mediahub("show", "list")
    assert (ran.code, ran.out, ran.err.startswith(sentence)) == (1, "", True)


def test_settings_that_are_no_text(mediahub: CommandLine) -> None:
    (mediahub.data_dir.parent / ".env").write_bytes(b"PORT=\xe5\n")
    ran = mediahub("show", "list")
    assert (ran.code, ran.err) == (
        1,
        "The settings in .env, or in a file of secrets, are not UTF-8.\n",
    )


def test_a_data_folder_that_cannot_be_made(bare: CommandLine) -> None:
    bare.data_dir.write_text("in the way")
    ran = bare("init")
    assert (ran.code, ran.err) == (1, f"“{bare.data_dir}” cannot be used: File exists.\n")


def test_swedish_is_what_is_spoken(mediahub: CommandLine) -> None:
    del mediahub.environment["MEDIAHUB_LANGUAGE"]
    assert mediahub("show", "add", "resan", "--title", "Resan").out == (
        "”Resan” är tillagd. Flödet: https://podd.example/feeds/resan.xml\n"
    )


def test_json_is_for_programs(mediahub: CommandLine) -> None:
    ran = mediahub("show", "add", "resan", "--title", "Ål", "--json")
    assert json.loads(ran.out)["title"] == "Ål"
    assert "Ål" in ran.out


def test_without_a_command_one_is_told_which_there_are(mediahub: CommandLine) -> None:
    ran = mediahub()
    assert ran.code == 2
    for name in ("init", "demo", "serve", "worker", "show", "episode", "feed", "doctor"):
        assert name in ran.out + ran.err
