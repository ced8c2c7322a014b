"""Recordings come in whole or not at all, under the private prefix."""

from pathlib import Path

import pytest

from mediahub.errors import Invalid
from mediahub.i18n import sentence as in_words
from mediahub.media.models import MediaRole, MediaState
from mediahub.recordings.incoming_files import (
    CaptionLine,
    DocumentLine,
    check,
    check_captions,
    check_document,
    check_media,
    receive,
    title_of,
)
from mediahub.storage import MediaStore
from mediahub.transcripts.cues import Cue
from tests.conftest import NOON
from tests.mediahub.media.sounds import SPEECH, WEBCAST, sound

VTT = WEBCAST.with_suffix(".sv.vtt")
PDF = WEBCAST.with_name("webbsandning-2024-09-11-dokumentation.pdf")


def named(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def test_all_files_are_stored_under_the_private_prefix(store: MediaStore) -> None:
    received = receive(store, check(WEBCAST, [CaptionLine(VTT)], [DocumentLine(PDF)]), NOON)
    media, vtt, pdf = received.files
    assert sorted(found.key for found in store.stored_keys("webcasts/")) == sorted(
        file.key for file in received.files
    )
    assert [file.role for file in received.files] == [
        MediaRole.RECORDING,
        MediaRole.TRANSCRIPT,
        MediaRole.DOCUMENT,
    ]
    assert media.key == f"webcasts/{media.id}/{WEBCAST.name}"
    assert (media.width, media.height, media.state) == (640, 360, MediaState.UPLOADED)
    assert media.duration_seconds == pytest.approx(84.8)
    assert (vtt.content_type, vtt.state) == ("text/vtt", MediaState.READY)
    (captions,) = received.captions
    assert (captions.source, captions.language) == (vtt, "sv")
    assert captions.draft.cues[0].start_ms is not None
    assert received.documents == [(pdf, PDF.stem)]
    assert {file.opens_at for file in received.files} == {None}


def test_sound_alone_has_no_picture(store: MediaStore) -> None:
    media = receive(store, check(SPEECH), NOON).media
    assert (media.content_type, media.width) == ("audio/mpeg", None)


def test_names_are_made_ascii_and_titles_are_not(store: MediaStore, tmp_path: Path) -> None:
    audio = named(tmp_path, "Å ä ö 😀.mp3", sound(".mp3"))
    pdf = named(tmp_path, "Åtgärder 😀.pdf", PDF.read_bytes())
    received = receive(store, check(audio, documents=[DocumentLine(pdf)]), NOON)
    assert [file.filename for file in received.files] == ["a-a-o.mp3", "atgarder.pdf"]
    assert received.documents[0][1] == "Åtgärder 😀"


@pytest.mark.parametrize(
    ("title", "expected"),
    [(None, "Å"), (" Handouts ", "Handouts"), ("", "Å"), ("  ", "Å")],
)
def test_a_title_is_as_people_write_it(title: str | None, expected: str) -> None:
    assert title_of(DocumentLine(Path("A\N{COMBINING RING ABOVE}.pdf"), title)) == expected


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("tom.mp4", b"", "The file “tom.mp4” is empty."),
        ("a.mp4", PDF.read_bytes(), "The file “a.mp4” is a PDF document, not audio."),
        (
            "a.mp4",
            WEBCAST.read_bytes()[:-1000],
            "The file “a.mp4” is truncated: its end is missing. Send it again.",
        ),
    ],
)
def test_media_that_is_none_is_refused(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        check_media(named(tmp_path, name, data))
    assert str(refusal.value) == sentence


def test_what_browsers_do_not_play_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        check_media(named(tmp_path, "a.mp4", sound(".wav")))
    assert str(refusal.value) == (
        "The file “a.mp4” is WAV, which not every browser plays. Export it as MP4, or as MP3 or M4A"
        " if it is sound alone."
    )


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            "a.txt",
            b"Hej.",
            "“a.txt” has no times, so it cannot be shown as captions: use .vtt, .srt or .json.",
        ),
        ("a.csv", b"Hej.", "“a.csv” is not a captions file: use .vtt, .srt or .json."),
        ("a.vtt", b" \n", "The transcript “a.vtt” is empty."),
        (
            "a.vtt",
            b"WEBVTT\n\n00:15.001 --> 01:00.000\nHej\n",
            "The transcript “a.vtt” cannot be used. It goes on until 0:15, but the recording"
            " is 0:10 long: it is the transcript of something else.",
        ),
    ],
)
def test_captions_that_cannot_be_its_are_refused(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        check_captions(CaptionLine(named(tmp_path, name, data)), 10.0)
    assert in_words(refusal.value, "en") == sentence


def test_captions_of_any_format_with_times_are_read(tmp_path: Path) -> None:
    data = "\ufeff1\r\n00:00:01,000 --> 00:00:10,000\r\nHej\r\n".encode()
    draft = check_captions(CaptionLine(named(tmp_path, "a.SRT", data)), 10.0)
    assert (draft.cues, draft.data) == ((Cue(1000, 10_000, "", "Hej"),), data)


def test_a_language_is_a_code() -> None:
    with pytest.raises(Invalid) as refusal:
        check_captions(CaptionLine(VTT, "svenska!"), None)
    assert str(refusal.value) == "“svenska!” is not a language code. Swedish is sv."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (DocumentLine(Path("x.pdf")), "“x.pdf” cannot be read: No such file or directory."),
        (
            DocumentLine(PDF, "x" * 256),
            f"The title “{'x' * 40}…” is 256 characters long; 255 is the most.",
        ),
    ],
)
def test_a_document_that_cannot_be_handed_out_is_refused(line: DocumentLine, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_document(line)
    assert str(refusal.value) == sentence


def test_what_goes_wrong_while_storing_leaves_nothing(store: MediaStore, tmp_path: Path) -> None:
    pdf = named(tmp_path, "a.pdf", PDF.read_bytes())
    checked = check(SPEECH, [CaptionLine(VTT)], [DocumentLine(pdf)])
    pdf.write_bytes(b"")
    with pytest.raises(Invalid):
        receive(store, checked, NOON)
    assert list(store.stored_keys()) == []
