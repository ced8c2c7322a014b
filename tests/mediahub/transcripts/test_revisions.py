"""Corrections with their history, and what refuses them."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes.models import EpisodeTranscript
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.people.service import person
from mediahub.transcripts import revisions
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.models import (
    Origin,
    Transcript,
    TranscriptCue,
    TranscriptSpeaker,
    TranscriptState,
)
from mediahub.transcripts.person_merge import move_speakers
from mediahub.transcripts.revisions import Edit
from mediahub.transcripts.service import (
    changes_of,
    cues_of,
    link_equal_names,
    put_cues,
    remove,
    speakers_of,
    to_change,
)
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_transcript

CUES = (
    Cue(0, 2000, "Nils", "Hej på er."),
    Cue(2000, 6000, "Eva Ek", "Tack så mycket."),
    Cue(6000, 7000, "Nils", "Varsågod."),
)


@pytest.fixture
def held(rows: Session) -> Transcript:
    person(rows, "Eva Ek")
    transcript = make_transcript(rows, revision=0)
    put_cues(rows, transcript, CUES, actor="anna", action="upload", now=NOON)
    return transcript


@pytest.fixture
def other(rows: Session, held: Transcript) -> Transcript:
    """Another transcript with the same words and names, which nobody changes."""
    transcript = make_transcript(rows, revision=0)
    put_cues(rows, transcript, CUES, actor="anna", action="upload", now=NOON)
    return transcript


def edit(held: Transcript, expected: int | None = 1) -> Edit:
    return Edit(held.id, "bo", NOON, expected)


def texts(db: Session, held: Transcript) -> list[str]:
    return [cue.text for cue in cues_of(db, held)]


def test_cues_come_back_as_they_were_put(rows: Session, held: Transcript) -> None:
    assert cues_of(rows, held) == CUES


def test_what_comes_into_the_table_last_may_stand_first(rows: Session, held: Transcript) -> None:
    cues = (Cue(0, 1, "Anna", "Först."), *CUES)
    put_cues(rows, held, cues, actor="anna", action="upload", now=NOON)
    assert cues_of(rows, held) == cues
    assert [one.name for one in speakers_of(rows, held)] == ["Anna", "Eva Ek", "Nils"]


def test_a_speaker_of_the_same_name_is_the_person(rows: Session, held: Transcript) -> None:
    linked = {one.name: one.person and one.person.name for one in speakers_of(rows, held)}
    assert linked == {"Eva Ek": "Eva Ek", "Nils": None}


def test_a_person_who_comes_later_is_linked_unless_somebody_said_otherwise(
    rows: Session, held: Transcript
) -> None:
    revisions.link_speaker(rows, edit(held), "Eva Ek", "")
    person(rows, "Nils")
    link_equal_names(rows, held)
    linked = {one.name: one.person and one.person.name for one in speakers_of(rows, held)}
    assert linked == {"Eva Ek": None, "Nils": "Nils"}


def test_an_edit_says_who_when_and_what(rows: Session, held: Transcript) -> None:
    revisions.edit_cue(rows, edit(held), 2, text=" Tack! ", speaker="Nils")
    assert cues_of(rows, held)[1] == Cue(2000, 6000, "Nils", "Tack!")
    newest = changes_of(rows, held)[0]
    assert (newest.revision, newest.actor, newest.at, newest.action) == (2, "bo", NOON, "edit")
    assert newest.diff["hunks"] == [
        {
            "at": 1,
            "before": [[2000, 6000, "Eva Ek", "Tack så mycket."]],
            "after": [[2000, 6000, "Nils", "Tack!"]],
        }
    ]


def test_a_stale_edit_is_refused(rows: Session, held: Transcript) -> None:
    revisions.edit_cue(rows, edit(held), 1, text="Hej.")
    with pytest.raises(Conflict):
        revisions.edit_cue(rows, edit(held), 1, text="Hå.")
    assert texts(rows, held)[0] == "Hej."


def test_split_and_merge_are_each_others_reverse(rows: Session, held: Transcript) -> None:
    revisions.split_cue(rows, edit(held), 2, "Tack", 3000)
    assert cues_of(rows, held)[1:3] == (
        Cue(2000, 3000, "Eva Ek", "Tack"),
        Cue(3000, 6000, "Eva Ek", "så mycket."),
    )
    revisions.merge_cues(rows, edit(held, 2), 2, 3)
    assert cues_of(rows, held) == CUES


def test_a_cue_is_moved_and_all_are_shifted(rows: Session, held: Transcript) -> None:
    revisions.move_cue(rows, edit(held), 3, 6500, None)
    revisions.shift_all(rows, edit(held, 2), 1500)
    assert [cue.start_ms for cue in cues_of(rows, held)] == [1500, 3500, 8000]


def test_words_and_names_are_replaced_everywhere(rows: Session, held: Transcript) -> None:
    revisions.replace_words(rows, edit(held), "a", "o")
    revisions.rename_speaker(rows, edit(held, 2), "Nils", "Nils Munthe")
    assert texts(rows, held) == ["Hej på er.", "Tock så mycket.", "Vorsågod."]
    assert [cue.speaker for cue in cues_of(rows, held)] == ["Nils Munthe", "Eva Ek", "Nils Munthe"]


def test_a_speaker_is_linked_by_hand(rows: Session, held: Transcript) -> None:
    revisions.link_speaker(rows, edit(held), "Nils", "Eva Ek")
    assert {one.person and one.person.name for one in speakers_of(rows, held)} == {"Eva Ek"}
    assert changes_of(rows, held)[0].diff["person"] == {"before": None, "after": "Eva Ek"}


def test_an_earlier_revision_is_restored_as_a_new_one(rows: Session, held: Transcript) -> None:
    revisions.split_cue(rows, edit(held), 1, "Hej")
    revisions.shift_all(rows, edit(held, 2), 500)
    revisions.replace_words(rows, edit(held, 3), "er.", "dig.")
    revisions.restore(rows, edit(held, 4), 1)
    assert cues_of(rows, held) == CUES
    revisions.restore(rows, edit(held, 5), 4)
    assert texts(rows, held)[:2] == ["Hej", "på dig."]
    assert held.revision == 6


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (lambda db, e: revisions.edit_cue(db, e, 4, text="x"), NotFound),
        (lambda db, e: revisions.edit_cue(db, e, 1, text=" "), Invalid),
        (lambda db, e: revisions.edit_cue(db, e, 1, text="x" * 5001), Invalid),
        (lambda db, e: revisions.edit_cue(db, e, 1, text="Hej på er."), Conflict),
        (lambda db, e: revisions.split_cue(db, e, 1, "er."), Invalid),
        (lambda db, e: revisions.split_cue(db, e, 1, "Hej", 2000), Invalid),
        (lambda db, e: revisions.merge_cues(db, e, 2, 2), Invalid),
        (lambda db, e: revisions.merge_cues(db, e, 2, 9), NotFound),
        (lambda db, e: revisions.move_cue(db, e, 2, 6500, 7000), Invalid),
        (lambda db, e: revisions.shift_all(db, e, -1), Invalid),
        (lambda db, e: revisions.replace_words(db, e, "saknas", "x"), NotFound),
        (lambda db, e: revisions.rename_speaker(db, e, "Bo", "x"), NotFound),
        (lambda db, e: revisions.link_speaker(db, e, "Nils", "Bo"), NotFound),
        (lambda db, e: revisions.restore(db, e, 1), NotFound),
        (revisions.review, Conflict),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    rows: Session, held: Transcript, work: object, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        work(rows, edit(held))  # type: ignore[operator]
    assert (cues_of(rows, held), held.revision) == (CUES, 1)


def test_a_person_reviews_what_a_machine_made(rows: Session, held: Transcript) -> None:
    held.origin = Origin.MACHINE
    assert held.is_unreviewed
    revisions.review(rows, edit(held))
    assert (held.is_unreviewed, held.reviewed_at, held.revision) == (False, NOON, 2)


def test_removing_leaves_nothing(rows: Session, held: Transcript) -> None:
    remove(rows, held)
    assert (cues_of(rows, held), speakers_of(rows, held), changes_of(rows, held)) == ((), [], [])


def test_both_databases_keep_rows_in_their_order(db: Session) -> None:
    transcript = make_transcript(db, revision=0)
    put_cues(db, transcript, CUES, actor="anna", action="upload", now=NOON)
    revisions.split_cue(db, edit(transcript), 1, "Hej")
    revisions.merge_cues(db, edit(transcript, 2), 3, 4)
    assert texts(db, transcript) == ["Hej", "på er.", "Tack så mycket. Varsågod."]


def state_of(db: Session, transcript: Transcript) -> tuple[object, ...]:
    """All that there is of a transcript."""
    db.refresh(transcript)
    speakers = [
        (one.name, one.person, one.is_linked_by_hand) for one in speakers_of(db, transcript)
    ]
    own = TranscriptCue.transcript_id == transcript.id
    positions = db.scalars(select(TranscriptCue.position).where(own)).all()
    cues = cues_of(db, transcript), sorted(positions)
    return cues, speakers, changes_of(db, transcript), transcript.revision


@pytest.mark.parametrize(
    "work",
    [
        lambda db, e: revisions.edit_cue(db, e, 1, text="Hej."),
        lambda db, e: revisions.split_cue(db, e, 1, "Hej"),
        lambda db, e: revisions.merge_cues(db, e, 1, 2),
        lambda db, e: revisions.shift_all(db, e, 500),
        lambda db, e: revisions.rename_speaker(db, e, "Nils", "Nils Munthe"),
        lambda db, e: revisions.link_speaker(db, e, "Nils", "Eva Ek"),
        lambda db, e: revisions.link_speaker(db, e, "Eva Ek", ""),
        lambda db, e: remove(db, db.get_one(Transcript, e.transcript_id)),
    ],
)
def test_what_is_done_to_one_transcript_leaves_the_others(
    rows: Session, held: Transcript, other: Transcript, work: Callable[[Session, Edit], object]
) -> None:
    before = state_of(rows, other)
    assert [change.revision for change in changes_of(rows, other)] == [1]
    work(rows, edit(held))
    assert state_of(rows, other) == before


def test_the_transcript_that_is_asked_for_is_changed_and_no_other(
    rows: Session, held: Transcript, other: Transcript
) -> None:
    assert to_change(rows, held.id, 1) == held
    revisions.shift_all(rows, edit(held), 500)
    assert to_change(rows, other.id, 1) == other
    other.state = TranscriptState.WAITING
    rows.flush()
    assert to_change(rows, held.id, 2) == held
    with pytest.raises(Conflict):
        to_change(rows, other.id, 1)
    with pytest.raises(NotFound):
        to_change(rows, uuid4(), None)


def test_cues_before_and_behind_a_change_stand_as_they_did(rows: Session, held: Transcript) -> None:
    put_cues(rows, held, (*CUES, *CUES), actor="anna", action="upload", now=NOON)
    revisions.edit_cue(rows, edit(held, 2), 3, text="Varsågoda.")
    assert texts(rows, held) == [
        *("Hej på er.", "Tack så mycket.", "Varsågoda."),
        *(cue.text for cue in CUES),
    ]
    revisions.merge_cues(rows, edit(held, 3), 2, 3)
    positions = select(TranscriptCue.position).where(TranscriptCue.transcript_id == held.id)
    assert sorted(rows.scalars(positions)) == [0, 1, 2, 3, 4]


def test_equal_names_are_linked_in_this_transcript_and_where_nobody_is(
    rows: Session, held: Transcript, other: Transcript
) -> None:
    revisions.link_speaker(rows, edit(held), "Nils", "Eva Ek")
    person(rows, "Nils")
    link_equal_names(rows, held)
    assert {one.person and one.person.name for one in speakers_of(rows, held)} == {"Eva Ek"}
    linked = {one.name: one.person and one.person.name for one in speakers_of(rows, other)}
    assert linked == {"Eva Ek": "Eva Ek", "Nils": None}
    by_number = speakers_of(rows, other)[1]
    by_number.person = person(rows, "Nils Munthe")
    link_equal_names(rows, other)
    assert by_number.person.name == "Nils Munthe"


def test_speakers_follow_their_person_into_another_and_the_rest_stay(
    rows: Session, held: Transcript, other: Transcript
) -> None:
    eva, kept, anna = (person(rows, name) for name in ("Eva Ek", "Eva Ek-Berg", "Anna"))
    for one in speakers_of(rows, other):
        one.person = anna
    move_speakers(rows, eva, kept)
    rows.flush()
    found = rows.scalars(select(TranscriptSpeaker).order_by(TranscriptSpeaker.name))
    moved = {(one.transcript_id, one.name): (one.person, one.is_linked_by_hand) for one in found}
    assert moved == {
        (held.id, "Eva Ek"): (kept, True),
        (held.id, "Nils"): (None, False),
        (other.id, "Eva Ek"): (anna, False),
        (other.id, "Nils"): (anna, False),
    }


def test_a_transcript_is_named_after_what_it_is_of(rows: Session) -> None:
    first, second = (made(rows, title) for title in ("Råd", "Dialog"))
    assert (first.title, second.title, make_transcript(rows).title) == ("Råd", "Dialog", "")


def made(db: Session, title: str) -> Transcript:
    episode = make_episode(db, make_show(db), title=title)
    episode.transcripts = [EpisodeTranscript(transcript=make_transcript(db))]
    db.flush()
    return episode.transcripts[0].transcript
