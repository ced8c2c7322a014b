"""Episodes: edited by the rules, found by number and slug, listed in order."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes import service
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.media.models import MediaFile
from mediahub.people.service import parse_credit
from mediahub.shows.models import Show
from tests.conftest import NOON
from tests.factories import make_episode, make_media_file, make_show
from tests.mediahub.episodes.conftest import add

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "An episode needs a title."),
        ({"title": "#98 -"}, "An episode needs a title."),
        ({"type": "special"}, "An episode is full, trailer or bonus, not “special”."),
        ({"number": 0}, "An episode's number is between 1 and 999999999, not 0."),
        (
            {"slug": "97"},
            "“97” is not an address: use a–z, 0–9 and single hyphens, and a letter.",
        ),
        (
            {"slug": "Råd"},
            "“Råd” is not an address: use a–z, 0–9 and single hyphens, and a letter.",
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


def test_what_has_been_public_keeps_its_address(rows: Session) -> None:
    episode = add(rows, make_show(rows), title="Råd", number=1)
    service.edit_episode(rows, episode, slug="rad")
    episode.opens_at = NOON
    with pytest.raises(Conflict) as refusal:
        service.edit_episode(rows, episode, slug="annat")
    assert str(refusal.value) == "“Råd” has been public at “rad” and keeps that address."
    service.edit_episode(rows, episode, slug="rad", title="Annat")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"description": "å" * 20_001},
            "The description is 20001 characters long; there is room for 20000.",
        ),
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


@pytest.mark.parametrize("name", ["2", "annat", "99999999999999999999"])
def test_an_unknown_episode_is_not_found(rows: Session, name: str) -> None:
    show = make_show(rows)
    add(rows, show, title="Råd", number=1)
    make_episode(rows, make_show(rows), number=2, slug="annat")
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
    make_episode(db, show, title="Borta", opens_at=NOON - 9 * HOUR, closes_at=NOON)
    make_episode(db, make_show(db), title="En annans", opens_at=NOON - HOUR)
    listed = [episode.title for episode in service.list_episodes(db, show)]
    assert listed == ["Utkast", "Kommer", "Ny", "Gammal", "Borta"]
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


def test_trailers_are_those_of_the_show_that_are_out(db: Session, show: Show) -> None:
    out: dict[str, Any] = {"opens_at": NOON - HOUR, "type": "trailer"}
    trailer = make_episode(db, show, **out)
    make_episode(db, show, **out | {"closes_at": NOON})
    make_episode(db, show, **out | {"opens_at": NOON + HOUR})
    make_episode(db, show, **out | {"type": "full"})
    make_episode(db, make_show(db), **out)
    assert service.published_trailers(db, show, NOON) == [trailer]


def test_a_draft_is_taken_back_with_its_own_files_alone(db: Session, show: Show) -> None:
    draft, other = add(db, show, title="Råd"), add(db, show, title="Annat")
    version, kept, icon = (
        make_media_file(db, source=source) for source in (draft.audio, other.audio, None)
    )
    gone = {draft.audio.key, version.key, icon.key}
    assert set(service.remove_draft(db, draft, icon)) == gone
    assert service.list_episodes(db, show) == [other]
    assert set(db.scalars(select(MediaFile))) == {other.audio, kept}
