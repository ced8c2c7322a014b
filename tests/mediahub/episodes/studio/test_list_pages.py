"""The list of episodes: filtered, searched, sorted, page by page; and what is told of the empty."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from mediahub.accounts.models import Role, User
from mediahub.hub import Hub
from mediahub.shows.models import Season
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_user
from tests.mediahub.episodes.studio_desk import EPISODES
from tests.mediahub.studio import Member, at_work, said

DAY = timedelta(days=1)


@pytest.fixture
def user(studio: Hub) -> User:
    with studio.writing() as db:
        return make_user(db, Role.STAFF)


@pytest.fixture
def member(studio: Hub, user: User) -> Iterator[Member]:
    with at_work(studio, user) as opened:
        yield opened


def titles(member: Member, **asked: str) -> list[str]:
    return said(member.get(EPISODES, **asked), "tbody th a")


def test_filtered_searched_and_sorted(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        show, other = make_show(db, slug="a"), make_show(db, slug="b", title="Annan")
        season, *others = (
            Season(show_id=held.id, number=number)
            for held, number in ((show, 2), (show, 1), (other, 2), (other, 7))
        )
        db.add_all([season, *others])
        out = {"opens_at": NOON - DAY, "season": season}
        make_episode(db, show, title="Övergångar", number=3, **out)
        make_episode(db, show, title="Utkast")
        make_episode(db, show, title="Snart", opens_at=NOON + DAY, number=4, season=others[0])
        make_episode(db, other, title="Borta", opens_at=NOON - 2 * DAY, closes_at=NOON, number=9)
    assert titles(member) == ["Utkast", "Snart", "Övergångar", "Borta"]
    assert titles(member, podd="b") == ["Borta"]
    states = [("draft", "Utkast"), ("scheduled", "Snart"), ("published", "Övergångar")]
    for state, title in [*states, ("withdrawn", "Borta")]:
        assert titles(member, lage=state) == [title]
    assert titles(member, sasong="2") == ["Övergångar"]
    assert said(member.get(EPISODES), "select[@name='sasong'] option")[1:] == ["1", "2", "7"]
    of_show = member.get(EPISODES, podd="a")
    assert said(of_show, "select[@name='sasong'] option")[1:] == ["1", "2"]
    assert titles(member, q="ÖVERGÅNG") == ["Övergångar"]
    assert titles(member, q="#9") == ["Borta"]
    assert titles(member, ordning="aldst") == ["Borta", "Övergångar", "Snart", "Utkast"]
    assert titles(member, ordning="titel")[:2] == ["Borta", "Snart"]
    assert titles(member, podd="x", lage="y", sasong="-1", ordning="z") == titles(member)
    assert said(member.get(EPISODES, q="inget"), ".empty") == [
        "No episode matches. Try fewer words, or show everything."
    ]
    assert member.get(EPISODES, sida="2").status_code == 404


def test_nothing_yet(studio: Hub, member: Member) -> None:
    assert said(member.get(EPISODES), ".empty") == [
        "There is no show yet that episodes could belong to."
    ]
    with studio.writing() as db:
        make_show(db)
    assert said(member.get(EPISODES), ".empty") == ["There are no episodes yet."]


def test_a_page_takes_a_fixed_number_of_queries(studio: Hub, member: Member) -> None:
    counts = []
    statements: list[str] = []
    event.listen(studio.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    for _ in range(2):
        with studio.writing() as db:
            show = make_show(db)
            for day in range(8):
                make_episode(db, show, opens_at=NOON - day * DAY)
        statements.clear()
        member.get(EPISODES, podd=show.slug)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] < 25
