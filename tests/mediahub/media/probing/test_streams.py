"""WAV, FLAC and Ogg: their lengths, also where the header does not know them."""

import io

import pytest

from mediahub.media.probing import file_types
from mediahub.media.probing.streams import (
    Facts,
    Rationed,
    SilentError,
    TruncatedError,
    read_flac,
    read_ogg,
    read_wav,
)
from tests.mediahub.media.sounds import sound


def rationed(data: bytes) -> Rationed:
    return Rationed(io.BytesIO(data))


def wav(data: bytes) -> Facts:
    return read_wav(file_types.WAV, rationed(data))


def flac(data: bytes) -> Facts:
    return read_flac(file_types.FLAC, rationed(data))


def test_a_wav_from_a_pipe_reaches_to_its_end() -> None:
    endless = bytearray(sound(".wav"))
    at = endless.index(b"data")
    endless[4:8] = endless[at + 4 : at + 8] = b"\xff\xff\xff\xff"
    assert wav(bytes(endless)).duration_seconds == pytest.approx(2.0, abs=0.01)


def test_a_wav_without_data_is_silent() -> None:
    data = sound(".wav")
    with pytest.raises(SilentError):
        wav(data[: data.index(b"data")])


def test_a_flac_that_does_not_know_its_length_is_counted() -> None:
    unknown = bytearray(sound(".flac"))
    unknown[21] &= 0xF0
    unknown[22:26] = bytes(4)
    assert flac(bytes(unknown)).duration_seconds == pytest.approx(2.0, abs=0.001)


def test_a_flac_in_blocks_of_any_size_is_counted() -> None:
    """What has no 4096 samples in a block has a length of its own in every frame header."""
    odd = bytearray(sound(".flac", "-frame_size", "1000"))
    odd[21] &= 0xF0
    odd[22:26] = bytes(4)
    assert flac(bytes(odd)).duration_seconds == pytest.approx(2.0, abs=0.001)


def test_a_flac_may_lack_half_a_second() -> None:
    data = sound(".flac")
    assert flac(data[: int(len(data) * 0.9)]).duration_seconds == 2.0
    with pytest.raises(TruncatedError):
        flac(data[: int(len(data) * 0.6)])


@pytest.mark.parametrize("lost", [1, 100, 5000])
def test_an_ogg_without_its_last_page_is_truncated(lost: int) -> None:
    with pytest.raises(TruncatedError):
        read_ogg(file_types.OPUS, rationed(sound(".opus")[:-lost]))


def test_a_ration_ends() -> None:
    file = rationed(bytes(1 << 20))
    for _ in range(48):
        file.seek(0)
        file.read()
    file.seek(0)
    with pytest.raises(OSError, match="spent"):
        file.read(1)
    assert file.is_spent
