"""An MP4 with its index first, so that players begin before they have all of it."""

from pathlib import Path

from mediahub.media.probing.probe import probe
from mediahub.media.processing import ffmpeg
from mediahub.media.processing.ffmpeg import Progress


def to_faststart(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Writes picture and sound of `source` as they are, index first: wholly, or not at all.

    Raises `Invalid` when the source cannot be read to its end.
    """
    tracks = ["-map", "0:v?", "-map", "0:a", "-c", "copy"]
    arguments = [*ffmpeg.source(source), *tracks, "-movflags", "+faststart", "-f", "mp4"]
    ffmpeg.write(arguments, target, probe(source).duration_seconds, progress)
