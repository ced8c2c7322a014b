"""Publishing: the gate, the tagged copy, the window; and what never changes."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import mutagen.id3
import mutagen.mp4
import pytest
from sqlalchemy.orm import joinedload

from feeds.rules import RULES
from mediahub.episodes import publication, replacement, service
from mediahub.episodes.models import Episode
from mediahub.errors import Conflict, Invalid
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.media.jobs import process
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.service import keep, receive_audio, request_normalised, version_of
from mediahub.shows.covers import keep_cover, receive_cover
from mediahub.shows.service import get_show, set_cover
from mediahub.syndication.service import build_channel
from tests.conftest import NOON, Clock
from tests.mediahub.media.sounds import COVER, digests, film, sound
from tests.studio_setup import (
    SLUG,
    add_draft,
    add_old_transcript,
    add_show,
    add_transcript,
    publish,
    withdraw,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def draft(hub: Hub, mp3: Path) -> Episode:
    add_show(hub)
    return add_draft(hub, mp3, number=97)


def now_of(hub: Hub, episode: Episode) -> Episode:
    """The episode as it is in the database now."""
    with hub.reading() as db:
        return db.get_one(
            Episode, episode.id, options=[*service.preload(), joinedload(Episode.audio)]
        )


def state(hub: Hub, episode: Episode) -> str:
    return service.state_of(now_of(hub, episode), hub.now())


def windows(hub: Hub, *files: MediaFile) -> list[tuple[object, object]]:
    with hub.reading() as db:
        found = [db.get_one(MediaFile, file.id) for file in files]
    return [(file.opens_at, file.closes_at) for file in found]


def test_the_gate_says_what_is_missing_in_both_languages(hub: Hub, mp3: Path) -> None:
    add_show(hub, cover=None, type="serial")
    with pytest.raises(Invalid) as refusal:
        publish(hub, add_draft(hub, mp3))
    reasons = refusal.value.values["reasons"]
    assert reasons == {
        "sv": f"{RULES['image-missing'].sentence_sv} {RULES['episode-number-missing'].sentence_sv}",
        "en": f"{RULES['image-missing'].sentence_en} {RULES['episode-number-missing'].sentence_en}",
    }
    assert isinstance(reasons, dict)
    assert sentence(refusal.value, "en") == f"“Kommunala råd” cannot be published: {reasons['en']}"


def test_warnings_do_not_stop_it(hub: Hub, draft: Episode) -> None:
    with hub.reading() as db:
        found = publication.warnings(
            db, db.get_one(Episode, draft.id), "https://podd.example", NOON
        )
    assert {finding.rule.level for finding in found} == {"warning"}
    publish(hub, draft)
    assert state(hub, draft) == "published"


def test_the_copy_is_what_the_feed_says_it_is(hub: Hub, draft: Episode) -> None:
    copy = publish(hub, draft)
    with hub.store.open(copy.key) as source:
        data = source.read()
    assert (copy.size_bytes, copy.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert copy.filename == "demokratiresan-97-kommunala-rad.mp3"
    assert (copy.role, copy.state) == (MediaRole.ENCLOSURE, MediaState.READY)


def test_tags_are_new_and_the_sound_is_the_same(hub: Hub, mp3: Path) -> None:
    add_show(hub)
    with hub.writing() as db:
        cover = receive_cover(hub.store, COVER, NOON, fix=False)
        keep_cover(db, hub.store, cover)
        set_cover(get_show(db, SLUG), cover)
    chapters = [{"start": 0.0, "title": "Början"}, {"start": 1.0, "title": "Slutet"}]
    copy = publish(hub, add_draft(hub, mp3, number=97, chapters=chapters))
    with hub.store.as_file(copy.key) as path:
        tags = mutagen.id3.ID3(path)
        assert tags.version == (2, 4, 0)
        assert [str(tags[name]) for name in ("TIT2", "TALB", "TRCK", "TDRC")] == [
            "Kommunala råd",
            "Demokratiresan",
            "97",
            "2026-03-04",
        ]
        chapter_frames = sorted(tags.getall("CHAP"), key=lambda frame: frame.start_time)
        assert [(frame.start_time, str(frame.sub_frames["TIT2"])) for frame in chapter_frames] == [
            (0, "Början"),
            (1000, "Slutet"),
        ]
        assert len(tags.getall("CTOC")) == len(tags.getall("APIC")) == 1
        assert digests(path.read_bytes()) == digests(mp3.read_bytes())


def test_a_film_keeps_its_frames_too(hub: Hub, tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(film())
    add_show(hub)
    copy = publish(hub, add_draft(hub, source))
    with hub.store.as_file(copy.key) as path:
        assert mutagen.mp4.MP4(path)["\xa9nam"] == ["Kommunala råd"]
        assert digests(path.read_bytes()) == digests(source.read_bytes())


def test_the_guid_is_for_life(hub: Hub, draft: Episode, tmp_path: Path) -> None:
    guids = [draft.guid]
    publish(hub, draft)
    with hub.writing() as db:
        found = db.get_one(Episode, draft.id)
        service.edit_episode(db, found, title="Något annat", number=98)
        guids.append(found.guid)
    replace_audio(hub, draft, tmp_path)
    withdraw(hub, draft)
    publish(hub, draft)
    guids.append(now_of(hub, draft).guid)
    assert guids == [draft.guid] * 3


def replace_audio(hub: Hub, episode: Episode, folder: Path) -> None:
    other = folder / "annan.mp3"
    other.write_bytes(sound(".mp3", source="sine=880:duration=3"))
    file = receive_audio(hub.store, other, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, file)
        found = db.get_one(Episode, episode.id)
        replacement.replace_audio(db, found, replacement.Replacement(file), hub.now())


def test_earlier_copies_stay_until_it_is_withdrawn(
    hub: Hub, draft: Episode, clock: Clock, tmp_path: Path
) -> None:
    first = publish(hub, draft)
    clock.advance(HOUR)
    replace_audio(hub, draft, tmp_path)
    second = publish(hub, draft, NOON)
    assert second.sha256 != first.sha256
    assert windows(hub, first, second) == [(NOON, None)] * 2

    clock.advance(HOUR)
    withdraw(hub, draft)
    assert windows(hub, first, second) == [(NOON, NOON + 2 * HOUR)] * 2


def test_a_withdrawn_episode_comes_back_with_all_its_copies(
    hub: Hub, draft: Episode, clock: Clock
) -> None:
    first = publish(hub, draft)
    clock.advance(HOUR)
    withdraw(hub, draft)
    assert state(hub, draft) == "withdrawn"
    second = publish(hub, draft, NOON)
    assert state(hub, draft) == "published"
    assert windows(hub, first, second) == [(NOON, None)] * 2


def test_a_scheduled_episode_that_is_taken_back_is_a_draft(hub: Hub, draft: Episode) -> None:
    text = add_old_transcript(hub, draft)
    copy = publish(hub, draft, NOON + HOUR)
    assert state(hub, draft) == "scheduled"
    assert windows(hub, copy, text) == [(NOON + HOUR, None)] * 2
    withdraw(hub, draft)
    assert state(hub, draft) == "draft"
    assert windows(hub, copy, text) == [(None, None)] * 2


@pytest.mark.parametrize("times", [0, 2])
def test_only_what_is_out_or_coming_is_withdrawn(hub: Hub, draft: Episode, times: int) -> None:
    if times:
        publish(hub, draft)
        withdraw(hub, draft)
    with pytest.raises(Conflict) as refusal:
        withdraw(hub, draft)
    assert str(refusal.value) == "“Kommunala råd” is not published."


def test_a_replaced_transcript_is_for_nobody(hub: Hub, draft: Episode) -> None:
    first = add_old_transcript(hub, draft)
    publish(hub, draft)
    second = add_transcript(hub, draft, b"WEBVTT\n\n00:00.000 --> 00:01.000\nHej\n")
    assert windows(hub, first) == [(None, None)]
    (held,) = now_of(hub, draft).transcripts
    assert (held.media_id, held.transcript_id, second.revision) == (None, second.id, 1)


@pytest.mark.parametrize("extension", [".wav", ".flac", ".ogg"])
def test_what_apps_cannot_play_is_published_as_an_mp3(
    hub: Hub, tmp_path: Path, extension: str
) -> None:
    source = tmp_path / f"ton{extension}"
    source.write_bytes(sound(extension))
    add_show(hub)
    draft = add_draft(hub, source)
    with pytest.raises(Conflict) as refusal:
        publish(hub, draft)
    assert str(refusal.value) == ("The audio is still being worked on. Publish when it is ready.")

    assert process(hub, draft.audio_id)
    copy = publish(hub, draft)
    assert (copy.content_type, Path(copy.filename).suffix) == ("audio/mpeg", ".mp3")


def test_the_normalised_version_is_published_when_wanted(hub: Hub, draft: Episode) -> None:
    with hub.writing() as db:
        request_normalised(db, db.get_one(Episode, draft.id).audio, wanted=True)
    process(hub, draft.audio_id)
    copy = publish(hub, draft)
    with hub.reading() as db:
        made = version_of(db, now_of(hub, draft).audio, MediaRole.NORMALISED)
    assert made is not None
    assert copy.source_id == made.id
    with hub.store.as_file(copy.key) as path, hub.store.as_file(made.key) as source:
        assert digests(path.read_bytes()) == digests(source.read_bytes())


def test_a_wish_that_failed_can_be_taken_back(hub: Hub, tmp_path: Path) -> None:
    source = tmp_path / "tyst.mp3"
    source.write_bytes(sound(".mp3", source="anullsrc=duration=2"))
    add_show(hub)
    draft = add_draft(hub, source)
    with hub.writing() as db:
        request_normalised(db, db.get_one(Episode, draft.id).audio, wanted=True)
    process(hub, draft.audio_id)
    with pytest.raises(Invalid):
        publish(hub, draft)
    with hub.writing() as db:
        request_normalised(db, db.get_one(Episode, draft.id).audio, wanted=False)
    assert publish(hub, draft).source_id == draft.audio_id


def test_audio_that_failed_cannot_be_published(hub: Hub, tmp_path: Path) -> None:
    source = tmp_path / "ton.wav"
    source.write_bytes(sound(".wav"))
    add_show(hub)
    draft = add_draft(hub, source)
    with hub.writing() as db:
        file = db.get_one(MediaFile, draft.audio_id)
        file.state, file.failure = MediaState.FAILED, "Ljudet är trasigt."
    with pytest.raises(Invalid) as refusal:
        publish(hub, draft)
    assert str(refusal.value) == "The audio could not be used: Ljudet är trasigt."


def test_a_time_too_far_ahead_is_refused(hub: Hub, draft: Episode) -> None:
    with pytest.raises(Invalid) as refusal:
        publish(hub, draft, datetime(2126, 3, 4, 5, tzinfo=NOON.tzinfo))
    assert sentence(refusal.value, "en").replace("\xa0", " ") == (
        "Monday 4 March 2126 at 06:00 is more than ten years ahead. Choose an earlier day."
    )


def test_what_is_out_cannot_be_given_a_time_to_come(hub: Hub, draft: Episode) -> None:
    publish(hub, draft)
    with pytest.raises(Conflict) as refusal:
        publish(hub, draft, NOON + HOUR)
    assert str(refusal.value) == (
        "“Kommunala råd” is published and cannot be given a time to come. Withdraw it first."
    )
    assert state(hub, draft) == "published"


def test_a_scheduled_episode_may_be_moved(hub: Hub, draft: Episode) -> None:
    publish(hub, draft, NOON + HOUR)
    publish(hub, draft, NOON + 2 * HOUR)
    assert now_of(hub, draft).opens_at == NOON + 2 * HOUR


def changed_at(hub: Hub) -> datetime | None:
    with hub.reading() as db:
        return build_channel(db, get_show(db, SLUG), hub.settings, hub.now()).last_build


def test_the_feed_never_grows_younger(hub: Hub, draft: Episode, clock: Clock, mp3: Path) -> None:
    made = changed_at(hub)
    moments = []
    clock.advance(HOUR)
    other = add_draft(hub, mp3, title="Ett till", number=98)
    publish(hub, other, NOON + 30 * HOUR)
    withdraw(hub, other)
    assert changed_at(hub) == made
    for at in (NOON, None, NOON, None, NOON + 30 * HOUR):
        clock.advance(HOUR)
        publish(hub, draft, at) if at else withdraw(hub, draft)
        moments.append(changed_at(hub))
    assert moments == [NOON + HOUR * hours for hours in (2, 3, 4, 5, 6)]
