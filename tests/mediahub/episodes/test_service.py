"""Episodes: added as drafts with an address, edited by the rules, found by number and slug."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.episodes import service
from mediahub.episodes.models import Episode
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.people.service import parse_credit
from mediahub.shows.models import Show
from tests.conftest import NOON
from tests.factories import make_episode, make_media_file, make_show

HOUR = timedelta(hours=1)


@pytest.fixture
def show(db: Session) -> Show:
    return make_show(db)


def add(db: Session, show: Show, **fields: Any) -> Episode:
    return service.add_episode(db, show, make_media_file(db), now=NOON, **fields)


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


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "An episode needs a title."),
        ({"title": "#98 -"}, "An episode needs a title."),
        ({"type": "special"}, "An episode is full, trailer or bonus, not “special”."),
        ({"number": 0}, "An episode's number is between 1 and 999999999, not 0."),
        (
            {"slug": "97"},
            "“97” is no address: use a–z, 0–9 and single hyphens, and a letter.",
        ),
        (
            {"slug": "Råd"},
            "“Råd” is no address: use a–z, 0–9 and single hyphens, and a letter.",
        ),
        (
            {"links": [{"url": "javascript:alert(1)", "title": "x"}]},
            "“javascript:alert(1)” is not an address: it must begin with https://.",
        ),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused(
    rows: Session, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        add(rows, make_show(rows), **{"title": "Råd", **fields})
    assert str(refusal.value) == sentence


def test_numbers_and_addresses_are_taken_once_in_a_show(db: Session, show: Show) -> None:
    add(db, show, title="Råd", number=1)
    with pytest.raises(Conflict) as refusal:
        add(db, show, title="Annat", number=1)
    advice = "which is a draft: “mediahub episode publish 1-rad --show {}” publishes it."
    said = advice.format(show.slug)
    assert str(refusal.value) == f"Number 1 is taken by “Råd”, {said}"
    with pytest.raises(Conflict) as refusal:
        add(db, show, title="Annat", slug="1-rad")
    assert str(refusal.value) == f"The address “1-rad” is taken by “Råd”, {said}"


def test_what_is_public_is_no_draft_to_be_told_of(rows: Session) -> None:
    show = make_show(rows)
    add(rows, show, title="Råd", number=1).opens_at = NOON
    with pytest.raises(Conflict) as refusal:
        add(rows, show, title="Annat", number=1)
    assert str(refusal.value) == "Number 1 is taken by “Råd”."


def test_what_has_been_public_keeps_its_address(rows: Session) -> None:
    episode = add(rows, make_show(rows), title="Råd", number=1)
    service.edit_episode(rows, episode, slug="rad")
    episode.opens_at = NOON
    with pytest.raises(Conflict) as refusal:
        service.edit_episode(rows, episode, slug="annat")
    assert str(refusal.value) == "“Råd” has been public at “rad” and keeps that address."
    service.edit_episode(rows, episode, slug="rad", title="Annat")


def test_an_edited_title_gives_its_number_away(rows: Session) -> None:
    episode = add(rows, make_show(rows), title="Råd")
    service.edit_episode(rows, episode, title="#12 - Nytt")
    assert (episode.number, episode.title, episode.slug) == (12, "Nytt", "rad")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"description": "å" * 50_001}, "The description is 101 kB; there is room for 100 kB."),
        (
            {"chapters": [{"start": 0.0}, {"start": 1.0, "title": "x" * 256}]},
            "The title of chapter 2 is 256 characters long; there is room for 255.",
        ),
    ],
)
def test_texts_have_their_limits(rows: Session, fields: Any, sentence: str) -> None:
    episode = add(rows, make_show(rows), title="Råd")
    with pytest.raises(Invalid) as refusal:
        service.edit_episode(rows, episode, **fields)
    assert str(refusal.value) == sentence


def test_a_trailer_and_another_show_have_numbers_of_their_own(db: Session, show: Show) -> None:
    add(db, show, title="Råd", number=1)
    add(db, show, title="Snart", number=1, type="trailer")
    add(db, make_show(db), title="Råd", number=1)
    assert service.get_episode(db, show, "1").title == "Råd"


def test_an_episode_may_keep_what_is_its_own(db: Session, show: Show) -> None:
    episode = add(db, show, title="Råd", number=1)
    service.edit_episode(db, episode, title="Råd igen", number=1, slug="1-rad")
    assert (episode.title, episode.guid) == ("Råd igen", service.get_episode(db, show, "1").guid)


@pytest.mark.parametrize("name", ["2", "annat", "99999999999999999999"])
def test_an_unknown_episode_is_not_found(rows: Session, name: str) -> None:
    show = make_show(rows)
    add(rows, show, title="Råd", number=1)
    with pytest.raises(NotFound):
        service.get_episode(rows, show, name)


def test_credits_keep_their_order_and_are_replaced(db: Session, show: Show) -> None:
    episode = add(db, show, title="Råd")
    for names in (["A, X", "B"], ["B", "C, titel, Y", "A"]):
        service.set_credits(db, episode, [parse_credit(name, "guest") for name in names])
    db.expire(episode)
    assert [credit.person.name for credit in episode.credits] == ["B", "C", "A"]


def test_drafts_come_before_all_and_then_the_newest(db: Session, show: Show) -> None:
    for title, hours in (("Gammal", -2), ("Ny", -1), ("Kommer", 1)):
        make_episode(db, show, title=title, opens_at=NOON + hours * HOUR)
    make_episode(db, show, title="Utkast")
    listed = [episode.title for episode in service.list_episodes(db, show)]
    assert listed == ["Utkast", "Kommer", "Ny", "Gammal"]
    public = [episode.title for episode in service.published(db, show, NOON)]
    assert (public, service.count_published(db, show, NOON)) == (["Ny", "Gammal"], 2)


def test_neighbours_are_the_public_ones_beside_it(db: Session, show: Show) -> None:
    made = [make_episode(db, show, opens_at=NOON + hour * HOUR) for hour in (-3, -2, -1, 1)]
    make_episode(db, make_show(db), opens_at=NOON - 2 * HOUR)
    around = [service.neighbours(db, episode, NOON) for episode in made[:3]]
    assert around == [(None, made[1]), (made[0], made[2]), (made[1], None)]


def test_two_at_the_same_second_are_each_others_neighbours_once(db: Session, show: Show) -> None:
    one = make_episode(db, show, number=1, opens_at=NOON - HOUR)
    two = make_episode(db, show, number=2, opens_at=NOON - HOUR)
    around = [service.neighbours(db, episode, NOON) for episode in (one, two)]
    assert around == [(None, two), (one, None)]
