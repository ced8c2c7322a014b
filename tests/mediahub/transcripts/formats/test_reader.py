"""Which files are accepted, what is said of the others, and in what time."""

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.i18n import sentence
from mediahub.sandbox import Limits
from mediahub.transcripts.cues import MOST_CUES, Cue
from mediahub.transcripts.formats import reader
from mediahub.transcripts.formats.reader import LARGEST_BYTES, LARGEST_HERE, Draft, read_transcript

CUE = "WEBVTT\n\n00:00.000 --> 00:02.000\nVälkommen till Åmål"
SAID = "Välkommen till Åmål"


def vtt(*times: str) -> bytes:
    return ("WEBVTT\n\n" + "\n\n".join(f"{one}\nOrd {i}" for i, one in enumerate(times))).encode()


def told(draft: Draft) -> list[str]:
    return [str(one) for one in draft.warnings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_is_read(encoding: str, line_end: str) -> None:
    data = CUE.replace("\n", line_end).encode(encoding)
    assert read_transcript(data, "A.VTT").cues == (Cue(0, 2000, "", SAID),)


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (
            vtt("00:00.000 --> 00:05.000", "00:04.000 --> 00:06.000"),
            "Line 6: the cue begins at 0:04, while the one above it goes on until 0:05.",
        ),
        (
            vtt("00:04.000 --> 00:05.000", "00:01.000 --> 00:02.000"),
            "Line 6: the cue begins at 0:01, before the one above it at 0:04."
            " They have changed places.",
        ),
        (
            vtt("00:01.000 --> 00:02.000", "00:04.000 --> 00:04.000"),
            "Line 6: the cue does not end after its start, 0:04, and is left out.",
        ),
        (
            vtt("00:01.000 --> 00:02.000", "00:09.000 --> 00:55.000"),
            "Line 6: the cue ends at 0:55, after the recording.",
        ),
    ],
)
def test_what_is_odd_is_told_by_line(data: bytes, warning: str) -> None:
    read = read_transcript(data, "a.vtt", 10)
    starts = [cue.start_ms or 0 for cue in read.cues]
    assert (told(read), starts) == ([warning], sorted(starts))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"x", "“a.pdf” is not a transcript:"
                        " use .vtt, .srt, .json, .html, .txt or .docx."),
        ("a.vtt", b" \n", "The transcript “a.vtt” is empty."),
        ("a.vtt", b"hej", "The transcript “a.vtt” cannot be used. "
         "The first line must be WEBVTT, or WEBVTT and a space."),
        ("a.vtt", b"WEBVTT\n", "The transcript “a.vtt” cannot be used. "
         "Nothing is said in it: no cue has words."),
        ("a.html", b"<script>hej</script><p> </p>", "The transcript “a.html” cannot be used. "
         "Nothing is said in it: no cue has words."),
        ("a.txt", b"a" * (LARGEST_BYTES + 1), "The transcript “a.txt” is 5,000,001 bytes; "
         "5,000,000 is the most."),
        ("a.vtt", CUE.encode() + b"x" * 100_000, "The transcript “a.vtt” cannot be used. "
         "Line 3: the cue is 100,019 characters long; 5000 is the most."),
        ("a.vtt", vtt("20:00:00.000 --> 20:00:01.000"), "The transcript “a.vtt” cannot be used. "
         "It goes on until 20:00:00, but the recording is 0:10 long:"
         " it is the transcript of something else."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_a_sentence(name: str, data: bytes, why: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_transcript(data, name, 10)
    assert sentence(refusal.value, "en") == why


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("a.vtt", "00:00.000 --> 00:01.000\n<v a>b<v c>d\n\n"),
        ("a.vtt", "<v a>"),
        ("a.srt", "00:00,000 --> 00:01,000\nA: b\n"),
        ("a.srt", "-->"),
        ("a.txt", "A: b 0:00 "),
        ("a.txt", "A: " + "b" * 47 + "\n"),
        ("a.html", "<p>" + "b" * 200),
        ("a.html", "b:0:0" * 10),
        ("a.json", "["),
        ("a.json", '{"body":"a"},'),
    ],
)
def test_nonsense_takes_seconds_and_not_minutes(name: str, unit: str) -> None:
    beginning = {"a.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\n", "a.json": '{"segments":['}
    text = beginning.get(name, "") + unit * (4_900_000 // len(unit))
    begun = process_time()
    with suppress(Invalid):
        read_transcript((text[:-1] + "]}" if "body" in unit else text).encode(), name)
    # One second where the machine has nothing else to do; what grows with the square takes hours.
    assert process_time() - begun < 8


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.vtt", vtt(*(f"00:{i // 60:02}:{i % 60:02}.000 --> 00:{i // 60:02}:{i % 60:02}.900"
                        for i in range(1800)))),
        ("a.html", b"<cite>Eva:</cite><p>Hej &amp; v&auml;lkommen</p>" * 1500),
        ("a.txt", b"Eva Ek: Hej\nNils: Tack\n" * 4000),
        ("a.srt", b"<b" * 40_000),
    ],
)  # fmt: skip
def test_large_file_is_read_in_a_process_of_its_own_and_to_the_same(
    name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(data) > LARGEST_HERE
    there = outcome(data, name)
    monkeypatch.setattr(reader, "LARGEST_HERE", len(data))
    assert outcome(data, name) == there


def outcome(data: bytes, name: str) -> object:
    """The cues and warnings, or the refusal."""
    try:
        draft = read_transcript(data, name, 1000)
    except Invalid as refusal:
        return sentence(refusal, "sv")
    return draft.cues, told(draft)


def test_large_file_costs_no_more_than_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "READING", Limits(memory_bytes=32 << 20))
    with pytest.raises(Invalid, match="cannot be used"):
        read_transcript(b"hej\n" * 20_000, "a.txt")
    assert read_transcript(b"hej\n" * 1000, "a.txt").cues


