"""What is particular to the folder: boundaries in time, full disks, killed uploads, symlinks."""

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import BinaryIO
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from mediahub.errors import Conflict, Forbidden, Gone, Invalid
from mediahub.storage import Stored, StoreFailure
from mediahub.storage.local import Granted, LocalStore
from tests.conftest import NOON
from tests.mediahub.storage.conftest import Clock
from tests.servers import NO_TLS

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> LocalStore:
    return LocalStore(tmp_path / "media", base_url="http://here/", secrets=["new"], now=clock)


def put(store: LocalStore, key: str, body: bytes = b"sound") -> None:
    store.put(key, io.BytesIO(body), "audio/mpeg")


def link(store: LocalStore, key: str, lifetime: timedelta = MINUTE) -> str:
    return store.link(key, lifetime, filename="a.mp3", content_type="audio/mpeg").url


def query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query)


def test_a_link_dies_on_the_second(local_store: LocalStore, clock: Clock, key: str) -> None:
    put(local_store, key)
    url = link(local_store, key)
    clock.forward(MINUTE - SECOND)
    assert httpx.get(url, verify=NO_TLS).status_code == 200
    clock.forward(SECOND)
    assert httpx.get(url, verify=NO_TLS).status_code == 410


def test_a_link_never_outlives_its_lifetime(folder: LocalStore, clock: Clock) -> None:
    clock.forward(timedelta(milliseconds=900))
    url = link(folder, "media/a", timedelta(seconds=1.9))
    clock.forward(timedelta(milliseconds=100))
    with pytest.raises(Gone):
        folder.verify("media/a", query(url))


def test_a_link_stands_below_the_base_url(folder: LocalStore) -> None:
    assert link(folder, "media/a.mp3").startswith("http://here/filer/media/a.mp3?expires=")


def test_a_link_grants_the_file_as_it_was_asked_for(folder: LocalStore) -> None:
    url = folder.link("media/a", MINUTE, filename="å&b", content_type="a/b", download=True).url
    granted = folder.verify("media/a", query(url))
    assert granted == Granted(folder.path("media/a"), "å&b", "a/b", True)


def test_a_link_by_an_older_secret_holds(folder: LocalStore, clock: Clock) -> None:
    url = link(folder, "media/a")
    rotated = LocalStore(folder.root, base_url="", secrets=["newer", "new"], now=clock)
    assert rotated.verify("media/a", query(url)).filename == "a.mp3"


def test_a_link_by_a_dropped_secret_is_refused(folder: LocalStore, clock: Clock) -> None:
    url = link(folder, "media/a")
    rotated = LocalStore(folder.root, base_url="", secrets=["newer"], now=clock)
    with pytest.raises(Forbidden):
        rotated.verify("media/a", query(url))


@pytest.mark.parametrize("extra", [("more", "1"), ("name", "b.mp3"), ("signature", "x")])
def test_a_link_with_something_added_is_refused(folder: LocalStore, extra: tuple[str, str]) -> None:
    given = query(link(folder, "media/a"))
    for more in ([extra, *given], [*given, extra]):
        with pytest.raises(Forbidden):
            folder.verify("media/a", more)


def test_an_expired_link_that_was_changed_is_forbidden(folder: LocalStore, clock: Clock) -> None:
    url = link(folder, "media/a")
    clock.forward(MINUTE)
    with pytest.raises(Forbidden):
        folder.verify("media/b", query(url))


def test_as_file_is_the_stored_file(folder: LocalStore) -> None:
    put(folder, "media/a")
    with folder.as_file("media/a") as path:
        assert path == folder.root / "media/a"


def test_put_leaves_only_the_file(folder: LocalStore) -> None:
    put(folder, "media/a")
    assert files(folder.root) == ["media/a"]


