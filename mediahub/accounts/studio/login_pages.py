"""Pages that anyone may open: signing in, and choosing a password by a link."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediahub.accounts import users
from mediahub.accounts.guard import HOME, FormCall, Studio, path_or_home
from mediahub.accounts.login import password_links, sessions
from mediahub.accounts.login.audit_entries import note_sign_in
from mediahub.accounts.login.passwords import Passwords, check_password
from mediahub.accounts.login.rate_limit import TooSoon, begin_attempt
from mediahub.accounts.login.sign_in import Sender, sign_in
from mediahub.accounts.mails import send_link_if_known
from mediahub.accounts.models import User
from mediahub.errors import Busy, Forbidden, Gone, Invalid, MediaHubError
from mediahub.i18n import sentence
from mediahub.mail.addresses import read_address
from mediahub.web.queues import require_turn

_SIGN_IN = "accounts/studio/sign_in.html"
_FORGOTTEN = "accounts/studio/forgotten.html"
_PASSWORD = "accounts/studio/password.html"  # noqa: S105 - a template
_SETUP = "accounts/studio/setup.html"


@dataclass(frozen=True, slots=True)
class LoginPages:
    """The pages, with what they hash passwords with."""

    studio: Studio

    @property
    def passwords(self) -> Passwords:
        """What passwords are hashed with."""
        return self.studio.passwords

    def ask(self, request: Request, call: FormCall) -> Response:
        """The form to sign in; whoever is signed in goes on."""
        wanted = path_or_home(request.query_params.get("next", HOME))
        if self.studio.session_of(call) is not None:
            return RedirectResponse(wanted, 303)
        return _sign_in_page(call, wanted)

    def sign_in(self, request: Request, call: FormCall) -> Response:
        """A new session, and on to the page that was wanted."""
        email, wanted = call.sent("email"), path_or_home(call.sent("next"))
        try:
            require_turn(request)
            token = sign_in(call.hub, self.passwords, email, call.sent("password"), sender_of(call))
        except (Forbidden, TooSoon, Busy) as error:
            wrong = sentence(error, call.language)
            page = _sign_in_page(call, wanted, email[:254], wrong, status_of_refusal(error))
            return refused(page, error)
        # The browser's earlier session ends: nothing of it is worth more afterwards.
        sessions.end(call.db, request.cookies.get(sessions.cookie_name(call.hub.settings), ""))
        return signed_in(call, token, wanted)

    def sign_in_again(self, _: Request, call: FormCall) -> Response:
        """The form to sign in, with the address that was typed, for one that had grown too old."""
        email, wanted = call.sent("email")[:254], path_or_home(call.sent("next"))
        return _sign_in_page(call, wanted, email, _too_old(call), 403)

    def forgotten(self, _: Request, call: FormCall) -> Response:
        """The form that asks for a new password."""
        return _forgotten_page(call)

    def forgotten_again(self, _: Request, call: FormCall) -> Response:
        """The same with the address that was typed, for one that had grown too old."""
        return _forgotten_page(call, call.sent("email")[:254], _too_old(call), 403)

    def send_link(self, _: Request, call: FormCall) -> Response:
        """Mail a link if there is such a user; the answer does not tell."""
        text = call.sent("email")[:254]
        try:
            email = read_address(text)
            keys = call.hub.settings.secret_keys
            begin_attempt(call.db, keys, email, call.address, call.now, for_link=True)
        except (Invalid, TooSoon) as error:
            wrong = sentence(error, call.language)
            page = _forgotten_page(call, text, wrong, status_of_refusal(error))
            return refused(page, error)
        user = users.find_user(call.db, email, alone=True)
        send_link_if_known(call.db, call.hub.settings, email, user, call.now)
        return call.render(_FORGOTTEN, email=email, wrong=None, is_sent=True)

    def choose(self, request: Request, call: FormCall) -> Response:
        """The form for a password; opening the link uses nothing up."""
        return call.render(_PASSWORD, person=_user(request, call, call.db), wrong=None)

    def choose_again(self, request: Request, call: FormCall) -> Response:
        """The same for a form that had grown too old; the password is written anew."""
        person, wrong = _user(request, call, call.db), _too_old(call)
        return call.render(_PASSWORD, 403, person=person, wrong=wrong)

    def set_password(self, request: Request, call: FormCall) -> Response:
        """Keep the password, and be signed in with it alone."""
        person, password = _user(request, call, call.db), call.sent("password")
        try:
            require_turn(request)
            check_password(password, [person.name, person.email])
        except (Invalid, Busy) as error:
            wrong, status = sentence(error, call.language), status_of_refusal(error)
            return refused(call.render(_PASSWORD, status, person=person, wrong=wrong), error)
        hashed = self.passwords.hash(password)  # before the transaction begins, for it takes long
        with call.writing() as db:
            user = _user(request, call, db, hold=True)
            users.set_password(db, user, hashed, call.now)
            return _enter(call, db, user)

    def begin(self, request: Request, call: FormCall) -> Response:
        """The form of the very first user."""
        _require_setup(request, call, call.db)
        return call.render(_SETUP, values={"name": "", "email": ""}, errors={})

    def begin_again(self, request: Request, call: FormCall) -> Response:
        """The same with what was typed, for a form that had grown too old."""
        _require_setup(request, call, call.db)
        values = {name: call.sent(name)[:254] for name in ("name", "email")}
        errors = {"password": _too_old(call)}
        return call.render(_SETUP, 403, values=values, errors=errors)

    def set_up(self, request: Request, call: FormCall) -> Response:
        """Make the first administrator, signed in."""
        _require_setup(request, call, call.db)
        values = {name: call.sent(name) for name in ("name", "email")}
        password = call.sent("password")
        try:
            require_turn(request)
        except Busy as error:
            errors = {"password": sentence(error, call.language)}
            page = call.render(_SETUP, status_of_refusal(error), values=values, errors=errors)
            return refused(page, error)
        errors = field_errors(
            call,
            name=lambda: users.read_name(values["name"]),
            email=lambda: read_address(values["email"]),
            password=lambda: check_password(password, values.values()),
        )
        if errors:
            return call.render(_SETUP, 422, values=values, errors=errors)
        hashed = self.passwords.hash(password)
        with call.writing() as db:
            email, name = values["email"], values["name"]
            return _enter(
                call, db, users.add_first_administrator(db, email, name, hashed, call.now)
            )


def field_errors(call: FormCall, **checks: Callable[[], object]) -> dict[str, str]:
    """By field, what its check says is wrong."""
    found: dict[str, str] = {}
    for name, check in checks.items():
        try:
            check()
        except Invalid as error:
            found[name] = sentence(error, call.language)
    return found


def _user(request: Request, call: FormCall, db: Session, *, hold: bool = False) -> User:
    token = request.path_params["token"]
    return password_links.user_of(db, call.hub.settings.secret_keys, token, call.now, hold=hold)


def _require_setup(request: Request, call: FormCall, db: Session) -> None:
    token = request.path_params["token"]
    password_links.require_setup(call.hub.settings.secret_keys, token, call.now)
    if users.has_administrator(db):
        raise Gone("The link has been used: there is an administrator. Sign in instead.")


def _enter(call: FormCall, db: Session, user: User) -> Response:
    user.signed_in_at = call.now
    return signed_in(call, begin_session(call, db, user), HOME)


def begin_session(call: FormCall, db: Session, user: User) -> str:
    """The token of a new session of the user's in the visitor's browser."""
    sender = sender_of(call)
    note_sign_in(db, user, sender.address, call.now)
    return sessions.begin(db, user, call.now, address=sender.address, user_agent=sender.user_agent)


def signed_in(call: FormCall, token: str, path: str) -> Response:
    """Go on to a page with a session that has just been begun."""
    response = RedirectResponse(path, 303)
    sessions.set_cookie(response, call.hub.settings, token)
    return response


def _sign_in_page(
    call: FormCall, wanted: str, email: str = "", wrong: str | None = None, status: int = 200
) -> Response:
    """The form, which keeps where to go on to, as do its links to other languages."""
    kept = f"{urlencode({'next': wanted})}&"
    return call.render(_SIGN_IN, status, wanted=wanted, kept_query=kept, email=email, wrong=wrong)


def _forgotten_page(
    call: FormCall, email: str = "", wrong: str | None = None, status: int = 200
) -> Response:
    """The form that asks for a new password."""
    return call.render(_FORGOTTEN, status, email=email, wrong=wrong, is_sent=False)


def _too_old(call: FormCall) -> str:
    """What is said about a form that comes without the token of this browser."""
    return sentence(
        Forbidden("The form was too old, so nothing was done. Fill it in and send it again."),
        call.language,
    )


def sender_of(call: FormCall) -> Sender:
    """Where the request comes from."""
    return Sender(call.address, call.request.headers.get("user-agent", ""))


def status_of_refusal(error: MediaHubError) -> int:
    """Of a form that comes back."""
    return 429 if isinstance(error, TooSoon) else 503 if isinstance(error, Busy) else 422


def refused(response: Response, error: MediaHubError) -> Response:
    """The form that comes back, with when to try again if that is known."""
    if isinstance(error, (TooSoon, Busy)):
        response.headers["Retry-After"] = str(error.values["seconds"])
    return response
