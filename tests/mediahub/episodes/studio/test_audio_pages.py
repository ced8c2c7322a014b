"""Other audio for an episode: one act, nothing by halves, and nothing that is lost on the way."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select

from mediahub.accounts.models import User
from mediahub.episodes import jobs, publication
from mediahub.episodes.models import Episode, PublishRequest
from mediahub.episodes.service import edit_episode, state_of
from mediahub.episodes.studio.dashboard import todo_groups
from mediahub.hub import Hub
from mediahub.media.deletion import delete_requested
from mediahub.media.jobs import process
from mediahub.media.models import MediaFile, MediaState
from mediahub.media.urls import media_url
from mediahub.syndication.service import build_feed
from tests.conftest import NOON, Clock
from tests.mediahub.episodes.studio_desk import EPISODES, orders, producer, the_episode, upload
from tests.mediahub.media.sounds import sound
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import page_of
from tests.mediahub.visitor import select as select_on
from tests.studio_setup import SLUG, add_draft, add_show, add_transcript, publish, withdraw

CHAPTERS = [{"start": 0.0, "title": "Början"}, {"start": 1.0, "title": "Slutet"}]
BITES = [{"start": 0, "duration": 15, "title": "Hör"}]
LATE = b"WEBVTT\n\n00:00.000 --> 00:19.000\nHej\n\n00:19.500 --> 00:20.000\nSlut\n"


@pytest.fixture
def user(studio: Hub) -> User:
    add_show(studio)
    return producer(studio)


@pytest.fixture
def member(studio: Hub, user: User) -> Iterator[Member]:
    with at_work(studio, user) as opened:
        yield opened


def tone(path: Path, seconds: int) -> Path:
    path.write_bytes(sound(".mp3", source=f"sine=440:duration={seconds}"))
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another sound, half a minute long."""
    return tone(tmp_path / "nytt.mp3", 30)


@pytest.fixture
def draft(studio: Hub, user: User, tmp_path: Path) -> Episode:
    """Twenty seconds, with all that tells seconds of it."""
    made = add_draft(
        studio, tone(tmp_path / "gammalt.mp3", 20), chapters=CHAPTERS, soundbites=BITES
    )
    add_transcript(studio, made)
    process(studio, made.audio_id)
    return made


@pytest.fixture
def neighbour(studio: Hub, draft: Episode, mp3: Path) -> Episode:
    """Another episode that is out, which is to be left alone."""
    made = add_draft(studio, mp3, title="Annat", chapters=CHAPTERS)
    add_transcript(studio, made)
    publish(studio, made)
    return made


def path_of(episode: Episode) -> str:
    return f"{EPISODES}/{episode.id}"


def replace(member: Member, hub: Hub, user: User, episode: Episode, file: Path, **form: str) -> str:
    """Send other audio for the episode; where the page leads on to."""
    answer = member.post(f"{path_of(episode)}/ljud", {"ljud": upload(hub, user, file), **form})
    assert answer.status_code == 303
    return answer.headers["location"]


def work(hub: Hub) -> None:
    """What a worker finds to do each minute: files first, then what waits for them."""
    with hub.reading() as db:
        files = db.scalars(select(MediaFile.id).where(MediaFile.state == MediaState.UPLOADED)).all()
    for file in files:
        process(hub, file)
    for order in orders(hub):
        jobs.run_publish(hub, order)


def now_of(hub: Hub, episode: Episode) -> Episode:
    return the_episode(hub, episode.title)


def item(hub: Hub, episode: Episode) -> dict[str, str]:
    """What the feed says of the episode by now, by what is looked for."""
    with hub.reading() as db:
        built = build_feed(db, SLUG, "xml", 1, hub.settings, hub.now())
    feed = built.document.body.decode()
    (text,) = [one for one in feed.split("<item>")[1:] if episode.guid in one]
    patterns = {
        "enclosure": r'<enclosure url="([^"]+)"',
        "date": r"<pubDate>([^<]+)",
        "transcript": r'<podcast:transcript url="([^"]+)"',
        "chapters": r'<podcast:chapters url="([^"]+)"',
        "soundbite": r'<podcast:soundbite startTime="([^"]+)"',
        "duration": r"<itunes:duration>([^<]+)",
    }
    found = {name: re.search(pattern, text) for name, pattern in patterns.items()}
    return {name: match[1] for name, match in found.items() if match}


def is_followed(page: httpx.Response) -> bool:
    """Whether a script asks again."""
    return select_on(page_of(page), "div[@id='publiceringslage'][@data-waiting]") != []


