"""Forms with files: bounded in all, and parsed away from the event loop."""

import pytest
from starlette.requests import Request

from mediahub.errors import Invalid
from mediahub.web.body import OtherCharset, TooLarge
from mediahub.web.multipart_stream import Piece, PieceReader, pieces
from tests.mediahub.web.sent import GONE, Arriving, body, request, run, threads_of

KIND = "multipart/form-data; boundary=b"
HEAD = b'--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\n'
FORM = HEAD + b"abc\r\n--b--\r\n"


def read(arriving: Arriving, kind: str = KIND, most_bytes: int = 1_000) -> list[Piece]:
    async def all_of(sent: Request) -> list[Piece]:
        return [piece async for piece in pieces(sent, 2, most_bytes)]

    return run(all_of, request(arriving, ("content-type", kind)))


def test_a_form_is_as_long_as_it_may_be() -> None:
    assert b"".join(piece.data for piece in read(Arriving(body(FORM)))) == b"abc"
    assert len(read(Arriving(body(FORM)), most_bytes=len(FORM))) == 2
    with pytest.raises(TooLarge):
        read(Arriving(body(FORM)), most_bytes=len(FORM) - 1)


@pytest.mark.parametrize("where", ["before", "after"])
def test_what_stands_around_the_parts_counts_too(where: str) -> None:
    around = b"\r\n" * 600
    sent = around + FORM if where == "before" else FORM + around
    with pytest.raises(TooLarge):
        read(Arriving(body(sent)))


def test_what_is_no_such_form_is_not_read() -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/mixed; boundary=b"):
        arriving = Arriving(body(FORM))
        with pytest.raises(Invalid):
            read(arriving, kind)
        assert arriving.asked == 0
    with pytest.raises(OtherCharset):
        read(Arriving(body(FORM)), f"{KIND}; charset=punycode")


def test_what_breaks_off_is_told_so() -> None:
    with pytest.raises(Invalid, match="did not arrive whole"):
        read(Arriving([*body(HEAD, is_whole=False), GONE]))
    with pytest.raises(Invalid, match="did not arrive whole"):
        read(Arriving(body(HEAD)))


def test_it_is_parsed_away_from_the_event_loop() -> None:
    arriving = Arriving(body(FORM))
    threads = threads_of(PieceReader.feed, lambda: read(arriving))
    assert threads
    assert arriving.loop not in threads
