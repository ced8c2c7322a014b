"""The application as a whole: what holds for it even when it breaks."""

import logging
import socket

import httpx
import pytest

from mediahub.hub import Hub


def test_the_page_of_an_unforeseen_error_has_every_header(site: httpx.Client, hub: Hub) -> None:
    usual = site.get("/").headers
    hub.close()
    (hub.settings.data_dir / "mediahub.sqlite3").write_bytes(b"no database" * 100)
    got = site.get("/")
    assert got.status_code == 500
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
        assert got.headers[name] == usual[name]


def test_a_form_that_breaks_off_is_no_fault_of_ours(
    site: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    head = (
        "POST /studio/logga-in HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Length: 100\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\na=b"
    )
    with socket.create_connection((site.base_url.host, site.base_url.port or 80)) as client:
        client.sendall(head.encode())
    assert site.get("/healthz").status_code == 200
    site.close()
    assert [record.getMessage() for record in caplog.records] == []
