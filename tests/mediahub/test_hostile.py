"""What a client may write into a request: no route of the site breaks on any of it."""

import ast
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import UUID

import httpx
import pytest
from sqlalchemy.orm import Session
from starlette.routing import Route

import mediahub as package
from mediahub.accounts.models import Role, User
from mediahub.app import routes
from mediahub.hub import Hub
from mediahub.people.models import Organisation, Person
from mediahub.search.index.provider import IndexProvider
from mediahub.web.templating import Templates
from tests import factories as make
from tests.mediahub.studio import CHEAP, Member, at_work, over_http

ONE, SLUG = UUID(int=1), "dialog"
YEAR = "max-age=31536000"
HEADERS = {
    "Accept": "*/*;q=[",
    "Accept-Encoding": "gzip;q=x;;,;,*;q=",
    "Accept-Language": ";;q=9,-,x-y-z-,sv;q=é",
    "Authorization": "Basic =",
    "Cookie": 'studio=å; lang="; lang=xx; =; recording=.; a=\\"\\777',
    "If-Match": '"',
    "If-Modified-Since": "Mon, 99 Feb 99999 99:99:99 +9999",
    "If-None-Match": 'W/W/",,"',
    "If-Range": "\\",
    "Origin": "http://[",
    "Range": "bytes=99999999999999999999-,-0",
    "Referer": "http://[",
    "User-Agent": "å[(\\",
    "X-Csrf-Token": "å.å",
    "X-Forwarded-For": "[::1, 999.9.9.9:x",
    "X-Forwarded-Proto": "javascript",
}
TEXTS = ["²", "9" * 25, "[", "9999-12-31T23:59", "\ud800"]
PAGES = {"sida", "page"}


def fill(db: Session, hub: Hub) -> None:
    """Something at every address: each row has the same id and the same slug."""
    show = make.make_show(db, id=ONE, slug=SLUG)
    make.make_episode(db, show, id=ONE, slug=SLUG)
    webcast = make.make_webcast(db, id=ONE, slug=SLUG)
    make.make_recording(db, webcast, hub.store, id=ONE)
    make.make_registration(db, webcast, id=ONE)
    make.make_series(db, id=ONE, slug=SLUG)
    make.make_member(db, make.make_network(db, id=ONE, slug=SLUG), id=ONE)
    make.make_transcript(db, id=ONE)
    db.add_all([Person(id=ONE, name="Åsa Öberg"), Organisation(id=ONE, name="SKR")])


@contextmanager
def filled(hub: Hub) -> Iterator[Hub]:
    with hub.writing() as db:
        fill(db, hub)
    yield over_http(hub)


@pytest.fixture
def on_sqlite(hub: Hub) -> Iterator[Hub]:
    with filled(hub) as site:
        yield site


@pytest.fixture
def on_postgresql(hub_on_postgresql: Hub) -> Iterator[Hub]:
    with filled(hub_on_postgresql) as site:
        yield site


def administrator(hub: Hub) -> User:
    with hub.writing() as db:
        return make.make_user(db, Role.ADMINISTRATOR, id=ONE)


def addresses(hub: Hub, text: str | None = None) -> Iterator[tuple[str, str]]:
    """Method and path of every route; with a text, it stands for all that may be a text there."""
    for route in routes(hub, Templates(hub.settings.origin), CHEAP, IndexProvider(hub)):
        if isinstance(route, Route):
            kinds = {name: type(one).__name__ for name, one in route.param_convertors.items()}
            if text is not None and set(kinds.values()) <= {"UUIDConvertor"}:
                continue
            path = route.path_format.format(
                **{name: _part(name, kind, text) for name, kind in kinds.items()}
            )
            for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
                yield method, path


def _part(name: str, kind: str, text: str | None) -> str:
    if kind == "UUIDConvertor" or (text is None and name == "id"):
        return str(ONE)
    return SLUG if text is None else quote(text, safe="", errors="surrogatepass")


