"""Publishing in the studio: the gate on the page, and the order that a worker carries out."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from feeds.rules import RULES
from mediahub.accounts.models import AuditEntry, User
from mediahub.episodes import jobs, publication, publish_requests
from mediahub.episodes.models import Episode, PublishRequest
from mediahub.episodes.service import edit_episode, state_of
from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS, WAITS
from mediahub.media.models import MediaFile, MediaState
from mediahub.media.service import request_normalised
from mediahub.shows.models import Show
from tests.conftest import NOON, Clock
from tests.mediahub.episodes.studio_desk import EPISODES, orders, producer, the_episode
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import page_of
from tests.mediahub.visitor import select as select_on
from tests.studio_setup import add_draft, add_show

NOW = {"when": "now"}
AT = {"when": "at", "date": "2026-03-10", "time": "06:00"}


@pytest.fixture
def user(studio: Hub) -> User:
    add_show(studio)
    return producer(studio)


@pytest.fixture
def path(studio: Hub, user: User, mp3: Path) -> str:
    draft = add_draft(studio, mp3)
    with studio.writing() as db:
        db.get_one(MediaFile, draft.audio_id).state = MediaState.READY
    return f"{EPISODES}/{draft.id}"


@pytest.fixture
def member(studio: Hub, user: User) -> Iterator[Member]:
    with at_work(studio, user) as opened:
        yield opened


def state(hub: Hub) -> str:
    return state_of(the_episode(hub), hub.now())


def break_the_gate(hub: Hub, **values: object) -> None:
    """A serial show, whose episodes have numbers."""
    with hub.writing() as db:
        db.execute(update(Show).values(type="serial", **values))


def carry_out(hub: Hub) -> list[bool]:
    return [jobs.run_publish(hub, order) for order in orders(hub)]


def test_published_withdrawn_and_published_again(
    studio: Hub, user: User, path: str, member: Member
) -> None:
    answer = member.post(f"{path}/publicera", NOW)
    assert answer.headers["location"] == f"{path}?klart=publiceras#publicering"
    assert said(member.get(path), "#publiceringslage .notice strong") == [
        "The episode is being published."
    ]
    assert member.get(EPISODES).text.count("It is being published") == 1
    member.post(f"{path}/publicera", NOW)  # pressed twice
    assert carry_out(studio) == [True]
    assert (state(studio), orders(studio)) == ("published", [])
    with studio.reading() as db:
        assert len(db.get_one(Episode, the_episode(studio).id).copies) == 1
    with studio.reading() as db:
        entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "episode.change")).one()
    assert (entry.actor, entry.after) == (str(user.id), {"opens_at": NOON.isoformat()})
    assert member.post(f"{path}/publicera", AT).status_code == 422
    member.post(f"{path}/ta-tillbaka", {})
    assert state(studio) == "withdrawn"
    assert member.post(f"{path}/ta-tillbaka", {}).status_code == 409


def test_scheduled(studio: Hub, path: str, member: Member) -> None:
    member.post(f"{path}/publicera", AT)
    carry_out(studio)
    assert state(studio) == "scheduled"
    assert said(member.get(path), "#publiceringslage .stand strong") == [
        "The episode is published Tuesday 10 March 2026 at 06:00, in 6 days."
    ]
    member.post(f"{path}/ta-tillbaka", {})
    assert state(studio) == "draft"


def test_no_time(path: str, member: Member) -> None:
    for date, wrong in [
        ("", "Choose both a date and a time."),
        ("i dag", "“i dagT06:00” is not a time. Write it as 2026-03-04T06:00."),
        (
            "2026-03-29",
            "There is no 2026-03-29 02.30: the clocks go forward that night. Choose a time before"
            " 02.00, or from 03.00.",
        ),
    ]:
        time = "02:30" if date == "2026-03-29" else "06:00"
        answer = member.post(f"{path}/publicera", AT | {"date": date, "time": time})
        assert (answer.status_code, said(answer, "#publicering .wrong p")) == (422, [wrong])
        assert f'value="{date}"' in answer.text


def test_the_gate_tells_where_it_is_mended(studio: Hub, path: str, member: Member) -> None:
    break_the_gate(studio, cover_id=None)
    page = member.get(path)
    number, cover = RULES["episode-number-missing"], RULES["image-missing"]
    assert said(page, "#publiceringslage .checks .is-bad") == [
        f"Missing: {number.sentence_en} Mend it: {number.sentence_en}",
        f"Missing: {cover.sentence_en} Mend it at the show: {cover.sentence_en}",
    ]
    link = select_on(page_of(page), "#publiceringslage .checks a")[0]
    assert link.get("href") == "#nummer"
    assert said(member.get(EPISODES), ".problem") == [
        "2 things are missing before it can be published"
    ]
    answer = member.post(f"{path}/publicera", NOW)
    assert (answer.status_code, orders(studio)) == (422, [])


def test_it_waits_for_the_audio(studio: Hub, path: str, member: Member) -> None:
    with studio.writing() as db:
        request_normalised(db, db.get_one(MediaFile, the_episode(studio).audio_id), wanted=True)
    member.post(f"{path}/publicera", NOW)
    assert carry_out(studio) == [False]
    with studio.reading() as db:
        assert jobs.due(db, studio.now()) == []
    assert "First the audio has to be ready" in member.get(f"{path}/lage").text
    member.post(f"{path}/avbryt", {})
    assert orders(studio) == []
    assert member.post(f"{path}/avbryt", {}).status_code == 409


def test_what_is_refused_meanwhile_is_told(studio: Hub, path: str, member: Member) -> None:
    member.post(f"{path}/publicera", NOW)
    break_the_gate(studio)
    assert carry_out(studio) == [False]
    assert said(member.get(path), "#publiceringslage .wrong strong") == [
        "It could not be published."
    ]
    with studio.reading() as db:
        assert jobs.due(db, studio.now()) == []


def test_a_killed_worker_is_taken_over_from(
    studio: Hub, path: str, member: Member, clock: Clock
) -> None:
    member.post(f"{path}/publicera", NOW)
    with studio.writing() as db:
        db.execute(update(PublishRequest).values(worked_at=studio.now()))
    assert carry_out(studio) == [False]
    clock.advance(jobs.SILENCE + timedelta(seconds=1))
    with studio.reading() as db:
        assert jobs.due(db, studio.now()) == orders(studio)
    assert carry_out(studio) == [True]
    assert state(studio) == "published"


def test_work_that_kills_its_worker_is_given_up_until_it_is_asked_for_anew(
    studio: Hub, path: str, member: Member, clock: Clock
) -> None:
    member.post(f"{path}/publicera", NOW)
    (order,) = orders(studio)
    for attempt in range(MOST_ATTEMPTS):
        assert jobs._claimed(studio, order) is not None
        wait = WAITS[min(attempt, len(WAITS) - 1)]
        clock.advance(max(wait, jobs.SILENCE + timedelta(seconds=1)))
    assert carry_out(studio) == [False]
    assert "5" in said(member.get(path), "#publiceringslage .wrong")[0]
    with studio.reading() as db:
        assert jobs.due(db, studio.now()) == []
    member.post(f"{path}/publicera", NOW)
    assert carry_out(studio) == [True]
    assert state(studio) == "published"


def test_cancelled_while_the_copy_is_made(studio: Hub, path: str, member: Member) -> None:
    """What the worker has made by then goes again."""
    member.post(f"{path}/publicera", NOW)
    with studio.reading() as db:
        order = db.scalars(select(PublishRequest)).one()
    plan = jobs._plan(studio, order)
    assert plan is not None
    copy = publication.tagged_copy(studio.store, plan, studio.settings.work_dir, studio.now())
    member.post(f"{path}/avbryt", {})
    jobs._open(studio, order, copy)
    assert state(studio) == "draft"
    assert [one.key for one in studio.store.stored_keys("enclosures")] == []


def test_a_copy_is_old_once_the_title_is_another(studio: Hub, path: str, member: Member) -> None:
    member.post(f"{path}/publicera", NOW)
    carry_out(studio)
    again = "Make a new copy of the audio"
    assert again not in member.get(path).text
    with studio.writing() as db:
        edit_episode(db, db.get_one(Episode, the_episode(studio).id), title="Annat")
    assert again in member.get(path).text
    member.post(f"{path}/publicera", {"when": "again"})
    carry_out(studio)
    assert again not in member.get(path).text
    assert the_episode(studio).opens_at == NOON


def test_nothing_to_cancel(studio: Hub, path: str) -> None:
    with studio.writing() as db, pytest.raises(Conflict):
        publish_requests.cancel(db, db.get_one(Episode, the_episode(studio).id))
