"""The publish gate, the tagged copy that listeners get, and the window of an episode."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feeds.rules import Finding, check_item
from feeds.rules import check as check_channel
from mediahub.clock import local
from mediahub.episodes.feed import item_of
from mediahub.episodes.models import Episode, PublishRequest
from mediahub.episodes.replacement import Replacement, lead_on, replace_audio
from mediahub.episodes.service import share_window, state_of
from mediahub.episodes.urls import episode_url
from mediahub.errors import Conflict, Invalid, MediaHubError
from mediahub.i18n import in_words
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.probing.file_types import MP3, Kind
from mediahub.media.processing.tags import Chapter, EpisodeTags, tagged
from mediahub.media.service import describe, keep, needs_conversion, put, version_of
from mediahub.shows.feed import channel_of
from mediahub.storage import MediaStore
from mediahub.web.markdown import plain

FURTHEST_AHEAD = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """What the tagged copy is made from; everything the database knows, so none is needed then."""

    source: MediaFile
    cover: MediaFile | None
    filename: str
    tags: EpisodeTags


def audio_of(db: Session, episode: Episode) -> MediaFile | None:
    """What the enclosure is made from; None while a job is still at it."""
    return version_for_listeners(db, episode.audio)


def version_for_listeners(db: Session, original: MediaFile) -> MediaFile | None:
    """The normalised version if wanted, the MP3 of a WAV, or the original; None while a job is
    still at it."""
    if original.is_normalised_wanted:
        return version_of(db, original, MediaRole.NORMALISED)
    if needs_conversion(original):
        return version_of(db, original, MediaRole.CONVERTED)
    return original


def check(
    db: Session,
    episode: Episode,
    origin: str,
    opens_at: datetime,
    wanted: Replacement | None = None,
) -> Sequence[Finding]:
    """What the rules of podcast directories and apps say of the episode if it opens then, and
    with other sound if that is wanted."""
    original = wanted.audio if wanted else episode.audio
    audio = version_for_listeners(db, original) or _expected(original)
    item = item_of(episode, origin, audio=audio, published_at=opens_at)
    if wanted and not wanted.are_texts_kept:
        item = replace(item, chapters=(), chapters_url="", soundbites=(), transcripts=())
    return check_item(channel_of(episode.show, origin), item)


def expected_audio(db: Session, episode: Episode) -> MediaFile:
    """What the enclosure is made from, or as far as it is known what that will be."""
    return audio_of(db, episode) or _expected(episode.audio)


def _expected(original: MediaFile) -> MediaFile:
    # What the job will make of it, so that the rules can be asked before it has.
    name = PurePath(original.filename).with_suffix(MP3.extension).name
    return MediaFile(
        id=original.id,
        filename=name,
        content_type=MP3.content_type,
        size_bytes=original.size_bytes,
        sha256=original.sha256,
        duration_seconds=original.duration_seconds,
    )


def warnings(db: Session, episode: Episode, origin: str, now: datetime) -> Sequence[Finding]:
    """What could be better, though nothing stops it from being published."""
    findings = check(db, episode, origin, episode.opens_at or now)
    return [finding for finding in findings if finding.rule.level == "warning"]


def refuse_edit(db: Session, episode: Episode, origin: str) -> None:
    """The gate for what is public or will be: Invalid when it breaks a rule after a change."""
    if episode.opens_at is None or state_of(episode, _now(db)) == "withdrawn":
        return
    item = item_of(episode, origin)
    findings = check_item(channel_of(episode.show, origin), item)
    if errors := [finding for finding in findings if finding.level == "error"]:
        raise Invalid(
            "“{title}” cannot be changed so: {reasons}",
            title=episode.title,
            reasons=_reasons(errors),
        )


def _reasons(errors: Sequence[Finding]) -> dict[str, str]:
    return {
        "sv": " ".join(finding.sentence("sv") for finding in errors),
        "en": " ".join(finding.sentence("en") for finding in errors),
    }


def _now(db: Session) -> datetime:
    now: datetime = db.info["now"]()
    return now


def refuse_errors(
    db: Session,
    episode: Episode,
    origin: str,
    opens_at: datetime,
    wanted: Replacement | None = None,
) -> None:
    """The gate: Invalid with the sentence of every rule that the episode or its show breaks."""
    show = check_channel(channel_of(episode.show, origin))
    findings = [*show, *check(db, episode, origin, opens_at, wanted)]
    if errors := [finding for finding in findings if finding.rule.level == "error"]:
        raise Invalid(
            "“{title}” cannot be published: {reasons}",
            title=episode.title,
            reasons=_reasons(errors),
        )


def plan_copy(
    db: Session,
    episode: Episode,
    origin: str,
    opens_at: datetime,
    wanted: Replacement | None = None,
) -> CopyPlan:
    """Everything about the copy to be tagged, of other sound if that is wanted.

    Invalid when the gate is closed, Conflict while the audio is still being worked on and for
    a time to come of what is out already.
    """
    check_time(db, episode, opens_at)
    refuse_errors(db, episode, origin, opens_at, wanted)
    original = wanted.audio if wanted else episode.audio
    source = version_for_listeners(db, original)
    if source is None:
        raise _unfinished(original)
    has_chapters = wanted is None or wanted.are_texts_kept
    return CopyPlan(
        source=source,
        cover=episode.image_small or episode.show.cover_small,
        filename=f"{episode.show.slug}-{episode.slug}",
        tags=_tags(episode, source, origin, opens_at, has_chapters=has_chapters),
    )


def check_time(db: Session, episode: Episode, opens_at: datetime) -> None:
    """Conflict for a time to come of what is out already; Invalid for one that is mistyped."""
    now = _now(db)
    if opens_at - now > FURTHEST_AHEAD:
        raise Invalid(
            "{moment} is more than ten years ahead. Choose an earlier day.",
            moment=in_words(opens_at),
        )
    if opens_at > now and state_of(episode, now) == "published":
        raise Conflict(
            "“{title}” is published and cannot be given a time to come. Withdraw it first.",
            title=episode.title,
        )


def _unfinished(audio: MediaFile) -> MediaHubError:
    if audio.state is MediaState.FAILED:
        return Invalid("The audio could not be used: {failure}", failure=audio.failure)
    return Conflict("The audio is still being worked on. Publish when it is ready.")


def _tags(
    episode: Episode,
    source: MediaFile,
    origin: str,
    opens_at: datetime,
    *,
    has_chapters: bool = True,
) -> EpisodeTags:
    return EpisodeTags(
        title=episode.title,
        show=episode.show.title,
        duration_seconds=source.duration_seconds or 0.0,
        author=episode.show.author,
        number=episode.number,
        season=episode.season.number if episode.season else None,
        published=local(opens_at).date(),
        comment=plain(episode.description),
        url=episode_url(origin, episode),
        language=episode.show.language,
        chapters=[
            Chapter(chapter["start"], chapter.get("title", ""), chapter.get("url"))
            for chapter in (episode.chapters if has_chapters else ())
        ],
    )


def is_copy_old(db: Session, episode: Episode, origin: str) -> bool:
    """Whether the file that listeners get is of other audio, or says something else of it.

    What a copy says has not always been written down; of such a one only the audio is compared.
    """
    copy, source = episode.enclosure, audio_of(db, episode)
    if copy is None or episode.opens_at is None or source is None:
        return copy is not None
    says = _written(_tags(episode, source, origin, episode.opens_at))
    return copy.source_id != source.id or (copy.tags is not None and copy.tags != says)


def _written(tags: EpisodeTags) -> dict[str, Any]:
    """What stands for all that a copy says but its picture: the same for the same."""
    says = json.dumps(asdict(replace(tags, cover=None)), sort_keys=True, default=str)
    return {"written": sha256(says.encode()).hexdigest()}


def tagged_copy(store: MediaStore, plan: CopyPlan, work_dir: Path, now: datetime) -> MediaFile:
    """Make and store the copy; a row that is in no session yet. No database is held meanwhile."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=work_dir)))
        source = stack.enter_context(store.as_file(plan.source.key))
        target = folder / "copy"
        tagged(source, target, _with_cover(store, plan))
        file = _enclosure(plan, now)
        with target.open("rb") as copy:
            put(store, file, copy)
    return file


