"""The preview inside the editor, the item of the feed, and names that are offered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mediahub.accounts.models import User
from mediahub.episodes.models import Episode
from mediahub.episodes.service import set_credits
from mediahub.hub import Hub
from mediahub.people.service import CreditLine
from tests.factories import make_episode
from tests.mediahub.episodes.studio_desk import EPISODES, producer
from tests.mediahub.studio import Member, at_work, said
from tests.studio_setup import add_draft, add_show


@pytest.fixture
def user(studio: Hub) -> User:
    add_show(studio)
    return producer(studio)


@pytest.fixture
def member(studio: Hub, user: User) -> Iterator[Member]:
    with at_work(studio, user) as opened:
        yield opened


def test_only_the_preview_may_be_framed(studio: Hub, member: Member, mp3: Path) -> None:
    path = f"{EPISODES}/{add_draft(studio, mp3).id}"
    shown = member.get(f"{path}/forhandsvisning")
    assert said(shown, "h1") == ["Kommunala råd"]
    assert shown.headers["content-security-policy"].endswith("; frame-ancestors 'self'")
    assert shown.headers["x-content-type-options"] == "nosniff"
    editor = member.get(path)
    assert editor.headers["content-security-policy"].endswith("; frame-ancestors 'none'")
    assert "frame-src 'self'" in editor.headers["content-security-policy"]


def test_the_item_as_the_feed_will_have_it(studio: Hub, member: Member, mp3: Path) -> None:
    path = f"{EPISODES}/{add_draft(studio, mp3, number=97).id}"
    answer = member.get(f"{path}/flodespost")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert (lines[0], lines[-1]) == ("<item>", "</item>")
    assert "<itunes:episode>97</itunes:episode>" in lines


def test_names_are_offered(studio: Hub, member: Member, mp3: Path) -> None:
    draft = add_draft(studio, mp3, topics=["skola", "Skolval", "råd"])
    line = CreditLine("Åsa Öberg", "lektor", "Umeå universitet", "guest", "cast")
    other = CreditLine("Bo Berg", "rektor", "Borås stad", "guest", "cast")
    with studio.writing() as db:
        episode = db.get_one(Episode, draft.id)
        set_credits(db, episode, [line])
        later = make_episode(db, episode.show, created_at=studio.now())
        set_credits(db, later, [other])

    def offered(kind: str, words: str) -> object:
        return member.get(f"{EPISODES}/forslag", slag=kind, q=words).json()["names"]

    person = {"name": "Åsa Öberg", "title": "lektor", "organisation": "Umeå universitet"}
    assert offered("person", "öb") == [person]
    assert offered("organisation", "UMEÅ") == [{"name": "Umeå universitet"}]
    assert offered("amne", "sko") == [{"name": "skola"}, {"name": "Skolval"}]
    assert (offered("amne", ""), offered("x", "sko"), offered("person", "lund")) == ([], [], [])
