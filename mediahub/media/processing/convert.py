"""Sound that podcast apps do not play becomes an MP3."""

from pathlib import Path

from mediahub.media.probing.probe import probe
from mediahub.media.processing import ffmpeg
from mediahub.media.processing.ffmpeg import Progress


def to_mp3(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Writes the sound of `source` as an MP3: wholly, or not at all.

    Its tags stay behind; the copy for the listeners gets new ones. Raises `Invalid` when the
    source cannot be decoded.
    """
    arguments = [*ffmpeg.source(source), *mp3_output(source)]
    ffmpeg.write(arguments, target, probe(source).duration_seconds, progress)


def mp3_output(source: Path) -> list[str]:
    """The arguments that encode: 192 kbit/s in stereo, 96 in mono, at 44.1 kHz.

    A channel sounds the same in both. More than two channels are mixed down.
    """
    is_mono = probe(source).channels == 1
    sound = ["-ac", "1", "-b:a", "96k"] if is_mono else ["-ac", "2", "-b:a", "192k"]
    plain = ["-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-write_id3v2", "0"]
    return [*plain, "-c:a", "libmp3lame", "-ar", "44100", *sound, "-f", "mp3"]