def _with_cover(store: MediaStore, plan: CopyPlan) -> EpisodeTags:
    if plan.cover is None:
        return plan.tags
    with store.open(plan.cover.key) as cover:
        return replace(plan.tags, cover=cover.read())


def _enclosure(plan: CopyPlan, now: datetime) -> MediaFile:
    source = plan.source
    extension = PurePath(source.filename).suffix
    kind = Kind(source.content_type, extension, "audio", "")
    file = describe(MediaRole.ENCLOSURE, plan.filename + extension, kind, now)
    file.source_id, file.state = source.id, MediaState.READY
    file.duration_seconds, file.bitrate = source.duration_seconds, source.bitrate
    file.channels, file.sample_rate = source.channels, source.sample_rate
    file.tags = _written(plan.tags)
    return file


def publish(
    db: Session, store: MediaStore, episode: Episode, copy: MediaFile, opens_at: datetime
) -> None:
    """Let listeners have this copy from `opens_at` on; no job is needed when that time comes.

    One that was published keeps its guid. Earlier copies of this sound stay reachable for the apps
    that know their address, and addresses of other sounds lead to this copy. Conflict for a time to
    come of what is out already.
    """
    keep(db, store, copy)
    check_time(db, episode, opens_at)
    if state_of(episode, _now(db)) == "withdrawn":
        # That it went was the feed's last change, which its coming back makes nobody remember.
        episode.show.changed_at = _now(db)
    episode.enclosure = copy
    episode.copies.append(copy)
    lead_on(episode, copy)
    episode.opens_at, episode.closes_at = opens_at, None
    share_window(episode)
    db.flush()


def withdraw(db: Session, episode: Episode, now: datetime) -> None:
    """Take the episode and its files away from everyone; Conflict if it is not out or coming.

    What was to be published again waits no longer. Other sound that was asked for is given to it
    here: nobody gets half of anything any more.
    """
    pending = publish_request_of(db, episode, lock=True)
    if state_of(episode, now) not in ("published", "scheduled"):
        raise Conflict("“{title}” is not published.", title=episode.title)
    if state_of(episode, now) == "scheduled":
        episode.opens_at = None
    else:
        episode.closes_at = now
    share_window(episode)
    if pending is not None:
        if (wanted := replacement_of(pending)) and wanted.audio.state is not MediaState.FAILED:
            replace_audio(db, episode, wanted, now)
        db.delete(pending)
    db.flush()


def publish_request_of(
    db: Session, episode: Episode, *, lock: bool = False
) -> PublishRequest | None:
    """What has been asked for and not been done yet."""
    held = select(PublishRequest).where(PublishRequest.episode_id == episode.id)
    return db.scalars(held.with_for_update() if lock else held).one_or_none()


def replacement_of(asked: PublishRequest) -> Replacement | None:
    """The other sound that the episode is to get with it."""
    if asked.audio is None:
        return None
    return Replacement(asked.audio, asked.are_texts_kept, asked.is_old_removed)
