"""Paths that are nothing's address, on the whole site."""

from collections.abc import Iterator

import httpx
import pytest

from mediahub.hub import Hub
from tests.factories import make_show
from tests.mediahub.visitor import Visitor, visiting


@pytest.fixture
def on_postgresql(hub_on_postgresql: Hub) -> Iterator[Visitor]:
    with visiting(hub_on_postgresql) as visitor:
        yield visitor


@pytest.mark.parametrize(
    "path", ["/%00", "/feeds/%00.xml", "/a/%00", "/a/b%00/chapters.json", "/filer/%00", "/a%0a/"]
)
def test_a_path_with_a_control_character_is_not_there(on_postgresql: Visitor, path: str) -> None:
    got = on_postgresql.get(path)
    assert (got.status_code, got.text) == (404, "Not found\n")
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/demokratiresan/", "/demokratiresan"),
        ("/demokratiresan/97/?t=12", "/demokratiresan/97?t=12"),
        ("/r%C3%A5d%3F/", "/r%C3%A5d%3F"),
        ("//evil.example/", "/evil.example"),
        ("/%5Cevil.example/", "/%5Cevil.example"),
        ("/%2f%2fevil.example/", "/evil.example"),
        ("/%5C/evil.example/", "/%5C/evil.example"),
        ("/evil.example%23@/", "/evil.example%23%40"),
        ("/a/?//evil.example", "/a?//evil.example"),
    ],
)
def test_a_slash_too_many_leads_to_a_path_and_to_no_host(
    site: httpx.Client, hub: Hub, path: str, location: str
) -> None:
    with hub.writing() as db:
        make_show(db, slug="demokratiresan")
    origin = str(site.base_url).rstrip("/")
    got = site.get(origin + path, headers={"Host": "evil.example"})
    assert (got.status_code, got.headers["location"]) == (308, location)
