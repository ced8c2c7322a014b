"""How loud a sound is (EBU R 128), and a version of it that is as loud as podcasts should be."""

import math
import re
from dataclasses import dataclass
from pathlib import Path

from mediahub.errors import Invalid
from mediahub.media.processing import ffmpeg
from mediahub.media.processing.convert import mp3_output
from mediahub.media.processing.ffmpeg import Progress

TARGET_LUFS = -16.0
"""What Apple Podcasts recommends, give or take 1 LU."""

PEAK_DBTP = -1.0
"""The peak that Apple Podcasts recommends not to exceed."""

# MP3 raises peaks again: in pink noise by 0.7 dB, in speech by less (measured).
_LIMIT_DB = PEAK_DBTP - 0.8
# LAME turns its input down by 3 to 5 %.
_ENCODER_LOSS_DB = 0.4
# A limited sound is measured at most twice, to these parts of the whole work.
_LIMITED_PASSES = (0.3, 0.6)
_NEAR_LU = 0.5
# More at once would press the sound flat.
_MOST_LOSS_DB = 6.0
_GATE_LUFS = -70.0


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS, true peak in dBTP, range in LU: None when all is silent.

    `duration_seconds` is what was decoded, and so the true length.
    """

    integrated_lufs: float | None
    true_peak_dbtp: float | None
    range_lu: float | None
    duration_seconds: float


def measure(
    path: Path, progress: Progress | None = None, duration_seconds: float | None = None
) -> Loudness:
    """The loudness of the whole file; `duration_seconds` is what `progress` takes for the whole.

    Raises `Invalid` when it cannot be decoded.
    """
    return _measured(path, [], progress, duration_seconds)


def normalise(
    source: Path, target: Path, measured: Loudness, progress: Progress | None = None
) -> None:
    """Writes an MP3 at −16 LUFS whose true peak stays under −1 dBTP.

    One gain for the whole, from what `measure` gave of the source. Where that would drive peaks
    too high a limiter holds them, and its effect is measured and made up for. Raises `Invalid`
    for silence.
    """
    if measured.integrated_lufs is None or measured.true_peak_dbtp is None:
        raise Invalid("The sound is silent, so its loudness cannot be changed.")
    gain = TARGET_LUFS - measured.integrated_lufs + _ENCODER_LOSS_DB
    is_limited = measured.true_peak_dbtp + gain > _LIMIT_DB
    begun = 0.0
    for end in _LIMITED_PASSES if is_limited else ():
        first = _measured(
            source,
            _filters(gain, is_limited),
            _part(progress, begun, end),
            measured.duration_seconds,
        )
        begun = end
        lost = TARGET_LUFS + _ENCODER_LOSS_DB - (first.integrated_lufs or TARGET_LUFS)
        if lost <= _NEAR_LU:
            break
        gain += min(lost, _MOST_LOSS_DB)
    chain = ["-af", ",".join(_filters(gain, is_limited)), *mp3_output(source)]
    last = _part(progress, begun, 1.0)
    ffmpeg.write([*ffmpeg.source(source), *chain], target, measured.duration_seconds, last)


def _filters(gain: float, is_limited: bool) -> list[str]:
    filters = [f"volume={gain:.2f}dB:precision=float"]
    if is_limited:
        # Between the samples of 44.1 kHz a peak can be higher; at 192 kHz the limiter sees it.
        filters.append("aresample=192000")
        filters.append(f"alimiter=limit={10 ** (_LIMIT_DB / 20):.4f}:level=disabled")
    return filters


def _measured(
    path: Path, filters: list[str], progress: Progress | None, duration_seconds: float | None
) -> Loudness:
    chain = ",".join([*filters, "ebur128=peak=true:framelog=quiet"])
    arguments = [*ffmpeg.source(path), "-map", "0:a:0", "-af", chain, "-f", "null", "-"]
    finished = ffmpeg.run(arguments, duration_seconds, progress)
    summary = finished.log.rpartition("Summary:")[2]
    integrated, peak = _value(summary, "I:"), _value(summary, "Peak:")
    if integrated is None or integrated <= _GATE_LUFS:
        return Loudness(None, peak, None, finished.seconds)
    return Loudness(integrated, peak, _value(summary, "LRA:"), finished.seconds)


def _part(progress: Progress | None, begun: float, end: float) -> Progress | None:
    return progress and (lambda fraction: progress(begun + fraction * (end - begun)))


def _value(summary: str, name: str) -> float | None:
    found = re.search(rf"\s{name}\s+(-?[\d.]+|-?inf|nan)", summary)
    value = float(found[1]) if found else math.nan
    return value if math.isfinite(value) else None
