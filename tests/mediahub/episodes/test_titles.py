"""What episodes are called: numbers and addresses are made from titles, and taken once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.episodes import service, titles
from mediahub.errors import Conflict
from mediahub.shows.models import Season, Show
from tests.conftest import NOON
from tests.factories import make_episode, make_show
from tests.mediahub.episodes.conftest import add


@pytest.mark.parametrize(
    ("given", "number", "title", "slug"),
    [
        ({"title": "Kommunala råd", "number": 97}, 97, "Kommunala råd", "97-kommunala-rad"),
        ({"title": "#97 - Kommunala råd"}, 97, "Kommunala råd", "97-kommunala-rad"),
        ({"title": "#121 Kommunala råd"}, 121, "Kommunala råd", "121-kommunala-rad"),
        ({"title": "#9: Råd", "number": 9}, 9, "Råd", "9-rad"),
        ({"title": "#9 är bäst", "number": 10}, 10, "#9 är bäst", "10-9-ar-bast"),
        ({"title": "Kommunala råd"}, None, "Kommunala råd", "kommunala-rad"),
        ({"title": "2030"}, None, "2030", "avsnitt-2030"),
        ({"title": "🎙"}, None, "🎙", "avsnitt"),
        ({"title": "🎙", "number": 4}, 4, "🎙", "avsnitt-4"),
        ({"title": "Råd", "number": 4, "slug": "eget-val"}, 4, "Råd", "eget-val"),
    ],
)
def test_number_title_and_address(
    rows: Session, given: dict[str, Any], number: int | None, title: str, slug: str
) -> None:
    episode = add(rows, make_show(rows), **given)
    assert (episode.number, episode.title, episode.slug) == (number, title, slug)
    assert service.state_of(episode, NOON) == "draft"


def test_an_edited_title_gives_its_number_away(rows: Session) -> None:
    episode = add(rows, make_show(rows), title="Råd")
    service.edit_episode(rows, episode, title="#12 - Nytt")
    assert (episode.number, episode.title, episode.slug) == (12, "Nytt", "rad")


def test_numbers_and_addresses_are_taken_once_in_a_show(db: Session, show: Show) -> None:
    add(db, show, title="Först", number=7)
    add(db, show, title="Råd", number=1)
    with pytest.raises(Conflict) as refusal:
        add(db, show, title="Annat", number=1)
    assert str(refusal.value) == (
        "Number 1 is taken by “Råd”, which is a draft. Publish that one, or choose another number."
    )
    with pytest.raises(Conflict) as refusal:
        add(db, show, title="Annat", slug="1-rad")
    assert str(refusal.value) == (
        "The address “1-rad” is taken by “Råd”, which is a draft."
        " Publish that one, or choose another address."
    )


def test_what_is_public_is_no_draft_to_be_told_of(rows: Session) -> None:
    show = make_show(rows)
    add(rows, show, title="Råd", number=1).opens_at = NOON
    with pytest.raises(Conflict) as refusal:
        add(rows, show, title="Annat", number=1)
    assert str(refusal.value) == "Number 1 is taken by “Råd”."


def test_a_trailer_and_another_show_have_numbers_of_their_own(db: Session, show: Show) -> None:
    add(db, show, title="Råd", number=1)
    add(db, show, title="Snart", number=1, type="trailer")
    add(db, make_show(db), title="Råd", number=1)
    assert service.get_episode(db, show, "1").title == "Råd"


def test_an_episode_may_keep_what_is_its_own(db: Session, show: Show) -> None:
    episode = add(db, show, title="Råd", number=1)
    service.edit_episode(db, episode, title="Råd igen", number=1, slug="1-rad")
    assert (episode.title, episode.guid) == ("Råd igen", service.get_episode(db, show, "1").guid)


def test_the_next_number_and_season_are_proposed_from_the_shows_own(rows: Session) -> None:
    show, other = make_show(rows), make_show(rows)
    seasons = [Season(show=one, number=number) for one in (show, other) for number in (1, 2)]
    rows.add_all(seasons)
    later = NOON + timedelta(days=1)
    make_episode(rows, show, number=8, season=seasons[0], created_at=NOON)
    make_episode(rows, show, number=9, type="trailer", season=seasons[1], created_at=later)
    make_episode(rows, other, number=70, season=seasons[3], created_at=later + timedelta(days=1))
    assert titles.proposed(rows, show) == {"number": 9, "season": seasons[1]}
    assert titles.proposed(rows, make_show(rows)) == {"number": 1}
