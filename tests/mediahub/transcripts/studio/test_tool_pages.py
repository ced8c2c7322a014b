"""What changes a whole transcript, and its history."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.people.service import person
from mediahub.transcripts import revisions
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.revisions import Edit
from mediahub.transcripts.service import speakers_of
from mediahub.transcripts.studio.history_pages import PER_PAGE
from tests.conftest import NOON
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.transcripts.editing import Edited, edited, producer

SEEN = {"expect": "1"}


@pytest.fixture
def held(studio: Hub) -> Edited:
    return edited(studio)


@pytest.fixture
def bo(held: Edited) -> Iterator[Member]:
    with at_work(held.hub, producer(held.hub)) as opened:
        yield opened


def linked(db: Session, held: Edited) -> dict[str, str | None]:
    speakers = speakers_of(db, db.get_one(Transcript, held.transcript_id))
    return {one.name: one.person.name if one.person else None for one in speakers}


def test_a_speaker_is_renamed_everywhere(held: Edited, bo: Member) -> None:
    assert said(bo.get(f"{held.path}/talare"), "li p .meta") == [
        "1 cue, the first",
        "2 cues, the first",
    ]
    form = {"do": "rename", "speaker": "Nils", "name": "Nils Munthe"}
    answer = bo.post(f"{held.path}/talare", SEEN | form)
    assert answer.headers["location"] == f"{held.path}/talare?klart=sparad"
    assert [cue.speaker for cue in held.cues()] == ["Nils Munthe", "Eva Ek", "Nils Munthe"]


def test_a_speaker_is_a_person(held: Edited, bo: Member) -> None:
    with held.hub.writing() as db:
        person(db, "Nils Munthe")
    form = {"do": "link", "speaker": "Nils", "person": "Nils Munthe"}
    assert bo.post(f"{held.path}/talare", SEEN | form).status_code == 303
    with held.hub.reading() as db:
        assert linked(db, held) == {"Eva Ek": None, "Nils": "Nils Munthe"}
    answer = bo.post(f"{held.path}/talare", {**form, "expect": "2", "person": "Ingen"})
    assert (answer.status_code, said(answer, ".wrong p")) == (
        422,
        ["Nobody called “Ingen” is credited."],
    )


def test_replaced_as_it_was_shown(held: Edited, bo: Member) -> None:
    page = bo.get(f"{held.path}/ersatt", hitta="a", med="å")
    assert said(page, ".found") == ["Found 2 times, in 2 cues"]
    assert said(page, ".cues p") == ["Ta åck så mycket.", "Va årsågod."]
    bo.post(f"{held.path}/ersatt", SEEN | {"hitta": "a", "med": "å"})
    assert held.texts() == ["Hej på er.", "Tåck så mycket.", "Vårsågod."]


def test_nothing_to_replace(held: Edited, bo: Member) -> None:
    page = bo.get(f"{held.path}/ersatt", hitta="<b>")
    assert said(page, ".empty") == ["“<b>” is nowhere in this transcript."]
    answer = bo.post(f"{held.path}/ersatt", SEEN | {"hitta": "", "med": ""})
    assert said(answer, ".wrong p") == ["Say which words are to be replaced."]


def test_moved_from_a_cue_on(held: Edited, bo: Member) -> None:
    answer = bo.post(f"{held.path}/tider", SEEN | {"med": "2,5", "fran": "2"})
    assert answer.headers["location"] == f"{held.path}?sida=1&klart=flyttad#remsa-2"
    assert [cue.start_ms for cue in held.cues()] == [0, 4_500, 8_500]


@pytest.mark.parametrize(
    ("by", "first", "wrong"),
    [
        ("x", "1", "“x” is not a number of seconds, such as 2.5 or -2.5."),
        ("1", "x", "“x” is not a number of a cue."),
        ("1", "9", "There is no cue 9; the last one is 3."),
        ("-1", "1", "Cue 1 cannot last from -1.0 s to 1.0 s."),
        ("-4.5", "3", "Cue 3 cannot begin at 0:01: it would change places with another."),
    ],
)
def test_bad_times(held: Edited, bo: Member, by: str, first: str, wrong: str) -> None:
    answer = bo.post(f"{held.path}/tider", SEEN | {"med": by, "fran": first})
    assert (answer.status_code, said(answer, ".wrong p")) == (422, [wrong])
    assert held.revision() == 1


def test_a_stale_form_changes_nothing(held: Edited, bo: Member) -> None:
    bo.post(f"{held.path}/tider", SEEN | {"med": "1", "fran": "1"})
    answer = bo.post(f"{held.path}/tider", SEEN | {"med": "1", "fran": "1"})
    assert (answer.status_code, held.revision()) == (422, 2)
    assert "you saw revision 1, and it is at 2" in said(answer, ".wrong p")[0]


def test_history_tells_who_and_leads_back(held: Edited, bo: Member) -> None:
    bo.post(f"{held.path}/ersatt", SEEN | {"hitta": "Hej", "med": "God dag"})
    page = bo.get(f"{held.path}/historik")
    assert said(page, ".changes b") == ["Bo Alm", "Command line"]
    assert said(page, ".changes li[1] del") == ["0:00–0:02 Nils: Hej på er."]
    assert said(page, ".changes li[1] ins") == ["0:00–0:02 Nils: God dag på er."]
    answer = bo.post(f"{held.path}/historik", {"expect": "2", "revision": "1"})
    assert answer.headers["location"] == f"{held.path}?klart=aterstalld"
    assert (held.texts()[0], held.revision()) == ("Hej på er.", 3)


@pytest.mark.parametrize(("revision", "status"), [("x", 422), ("9", 404), ("1", 404)])
def test_no_such_revision(held: Edited, bo: Member, revision: str, status: int) -> None:
    answer = bo.post(f"{held.path}/historik", SEEN | {"revision": revision})
    assert answer.status_code == status


def test_what_others_say_and_change_elsewhere_is_told_there(held: Edited, bo: Member) -> None:
    other = edited(held.hub, [Cue(0, 1_000, "Åsa", "Hej.")])
    assert said(bo.get(f"{other.path}/talare"), "li p .meta") == ["1 cue, the first"]
    assert len(said(bo.get(f"{held.path}/talare"), "li p .meta")) == 2
    moved = bo.post(f"{other.path}/tider", SEEN | {"med": "1", "fran": "1"})
    assert moved.status_code == 303
    told = [said(bo.get(f"{one.path}/historik"), ".changes b") for one in (held, other)]
    assert told == [["Command line"], ["Bo Alm", "Command line"]]


def test_history_is_read_in_pages(held: Edited, bo: Member) -> None:
    with held.hub.writing() as db:
        for revision in range(1, PER_PAGE + 1):
            edit = Edit(held.transcript_id, "command", NOON, revision)
            revisions.shift_all(db, edit, 1_000)
    pages = [said(bo.get(f"{held.path}/historik?sida={number}"), ".changes b") for number in (1, 2)]
    assert [len(page) for page in pages] == [PER_PAGE, 1]
