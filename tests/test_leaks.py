"""The watch over logs and error pages sees what it is there to see, and nothing else."""

import logging

import pytest

from mediahub.signatures import sign
from tests.leaks import Lines, found_in

TOKEN = "0123456789abcdef" * 2 + sign(["a key"], "x")


@pytest.mark.parametrize(
    "text",
    [
        f"GET /inspelning/{TOKEN}",
        f"/mina-inspelningar/p{TOKEN}.xml",
        "https://b.example/a?X-Amz-Date=1&X-Amz-Signature=abc",
        "/filer/a?expires=1&signature=abc",
        "a?x=1&amp;signature=abc",
    ],
)
def test_secret_is_found(text: str) -> None:
    assert len(found_in(text)) == 1


@pytest.mark.parametrize("text", [TOKEN[:-1], "0" * 64, "/inspelning/***", "a signature=x"])
def test_other_text_is_left_alone(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("message", "cause"), [("at %s", None), ("it failed%.0s", ValueError(f"/inspelning/{TOKEN}"))]
)
def test_line_that_holds_a_secret_is_kept(message: str, cause: Exception | None) -> None:
    lines, error = Lines(), (type(cause), cause, None) if cause else None
    where = logging.LogRecord("site", logging.ERROR, "", 1, message, (TOKEN,), error)
    elsewhere = logging.LogRecord("site", logging.ERROR, "", 1, "at %s", ("/demokratiresan",), None)
    for record in (where, elsewhere):
        lines.handle(record)
    (told,) = lines.told
    assert told.startswith("site: ")
    assert told.endswith(TOKEN)
