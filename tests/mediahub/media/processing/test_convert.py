"""Conversion: what podcast apps do not play becomes an MP3."""

from pathlib import Path

import pytest

from mediahub.errors import Invalid
from mediahub.media.probing import file_types
from mediahub.media.probing.probe import probe
from mediahub.media.processing.convert import to_mp3
from tests.mediahub.media.sounds import sound


@pytest.mark.parametrize("extension", [".wav", ".flac", ".ogg", ".opus"])
def test_the_mp3_is_as_long_as_the_source(tmp_path: Path, extension: str) -> None:
    source, target = tmp_path / f"in{extension}", tmp_path / "ut.mp3"
    source.write_bytes(sound(extension))
    to_mp3(source, target)
    facts = probe(target)
    assert (facts.kind, round(facts.duration_seconds, 1)) == (file_types.MP3, 2.0)


@pytest.mark.parametrize(
    ("options", "channels", "bitrate"),
    [(("-ac", "1"), 1, 96_000), (("-ac", "2"), 2, 192_000), (("-ac", "6"), 2, 192_000)],
)
def test_bitrate_follows_the_channels(
    tmp_path: Path, options: tuple[str, ...], channels: int, bitrate: int
) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "ut.mp3"
    source.write_bytes(sound(".wav", *options, "-ar", "48000"))
    to_mp3(source, target)
    facts = probe(target)
    assert (facts.channels, facts.sample_rate) == (channels, 44_100)
    assert facts.bitrate == pytest.approx(bitrate, rel=0.01)


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    source, told = tmp_path / "in.wav", list[float]()
    source.write_bytes(sound(".wav"))
    to_mp3(source, tmp_path / "ut.mp3", told.append)
    assert told[-1] == 1.0


def test_a_damaged_source_leaves_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "in.flac", tmp_path / "ut.mp3"
    source.write_bytes(b"fLaC" + bytes(1000))
    with pytest.raises(Invalid):
        to_mp3(source, target)
    assert not target.exists()