def test_of_two_puts_at_once_one_wins(folder: LocalStore) -> None:
    barrier, outcomes = Barrier(2), []

    class Late(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if not self.tell():
                barrier.wait(5)  # both have seen that the key is free
            return super().read(size)

    def attempt() -> None:
        try:
            folder.put("media/a", Late(b"sound"), "audio/mpeg")
            outcomes.append("stored")
        except Conflict:
            outcomes.append("refused")

    threads = [Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "stored"]
    assert files(folder.root) == ["media/a"]


def test_a_symlink_out_of_the_folder_is_refused(folder: LocalStore, tmp_path: Path) -> None:
    put(folder, "media/a")
    (tmp_path / "secret").write_text("secret")
    (folder.root / "out").symlink_to(tmp_path)
    with pytest.raises(Invalid):
        folder.open("out/secret")
    with pytest.raises(Invalid):
        put(folder, "out/new")


def test_a_folder_behind_a_symlink_works(folder: LocalStore, tmp_path: Path, clock: Clock) -> None:
    folder.root.mkdir()
    (tmp_path / "alias").symlink_to(folder.root)
    alias = LocalStore(tmp_path / "alias", base_url="", secrets=["s"], now=clock)
    put(alias, "media/a")
    assert folder.size("media/a") == 5


def test_names_that_are_not_ours_are_not_listed(folder: LocalStore) -> None:
    put(folder, "media/a")
    (folder.root / "media" / "Thumbs of mine.db").write_text("")
    (folder.root / ".hidden").write_text("")
    assert [listed.key for listed in folder.stored_keys()] == ["media/a"]


def test_the_check_names_the_folder(folder: LocalStore) -> None:
    assert folder.check() == str(folder.root)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("")
    store = LocalStore(tmp_path / "file" / "media", base_url="", secrets=["s"], now=clock)
    with pytest.raises(StoreFailure) as refused:
        store.check()
    assert str(refused.value) == (
        f"The storage folder {store.root} cannot be written to: File exists."
    )


def test_a_file_larger_than_the_disk_is_refused_at_once(folder: LocalStore, tmp_path: Path) -> None:
    with (tmp_path / "huge").open("w+b") as huge:
        huge.truncate(1 << 43)
        with pytest.raises(StoreFailure, match=r"needs at least 8796093\.0 MB"):
            folder.put("media/a", huge, "video/mp4")
    assert files(folder.root) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A filesystem of one mebibyte, where the machine lets us mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "mediahub-test", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    yield place if mounted else None
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


FILL = """
import io, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from mediahub.storage import StoreFailure
from mediahub.storage.local import LocalStore

class Stream(io.BytesIO):
    def seekable(self):
        return False

limit, place = int(sys.argv[1]), Path(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
store = LocalStore(place, base_url="", secrets=["s"], now=lambda: datetime.now(UTC))
try:
    store.put("media/a", Stream(bytes(3 << 20)), "audio/mpeg")
except StoreFailure as refused:
    print(refused)
"""


def test_a_full_disk_is_told_and_leaves_nothing(small_disk: Path | None, tmp_path: Path) -> None:
    place, limit = (small_disk, 0) if small_disk else (tmp_path / "media", 1_500_000)
    command = [sys.executable, "-c", FILL, str(limit), str(place)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.startswith(f"There is no room in the storage folder {place}: the file needs at ")
    assert files(place) == []


def test_a_full_disk_tells_what_was_free(small_disk: Path | None, clock: Clock) -> None:
    if small_disk is None:
        pytest.skip("this machine does not let us mount a small filesystem")
    store = LocalStore(small_disk, base_url="", secrets=["s"], now=clock)
    with pytest.raises(StoreFailure, match=r"needs at least 3\.1 MB, and 1\.0 MB is free"):
        put(store, "media/a", bytes(3 << 20))
    put(store, "media/b", bytes(1 << 19))
    assert store.size("media/b") == 1 << 19


UPLOAD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from mediahub.storage.local import LocalStore

class Pieces:
    def seekable(self):
        return False

    def read(self, size):
        print("reading", flush=True)
        return bytes(size)

store = LocalStore(Path(sys.argv[1]), base_url="", secrets=["s"], now=lambda: datetime.now(UTC))
store.put("media/a", Pieces(), "audio/mpeg")
"""


def test_a_killed_upload_leaves_a_part_to_sweep(folder: LocalStore) -> None:
    command = [sys.executable, "-c", UPLOAD, str(folder.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(3):  # by the third piece the first is on the disk
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    [leftover] = folder.stored_keys()
    assert leftover.key.startswith(".parts/")
    assert leftover.size_bytes > 0
    folder.delete(leftover.key)
    assert files(folder.root) == []


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_link_is_to_be_shown_unless_it_is_to_be_saved(folder: LocalStore) -> None:
    assert "download" not in dict(query(link(folder, "media/a")))


def test_only_keys_lie_among_the_leftovers(folder: LocalStore) -> None:
    assert folder.path(".parts/media-a").parent.name == ".parts"
    for key in (".parts/å", ".parts/..", ".parts/"):
        with pytest.raises(Invalid):
            folder.path(key)


def test_folder_that_gives_back_other_bytes_is_told_of(folder: LocalStore) -> None:
    class Forgetful(LocalStore):
        def put(self, key: str, source: BinaryIO, content_type: str) -> Stored:
            return super().put(key, io.BytesIO(source.read()[::-1]), content_type)

    store = Forgetful(folder.root, base_url="http://here", secrets=["new"], now=lambda: NOON)
    with pytest.raises(StoreFailure, match="gave back other bytes"):
        store.check()


def test_free_room_is_that_of_the_disk(folder: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    room = shutil.disk_usage(folder.root.parent)._replace(free=12_345)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room)
    assert folder.free_bytes() == 12_345
