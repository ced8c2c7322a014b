"""Chapters in the studio: the table, what is read into it, who may, and two at once."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from httpx import Response

from mediahub.accounts.models import Role
from mediahub.clock import parse_instant
from mediahub.episodes.models import Episode
from mediahub.hub import Hub
from mediahub.webcasts.models import ProgrammePoint
from tests.factories import make_episode, make_media_file, make_show, make_webcast
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.transcripts.editing import producer
from tests.mediahub.visitor import attributes, page_of

PLACE = {"text": "Borås", "geo": "geo:57.7,12.9"}
CHAPTERS: list[dict[str, Any]] = [
    {"start": 0.0, "title": "Start", "toc": True},
    {"start": 60.5, "title": "Mitten", "url": "https://skr.se/", "location": PLACE, "end": 90.0},
]
ROWS = {
    "start-0": "0:00",
    "title-0": "Start",
    "was-0": "0:00",
    "start-1": "1:00.5",
    "title-1": "Mitten",
    "url-1": "https://skr.se/",
    "was-1": "1:00.5",
}


@pytest.fixture
def episode(studio: Hub) -> Episode:
    with studio.writing() as db:
        return make_episode(db, make_show(db), chapters=CHAPTERS)


@pytest.fixture
def bo(studio: Hub, episode: Episode) -> Iterator[Member]:
    with studio.reading() as db:
        show = db.merge(episode).show
    with at_work(studio, producer(studio, show)) as opened:
        yield opened


def path(episode: Episode) -> str:
    return f"/studio/avsnitt/{episode.id}/kapitel"


def now(hub: Hub, episode: Episode) -> list[dict[str, Any]]:
    with hub.reading() as db:
        return db.get_one(Episode, episode.id).chapters


def save(member: Member, episode: Episode, rows: Mapping[str, str]) -> Response:
    """What sending the rows of a form that was just opened answers."""
    began = attributes(page_of(member.get(path(episode))), "input[@name='began']", "value")[0]
    return member.post(path(episode), {"began": began or "", **rows})


def test_the_table_is_saved_as_it_came(studio: Hub, episode: Episode, bo: Member) -> None:
    answer = bo.fill_in(path(episode), ROWS)
    assert answer.headers["location"] == f"{path(episode)}?klart=sparat"
    assert now(studio, episode) == CHAPTERS


def test_rows_come_in_order_and_empty_ones_go(studio: Hub, episode: Episode, bo: Member) -> None:
    rows = {
        "start-0": "2:00",
        "title-0": "Slut",
        "hidden-0": "1",
        "img-0": "https://skr.se/b.png",
        "start-1": "",
        "title-1": " ",
        "was-1": "0:00",
        "start-2": "5",
        "title-2": "Start",
        "guid-2": "x",
    }
    save(bo, episode, rows)
    assert now(studio, episode) == [
        {"start": 5.0, "title": "Start"},
        {"start": 120.0, "title": "Slut", "img": "https://skr.se/b.png", "toc": False},
    ]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ({"start-0": "x"}, ["“x” is not a time. Write it as 12:34.5, or as seconds."]),
        ({"title-0": "Utan tid"}, ["“” is not a time. Write it as 12:34.5, or as seconds."]),
        (
            {"start-0": "0", "url-0": "javascript:x"},
            ["“javascript:x” is not an address: it must begin with https://."],
        ),
        (
            {"start-0": "1", "start-1": "0:01"},
            ["Chapter 2 starts at 1.0 s, not after the one before it at 1.0 s."],
        ),
        ({"start-0": "10:00"}, ["Chapter 1 starts at 600.0 s, outside the episode."]),
    ],
)
def test_bad_rows_come_back(
    studio: Hub, episode: Episode, bo: Member, rows: dict[str, str], wrong: list[str]
) -> None:
    sent = {"start-0": "", **rows}
    answer = save(bo, episode, sent)
    assert (answer.status_code, said(answer, ".wrong li")) == (422, wrong)
    assert now(studio, episode) == CHAPTERS


def test_too_long_a_title_is_refused(studio: Hub, episode: Episode, bo: Member) -> None:
    answer = save(bo, episode, {"start-0": "0", "title-0": "å" * 256})
    assert said(answer, ".wrong p") == [
        "The title of chapter 1 is 256 characters long; there is room for 255."
    ]
    assert now(studio, episode) == CHAPTERS


def test_the_second_of_two_is_told(studio: Hub, episode: Episode, bo: Member) -> None:
    answer = bo.post(path(episode), {"began": "0" * 32, **ROWS, "title-0": "Mitt"})
    assert answer.status_code == 409
    assert said(answer, ".as-typed") == [
        "0:00 Start 1:00.5 Mitten https://skr.se/",
        "0:00 Mitt 1:00.5 Mitten https://skr.se/",
    ]
    assert now(studio, episode) == CHAPTERS


@pytest.mark.parametrize(
    "lines",
    [
        "00:00 Hej\n00:12 Titel",
        '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Hej"},'
        ' {"startTime": 12, "title": "Titel"}]}',
    ],
)
def test_read_in_and_not_saved(studio: Hub, episode: Episode, bo: Member, lines: str) -> None:
    answer = save(bo, episode, {**ROWS, "do": "lines", "lines": lines})
    page = page_of(answer)
    assert attributes(page, "form[@id='kapitel'] tbody input[@type='text']", "value")[:4] == [
        *("0:00", "Hej"),
        *("0:12", "Titel"),
    ]
    assert now(studio, episode) == CHAPTERS


def test_lines_that_are_none(episode: Episode, bo: Member) -> None:
    answer = save(bo, episode, {**ROWS, "do": "lines", "lines": "hej"})
    assert said(answer, ".wrong li") == ["Line 1: “hej” is not a chapter. Write “00:12 Title”."]
    assert said(answer, "#lines") == ["hej"]


def test_those_of_the_file(studio: Hub, bo: Member) -> None:
    with studio.writing() as db:
        tags = {"chapters": [{"start": 3.25, "title": "Ur filen"}]}
        audio = make_media_file(db, tags=tags)
        held, none = make_episode(db, make_show(db), audio=audio), make_episode(db, make_show(db))
    with at_work(studio, producer(studio)) as member:
        page = page_of(save(member, held, {"do": "file"}))
        assert attributes(page, "#title-0", "value") == ["Ur filen"]
        answer = save(member, none, {"do": "file"})
    assert said(answer, ".wrong p") == ["“avsnitt.mp3” holds no chapters."]


def test_proposed_from_a_programme(studio: Hub, episode: Episode, bo: Member) -> None:
    with studio.writing() as db:
        nine = parse_instant("2026-03-11T09:00")
        later = parse_instant("2026-03-11T09:05")
        points = [
            ProgrammePoint(starts_at=nine, title="Välkomna", position=0),
            ProgrammePoint(starts_at=later, title="Frågor", position=1),
        ]
        webcast = make_webcast(db, programme=points)
    page = page_of(save(bo, episode, {"do": "programme", "programme": str(webcast.id)}))
    assert attributes(page, "form[@id='kapitel'] tbody input[@type='text']", "value")[:4] == [
        *("0:00", "Välkomna"),
        *("5:00", "Frågor"),
    ]
    answer = save(bo, episode, {"do": "programme", "programme": "x"})
    assert said(answer, ".wrong p") == [
        "Choose the webcast whose programme the chapters are made of."
    ]


def test_staff_look_and_others_producers_do_not_change(studio: Hub, episode: Episode) -> None:
    with studio.writing() as db:
        other = make_show(db)
    for user in (producer(studio, role=Role.STAFF), producer(studio, other, name="Eva Berg")):
        with at_work(studio, user) as member:
            page = member.get(path(episode))
            assert said(page, "main li p") == ["0:00 Start", "1:00.5 Mitten"]
            assert member.get(f"{path(episode)}/ljud").status_code == 302
            assert member.post(path(episode), ROWS).status_code == 403
    assert now(studio, episode) == CHAPTERS


def test_the_waveform_is_drawn(studio: Hub) -> None:
    with studio.writing() as db:
        audio = make_media_file(db, peaks=bytes(range(200)))
        drawn = make_episode(db, make_show(db), audio=audio)
        waiting = make_episode(db, make_show(db))
    with at_work(studio, producer(studio)) as member:
        assert said(member.get(path(drawn)), "svg desc") == [
            "How loud the sound is from the beginning to the end, 10 min."
        ]
        assert said(member.get(path(waiting)), "div[@data-marked] .hint") == [
            "The waveform appears once the sound has been looked at."
        ]


def test_no_such_episode(bo: Member) -> None:
    missing = "/studio/avsnitt/00000000-0000-0000-0000-000000000001/kapitel"
    assert bo.get(missing).status_code == 404
