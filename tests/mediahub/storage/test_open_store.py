"""From an address to a store, and the two headers' worth of text that every store shares."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.storage import MediaStore, content_disposition, open_store
from mediahub.storage.local import LocalStore


def opened(url: str) -> MediaStore:
    return open_store(url, base_url="http://here", secrets=["s"], now=lambda: datetime.now(UTC))


def test_a_file_address_opens_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mina filer"
    store = opened(folder.as_uri())
    assert isinstance(store, LocalStore)
    assert store.root == folder


@pytest.mark.parametrize(
    "url", ["", "/srv/media", "file://media", "file:media", "s3://", "s3:bucket", "ftp://a/b"]
)
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="is not a place for media"):
        opened(url)


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(Invalid, match="unknown part, “acl”"):
        opened("s3://bucket?region=eu-north-1&acl=public")


def test_a_folder_does_not_import_boto3(tmp_path: Path) -> None:
    code = (
        "import sys; from mediahub.storage import open_store;"
        f"open_store({tmp_path.as_uri()!r}, base_url='', secrets=['s'], now=None);"
        "print([name for name in sys.modules if name.startswith('boto')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("97.mp3", 'inline; filename="97.mp3"'),
        ("råd.mp3", "inline; filename=\"rad.mp3\"; filename*=UTF-8''r%C3%A5d.mp3"),
        ('a"b.mp3', "inline; filename=\"a_b.mp3\"; filename*=UTF-8''a%22b.mp3"),
        ("a\r\nb", "inline; filename=\"a__b\"; filename*=UTF-8''a%0D%0Ab"),
        ("音", "inline; filename=\"file\"; filename*=UTF-8''%E9%9F%B3"),
    ],
)
def test_a_disposition_has_a_plain_and_a_real_name(filename: str, expected: str) -> None:
    assert content_disposition(filename, download=False) == expected


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_name_comes_back_from_the_header(filename: str) -> None:
    header = content_disposition(filename, download=True)
    plain, _, real = header.partition("; filename*=UTF-8''")
    assert header.isascii()
    assert header.isprintable()
    assert plain.count('"') == 2
    assert (unquote(real) or plain.removeprefix('attachment; filename="')[:-1]) == filename
