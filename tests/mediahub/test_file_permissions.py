"""Nobody else on the machine reads what an installation holds, whatever the umask was."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest

from mediahub.db import open_engine
from mediahub.doctor import examine
from mediahub.file_permissions import (
    close_files,
    is_open_to_others,
    make_private_file,
    make_private_folder,
)
from mediahub.hub import Hub, build
from mediahub.mail.folder_transport import Folder
from mediahub.mail.transport import Envelope
from mediahub.settings import Settings
from tests.cli_runner import CommandLine


@pytest.fixture(params=[0o000, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """The one of whoever starts us; an entry point may narrow it for good."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def open_to_others(folder: Path) -> dict[str, str]:
    """What others may read, by its path, with its rights."""
    return {
        str(path): oct(S_IMODE(path.lstat().st_mode))
        for path in (folder, *folder.rglob("*"))
        if is_open_to_others(path) and not path.is_symlink()
    }


@pytest.mark.usefixtures("umask")
def test_init_and_commands(tmp_path: Path) -> None:
    mediahub = CommandLine(tmp_path / "data", MEDIAHUB_LANGUAGE="en", MEDIAHUB_SECRET_KEYS="")
    assert mediahub("init").code == 0
    assert mediahub("user", "add", "bo@skr.example", "--name", "Bo Alm").code == 0
    assert mediahub("mail", "send").code == 0
    names = {path.name for path in mediahub.data_dir.iterdir()}
    assert {"mediahub.sqlite3", "queue.sqlite3", "secret-key", "outbox"} <= names
    assert len(list((mediahub.data_dir / "outbox").iterdir())) == 1
    assert open_to_others(mediahub.data_dir) == {}


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_server_worker_and_demo(tmp_path: Path, umask: int) -> None:
    data, fixed = tmp_path / "data", {"PORT": "0", "MEDIAHUB_LANGUAGE": "en"}
    environment = {**os.environ, **fixed, "MEDIAHUB_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "mediahub"]
    options: dict[str, Any] = {"env": environment, "umask": umask}
    subprocess.run([*command, "demo"], check=True, cwd=tmp_path, capture_output=True, **options)
    with subprocess.Popen(
        [*command, "serve"], cwd=tmp_path, stderr=subprocess.PIPE, **options
    ) as server:
        assert server.stderr is not None
        while b"running on" not in (line := server.stderr.readline()):
            assert line, "the server has ended"
        while not (data / "search" / "current").exists():  # the worker makes the index
            assert server.poll() is None
            time.sleep(0.02)
        server.send_signal(signal.SIGTERM)
        server.communicate()
    assert open_to_others(data) == {}


@pytest.mark.usefixtures("umask")
def test_as_a_library(settings: Settings, data_template: Path) -> None:
    settings.make_data_dir()
    (settings.data_dir / "mediahub.sqlite3").write_bytes(
        (data_template / "mediahub.sqlite3").read_bytes()
    )
    hub = build(settings)
    with hub.writing() as db:
        db.connection()
    folder = Folder(settings.outbox_dir)
    folder.connect()
    folder.send(Envelope("brev", "bo@boras.se", b"x"), lambda: None)
    hub.close()
    assert open_to_others(settings.data_dir) == {}


def test_old_installation_is_closed_when_it_is_opened(hub: Hub) -> None:
    data = hub.settings.data_dir
    for name in ("secret-key", "mediahub.sqlite3-wal", "annat.txt"):
        (data / name).touch()
    (data / "program").touch(mode=0o755)
    (data / "media").mkdir(mode=0o755)
    for path in (data, *data.iterdir()):
        path.chmod(0o755 if path.is_dir() or path.name == "program" else 0o644)
    build(hub.settings).close()
    assert open_to_others(data) == {str(data / "media"): "0o755"}
    assert S_IMODE((data / "program").stat().st_mode) == 0o700


def test_database_elsewhere_is_closed_too(tmp_path: Path) -> None:
    file = tmp_path / "annat.sqlite3"
    file.touch(mode=0o644)
    wal = tmp_path / "annat.sqlite3-wal"
    wal.touch(mode=0o644)
    engine = open_engine(f"sqlite:///{file}", threads=1)
    with engine.connect():
        assert open_to_others(tmp_path) in ({}, {str(tmp_path): "0o700"})
    engine.dispose()


def test_doctor_tells_of_what_is_open(hub: Hub) -> None:
    first = next(examine(hub.settings, hub.now))
    assert first.is_well
    for path in (hub.settings.data_dir, hub.settings.data_dir / "mediahub.sqlite3"):
        path.chmod(0o755)
        first = next(examine(hub.settings, hub.now))
        assert (first.is_well, first.values) == (False, {"path": path})
        path.chmod(0o700)


def test_what_is_private_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    make_private_folder(folder)
    file = folder / "fil"
    make_private_file(file)
    file.write_text("kvar")
    file.chmod(0o400)
    make_private_file(file)
    make_private_folder(folder)
    close_files([folder / "finns inte", file])
    assert (file.read_text(), S_IMODE(file.stat().st_mode)) == ("kvar", 0o400)


def test_link_leads_to_what_is_not_ours(tmp_path: Path) -> None:
    outside = tmp_path / "annans"
    outside.touch()
    outside.chmod(0o644)
    link = tmp_path / "länk"
    link.symlink_to(outside)
    close_files([link])
    assert S_IMODE(outside.stat().st_mode) == 0o644
