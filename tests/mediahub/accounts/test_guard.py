"""The door: every address of the studio has a guard, and lets in exactly whom it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from mediahub.accounts.guard import (
    FORM_FIELD,
    STRANGERS_FORM,
    Guard,
    StaleForm,
    Studio,
    guard_for,
    guard_of,
    may_edit,
    path_or_home,
    redirect,
)
from mediahub.accounts.login import sessions
from mediahub.accounts.login.password_links import password_link, setup_link
from mediahub.accounts.models import AuditEntry, AuditSender, Role, StudioSession, User, UserShow
from mediahub.app import routes
from mediahub.hub import Hub
from mediahub.media.models import Purpose
from mediahub.search.index.provider import IndexProvider
from mediahub.web.endpoint import PageFactory
from mediahub.web.templating import Templates
from tests.conftest import Clock
from tests.factories import make_show, make_user, make_webcast
from tests.mediahub.sending import make_upload
from tests.mediahub.studio import CHEAP, Member, at_work, form_token, said, session_token, token_in
from tests.mediahub.visitor import Visitor, page_of
from tests.mediahub.visitor import select as elements

NOBODY = UUID(int=0)
ROLES: dict[Guard, dict[str, Any]] = {
    Guard.STAFF: {"role": Role.STAFF},
    Guard.PRODUCER: {"role": Role.PRODUCER, "is_limited": True},
    Guard.PRODUCER_OF_ALL: {"role": Role.PRODUCER},
    Guard.ADMINISTRATOR: {"role": Role.ADMINISTRATOR},
}
TOO_LOW = "Your account does not let you do this."
NO_TOKEN = "The form is from another sign-in."
TOO_OLD = "The form was too old, so nothing was done."


def addresses(hub: Hub) -> Iterator[tuple[str, str, Guard | None]]:
    """Method, path and guard of everything below /studio."""
    for route in routes(hub, Templates(hub.settings.origin), CHEAP, IndexProvider(hub)):
        if isinstance(route, Route) and f"{route.path}/".startswith("/studio/"):
            values = {name: str(NOBODY) for name in route.param_convertors}
            path = route.path_format.format(**values)
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, path, guard_of(route.endpoint)


def with_link(hub: Hub, path: str) -> str:
    """The path of a link that works, where the path is one of a link."""
    if path == f"/studio/losenord/{NOBODY}":
        later = hub.now() + timedelta(hours=1)
        return urlsplit(password_link(hub.settings, add(hub, role=Role.STAFF), later)).path
    if path == f"/studio/kom-igang/{NOBODY}":
        return urlsplit(setup_link(hub.settings, hub.now())).path
    return path


def add(hub: Hub, **fields: Any) -> User:
    with hub.writing() as db:
        return make_user(db, **fields)


def ask(member: Member, method: str, path: str) -> Any:
    """Without the token of a form, so that nothing is done."""
    return member.get(path) if method == "GET" else member.visitor.post(path, {})


def test_every_address_declares_its_guard(studio: Hub) -> None:
    found = list(addresses(studio))
    assert len(found) >= 20
    assert [address for address in found if address[2] is None] == []


def test_only_signing_in_and_links_are_for_everyone(studio: Hub) -> None:
    public = {path for _, path, guard in addresses(studio) if guard is Guard.PUBLIC}
    assert public == {
        "/studio/logga-in",
        "/studio/losenord",
        f"/studio/losenord/{NOBODY}",
        f"/studio/kom-igang/{NOBODY}",
    }


def test_who_is_not_signed_in_signs_in_first(studio: Hub) -> None:
    with at_work(studio) as stranger:
        for method, path, guard in addresses(studio):
            answer = ask(stranger, method, path)
            if guard is Guard.PUBLIC:
                assert answer.status_code != 303, path
            else:
                assert answer.status_code == 303, path
                assert answer.headers["location"].startswith("/studio/logga-in?next=%2Fstudio")


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_each_role_comes_as_far_as_it_may(studio: Hub, role: Guard) -> None:
    user = add(studio, **ROLES[role])
    assert guard_for(user) is role
    with at_work(studio, user) as member:
        for method, path, guard in addresses(studio):
            if guard in (None, Guard.PUBLIC):
                continue
            assert guard is not None
            answer = ask(member, method, path)
            if guard > role:
                assert answer.status_code == 403, path
                assert TOO_LOW in answer.text, path
            elif method == "GET":
                assert answer.status_code in (200, 404), path
            else:
                assert answer.status_code == 403, path
                assert NO_TOKEN in answer.text, path


def test_no_form_is_taken_without_its_token(studio: Hub) -> None:
    with at_work(studio) as stranger:
        for method, path, guard in addresses(studio):
            if guard is Guard.PUBLIC and method == "POST":
                answer = ask(stranger, method, with_link(studio, path))
                assert answer.status_code == 403, path
                assert TOO_OLD in answer.text, path


def test_token_of_another_session_is_refused(studio: Hub) -> None:
    anna, bo = add(studio), add(studio)
    stolen = form_token(studio, session_token(studio, bo))
    with at_work(studio, anna) as member:
        answer = member.post("/studio/konto/logga-ut", {FORM_FIELD: stolen})
        assert answer.status_code == 403
        answer = member.post("/studio/konto/logga-ut", {}, sec_fetch_site="cross-site")
        assert "was not sent from this site" in answer.text
        assert member.post("/studio/konto/logga-ut", {}).status_code == 303


def test_token_may_come_as_a_header(studio: Hub) -> None:
    with at_work(studio, add(studio)) as member:
        answer = member.visitor.post("/studio/logga-ut", {}, x_csrf_token=member.token)
    assert answer.headers["location"] == "/studio/logga-in?klart=utloggad"


def test_what_was_typed_outlives_the_sign_in(studio: Hub) -> None:
    form = {"title": "Vår å ä ö <b>", "description": "Rad 1\nRad 2"}
    with studio.writing() as db:
        user = make_user(db)
    path = "/studio/nytt-natverk"
    with at_work(studio) as stranger:
        kept = stranger.visitor.post(path, form)
        assert kept.status_code == 403
        again = hidden(kept)
        assert again == form
    with at_work(studio, user) as member:
        answer = member.visitor.post(path, {**again, "places_per_organisation": "2"})
        assert answer.status_code == 403
        answer = member.visitor.post(path, hidden(answer))
        assert answer.headers["location"].endswith("?klart=tillagt")


SMALL, LONG = STRANGERS_FORM.all_bytes, 300_000


def saying(length: int) -> dict[str, str]:
    """A form whose body is of this length."""
    return {"text": "x" * (length - len("text="))}


def test_as_much_is_kept_for_a_stranger_and_no_more(studio: Hub) -> None:
    add(studio)  # somebody is signed in, but not here
    with at_work(studio) as stranger:
        kept = stranger.visitor.post("/studio/nytt-natverk", saying(SMALL))
        more = stranger.visitor.post("/studio/nytt-natverk", saying(SMALL + 1))
    assert (kept.status_code, hidden(kept)) == (403, saying(SMALL))
    assert more.status_code == 413
    assert "too long to be kept here" in said(more, ".lead")[0]
    [link] = elements(page_of(more), "main .button")
    assert (link.get("href"), link.get("target")) == ("/studio/logga-in", "_blank")


def test_too_long_a_sign_in_leads_back_to_the_form(studio: Hub) -> None:
    with at_work(studio) as stranger:
        answer = stranger.visitor.post("/studio/logga-in", {"email": "x y " * SMALL})
    [link] = elements(page_of(answer), "main .button")
    assert (answer.status_code, link.get("href"), link.get("target")) == (413, "/studio", None)
    assert "Back button" in answer.text


def test_a_long_form_outlives_the_sign_in_in_a_browser_that_is_known(
    studio: Hub, clock: Clock
) -> None:
    with at_work(studio, add(studio)) as member:
        clock.advance(sessions.IDLE + sessions.REMEMBERED - timedelta(seconds=1))
        with studio.writing() as db:
            sessions.purge(db, clock.now)
        kept = member.post("/studio/nytt-natverk", saying(LONG))
        assert (kept.status_code, hidden(kept)) == (403, saying(LONG))
        clock.advance(timedelta(seconds=1))
        with studio.writing() as db:
            sessions.purge(db, clock.now)
        assert member.post("/studio/nytt-natverk", saying(LONG)).status_code == 413


def test_a_long_form_of_who_has_signed_out_is_refused_in_words(studio: Hub) -> None:
    with at_work(studio, add(studio)) as member:
        token = member.cookie("studio") or ""
        with studio.writing() as db:
            sessions.end(db, token)
        answer = member.post("/studio/nytt-natverk", saying(LONG), accept="application/json")
    assert (answer.status_code, list(answer.json())) == (413, ["problem"])
    assert "no longer signed in" in answer.json()["problem"]


def test_passwords_are_kept_by_no_page(studio: Hub) -> None:
    with at_work(studio) as stranger:
        form = {"current": "hemligt", "password": "hemligare"}
        answer = stranger.visitor.post("/studio/konto/losenord", form)
    assert (answer.status_code, "hemlig" in answer.text) == (303, False)


def hidden(response: Any) -> dict[str, str]:
    fields = elements(page_of(response), "main form input[@type='hidden']")
    return {str(one.get("name")): str(one.get("value")) for one in fields}


def test_each_page_has_another_token(studio: Hub) -> None:
    with at_work(studio, add(studio)) as member:
        tokens = [token_in(member.get("/studio/konto")) for _ in range(2)]
    assert tokens[0] != tokens[1]


def test_answers_are_kept_by_nobody(studio: Hub) -> None:
    with at_work(studio, add(studio)) as member:
        headers = member.get("/studio").headers
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex")
    assert headers["referrer-policy"] == "same-origin"


def test_use_is_noted_every_five_minutes(studio: Hub, clock: Clock) -> None:
    def seen() -> Any:
        with studio.reading() as db:
            return db.scalars(select(StudioSession.seen_at)).one()

    with at_work(studio, add(studio)) as member:
        begun = clock.now
        clock.advance(sessions.TOUCH - timedelta(seconds=1))
        member.get("/studio")
        assert seen() == begun
        clock.advance(timedelta(seconds=1))
        member.get("/studio")
        assert seen() == begun + sessions.TOUCH


def test_shut_out_while_signed_in(studio: Hub, clock: Clock) -> None:
    user = add(studio)
    with at_work(studio, user) as member:
        assert member.get("/studio").status_code == 200
        with studio.writing() as db:
            db.merge(user).disabled_at = clock.now
        assert member.get("/studio").status_code == 303


def test_script_is_told_that_nobody_is_signed_in(studio: Hub) -> None:
    with at_work(studio) as stranger:
        answer = stranger.visitor.get("/studio", sec_fetch_mode="cors")
    assert answer.status_code == 403
    assert "no longer signed in" in answer.text


def test_form_without_a_session_leads_back_to_its_page(studio: Hub) -> None:
    with at_work(studio) as stranger:
        referer = "http://site.example/studio/konto?klart=x"
        answer = stranger.visitor.post("/studio/konto/losenord", {}, referer=referer)
    assert answer.headers["location"] == "/studio/logga-in?next=%2Fstudio%2Fkonto"


@pytest.mark.parametrize("path", ["/studio", "/studio/avsnitt/x", "/studio/logg?slag=user&id=1"])
def test_way_on_in_the_studio(path: str) -> None:
    assert path_or_home(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://ond.example/studio",
        "//ond.example/studio",
        "/\\ond.example",
        "/studio/\\..\\x",
        "/studio//ond.example",
        "/studio/../../x",
        "/studiox",
        "/studio/å",
        "/studio/\r\nSet-Cookie: x",
        "/studio?q=\x7f",
        "javascript:alert(1)",
        "studio",
        "/demokratiresan",
    ],
)
def test_way_elsewhere_is_not_gone(path: str) -> None:
    assert path_or_home(path) == "/studio"


def test_limited_producer_changes_their_shows_alone(studio: Hub) -> None:
    with studio.writing() as db:
        ours, other = make_show(db), make_show(db)
        limited = make_user(db, is_limited=True, shows=[UserShow(show_id=ours.id)])
        others = [make_user(db, role) for role in (Role.PRODUCER, Role.STAFF, Role.ADMINISTRATOR)]
    shows = (ours.id, other.id, None)
    with at_work(studio, limited) as member:
        page = f"/studio/serier/{other.slug}"
        refused = member.post(page, {"title": "Vår"})
    assert (refused.status_code, "not change it" in refused.text) == (403, True)
    may = [[may_edit(user, show) for show in shows] for user in [limited, *others]]
    assert may == [[True, False, False], [True] * 3, [False] * 3, [True] * 3]


def test_menu_shows_what_one_may_see(studio: Hub) -> None:
    def entries(role: Role) -> list[str]:
        with at_work(studio, add(studio, role=role)) as member:
            return said(member.get("/studio"), ".entries a")

    assert "Users" in entries(Role.ADMINISTRATOR)
    assert "Users" not in entries(Role.PRODUCER)


def test_refusals_lead_back_to_the_studio(studio: Hub) -> None:
    with at_work(studio, add(studio, **ROLES[Guard.STAFF])) as member:
        refused, missing = member.get("/studio/anvandare"), member.get("/studio/avsnitt/x")
    assert (refused.status_code, missing.status_code) == (403, 404)
    for answer in (refused, missing):
        links = elements(page_of(answer), "main .button")
        assert [link.get("href") for link in links] == ["/studio"]
        assert (answer.text.count("– MediaHub<"), answer.text.count('"robots"')) == (1, 1)


@pytest.mark.parametrize("path", ["/studio/konto", "/studio/avsnitt?q=r%C3%A5d"])
def test_the_way_in_leads_back_to_what_was_asked_for(studio: Hub, path: str) -> None:
    with at_work(studio) as stranger:
        answer = stranger.visitor.get(path)
    assert answer.headers["location"] == f"/studio/logga-in?next={quote(path, safe='')}"


def test_nobody_is_asked_who_they_are_by_a_page_for_anyone(hub: Hub) -> None:
    studio = Studio(PageFactory(hub, Templates(hub.settings.origin)), CHEAP)
    with pytest.raises(ValueError, match="public_page"):
        studio.page(lambda *_: Response(), Guard.PUBLIC)


def test_a_form_of_a_stranger_has_sixteen_kilobytes() -> None:
    assert (STRANGERS_FORM.field_bytes, STRANGERS_FORM.all_bytes) == (16_384, 16_384)
    assert STRANGERS_FORM.fields == 2_000


def _public(hub: Hub, member: Member) -> SimpleCookie:
    """The form's cookie of somebody who opens the page to sign in."""
    answer = member.get("/studio/logga-in")
    assert answer.status_code == 200
    return SimpleCookie(answer.headers.get("set-cookie", ""))


