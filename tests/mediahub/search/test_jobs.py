"""The index is in step: after each commit, after a loss, and whatever it still holds."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.episodes.service import get_episode, set_credits
from mediahub.hub import Hub
from mediahub.jobs.queue import EVERYTHING
from mediahub.people.models import Person
from mediahub.people.service import parse_credit
from mediahub.recordings.models import Viewing
from mediahub.search.content.visibility import Audience, visible_to
from mediahub.search.index.provider import opened
from mediahub.search.jobs import INDEX, JOBS, index_changes
from mediahub.search.query.searcher import SearchQuery
from mediahub.shows.service import get_show
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.service import put_cues
from tests.conftest import Clock, Sent
from tests.factories import make_episode, make_recording, make_show, make_webcast
from tests.mediahub.search.archive import HOUR, bring_up_index, fill

WOKEN = [(INDEX, str(EVERYTHING))]


def found(hub: Hub, text: str, audience: Audience = Audience.VISITOR) -> list[str]:
    with opened(hub) as index, hub.reading() as db:
        visible = visible_to(db, audience, hub.now())
        search = SearchQuery(text, staff=audience is Audience.STAFF, visible=visible, by="passage")
        return sorted(hit.item.url.rpartition("/")[2] for hit in index.query(search).hits)


def episode_in(hub: Hub, db: Session, name: str = "publicerat") -> Episode:
    return get_episode(db, get_show(db, "resan"), name)


@pytest.fixture
def filled(hub: Hub) -> Hub:
    fill(hub)
    bring_up_index(hub)
    return hub


@pytest.fixture
def woken(hub: Hub) -> Sent:
    """The jobs that are sent by a hub that follows changes."""
    sent = Sent()
    hub.writers.configure(info={**hub.writers.kw["info"], "senders": sent})
    index_changes(hub)
    return sent


def test_each_audience_finds_its_own(filled: Hub) -> None:
    assert found(filled, "cykelbana") == ["publicerat", "repris"]
    everything = [
        *("for-anmalda", "olistad", "planerat", "publicerat", "repris", "stangd-repris"),
        *("tillbakadraget", "utkast"),
    ]
    assert found(filled, "cykelbana", Audience.STAFF) == everything


def test_a_change_of_content_wakes_the_index_once(hub: Hub, woken: Sent) -> None:
    with hub.writing() as db:
        make_episode(db, make_show(db))
    assert woken.jobs == WOKEN
    with hub.writing() as db:
        make_recording(db, make_webcast(db))
    assert woken.jobs == WOKEN * 2


def test_what_is_no_content_wakes_nothing(hub: Hub, woken: Sent) -> None:
    with hub.writing() as db:
        recording = make_recording(db, make_webcast(db))
    woken.jobs.clear()
    with hub.writing() as db:
        db.add(Viewing(recording_id=recording.id, opened_at=hub.now()))
    assert woken.jobs == []


def test_what_is_rolled_back_wakes_nothing(hub: Hub, woken: Sent) -> None:
    with hub.writers() as db:
        make_show(db)
        db.rollback()
    assert woken.jobs == []


def test_the_job_indexes_what_is_new(filled: Hub) -> None:
    job, _ = JOBS
    with filled.writing() as db:
        show = get_show(db, "resan")
        make_episode(db, show, slug="nytt", description="Lastcyklar.", opens_at=filled.now())
    job.run(filled, EVERYTHING)
    assert found(filled, "lastcykel") == ["nytt"]
    with filled.reading() as db:
        assert job.due(db, filled.now()) == (EVERYTHING,)


def test_a_rebuild_takes_in_what_comparing_does_not_see(filled: Hub) -> None:
    _, job = JOBS
    with opened(filled) as index:
        written_at = index.health().written_at
    job.run(filled, EVERYTHING)
    with opened(filled) as index:
        assert index.health().written_at != written_at
    assert found(filled, "cykelbana") == ["publicerat", "repris"]
    with filled.reading() as db:
        assert job.due(db, filled.now()) == ()


def test_only_what_changed_is_indexed_again(filled: Hub, clock: Clock) -> None:
    assert bring_up_index(filled) == 0
    clock.advance(timedelta(minutes=1))
    with filled.writing() as db:
        transcript = episode_in(filled, db).transcripts[0].transcript
        cues = [Cue(0, 1000, "Anna Ek", "Nu bygger vi en gångväg.")]
        put_cues(db, transcript, cues, actor="test", action="edit", now=filled.now())
    assert bring_up_index(filled) == 1
    assert (found(filled, "gångväg"), found(filled, "cykelbana")) == (["publicerat"], ["repris"])


def test_a_person_is_found_under_a_new_name(filled: Hub, clock: Clock) -> None:
    with filled.writing() as db:
        set_credits(db, episode_in(filled, db), [parse_credit("Bo Ek", "guest")])
    bring_up_index(filled)
    clock.advance(timedelta(minutes=1))
    with filled.writing() as db:
        db.scalars(select(Person)).one().name = "Bo Lind"
    assert bring_up_index(filled) == 1
    assert (found(filled, "person:lind"), found(filled, "person:ek")) == (["publicerat"], [])


def test_withdrawn_is_gone_at_once(filled: Hub) -> None:
    with filled.writing() as db:
        episode_in(filled, db).closes_at = filled.now()
    assert found(filled, "cykelbana") == ["repris"]


def test_published_by_the_clock_it_is_found_without_indexing(filled: Hub, clock: Clock) -> None:
    clock.advance(HOUR)
    assert found(filled, "cykelbana") == ["planerat", "publicerat", "repris"]


def test_erased_is_gone_at_once_and_then_from_the_index(filled: Hub) -> None:
    with filled.writing() as db:
        episode = episode_in(filled, db, "utkast")
        db.execute(delete(EpisodeTranscript).where(EpisodeTranscript.episode_id == episode.id))
        db.execute(delete(Episode).where(Episode.id == episode.id))
    assert "utkast" not in found(filled, "cykelbana", Audience.STAFF)
    assert bring_up_index(filled) == 1
    with opened(filled) as index:
        assert len(index.stamps()) == 7


def test_a_lost_index_is_made_anew(filled: Hub) -> None:
    shutil.rmtree(filled.settings.data_dir / "search")
    assert found(filled, "cykelbana") == []
    assert bring_up_index(filled) == 8
    assert found(filled, "cykelbana") == ["publicerat", "repris"]


def test_own_synonyms_are_used_as_soon_as_they_are_there(filled: Hub) -> None:
    assert found(filled, "trampstråk") == []
    (filled.settings.data_dir / "synonyms.txt").write_text("cykelbana = trampstråk\n", "utf-8")
    bring_up_index(filled)
    assert found(filled, "trampstråk") == ["publicerat", "repris"]
