"""ffmpeg: runs, reports, refuses, and is gone when its caller fails."""

from pathlib import Path

import pytest

from mediahub.errors import Invalid
from mediahub.media import ffmpeg
from tests.mediahub.media.sounds import SPEECH, sound

TONE = ["-f", "lavfi", "-i", "sine=440:duration=3"]
# As fast as it is heard. Since a run is waited for, a test that returns has seen it ended.
SLOW = ["-re", "-f", "lavfi", "-i", "sine=440:duration=600"]
NOWHERE = ["-f", "null", "-"]


def test_version_begins_with_a_number() -> None:
    assert ffmpeg.version().lstrip("n")[0].isdigit()


def test_seconds_written_are_told() -> None:
    assert ffmpeg.run([*TONE, *NOWHERE]).seconds == 3.0


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    ffmpeg.run([*ffmpeg.source(SPEECH), *NOWHERE], 61.5, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_progress_without_a_length_is_told_the_end_once() -> None:
    told: list[float] = []
    ffmpeg.run([*TONE, *NOWHERE], progress=told.append)
    assert told == [1.0]


def test_an_error_of_the_caller_ends_ffmpeg_and_removes_the_target(tmp_path: Path) -> None:
    def give_up(fraction: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ffmpeg.write(SLOW, tmp_path / "out.wav", 600, give_up)
    assert list(tmp_path.iterdir()) == []


def test_failure_says_why_and_leaves_no_target(tmp_path: Path) -> None:
    target = tmp_path / "out.mp3"
    with pytest.raises(Invalid) as refused:
        ffmpeg.write([*TONE, "-c:a", "nosuchcodec"], target)
    assert str(refused.value) == (
        "The sound could not be processed: Error opening output files: Encoder not found."
    )
    assert not target.exists()


def test_a_long_log_does_not_block() -> None:
    finished = ffmpeg.run(["-loglevel", "debug", *TONE, "-af", "ashowinfo", *NOWHERE])
    assert len(finished.log) <= 65_536


def test_a_playlist_is_not_opened(tmp_path: Path) -> None:
    playlist = tmp_path / "list.mp3"
    playlist.write_text(f"#EXTM3U\n#EXTINF:1,\n{SPEECH.absolute()}\n")
    with pytest.raises(Invalid, match="not audio"):
        ffmpeg.source(playlist)


def test_the_network_is_out_of_reach() -> None:
    with pytest.raises(Invalid, match="could not be processed"):
        ffmpeg.run(["-protocol_whitelist", "file,pipe", "-i", "http://127.0.0.1:9/x", *NOWHERE])


def test_a_name_with_odd_letters_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "-y http:% ljud.wav"
    path.write_bytes(sound(".wav"))
    assert ffmpeg.run([*ffmpeg.source(path), *NOWHERE]).seconds == 2.0
