"""Users: what may be changed of them, what that ends, and that it is noted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from mediahub.accounts import users
from mediahub.accounts.login import sessions
from mediahub.accounts.models import AuditEntry, Role, StudioSession, User
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.mail.models import Mail, MailMention
from mediahub.mail.outbox import enqueue_mail
from tests.conftest import NOON
from tests.factories import make_show, make_user
from tests.mediahub.mail.conftest import new_mail

ACTOR = "00000000-0000-0000-0000-000000000001"
ADMINISTRATOR, PRODUCER, STAFF = Role.ADMINISTRATOR, Role.PRODUCER, Role.STAFF


def add(db: Session, email: str = "anna@skr.example", role: Role = PRODUCER) -> User:
    return users.add_user(db, email, "Anna  Ek", role, actor=ACTOR, now=NOON)


def noted(db: Session) -> list[tuple[str, str]]:
    entries = db.scalars(select(AuditEntry).order_by(AuditEntry.action))
    return [(entry.action, entry.actor) for entry in entries]


def signed_in(db: Session, user: User) -> bool:
    return bool(sessions.list_sessions(db, user, NOON))


def test_user_is_added(rows: Session) -> None:
    user = add(rows, "Anna.Ek@SKR.example")
    assert (user.email, user.name, user.role) == ("anna.ek@skr.example", "Anna Ek", PRODUCER)
    assert (user.password_hash, user.version, user.is_limited) == (None, 1, False)
    assert users.get_user(rows, "ANNA.EK@skr.example") is user
    entry = rows.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("user.add", user.id)
    assert entry.after == {"role": "producer", "shows": None}


def test_address_is_taken(rows: Session) -> None:
    add(rows)
    with pytest.raises(Conflict, match="is a user already"):
        add(rows, "Anna@skr.example")


def test_nobody(rows: Session) -> None:
    with pytest.raises(NotFound):
        users.get_user(rows, "anna@skr.example")
    for text in ("x", ACTOR):
        with pytest.raises(NotFound):
            users.get_user_by_id(rows, text)
    with pytest.raises(Invalid):
        users.add_user(rows, "a@skr.example", " ", STAFF, actor=ACTOR, now=NOON)


def test_role_is_changed_and_signs_out(rows: Session) -> None:
    user, show = add(rows), make_show(rows)
    sessions.begin(rows, user, NOON)
    users.set_role(rows, user, PRODUCER, actor=ACTOR, now=NOON)
    assert signed_in(rows, user)
    users.set_role(rows, user, PRODUCER, actor=ACTOR, now=NOON, shows=[show.id])
    assert (user.is_limited, [kept.show_id for kept in user.shows]) == (True, [show.id])
    assert not signed_in(rows, user)
    users.set_role(rows, user, STAFF, actor=ACTOR, now=NOON)
    assert (user.is_limited, user.shows) == (False, [])
    found = select(AuditEntry).where(AuditEntry.action == "user.role")
    limited, staff = rows.scalars(found).all()
    assert limited.before == {"role": "producer", "shows": None}
    assert limited.after == staff.before == {"role": "producer", "shows": [str(show.id)]}


def test_only_a_producer_is_limited(rows: Session) -> None:
    with pytest.raises(Invalid, match="Only a producer"):
        users.set_role(rows, add(rows), STAFF, actor=ACTOR, now=NOON, shows=[])


def test_limit_to_a_show_that_is_removed_does_not_let_loose(rows: Session) -> None:
    user, show = add(rows), make_show(rows)
    users.set_role(rows, user, PRODUCER, actor=ACTOR, now=NOON, shows=[show.id])
    rows.flush()
    rows.delete(show)
    rows.flush()
    rows.expire(user)
    assert (user.is_limited, user.shows) == (True, [])


def test_last_administrator_stays(rows: Session) -> None:
    first = add(rows, role=ADMINISTRATOR)
    second = make_user(rows, ADMINISTRATOR, disabled_at=NOON)
    make_user(rows, PRODUCER)
    with pytest.raises(Conflict, match="Anna Ek is the last administrator"):
        users.set_role(rows, first, STAFF, actor=ACTOR, now=NOON)
    with pytest.raises(Conflict, match="Anna Ek is the last administrator"):
        users.disable(rows, first, actor=ACTOR, now=NOON)
    users.enable(rows, second, actor=ACTOR, now=NOON)
    rows.flush()
    users.disable(rows, first, actor=ACTOR, now=NOON)
    assert first.disabled_at == NOON


def test_shut_out_and_let_in(rows: Session) -> None:
    user = add(rows)
    sessions.begin(rows, user, NOON)
    for _ in range(2):
        users.disable(rows, user, actor=ACTOR, now=NOON)
    assert (user.version, signed_in(rows, user)) == (2, False)
    for _ in range(2):
        users.enable(rows, user, actor=ACTOR, now=NOON)
    rows.flush()
    assert (user.version, user.disabled_at) == (2, None)
    assert noted(rows) == [("user.add", ACTOR), ("user.disable", ACTOR), ("user.enable", ACTOR)]


def test_new_password_ends_sessions_and_links(rows: Session) -> None:
    user = add(rows)
    sessions.begin(rows, user, NOON)
    users.set_password(rows, user, "hash", NOON)
    rows.flush()
    assert (user.password_hash, user.version, signed_in(rows, user)) == ("hash", 2, False)
    assert noted(rows) == [("user.add", ACTOR), ("user.password", str(user.id))]
    assert all("hash" not in str(entry.after) for entry in rows.scalars(select(AuditEntry)))


def test_name_is_in_no_entry(rows: Session) -> None:
    user = add(rows)
    users.set_name(rows, user, "Anna Ek", actor=ACTOR, now=NOON)
    users.set_name(rows, user, "Anna Alm", actor=ACTOR, now=NOON)
    rows.flush()
    assert noted(rows) == [("user.add", ACTOR), ("user.name", ACTOR)]
    told = [(entry.before, entry.after) for entry in rows.scalars(select(AuditEntry))]
    assert "Anna" not in str(told)


def test_first_administrator_is_the_only_first(rows: Session) -> None:
    make_user(rows, PRODUCER)
    assert not users.has_administrator(rows)
    user = users.add_first_administrator(rows, "a@skr.example", "Anna Ek", "hash", NOON)
    assert (user.role, user.password_hash) == (ADMINISTRATOR, "hash")
    with pytest.raises(Conflict, match="There is an administrator already"):
        users.add_first_administrator(rows, "b@skr.example", "Bo Alm", "hash", NOON)


def test_removed_with_sessions_and_mails_while_others_stay(db: Session) -> None:
    user, other = add(db), add(db, "hanna@skr.example")
    sessions.begin(db, user, NOON)
    sessions.begin(db, other, NOON)
    for number, (email, whose) in enumerate(
        ((user.email, user.id), (user.email, uuid4()), (other.email, other.id))
    ):
        enqueue_mail(db, new_mail(number, email=email, recipient_id=whose), NOON)
    asked: list[User] = []
    users.remove(db, user, actor=ACTOR, now=NOON, forgetting=[lambda _, one: asked.append(one)])
    db.expire_all()
    assert asked == [user]
    assert db.scalars(select(User)).all() == [other]
    assert signed_in(db, other)
    assert db.scalars(select(StudioSession.user_id)).all() == [other.id]
    kept = db.scalars(select(Mail.key).order_by(Mail.key)).all()
    assert kept == ["notice:1", "notice:2"]
    assert noted(db)[-1] == ("user.remove", ACTOR)


def test_removed_user_is_called_so_and_their_address_is_free(db: Session) -> None:
    user = add(db)
    identity = user.id
    users.remove(db, user, actor=ACTOR, now=NOON)
    again = add(db)
    assert users.names(db, "en") == {
        str(identity): f"Removed user {identity.hex[:8]}",
        str(again.id): "Anna Ek",
    }
    assert users.names(db, "sv")[str(identity)].startswith("Borttagen användare ")


def test_last_administrator_is_not_removed(db: Session) -> None:
    chief, other = add(db, role=ADMINISTRATOR), add(db, "b@skr.example", ADMINISTRATOR)
    users.disable(db, other, actor=ACTOR, now=NOON)
    with pytest.raises(Conflict, match="last administrator"):
        users.remove(db, chief, actor=ACTOR, now=NOON)
    users.remove(db, other, actor=ACTOR, now=NOON)
    third = add(db, "c@skr.example", ADMINISTRATOR)
    users.remove(db, chief, actor=ACTOR, now=NOON)
    assert db.scalars(select(User)).all() == [third]


def test_asked_for_alone_a_user_is_one_statement_and_else_their_shows_come_along(
    rows: Session,
) -> None:
    user = add(rows, role=Role.PRODUCER)
    statements: list[str] = []
    engine = rows.get_bind()
    rows.flush()
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    for alone, number in ((True, 1), (False, 2)):
        rows.expire_all()
        statements.clear()
        assert users.find_user(rows, "anna@skr.example", alone=alone) is user
        assert len(statements) == number


def test_users_are_listed_by_name_and_those_of_one_name_by_address(rows: Session) -> None:
    emails = ["c@skr.example", "a@skr.example", "b@skr.example"]
    made = [add(rows, email) for email in emails]
    made[1].name = "Åsa Öst"
    rows.flush()
    assert [user.email for user in users.list_users(rows)] == [emails[2], emails[0], emails[1]]


def test_removed_users_are_named_in_the_order_in_which_they_were_removed(db: Session) -> None:
    gone = []
    for day in range(6):
        user = add(db, f"{day}@skr.example")
        gone.append(str(user.id))
        users.remove(db, user, actor=ACTOR, now=NOON + timedelta(days=day))
    stays = add(db)
    assert list(users.names(db, "sv")) == [*gone, str(stays.id)]


def test_removed_user_is_mentioned_in_no_mail_and_others_are(db: Session) -> None:
    user, other = add(db), add(db, "hanna@skr.example")
    for number, who in enumerate((user, other)):
        enqueue_mail(db, new_mail(number, mentions=[who.id]), NOON)
    users.remove(db, user, actor=ACTOR, now=NOON)
    assert db.scalars(select(MailMention.person_id)).all() == [other.id]
