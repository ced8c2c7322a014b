"""Building a feed: how many questions it costs, and for how long it is true."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeCredit, EpisodeTranscript
from mediahub.errors import NotFound
from mediahub.people.models import Organisation, Person
from mediahub.settings import Settings
from mediahub.shows.models import Show, ShowCredit
from mediahub.shows.service import season
from mediahub.syndication.service import build_channel, build_feed, next_change
from tests.conftest import NOON, Clock
from tests.factories import make_episode, make_media_file, make_show, make_transcript

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@contextmanager
def queries(db: Session) -> Iterator[list[str]]:
    """The statements that the block sends."""
    sent: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        sent.append(statement)

    bind = db.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    yield sent
    event.remove(bind, "before_cursor_execute", note)


def full_show(db: Session, episodes: int) -> Show:
    """Every episode has two people, a transcript, a picture and a season of its own."""
    show = make_show(db)
    people = [Person(name=f"Person {number} i {show.slug}") for number in range(2)]
    db.add_all(people)
    show.credits = [ShowCredit(role="host", group="cast", person=people[0])]
    for number in range(1, episodes + 1):
        at = NOON - HOUR * number
        episode = make_episode(db, show, number=number, slug=f"avsnitt-{number}", opens_at=at)
        organisation = Organisation(name=f"Kommun {number} i {show.slug}")
        episode.credits = [
            EpisodeCredit(role="guest", group="cast", person=one, organisation=organisation)
            for one in people
        ]
        episode.image = make_media_file(db)
        episode.season = season(db, show, number)
        episode.transcripts = [EpisodeTranscript(transcript=make_transcript(db))]
    db.flush()
    return show


def test_a_longer_feed_takes_no_more_queries(db: Session, settings: Settings) -> None:
    counts = []
    for episodes in (2, 20):
        show = full_show(db, episodes)
        slug = show.slug
        db.expunge_all()
        with queries(db) as sent:
            build_feed(db, slug, "xml", 1, settings, NOON)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 16


def test_newest_first_and_then_by_number(db: Session, settings: Settings) -> None:
    show = make_show(db)
    for number, hours in ((1, 3), (2, 1), (3, 1), (4, 2)):
        make_episode(db, show, number=number, opens_at=NOON - HOUR * hours)
    channel = build_channel(db, show, settings, NOON)
    assert [item.number for item in channel.items] == [3, 2, 4, 1]


def test_without_a_page_every_episode_is_there(db: Session, settings: Settings) -> None:
    show = make_show(db, feed_limit=1)
    for _ in range(3):
        make_episode(db, show, opens_at=NOON)
    channel = build_channel(db, show, settings, NOON)
    assert (len(channel.items), channel.paging) == (3, None)


def test_a_trailer_is_told_of_on_every_page(db: Session, settings: Settings) -> None:
    show = make_show(db)
    make_episode(db, show, type="trailer", title="Snart!", opens_at=NOON - HOUR)
    make_episode(db, show, type="trailer", title="Sedan!", opens_at=NOON + HOUR)
    make_episode(db, show, opens_at=NOON)
    pages = [build_channel(db, show, settings, NOON, limit=1, offset=at) for at in (0, 1)]
    assert [[told.title for told in page.trailers] for page in pages] == [["Snart!"]] * 2


def test_a_trailer_is_told_of_in_the_channel(db: Session, settings: Settings) -> None:
    show = make_show(db)
    trailer = make_episode(db, show, type="trailer", title="Snart!", opens_at=NOON)
    assert trailer.enclosure is not None
    (told,) = build_channel(db, show, settings, NOON).trailers
    assert (told.title, told.length, told.published_at) == (
        "Snart!",
        trailer.enclosure.size_bytes,
        NOON,
    )


def test_a_new_name_of_a_person_is_a_change(db: Session, settings: Settings, clock: Clock) -> None:
    show = full_show(db, 1)
    clock.advance(HOUR)
    show.credits[0].person.url = "https://skr.se/nils"
    db.flush()
    assert build_channel(db, show, settings, clock()).last_build == NOON + HOUR


def test_true_until_an_episode_comes_or_goes(db: Session) -> None:
    show = make_show(db)
    make_episode(db, show, opens_at=NOON - HOUR, closes_at=NOON + 3 * HOUR)
    make_episode(db, show, opens_at=NOON + 2 * HOUR)
    make_episode(db, make_show(db), opens_at=NOON + HOUR)
    moments = [NOON, NOON + 2 * HOUR, NOON + 3 * HOUR]
    assert [next_change(db, show, moment) for moment in moments] == [
        NOON + 2 * HOUR,
        NOON + 3 * HOUR,
        None,
    ]


@pytest.mark.parametrize("page", [2, 99])
def test_a_page_that_is_not_there(db: Session, settings: Settings, page: int) -> None:
    show = make_show(db)
    with pytest.raises(NotFound) as refusal:
        build_feed(db, show.slug, "xml", page, settings, NOON)
    assert str(refusal.value) == "The feed has 1 pages."


def test_what_goes_away_and_comes_in_another_show_is_no_change(db: Session) -> None:
    show, other = make_show(db), make_show(db)
    make_episode(db, show, opens_at=NOON + 3 * HOUR, closes_at=NOON + 4 * HOUR)
    make_episode(db, other, opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    moments = [NOON, NOON + 3 * HOUR, NOON + 4 * HOUR]
    assert [next_change(db, show, moment) for moment in moments] == [
        NOON + 3 * HOUR,
        NOON + 4 * HOUR,
        None,
    ]


def changed_at(db: Session, show: Show, settings: Settings, now: datetime) -> datetime | None:
    db.flush()
    return build_channel(db, show, settings, now).last_build


@pytest.mark.parametrize("of", ["another show", "a draft", "a coming episode"])
def test_what_the_feed_does_not_tell_of_does_not_change_it(
    db: Session, settings: Settings, clock: Clock, of: str
) -> None:
    show = full_show(db, 1)
    other = full_show(db, 1) if of == "another show" else show
    hidden = make_episode(db, other, opens_at=NOON + HOUR if of == "a coming episode" else None)
    if of == "another show":
        hidden.opens_at = NOON + SECOND
        # Nor what went there.
        make_episode(db, other, opens_at=NOON, closes_at=NOON + HOUR)
    hidden.season = season(db, other, 7)
    guest, organisation = Person(name="Anna Ek"), Organisation(name="Umeå")
    hidden.credits = [
        EpisodeCredit(role="guest", group="cast", person=guest, organisation=organisation)
    ]
    assert changed_at(db, show, settings, NOON) == NOON
    clock.advance(HOUR - SECOND)
    guest.url, organisation.name, hidden.title = "https://skr.se/anna", "Umeå kommun", "Nytt"
    season(db, other, 7, "Sjunde")
    assert changed_at(db, show, settings, clock()) == NOON
    clock.advance(SECOND)
    opened = NOON + HOUR if of == "a coming episode" else NOON
    assert changed_at(db, show, settings, clock()) == opened


@pytest.mark.parametrize("what", ["title", "season", "organisation", "person"])
def test_what_the_feed_tells_of_changes_it(
    db: Session, settings: Settings, clock: Clock, what: str
) -> None:
    show = full_show(db, 1)
    episode = db.scalars(select(Episode).where(Episode.show == show)).one()
    credit = episode.credits[1]
    assert credit.organisation is not None
    clock.advance(HOUR)
    match what:
        case "title":
            episode.title = "Nytt"
        case "season":
            season(db, show, 1, "Första")
        case "organisation":
            credit.organisation.name = "Umeå"
        case _:
            credit.person.url = "https://skr.se/anna"
    assert changed_at(db, show, settings, clock()) == NOON + HOUR


def test_what_closes_has_changed_the_feed_when_it_is_closed(
    db: Session, settings: Settings
) -> None:
    show = make_show(db)
    make_episode(db, show, opens_at=NOON - HOUR, closes_at=NOON + HOUR)
    make_episode(db, show, opens_at=NOON - HOUR, closes_at=NOON + 5 * HOUR)
    moments = [NOON + HOUR - SECOND, NOON + HOUR, NOON + 2 * HOUR]
    assert [changed_at(db, show, settings, moment) for moment in moments] == [
        NOON,
        NOON + HOUR,
        NOON + HOUR,
    ]
