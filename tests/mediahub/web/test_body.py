"""Bodies: bounded before they are read, given up when they are slow, and in UTF-8 alone."""

import re
from encodings.aliases import aliases
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect, Request

from mediahub.errors import Invalid
from mediahub.web.body import (
    OtherCharset,
    TooLarge,
    TooSlow,
    announced_bytes,
    in_chunks,
    media_type,
    read_body,
    require_utf8,
)
from tests.mediahub.web.sent import GONE, NEVER, Arriving, body, request, run

CODECS = sorted({*aliases, *aliases.values(), "idna", "undefined", "unicode_escape", "mbcs", "x"})
UTF_8 = {"utf8", "utf-8"}
SPELLINGS = [
    "multipart/form-data; boundary=b; charset={}",
    'multipart/form-data; charset="{}"; boundary=b',
    "application/x-www-form-urlencoded;CHARSET = {} ",
    "text/plain;\tcharset={};charset=utf-8",
    "text/plain; charset=utf-8; charset={}",
    "text/plain; Charset=utf-8; x=1; charSet ={}",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_only_utf_8_is_taken_of_all_codecs(spelling: str) -> None:
    taken = [name for name in CODECS if is_taken(spelling.format(name))]
    taken += [name for name in map(str.upper, CODECS) if is_taken(spelling.format(name))]
    assert {name.lower() for name in taken} <= UTF_8
    assert is_taken(spelling.format("utf-8"))
    assert is_taken(spelling.format("UTF-8"))


@pytest.mark.parametrize(
    "named",
    [
        *("charset*=punycode", "charset*=utf-8''punycode", "charset*0=puny; charset*1=code"),
        *("charset", "charset=", 'charset=""', "charset='utf-8'", 'charset="utf-8'),
        *("charset=utf-8 x", "charset=utf-8,punycode", "charset=utf-8\xa0"),
        'charset="utf-8;charset=punycode"',
    ],
)  # fmt: skip
def test_no_other_way_to_name_one_is_taken(named: str) -> None:
    assert not is_taken(f"text/plain; {named}")
    assert not is_taken(f"text/plain; charset=utf-8; {named}")


def is_taken(content_type: str) -> bool:
    try:
        require_utf8(content_type)
    except OtherCharset:
        return False
    return True


def test_every_header_that_names_a_type_is_looked_at() -> None:
    sent = request(
        Arriving([]),
        ("content-type", "multipart/form-data; boundary=b"),
        ("content-type", "text/plain; charset=punycode"),
    )
    with pytest.raises(OtherCharset):
        media_type(sent)


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ("Multipart/Form-Data; boundary=aB", (b"multipart/form-data", b"aB")),
        ('multipart/form-data; boundary="a b"', (b"multipart/form-data", b"a b")),
        ("text/plain", (b"text/plain", b"")),
        ("", (b"", b"")),
    ],
)
def test_type_and_boundary(named: str, kind: tuple[bytes, bytes]) -> None:
    assert media_type(request(Arriving([]), ("content-type", named))) == kind


def test_a_type_of_any_length_is_not_parsed() -> None:
    with pytest.raises(Invalid):
        media_type(request(Arriving([]), ("content-type", "a" + ";" * 60_000)))


@pytest.mark.parametrize(
    ("text", "length"), [("0", 0), ("17", 17), ("-1", None), ("²", None), ("9" * 5000, None)]
)
def test_length_that_is_said(text: str, length: int | None) -> None:
    assert announced_bytes(request(Arriving([]), ("content-length", text))) == length


def read(arriving: Arriving, *headers: tuple[str, str], seconds: float = 60) -> bytes:
    reading = partial(read_body, request(arriving, *headers), 10, seconds=seconds)
    return run(reading)


def test_a_body_is_read_up_to_its_bound() -> None:
    assert read(Arriving(body(b"01234", b"", b"56789"))) == b"0123456789"
    assert read(Arriving(body())) == b""


def test_nothing_is_read_of_what_says_that_it_is_too_large() -> None:
    arriving = Arriving(body(b"0"))
    with pytest.raises(TooLarge):
        read(arriving, ("content-length", "11"))
    assert arriving.asked == 0


@pytest.mark.parametrize("said", [("content-length", "3"), ("transfer-encoding", "chunked")])
def test_what_says_too_little_is_read_no_further(said: tuple[str, str]) -> None:
    arriving = Arriving(body(b"01234", b"56789", b"!", b"more", b"and more"))
    with pytest.raises(TooLarge):
        read(arriving, said)
    assert arriving.asked == 3


def test_a_refusal_may_have_words_of_its_own() -> None:
    class Other(TooLarge):
        sentence = "Other words."

    reading = partial(read_body, request(Arriving(body(b"0" * 11))), 10, Other)
    with pytest.raises(Other, match=r"Other words\."):
        run(reading)


def test_what_breaks_off_is_told_so_and_what_dribbles_is_given_up() -> None:
    with pytest.raises(Invalid, match="did not arrive whole"):
        read(Arriving([*body(b"0", is_whole=False), GONE]))
    with pytest.raises(TooSlow):
        read(Arriving([*body(b"0", is_whole=False), NEVER]), seconds=0.001)


async def cut(sent: Request, idle_seconds: float) -> list[bytes]:
    return [chunk async for chunk in in_chunks(sent, 4, idle_seconds)]


@given(st.lists(st.binary(max_size=9)))
def test_chunks_are_of_one_size_and_lose_nothing(pieces: list[bytes]) -> None:
    chunks = run(cut, request(Arriving(body(*pieces))), 60)
    assert b"".join(chunks) == b"".join(pieces)
    assert [len(chunk) for chunk in chunks[:-1]] == [4] * len(chunks[:-1])
    assert b"" not in chunks


def test_chunks_end_with_what_sends_them() -> None:
    with pytest.raises(ClientDisconnect):
        run(cut, request(Arriving([*body(b"0", is_whole=False), GONE])), 60)
    with pytest.raises(TooSlow):
        run(cut, request(Arriving([*body(b"0", is_whole=False), NEVER])), 0.001)


def test_bodies_are_read_in_one_place() -> None:
    reading = re.compile(r"request\.(stream|body|json|form|receive)\b")
    files = [file for file in Path("mediahub").rglob("*.py") if reading.search(file.read_text())]
    assert [file.as_posix() for file in files] == ["mediahub/web/body.py"]
