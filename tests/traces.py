"""Where the name or address of a person still stands, however it is spelled."""

import html
import json
import quopri
import re
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html.entities import codepoint2name
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, quote_plus

from sqlalchemy import Engine, MetaData, select

_JOINED = re.compile(rb"=\r?\n|\?=\r?\n? ?=\?utf-8\?[bq]\?|\r?\n[ \t]?", re.IGNORECASE)


def traces(data: bytes, texts: Iterable[str]) -> list[str]:
    """Which of the texts the data hold."""
    views = list(_views(data))
    return [text for text in texts if any(_holds(view, text) for view in views)]


def _views(data: bytes) -> Iterator[bytes]:
    yield data
    yield _JOINED.sub(b"", data)  # lines as quoted-printable, base64 and headers fold them
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for part in archive.namelist():
                yield archive.read(part)


def _holds(data: bytes, text: str) -> bool:
    small = data.lower()
    spelled = (one for form in (text, text.upper(), text.lower()) for one in _spellings(form))
    return any(one.lower() in small for one in spelled) or any(one in data for one in _base64(text))


def _spellings(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
        yield text.encode(encoding)
    yield from (one.encode("ascii") for one in _escaped(text))
    local_part, at, domain = text.rpartition("@")
    if at:
        yield f"{local_part}@{domain.encode('idna').decode()}".encode()


def _escaped(text: str) -> Iterator[str]:
    yield from (quote(text), quote(text, safe="@"), quote_plus(text))
    yield json.dumps(text)[1:-1]
    yield html.escape(text).encode("ascii", "xmlcharrefreplace").decode()
    yield "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in text)
    named = {ord(c): f"&{codepoint2name[ord(c)]};" for c in text if ord(c) in codepoint2name}
    yield text.translate(named).encode("ascii", "xmlcharrefreplace").decode()
    yield quopri.encodestring(text.encode()).decode()
    yield quopri.encodestring(text.encode(), header=True).decode()


def _base64(text: str) -> Iterator[bytes]:
    """As it stands in base64, wherever among three bytes it begins; both alphabets."""
    for encoding in ("utf-8", "utf-16-le"):
        data = text.encode(encoding)
        for before in range(3):
            whole = b64encode(bytes(before) + data).rstrip(b"=")
            # The first and the last letters tell of what stands beside it, too.
            inner = whole[(0, 2, 3)[before] : len(whole) - bool((before + len(data)) % 3)]
            yield inner
            yield inner.replace(b"+", b"-").replace(b"/", b"_")


def in_folder(folder: Path, texts: Iterable[str]) -> dict[str, list[str]]:
    """By file, which of the texts it or its name holds."""
    wanted = list(texts)
    found = {
        str(path.relative_to(folder)): traces(path.read_bytes(), wanted)
        + traces(path.name.encode(), wanted)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {name: held for name, held in found.items() if held}


def in_database(engine: Engine, texts: Iterable[str]) -> dict[str, list[str]]:
    """By table, of the queue and the index as well, which of the texts its rows hold."""
    wanted, tables = list(texts), MetaData()
    found = {}
    with engine.connect() as connection:
        tables.reflect(connection)
        for table in tables.sorted_tables:
            rows = connection.execute(select(table)).all()
            values = b"\n".join(_bytes(value) for row in rows for value in row)
            found[table.name] = traces(values, wanted)
    return {name: held for name, held in found.items() if held}


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode()
