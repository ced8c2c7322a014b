"""Probing: the facts of good files, a sentence for bad ones, and a bound on what any file costs."""

import json
import resource
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.media.probing import file_types
from mediahub.media.probing.probe import facts_of, probe
from tests.mediahub.media.hostile import comments
from tests.mediahub.media.sounds import (
    SPEECH,
    TITLED,
    WEBCAST,
    film,
    frame,
    id3,
    picture,
    saved,
    sound,
)


def vbr() -> bytes:
    """Ten seconds of variable bitrate."""
    return sound(".mp3", "-q:a", "4", "-id3v2_version", "0", source="sine=440:duration=10")


def refusal(path: Path) -> str:
    with pytest.raises(Invalid) as refused:
        probe(path, "avsnitt.mp3")
    return str(refused.value)


# --- Facts


@pytest.mark.parametrize(
    ("extension", "options", "kind", "codec", "bitrate"),
    [
        (".mp3", ("-b:a", "64k"), file_types.MP3, "mp3", 64_000),
        (".m4a", ("-b:a", "64k"), file_types.M4A, "mp4a.40.2", 64_000),
        (".wav", (), file_types.WAV, "pcm", 705_600),
        (".wav", ("-rf64", "always"), file_types.WAV, "pcm", 705_600),
        (".flac", (), file_types.FLAC, "flac", None),
        (".ogg", ("-c:a", "libvorbis", "-b:a", "64k"), file_types.OGG, "vorbis", 64_000),
        (".opus", ("-b:a", "64k"), file_types.OPUS, "opus", None),
    ],
)
def test_facts_of_each_format(
    tmp_path: Path,
    extension: str,
    options: tuple[str, ...],
    kind: file_types.Kind,
    codec: str,
    bitrate: int | None,
) -> None:
    facts = probe(saved(tmp_path, sound(extension, *options)))
    assert (facts.kind, facts.codec, facts.channels) == (kind, codec, 1)
    assert facts.sample_rate == (48_000 if kind == file_types.OPUS else 44_100)
    assert facts.duration_seconds == pytest.approx(2.0, abs=0.06)
    assert facts.bitrate == pytest.approx(bitrate or facts.bitrate, rel=0.15)
    assert facts.bitrate > 0


def test_facts_of_the_demo_episode() -> None:
    facts = probe(SPEECH)
    assert (facts.bitrate, facts.channels, facts.sample_rate) == (48_000, 1, 44_100)
    assert facts.duration_seconds == pytest.approx(61.53, abs=0.1)


def test_a_film_is_as_long_as_its_picture() -> None:
    assert probe(WEBCAST).duration_seconds == 84.8


def test_variable_bitrate_is_averaged(tmp_path: Path) -> None:
    facts = probe(saved(tmp_path, vbr()))
    assert facts.duration_seconds == pytest.approx(10.0, abs=0.06)
    assert facts.bitrate == pytest.approx(len(vbr()) * 8 / 10, rel=0.05)


# --- Refusals

TRUNCATED = "The file “avsnitt.mp3” is truncated: its end is missing. Send it again."


@pytest.mark.parametrize(
    "data",
    [
        SPEECH.read_bytes,
        WEBCAST.read_bytes,
        vbr,
        partial(sound, ".m4a"),
        partial(sound, ".m4a", "-movflags", "+faststart"),
        partial(sound, ".wav"),
        partial(sound, ".flac"),
        partial(sound, ".ogg", "-c:a", "libvorbis"),
        partial(sound, ".opus"),
    ],
    ids=["speech", "webcast", "vbr", "m4a", "faststart", "wav", "flac", "ogg", "opus"],
)
@pytest.mark.parametrize("part", [0.5, 0.7])
def test_truncated(tmp_path: Path, data: Callable[[], bytes], part: float) -> None:
    assert refusal(saved(tmp_path, data()[: int(len(data()) * part)])) == TRUNCATED


