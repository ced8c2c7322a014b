"""A form is taken only from a page of this site, as far as the browser tells."""

import pytest
from starlette.requests import Request

from mediahub.errors import Forbidden
from mediahub.web.csrf import is_from_program, require_same_origin

ORIGIN = "https://podd.example"


def request(**headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return Request(
        {
            "type": "http",
            "method": "POST",
            "scheme": "http",
            "path": "/x",
            "query_string": b"",
            "server": ("inne.example", 8000),
            "headers": [(b"host", b"inne.example:8000"), *named],
        }
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "same-origin", "origin": "null"},
        {"origin": ORIGIN},
        {"origin": "http://inne.example:8000"},
    ],
)
def test_own_page_is_let_through(headers: dict[str, str]) -> None:
    require_same_origin(request(**headers), ORIGIN)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "origin": ORIGIN},
        {"sec_fetch_site": ""},
        {"origin": "null"},
        {"origin": "https://ond.example"},
        {"origin": "http://podd.example"},
        {"origin": "https://podd.example.ond.example"},
    ],
)
def test_other_page_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Forbidden) as refusal:
        require_same_origin(request(**headers), ORIGIN)
    assert str(refusal.value) == (
        "The form was not sent from this site. Open the page here and try again."
    )


@pytest.mark.parametrize("headers", [{"origin": "null"}, {"origin": ORIGIN}])
def test_page_that_tells_no_referrer_names_no_origin(headers: dict[str, str]) -> None:
    require_same_origin(request(**headers), ORIGIN, may_be_unnamed=True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://ond.example"},
        {"sec_fetch_site": "cross-site", "origin": "null"},
        {"sec_fetch_site": "same-site", "origin": "null"},
    ],
)
def test_other_page_is_refused_there_too(headers: dict[str, str]) -> None:
    with pytest.raises(Forbidden):
        require_same_origin(request(**headers), ORIGIN, may_be_unnamed=True)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, True),
        ({"origin": "null"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"origin": ORIGIN, "sec_fetch_site": "cross-site"}, False),
    ],
)
def test_a_program_is_who_names_neither(headers: dict[str, str], *, expected: bool) -> None:
    assert is_from_program(request(**headers)) is expected