def asking(member: Member) -> Callable[..., httpx.Response]:
    """Ask without following; headers may hold bytes that are no ASCII."""

    def ask(method: str, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        send = partial(member.visitor.client.request, headers=raw)
        return member.visitor.portal.call(send, method, path)

    return ask


@pytest.mark.parametrize("is_member", [False, True], ids=["stranger", "member"])
def test_no_header_breaks_a_page(on_sqlite: Hub, is_member: bool) -> None:
    """A stranger's forms come from this site, those of a member are looked at by their Origin."""
    user = administrator(on_sqlite) if is_member else None
    hostile = HEADERS | ({} if is_member else {"Sec-Fetch-Site": "same-origin"})
    if is_member:
        del hostile["Cookie"]
    with at_work(on_sqlite, user) as member:
        ask = asking(member)
        answers = {
            (method, path): ask(method, path, hostile) for method, path in addresses(on_sqlite)
        }
    assert {one: got.status_code for one, got in answers.items() if got.status_code >= 500} == {}
    unmarked = [
        one
        for one, got in answers.items()
        if got.headers.get("x-content-type-options") != "nosniff"
    ]
    assert unmarked == []


def words() -> list[str]:
    """Every word that a file which reads a query says: the names of its fields are among them."""
    found: set[str] = set()
    for file in sorted(Path(package.__file__).parent.rglob("*.py")):
        source = file.read_text()
        if "query_params" in source:
            found |= {
                node.value
                for node in ast.walk(ast.parse(source))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return sorted(word for word in found if re.fullmatch("[a-z][a-z_]{0,15}", word))


@pytest.mark.parametrize("text", TEXTS)
def test_no_query_breaks_a_page(on_sqlite: Hub, text: str) -> None:
    assert broken_by_queries(on_sqlite, text) == {}


def test_no_query_breaks_a_page_on_postgresql(on_postgresql: Hub) -> None:
    assert broken_by_queries(on_postgresql, "9" * 25) == {}


def broken_by_queries(hub: Hub, text: str) -> dict[str, int]:
    """The pages that break on a query whose every field is the text."""
    names = words()
    assert {"sida", "lang", "t", "sok"} & set(names)
    # The number of a page that there is not is refused before anything else is looked at.
    chosen = [sorted(PAGES), [name for name in names if name not in PAGES]]
    queries = [
        urlencode(dict.fromkeys(fields, text.encode(errors="surrogatepass")))
        for fields in (chosen if text.isdigit() else chosen[1:])
    ]
    with at_work(hub, administrator(hub)) as member:
        ask = asking(member)
        found = {
            path: ask("GET", f"{path}?{query}").status_code
            for method, path in addresses(hub)
            if method == "GET"
            for query in queries
        }
    return {path: status for path, status in found.items() if status >= 500}


@pytest.mark.parametrize("text", [*TEXTS[1:], "🦊" * 300, "%00"])
def test_no_path_breaks_a_page(on_sqlite: Hub, text: str) -> None:
    with at_work(on_sqlite, administrator(on_sqlite)) as member:
        ask = asking(member)
        found = {
            (method, path): ask(method, path, {"Sec-Fetch-Site": "same-origin"}).status_code
            for method, path in addresses(on_sqlite, text)
        }
    assert {one: status for one, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize(
    "host",
    ["", "[", "[::::]", "[::1", "a b", "a/b", "a@b", "a,b", "å", "a:x", "a\\b", "[127.0.0.1]"],
)
def test_a_host_that_is_none_is_refused(studio: Hub, host: str) -> None:
    with at_work(studio) as member:
        ask = asking(member)
        for path in ("/", "/studio/konto", "/static/site.css", "/finns/inte/alls", "/healthz"):
            got = ask("GET", path, {"Host": host})
            assert (got.status_code, got.text) == (400, "Bad request\n")
            assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "[::1]:80"])
def test_no_address_is_made_of_the_host(on_sqlite: Hub, host: str) -> None:
    with at_work(on_sqlite, administrator(on_sqlite)) as member:
        ask = asking(member)
        headers = {"Host": host, "X-Forwarded-Host": "evil.example"}
        for method, path in addresses(on_sqlite):
            if method == "GET":
                got = ask("GET", path, headers)
                assert got.status_code < 500, path
                assert "evil.example" not in got.text, path
                assert "evil.example" not in got.headers.get("location", ""), path


def test_a_query_that_is_no_text_is_refused(site: httpx.Client) -> None:
    with socket.create_connection((site.base_url.host, site.base_url.port or 80)) as client:
        client.sendall(b"GET /?q=\xff HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 400 ")


def test_a_query_with_nul_is_not_there(on_postgresql: Hub) -> None:
    with at_work(on_postgresql, administrator(on_postgresql)) as member:
        for path in ("/sok?q=%00", "/studio/avsnitt?sok=a%00"):
            assert member.get(path).status_code == 404


@pytest.mark.parametrize("origin", ["https://podd.example", "http://podd.example"])
def test_browsers_are_told_to_come_by_https(hub: Hub, origin: str) -> None:
    settings = hub.settings.model_copy(update={"base_url": origin})
    with at_work(replace(hub, settings=settings)) as member:
        ask = asking(member)
        answers = [
            ask("GET", "/"),
            ask("GET", "/static/site.css"),
            ask("GET", "/robots.txt"),
            ask("GET", "/healthz"),
            ask("GET", "/studio"),
            ask("GET", "/nobody/"),
            ask("GET", "/nobody"),
            ask("GET", "/nobody%00"),
            ask("POST", "/studio/logga-in"),
            ask("GET", "/webbsandningar.ics"),
            ask("HEAD", "/"),
            ask("PUT", "/"),
        ]
    told = YEAR if origin.startswith("https:") else None
    assert {got.headers.get("strict-transport-security") for got in answers} == {told}
    assert {got.headers["x-content-type-options"] for got in answers} == {"nosniff"}
