"""Health: the process answers, and the database does."""

import httpx

from mediahub.hub import Hub


def test_the_process_answers(site: httpx.Client) -> None:
    got = site.get("/healthz")
    assert (got.status_code, got.text, got.headers["cache-control"]) == (200, "ok\n", "no-store")


def test_the_database_answers(site: httpx.Client) -> None:
    got = site.get("/readyz")
    assert (got.status_code, got.text, got.headers["cache-control"]) == (200, "ok\n", "no-store")


def test_without_its_database_it_is_alive_and_not_ready(site: httpx.Client, hub: Hub) -> None:
    hub.close()
    (hub.settings.data_dir / "mediahub.sqlite3").write_bytes(b"no database" * 100)
    got = site.get("/readyz")
    assert (got.status_code, got.text) == (503, "the database does not answer\n")
    assert site.get("/healthz").status_code == 200
