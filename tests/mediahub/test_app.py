"""The application as a whole: what holds for it even when it breaks."""

import httpx

from mediahub.hub import Hub


def test_the_page_of_an_unforeseen_error_has_every_header(site: httpx.Client, hub: Hub) -> None:
    usual = site.get("/").headers
    hub.close()
    (hub.settings.data_dir / "mediahub.sqlite3").write_bytes(b"no database" * 100)
    got = site.get("/")
    assert got.status_code == 500
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
        assert got.headers[name] == usual[name]