def waiting(hub: Hub, kind: str) -> dict[str, str]:
    """What the start page tells of this kind: the page of each, and the note."""
    with hub.reading() as db:
        groups = todo_groups(db, hub.now(), None)
    (group,) = [one for one in groups if one.kind == kind]
    assert group.count == len(group.lines)
    return {line.path: line.note for line in group.lines}


def get(member: Member, url: str) -> int:
    return member.get(urlsplit(url).path).status_code


def test_listeners_have_the_old_until_the_new_is_ready(
    studio: Hub,
    user: User,
    member: Member,
    draft: Episode,
    neighbour: Episode,
    other: Path,
    clock: Clock,
) -> None:
    publish(studio, draft)
    before, beside = item(studio, draft), item(studio, neighbour)
    clock.advance(timedelta(hours=1))
    leads_to = replace(member, studio, user, draft, other)
    assert leads_to == f"{path_of(draft)}?klart=ljud-byts#ljud"
    assert item(studio, draft) == before
    page = member.get(path_of(draft))
    assert said(page, "#ljudfakta .notice strong") == ["The audio is being replaced by “nytt.mp3”."]
    assert said(page, "#textfraga strong") == []
    assert is_followed(page)
    jobs.run_publish(studio, orders(studio)[0])  # the file is not looked through yet
    assert item(studio, draft) == before
    work(studio)
    after = item(studio, draft)
    assert (after["date"], after["duration"], before["duration"]) == (before["date"], "30", "20")
    assert after["enclosure"] != before["enclosure"]
    assert set(before) - set(after) == {"transcript", "chapters", "soundbite"}
    assert item(studio, neighbour) == beside
    assert get(member, before["transcript"]) == 404
    assert get(member, beside["transcript"]) == 200
    now = now_of(studio, draft)
    assert (now.guid, now.opens_at) == (draft.guid, NOON)
    assert now.audio.loudness_lufs is not None
    with studio.reading() as db:
        assert db.get_one(MediaFile, now.audio_id).peaks
    page = member.get(path_of(draft))
    assert said(page, "#publiceringslage .meta") == [
        "Listeners get “nytt.mp3” since Wednesday 4 March 2026 at 14:00."
    ]
    assert said(page, "#textfraga li") == [
        "2 chapters: Början, Slutet",
        "1 soundbite",
        "Transcript (sv) – compare it with the new audio (sv)",
    ]


