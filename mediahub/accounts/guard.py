"""The door of the studio: who comes to which page, and that a form is the person's own.

Every address below /studio is made by `Studio.page` or `Studio.public_page`, which declare its
guard; `guard_of` reads it back from a route.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediahub.accounts import audit
from mediahub.accounts.login import sessions
from mediahub.accounts.login.passwords import Passwords, password_queue
from mediahub.accounts.models import Role, StudioSession, User
from mediahub.accounts.resubmit import TEMPLATE, sent_fields
from mediahub.errors import Busy, Forbidden
from mediahub.signatures import is_signed, sign
from mediahub.web.body import TooLarge
from mediahub.web.client_ip import address_of
from mediahub.web.endpoint import Call, Endpoint, PageFactory
from mediahub.web.form_data import LARGE_FORM, FormSize
from mediahub.web.queues import Queue

FORM_FIELD = "csrf"
SIGN_IN = "/studio/logga-in"
HOME = "/studio"
# Same-origin, not no-referrer: with that, browsers call the origin of a form “null”.
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


class StaleForm(Forbidden):
    """A form whose token is not of this sign-in, or that has none."""


class SignedOut(TooLarge):
    """More than is kept for a browser that is not known; reloading its answer sends it again."""

    sentence = (
        "You are no longer signed in, and what you typed is too long to be kept here. Sign in in "
        "another tab, then reload this page: your browser sends it again."
    )
    is_signed_out = True


# What is kept of a form whose sign-in has ended, see `accounts/resubmit.py`, whoever sends it.
STRANGERS_FORM = FormSize(
    fields=2_000, field_bytes=16 * 1024, all_bytes=16 * 1024, refusal=SignedOut
)


class Guard(IntEnum):
    """Who may come to a page; each lets through what the later ones do.

    A producer limited to shows is let through by PRODUCER, where the page asks `may_edit`.
    """

    PUBLIC = 0
    STAFF = 1
    PRODUCER = 2
    PRODUCER_OF_ALL = 3
    ADMINISTRATOR = 4


def guard_for(user: User) -> Guard:
    """The last guard that lets the user through."""
    if user.role is Role.PRODUCER:
        return Guard.PRODUCER if user.is_limited else Guard.PRODUCER_OF_ALL
    return Guard.ADMINISTRATOR if user.role is Role.ADMINISTRATOR else Guard.STAFF


def may_edit(user: User, show_id: UUID | None = None) -> bool:
    """Whether a user may change this show and its episodes; None is what belongs to no show."""
    if guard_for(user) is Guard.PRODUCER:
        return show_id is not None and show_id in [kept.show_id for kept in user.shows]
    return guard_for(user) > Guard.PRODUCER


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu: its name, a gettext msgid, where it leads, and who sees it."""

    name: str
    path: str
    guard: Guard


