"""Forms without files: what browsers send comes out again, and what costs is refused by count."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData, Headers
from starlette.formparsers import FormParser

from mediahub.errors import Invalid
from mediahub.web.body import OtherCharset, TooLarge
from mediahub.web.form_data import LARGE_FORM, PUBLIC_FORM, FormSize, SentForm, read_form
from mediahub.web.multipart_stream import Piece, PieceReader
from tests.mediahub.web.sent import Arriving, body, request, run

URLENCODED = b"application/x-www-form-urlencoded"
MULTIPART = b"multipart/form-data"
BOUNDARY = b"--grans"
SMALL = FormSize(fields=3, field_bytes=10, all_bytes=100)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAME = TEXT.filter(lambda name: not set(name) & set('"\r\n\\'))
FIELDS = st.lists(st.tuples(NAME, TEXT), max_size=20)


def urlencoded(sent: bytes, size: FormSize = LARGE_FORM) -> list[tuple[str, Any]]:
    return SentForm(size, URLENCODED, b"", sent).parsed().multi_items()


def multipart(sent: bytes, size: FormSize = LARGE_FORM) -> list[tuple[str, Any]]:
    return SentForm(size, MULTIPART, BOUNDARY, sent).parsed().multi_items()


def part(value: bytes, name: str = "a", *more: bytes) -> bytes:
    named = f'Content-Disposition: form-data; name="{name}"'.encode()
    return b"\r\n".join([b"--" + BOUNDARY, named, *more, b"", value, b""])


END = b"--" + BOUNDARY + b"--\r\n"


@given(FIELDS)
def test_fields_come_out_as_they_were_sent(fields: list[tuple[str, str]]) -> None:
    named = [(name, value) for name, value in fields if name or value]
    assert urlencoded(urlencode(named).encode()) == named
    assert multipart(b"".join(part(value.encode(), name) for name, value in fields) + END) == fields


@given(st.lists(st.sampled_from([b"a", b"=", b"&", b"+", b"%", b"%4", b"%C3%A5", b"%zz", b"%00"])))
def test_it_is_read_as_starlette_reads_it(pieces: list[bytes]) -> None:
    async def theirs() -> FormData:
        return await FormParser(Headers(), arriving()).parse()

    async def arriving() -> Any:
        yield b"".join(pieces)

    assert urlencoded(b"".join(pieces)) == run(theirs).multi_items()


def test_what_is_not_utf_8_is_replaced() -> None:
    assert urlencoded(b"a=%E5&b=\xe5") == [("a", "\ufffd"), ("b", "\ufffd")]
    assert multipart(part(b"\xe5") + END) == [("a", "\ufffd")]


def test_no_field_names_the_encoding_of_others() -> None:
    fields = [("_charset_", "punycode"), ("a", "å")]
    assert urlencoded(urlencode(fields).encode()) == fields
    assert multipart(part(b"punycode", "_charset_") + part("å".encode()) + END) == fields


@pytest.mark.parametrize("codec", ["punycode", "undefined", "iso-8859-1", "us-ascii"])
def test_no_part_is_in_another_encoding(codec: str) -> None:
    kind = f"Content-Type: text/plain; charset={codec}".encode()
    with pytest.raises(OtherCharset):
        multipart(part(b"abc", "a", kind) + END)
    with pytest.raises(OtherCharset):
        multipart(part(b"abc", "a", kind, b"content-type: text/plain; charset=utf-8") + END)
    assert multipart(part(b"abc", "a", b"Content-Type: text/plain; charset=UTF-8") + END)


def test_a_form_is_read_in_utf_8_before_anything_of_it() -> None:
    arriving = Arriving(body(b"a=1"))
    sent = request(arriving, ("content-type", f"{URLENCODED.decode()}; charset=punycode"))
    with pytest.raises(OtherCharset):
        run(read_form, sent, PUBLIC_FORM)
    assert arriving.asked == 0


def test_what_is_no_form_has_no_fields() -> None:
    assert SentForm(LARGE_FORM, b"application/json", b"", b'{"a": 1}').parsed() == FormData()
    assert SentForm(LARGE_FORM, b"", b"", b"").parsed() == FormData()
    assert urlencoded(b"") == []


def test_files_are_refused() -> None:
    named = (
        b'--%s\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\nabc\r\n' % BOUNDARY
    )
    with pytest.raises(Invalid, match="takes no files"):
        multipart(part(b"1") + named + END)


@pytest.mark.parametrize(
    "sent",
    [
        *(b"", b"abc", END[:-4], part(b"abc"), part(b"abc")[:-3], b"--" + BOUNDARY + b"\r\n\r\n"),
        *(
            part(b"", "a", b"x" * 9_000),
            part(b"", "a", *[b"X: y"] * 9),
            part(b"", "a", b"x\x00: y"),
        ),
    ],
)
def test_what_is_not_whole_is_refused(sent: bytes) -> None:
    with pytest.raises(Invalid, match="did not arrive whole"):
        multipart(sent)


@pytest.mark.parametrize("boundary", [b"", b"x" * 257])
def test_boundaries_that_no_form_has(boundary: bytes) -> None:
    with pytest.raises(Invalid):
        SentForm(LARGE_FORM, MULTIPART, boundary, b"--\r\n\r\nabc\r\n----\r\n").parsed()


def test_as_many_fields_as_a_form_may_have() -> None:
    assert urlencoded(b"a=1&b=2&c=3", SMALL) == [("a", "1"), ("b", "2"), ("c", "3")]
    assert len(multipart(part(b"1") * 3 + END, SMALL)) == 3
    for sent in (b"a&b&c&d", b"&&&", b"a&&&"):
        with pytest.raises(TooLarge):
            urlencoded(sent, SMALL)
    with pytest.raises(TooLarge):
        multipart(part(b"1") * 4 + END, SMALL)


def test_as_much_as_a_field_may_hold() -> None:
    assert urlencoded(b"a=12345678", SMALL) == [("a", "12345678")]
    assert multipart(part(b"1234567890") + END, SMALL) == [("a", "1234567890")]
    with pytest.raises(TooLarge):
        urlencoded(b"b=2&a=123456789", SMALL)
    with pytest.raises(TooLarge):
        multipart(part(b"2") + part(b"12345678901") + END, SMALL)


def steps(work: Callable[[], object]) -> int:
    """How many functions are called until it is refused: what its time grows by."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1

    sys.setprofile(count)
    try:
        with pytest.raises(Invalid):
            work()
    finally:
        sys.setprofile(None)
    return seen