def test_an_mp3_that_ends_in_its_tag(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, id3(frame(b"APIC", bytes(100_000)))[:50_000])) == TRUNCATED


def test_an_mp3_may_lack_its_last_second(tmp_path: Path) -> None:
    data = SPEECH.read_bytes()
    assert probe(saved(tmp_path, data[:-5900])).kind == file_types.MP3
    assert refusal(saved(tmp_path, data[:-6500])) == TRUNCATED


def test_a_film_without_sound(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, film("-an"))) == "The file “avsnitt.mp3” holds no sound."


def test_a_fragmented_mp4(tmp_path: Path) -> None:
    data = sound(".m4a", "-movflags", "frag_keyframe+empty_moov")
    assert refusal(saved(tmp_path, data)) == (
        "The file “avsnitt.mp3” is a fragmented MP4. Export it as an ordinary MP4 and send that."
    )


@pytest.mark.parametrize("extension", [".wav", ".flac"])
def test_no_duration(tmp_path: Path, extension: str) -> None:
    data = sound(extension, "-t", "0")
    assert refusal(saved(tmp_path, data)) == "The file “avsnitt.mp3” has a length of 0 seconds."


def test_damaged(tmp_path: Path) -> None:
    data = b"RIFF\x10\0\0\0WAVEdata\x04\0\0\0abcd"
    assert (
        refusal(saved(tmp_path, data))
        == "The file “avsnitt.mp3” is damaged and cannot be read as WAV."
    )


TOO_MUCH = (
    "The file “avsnitt.mp3” holds more than 32 MB of tags and pictures."
    " Remove them and send it again."
)


