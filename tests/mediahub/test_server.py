"""Where the server listens, and what it writes down of a request."""

import logging
import socket

import pytest

from mediahub.errors import Conflict
from mediahub.server import WithoutSecrets, listen
from mediahub.settings import Settings
from tests.cli_runner import CommandLine

TOKEN = "0123456789abcdef" * 2 + "-_azAZ09xyz" * 3 + "0123456789"


def test_a_port_that_is_taken(settings: Settings) -> None:
    with listen(settings.model_copy(update={"port": 0})) as first:
        port = first.getsockname()[1]
        with pytest.raises(Conflict) as refusal:
            listen(settings.model_copy(update={"port": port}))
    assert str(refusal.value) == (
        f"Port {port} of 127.0.0.1 cannot be used: Address already in use. "
        "Choose another with PORT."
    )


def test_a_host_that_is_none(settings: Settings) -> None:
    with pytest.raises(Conflict, match=r"^Port 8000 of 192\.0\.2\.1 cannot be used: "):
        listen(settings.model_copy(update={"host": "192.0.2.1"}))


def test_serving_on_a_port_that_is_taken_is_a_refusal(mediahub: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        mediahub.environment["PORT"] = str(taken.getsockname()[1])
        ran = mediahub("serve")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("Port ")


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/demokratiresan", "/demokratiresan"),
        ("/demokratiresan/98?expires=1&signature=abc", "/demokratiresan/98"),
        ("/filer/a?x=?signature=abc", "/filer/a"),
        (f"/inspelning/{TOKEN}", "/inspelning/***"),
        (f"/mina-inspelningar/{TOKEN}.xml", "/mina-inspelningar/***.xml"),
        ("/studio/losenord/0a1b2c?lang=en", "/studio/losenord/***"),
        ("/studio/losenord", "/studio/losenord"),
        ("/studio/kom-igang/0a1b2c", "/studio/kom-igang/***"),
    ],
)
def test_no_secret_is_logged(path: str, logged: str) -> None:
    record = logging.LogRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        1,
        '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:1", "GET", path, "1.1", 200),
        None,
    )
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == f'127.0.0.1:1 - "GET {logged} HTTP/1.1" 200'