def test_each_stranger_has_a_form_of_their_own(studio: Hub) -> None:
    cookies = []
    for _ in range(2):
        with at_work(studio) as stranger:
            (cookie,) = _public(studio, stranger).values()
            cookies.append(cookie.value)
            assert (len(cookie.value), cookie["httponly"], cookie["samesite"]) == (32, True, "lax")
            assert not _public(studio, stranger)  # the second page goes by the first one's cookie
    assert cookies[0] != cookies[1]


def test_way_on_is_another_page_to_be_got() -> None:
    answer = redirect("/studio", "sparad")
    assert (answer.status_code, answer.headers["location"]) == (303, "/studio?klart=sparad")


def test_what_is_written_afterwards_is_noted_with_who_did_it_and_from_where(studio: Hub) -> None:
    with studio.writing() as db:
        make_webcast(db, slug="dialog")
        user = make_user(db)
        listed = b"Namn;E-post\nAnna Ek;anna@boras.se\n"
        sent = make_upload(
            db, user, studio.store, listed, filename="lista.csv", purpose=Purpose.FILE
        )
    with at_work(studio, user) as member:
        path = "/studio/webbsandningar/dialog/deltagare/importera"
        assert member.post(path, {"upload": str(sent.id)}).status_code == 303
    with studio.reading() as db:
        noted = select(AuditEntry.actor, AuditSender.address).outerjoin(
            AuditSender, AuditSender.id == AuditEntry.id
        )
        told = {tuple(row) for row in db.execute(noted)}
    assert {row for row in told if row[0] == str(user.id)} == {(str(user.id), "127.0.0.1")}


