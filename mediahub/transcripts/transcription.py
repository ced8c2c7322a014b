"""Transcription by machine: faster-whisper (optional), with a model that the operator provides."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mediahub.errors import Invalid
from mediahub.transcripts.cues import Cue, clean

Progress = Callable[[float], None]
_LIBRARY = "faster_whisper"
_MODEL_FILE = "model.bin"


def require_model(folder: Path | None) -> Path:
    """The folder of the model; Invalid without a folder, a model in it or the library."""
    if find_spec(_LIBRARY) is None:
        raise Invalid(
            "Transcription by machine is not installed. Install “mediahub[transcribe]” first."
        )
    if folder is None:
        raise Invalid(
            "MEDIAHUB_TRANSCRIBE_MODEL names no folder. Put a model of faster-whisper, such as"
            " KB-Whisper, into a folder and name it there."
        )
    if not (folder / _MODEL_FILE).is_file():
        raise Invalid(
            "MEDIAHUB_TRANSCRIBE_MODEL is “{folder}”, where there is no {file}.",
            folder=folder,
            file=_MODEL_FILE,
        )
    return folder


def transcribe(folder: Path, sound: Path, language: str, tell: Progress) -> tuple[Cue, ...]:
    """What a machine hears in a sound file, as timed cues without speakers.

    `folder` holds the model; nothing is fetched from anywhere. `tell` is told the part that is
    done, 0 to 1. Invalid when the model cannot be loaded or nothing is said.
    """
    from faster_whisper import WhisperModel  # noqa: PLC0415 - optional, and takes seconds

    try:
        model = WhisperModel(str(folder), device="auto", compute_type="int8", local_files_only=True)
    except (RuntimeError, ValueError, OSError) as error:
        raise Invalid(
            "The model in “{folder}” cannot be loaded: {reason}", folder=folder, reason=error
        ) from error
    spoken = language.partition("-")[0]
    segments, info = model.transcribe(str(sound), language=spoken, condition_on_previous_text=False)
    cues = []
    for segment in segments:
        cues += _cue(segment)
        tell(min(1.0, segment.end / info.duration) if info.duration else 1.0)
    if not cues:
        raise Invalid("The machine heard no words.")
    return tuple(cues)


def _cue(segment: Any) -> list[Cue]:
    start, end, text = round(segment.start * 1000), round(segment.end * 1000), clean(segment.text)
    return [Cue(start, end, "", text)] if text and end > start else []
