"""The demo: Demokratiresan with three episodes by synthetic voices, webcasts and a recording."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.accounts.login.passwords import Passwords
from mediahub.accounts.models import Role
from mediahub.accounts.users import add_user, find_user
from mediahub.clock import parse_instant
from mediahub.demo.newsletter import fill_newsletter
from mediahub.demo.recording import (
    fill_recording,
    finish_recording,
    receive_recording,
    unopened,
)
from mediahub.demo.webcasts import fill_webcasts
from mediahub.episodes import publication
from mediahub.episodes import service as episodes
from mediahub.episodes.transcripts import set_transcript
from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.service import keep, receive_audio, receive_bytes
from mediahub.people.service import parse_credit
from mediahub.settings import Settings
from mediahub.shows import service as shows
from mediahub.shows.covers import Cover, keep_cover, receive_cover
from mediahub.shows.models import Show
from mediahub.signatures import sign
from mediahub.transcripts.formats.reader import Draft, read_transcript

SLUG = "demokratiresan"
PRODUCER = "producent@demo.example"
_FOLDER = Path(__file__).parent
_SYNTHETIC = "*Demoinspelning: texten läses av syntetiska röster.*"
_HOST = "Nils Munthe, SKR"


@dataclass(frozen=True, slots=True)
class DemoEpisode:
    """What is known of an episode, and where each part of the demo recording begins (seconds)."""

    number: int | None
    title: str
    file: str
    published: str
    description: str
    guests: tuple[str, ...]
    hosts: tuple[str, ...]
    topics: tuple[str, ...]
    chapters: tuple[tuple[float, str], ...]


EPISODES = (
    DemoEpisode(
        number=9,
        title="Agenda 2030 – Från det lokala till det globala",
        file="demokratiresan-009-agenda-2030",
        published="2019-10-15T06:00",
        description="Hur hänger de globala målen ihop med skolgården, parken och "
        "kollektivtrafiken? Om vägen från det lokala till det globala.",
        guests=("Katarina Sundberg, ämnesråd, Miljödepartementet, Regeringskansliet",),
        hosts=(_HOST,),
        topics=("Agenda 2030", "hållbar utveckling"),
        chapters=(
            (0.0, "Välkommen"),
            (17.055, "Målen i den egna kommunen"),
            (32.729, "Börja i det lilla"),
            (48.087, "Ett gemensamt ansvar"),
        ),
    ),
    DemoEpisode(
        number=None,
        title="Digitaliseringens effekter på demokratin",
        file="demokratiresan-tillitsbaserad-styrning",
        published="2020-04-21T06:00",
        description="Om tillit, och om vad tillitsbaserad styrning betyder för demokratin.",
        guests=("Christine Feuk, SKR",),
        hosts=(),
        topics=("digitalisering", "tillitsbaserad styrning"),
        chapters=(
            (0.0, "Om avsnittet"),
            (14.228, "Att styra med tillit"),
            (27.448, "Digitala verktyg"),
            (45.279, "Tillit byggs långsamt"),
        ),
    ),
    DemoEpisode(
        number=97,
        title="Kommunala råd",
        file="demokratiresan-097-kommunala-rad",
        published="2023-04-18T06:00",
        description="En studie av kommunala pensionärsråd och funktionshinderråd: vad gör råden, "
        "och vilken betydelse har de?",
        guests=("Anders Lidström, Umeå universitet", "David Feltenius, Umeå universitet"),
        hosts=(_HOST,),
        topics=("kommunala råd", "medborgardialog"),
        chapters=(
            (0.0, "Om studien"),
            (18.983, "Vilka deltar i råden?"),
            (38.175, "När rådet ska in"),
            (58.954, "Medborgarbudget"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Received:
    """An episode's files, stored and not yet in the database."""

    audio: MediaFile
    transcript: MediaFile
    draft: Draft


def is_wanted(hub: Hub) -> bool:
    """Whether there is no show at all, or a demo that was interrupted before all was in place."""
    with hub.reading() as db:
        return not shows.list_shows(db) or _is_begun(db)


def fill(hub: Hub) -> Show:
    """Make the demo show, published, or finish it; Conflict where there is anything else.

    All rows come in one transaction, so an interrupted demo is absent, or whole but for what is
    made from the files that came in.
    """
    if not is_wanted(hub):
        raise _taken()
    with hub.reading() as db:
        is_begun = _is_begun(db)
    if not is_begun:
        _add(hub)
    with hub.reading() as db:
        show, missing = shows.get_show(db, SLUG), _unpublished(db)
    for slug, demo in missing:
        _publish(hub, slug, parse_instant(demo.published))
    finish_recording(hub)
    with hub.writing() as db:
        fill_newsletter(db, episodes.get_episode(db, show, "97"), hub.now())
    return show


def _is_begun(db: Session) -> bool:
    return bool(_unpublished(db)) or unopened(db) is not None


def _taken() -> Conflict:
    return Conflict("There are shows here already; the demo is for an empty data folder.")


