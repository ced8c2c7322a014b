"""The start page: what waits for whom, and what to do first."""

from datetime import timedelta

from mediahub.accounts import users
from mediahub.accounts.models import Role
from mediahub.episodes.models import EpisodeTranscript
from mediahub.hub import Hub
from mediahub.media.models import MediaState
from mediahub.transcripts.models import TranscriptState
from tests.conftest import NOON
from tests.factories import (
    make_episode,
    make_media_file,
    make_recording,
    make_show,
    make_transcript,
    make_user,
    make_webcast,
)
from tests.mediahub.studio import at_work, said
from tests.mediahub.visitor import attributes, page_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fill(hub: Hub) -> None:
    with hub.writing() as db:
        ours, other = make_show(db, slug="var"), make_show(db, slug="annan")
        for number in range(6):
            make_episode(db, ours, title=f"Utkast {number}")
        make_episode(db, other, title="Annans utkast")
        make_episode(db, ours, title="Snart", opens_at=NOON + HOUR)
        make_episode(db, ours, title="Publicerat", opens_at=NOON)
        failed = make_media_file(db, state=MediaState.FAILED, failure="Filen är tom.")
        make_episode(db, ours, title="Trasigt", audio=failed, opens_at=NOON)
        waits = make_episode(db, ours, title="Skrivs ut", opens_at=NOON)
        transcript = make_transcript(db, state=TranscriptState.WAITING)
        waits.transcripts.append(EpisodeTranscript(transcript=transcript))
        make_webcast(db, title="Kommer", slug="kommer")
        make_webcast(db, title="Inställd", cancelled_at=NOON)
        make_webcast(db, title="Har varit", starts_at=NOON - DAY)
        for title, opens_at, closes_at, deleted_at in (
            ("Oöppnad", None, None, None),
            ("Oöppnad och borttagen", None, None, NOON),
            ("Stänger", NOON - DAY, NOON + 3 * DAY, None),
            ("Senare", NOON - DAY, NOON + 3 * DAY + HOUR, None),
            ("Stängd", NOON - DAY, NOON, None),
            ("Öppnar", NOON + HOUR, NOON + DAY, None),
            ("Borttagen", NOON - DAY, NOON + DAY, NOON),
        ):
            webcast = make_webcast(db, title=title, slug=title.lower().replace("ö", "o"))
            webcast.starts_at = webcast.ends_at = NOON - DAY
            make_recording(
                db, webcast, opens_at=opens_at, closes_at=closes_at, deleted_at=deleted_at
            )


def test_what_waits_for_a_producer(studio: Hub) -> None:
    fill(studio)
    with studio.writing() as db:
        producer = make_user(db)
    with at_work(studio, producer) as member:
        page = member.get("/studio")
    assert said(page, ".wait h2") == [
        "Went wrong 1",
        "Drafts 7",
        "Being processed 1",
        "Published next 1",
        "Recordings to open 1",
        "Recordings that close within three days 1",
        "Webcasts to come 1",
    ]
    assert len(said(page, "section[@aria-labelledby='drafts'] li")) == 5
    assert said(page, ".wait .error") == ["Filen är tom."]
    assert attributes(page_of(page), "section[@aria-labelledby='closing'] li a", "href") == [
        "/studio/webbsandningar/stänger/inspelning"
    ]
    assert said(page, "section[@aria-labelledby='webcasts'] li a") == ["Kommer"]


def test_a_limited_producer_and_staff_see_what_concerns_them(studio: Hub) -> None:
    fill(studio)
    with studio.writing() as db:
        staff, show = make_user(db, Role.STAFF), make_show(db)
        make_episode(db, show, title="Eget utkast")
        bo = users.add_user(
            db, "bo@skr.example", "Bo", Role.PRODUCER, actor="x", now=NOON, shows=[show.id]
        )
    with at_work(studio, bo) as member:
        assert said(member.get("/studio"), ".wait li a") == ["Eget utkast"]
    with at_work(studio, staff) as member:
        assert said(member.get("/studio"), ".wait h2") == [
            "Published next 1",
            "Recordings that close within three days 1",
            "Webcasts to come 1",
        ]


def test_what_to_do_first(studio: Hub) -> None:
    with studio.writing() as db:
        producer = make_user(db)
    with at_work(studio, producer) as member:
        assert said(member.get("/studio"), ".empty .primary") == ["Add a show"]
        with studio.writing() as db:
            make_show(db)
        assert said(member.get("/studio"), ".empty")[0].startswith("Nothing waits for you.")
