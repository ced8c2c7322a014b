"""What the server writes down of a request."""

import logging

import pytest

from mediahub.server import WithoutQuery


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/demokratiresan", "/demokratiresan"),
        ("/demokratiresan/98?expires=1&signature=abc", "/demokratiresan/98"),
        ("/filer/a?x=?signature=abc", "/filer/a"),
    ],
)
def test_a_signature_is_not_logged(path: str, logged: str) -> None:
    record = logging.LogRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        1,
        '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:1", "GET", path, "1.1", 200),
        None,
    )
    assert WithoutQuery().filter(record)
    assert record.getMessage() == f'127.0.0.1:1 - "GET {logged} HTTP/1.1" 200'
