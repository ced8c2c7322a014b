"""Which transcripts are accepted, and what is said of the others."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.transcripts.formats import LARGEST_BYTES, read_transcript

CUE = "WEBVTT\n\n00:00.000 --> 00:02.000\nVälkommen"
SEGMENTS = json.dumps({"version": "1.0.0", "segments": []})


@pytest.mark.parametrize(
    ("name", "text", "content_type"),
    [
        ("a.vtt", CUE, "text/vtt"),
        ("A.VTT", "\ufeff" + CUE, "text/vtt"),
        ("a.srt", "1\n00:00:00,000 --> 00:00:02,000\nVälkommen", "application/x-subrip"),
        ("a.json", SEGMENTS, "application/json"),
        ("a.html", "<p>Välkommen", "text/html"),
        ("a.htm", "<p>Välkommen", "text/html"),
        ("a.txt", "Välkommen", "text/plain"),
    ],
)
def test_a_format_of_the_namespace_is_accepted(name: str, text: str, content_type: str) -> None:
    accepted = read_transcript(text.encode(), name)
    assert (accepted.data, accepted.content_type) == (text.encode(), content_type)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            "a.docx",
            b"PK",
            "“a.docx” is no transcript: use .vtt, .srt, .json, .html or .txt.",
        ),
        ("a.vtt", b" \n", "The transcript “a.vtt” is empty."),
        (
            "a.vtt",
            CUE.encode("latin-1"),
            "The transcript “a.vtt” is not UTF-8: line 4 has a byte that does not belong there. "
            "Save it as UTF-8 and try again.",
        ),
        (
            "a.vtt",
            CUE.encode("utf-16"),
            "The transcript “a.vtt” is not UTF-8: line 1 has a byte that does not belong there. "
            "Save it as UTF-8 and try again.",
        ),
        ("a.vtt", b"hej", "“a.vtt” is not WebVTT: its first line must begin with WEBVTT."),
        ("a.srt", b"hej", "“a.srt” is not SRT: it has no times in it."),
        ("a.json", b"{", "“a.json” is not JSON."),
        ("a.json", b"[" * 100_000, "“a.json” is not JSON."),
        ("a.json", b"[]", "“a.json” is not a podcast transcript: it has no list of segments."),
        (
            "a.txt",
            b"a" * (LARGEST_BYTES + 1),
            "The transcript “a.txt” is 20000001 bytes; 20000000 is the most.",
        ),
    ],
)
def test_others_are_refused_in_a_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_transcript(data, name)
    assert str(refusal.value) == sentence


@given(st.binary(max_size=80), st.sampled_from(["a.vtt", "a.srt", "a.json", "a.txt", "a", ""]))
def test_any_bytes_are_kept_as_they_are_or_refused(data: bytes, name: str) -> None:
    try:
        accepted = read_transcript(data, name)
    except Invalid:
        return
    assert accepted.data == data


@pytest.mark.parametrize("file", sorted(Path("mediahub/demo").glob("*.vtt")), ids=lambda f: f.name)
def test_the_demo_has_good_transcripts(file: Path) -> None:
    assert read_transcript(file.read_bytes(), file.name).content_type == "text/vtt"
