"""Media in a folder: written beside and renamed into place, read by links that we sign."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from uuid import uuid4

from mediahub.errors import Forbidden, Gone, Invalid
from mediahub.signatures import is_signed, sign
from mediahub.storage import (
    LONGEST_LINK,
    Part,
    SignedLink,
    Stored,
    StoredObject,
    StoreFailure,
    absent,
    check_key,
    check_part,
    is_key,
    lifetime_seconds,
    taken,
)
from mediahub.storage.local_disk import Disk, make_folder, publish, sync
from mediahub.storage.local_parts import LocalParts, PartSlot

PARTS = ".parts"  # no key begins with a dot, so uploads under way cannot meet a key


@dataclass(frozen=True, slots=True)
class Granted:
    """What a verified link lets its holder have."""

    path: Path
    filename: str
    content_type: str
    download: bool


class LocalStore:
    """The port on a folder, which is made when the first file arrives.

    A file is synced to the disk before its key appears, so a key always names whole bytes, also
    after a power cut; what an upload that was cut off leaves lies under `.parts/`.
    """

    def __init__(
        self, root: Path, *, base_url: str, secrets: Sequence[str], now: Callable[[], datetime]
    ) -> None:
        self.root = root.resolve()
        self._base_url = base_url.rstrip("/")
        self._secrets = secrets
        self._now = now
        self._disk = Disk(self.root)
        self._parts = LocalParts(self.root / PARTS, self._disk.speaking)

    def path(self, key: str) -> Path:
        """Where the key's file is or would be; Invalid for a key that leads out of the folder."""
        folder, _, name = key.rpartition("/")
        leftover = folder == PARTS and is_key(name)
        path = self.root / (key if leftover else check_key(key))
        if not path.resolve().is_relative_to(self.root):
            raise Invalid("“{key}” leads out of the storage folder.", key=key)
        return path

    def put(self, key: str, source: BinaryIO, content_type: str) -> Stored:
        """As the port says; the content type is given again when the file is linked to."""
        path = self.path(check_key(key))
        if path.exists():
            raise taken(key)
        part = self.root / PARTS / f"{uuid4()}.part"
        with self._disk.speaking(part):
            make_folder(part.parent)
            make_folder(path.parent)
        try:
            stored = self._disk.write(part, source)
            with self._disk.speaking(part):
                publish(part, path, key)
        finally:
            part.unlink(missing_ok=True)
        return stored

    def open(self, key: str) -> BinaryIO:
        """As the port says; this stream is seekable."""
        try:
            return self.path(key).open("rb")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise absent(key) from None

    @contextmanager
    def as_file(self, key: str) -> Iterator[Path]:
        """As the port says: the stored file itself."""
        self.size(key)
        yield self.path(key)

    def size(self, key: str) -> int:
        """As the port says."""
        with self.open(key) as file:
            return os.fstat(file.fileno()).st_size

    def delete(self, key: str) -> None:
        """As the port says; it stays deleted after a power cut too."""
        path = self.path(key)
        with self._disk.speaking(path):
            if path.is_file():
                path.unlink(missing_ok=True)
                sync(path.parent)

    def stored_keys(self, prefix: str = "") -> Iterator[StoredObject]:
        """As the port says; unfinished uploads are keys that begin with `.parts/`."""
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = Path(folder, name)
                key = path.relative_to(self.root).as_posix()
                if key.startswith(prefix) and is_key(key.removeprefix(f"{PARTS}/")):
                    yield from _listed(key, path)

    def link(
        self,
        key: str,
        lifetime: timedelta,
        *,
        filename: str,
        content_type: str,
        download: bool = False,
    ) -> SignedLink:
        """As the port says; `mediahub.web.files.signed_files` answers it."""
        expires = int(self._now().timestamp()) + lifetime_seconds(lifetime)
        what = {"expires": str(expires), "name": filename, "type": content_type}
        if download:
            what["download"] = "1"
        what["signature"] = sign(self._secrets, *_signed_parts(check_key(key), what))
        url = f"{self._base_url}/filer/{quote(key)}?{urlencode(what)}"
        return SignedLink(url, datetime.fromtimestamp(expires, UTC))

    def verify(self, key: str, query: Iterable[tuple[str, str]]) -> Granted:
        """What the link grants; Forbidden when it is not ours as it stands, Gone from its end on.

        `query` holds the link's parameters as (name, value), all of them, in any order.
        """
        what = self._verified(key, query, {"expires", "name", "type"})
        return Granted(self.path(key), what["name"], what["type"], "download" in what)

    def begin(self, key: str, content_type: str) -> str:
        """As the port says; the content type is given again when the file is linked to."""
        path = self.path(check_key(key))
        if path.exists():
            raise taken(key)
        with self._disk.speaking(path):
            make_folder(self.root / PARTS)
        return self._parts.begin()

    def part_link(
        self, key: str, upload_id: str, number: int, size_bytes: int, lifetime: timedelta
    ) -> str:
        """As the port says; `mediahub.web.files.signed_files` answers it."""
        check_part(number, size_bytes)
        expires = int(self._now().timestamp()) + lifetime_seconds(lifetime)
        what = {"expires": str(expires), "part": str(number), "size": str(size_bytes)}
        what["upload"] = upload_id
        what["signature"] = sign(self._secrets, *_signed_parts(check_key(key), what))
        return f"{self._base_url}/filer/{quote(key)}?{urlencode(what)}"

    def verify_part(self, key: str, query: Iterable[tuple[str, str]]) -> PartSlot:
        """Where the part that a link is for goes; Forbidden and Gone as for `verify`."""
        what = self._verified(key, query, {"expires", "part", "size", "upload"})
        return self._parts.place(what["upload"], int(what["part"]), int(what["size"]))

    def put_part(self, key: str, upload_id: str, number: int, data: bytes) -> None:
        """As the port says."""
        writing = self._parts.place(upload_id, number, len(data)).begin()
        writing.write(0, data)
        writing.end()

    def parts(self, key: str, upload_id: str) -> Sequence[Part]:
        """As the port says."""
        return self._parts.parts(upload_id)

    def complete(self, key: str, upload_id: str, parts: Sequence[Part]) -> None:
        """As the port says; the bytes stand where they are, and get a name.

        Killed meanwhile it can be done again, and ends as it would have.
        """
        path = self.path(check_key(key))
        with self._parts.sealed(upload_id, parts) as file, self._disk.speaking(path):
            make_folder(path.parent)
            publish(file, path, key)

    def abort(self, key: str, upload_id: str) -> None:
        """As the port says."""
        self._parts.remove(upload_id)

    def free_bytes(self) -> int:
        """As the port says: what the disk has left, which others may use as well."""
        return self._disk.free_without(self.root)

    def clock_skew(self) -> timedelta:
        """As the port says: none, for a folder shares our clock."""
        return timedelta(0)

    def longest_link(self) -> timedelta:
        """As the port says: seven days, as with S3."""
        return LONGEST_LINK

    def check(self) -> str:
        """As the port says."""
        key, probe = f"probe/{uuid4()}", os.urandom(1024)
        kind = "application/octet-stream"
        self.put(key, BytesIO(probe), kind)
        try:
            link = self.link(key, timedelta(minutes=1), filename="probe", content_type=kind)
            granted = self.verify(key, parse_qsl(urlsplit(link.url).query))
            if granted.path.read_bytes() != probe:
                raise StoreFailure("{place} gave back other bytes than it got.", place=self.root)
        finally:
            self.delete(key)
        return str(self.root)

    def _verified(
        self, key: str, query: Iterable[tuple[str, str]], needed: set[str]
    ) -> Mapping[str, str]:
        given = list(query)
        what = dict(given)
        signature = what.pop("signature", "")
        # A name given twice could be read one way here and another way elsewhere.
        complete = len(what) + 1 == len(given) and what.keys() >= needed
        if not complete or not is_signed(self._secrets, signature, *_signed_parts(key, what)):
            raise Forbidden("This link is not complete, or has been changed.")
        if self._now().timestamp() >= int(what["expires"]):
            raise Gone("This link has expired. Go back to the page and open the file again.")
        return what


def _signed_parts(key: str, what: Mapping[str, str]) -> tuple[str, ...]:
    return ("filer", key, *(text for pair in sorted(what.items()) for text in pair))


def _listed(key: str, path: Path) -> Iterator[StoredObject]:
    with suppress(FileNotFoundError):  # it was renamed or removed while we walked
        facts = path.stat()
        yield StoredObject(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