def test_a_200_mb_picture_in_id3(tmp_path: Path) -> None:
    path, size = tmp_path / "stor", 200 << 20
    with path.open("wb") as file:
        file.write(b"ID3\x03\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)))
        file.write(frame(b"APIC", b"")[:4] + struct.pack(">IH", size - 10, 0))
        file.seek(size + 10)
        file.write(vbr())
    assert refusal(path) == TOO_MUCH


def test_a_40_mb_picture_in_mp4(tmp_path: Path) -> None:
    data = sound(".m4a")
    at = data.index(b"moov") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    extra = struct.pack(">I4s", 40_000_000, b"udta") + bytes(39_999_992)
    moov = struct.pack(">I4s", size + len(extra), b"moov") + data[at + 8 : at + size] + extra
    assert refusal(saved(tmp_path, data[:at] + moov + data[at + size :])) == TOO_MUCH


def test_many_pictures_in_flac(tmp_path: Path) -> None:
    block = b"\x06" + (16_000_000).to_bytes(3, "big") + bytes(16_000_000)
    data = sound(".flac")
    assert refusal(saved(tmp_path, data[:42] + 3 * block + data[42:])) == TOO_MUCH


# --- What any file costs

# The kernel's ru_maxrss would count the memory of the process that started this one.
MEASURED = r"""
import json, re, sys, time
from pathlib import Path
from mediahub.errors import Invalid
from mediahub.media.probing.probe import facts_of
for path in sys.argv[1:]:
    begun = time.process_time()
    try:
        facts_of(path, "fil")
    except Invalid:
        pass
    print(json.dumps([path, time.process_time() - begun]))
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps(["peak", int(peak[1]) >> 10]))
"""


def nasty_files() -> dict[str, bytes]:
    deep, flat = b"", struct.pack(">I4s", 8, b"free")
    for _ in range(5_000):
        deep = struct.pack(">I4s", 8 + len(deep), b"moov") + deep
    brand = b"\0\0\0\x10ftypisom\0\0\2\0"
    pages = sound(".ogg", "-c:a", "libvorbis")
    return {
        "empty": b"",
        "png": picture(),
        "polyglot": b"%PDF-1.7\n" + vbr() + picture(),
        "mp3 and mp4": vbr() + film(),
        "syncs": b"\xff\xfb\x90\x00" * 500_000,
        "tags": id3(b"") * 500_000,
        "frames": id3(frame(b"TIT2", b"\x03A") * 500_000) + vbr(),
        "deep boxes": brand + deep,
        "many boxes": brand + flat * 500_000,
        "inner boxes": brand + struct.pack(">I4s", 4_000_008, b"moov") + flat * 500_000,
        "flac syncs": sound(".flac") + b"\xff\xf8" * 500_000,
        "comment pages": pages[:58] + pages[58:] * 300,
    }


def test_no_file_costs_more_than_two_seconds_and_256_mib(tmp_path: Path) -> None:
    for name, data in nasty_files().items():
        (tmp_path / name).write_bytes(data)
    for name, start in {"zeros": b"", "sparse mp3": vbr(), "sparse mp4": film()}.items():
        with (tmp_path / name).open("wb") as file:
            file.write(start)
            file.truncate(10_000_000_000)
    command = [sys.executable, "-c", MEASURED, *map(str, sorted(tmp_path.iterdir()))]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    spent = dict(json.loads(line) for line in said.splitlines())
    assert spent.pop("peak") < 256
    assert {Path(path).name: seconds for path, seconds in spent.items() if seconds > 2} == {}


def test_what_mutagen_cannot_bound_ends_with_its_process(tmp_path: Path) -> None:
    assert probe(saved(tmp_path, comments(1_000))).duration_seconds == 2.0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert refusal(saved(tmp_path, comments(1_800_000))) == (
        "The file “avsnitt.mp3” takes more time or memory than an ordinary file does."
        " Export it anew."
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 4


@pytest.mark.parametrize("hours", [1_001, 500_000])
def test_a_length_that_nothing_has_is_refused(tmp_path: Path, hours: int) -> None:
    film_of = bytearray(film())
    at = film_of.index(b"mvhd") + 16
    film_of[at : at + 8] = struct.pack(">II", 1, hours * 3600)
    assert "longer than 1000 hours" in refusal(saved(tmp_path, bytes(film_of)))


# --- Damage of any sort

SOUNDS = [
    SPEECH.read_bytes,
    vbr,
    lambda: id3(frame(b"TIT2", b"\x03Titel"), frame(b"APIC", bytes(50))) + vbr(),
    film,
    partial(sound, ".m4a", *TITLED),
    partial(sound, ".wav"),
    partial(sound, ".flac", *TITLED),
    partial(sound, ".ogg", "-c:a", "libvorbis", *TITLED),
    partial(sound, ".opus", *TITLED),
]

# Most of what a parser reads stands near the beginning and the end. Half of the time the first
# bytes stay, for without them it is not a sound at all.
PLACES = st.one_of(
    *(st.integers(0, reach) for reach in (100, 1500, 400_000)),
    *(st.integers(16, 16 + reach) for reach in (100, 1500, 400_000)),
    *(st.integers(-reach, -1) for reach in (100, 1500)),
)
CUTS = st.sampled_from([0, 1, 4, 50])
SCRAPS = st.one_of(st.binary(max_size=8), st.sampled_from([b"\xff\xff\xff\xff", bytes(4)]))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    whole=st.sampled_from(SOUNDS),
    damage=st.lists(st.tuples(PLACES, CUTS, SCRAPS), min_size=1, max_size=4),
)
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, whole: Callable[[], bytes], damage: list[tuple[int, int, bytes]]
) -> None:
    data = bytearray(whole())
    for place, cut, scrap in damage:
        at = place % len(data)
        data[at : at + cut] = scrap
    with suppress(Invalid):
        assert facts_of(str(saved(tmp_path, bytes(data))), "fil")["duration_seconds"] > 0


def test_a_head_of_opus_alone_is_refused(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, b"OggS" + bytes(24) + b"OpusHead")) == TRUNCATED


@given(data=st.binary(max_size=500))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_random_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    with suppress(Invalid):
        assert facts_of(str(saved(tmp_path, data)), "fil")["duration_seconds"] > 0