def _unpublished(db: Session) -> list[tuple[str, DemoEpisode]]:
    """The slugs of episodes that `_add` made and that never were public."""
    if SLUG not in [show.slug for show in shows.list_shows(db)]:
        return []
    ours = {(demo.title, f"{demo.file}.mp3"): demo for demo in EPISODES}
    found = episodes.list_episodes(db, shows.get_show(db, SLUG))
    return [
        (episode.slug, ours[episode.title, episode.audio.filename])
        for episode in found
        if episode.enclosure is None and (episode.title, episode.audio.filename) in ours
    ]


def _add(hub: Hub) -> None:
    """Bytes first, then every row at once."""
    cover = receive_cover(hub.store, _FOLDER / "demokratiresan-omslag.jpg", hub.now(), fix=False)
    received = [_receive(hub, demo) for demo in EPISODES]
    recording = receive_recording(hub)
    password_hash = Passwords().hash(_password(hub.settings))
    with hub.writing() as db:
        if shows.list_shows(db):
            raise _taken()
        _add_producer(hub, db, password_hash)
        show = _add_show(hub, db, cover)
        for demo, files in zip(EPISODES, received, strict=True):
            _add_episode(hub, db, show, demo, files)
        now = hub.now().replace(microsecond=0)
        fill_webcasts(db, now)
        fill_recording(hub, db, recording, now)


def sign_in_facts(hub: Hub) -> dict[str, str] | None:
    """How to sign in as the demo's producer, unless that was changed; None without a demo."""
    with hub.reading() as db:
        user = find_user(db, PRODUCER)
    if user is None or user.version > 1:
        return None
    studio = f"{hub.settings.origin}/studio"
    return {"studio": studio, "email": PRODUCER, "password": _password(hub.settings)}


def _password(settings: Settings) -> str:
    """Another one for each installation, and the same each time that it is told."""
    letters = [c for c in sign(settings.secret_keys, "demo producer").lower() if c.isalnum()]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def _add_producer(hub: Hub, db: Session, password_hash: str) -> None:
    """Somebody who does not exist, so that the studio can be tried."""
    if find_user(db, PRODUCER) is None:
        user = add_user(db, PRODUCER, "Demo Producent", Role.PRODUCER, actor=COMMAND, now=hub.now())
        user.password_hash = password_hash


def _receive(hub: Hub, demo: DemoEpisode) -> Received:
    name = f"{demo.file}.sv.vtt"
    audio = receive_audio(hub.store, _FOLDER / f"{demo.file}.mp3", hub.now())
    draft = read_transcript((_FOLDER / name).read_bytes(), name, audio.duration_seconds)
    file = receive_bytes(
        hub.store, MediaRole.TRANSCRIPT, draft.data, name, draft.content_type, hub.now()
    )
    return Received(audio=audio, transcript=file, draft=draft)


def _add_show(hub: Hub, db: Session, cover: Cover) -> Show:
    show = shows.add_show(
        db,
        SLUG,
        origin=hub.settings.origin,
        now=hub.now(),
        title="Demokratiresan",
        description="En podcast om medborgardialog, medskapande och demokrati på lokal och "
        f"regional nivå.\n\n{_SYNTHETIC}",
        author="Sveriges Kommuner och Regioner",
        categories=["Government", "News > Politics", "Society & Culture"],
        copyright="Sveriges Kommuner och Regioner",
    )
    keep_cover(db, hub.store, cover)
    shows.set_cover(show, cover)
    shows.set_hosts(db, show, [parse_credit(_HOST, "host")])
    return show


def _add_episode(hub: Hub, db: Session, show: Show, demo: DemoEpisode, files: Received) -> None:
    for file in (files.audio, files.transcript):
        keep(db, hub.store, file)
    episode = episodes.add_episode(
        db,
        show,
        files.audio,
        now=hub.now(),
        title=demo.title,
        number=demo.number,
        description=f"{demo.description}\n\n{_SYNTHETIC}",
        topics=list(demo.topics),
        chapters=[{"start": start, "title": title} for start, title in demo.chapters],
    )
    hosts = [parse_credit(line, "host") for line in demo.hosts]
    guests = [parse_credit(line, "guest") for line in demo.guests]
    episodes.set_credits(db, episode, [*hosts, *guests])
    draft, source = files.draft, files.transcript
    set_transcript(db, episode, draft, source, "sv", actor=COMMAND, now=hub.now())


def _publish(hub: Hub, slug: str, opens_at: datetime) -> None:
    with hub.reading() as db:
        episode = episodes.get_episode(db, shows.get_show(db, SLUG), slug)
        plan = publication.plan_copy(db, episode, hub.settings.origin, opens_at)
    copy = publication.tagged_copy(hub.store, plan, hub.settings.work_dir, hub.now())
    with hub.writing() as db:
        episode = episodes.get_episode(db, shows.get_show(db, SLUG), slug)
        publication.publish(db, hub.store, episode, copy, opens_at)
