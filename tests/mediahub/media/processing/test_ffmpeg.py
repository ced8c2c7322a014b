"""ffmpeg: runs, reports, refuses, and is gone when its caller fails."""

from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from mediahub.errors import Invalid
from mediahub.media.probing import file_types
from mediahub.media.probing.probe import probe
from mediahub.media.probing.video import shown_picture
from mediahub.media.processing import ffmpeg
from mediahub.media.processing.poster import poster
from tests.mediahub.media.hostile import huge_film
from tests.mediahub.media.sounds import SPEECH, film, sound

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


# --- Limits

M3U8 = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n"
CONCAT = "ffconcat version 1.0\nfile '{}'\n"
MPD = "<?xml version='1.0'?><MPD><BaseURL>{}</BaseURL></MPD>"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what it was asked for."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/hemligt", seen
        server.shutdown()


@pytest.mark.parametrize("written", [M3U8, CONCAT, MPD])
@pytest.mark.parametrize("name", ["film.mp4", "ljud.mp3", "ljud.wav", "lista.m3u8"])
def test_no_list_of_files_is_a_sound(tmp_path: Path, written: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(written.format(SPEECH.absolute()))
    with pytest.raises(Invalid, match="is not audio or video"):
        ffmpeg.source(path)
    with pytest.raises(Invalid, match="is not audio or video"):
        probe(path)


@pytest.mark.parametrize("written", [M3U8, CONCAT, MPD])
@pytest.mark.parametrize(
    "kind", [file_types.MP3, file_types.MP4, file_types.WAV, file_types.FLAC, file_types.OGG]
)
def test_a_list_that_gets_past_the_look_opens_nothing(
    tmp_path: Path, written: str, kind: file_types.Kind, asked: tuple[str, list[str]]
) -> None:
    """As if a file were one kind to our look and a list to ffmpeg."""
    path = tmp_path / "fil.mp4"
    for address in (asked[0], f"file:{SPEECH.absolute()}"):
        path.write_text(written.format(address))
        with pytest.raises(Invalid, match="could not be processed"):
            ffmpeg.run([*ffmpeg.input_of(path, kind), *NOWHERE])
    assert asked[1] == []


def test_a_film_that_refers_elsewhere_is_not_followed(
    tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    whole = film()
    # The data reference says “not in this file, but there” (ISO 14496-12, 8.7.2).
    at = whole.index(b"url \0\0\0\1")
    path = tmp_path / "film.mp4"
    path.write_bytes(whole[:at] + b"url \0\0\0\0" + asked[0].encode() + whole[at + 8 :])
    with suppress(Invalid):
        ffmpeg.run([*ffmpeg.source(path), *NOWHERE])
    assert asked[1] == []


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(huge_film())
    with pytest.raises(Invalid) as refused:
        shown_picture(path, "film.mp4")
    assert "14000 × 13000 pixels; 40 megapixels are the most" in str(refused.value)
    with pytest.raises(Invalid):
        poster(path, 1.0)


def test_memory_has_an_end() -> None:
    greedy = ["-f", "lavfi", "-i", "color=size=30000x30000:rate=1:duration=1"]
    with pytest.raises(Invalid, match="could not be processed"):
        ffmpeg.run([*greedy, *NOWHERE])


def test_time_is_that_of_the_sound_with_a_ceiling() -> None:
    assert [ffmpeg.most_seconds(length) for length in (0.0, 60.0, 1e9, -1.0, None)] == [
        300, 420, 21_600, 300, 21_600,
    ]  # fmt: skip


def test_what_takes_longer_is_ended_with_all_of_its_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "most_seconds", lambda _: 1.5)
    for work in (
        lambda: ffmpeg.run([*SLOW, *NOWHERE]),
        lambda: list(ffmpeg.stream([*SLOW, "-f", "u8"])),
    ):
        with pytest.raises(Invalid, match="takes longer than it should"):
            work()
