"""Requests that another site makes, or that name another host: nothing comes of them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from starlette.routing import Route

from mediahub.accounts.guard import FORM_FIELD
from mediahub.accounts.models import AuditEntry, Role, User
from mediahub.app import routes
from mediahub.hub import Hub
from mediahub.search.index.provider import IndexProvider
from mediahub.web.templating import Templates
from tests.factories import CREATED_AT, make_episode, make_show, make_user, make_webcast
from tests.mediahub.studio import CHEAP, HOST, Member, at_work, form_token, session_token

ID = "00000000-0000-0000-0000-000000000000"
EVIL = "evil.example"


def posts(hub: Hub) -> list[str]:
    """Every address that takes a form, with something for each of its names."""
    return sorted(
        route.path_format.format(**dict.fromkeys(route.param_convertors, ID))
        for route in routes(hub, Templates(hub.settings.origin), CHEAP, IndexProvider(hub))
        if isinstance(route, Route) and "POST" in (route.methods or ())
    )


def decided(hub: Hub) -> int | None:
    with hub.reading() as db:
        return db.scalar(select(func.count()).select_from(AuditEntry))


@pytest.fixture
def administrator(studio: Hub) -> User:
    with studio.writing() as db:
        make_episode(db, make_show(db, slug="resan"), opens_at=CREATED_AT)
        make_webcast(db, slug="dialog")
        return make_user(db, Role.ADMINISTRATOR)


@pytest.fixture
def member(studio: Hub, administrator: User) -> Iterator[Member]:
    with at_work(studio, administrator) as found:
        yield found


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "", "origin": f"https://{EVIL}"},
        {"sec_fetch_site": "", "origin": f"http://{HOST}.{EVIL}"},
    ],
    ids=lambda headers: "-".join(headers.values()),
)
def test_no_form_of_another_site_is_taken(
    studio: Hub, member: Member, headers: dict[str, str]
) -> None:
    before = decided(studio)
    assert len(posts(studio)) > 100
    taken = {
        path: status
        for path in posts(studio)
        if (status := member.post(path, {}, **headers).status_code) not in (403, 404)
    }
    assert taken == {}
    assert decided(studio) == before


def test_no_form_of_the_studio_is_taken_with_the_token_of_somebody_else(
    studio: Hub, member: Member
) -> None:
    before = decided(studio)
    with studio.writing() as db:
        other = make_user(db, Role.ADMINISTRATOR)
    stolen = {
        "of another session": form_token(studio, session_token(studio, other)),
        "altered": member.token[:-1] + ("A" if member.token[-1] != "A" else "B"),
        "without its salt": member.token.partition(".")[2],
        "empty": "",
    }
    for path in (path for path in posts(studio) if path.startswith("/studio")):
        for what, token in stolen.items():
            status = member.visitor.post(path, {FORM_FIELD: token}).status_code
            assert status in (403, 404), (path, what)
    assert decided(studio) == before


PAGES = [
    "/", "/resan", "/feeds/resan.xml", "/feeds/resan.json", "/webbsandningar",
    "/webbsandningar/dialog", "/webbsandningar/dialog.ics", "/webbsandningar.ics", "/nyhetsbrev",
    "/nyhetsbrev.xml", "/sok?q=r%C3%A5d", "/sitemap.xml", "/robots.txt", "/studio",
    "/studio/logga-in", "/resan/", "/finns-inte", "/mina-inspelningar", "/favicon.ico",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["host", "x_forwarded_host", "forwarded", "x_forwarded_prefix"])
def test_no_address_is_made_of_what_a_request_names(member: Member, path: str, name: str) -> None:
    value = f"host={EVIL}" if name == "forwarded" else EVIL
    answer = member.visitor.get(path, params=None, **{name: value})
    assert answer.status_code < 500
    assert EVIL not in answer.text
    assert [text for text in answer.headers.values() if EVIL in text] == []


WAYS = [
    f"//{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"https://{EVIL}", f"https:{EVIL}", f"/%2f{EVIL}",
    f"/studio//{EVIL}", f"/studio/..//{EVIL}", f"/studio@{EVIL}", f"/studio\\@{EVIL}",
    f"\t//{EVIL}", f"/\t/{EVIL}", f"/studio\r\nLocation: //{EVIL}", "javascript:zz(1)",
    f"//studio@{EVIL}/studio", f"/studio/../..//{EVIL}",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_signing_in_leads_to_nobody_else(studio: Hub, administrator: User, way: str) -> None:
    with at_work(studio) as stranger:
        page = stranger.get("/studio/logga-in", next=way)
        assert f'value="{way}"' not in page.text
        form = {"email": administrator.email, "password": "fel", "next": way}
        answer = stranger.fill_in("/studio/logga-in", form)
        assert EVIL not in answer.headers.get("location", "")
        assert f'value="{way}"' not in answer.text
