"""One's own account: another password, and being signed out elsewhere."""

from typing import Any

from sqlalchemy import select

from mediahub.accounts.models import Role, StudioSession, User
from mediahub.hub import Hub
from tests.factories import make_user
from tests.mediahub.studio import CHEAP, PASSWORD, at_work, said, session_token

NEW = "fyrkantig gurka i regn"
CHANGE = "/studio/konto/losenord"
OUT = "/studio/konto/logga-ut"


def add(hub: Hub, **fields: Any) -> User:
    with hub.writing() as db:
        return make_user(db, **{"password_hash": CHEAP.hash(PASSWORD)} | fields)


def hash_of(hub: Hub, user: User) -> str | None:
    with hub.reading() as db:
        return db.scalars(select(User.password_hash).where(User.id == user.id)).one()


def test_new_password_and_a_new_session(studio: Hub) -> None:
    user = add(studio)
    with at_work(studio, user) as here, at_work(studio, user) as elsewhere:
        before = here.cookie("studio")
        answer = here.post(CHANGE, {"current": PASSWORD, "password": NEW})
        assert answer.headers["location"] == "/studio/konto?klart=losenord"
        assert here.cookie("studio") != before
        assert said(here.get("/studio/konto", klart="losenord"), ".is-done") == [
            "The password is changed, and you are signed out everywhere else."
        ]
        assert elsewhere.get("/studio").status_code == 303
    assert CHEAP.is_right(hash_of(studio, user), NEW)


def test_password_is_not_changed_without_the_old_one(studio: Hub) -> None:
    user = add(studio)
    with at_work(studio, user) as member:
        answers = [member.post(CHANGE, {"current": "fel", "password": NEW}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert said(answers[0], "#current-error") == ["Error: That is not the password you have now."]
    assert CHEAP.is_right(hash_of(studio, user), PASSWORD)


def test_weak_password_is_refused(studio: Hub) -> None:
    user = add(studio)
    with at_work(studio, user) as member:
        answer = member.post(CHANGE, {"current": PASSWORD, "password": "password1234"})
    assert answer.status_code == 422
    assert CHEAP.is_right(hash_of(studio, user), PASSWORD)


def test_sessions_are_listed_and_ended(studio: Hub) -> None:
    user, other = add(studio), add(studio)
    session_token(studio, other)
    with at_work(studio, user) as here, at_work(studio, user) as elsewhere:
        assert len(said(here.get("/studio/konto"), ".rows li")) == 2
        assert here.post("/studio/logga-ut", {}).status_code == 303
        assert here.get("/studio").status_code == 303
        assert elsewhere.get("/studio").status_code == 200


def test_session_elsewhere_is_ended(studio: Hub) -> None:
    user = add(studio)
    with at_work(studio, user) as here, at_work(studio, user) as elsewhere:
        page = here.get("/studio/konto").text
        session = page.partition('name="session" value="')[2].partition('"')[0]
        assert here.post(OUT, {"session": session}).headers["location"].startswith("/studio/konto")
        assert [one.get("/studio").status_code for one in (here, elsewhere)] == [200, 303]


def test_session_of_somebody_else_stays(studio: Hub) -> None:
    user, other = add(studio), add(studio)
    with at_work(studio, user) as here, at_work(studio, other) as elsewhere:
        page = elsewhere.get("/studio/konto").text
        assert 'name="session"' not in page
        with studio.reading() as db:
            theirs = db.scalars(
                select(StudioSession).where(StudioSession.user_id == other.id)
            ).one()
        here.post(OUT, {"session": str(theirs.id)})
        assert elsewhere.get("/studio").status_code == 200


def test_signed_out_everywhere(studio: Hub) -> None:
    user = add(studio)
    with at_work(studio, user) as here, at_work(studio, user) as elsewhere:
        assert here.post(OUT, {}).headers["location"] == "/studio/logga-in?klart=utloggad"
        assert [one.get("/studio").status_code for one in (here, elsewhere)] == [303, 303]


def test_more_fields_change_nothing_more(studio: Hub) -> None:
    user = add(studio, role=Role.STAFF)
    fields = {"current": PASSWORD, "password": NEW, "role": "administrator", "email": "x@y.se"}
    with at_work(studio, user) as member:
        member.post(CHANGE, fields)
    with studio.reading() as db:
        kept = db.get_one(User, user.id)
    assert (kept.role, kept.email) == (Role.STAFF, user.email)
