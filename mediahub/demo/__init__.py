"""The demo: the show Demokratiresan with three episodes by synthetic voices, and webcasts."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.demo.webcasts import fill_webcasts
from mediahub.episodes import publishing
from mediahub.episodes import service as episodes
from mediahub.episodes.models import Episode
from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.media.models import MediaRole
from mediahub.media.service import keep, receive_audio, receive_bytes
from mediahub.people.service import parse_credit
from mediahub.shows import service as shows
from mediahub.shows.covers import keep_cover, receive_cover
from mediahub.shows.models import Show
from mediahub.transcripts.formats import read_transcript

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


def fill(hub: Hub) -> Show:
    """Make the demo show, published, and the webcasts; Conflict unless the database is empty."""
    with hub.writing() as db:
        if shows.list_shows(db):
            raise Conflict("There are shows here already; the demo is for an empty data folder.")
        show = _add_show(hub, db)
    for episode in EPISODES:
        _add_episode(hub, episode)
    fill_webcasts(hub)
    return show


def _add_show(hub: Hub, db: Session) -> Show:
    show = shows.add_show(
        db,
        "demokratiresan",
        origin=hub.settings.origin,
        now=hub.now(),
        title="Demokratiresan",
        description="En podcast om medborgardialog, medskapande och demokrati på lokal och "
        f"regional nivå.\n\n{_SYNTHETIC}",
        author="Sveriges Kommuner och Regioner",
        categories=["Government", "News > Politics", "Society & Culture"],
        copyright="Sveriges Kommuner och Regioner",
    )
    cover = receive_cover(hub.store, _FOLDER / "demokratiresan-omslag.jpg", hub.now(), fix=False)
    keep_cover(db, hub.store, cover)
    shows.set_cover(show, cover)
    shows.set_hosts(db, show, [parse_credit(_HOST, "host")])
    return show


def _add_episode(hub: Hub, demo: DemoEpisode) -> None:
    audio = receive_audio(hub.store, _FOLDER / f"{demo.file}.mp3", hub.now())
    opens_at = parse_instant(demo.published)
    with hub.writing() as db:
        show = shows.get_show(db, "demokratiresan")
        keep(db, hub.store, audio)
        episode = episodes.add_episode(
            db,
            show,
            audio,
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
        _add_transcript(hub, db, episode, f"{demo.file}.sv.vtt")
        plan = publishing.plan_copy(db, episode, hub.settings.origin, opens_at)
        copy = publishing.tagged_copy(hub.store, plan, hub.settings.work_dir, hub.now())
        publishing.publish(db, hub.store, episode, copy, opens_at)


def _add_transcript(hub: Hub, db: Session, episode: Episode, name: str) -> None:
    accepted = read_transcript((_FOLDER / name).read_bytes(), name)
    file = receive_bytes(
        hub.store, MediaRole.TRANSCRIPT, accepted.data, name, accepted.content_type, hub.now()
    )
    keep(db, hub.store, file)
    episodes.set_transcript(db, episode, file, "sv")
