"""The picture of a sound: its peaks, kept by a job, and the path that draws them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.media.jobs import JOBS, process, without_waveform
from mediahub.media.models import MediaFile
from mediahub.media.processing import ffmpeg
from mediahub.media.processing.peaks import Peaks, read_peaks
from mediahub.media.service import keep, receive_audio
from mediahub.media.waveform import outline
from tests.factories import make_media_file
from tests.mediahub.media.sounds import saved, sound

RISING = "sine=440:duration=2,volume='if(lt(t,1),0.1,1)':eval=frame"


def test_peaks_follow_the_sound(tmp_path: Path) -> None:
    told: list[float] = []
    path = saved(tmp_path, sound(".wav", source=RISING))
    peaks = read_peaks(path, 2.0, told.append)
    assert len(peaks) == 100
    quiet, loud = max(peaks[:48]), min(peaks[52:98])
    assert 3 * quiet < loud
    assert told[-1] == 1.0


def test_what_is_no_sound_has_none(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="could not be processed"):
        read_peaks(saved(tmp_path, b"RIFF\x04\x00\x00\x00WAVE"), None, lambda _: None)


@pytest.mark.parametrize(("seconds", "count"), [(0, 0), (1, 50), (50, 2_000), (1_000, 2_000)])
def test_no_more_peaks_than_anyone_sees(seconds: int, count: int) -> None:
    peaks = Peaks()
    for _ in range(seconds):
        peaks.add(b"\x80" * 7_999 + b"\xff")
    assert len(peaks.finish()) == count
    assert peaks.samples == seconds * 8_000


def test_the_one_loud_place_is_where_it_is_heard() -> None:
    peaks = Peaks()
    for second in range(600):
        peaks.add((b"\xff" if second == 150 else b"\x80") * 8_000)
    found = peaks.finish()
    assert round(found.index(254) / len(found), 2) == 0.25


@given(st.binary(max_size=5_000))
def test_outline_stays_in_its_box(peaks: bytes) -> None:
    places = outline(peaks).strip("MZ").split("L")
    heights = [int(place.split()[1]) for place in places if place]
    assert all(0 <= height <= 100 for height in heights)
    assert len(heights) == 2 * min(len(peaks), 600)


def test_the_job_keeps_it(hub: Hub, mp3: Path) -> None:
    file = receive_audio(hub.store, mp3, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, file)
    process(hub, file.id)
    with hub.reading() as db:
        assert db.get_one(MediaFile, file.id).waveform.startswith("M0 ")


def test_what_was_there_before_is_drawn_once(hub: Hub) -> None:
    with hub.writing() as db:
        lost = make_media_file(db)
    draw = next(job for job in JOBS if job.name == "media.draw")
    with hub.reading() as db:
        assert draw.due(db, hub.now()) == [lost.id]
    draw.run(hub, lost.id)
    with hub.reading() as db:
        assert without_waveform(db, hub.now()) == []
        assert db.get_one(MediaFile, lost.id).waveform == ""


def test_a_reader_who_leaves_ends_ffmpeg() -> None:
    # As fast as it is heard: had it not been ended, this would wait for ten minutes.
    endless = ["-re", "-f", "lavfi", "-i", "sine=440:duration=600", "-f", "u8"]
    pieces = ffmpeg.stream(endless)
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined]