def test_address_that_declares_nothing_has_no_guard() -> None:
    class Page:
        """Something else that an endpoint may belong to."""

        def serve(self) -> None: ...

    assert guard_of(Page().serve) is None
    assert guard_of(len) is None


@contextmanager
def public_page(hub: Hub, origin: str) -> Iterator[Visitor]:
    """A site of one page for anyone, which has no page of its own for forms that are too old."""
    hub = replace(hub, settings=hub.settings.model_copy(update={"base_url": origin}))
    studio = Studio(PageFactory(hub, Templates(origin)), CHEAP)
    served = studio.public_page(lambda *_: Response("done"))
    site = Starlette(routes=[Route("/studio/x", served, methods=["GET", "POST"])])
    with start_blocking_portal() as portal:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=origin)
        yield Visitor(client, portal)
        portal.call(client.aclose)


def test_a_strangers_form_without_its_token_does_nothing(hub: Hub) -> None:
    with public_page(hub, "http://site.example") as visitor, pytest.raises(StaleForm):
        visitor.post("/studio/x", {})


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookie_of_a_strangers_form_is_for_https_where_that_is(hub: Hub, scheme: str) -> None:
    with public_page(hub, f"{scheme}://site.example") as visitor:
        cookie = visitor.get("/studio/x").headers["set-cookie"]
    assert ("Secure" in cookie) is (scheme == "https")
