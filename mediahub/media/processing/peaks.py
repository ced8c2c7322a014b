"""How loud a sound is along its time: the peaks of which its picture is drawn."""

from pathlib import Path

from mediahub.media.processing import ffmpeg
from mediahub.media.processing.ffmpeg import Progress
from mediahub.media.waveform import fewer

RATE = 8_000
MOST_PEAKS = 2_000
_FIRST_BLOCK = RATE // 50
# How far each unsigned 8-bit sample is from silence: one look at each is then enough.
_LEVELS = bytes(min(255, 2 * abs(sample - 128)) for sample in range(256))


def read_peaks(path: Path, duration_seconds: float | None, progress: Progress) -> bytes:
    """The peaks of a sound file, mixed to mono; 1 000 to 2 000 of them from half a minute on.

    Each byte is the loudest sample of an equally long part, 255 at full scale. Memory stays flat
    however long the sound is. Raises `Invalid` when it cannot be decoded.
    """
    arguments = [*ffmpeg.source(path), "-map", "0:a:0", "-ac", "1", "-ar", str(RATE)]
    peaks = Peaks()
    for piece in ffmpeg.stream([*arguments, "-f", "u8"], duration_seconds):
        peaks.add(piece)
        if duration_seconds:
            progress(min(1.0, peaks.samples / RATE / duration_seconds))
    return peaks.finish()


class Peaks:
    """Takes unsigned 8-bit samples as they come; keeps no more than twice `MOST_PEAKS` numbers."""

    def __init__(self) -> None:
        self.samples = 0
        self._block = _FIRST_BLOCK
        self._held = b""
        self._peaks: list[int] = []

    def add(self, piece: bytes) -> None:
        """More samples."""
        levels = self._held + piece.translate(_LEVELS)
        whole = len(levels) // self._block * self._block
        self._held = levels[whole:]
        self.samples += len(piece)
        self._peaks += [max(levels[at : at + self._block]) for at in range(0, whole, self._block)]
        while len(self._peaks) >= 2 * MOST_PEAKS and len(self._peaks) % 2 == 0:
            self._join()

    def _join(self) -> None:
        """Twice as much sound in each peak."""
        self._peaks = [max(pair) for pair in zip(*[iter(self._peaks)] * 2, strict=True)]
        self._block *= 2

    def finish(self) -> bytes:
        """The peaks; what is left over of the last part is less than an eye sees."""
        return bytes(fewer(self._peaks, MOST_PEAKS))