MANY: dict[str, Callable[[int], Callable[[], object]]] = {
    "ampersands": lambda n: partial(urlencoded, b"&" * n),
    "empty fields": lambda n: partial(urlencoded, b"a=&" * n),
    "parts": lambda n: partial(multipart, part(b"x") * n + END),
    "headers": lambda n: partial(multipart, part(b"x", "a", *[b"X: y"] * n) + END),
}


@pytest.mark.parametrize("many", MANY.values(), ids=MANY)
def test_what_is_refused_for_its_number_costs_the_same_at_any(
    many: Callable[[int], Callable[[], object]],
) -> None:
    assert steps(many(40_000)) <= steps(many(10_000)) + 100


def seen(parts: list[Piece]) -> list[tuple[str, str | None, bytes]]:
    """The fields, however many pieces they came in."""
    found, data = [], b""
    for piece in parts:
        data += piece.data
        if piece.is_last:
            found.append((piece.name, piece.filename, data))
            data = b""
    return found


@given(
    st.lists(st.lists(st.sampled_from([b"\r", b"\n", b"--", BOUNDARY, b"x", b" "])).map(b"".join)),
    st.lists(st.integers(1, 12), min_size=1),
)
def test_it_does_not_matter_how_a_form_is_cut(values: list[bytes], cuts: list[int]) -> None:
    sent = b"".join(map(part, values)) + END
    whole, cut = PieceReader(BOUNDARY, 999), PieceReader(BOUNDARY, 999)
    try:
        expected = seen(list(whole.feed(sent)))
    except Invalid:
        return
    found: list[Piece] = []
    rest = sent
    while rest:
        at = cuts[len(rest) % len(cuts)]
        found += cut.feed(rest[:at])
        rest = rest[at:]
    assert seen(found) == expected


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(sent: bytes) -> None:
    for parse in (urlencoded, multipart):
        try:
            parse(sent)
        except Invalid:
            continue


@given(NAME)
def test_names_are_unquoted_once(name: str) -> None:
    twice = quote_plus(quote_plus(name))
    assert urlencoded(f"{twice}=1".encode()) == [(quote_plus(name), "1")]
