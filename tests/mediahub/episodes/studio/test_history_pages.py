"""The history of an episode: what was changed, word by word, and brought back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry, User
from mediahub.episodes.studio.revisions import Piece, compared
from mediahub.hub import Hub
from mediahub.people.view import credit_text
from tests.conftest import Clock
from tests.mediahub.episodes.studio_desk import EPISODES, form_of, producer, the_episode
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import select as select_on
from tests.studio_setup import add_draft, add_show

MINUTE = timedelta(minutes=1)
CREDITED = {"credits-title": "", "credits-organisation": "SKR", "credits-role": "guest|cast"}


@pytest.fixture
def user(studio: Hub) -> User:
    add_show(studio)
    return producer(studio)


@pytest.fixture
def path(studio: Hub, user: User, mp3: Path) -> str:
    return f"{EPISODES}/{add_draft(studio, mp3, title='Om råd').id}"


@pytest.fixture
def member(studio: Hub, user: User) -> Iterator[Member]:
    with at_work(studio, user) as opened:
        yield opened


def entries(hub: Hub) -> list[AuditEntry]:
    """Those that changed something, oldest first."""
    with hub.reading() as db:
        found = select(AuditEntry).where(AuditEntry.action == "episode.change")
        return list(db.scalars(found.order_by(AuditEntry.at)))


def save(member: Member, path: str, **typed: str) -> None:
    assert member.post(path, form_of(member, path) | CREDITED | typed).status_code == 303


def began(member: Member, path: str) -> str:
    field = select_on(member.visitor.read(f"{path}/historik"), "input[@name='began']")[0]
    return str(field.get("value"))


def test_told_word_by_word_and_brought_back(
    studio: Hub, user: User, path: str, member: Member, clock: Clock
) -> None:
    clock.advance(MINUTE)
    save(member, path, title="Om nya råd", topics="skola", **{"credits-name": "Anna Ek"})
    clock.advance(MINUTE)
    save(member, path, title="På tal", topics="", **{"credits-name": "Bo Alm"})
    page = member.get(f"{path}/historik")
    assert said(page, ".history h2")[-1] == "Made Wednesday 4 March 2026 at 13:00"
    assert said(page, ".history .meta")[:2] == [user.name, user.name]
    told = said(page, ".diff dd")[0]
    assert told == "removed: Omadded: På removed: nya rådadded: tal"
    first, last = entries(studio)
    clock.advance(MINUTE)
    form = {"began": began(member, path), "field": "title"}
    answer = member.post(f"{path}/historik/{last.id}", form)
    assert answer.headers["location"] == f"{path}/historik?klart=tillbaka"
    assert (the_episode(studio).title, the_episode(studio).topics) == ("Om nya råd", [])
    form = {"began": began(member, path), "whole": "1"}
    clock.advance(MINUTE)
    member.post(f"{path}/historik/{last.id}", form)
    back = the_episode(studio)
    assert [credit_text(one) for one in back.credits] == ["Anna Ek, SKR"]
    assert back.topics == ["skola"]
    clock.advance(MINUTE)
    member.post(f"{path}/historik/{first.id}", {"began": began(member, path), "whole": "1"})
    back = the_episode(studio)
    assert (back.title, back.slug, back.credits, back.topics) == ("Om råd", "om-rad", [], [])
    assert len(entries(studio)) == 5


def test_not_brought_back(studio: Hub, path: str, member: Member, mp3: Path) -> None:
    save(member, path, title="Annat", **{"credits-name": "Anna Ek"})
    entry, began_at = entries(studio)[0], began(member, path)
    place = f"{path}/historik/{entry.id}"
    nothing = member.post(place, {"began": began_at, "field": "opens_at"})
    assert said(nothing, ".wrong") == ["Choose what is to be brought back."]
    save(member, path, title="Senare", **{"credits-name": "Anna Ek"})
    overtaken = member.post(place, {"began": began_at, "field": "title"})
    assert (overtaken.status_code, the_episode(studio).title) == (409, "Senare")
    other = add_draft(studio, mp3, title="Ett annat avsnitt")
    elsewhere = f"{EPISODES}/{other.id}/historik/{entry.id}"
    assert member.post(elsewhere, {"field": "title"}).status_code == 404
    assert member.post(f"{path}/historik/x", {}).status_code == 404


def test_words_that_stay_go_and_come() -> None:
    assert compared("ett gott råd", "ett nytt råd") == [
        Piece("same", "ett "),
        Piece("removed", "gott"),
        Piece("added", "nytt"),
        Piece("same", " råd"),
    ]
    long = "ord " * 3_000
    assert compared(long, "") == [Piece("removed", long)]