@dataclass(frozen=True, slots=True)
class FormCall(Call):
    """A call whose pages hold forms: their token is signed over what only this browser has."""

    bound_to: str

    @property
    def csrf_token(self) -> str:
        """What each form sends back, anew each time: a compressed page's length tells nothing."""
        salt = secrets.token_hex(8)
        return f"{salt}.{sign(self.hub.settings.secret_keys, 'csrf', salt, self.bound_to)}"

    def require_token(self) -> None:
        """StaleForm unless the form, or the header X-CSRF-Token, brings a token of this browser."""
        given = self.sent(FORM_FIELD) or self.request.headers.get("x-csrf-token", "")
        salt, _, signature = given.partition(".")
        if not is_signed(self.hub.settings.secret_keys, signature, "csrf", salt, self.bound_to):
            raise StaleForm("The form is from another sign-in. Open the page anew and try again.")

    @property
    def address(self) -> str:
        """The IP address of the visitor."""
        return address_of(self.request)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction of its own, for what is written after work that takes long.

        It is told what the audit log asks of the call's own.
        """
        with self.hub.writing() as db:
            known = (audit.ACTOR, audit.ADDRESS)
            db.info.update({name: self.db.info[name] for name in known if name in self.db.info})
            yield db

    def render(self, name: str, status: int = 200, **context: object) -> Response:
        """A page that may hold forms. `note` says what was just done; see `done`."""
        context.setdefault("csrf_token", self.csrf_token)
        context.setdefault("note", self.request.query_params.get("klart", ""))
        return Call.render(self, name, status, **context)


@dataclass(frozen=True, slots=True)
class StudioCall(FormCall):
    """What a page of the studio is given: the call, and who is there."""

    user: User
    session: StudioSession
    menu: Sequence[MenuEntry]

    @property
    def actor(self) -> str:
        """What services and the audit log call the user."""
        return str(self.user.id)

    @property
    def guard(self) -> Guard:
        """The last guard that lets the user through."""
        return guard_for(self.user)

    def may_edit(self, show_id: UUID | None = None) -> bool:
        """Whether the user may change this show and its episodes; None is what has no show."""
        return may_edit(self.user, show_id)

    def require_edit(self, show_id: UUID | None = None) -> None:
        """Forbidden unless `may_edit`."""
        if not self.may_edit(show_id):
            raise Forbidden("You may look at this, but not change it.")

    @contextmanager
    def to_write(self) -> Iterator["StudioCall"]:
        """The same call in a transaction that may write, after work that takes long.

        Who asks is looked up anew, Forbidden when they are signed out by then; and so must be
        every row: those of this call are not of that one.
        """
        with self.writing() as db:
            session = sessions.find(db, _token(self), self.now)
            if session is None:
                raise Forbidden("You have been signed out. Sign in, and send it once more.")
            yield replace(self, db=db, user=session.user, session=session)

    def render(self, name: str, status: int = 200, **context: object) -> Response:
        """A page of the studio, with its menu."""
        context.setdefault("user", self.user)
        context.setdefault("has_mail_server", self.hub.settings.smtp is not None)
        context.setdefault("menu", [entry for entry in self.menu if entry.guard <= self.guard])
        return FormCall.render(self, name, status, **context)


StudioPage = Callable[[Request, StudioCall], Response]
FormPage = Callable[[Request, FormCall], Response]


@dataclass(frozen=True, slots=True)
class GuardedEndpoint:
    """An endpoint that carries its guard; `serve` is what a route is given."""

    guard: Guard
    endpoint: Endpoint

    async def serve(self, request: Request) -> Response:
        """The page, with the headers that every answer of the studio has."""
        response = await self.endpoint(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def guard_of(endpoint: object) -> Guard | None:
    """The guard that the endpoint of a route declares, if any."""
    owner = getattr(endpoint, "__self__", None)
    return owner.guard if isinstance(owner, GuardedEndpoint) else None


@dataclass(frozen=True, slots=True)
class Studio:
    """Turns pages into endpoints that only the right people reach."""

    factory: PageFactory
    passwords: Passwords
    menu: Sequence[MenuEntry] = ()
    password_queue: Queue = field(default_factory=password_queue)

    def page(
        self,
        page: StudioPage,
        guard: Guard,
        *,
        only_reads: bool = False,
        queue: Queue | None = None,
    ) -> Endpoint:
        """An endpoint for users whom the guard lets through; others sign in, or are Forbidden.

        One transaction, as `PageFactory.page`; a POST needs the token of the form besides, and one
        that `only_reads` leaves the write lock to others. That a session
        is used is noted afterwards, at most every five minutes, in a transaction of its own: GET
        reads, and would otherwise wait for SQLite's one writer.
        """
        if guard is Guard.PUBLIC:
            raise ValueError("public_page makes the pages that anyone may open")

        def guarded(request: Request, call: Call) -> Response:
            session = self.session_of(call)
            kept = () if _is_script(request) else sent_fields(call.form, FORM_FIELD)
            if session is None and kept:
                return call.render(TEMPLATE, 403, fields=kept, csrf_token="")
            if session is None:
                return to_sign_in(request)
            try:
                studio = self.admit(call, session, guard)
            except StaleForm:
                if not kept:
                    raise
                return self._at(call, session).render(TEMPLATE, 403, fields=kept)
            return self._touched(studio, page(request, studio))

        endpoint = self.factory.page(
            guarded, size_of=self.size_of, only_reads=only_reads, queue=queue
        )
        return GuardedEndpoint(guard, endpoint).serve

    def public_page(
        self,
        page: FormPage,
        *,
        stale: FormPage | None = None,
        only_reads: bool = False,
        queue: Queue | None = None,
    ) -> Endpoint:
        """An endpoint for anyone: signing in, and choosing a password by a link.

        There is no session to sign the form's token over, so a cookie of its own is made for it.
        A POST without that token is answered by `stale`, which gives the form again.
        A POST that `only_reads` leaves the write lock to others, as for `PageFactory.page`.
        """

        def public(request: Request, call: Call) -> Response:
            name = f"{sessions.cookie_name(call.hub.settings)}-form"
            bound_to = request.cookies.get(name, "")
            is_new = len(bound_to) != 32
            if is_new:
                bound_to = secrets.token_hex(16)
            given = FormCall(**_values(call), bound_to=bound_to)
            _bind(given)
            try:
                if request.method == "POST":
                    given.require_token()
            except StaleForm:
                if stale is None:
                    raise
                response = stale(request, given)
            else:
                response = page(request, given)
            if is_new:
                secure = call.hub.settings.origin.startswith("https://")
                response.set_cookie(name, bound_to, secure=secure, httponly=True, samesite="lax")
            return response

        endpoint = self.factory.page(public, only_reads=only_reads, queue=queue)
        return GuardedEndpoint(Guard.PUBLIC, endpoint).serve

    def session_of(self, call: Call) -> StudioSession | None:
        """The living session of whoever asks."""
        return sessions.find(call.db, _token(call), call.now)

    def size_of(self, call: Call) -> FormSize:
        """What a form may hold: one that outlived its sign-in is as long as before it ended."""
        is_known = sessions.is_remembered(call.db, _token(call))
        return LARGE_FORM if is_known else STRANGERS_FORM

    def admit(self, call: Call, session: StudioSession, guard: Guard) -> StudioCall:
        """The call for the session's user; Forbidden below the guard, or for a form without token.

        For endpoints that take more than a form; pages are made by `page`.
        """
        studio = self._at(call, session)
        _bind(studio)
        call.db.info[audit.ACTOR] = studio.actor
        if studio.guard < guard:
            raise Forbidden("Your account does not let you do this. Ask an administrator.")
        if call.request.method not in ("GET", "HEAD"):
            studio.require_token()
        return studio

    def _at(self, call: Call, session: StudioSession) -> StudioCall:
        return StudioCall(
            **_values(call),
            bound_to=session.digest,
            user=session.user,
            session=session,
            menu=self.menu,
        )

    async def _touch(self, digest: str) -> None:
        with suppress(Busy):  # the next page notes it
            await self.factory.writers.run(sessions.touch, self.factory.hub, digest)

    def _touched(self, call: StudioCall, response: Response) -> Response:
        is_stale = call.now >= call.session.seen_at + sessions.TOUCH
        if is_stale and response.background is None:
            digest = call.session.digest
            response.background = BackgroundTask(self._touch, digest)
        return response


def path_or_home(text: str) -> str:
    """An address of the studio to go on to; its start for any other text.

    A backslash, a second slash and what is not plain ASCII are how an address here turns out to
    lead elsewhere.
    """
    path, _, _ = text.partition("?")
    is_ours = path == HOME or path.startswith(f"{HOME}/")
    is_plain = text.isascii() and text.isprintable() and not set(text) & set('\\ "<>#')
    return text if is_ours and is_plain and "//" not in path and ".." not in path else HOME


def redirect(path: str, note: str = "") -> Response:
    """Go on to a page of the studio after a form; `note` is looked up by the page's template."""
    return RedirectResponse(f"{path}?klart={quote(note)}" if note else path, 303)


def _bind(call: FormCall) -> None:
    """Let the audit log know where what is done in this transaction comes from."""
    call.db.info[audit.ADDRESS] = call.address


def to_sign_in(request: Request) -> Response:
    """The way in, and back to what was asked for; Forbidden for a script, which shows the words."""
    if _is_script(request):
        raise Forbidden("You are no longer signed in. Sign in in another tab, and try again here.")
    wanted = request.url.path
    if request.method in ("GET", "HEAD"):
        wanted += f"?{request.url.query}" if request.url.query else ""
    else:  # what a form was sent to may be no page; where it stood is
        wanted = _path_of(request.headers.get("referer", ""))
    return RedirectResponse(f"{SIGN_IN}?next={quote(path_or_home(wanted), safe='')}", 303)


def _token(call: Call) -> str:
    return call.request.cookies.get(sessions.cookie_name(call.hub.settings), "")


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # half an IPv6 address
        return ""


def _is_script(request: Request) -> bool:
    return request.headers.get("sec-fetch-mode", "navigate") != "navigate"


def _values(call: Call) -> dict[str, Any]:
    return {field.name: getattr(call, field.name) for field in fields(call)}
