"""From rows to documents: every text with its field, its part, its second and its address."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session

from mediahub import demo
from mediahub.clock import parse_instant
from mediahub.episodes.service import set_credits
from mediahub.people.service import parse_credit
from mediahub.recordings.models import RecordingDocument
from mediahub.search.content.handout_reader import PDF, SLIDES
from mediahub.search.content.handouts import PageText, page_texts
from mediahub.search.content.search_items import Credit, Document, Field, Part, Passage
from mediahub.search.content.source import documents, key_of
from mediahub.shows.service import set_hosts
from mediahub.storage import MediaStore
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.models import TranscriptState
from mediahub.transcripts.service import put_cues
from mediahub.webcasts.models import Access, Webcast
from mediahub.webcasts.programme import parse_programme, set_programme
from tests.conftest import NOON
from tests.factories import (
    make_captions,
    make_episode,
    make_media_file,
    make_recording,
    make_show,
    make_webcast,
)
from tests.mediahub.search.archive import add_episode, add_recording

HANDOUT = Path(demo.__file__).parent / "webbsandning-2024-09-11-dokumentation.pdf"


def document_of(db: Session, store: MediaStore, row: object) -> Document:
    key = key_of(row)  # type: ignore[arg-type]
    (found,) = documents(db, store, {key: "a stamp"})
    assert (found.key, found.stamp) == (key, "a stamp")
    return found


def told(document: Document, field: Field) -> list[tuple[str, Part, float | None]]:
    return [(one.text, one.part, one.start) for one in document.passages if one.field is field]


def test_an_episode(rows: Session, store: MediaStore) -> None:
    show = make_show(rows, slug="resan")
    episode = add_episode(
        rows,
        show,
        "Hej och välkomna.",
        "En cykelbana.",
        slug="1-rad",
        title="Kommunala råd",
        description="Om *råd*.",
        topics=["demokrati"],
        chapters=[{"start": 12.5, "title": "Början"}, {"start": 20.0}],
        opens_at=parse_instant("2026-01-01T00:30:00+01:00"),
    )
    set_credits(
        rows, episode, [parse_credit("Katarina Sundberg, ämnesråd, Departementet", "guest")]
    )
    found = document_of(rows, store, episode)
    assert (found.url, found.title, found.type) == ("/resan/1-rad", "Kommunala råd", "full")
    assert (str(found.day), found.public, found.topics) == ("2026-01-01", Part.ALL, ("demokrati",))
    assert found.credits == (
        Credit(
            "Katarina Sundberg",
            ("Medverkande", "Guest", "guest", "gäst"),
            "ämnesråd, Departementet",
        ),
    )
    assert told(found, Field.DESCRIPTION) == [("Om råd.", Part.PAGE, None)]
    assert told(found, Field.CHAPTER) == [("Början", Part.RECORDING, 12.5)]
    assert told(found, Field.TRANSCRIPT) == [
        ("Hej och välkomna.", Part.RECORDING, 0.0),
        ("En cykelbana.", Part.RECORDING, 60.0),
    ]


def test_the_hosts_of_the_show_are_found_with_each_episode(
    rows: Session, store: MediaStore
) -> None:
    show = make_show(rows)
    set_hosts(rows, show, [parse_credit("Nils Munthe, SKR", "host")])
    found = document_of(rows, store, make_episode(rows, show))
    assert [(one.name, one.roles[0]) for one in found.credits] == [("Nils Munthe", "Samtalsledare")]


def test_a_draft_is_public_in_no_part_and_of_no_day(rows: Session, store: MediaStore) -> None:
    found = document_of(rows, store, make_episode(rows, make_show(rows)))
    assert (found.public, found.day) == (Part.NONE, None)


def test_a_webcast_with_its_programme_and_recording(rows: Session, store: MediaStore) -> None:
    recording = add_recording(rows, "Nu börjar vi.", slug="dialog", store=store)
    webcast = recording.webcast
    set_programme(rows, webcast, parse_programme("09.15 Inledning | Anna Ek, SKR\n  Om *allt*."))
    rows.flush()
    found = document_of(rows, store, webcast)
    assert (found.url, found.type, found.public) == (
        "/webbsandningar/dialog",
        "webbsändning",
        Part.PAGE,
    )
    assert [one.name for one in found.credits] == ["Anna Ek"]
    (point,) = [one for one in found.passages if one.field is Field.CHAPTER]
    assert (point.text, point.part, point.label) == (
        "Inledning. Om allt. Anna Ek",
        Part.PAGE,
        "09.15",
    )
    (said,) = [one for one in found.passages if one.field is Field.TRANSCRIPT]
    assert (said.text, said.part, said.url) == (
        "Nu börjar vi.",
        Part.RECORDING,
        "/webbsandningar/dialog/inspelning",
    )
    assert told(found, Field.DOCUMENT) == [("Dokumentation", Part.RECORDING, None)]


@pytest.mark.parametrize(
    ("is_listed", "access", "public"),
    [
        (False, Access.PUBLIC, Part.NONE),
        (True, Access.REGISTERED, Part.PAGE),
        (True, Access.PUBLIC, Part.ALL),
    ],
)
def test_what_may_become_public_of_a_webcast(
    rows: Session, store: MediaStore, is_listed: bool, access: Access, public: Part
) -> None:
    recording = add_recording(rows, access=access)
    webcast: Webcast = recording.webcast
    if not is_listed:
        webcast.opens_at = None
    assert document_of(rows, store, webcast).public == public


def test_the_text_of_a_handout_with_its_page(rows: Session, store: MediaStore) -> None:
    recording = add_recording(rows, slug="dialog")
    with HANDOUT.open("rb") as source:
        store.put("webcasts/handout.pdf", source, PDF)
    file = make_media_file(rows, key="webcasts/handout.pdf", content_type=PDF)
    recording.documents = [RecordingDocument(media=file, title="Handbok")]
    rows.flush()
    found = [
        one
        for one in document_of(rows, store, recording.webcast).passages
        if one.field is Field.DOCUMENT
    ]
    address = f"/webbsandningar/dialog/inspelning/dokument/{recording.documents[0].id}"
    assert found[0] == Passage("Handbok", Field.DOCUMENT, url=address)
    assert (found[1].url, found[1].label) == (f"{address}#page=1", "Handbok, s. 1")
    assert "systematiskt" in " ".join(one.text for one in found)


def test_slides_are_read(tmp_path: Path) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    slide = f'<s xmlns:a="{drawing}"><a:p><a:t>Cykel</a:t><a:t>bana</a:t></a:p></s>'
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("ppt/slides/slide1.xml", slide)
        archive.writestr("ppt/slides/slide2.xml", slide.replace("Cykel", "Gång\x7f&#x85;"))
    file = tmp_path / "bilder.pptx"
    file.write_bytes(made.getvalue())
    assert list(page_texts(file, SLIDES)) == [PageText(1, "Cykelbana"), PageText(2, "Gång  bana")]


@pytest.mark.parametrize("content_type", [PDF, SLIDES, "application/zip"])
def test_what_cannot_be_read_has_no_words(tmp_path: Path, content_type: str) -> None:
    file = tmp_path / "trasig"
    file.write_bytes(b"%PDF-1.7\n1 0 obj << /Type /Pages /Kids [1 0 R] >>\n%%EOF\n")
    assert list(page_texts(file, content_type)) == []


def test_of_several_recordings_the_one_that_is_there_or_the_newest_is_searched(
    rows: Session, store: MediaStore
) -> None:
    webcast, other = make_webcast(rows), make_webcast(rows)
    add_said(rows, other, "Någon annans.", 3)
    add_said(rows, webcast, "Den första.", 0, deleted_at=NOON)
    add_said(rows, webcast, "Den andra.", 1, deleted_at=NOON)
    assert said_in(rows, store, webcast) == ["Den andra."]
    add_said(rows, webcast, "Den som är kvar.", -1)
    assert said_in(rows, store, webcast) == ["Den som är kvar."]


def add_said(db: Session, webcast: Webcast, text: str, minutes: int, **values: Any) -> None:
    """A recording of the webcast in which this is said."""
    held = make_captions(db, revision=0)
    put_cues(db, held.transcript, [Cue(0, 1, "", text)], actor="x", action="upload", now=NOON)
    created_at = NOON + timedelta(minutes=minutes)
    make_recording(db, webcast, captions=[held], created_at=created_at, **values)


def said_in(db: Session, store: MediaStore, webcast: Webcast) -> list[str]:
    return [text for text, *_ in told(document_of(db, store, webcast), Field.TRANSCRIPT)]


def test_captions_that_are_not_ready_and_documents_that_are_gone_have_no_words(
    rows: Session, store: MediaStore
) -> None:
    recording = add_recording(rows, "Hej.", store=store)
    waiting = add_recording(rows, "Inte än.", store=store).captions[0]
    waiting.transcript.state = TranscriptState.WAITING
    recording.captions.append(waiting)
    for title, removed_at in (("Kvar", None), ("Borta", NOON)):
        media = make_media_file(rows, content_type=PDF, removed_at=removed_at)
        store.put(media.key, BytesIO(HANDOUT.read_bytes()), PDF)
        recording.documents.append(RecordingDocument(media=media, title=title))
    rows.flush()
    found = document_of(rows, store, recording.webcast)
    assert [text for text, *_ in told(found, Field.TRANSCRIPT)] == ["Hej."]
    labels = {one.label.partition(",")[0] for one in found.passages if one.field is Field.DOCUMENT}
    assert labels == {"", "Kvar"}


def test_only_the_items_that_are_wanted_are_made(rows: Session, store: MediaStore) -> None:
    show = make_show(rows)
    episodes = [make_episode(rows, show) for _ in range(2)]
    webcasts = [add_recording(rows).webcast for _ in range(2)]
    wanted = {key_of(row): "a stamp" for row in (episodes[1], webcasts[0])}
    assert [found.key for found in documents(rows, store, wanted)] == list(wanted)
