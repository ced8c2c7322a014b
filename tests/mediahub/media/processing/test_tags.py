"""The listeners' copy: new tags, old ones gone, and not one frame of sound changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import mutagen.apev2
import mutagen.id3
import mutagen.mp4
import pytest

from mediahub.errors import Invalid
from mediahub.media.probing.embedded_tags import Tags
from mediahub.media.probing.probe import probe
from mediahub.media.processing.tags import Chapter, EpisodeTags, sound_span, tagged
from tests.mediahub.media.sounds import (
    OLD,
    SPEECH,
    WEBCAST,
    chapters_read_by_ffmpeg,
    digests,
    film,
    picture,
    sound,
)

COVER = picture(300, 300, format="JPEG")
EPISODE = EpisodeTags(
    title="Kommunala råd – så gör vi",
    show="Demokratiresan",
    duration_seconds=61.5,
    author="SKR",
    number=97,
    season=3,
    published=date(2024, 9, 11),
    comment="Om råd & nämnder",
    url="https://example.org/demokratiresan/97",
    feed_url="https://example.org/feeds/demokratiresan.xml",
    cover=COVER,
    chapters=(
        Chapter(0.0, "Inledning"),
        Chapter(10.25, "Rådens roll", url="https://example.org/rad"),
        Chapter(40.0, "Slut" + "å" * 200),
    ),
)
BARE = EpisodeTags(title="Titel", show="Podd", duration_seconds=2.0)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.write_bytes(sound(".mp3", *OLD))
    return path


def copy_of(source: Path, tags: EpisodeTags = EPISODE) -> Path:
    target = source.with_name("ut")
    tagged(source, target, tags)
    return target


def written(tmp_path: Path, data: bytes, tags: EpisodeTags = EPISODE) -> Path:
    (tmp_path / "in").write_bytes(data)
    return copy_of(tmp_path / "in", tags)


# --- The sound


SOUNDS: dict[str, Callable[[], bytes]] = {
    "mp3": partial(sound, ".mp3", *OLD),
    "mp3 without tags": partial(sound, ".mp3", "-id3v2_version", "0", "-write_xing", "0"),
    "m4a": partial(sound, ".m4a", *OLD),
    "faststart m4a": partial(sound, ".m4a", "-movflags", "+faststart", *OLD),
    "film": film,
    "faststart film": partial(film, "-movflags", "+faststart"),
    "demo episode": SPEECH.read_bytes,
    "demo webcast": WEBCAST.read_bytes,
}


@pytest.mark.parametrize("name", SOUNDS)
@pytest.mark.parametrize("tags", [EPISODE, BARE], ids=["episode", "bare"])
def test_sound_and_picture_are_the_same(tmp_path: Path, name: str, tags: EpisodeTags) -> None:
    copy = written(tmp_path, SOUNDS[name](), tags)
    assert digests(copy.read_bytes()) == digests(SOUNDS[name]())


@pytest.mark.parametrize("name", SOUNDS)
def test_facts_stay_and_tags_are_new(tmp_path: Path, name: str) -> None:
    copy, before = probe(written(tmp_path, SOUNDS[name]())), probe(tmp_path / "in")
    assert (copy.kind, copy.duration_seconds) == (before.kind, before.duration_seconds)
    assert replace(copy.tags, chapters=()) == Tags(
        EPISODE.title, "SKR", "Demokratiresan", 97, "2024-09-11", "Om råd & nämnder", has_cover=True
    )
    for found, chapter in zip(copy.tags.chapters, EPISODE.chapters, strict=True):
        assert found["start"] == chapter.start_seconds
        assert chapter.title.startswith(found["title"])


@pytest.mark.parametrize("name", SOUNDS)
def test_tagging_twice_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    once = written(tmp_path, SOUNDS[name]())
    twice = tmp_path / "twice"
    tagged(once, twice, EPISODE)
    assert twice.read_bytes() == once.read_bytes()


# --- MP3


def test_id3_frames(source: Path) -> None:
    tag = mutagen.id3.ID3(copy_of(source))
    texts = {name: frame.text[0] for name, frame in tag.items() if name.startswith("T")}
    assert tag.version == (2, 4, 0)
    assert {name: str(text) for name, text in texts.items()} == {
        "TIT2": "Kommunala råd – så gör vi",
        "TALB": "Demokratiresan",
        "TPE1": "SKR",
        "TRCK": "97",
        "TPOS": "3",
        "TDRC": "2024-09-11",
        "TCON": "Podcast",
        "TLAN": "swe",
        "TLEN": "61500",
    }
    assert tag["COMM::swe"].text == ["Om råd & nämnder"]
    assert tag["WOAF"].url == EPISODE.url
    assert (tag["APIC:"].mime, tag["APIC:"].type, tag["APIC:"].data) == ("image/jpeg", 3, COVER)


def test_id3_chapters(source: Path) -> None:
    tag = mutagen.id3.ID3(copy_of(source))
    found = [tag[f"CHAP:chp{number}"] for number in range(3)]
    assert [(c.start_time, c.end_time) for c in found] == [
        (0, 10_250),
        (10_250, 40_000),
        (40_000, 61_500),
    ]
    titles = ["Inledning", "Rådens roll", "Slut" + "å" * 60]
    assert [c.sub_frames["TIT2"].text[0] for c in found] == titles
    assert found[1].sub_frames["WXXX:"].url == "https://example.org/rad"


def test_id3_table_of_contents_is_the_top_and_in_order(source: Path) -> None:
    contents = mutagen.id3.ID3(copy_of(source))["CTOC:toc"]
    assert contents.flags == 3
    assert contents.child_element_ids == ["chp0", "chp1", "chp2"]


def test_bare_tags_hold_only_what_is_known(source: Path) -> None:
    names = {frame[:4] for frame in mutagen.id3.ID3(copy_of(source, BARE))}
    assert names == {"TIT2", "TALB", "TCON", "TLAN", "TLEN"}


def test_an_unknown_language_is_left_out(source: Path) -> None:
    tags = EpisodeTags("T", "S", 2.0, comment="Om", language="xx-YY")
    tag = mutagen.id3.ID3(copy_of(source, tags))
    assert "TLAN" not in tag
    assert tag["COMM::XXX"].text == ["Om"]


def test_other_readers_see_the_chapters_of_an_mp3(source: Path) -> None:
    source.write_bytes(SPEECH.read_bytes())
    assert chapters_read_by_ffmpeg(copy_of(source)) == [
        (0.0, 10.25, "Inledning"),
        (10.25, 40.0, "Rådens roll"),
        (40.0, 61.5, "Slut" + "å" * 60),
    ]


def test_every_old_tag_of_an_mp3_is_gone(source: Path) -> None:
    frames = sound(".mp3", "-id3v2_version", "0")
    source.write_bytes(frames)
    ape = mutagen.apev2.APEv2()
    ape["Hemligt"] = "ja"
    ape.save(source)
    old = mutagen.id3.ID3()
    old.add(mutagen.id3.TXXX(encoding=3, desc="hemligt", text="ja"))
    old.add(mutagen.id3.PRIV(owner="hemligt", data=b"ja"))
    old.save(source, v1=2)
    stacked = b"ID3\x03\x00\x00\x00\x00\x00\x0ahemligt..."
    source.write_bytes(stacked + source.read_bytes())
    copy = copy_of(source, BARE)
    assert copy.read_bytes().endswith(frames)
    assert b"emligt" not in copy.read_bytes()


def test_lyrics3_is_no_sound(tmp_path: Path) -> None:
    frames = sound(".mp3", "-id3v2_version", "0")
    lyrics = b"LYRICSBEGININD0000200"
    tail = lyrics + b"%06d" % len(lyrics) + b"LYRICS200" + b"TAG" + bytes(125)
    path = tmp_path / "in"
    path.write_bytes(frames + tail)
    with path.open("rb") as file:
        assert sound_span(file) == (0, len(frames))


@pytest.mark.parametrize("data", [b"", b"TAG", b"APETAGEX" + b"\xff" * 24, b"x" * 200])
def test_the_span_of_odd_files_lies_within_them(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "in"
    path.write_bytes(data)
    with path.open("rb") as file:
        start, end = sound_span(file)
    assert 0 <= start <= end <= len(data)


# --- MP4


def test_mp4_atoms(tmp_path: Path) -> None:
    found: Any = mutagen.mp4.MP4(written(tmp_path, sound(".m4a", *OLD)))
    assert dict(found.tags) == {
        "©nam": ["Kommunala råd – så gör vi"],
        "©alb": ["Demokratiresan"],
        "©ART": ["SKR"],
        "©gen": ["Podcast"],
        "©day": ["2024-09-11"],
        "©cmt": ["Om råd & nämnder"],
        "desc": ["Om råd & nämnder"],
        "purl": ["https://example.org/feeds/demokratiresan.xml"],
        "trkn": [(97, 0)],
        "disk": [(3, 0)],
        "stik": [21],
        "pcst": True,
        "covr": [COVER],
    }


def test_mp4_chapters(tmp_path: Path) -> None:
    found: Any = mutagen.mp4.MP4(written(tmp_path, sound(".m4a", *OLD)))
    assert [chapter.start for chapter in found.chapters] == [0.0, 10.25, 40.0]


# --- Refusals


def test_a_wav_is_not_tagged(source: Path) -> None:
    source.write_bytes(sound(".wav"))
    with pytest.raises(Invalid) as refused:
        copy_of(source)
    assert str(refused.value) == "A WAV file cannot be tagged; it becomes an MP3 first."


def test_too_many_chapters(source: Path) -> None:
    tags = EpisodeTags("T", "S", 2.0, chapters=[Chapter(float(n), "K") for n in range(256)])
    with pytest.raises(Invalid) as refused:
        copy_of(source, tags)
    assert str(refused.value) == "A sound file holds at most 255 chapters; there are 256."


def test_the_most_chapters(source: Path) -> None:
    tags = EpisodeTags("T", "S", 999.0, chapters=[Chapter(float(n), "K") for n in range(255)])
    assert len(mutagen.id3.ID3(copy_of(source, tags)).getall("CHAP")) == 255


def test_too_large_a_cover(source: Path) -> None:
    with pytest.raises(Invalid) as refused:
        copy_of(source, EpisodeTags("T", "S", 2.0, cover=bytes(512_001)))
    assert str(refused.value) == (
        "The cover is 513 kB; inside a sound file it may be at most 512 kB."
    )


def test_a_damaged_mp4_leaves_no_copy(source: Path) -> None:
    source.write_bytes(sound(".m4a")[:-2000])
    with pytest.raises(Invalid, match="damaged"):
        copy_of(source)
    assert not source.with_name("ut").exists()
