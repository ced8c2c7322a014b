"""The addresses of the studio that have to do with accounts, and the lines of its menu."""

from collections.abc import Sequence
from functools import partial

from starlette.routing import Route

from mediahub.accounts.dashboard import TodoSource
from mediahub.accounts.guard import HOME, SIGN_IN, Guard, MenuEntry, Studio
from mediahub.accounts.show_names import ListShows
from mediahub.accounts.studio import account_pages, audit_pages
from mediahub.accounts.studio.account_pages import ACCOUNT
from mediahub.accounts.studio.login_pages import LoginPages
from mediahub.accounts.studio.user_pages import USERS, UserPages
from mediahub.accounts.users import Forget

MENU = (
    MenuEntry("Users", USERS, Guard.ADMINISTRATOR),
    MenuEntry("Audit log", "/studio/logg", Guard.ADMINISTRATOR),
)


def routes(
    studio: Studio,
    list_shows: ListShows,
    tellers: Sequence[TodoSource] = (),
    forgetting: Sequence[Forget] = (),
) -> list[Route]:
    """Signing in and out, the start page and own account, users, and the audit log."""
    welcome = account_pages.dashboard_page(list_shows, tellers)
    return [
        Route(HOME, studio.page(welcome, Guard.STAFF)),
        *_door(studio),
        *_own(studio),
        *_users(studio, list_shows, forgetting),
        *_audit(studio),
    ]


def _door(studio: Studio) -> list[Route]:
    door, public = LoginPages(studio), studio.public_page
    heavy = partial(public, only_reads=True, queue=studio.password_queue)
    return [
        Route(SIGN_IN, public(door.ask)),
        Route(SIGN_IN, heavy(door.sign_in, stale=door.sign_in_again), methods=["POST"]),
        Route("/studio/losenord", public(door.forgotten)),
        Route(
            "/studio/losenord",
            public(door.send_link, stale=door.forgotten_again),
            methods=["POST"],
        ),
        Route("/studio/losenord/{token}", public(door.choose)),
        Route(
            "/studio/losenord/{token}",
            heavy(door.set_password, stale=door.choose_again),
            methods=["POST"],
        ),
        Route("/studio/kom-igang/{token}", public(door.begin)),
        Route(
            "/studio/kom-igang/{token}",
            heavy(door.set_up, stale=door.begin_again),
            methods=["POST"],
        ),
    ]


def _own(studio: Studio) -> list[Route]:
    page, change = studio.page, account_pages.password_page(studio.passwords)
    heavy = page(change, Guard.STAFF, only_reads=True, queue=studio.password_queue)
    return [
        Route("/studio/logga-ut", page(account_pages.sign_out, Guard.STAFF), methods=["POST"]),
        Route(ACCOUNT, page(account_pages.look, Guard.STAFF)),
        Route(f"{ACCOUNT}/losenord", heavy, methods=["POST"]),
        Route(
            f"{ACCOUNT}/logga-ut",
            page(account_pages.sign_out_elsewhere, Guard.STAFF),
            methods=["POST"],
        ),
    ]


def _users(studio: Studio, list_shows: ListShows, forgetting: Sequence[Forget]) -> list[Route]:
    pages, page, guard = UserPages(list_shows, forgetting), studio.page, Guard.ADMINISTRATOR
    one = f"{USERS}/{{id}}"
    return [
        Route(USERS, page(pages.list, guard)),
        Route(f"{USERS}/ny", page(pages.ask, guard)),
        Route(f"{USERS}/ny", page(pages.add, guard), methods=["POST"]),
        Route(one, page(pages.look, guard)),
        Route(one, page(pages.change, guard), methods=["POST"]),
        Route(f"{one}/lank", page(pages.send_link, guard), methods=["POST"]),
        Route(f"{one}/visa-lank", page(pages.show_link, guard), methods=["POST"]),
        Route(f"{one}/stang-av", page(pages.disable, guard), methods=["POST"]),
        Route(f"{one}/slapp-in", page(pages.enable, guard), methods=["POST"]),
        Route(f"{one}/ta-bort", page(pages.remove, guard), methods=["POST"]),
    ]


def _audit(studio: Studio) -> list[Route]:
    page, guard = studio.page, Guard.ADMINISTRATOR
    return [
        Route("/studio/logg", page(audit_pages.look, guard)),
        Route("/studio/logg.csv", page(audit_pages.export, guard)),
        Route("/studio/logg.jsonl", page(audit_pages.export_lines, guard)),
    ]
