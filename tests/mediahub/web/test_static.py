"""Static files: for ever under the address that names their content, asked again under another."""

import httpx
import pytest

from mediahub.web.templating import Templates


def test_the_address_names_the_content(site: httpx.Client) -> None:
    address = Templates("").static("site.css")
    got = site.get(address)
    assert (got.status_code, got.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert got.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_without_a_version_it_is_asked_for_again(site: httpx.Client) -> None:
    assert site.get("/static/site.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["none.css", "", "../app.py", "%2e%2e/app.py"])
def test_nothing_else_is_served(site: httpx.Client, name: str) -> None:
    assert site.get(f"/static/{name}").status_code == 404


def test_an_unknown_file_has_no_address() -> None:
    with pytest.raises(KeyError):
        Templates("").static("none.css")
