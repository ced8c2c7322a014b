"""One's own start page and account: what waits, the password, and where one is signed in."""

from collections.abc import Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediahub.accounts import users
from mediahub.accounts.dashboard import TodoSource, todo_groups_for
from mediahub.accounts.guard import SIGN_IN, Guard, StudioCall, StudioPage, redirect
from mediahub.accounts.login import sessions
from mediahub.accounts.login.passwords import Passwords, check_password
from mediahub.accounts.login.rate_limit import TooSoon
from mediahub.accounts.login.sign_in import confirm, hold_unchanged
from mediahub.accounts.show_names import ListShows
from mediahub.accounts.studio.login_pages import (
    begin_session,
    field_errors,
    refused,
    signed_in,
    status_of_refusal,
)
from mediahub.errors import Busy, Forbidden
from mediahub.i18n import sentence
from mediahub.web.queues import require_turn

ACCOUNT = "/studio/konto"


def dashboard_page(list_shows: ListShows, tellers: Sequence[TodoSource]) -> StudioPage:
    """The start of the studio: what waits, as the features tell it; or what to do first."""

    def welcome(_: Request, call: StudioCall) -> Response:
        return call.render(
            "accounts/studio/welcome.html",
            waiting=todo_groups_for(call, tellers),
            has_shows=bool(list_shows(call.db)),
            may_make=call.guard >= Guard.PRODUCER,
            may_add_shows=call.may_edit(),
        )

    return welcome


def look(_: Request, call: StudioCall) -> Response:
    """The account, and every session of it."""
    return _page(call, {})


def sign_out(_: Request, call: StudioCall) -> Response:
    """End this session."""
    call.db.delete(call.session)
    return _out(call)


def sign_out_elsewhere(_: Request, call: StudioCall) -> Response:
    """End one session, or with no `session` in the form every one."""
    wanted = call.sent("session")
    if not wanted:
        sessions.end_all(call.db, call.user)
        return _out(call)
    for session in sessions.list_sessions(call.db, call.user, call.now):
        if str(session.id) == wanted:
            call.db.delete(session)
    return _out(call) if wanted == str(call.session.id) else redirect(ACCOUNT, "utloggad")


def _out(call: StudioCall) -> Response:
    response = RedirectResponse(f"{SIGN_IN}?klart=utloggad", 303)
    sessions.delete_cookie(response, call.hub.settings)
    return response


def password_page(passwords: Passwords) -> StudioPage:
    """The page that changes one's own password: signed out elsewhere, a new session here.

    Nothing is written while the passwords are looked at, for that takes long.
    """

    def change(request: Request, call: StudioCall) -> Response:
        password, user = call.sent("password"), call.user
        try:
            require_turn(request)
            confirm(call.hub, passwords, user, call.sent("current"), call.address)
        except (Forbidden, TooSoon, Busy) as error:
            errors = {"current": sentence(error, call.language)}
            return refused(_page(call, errors, status_of_refusal(error)), error)
        check = partial(check_password, password, [user.name, user.email])
        if errors := field_errors(call, password=check):
            return _page(call, errors, 422)
        hashed = passwords.hash(password)
        with call.writing() as db:
            same = hold_unchanged(db, user.id, user.version)
            users.set_password(db, same, hashed, call.now)
            return signed_in(call, begin_session(call, db, same), f"{ACCOUNT}?klart=losenord")

    return change


def _page(call: StudioCall, errors: dict[str, str], status: int = 200) -> Response:
    return call.render(
        "accounts/studio/own.html",
        status,
        errors=errors,
        sessions=sessions.list_sessions(call.db, call.user, call.now),
        current=call.session.id,
    )
