"""A site to measure: a show of a thousand episodes that say as much as those of the demo."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from mediahub import demo, migrations, worker
from mediahub.clock import utc_now
from mediahub.episodes.models import Episode, EpisodeCredit, EpisodeTranscript
from mediahub.episodes.service import share_window
from mediahub.hub import Clock, Hub, build
from mediahub.jobs.queue import connect
from mediahub.media.models import MediaRole
from mediahub.people.models import Organisation, Person
from mediahub.settings import Settings
from mediahub.shows.models import Show, ShowCredit
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.transcripts.service import put_cues
from tests.factories import CREATED_AT, make_episode, make_media_file, make_show, make_transcript

EPISODES = 1_000
SHOW = "demokratiresan"
EPISODE = f"{EPISODES}-kommunala-rad"
ORIGIN = "https://podd.example"

_VTT = Path(demo.__file__).parent / "demokratiresan-097-kommunala-rad.sv.vtt"
_DESCRIPTION = """Vad gör ett kommunalt råd, och vem får sitta i det? **Tre kommuner** berättar.

Avsnittet handlar om *samråd* före beslut, om vilka som lyssnas på och om vad som sedan händer.
Läs mer i [handboken](https://skr.se/demokrati).

- Äldreråd och funktionsrättsråd
- Ungdomsråd
- Så mäts delaktighet
"""
_CHAPTERS = ("Välkommen", "Vad är ett råd?", "Tre kommuner", "Frågor & svar")


@contextmanager
def open_hub(folder: Path, now: Clock = utc_now, database: str = "") -> Iterator[Hub]:
    """A whole service in the folder, with nothing in it; its database may lie elsewhere."""
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        base_url=ORIGIN,
        database_url=database,
        secret_keys=("a key that is only good for measuring",),
    )
    folder.mkdir()
    hub = build(settings, now)
    connect(hub, worker.JOBS)
    with closing(hub), closing(hub.queue.storage):
        migrations.upgrade(hub.engine)
        yield hub


def fill(hub: Hub) -> None:
    """Add the show. No media has bytes, except the transcript of the newest episode."""
    with hub.writing() as db, db.no_autoflush:
        cover = make_media_file(db, role=MediaRole.IMAGE, filename="o.jpg", width=1400, height=1400)
        show = make_show(db, slug=SHOW, feed_limit=EPISODES, cover=cover, cover_small=cover)
        people = [Person(name=f"Åsa Öberg {number}") for number in range(40)]
        places = [Organisation(name=f"Kommun {number}") for number in range(40)]
        db.add_all([*people, *places])
        show.credits = [ShowCredit(person=people[0], role="host", group="cast")]
        for number in range(1, EPISODES + 1):
            episode = _episode(db, show, number)
            guests = [people[1 + number % 39], people[1 + number * 7 % 39]]
            episode.credits = [
                _guest(person, places[number % 40], position)
                for position, person in enumerate(guests)
            ]
            share_window(episode)
        with _VTT.open("rb") as source:
            draft = read_transcript(source.read(), _VTT.name)
        transcript = episode.transcripts[0].transcript
        put_cues(db, transcript, draft.cues, actor="bench", action="upload", now=CREATED_AT)


def _episode(db: Session, show: Show, number: int) -> Episode:
    return make_episode(
        db,
        show,
        number=number,
        slug=f"{number}-kommunala-rad",
        title=f"Kommunala råd & samråd, del {number}",
        description=f"{_DESCRIPTION}\nAvsnitt {number} av {EPISODES}.",
        opens_at=CREATED_AT - timedelta(days=EPISODES - number),
        topics=["demokrati", "delaktighet"],
        links=[{"url": "https://skr.se/demokrati", "title": "Handboken"}],
        chapters=_chapters(number),
        transcripts=[EpisodeTranscript(transcript=make_transcript(db))],
    )


def _chapters(number: int) -> list[dict[str, object]]:
    length = 90 + number / 17
    return [
        {"start": round(part * length, 3), "title": title} for part, title in enumerate(_CHAPTERS)
    ]


def _guest(person: Person, place: Organisation, position: int) -> EpisodeCredit:
    return EpisodeCredit(
        person=person,
        organisation=place,
        title="ämnesråd",
        role="guest",
        group="cast",
        position=position,
    )
