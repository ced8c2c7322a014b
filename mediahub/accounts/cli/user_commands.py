"""`mediahub user`: those who may sign in to the studio."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from mediahub.accounts import users
from mediahub.accounts.audit import COMMAND
from mediahub.accounts.mails import send_link
from mediahub.accounts.models import Role, User
from mediahub.accounts.show_names import ListShows
from mediahub.accounts.users import Forget
from mediahub.errors import Conflict, NotFound
from mediahub.mail.cleanup import clear
from mediahub.terminal import AsJson, hub_of, print_result, print_table

Email = Annotated[str, typer.Argument(help="The e-mail address that they sign in with.")]
RoleOption = Annotated[
    Role, typer.Option(help="staff search and read, producers make, administrators do all.")
]
Limit = Annotated[
    list[str] | None, typer.Option("--show", help="Limit a producer to this show; repeatable.")
]


def user_commands(list_shows: ListShows, forgetting: Sequence[Forget] = ()) -> typer.Typer:
    """The commands; `list_shows` tells which shows a producer can be limited to.

    `forgetting` takes who is removed out of what features hold.
    """
    commands = typer.Typer(no_args_is_help=True, help="Users of the studio.")

    @commands.command("add")
    def add(
        context: typer.Context,
        email: Email,
        name: Annotated[str, typer.Option(help="What they are called.")],
        role: RoleOption = Role.PRODUCER,
        show: Limit = None,
        as_json: AsJson = False,
    ) -> None:
        """Invite somebody: mail the link to choose a password, and print it as well."""
        hub = hub_of(context)
        with hub.writing() as db:
            shows = _ids(db, list_shows, show)
            user = users.add_user(db, email, name, role, actor=COMMAND, now=hub.now(), shows=shows)
            facts = {**_facts(user), "url": send_link(db, hub.settings, user, hub.now())}
        print_result(hub, facts, "{name} chooses a password at\n{url}", as_json=as_json)

    @commands.command("role")
    def role(
        context: typer.Context,
        email: Email,
        role: Annotated[Role, typer.Argument(help="staff, producer or administrator.")],
        show: Limit = None,
        as_json: AsJson = False,
    ) -> None:
        """Let somebody do other things; they are signed out and sign in again."""
        hub = hub_of(context)
        with hub.writing() as db:
            user, shows = users.get_user(db, email), _ids(db, list_shows, show)
            users.set_role(db, user, role, actor=COMMAND, now=hub.now(), shows=shows)
            facts = _facts(user)
        print_result(hub, facts, "{name} is {role} now.", as_json=as_json)

    commands.command("remove")(_remove(forgetting))
    commands.command("disable")(disable)
    commands.command("enable")(enable)
    commands.command("reset")(reset)
    commands.command("list")(list_)
    return commands


def _remove(forgetting: Sequence[Forget]) -> Callable[..., None]:
    def remove(context: typer.Context, email: Email, as_json: AsJson = False) -> None:
        """Remove somebody for good; what they wrote and did stays, without their name."""
        hub = hub_of(context)
        with hub.writing() as db:
            user = users.get_user(db, email)
            facts = {"id": user.id, "email": user.email, "name": user.name}
            users.remove(db, user, actor=COMMAND, now=hub.now(), forgetting=forgetting)
        clear(hub)  # here and now: there may be no worker
        print_result(hub, facts, "{name} is removed.", as_json=as_json)

    return remove


def disable(context: typer.Context, email: Email, as_json: AsJson = False) -> None:
    """Shut somebody out, at once and wherever they are signed in."""
    hub = hub_of(context)
    with hub.writing() as db:
        user = users.get_user(db, email)
        users.disable(db, user, actor=COMMAND, now=hub.now())
        facts = _facts(user)
    print_result(hub, facts, "{name} is shut out.", as_json=as_json)


def enable(context: typer.Context, email: Email, as_json: AsJson = False) -> None:
    """Let somebody in again, with the password they had."""
    hub = hub_of(context)
    with hub.writing() as db:
        user = users.get_user(db, email)
        users.enable(db, user, actor=COMMAND, now=hub.now())
        facts = _facts(user)
    print_result(hub, facts, "{name} may sign in again.", as_json=as_json)


def reset(context: typer.Context, email: Email, as_json: AsJson = False) -> None:
    """Mail a link to choose a new password, and print it; the old one works until it is used."""
    hub = hub_of(context)
    with hub.writing() as db:
        user = users.get_user(db, email)
        if user.disabled_at is not None:
            raise Conflict("{name} is shut out. Let them in first.", name=user.name)
        facts = {**_facts(user), "url": send_link(db, hub.settings, user, hub.now())}
        users.log_link_sent(db, user, actor=COMMAND, now=hub.now())
    print_result(hub, facts, "{name} chooses a password at\n{url}", as_json=as_json)


def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List everyone, by name."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [_facts(user) for user in users.list_users(db)]
    print_table(hub, rows, as_json=as_json)


def _ids(db: Session, list_shows: ListShows, slugs: list[str] | None) -> list[UUID] | None:
    if not slugs:
        return None
    known = {show.slug: show.id for show in list_shows(db)}
    for slug in slugs:
        if slug not in known:
            raise NotFound("There is no show “{slug}”.", slug=slug)
    return [known[slug] for slug in slugs]


def _facts(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "role": user.role.value,
        "is_limited": user.is_limited,
        "has_password": user.password_hash is not None,
        "signed_in_at": user.signed_in_at,
        "disabled_at": user.disabled_at,
    }