def test_the_copy_tells_nothing_of_chapters_that_are_kept_aside(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    publish(studio, draft)
    replace(member, studio, user, draft, other)
    work(studio)
    with studio.reading() as db:
        episode = db.get_one(Episode, draft.id)
        assert not publication.is_copy_old(db, episode, studio.settings.origin)


def test_the_old_address_leads_to_the_new_audio(
    studio: Hub, user: User, member: Member, draft: Episode, neighbour: Episode, other: Path
) -> None:
    first = media_url("", publish(studio, draft))
    beside = media_url("", now_of(studio, neighbour).enclosure or MediaFile())
    replace(member, studio, user, draft, other)
    assert member.get(first).status_code == 200
    work(studio)
    again = tone(other.with_name("igen.mp3"), 40)
    second = item(studio, draft)["enclosure"]
    answer = member.get(first)
    assert (answer.status_code, answer.headers["location"]) == (302, second)
    assert answer.headers["cache-control"] == "no-store"
    replace(member, studio, user, draft, again)
    work(studio)
    third = item(studio, draft)["enclosure"]
    for old in (first, urlsplit(second).path):
        assert member.get(old).headers["location"] == third
    assert (member.get(third).status_code, member.get(beside).status_code) == (200, 200)


def test_the_old_address_is_gone_if_so_chosen(
    studio: Hub, user: User, member: Member, draft: Episode, neighbour: Episode, other: Path
) -> None:
    copy, older = publish(studio, draft), publish(studio, draft)
    beside = media_url("", now_of(studio, neighbour).enclosure or MediaFile())
    replace(member, studio, user, draft, other, old="remove")
    assert get(member, media_url("", copy)) == 200  # until the new one is there
    work(studio)
    assert [get(member, media_url("", one)) for one in (copy, older)] == [410, 410]
    assert get(member, item(studio, draft)["enclosure"]) == 200
    delete_requested(studio)
    kept = {one.key for one in studio.store.stored_keys("enclosures")}
    assert not kept & {copy.key, older.key}
    assert get(member, beside) == 200
    publish(studio, draft)
    assert get(member, media_url("", copy)) == 410


def test_texts_that_are_said_to_fit_stay(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    publish(studio, draft)
    before = item(studio, draft)
    replace(member, studio, user, draft, other, texts="keep")
    work(studio)
    after = item(studio, draft)
    assert set(after) == set(before)
    assert after["enclosure"] != before["enclosure"]
    assert said(member.get(path_of(draft)), "#textfraga strong") == []


def test_texts_that_cannot_fit_are_refused_at_once(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    publish(studio, draft)
    short = tone(other.with_name("kort.mp3"), 14)
    sent = {"ljud": upload(studio, user, short), "texts": "keep"}
    with studio.writing() as db:
        late = [{"start": 18.0, "title": "Sent"}]
        edit_episode(db, db.get_one(Episode, draft.id), chapters=late)
    answer = member.post(f"{path_of(draft)}/ljud", sent)
    assert (answer.status_code, orders(studio)) == (422, [])
    assert "Chapter 1 starts at 18.0 s, outside" in said(answer, "#ljud .wrong")[0]
    with studio.writing() as db:
        edit_episode(db, db.get_one(Episode, draft.id), chapters=[])
    add_transcript(studio, draft, LATE)
    answer = member.post(f"{path_of(draft)}/ljud", sent)
    assert (answer.status_code, orders(studio)) == (422, [])
    assert "it is the transcript of something else" in said(answer, "#ljud .wrong")[0]
    sent["texts"] = "ask"
    assert member.post(f"{path_of(draft)}/ljud", sent).status_code == 303
    work(studio)
    answer = member.post(f"{path_of(draft)}/texter", {"do": "keep"})
    assert "it is the transcript of something else" in said(answer, "#ljud .wrong")[0]
    assert "transcript" not in item(studio, draft)


def test_they_still_fit(
    studio: Hub, user: User, member: Member, draft: Episode, neighbour: Episode, other: Path
) -> None:
    publish(studio, draft)
    before = item(studio, draft)
    replace(member, studio, user, draft, other)
    work(studio)
    member.post(f"{path_of(draft)}/texter", {"do": "keep"})
    after = item(studio, draft)
    assert {name: after[name] for name in ("transcript", "chapters", "soundbite")} == {
        name: before[name] for name in ("transcript", "chapters", "soundbite")
    }
    assert get(member, after["transcript"]) == 200
    answer = member.post(f"{path_of(draft)}/texter", {"do": "remove"})  # in another tab
    assert said(answer, "#ljud .wrong") == [
        "Nothing is kept aside any more: the question has been answered."
    ]
    assert "chapters" in item(studio, draft)


def test_they_are_removed(
    studio: Hub, user: User, member: Member, draft: Episode, neighbour: Episode, other: Path
) -> None:
    publish(studio, draft)
    replace(member, studio, user, draft, other)
    work(studio)
    member.post(f"{path_of(draft)}/texter", {"do": "remove"})
    now = now_of(studio, draft)
    assert (now.aside, now.chapters, now.transcripts) == (None, [], [])
    assert len(now_of(studio, neighbour).transcripts) == 1
    assert "Början" in member.get(f"{path_of(draft)}/historik").text
    assert member.post(f"{path_of(draft)}/texter", {"do": "keep"}).status_code == 422


def test_new_ones_take_their_place(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    publish(studio, draft)
    held = item(studio, draft)["transcript"]
    replace(member, studio, user, draft, other)
    work(studio)
    with studio.writing() as db:
        chapters = [{"start": 0.0, "title": "Nytt"}]
        edit_episode(db, db.get_one(Episode, draft.id), chapters=chapters)
    assert now_of(studio, draft).aside == {"soundbites": BITES}
    add_transcript(studio, draft, b"WEBVTT\n\n00:00.000 --> 00:02.500\nNya ord\n")
    after = item(studio, draft)
    assert after["transcript"] == held  # its address and its history go on
    assert "Nya ord" in member.get(urlsplit(held).path).text
    assert said(member.get(path_of(draft)), "#textfraga li") == ["1 soundbite"]


def test_a_draft_has_it_at_once(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    assert "Whoever has the address" not in member.get(path_of(draft)).text
    leads_to = replace(member, studio, user, draft, other)
    assert leads_to == f"{path_of(draft)}?klart=ljud#ljud"
    now = now_of(studio, draft)
    assert (now.audio.filename, now.chapters, orders(studio)) == ("nytt.mp3", [], [])
    assert now.aside == {"chapters": CHAPTERS, "soundbites": BITES}
    question = said(member.get(path_of(draft)), "#textfraga strong")
    assert question == ["Do the texts fit the new audio?"]


def test_a_draft_that_is_being_published_is_published_with_the_new(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    """Though a worker has made the copy of the old one by then."""
    member.post(f"{path_of(draft)}/publicera", {"when": "now"})
    with studio.reading() as db:
        order = db.scalars(select(PublishRequest)).one()
    plan = jobs._plan(studio, order)
    assert plan is not None
    copy = publication.tagged_copy(studio.store, plan, studio.settings.work_dir, studio.now())
    replace(member, studio, user, draft, other)
    jobs._open(studio, order, copy)
    assert state_of(now_of(studio, draft), studio.now()) == "draft"
    work(studio)
    assert item(studio, draft)["duration"] == "30"
    assert copy.key not in {one.key for one in studio.store.stored_keys("enclosures")}


def test_of_two_tabs_the_last_counts(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    """And a worker that is at the first lets it go."""
    publish(studio, draft)
    third = tone(other.with_name("tredje.mp3"), 40)
    replace(member, studio, user, draft, other)
    process(studio, _coming(studio).id)
    with studio.reading() as db:
        order = db.scalars(select(PublishRequest)).one()
    plan = jobs._plan(studio, order)
    assert plan is not None
    copy = publication.tagged_copy(studio.store, plan, studio.settings.work_dir, studio.now())
    replace(member, studio, user, draft, third)
    jobs._open(studio, order, copy)
    assert item(studio, draft)["duration"] == "20"
    work(studio)
    assert item(studio, draft)["duration"] == "40"


def _coming(hub: Hub) -> MediaFile:
    with hub.reading() as db:
        found = db.scalars(select(PublishRequest)).one().audio
        assert found is not None
        return found


def test_pressed_twice(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    """Also when the worker was quick: what has been done is not asked for again."""
    publish(studio, draft)
    form = {"ljud": upload(studio, user, other)}
    for _ in range(2):
        assert member.post(f"{path_of(draft)}/ljud", form).status_code == 303
    work(studio)
    after = item(studio, draft)
    assert member.post(f"{path_of(draft)}/ljud", form).status_code == 303
    assert (orders(studio), item(studio, draft)) == ([], after)


def test_lists_tell_of_audio_to_come(
    studio: Hub, user: User, member: Member, draft: Episode, neighbour: Episode, other: Path
) -> None:
    publish(studio, draft)
    process(studio, neighbour.audio_id)
    assert waiting(studio, "processing") == {}
    member.post(f"{path_of(neighbour)}/publicera", {"when": "again"})
    replace(member, studio, user, draft, other)
    assert "The audio is being replaced" in said(member.get(EPISODES), ".problem")
    assert list(waiting(studio, "processing")) == [path_of(draft)]
    assert waiting(studio, "failed") == {}


def test_the_old_is_kept_after_all(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    publish(studio, draft)
    before = item(studio, draft)
    replace(member, studio, user, draft, other)
    answer = member.post(f"{path_of(draft)}/avbryt", {})
    assert answer.headers["location"] == f"{path_of(draft)}?klart=ljud-kvar#ljud"
    work(studio)
    assert item(studio, draft) == before


def test_a_killed_worker_is_taken_over_from(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path, clock: Clock
) -> None:
    publish(studio, draft)
    before = item(studio, draft)
    replace(member, studio, user, draft, other)
    process(studio, _coming(studio).id)
    (order,) = orders(studio)
    assert jobs._claimed(studio, order) is not None
    work(studio)
    assert item(studio, draft) == before
    clock.advance(jobs.SILENCE + timedelta(minutes=1))
    with studio.reading() as db:
        assert jobs.due(db, studio.now()) == [order]
    work(studio)
    assert item(studio, draft)["duration"] == "30"


def test_what_waits_for_its_own_sound_is_not_due_by_the_old(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    publish(studio, draft)
    replace(member, studio, user, draft, other)
    with studio.reading() as db:
        assert jobs.due(db, studio.now()) == []
    process(studio, _coming(studio).id)
    with studio.reading() as db:
        assert jobs.due(db, studio.now()) == orders(studio)


def test_audio_that_fails_leaves_the_old_and_is_tried_again(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    publish(studio, draft)
    before = item(studio, draft)
    with studio.writing() as db:
        db.get_one(Episode, draft.id).audio.is_normalised_wanted = True
    replace(member, studio, user, draft, other)
    with studio.writing() as db:
        coming = db.get_one(MediaFile, _coming(studio).id)
        coming.state, coming.failure = MediaState.FAILED, "Hörs inte."
    work(studio)
    assert item(studio, draft) == before
    page = member.get(path_of(draft))
    assert said(page, "#ljudfakta .wrong strong") == [
        "The audio could not be replaced. Listeners have the old audio."
    ]
    assert "Hörs inte." in said(page, "#ljudfakta .wrong p")[0]
    assert not is_followed(page)
    assert said(member.get(EPISODES), ".problem") == ["The audio could not be replaced"]
    told = {path_of(draft): "Ljudet gick inte att använda: Hörs inte."}
    assert (waiting(studio, "failed"), waiting(studio, "processing")) == (told, {})
    member.post(f"{path_of(draft)}/ljud/igen", {})
    work(studio)
    assert item(studio, draft)["duration"] == "30"
    answer = member.post(f"{path_of(draft)}/ljud/igen", {})
    assert said(answer, "#ljud .wrong") == ["Nothing waits to be tried again here any more."]


def test_withdrawn_meanwhile(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path, clock: Clock
) -> None:
    """It stays withdrawn, with the new audio: nobody gets either, and out again it is the new."""
    copy = publish(studio, draft)
    replace(member, studio, user, draft, other)
    clock.advance(timedelta(minutes=1))
    member.post(f"{path_of(draft)}/ta-tillbaka", {})
    work(studio)
    now = now_of(studio, draft)
    assert (state_of(now, studio.now()), now.audio.filename) == ("withdrawn", "nytt.mp3")
    assert (orders(studio), get(member, media_url("", copy))) == ([], 410)
    member.post(f"{path_of(draft)}/publicera", {"when": "now"})
    work(studio)
    assert member.get(media_url("", copy)).headers["location"] == item(studio, draft)["enclosure"]


def test_withdrawn_while_a_new_copy_is_made_stays_withdrawn(
    studio: Hub, member: Member, draft: Episode, clock: Clock
) -> None:
    publish(studio, draft)
    member.post(f"{path_of(draft)}/publicera", {"when": "again"})
    clock.advance(timedelta(minutes=1))
    withdraw(studio, draft)
    work(studio)
    assert state_of(now_of(studio, draft), studio.now()) == "withdrawn"


def test_a_withdrawn_episode_has_it_at_once(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path, clock: Clock
) -> None:
    copy = publish(studio, draft)
    clock.advance(timedelta(minutes=1))
    withdraw(studio, draft)
    replace(member, studio, user, draft, other, old="remove")
    assert (now_of(studio, draft).audio.filename, orders(studio)) == ("nytt.mp3", [])
    publish(studio, draft)
    assert get(member, media_url("", copy)) == 410


def test_a_scheduled_one_keeps_its_time(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path, clock: Clock
) -> None:
    opens_at = NOON + timedelta(days=2)
    publish(studio, draft, opens_at)
    replace(member, studio, user, draft, other)
    at = {"when": "at", "date": "2026-03-10", "time": "06:00"}
    member.post(f"{path_of(draft)}/publicera", at)  # another time, asked for meanwhile
    work(studio)
    now = now_of(studio, draft)
    assert (state_of(now, studio.now()), now.audio.filename) == ("scheduled", "nytt.mp3")
    clock.now = NOON + timedelta(days=7)
    assert item(studio, draft)["duration"] == "30"


def test_loudness_is_asked_for_of_the_sound_to_come(
    studio: Hub, user: User, member: Member, draft: Episode, other: Path
) -> None:
    publish(studio, draft)
    replace(member, studio, user, draft, other)
    member.post(f"{path_of(draft)}/normalisering", {"wanted": "1"})
    assert _coming(studio).is_normalised_wanted
    assert not now_of(studio, draft).audio.is_normalised_wanted
    work(studio)
    now = now_of(studio, draft)
    assert now.enclosure is not None
    assert now.enclosure.source_id != now.audio_id  # it is of the version that was made


def test_only_those_who_may_edit(studio: Hub, member: Member, draft: Episode, mp3: Path) -> None:
    add_show(studio, slug="annan", title="Annan")
    limited = producer(studio, only="annan")
    sent = upload(studio, limited, mp3)
    with at_work(studio, limited) as stranger:
        for path, form in (("ljud", {"ljud": sent}), ("ljud/igen", {}), ("texter", {"do": "keep"})):
            assert stranger.post(f"{path_of(draft)}/{path}", form).status_code == 403
