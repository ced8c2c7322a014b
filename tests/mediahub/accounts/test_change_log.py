"""The audit log of what is followed: once for each transaction, and only what differs."""

from collections.abc import Sequence

from sqlalchemy import select

from mediahub.accounts import audit
from mediahub.accounts.audit import Decision, Subject, log_audit
from mediahub.accounts.models import AuditEntry
from mediahub.episodes.models import Episode
from mediahub.episodes.service import edit_episode, set_credits
from mediahub.hub import Hub
from mediahub.people.service import CreditLine
from tests.factories import make_episode, make_show


def entries(hub: Hub) -> Sequence[AuditEntry]:
    with hub.reading() as db:
        found = db.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "episode")).all()
        return [*found]


def add(hub: Hub) -> Episode:
    with hub.writing() as db:
        return make_episode(db, make_show(db), title="Kommunala råd")


def test_what_is_new_is_told_without_what_is_empty(studio: Hub) -> None:
    episode = add(studio)
    (entry,) = entries(studio)
    assert (entry.action, entry.subject_id, entry.before) == ("episode.add", episode.id, None)
    assert entry.actor == "command"
    assert entry.after is not None
    assert entry.after["title"] == "Kommunala råd"
    assert "closes_at" not in entry.after


def test_two_flushes_are_one_entry_of_what_differs(studio: Hub) -> None:
    identity = add(studio).id
    with studio.writing() as db:
        db.info[audit.ACTOR] = "somebody"
        episode = db.get_one(Episode, identity)
        edit_episode(db, episode, title="Ett annat namn")
        edit_episode(db, episode, title="Ett tredje", topics=["demokrati"])
    entry = entries(studio)[-1]
    assert len(entries(studio)) == 2
    assert (entry.action, entry.actor) == ("episode.change", "somebody")
    assert entry.before == {"title": "Kommunala råd", "topics": []}
    assert entry.after == {"title": "Ett tredje", "topics": ["demokrati"]}


def test_what_ends_as_it_began_is_not_told(studio: Hub) -> None:
    identity = add(studio).id
    with studio.writing() as db:
        episode = db.get_one(Episode, identity)
        edit_episode(db, episode, title="Ett annat namn")
        edit_episode(db, episode, title="Kommunala råd")
    assert len(entries(studio)) == 1


def test_credits_are_told_with_what_they_are_part_of(studio: Hub) -> None:
    identity = add(studio).id
    with studio.writing() as db:
        line = CreditLine("Anna Andersson", "forskare", "Lunds universitet", "guest")
        set_credits(db, db.get_one(Episode, identity), [line])
    entry = entries(studio)[-1]
    assert entry.before == {"credits": []}
    assert entry.after is not None
    (told,) = entry.after["credits"]
    assert (told["role"], told["title"]) == ("guest", "forskare")
    assert "Anna Andersson" not in str(entry.after)


def test_what_a_service_tells_itself_is_not_told_again(studio: Hub) -> None:
    identity = add(studio).id
    with studio.writing() as db:
        episode = db.get_one(Episode, identity)
        edit_episode(db, episode, title="Ett annat namn")
        log_audit(
            db, Decision("somebody", studio.now()), "episode.rename", Subject("episode", identity)
        )
    assert [entry.action for entry in entries(studio)] == ["episode.add", "episode.rename"]


def test_what_is_rolled_back_is_not_told(studio: Hub) -> None:
    identity = add(studio).id
    with studio.writing() as db:
        nested = db.begin_nested()
        edit_episode(db, db.get_one(Episode, identity), title="Ett annat namn")
        nested.rollback()
    assert len(entries(studio)) == 1


def test_a_removed_row_is_told_as_it_was(studio: Hub) -> None:
    identity = add(studio).id
    with studio.writing() as db:
        db.delete(db.get_one(Episode, identity))
    entry = entries(studio)[-1]
    assert (entry.action, entry.after) == ("episode.remove", None)
    assert entry.before is not None
    assert entry.before["title"] == "Kommunala råd"
