"""The one place that runs ffmpeg, on what strangers sent: with an end to all that it takes."""

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import imageio_ffmpeg

from mediahub import sandbox
from mediahub.errors import Invalid
from mediahub.media.probing import file_types
from mediahub.media.probing.file_types import Kind

Progress = Callable[[float], None]
"""Is told the fraction that is done, from 0.0 up to 1.0, about four times a second."""

MOST_PIXELS = 40_000_000
"""In one picture of a film: 8K has 33 million."""

# 4K takes half of it.
_MEMORY_BYTES = 1536 << 20
# Of the clock: what a busy machine needs for one second of sound, and never more than this.
_START_SECONDS, _SLOWEST, _LONGEST_SECONDS = 300.0, 2.0, 6 * 3600.0
_THREADS = 2
_TAIL_BYTES = 65_536
_PIECE_BYTES = 1 << 18

_DEMUXERS = {
    file_types.MP3: "mp3",
    **dict.fromkeys((file_types.M4A, file_types.MP4, file_types.QUICKTIME), "mov"),
    file_types.WAV: "wav",
    file_types.FLAC: "flac",
    **dict.fromkeys((file_types.OGG, file_types.OPUS), "ogg"),
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

    Raises `Invalid` when it is not a sound.
    """
    return input_of(path, file_types.sound_kind(path))


def input_of(path: Path, kind: Kind) -> list[str]:
    """The same of a file that is known to be of this kind."""
    demuxer = _DEMUXERS[kind]
    limits = ["-max_pixels", str(MOST_PIXELS), "-threads", str(_THREADS)]
    only = ["-protocol_whitelist", "file,pipe", "-format_whitelist", demuxer]
    return [*limits, *only, "-f", demuxer, "-i", _address(path)]


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

    It gets two seconds of the clock for each of those, and six hours at most. Raises `Invalid` when
    it fails or takes more. Whatever `progress` raises ends it and comes through.
    """
    counted = ["-progress", "pipe:1", "-stats_period", "0.25", *arguments]
    with _running(counted, duration_seconds) as running:
        seconds = _follow(running.output, duration_seconds, progress)
    if progress:
        progress(1.0)
    return Finished(running.said, seconds)


def stream(arguments: Sequence[str], duration_seconds: float | None = None) -> Iterator[bytes]:
    """What ffmpeg writes to its standard output, in pieces as they come.

    Raises `Invalid` at the end when it fails, as for `run`. It ends with whoever stops taking
    pieces.
    """
    with _running([*arguments, "pipe:1"], duration_seconds) as running:
        while piece := running.output.read(_PIECE_BYTES):
            yield piece


@dataclass
class _Running:
    output: IO[bytes]
    said: str = ""


@contextmanager
def _running(arguments: Sequence[str], duration_seconds: float | None) -> Iterator[_Running]:
    """ffmpeg at work until the block has ended, and then to its own end; what it said stands then.

    Raises `Invalid` when it fails, or is ended because its time is over.
    """
    most = most_seconds(duration_seconds)
    command = [_program(), "-hide_banner", "-nostdin", "-nostats", "-filter_threads", str(_THREADS)]
    limited = sandbox.limited(
        [*command, *arguments], memory_bytes=_MEMORY_BYTES, cpu_seconds=int(most * _THREADS)
    )
    # The log goes to a file: nobody need empty it while the output is read.
    with tempfile.TemporaryFile() as log:
        with subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
            limited,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=sandbox.environment(),
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            running = _Running(process.stdout)
            watch = threading.Timer(most, _end, [process])
            watch.start()
            try:
                yield running
            except BaseException:
                _end(process)
                raise
            finally:
                process.wait()
                watch.cancel()
        running.said = _tail(log)
    if process.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        raise Invalid("The sound could not be processed: it takes longer than it should.")
    if process.returncode != 0:
        raise Invalid("The sound could not be processed: {reason}.", reason=_reason(running.said))


def most_seconds(duration_seconds: float | None) -> float:
    """How long ffmpeg may take for a file of this length, or of one that is not known."""
    if duration_seconds is None:
        return _LONGEST_SECONDS
    return min(_START_SECONDS + _SLOWEST * max(duration_seconds, 0.0), _LONGEST_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with whatever it has started: all of its group, which is its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _program() -> str:
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        raise Invalid("The program ffmpeg is missing.") from None


def _follow(output: IO[bytes], duration_seconds: float | None, progress: Progress | None) -> float:
    """The seconds that were written; `progress` is told up to, but not with, the end."""
    seconds = done = 0.0
    for line in output:
        name, _, value = line.decode(errors="replace").strip().partition("=")
        if name == "out_time_us" and value.isdigit():
            seconds = int(value) / 1e6
            if progress and duration_seconds:
                done = max(done, min(seconds / duration_seconds, 1.0))
                progress(done)
    return seconds


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
