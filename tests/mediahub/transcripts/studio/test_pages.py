"""The transcript editor: who may, what is saved, and two who correct at once."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy.orm import Session

from mediahub.accounts.models import Role
from mediahub.hub import Hub
from mediahub.search.content.visibility import Audience, visible_to
from mediahub.search.index.provider import opened
from mediahub.search.query.searcher import SearchQuery
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.models import Origin, Transcript, TranscriptState
from mediahub.transcripts.service import put_cues
from mediahub.transcripts.studio.pages import count_cues, cues_from
from tests.conftest import NOON
from tests.factories import make_recording, make_show, make_transcript, make_webcast
from tests.mediahub.search.archive import bring_up_index
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.transcripts.editing import Edited, edited, made, producer

JSON = {"accept": "application/json"}


@pytest.fixture
def held(studio: Hub) -> Edited:
    return edited(studio)


@pytest.fixture
def bo(held: Edited) -> Iterator[Member]:
    """A producer of the show alone."""
    with at_work(held.hub, producer(held.hub, held.show)) as opened:
        yield opened


def hunk(at: int, *cues: list[Any], count: int = 1) -> dict[str, Any]:
    return {"at": at, "count": count, "cues": list(cues)}


def save(held: Edited, member: Member, *hunks: dict[str, Any], expect: int | str = 1) -> Response:
    form = {"expect": str(expect), "hunks": json.dumps(list(hunks))}
    return member.post(f"{held.path}/andringar", form, **JSON)


def test_the_cues_stand_beside_the_player(held: Edited, bo: Member) -> None:
    page = bo.get(held.path)
    assert said(page, ".cues li p") == [
        "Nils Hej på er.",
        "Eva Ek Tack så mycket.",
        "Nils Varsågod.",
    ]
    assert said(page, "h1") == ["Transcript"]
    assert bo.get(f"{held.path}/ljud").status_code == 302


def test_an_hour_is_read_in_pages(studio: Hub) -> None:
    cues = [Cue(at * 5_000, at * 5_000 + 4_000, "Nils", f"Mening {at}, " * 8) for at in range(720)]
    held = edited(studio, cues)
    with at_work(studio, producer(studio)) as member:
        page = member.get(f"{held.path}?sida=8")
    assert len(page.text.encode()) < 100_000
    assert said(page, "ol li .cue-at")[::19] == ["58:20", "59:55"]


def test_corrections_are_one_revision(held: Edited, bo: Member) -> None:
    answer = save(
        held,
        bo,
        hunk(0, [0, 2_000, "Nils", "Hej på  er alla."]),
        hunk(2, [6_000, 6_500, "Nils", "Var"], [6_500, 7_000, "Eva Ek", "så god."]),
    )
    assert answer.json() == {"revision": 2, "merged": False}
    assert held.cues() == (
        Cue(0, 2_000, "Nils", "Hej på er alla."),
        Cue(2_000, 6_000, "Eva Ek", "Tack så mycket."),
        Cue(6_000, 6_500, "Nils", "Var"),
        Cue(6_500, 7_000, "Eva Ek", "så god."),
    )


def test_a_corrected_cue_is_found(held: Edited, bo: Member) -> None:
    save(held, bo, hunk(1, [2_000, 6_000, "Eva Ek", "Tack för cykelbanan."]))
    bring_up_index(held.hub)
    with opened(held.hub) as index, held.hub.reading() as db:
        visible = visible_to(db, Audience.VISITOR, held.hub.now())
        hits = index.query(SearchQuery("cykelbana", visible=visible, by="passage")).hits
    assert [hit.item.url.rpartition("/")[2] for hit in hits] == [held.episode.slug]


def test_what_somebody_else_corrects_elsewhere_is_kept(held: Edited, bo: Member) -> None:
    save(held, bo, hunk(0, [0, 900, "Nils", "Hej"], [900, 2_000, "Nils", "på er."]))
    answer = save(held, bo, hunk(2, [6_000, 7_000, "Nils", "Ingen orsak."]))
    assert answer.json() == {"revision": 3, "merged": True}
    assert held.texts() == ["Hej", "på er.", "Tack så mycket.", "Ingen orsak."]


def test_the_same_cue_is_shown_with_both_and_nothing_saved(held: Edited, bo: Member) -> None:
    save(held, bo, hunk(0, [0, 2_000, "Nils", "Deras."]))
    answer = save(
        held, bo, hunk(0, [0, 2_000, "Nils", "Mitt."]), hunk(2, [6_000, 7_000, "Nils", "Jo."])
    )
    assert answer.status_code == 409
    assert answer.json() == {
        "revision": 2,
        "hunks": [hunk(2, [6_000, 7_000, "Nils", "Jo."])],
        "meetings": [
            {
                "at": 0,
                "theirs": [[0, 2_000, "Nils", "Deras."]],
                "yours": [[0, 2_000, "Nils", "Mitt."]],
            }
        ],
    }
    assert held.texts() == ["Deras.", "Tack så mycket.", "Varsågod."]


def test_the_same_correction_twice_is_no_meeting(held: Edited, bo: Member) -> None:
    save(held, bo, hunk(0, [0, 2_000, "Nils", "Hej."]))
    assert save(held, bo, hunk(0, [0, 2_000, "Nils", "Hej."])).json() == {
        "revision": 2,
        "merged": True,
    }


@pytest.mark.parametrize(
    ("sent", "expect", "status", "problem"),
    [
        (hunk(0, [0, 2_000, "", " "]), 1, 422, "Cue 1: A cue needs words."),
        (hunk(0, [5_000, 2_000, "", "x"]), 1, 422, "Cue 1 cannot last from 5.0 s to 2.0 s."),
        (hunk(0, [0, 2_000, "Nils", "Hej på er."]), 1, 409, "That changes nothing."),
        (hunk(0, [0, 1, "", "x"]), 7, 404, "There is no earlier revision 7."),
        (
            hunk(0, [0, 1, "", "x"]),
            "",
            409,
            "The form does not say what it began from. Open the page anew.",
        ),
    ],
)
def test_refused_with_a_sentence(
    held: Edited, bo: Member, sent: dict[str, Any], expect: int | str, status: int, problem: str
) -> None:
    answer = save(held, bo, sent, expect=expect)
    assert (answer.status_code, answer.json()["problem"]) == (status, problem)
    assert held.revision() == 1


def test_staff_look_and_others_producers_do_not_change(held: Edited) -> None:
    with held.hub.writing() as db:
        other = make_show(db)
    for user in (
        producer(held.hub, role=Role.STAFF),
        producer(held.hub, other, name="Eva Berg"),
    ):
        with at_work(held.hub, user) as member:
            page = member.get(held.path)
            assert said(page, ".cues li a") == []
            assert page.status_code == 200
            assert save(held, member, hunk(0, [0, 1, "", "x"])).status_code == 403
            for path in ("granskat", "talare", "ersatt", "tider", "historik", "textremsa/1"):
                answer = member.post(f"{held.path}/{path}", {"expect": "1"})
                assert answer.status_code == 403
    assert held.revision() == 1


def test_captions_are_for_producers_of_all(held: Edited, bo: Member) -> None:
    with held.hub.writing() as db:
        recording = make_recording(db, make_webcast(db))
        captions = Edited(held.hub, held.show, held.episode, recording.captions[0].transcript_id)
    assert bo.get(captions.path).status_code == 200
    assert bo.post(f"{captions.path}/granskat", {"expect": "1"}).status_code == 403
    with at_work(held.hub, producer(held.hub)) as member:
        assert member.get(f"{captions.path}/ljud").status_code == 302


def test_a_closed_recording_is_not_heard(studio: Hub) -> None:
    with studio.writing() as db:
        opened_at = NOON - timedelta(days=2)
        recording = make_recording(db, make_webcast(db), opens_at=opened_at, closes_at=NOON)
        path = f"/studio/transkript/{recording.captions[0].transcript_id}"
    with at_work(studio, producer(studio)) as member:
        assert said(member.get(path), "audio") == []
        assert member.get(f"{path}/ljud").status_code == 404


def test_what_belongs_to_nothing_is_not_there(studio: Hub) -> None:
    with studio.writing() as db:
        lone = make_transcript(db).id
    with at_work(studio, producer(studio)) as member:
        assert member.get(f"/studio/transkript/{lone}").status_code == 404


def test_reviewed_once(studio: Hub) -> None:
    held = edited(studio, origin=Origin.MACHINE)
    with at_work(studio, producer(studio)) as member:
        assert said(member.get(held.path), ".badge") == ["Made by a machine, not reviewed"]
        answer = member.post(f"{held.path}/granskat", {"expect": "1"})
        assert answer.headers["location"] == f"{held.path}?klart=granskad"
        assert said(member.get(held.path), ".badge") == []
        assert member.post(f"{held.path}/granskat", {"expect": "2"}).status_code == 409


def test_taken_out_in_every_format(studio: Hub) -> None:
    held = edited(studio)
    with at_work(studio, producer(studio, role=Role.STAFF)) as member:
        for extension in ("vtt", "srt", "json", "html", "txt"):
            answer = member.get(f"{held.path}.{extension}")
            assert "Tack så mycket." in answer.text
            assert "attachment" in answer.headers["content-disposition"]
        assert member.get(f"{held.path}.docx").status_code == 404


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (TranscriptState.WAITING, "The file is being read. That takes less than a minute."),
        (TranscriptState.FAILED, "Det gick inte."),
    ],
)
def test_while_there_are_no_cues(studio: Hub, state: TranscriptState, told: str) -> None:
    held = edited(studio)
    with studio.writing() as db:
        transcript = db.get_one(Transcript, held.transcript_id)
        transcript.state, transcript.failure = state, "Det gick inte."
    with at_work(studio, producer(studio)) as member:
        assert told in member.get(held.path).text
        assert member.get(f"{held.path}/historik").status_code == 409


def test_without_times(studio: Hub) -> None:
    cues = (Cue(None, None, "", "Ett."), Cue(None, None, "", "Två."))
    held = edited(studio, cues)
    with at_work(studio, producer(studio)) as member:
        assert said(member.get(held.path), ".cue-at") == ["1", "2"]
        assert save(held, member, hunk(1, [None, None, "", "Tre."])).json()["revision"] == 2
        assert member.get(f"{held.path}.vtt").status_code == 404
    assert held.texts() == ["Ett.", "Tre."]


def test_transcripts_of_two_languages_are_apart(held: Edited, bo: Member) -> None:
    with held.hub.writing() as db:
        english = made(db, db.merge(held.episode), [Cue(0, 1_000, "", "Hello.")], language="en")
    save(held, bo, hunk(0, [0, 2_000, "Nils", "Hej."]))
    assert said(bo.get(f"/studio/transkript/{english.id}"), ".cues p") == ["Hello."]


def test_a_page_holds_the_cues_of_its_own_transcript(rows: Session) -> None:
    mine, other = make_transcript(rows), make_transcript(rows)
    cues = [Cue(at, at + 1, "Nils" if at else "", f"Mening {at}") for at in range(4)]
    # The first cue comes last into the table.
    for transcript, held in ((mine, cues[1:]), (other, cues[:3]), (mine, cues)):
        put_cues(rows, transcript, held, actor="x", action="upload", now=NOON)
    assert [count_cues(rows, one) for one in (mine, other)] == [4, 3]
    assert cues_from(rows, mine, 1, 2) == cues[1:3]
    assert cues_from(rows, other, 0, 9) == cues[:3]
