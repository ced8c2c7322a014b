"""Loudness: measured by EBU R 128, and brought to −16 LUFS without peaks over −1 dBTP."""

from pathlib import Path

import pytest

from mediahub.errors import Invalid
from mediahub.media.probing.probe import probe
from mediahub.media.processing import ffmpeg
from mediahub.media.processing.loudness import Loudness, measure, normalise
from tests.mediahub.media.sounds import SPEECH, film, sound

FULL_SCALE = "aevalsrc='sin(2*PI*1000*t)|sin(2*PI*1000*t)':duration=5:sample_rate=48000"
SPIKES = "aevalsrc='0.02*sin(2*PI*500*t)+0.6*lt(mod(t,1),0.002)':duration=3:sample_rate=44100"
NOISE = "anoisesrc=duration=3:color=pink:amplitude=0.5:seed=7"


@pytest.fixture
def wav(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "in.wav"
    path.write_bytes(sound(".wav", source=request.param))
    return path


@pytest.mark.parametrize("wav", [FULL_SCALE], indirect=True)
def test_a_full_scale_tone_in_two_channels_is_at_0_lufs(wav: Path) -> None:
    """EBU Tech 3341 has a stereo 1 kHz tone of −23 dBFS at −23 LUFS."""
    found = measure(wav)
    assert found.integrated_lufs == pytest.approx(0.0, abs=0.1)
    assert found.true_peak_dbtp == pytest.approx(0.0, abs=0.2)
    assert (found.range_lu, found.duration_seconds) == (0.0, 5.0)


@pytest.mark.parametrize("wav", ["anullsrc=duration=2"], indirect=True)
def test_silence_has_no_loudness_and_cannot_be_changed(wav: Path) -> None:
    found = measure(wav)
    assert found == Loudness(None, None, None, 2.0)
    with pytest.raises(Invalid, match="silent"):
        normalise(wav, wav.with_suffix(".mp3"), found)


def test_the_length_is_that_of_the_decoded_sound(tmp_path: Path) -> None:
    """An MP3 that was joined from two: its header knows only of the first."""
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(2 * sound(".mp3", "-id3v2_version", "0"))
    assert probe(joined).duration_seconds == pytest.approx(2.0, abs=0.1)
    assert measure(joined).duration_seconds == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("wav", [FULL_SCALE, SPIKES, NOISE], indirect=True)
def test_normalised_sound_is_as_loud_as_it_should(wav: Path) -> None:
    target = wav.with_suffix(".mp3")
    normalise(wav, target, measure(wav))
    assert_normal(target)


def test_normalised_speech_keeps_its_length_and_channels(tmp_path: Path) -> None:
    speech, target, told = tmp_path / "in.mp3", tmp_path / "ut.mp3", list[float]()
    ffmpeg.write([*ffmpeg.source(SPEECH), "-t", "15", "-c", "copy"], speech)
    normalise(speech, target, measure(speech), told.append)
    assert_normal(target)
    assert (probe(target).channels, told[-1]) == (1, 1.0)
    assert told == sorted(told)
    length = probe(speech).duration_seconds
    assert probe(target).duration_seconds == pytest.approx(length, abs=0.1)


def test_the_sound_of_a_film_is_normalised(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(film())
    normalise(path, tmp_path / "ut.mp3", measure(path))
    assert_normal(tmp_path / "ut.mp3")


def assert_normal(path: Path) -> None:
    found = measure(path)
    assert found.integrated_lufs == pytest.approx(-16.0, abs=1.0)
    assert (found.true_peak_dbtp or 0.0) <= -1.0
