"""Users, for administrators: listed, invited, changed, shut out, let in again and removed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts import users
from mediahub.accounts.audit import Decision, log_audit
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.accounts.login.password_links import lifetime, password_link
from mediahub.accounts.mails import send_link
from mediahub.accounts.models import Role, User
from mediahub.accounts.show_names import ListShows
from mediahub.accounts.studio.login_pages import field_errors
from mediahub.accounts.users import Forget
from mediahub.errors import Conflict, Invalid
from mediahub.i18n import sentence
from mediahub.mail.addresses import read_address

USERS = "/studio/anvandare"
_FORM = "accounts/studio/user.html"


@dataclass(frozen=True, slots=True)
class UserForm:
    """The form of a user as it was typed; `shows` are ids, None for all of them."""

    name: str = ""
    email: str = ""
    role: str = Role.PRODUCER.value
    shows: list[str] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str | None = None
    is_removing: bool = False


@dataclass(frozen=True, slots=True)
class UserPages:
    """The pages, with what tells them which shows there are, and what forgets a user."""

    list_shows: ListShows
    forgetting: Sequence[Forget] = ()

    def list(self, _: Request, call: StudioCall) -> Response:
        """Everyone, by name."""
        return call.render(
            "accounts/studio/users.html", users=users.list_users(call.db), titles=self._titles(call)
        )

    def ask(self, _: Request, call: StudioCall) -> Response:
        """The form of somebody new."""
        return self._form(call, UserForm(), None)

    def add(self, _: Request, call: StudioCall) -> Response:
        """Add the user and mail the invitation."""
        filled = _read_form(call, is_new=True)
        if filled.errors:
            return self._form(call, filled, None)
        try:
            with call.db.begin_nested():
                user = users.add_user(
                    call.db,
                    filled.email,
                    filled.name,
                    Role(filled.role),
                    actor=call.actor,
                    now=call.now,
                    shows=self._chosen(call, filled),
                )
        except (Conflict, Invalid) as error:
            return self._form(call, _refused(call, filled, error), None)
        send_link(call.db, call.hub.settings, user, call.now)
        return redirect(f"{USERS}/{user.id}", "inbjuden")

    def look(self, request: Request, call: StudioCall) -> Response:
        """One user, to be changed."""
        user = _user(request, call)
        return self._form(call, self._saved(user), user)

    def change(self, request: Request, call: StudioCall) -> Response:
        """Another name, role or choice of shows; the address stays."""
        user = _user(request, call)
        filled = _read_form(call, is_new=False)
        if filled.errors:
            return self._form(call, filled, user)
        try:
            shows = self._chosen(call, filled)
            with call.db.begin_nested():
                users.set_role(
                    call.db, user, Role(filled.role), actor=call.actor, now=call.now, shows=shows
                )
        except (Conflict, Invalid) as error:
            return self._form(call, _refused(call, filled, error), user)
        users.set_name(call.db, user, filled.name, actor=call.actor, now=call.now)
        return redirect(f"{USERS}/{user.id}", "sparad")

    def send_link(self, request: Request, call: StudioCall) -> Response:
        """Mail a new link to choose a password."""
        user = _user(request, call)
        if user.disabled_at is not None:
            raise Conflict("{name} is shut out. Let them in first.", name=user.name)
        send_link(call.db, call.hub.settings, user, call.now)
        users.log_link_sent(call.db, user, actor=call.actor, now=call.now)
        return redirect(f"{USERS}/{user.id}", "lank")

    def show_link(self, request: Request, call: StudioCall) -> Response:
        """The page with the link of somebody invited, to be given to them; that is noted.

        Conflict for one who has a password: only they may get a link, by mail, or anybody who
        looks after users could sign in as them.
        """
        user = _user(request, call)
        if user.disabled_at is not None:
            raise Conflict("{name} is shut out. Let them in first.", name=user.name)
        if user.password_hash is not None:
            name = user.name
            raise Conflict("{name} has chosen a password. Send them a link instead.", name=name)
        log_audit(call.db, Decision(call.actor, call.now), "user.show_link", user)
        link = password_link(call.hub.settings, user, call.now + lifetime(user))
        return self._form(call, self._saved(user), user, link=link)

    def disable(self, request: Request, call: StudioCall) -> Response:
        """Shut the user out, at once."""
        user = _user(request, call)
        users.disable(call.db, user, actor=call.actor, now=call.now)
        return redirect(f"{USERS}/{user.id}", "avstangd")

    def enable(self, request: Request, call: StudioCall) -> Response:
        """Let the user in again."""
        user = _user(request, call)
        users.enable(call.db, user, actor=call.actor, now=call.now)
        return redirect(f"{USERS}/{user.id}", "inslappt")

    def remove(self, request: Request, call: StudioCall) -> Response:
        """Remove the user for good, once the form says that this is meant."""
        user = _user(request, call)
        try:
            if not call.sent("sure"):
                raise Invalid("Tick that the user is to be removed for good.")
            with call.db.begin_nested():
                users.remove(
                    call.db, user, actor=call.actor, now=call.now, forgetting=self.forgetting
                )
        except (Conflict, Invalid) as error:
            filled = replace(_refused(call, self._saved(user), error), is_removing=True)
            return self._form(call, filled, user)
        return redirect(USERS, "borttagen")

    def _form(
        self, call: StudioCall, filled: UserForm, user: User | None, *, link: str = ""
    ) -> Response:
        is_wrong = bool(filled.errors or filled.refusal)
        return call.render(
            _FORM,
            422 if is_wrong else 200,
            filled=filled,
            person=user,
            link=link,
            shows=self.list_shows(call.db),
            roles=[role.value for role in Role],
        )

    def _saved(self, user: User) -> UserForm:
        shows = [str(kept.show_id) for kept in user.shows] if user.is_limited else None
        return UserForm(user.name, user.email, user.role.value, shows)

    def _chosen(self, call: StudioCall, filled: UserForm) -> Sequence[UUID] | None:
        """The shows that a producer is limited to; what is not a show is left out."""
        if filled.shows is None or filled.role != Role.PRODUCER:
            return None
        return [show.id for show in self.list_shows(call.db) if str(show.id) in filled.shows]

    def _titles(self, call: StudioCall) -> dict[UUID, str]:
        return {show.id: show.title for show in self.list_shows(call.db)}


def _user(request: Request, call: StudioCall) -> User:
    return users.get_user_by_id(call.db, request.path_params["id"])


def _read_form(call: StudioCall, *, is_new: bool) -> UserForm:
    name, email = call.sent("name"), call.sent("email")
    chosen = call.sent_list("show")
    shows = chosen if call.sent("limited") else None
    role = call.sent("role")
    errors = field_errors(
        call,
        name=lambda: users.read_name(name),
        email=lambda: read_address(email) if is_new else None,
        role=lambda: _check_role(role),
        show=lambda: _check_shows(role, shows),
    )
    return UserForm(name, email, role, shows, errors)


def _check_role(role: str) -> None:
    if role not in list(Role):
        raise Invalid("Choose what the user may do.")


def _check_shows(role: str, shows: Sequence[str] | None) -> None:
    if role == Role.PRODUCER and shows == []:
        raise Invalid("Choose at least one show, or let the producer work with all of them.")


def _refused(call: StudioCall, filled: UserForm, error: Conflict | Invalid) -> UserForm:
    text = sentence(error, call.language)
    return UserForm(filled.name, filled.email, filled.role, filled.shows, refusal=text)
