"""Which transcripts are accepted, and what is said of the others."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.transcripts.formats import LARGEST_BYTES, read_transcript

CUE = "WEBVTT\n\n00:00.000 --> 00:02.000\nVälkommen"
NO_VTT = "“a.vtt” is not WebVTT: its first line must be WEBVTT, or WEBVTT and a space."
NO_CUE = "“a.vtt” has no cue: write a time such as 00:00:01.000 --> 00:00:04.000 above the words."
SEGMENTS = json.dumps({"version": "1.0.0", "segments": []})


@pytest.mark.parametrize(
    ("name", "text", "content_type"),
    [
        ("a.vtt", CUE, "text/vtt"),
        ("A.VTT", "\ufeff" + CUE, "text/vtt"),
        ("a.srt", "1\n00:00:00,000 --> 00:00:02,000\nVälkommen", "application/x-subrip"),
        ("a.json", SEGMENTS, "application/json"),
        ("a.vtt", CUE.replace("WEBVTT", "WEBVTT Kommunala råd"), "text/vtt"),
        ("a.vtt", CUE.replace("WEBVTT", "WEBVTT\tspråk").replace("\n", "\r\n"), "text/vtt"),
        ("a.html", "<p>Välkommen</p>", "text/html"),
        ("a.htm", "<p>Välkommen</p>", "text/html"),
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
        ("a.vtt", b"hej", NO_VTT),
        ("a.vtt", CUE.replace("WEBVTT", "WEBVTTfoo").encode(), NO_VTT),
        ("a.vtt", b"\n" + CUE.encode(), NO_VTT),
        ("a.vtt", b"WEBVTT hej", NO_CUE),
        ("a.vtt", b"WEBVTT\n\n1\n00:00 --> 00:02\nhej", NO_CUE),
        ("a.html", b"<script>hej</script><p> </p>", "The transcript “a.html” is empty."),
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


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<cite>Nils:</cite>\n<time>0:00</time>\n<p>Hej</p>", None),
        ("<h1>A</h1><h4>B</h4><ul><li><b>c</b> <em>d</em></li></ul><blockquote>e<br>f</blockquote>",
         None),
        ("<p>Hej<script>alert(1)</script><style>p{}</style>", "<p>Hej</p>"),
        ("<p onclick=x() style=x class=x>Hej</p><img src=x onerror=x>", "<p>Hej</p>"),
        ("<meta http-equiv=refresh content='0;url=//x'><link rel=stylesheet href=x><p>a</p>",
         "<p>a</p>"),
        ("<a href='javascript:x'>a</a>", '<a rel="noopener noreferrer">a</a>'),
        ("<a href='/media/x'>a</a>", '<a rel="noopener noreferrer">a</a>'),
        ("<a href='https://skr.se'>a</a>",
         '<a href="https://skr.se" rel="noopener noreferrer">a</a>'),
        ("<div><span>ett</span></div><div>två</div>", "<div>ett</div><div>två</div>"),
    ],
)  # fmt: skip
def test_html_keeps_its_words_and_harmless_marks(html: str, clean: str | None) -> None:
    assert read_transcript(html.encode(), "a.html").data.decode() == (clean or html)


def test_a_whole_html_document_is_kept_as_its_body() -> None:
    document = (
        "\ufeff<!doctype html><html lang=sv><head><meta charset=utf-8><title>Råd</title>"
        "<style>p{}</style></head>\n<body class=x>\n<h1>Råd</h1>\n<p>Välkommen</p></body></html>"
    )
    accepted = read_transcript(document.encode(), "a.html")
    assert accepted.data.decode() == "<h1>Råd</h1>\n<p>Välkommen</p>"


@pytest.mark.parametrize("file", sorted(Path("mediahub/demo").glob("*.vtt")), ids=lambda f: f.name)
def test_the_demo_has_good_transcripts(file: Path) -> None:
    assert read_transcript(file.read_bytes(), file.name).content_type == "text/vtt"