def test_more_cues_than_anyone_says_are_refused() -> None:
    segments = ",".join('{"body":"Hej på dig."}' for _ in range(MOST_CUES + 1))
    with pytest.raises(Invalid):
        read_transcript(f'{{"segments":[{segments}]}}'.encode(), "a.json")


@given(
    st.binary(max_size=80), st.sampled_from(["a.vtt", "a.srt", "a.json", "a.txt", "a.docx", "a"])
)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        read = read_transcript(data, f"a{name}")
    except Invalid:
        return
    assert all(cue.text.encode() and "\0" not in cue.text for cue in read.cues)


VTT = [
    "NOTE Granskad av Åsa",
    "STYLE\n::cue { color: red }",
    "1\n00:00.000 --> 00:01.000 align:left\n<v Nils Munthe>Hej &amp; välkommen</v>",
    "00:02.000 --> 00:03.000\n- Rad ett\n- <b>rad</b> två",
    "slut",
]
SRT = [
    "1\n00:00:01,000 --> 00:00:02,500\nNils Munthe: <i>Hej</i>",
    "2\n00:00:03.000 --> 00:00:04\n{\\an8}Det är år\n2030",
    "slut",
]
JSON = (
    '{"version":"1.0.0","segments":[{"speaker":"Nils","startTime":0.5,"endTime":2,"body":"Hej på"}'
    ',{"startTime":2,"endTime":3e0,"body":"d\\u00e4r"}]}'
)
HTML = "<!doctype html><cite>Nils:</cite><time>00:00</time><p>Hej &amp; <b>v&auml;lkommen</b></p>"


def written(blocks: list[str], line_end: str) -> list[bytes]:
    text = "\n\n".join(blocks).replace("\n", line_end)
    return [text.encode(encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")]


FILES = [
    *((".vtt", data) for end in ("\n", "\r\n") for data in written(["WEBVTT", *VTT], end)),
    *((".srt", data) for end in ("\n", "\r\n") for data in written(SRT, end)),
    (".json", JSON.encode()),
    (".html", HTML.encode()),
    (".txt", "Nils Munthe: Hej\n00:01 Eva Ek: Där".encode()),
]


@pytest.mark.parametrize(("suffix", "data"), FILES)
def test_file_that_is_cut_anywhere_is_read_or_refused_in_one_sentence(
    suffix: str, data: bytes
) -> None:
    for size in range(len(data) + 1):
        require_read_or_refused(data[:size], suffix)
    assert read_transcript(data, f"a{suffix}").cues


@given(st.data(), st.sampled_from([(".vtt", VTT), (".srt", SRT)]))
def test_blocks_in_any_order_and_cut_anywhere_are_read_or_refused(
    data: st.DataObject, of: tuple[str, list[str]]
) -> None:
    suffix, blocks = of
    drawn = data.draw(st.lists(st.sampled_from(blocks), max_size=8))
    text = "\n\n".join(["WEBVTT", *drawn] if suffix == ".vtt" else drawn)
    cut = data.draw(st.integers(0, len(text)))
    require_read_or_refused(text[:cut].encode(), suffix)


def require_read_or_refused(data: bytes, suffix: str) -> None:
    """Cues with words, or one Invalid: whatever else is raised fails the test."""
    try:
        said = [cue.text for cue in read_transcript(data, f"a{suffix}").cues]
    except Invalid as refusal:
        said = [sentence(refusal, "en")]
    assert said
    assert all(said)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"segments":' * 50_000),
        ("a.json", b'{"segments": [{"startTime": ' + b"9" * 5_000 + b', "body": "x"}]}'),
        ("a.vtt", b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"<v " * 300_000),
        ("a.srt", b"1\n" * 50_000),
        ("a.txt", b"x: " * 1_000_000),
        ("a.html", b"<!--" * 39_999),
        ("a.docx", b"PK\x03\x04"),
    ],
)
def test_what_is_made_to_hurt_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(Invalid):
        read_transcript(data, name)
