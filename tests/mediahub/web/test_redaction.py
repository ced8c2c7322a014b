"""Tokens do not get into what is written down, however they are spelled."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.web.redaction import without_tokens

ID, SIGNATURE = "0123456789abcdef" * 2, "-_azAZ09xyz" * 3 + "0123456789"
TOKEN = ID + SIGNATURE
ONCE = "".join(f"%{ord(sign):02x}" for sign in TOKEN)
TWICE = quote(ONCE, safe="")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/inspelning/{}", "/inspelning/***"),
        ("//inspelning//{}/x", "//inspelning//***"),
        ("/mina-inspelningar/{}.xml", "/mina-inspelningar/***.xml"),
        ("/mina-inspelningar/{}/1/a.mp4", "/mina-inspelningar/***/1/a.mp4"),
        ("/webbsandningar/x/{}", "/webbsandningar/x/***"),
    ],
)
@pytest.mark.parametrize("token", [TOKEN, TOKEN.upper(), TOKEN[:-9], f"{TOKEN}A", ONCE, TWICE])
def test_token_is_hidden(path: str, kept: str, token: str) -> None:
    assert without_tokens(path.format(token)) == kept


@pytest.mark.parametrize("text", ["x", SIGNATURE, "a b", "%00", ID])
def test_whatever_stands_in_a_tokens_place_is_hidden(text: str) -> None:
    assert without_tokens(f"/inspelning/{text}") == "/inspelning/***"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/webbsandningar/x-2026/inspelning/spela",
        "/webbsandningar/x/inspelning/dokument/1f0e8a52-0e7b-4a55-9a3f-6a5d5c1f0e8a",
        "/mina-inspelningar/overlat/1f0e8a52-0e7b-4a55-9a3f-6a5d5c1f0e8a",
        "/media/1f0e8a52-0e7b-4a55-9a3f-6a5d5c1f0e8a/%C3%A5.mp3",
    ],
)
def test_other_paths_are_kept_as_they_are(path: str) -> None:
    assert without_tokens(path) == path


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_no_surroundings_reveal_a_signature(before: str, after: str) -> None:
    assert SIGNATURE not in without_tokens(f"/{before}/{TOKEN}{after}")
