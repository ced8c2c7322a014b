"""Somebody in the studio: signed in without a password, with the token of each form at hand."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpx
from anyio.from_thread import start_blocking_portal
from argon2 import PasswordHasher

from mediahub.accounts.login import sessions
from mediahub.accounts.login.passwords import Passwords
from mediahub.accounts.models import User
from mediahub.app import create
from mediahub.hub import Hub
from mediahub.signatures import sign
from tests.mediahub.visitor import Visitor, page_of, select

HOST = "site.example"
ORIGIN = f"http://{HOST}"
PASSWORD = "glasögon trappa åska"
# As cheap as Argon2 gets: for tests alone, and reachable by no setting.
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True, slots=True)
class Member:
    """A visitor of the studio; `token` goes along with every form that does not bring its own."""

    visitor: Visitor
    token: str = ""

    def get(self, path: str, **params: str) -> httpx.Response:
        """What is at the path."""
        return self.visitor.get(path, params=params)

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> httpx.Response:
        """What sending a form answers."""
        return self.visitor.post(path, {"csrf": self.token, **form}, **headers)

    def fill_in(self, path: str, form: Mapping[str, str], **headers: str) -> httpx.Response:
        """What sending the first form at the path answers, its hidden fields included."""
        fields = select(self.visitor.read(path), "main form[1] input[@type='hidden']")
        hidden = {field.get("name"): field.get("value") for field in fields}
        return self.visitor.post(path, {**hidden, **form}, **headers)

    def cookie(self, name: str) -> str | None:
        """What the browser keeps."""
        return self.visitor.client.cookies.get(name)


def over_http(hub: Hub) -> Hub:
    """The hub at an address whose cookies a client without TLS sends back."""
    settings = hub.settings.model_copy(update={"base_url": ORIGIN})
    return replace(hub, settings=settings)


def session_token(hub: Hub, user: User) -> str:
    """The token of a session that has just begun."""
    with hub.writing() as db:
        return sessions.begin(db, db.merge(user, load=True), hub.now())


def form_token(hub: Hub, token: str) -> str:
    """What the forms of a session bring along."""
    return f"salt.{sign(hub.settings.secret_keys, 'csrf', 'salt', sessions.digest(token))}"


@contextmanager
def at_work(hub: Hub, user: User | None = None, passwords: Passwords = CHEAP) -> Iterator[Member]:
    """Somebody who reads English at a hub that is `over_http`, signed in if a user is given."""
    transport = httpx.ASGITransport(create(hub, passwords))
    with start_blocking_portal() as portal:
        client = httpx.AsyncClient(transport=transport, base_url=ORIGIN)
        client.cookies.set("lang", "en", domain=HOST)
        token = session_token(hub, user) if user is not None else ""
        if user is not None:
            client.cookies.set(sessions.cookie_name(hub.settings), token, domain=HOST)
        yield Member(Visitor(client, portal), form_token(hub, token) if token else "")
        portal.call(client.aclose)


def token_in(response: httpx.Response) -> str:
    """The token of the first form on a page."""
    return str(select(page_of(response), "input[@name='csrf']")[0].get("value"))


def said(response: httpx.Response, path: str) -> list[str]:
    """What the elements at the path of an answer say."""
    return [" ".join(one.text_content().split()) for one in select(page_of(response), path)]
