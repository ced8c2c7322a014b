"""The one place that runs ffmpeg."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import imageio_ffmpeg

from mediahub.errors import Invalid
from mediahub.media import kinds

Progress = Callable[[float], None]
"""Is told the fraction that is done, from 0.0 up to 1.0, about four times a second."""

_TAIL_BYTES = 65_536
_PIECE_BYTES = 1 << 18

_DEMUXERS = {
    kinds.MP3: "mp3",
    **dict.fromkeys((kinds.M4A, kinds.MP4, kinds.QUICKTIME), "mov"),
    kinds.WAV: "wav",
    kinds.FLAC: "flac",
    **dict.fromkeys((kinds.OGG, kinds.OPUS), "ogg"),
}


@dataclass(frozen=True)
class Finished:
    """A run that ended well: the end of what it logged, and the seconds of sound it wrote."""

    log: str
    seconds: float


def version() -> str:
    """The version of the ffmpeg that is used, such as `7.0.2`. Raises `Invalid` without one."""
    said = subprocess.run(  # noqa: S603 - a list of arguments, no shell
        [_program(), "-version"], stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    return said.stdout.decode(errors="replace").split()[2]


def source(path: Path) -> list[str]:
    """The arguments that read `path` as what its bytes are, so that a playlist opens no others.

    Raises `Invalid` when it is no sound.
    """
    demuxer = _DEMUXERS[kinds.sound_kind(path)]
    return ["-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", _address(path)]


def write(
    arguments: Sequence[str],
    target: Path,
    duration_seconds: float | None = None,
    progress: Progress | None = None,
) -> Finished:
    """Like `run`, writing to `target`: wholly, or not at all."""
    try:
        return run([*arguments, "-y", _address(target)], duration_seconds, progress)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def run(
    arguments: Sequence[str],
    duration_seconds: float | None = None,
    progress: Progress | None = None,
) -> Finished:
    """Runs ffmpeg to its end; `duration_seconds` is what stands for the whole in `progress`.

    Raises `Invalid` when it fails. Whatever `progress` raises ends it and comes through.
    """
    command = [_program(), "-hide_banner", "-nostdin", "-nostats"]
    command += ["-progress", "pipe:1", "-stats_period", "0.25", *arguments]
    # The log goes to a file: nobody need empty it while the progress is read.
    with tempfile.TemporaryFile() as log:
        seconds, status = _follow(command, log, duration_seconds, progress)
        said = _tail(log)
    if status != 0:
        raise Invalid("The sound could not be processed: {reason}.", reason=_reason(said))
    return Finished(said, seconds)


def stream(arguments: Sequence[str]) -> Iterator[bytes]:
    """What ffmpeg writes to its standard output, in pieces as they come.

    Raises `Invalid` at the end when it fails. It ends with whoever stops taking pieces.
    """
    command = [_program(), "-hide_banner", "-nostdin", "-nostats", *arguments, "pipe:1"]
    with tempfile.TemporaryFile() as log:
        with subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log
        ) as process:
            try:
                while piece := process.stdout.read(_PIECE_BYTES) if process.stdout else b"":
                    yield piece
            except BaseException:
                process.kill()
                raise
        if process.returncode != 0:
            raise Invalid("The sound could not be processed: {reason}.", reason=_reason(_tail(log)))


def _program() -> str:
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        raise Invalid("The program ffmpeg is missing.") from None


def _follow(
    command: Sequence[str],
    log: IO[bytes],
    duration_seconds: float | None,
    progress: Progress | None,
) -> tuple[float, int]:
    seconds = done = 0.0
    with subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True
    ) as process:
        try:
            for line in process.stdout or ():
                name, _, value = line.strip().partition("=")
                if name == "out_time_us" and value.isdigit():
                    seconds = int(value) / 1e6
                    if progress and duration_seconds:
                        done = max(done, min(seconds / duration_seconds, 1.0))
                        progress(done)
        except BaseException:
            process.kill()
            raise
    if progress and process.returncode == 0 and done < 1.0:
        progress(1.0)
    return seconds, process.returncode


def _address(path: Path) -> str:
    # Absolute and named a file, so that no name is taken for an option or a protocol.
    return f"file:{path.absolute()}"


def _tail(log: IO[bytes]) -> str:
    log.seek(max(0, log.seek(0, 2) - _TAIL_BYTES))
    return log.read().decode(errors="replace")


def _reason(said: str) -> str:
    lines = [line.strip() for line in said.splitlines()]
    telling = [line for line in lines if line and line != "Conversion failed!"]
    return telling[-1].rpartition("] ")[2].rstrip(".") if telling else "ffmpeg gave no reason"
