"""Covers: one sentence for each fault, and a mended cover has none."""

import io
import os
import struct
import zlib
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mediahub.errors import Invalid
from mediahub.media.processing.covers import (
    CoverFacts,
    corrected,
    inspect_cover,
    problems,
    rendition,
)
from tests.mediahub.media.sounds import COVER, SPEECH, picture

GOOD = CoverFacts(3000, 3000, "JPEG", "RGB", has_alpha=False, size_bytes=282_646, dpi=72.0)
SMALL_JPEG = picture(8, 8, format="JPEG")


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", compress_level=1)
    return written.getvalue()


TOO_LARGE = (
    "The image is larger than 25 megapixels, which is the most for PNG. Make it smaller:"
    " 3000 × 3000 pixels are enough."
)


def png_head(width: int, height: int) -> bytes:
    """A picture that says how large it is, and has nothing more."""
    said = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13)
    return start + said + struct.pack(">I", zlib.crc32(said)) + struct.pack(">I4s", 99, b"IDAT")


def test_the_demo_cover_is_as_it_should_be() -> None:
    assert inspect_cover(COVER) == GOOD
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("mode", "format", "has_alpha"),
    [
        ("RGB", "PNG", False),
        ("RGBA", "PNG", True),
        ("L", "PNG", False),
        ("RGBA", "WEBP", True),
        ("CMYK", "JPEG", False),
        ("P", "GIF", False),
    ],
)
def test_a_picture_is_told_as_it_is(mode: str, format: str, has_alpha: bool) -> None:
    data = picture(20, 10, mode, format)
    assert inspect_cover(data) == CoverFacts(20, 10, format, mode, has_alpha, len(data), None)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"height": 2999}, "The cover is 3000 × 2999 pixels; it must be square."),
        (
            {"width": 1399, "height": 1399},
            "The cover is 1399 × 1399 pixels; it must be at least 1400 × 1400.",
        ),
        (
            {"width": 3001, "height": 3001},
            "The cover is 3001 × 3001 pixels; it must be at most 3000 × 3000.",
        ),
        ({"format": "WEBP"}, "The cover is a WEBP image; it must be JPEG or PNG."),
        (
            {"mode": "RGBA", "has_alpha": True},
            "The cover is partly transparent (RGBA); it must be opaque.",
        ),
        ({"mode": "CMYK"}, "The colours of the cover are CMYK; they must be RGB."),
        ({"mode": "L"}, "The colours of the cover are L; they must be RGB."),
        ({"size_bytes": 512_001}, "The cover is 513 kB; it must be at most 512 kB."),
    ],
)
def test_each_fault_is_one_sentence_with_the_measure(fault: dict[str, Any], sentence: str) -> None:
    assert [str(problem) for problem in problems(replace(GOOD, **fault))] == [sentence]


def test_the_limits_themselves_are_allowed() -> None:
    smallest = replace(GOOD, width=1400, height=1400)
    largest = replace(GOOD, width=3000, height=3000, size_bytes=512_000)
    assert problems(smallest) + problems(largest) == []


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "L", "P", "1", "I;16"])
def test_a_mended_cover_has_no_faults(mode: str) -> None:
    facts = inspect_cover(corrected(picture(1400, 1500, mode)))
    assert problems(facts) == []
    assert (facts.width, facts.format) == (1400, "JPEG")


def test_a_large_cover_becomes_smaller() -> None:
    assert inspect_cover(corrected(picture(3010, 3020, "L"))).width == 3000


def test_a_grainy_picture_is_pressed_under_the_limit() -> None:
    grainy = png(Image.effect_noise((1400, 1400), 20).convert("RGB"))
    assert len(grainy) > 1_000_000
    assert problems(inspect_cover(corrected(grainy))) == []


def test_pure_noise_cannot_be_pressed_under_the_limit() -> None:
    noise = Image.frombytes("RGB", (1400, 1400), os.urandom(1400 * 1400 * 3))
    with pytest.raises(Invalid, match="too much detail for 512 kB"):
        corrected(png(noise))


def test_what_is_transparent_becomes_white() -> None:
    assert opened(corrected(picture(1400, 1400, "RGBA"))).getpixel((700, 700)) == (255, 255, 255)


def test_the_middle_is_kept() -> None:
    image = Image.new("RGB", (1800, 1400), "red")
    image.paste("blue", (200, 0, 1600, 1400))
    corner = opened(corrected(png(image))).getpixel((5, 5))
    assert isinstance(corner, tuple)
    assert corner[2] > 240
    assert corner[0] < 15


def test_a_picture_on_its_side_is_turned_and_its_exif_dropped() -> None:
    image = Image.new("RGB", (1400, 1400), "white")
    image.paste("black", (0, 0, 1400, 700))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise: what was on top is on the right
    exif[0x010F] = "Kamera"
    written = io.BytesIO()
    image.save(written, "JPEG", exif=exif)
    turned = opened(corrected(written.getvalue()))
    assert turned.getpixel((1300, 700)) == (0, 0, 0)
    assert turned.getpixel((100, 700)) == (255, 255, 255)
    assert dict(turned.getexif()) == {}


def test_small_pictures_are_not_enlarged() -> None:
    with pytest.raises(Invalid) as refused:
        corrected(picture(1600, 1200))
    assert str(refused.value) == (
        "The cover is 1600 × 1200 pixels; enlarged to 1400 × 1400 it would blur."
    )


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "PNG"])
@pytest.mark.parametrize("edge", [32, 180, 600])
def test_renditions_are_squares_of_the_size_asked_for(format: str, edge: int) -> None:
    facts = inspect_cover(rendition(picture(700, 800), edge, format))  # type: ignore[arg-type]
    assert (facts.width, facts.height, facts.format, facts.mode) == (edge, edge, format, "RGB")


def test_a_rendition_is_not_larger_than_its_source() -> None:
    assert inspect_cover(rendition(picture(100, 80), 600, "PNG")).width == 80


def test_a_rendition_looks_like_its_source() -> None:
    small = opened(rendition(COVER, 64, "PNG"))
    expected = opened(COVER.read_bytes()).resize((64, 64), Image.Resampling.LANCZOS)
    difference = sum(abs(a - b) for a, b in zip(small.tobytes(), expected.tobytes(), strict=True))
    assert difference / len(small.tobytes()) < 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            SPEECH.read_bytes(),
            "The file is not an image of a kind that can be used: JPEG, PNG, WebP or GIF.",
        ),
        (b"", "The file is not an image of a kind that can be used: JPEG, PNG, WebP or GIF."),
        (COVER.read_bytes()[:100_000], "The image is damaged or truncated. Send it again."),
        (png_head(5001, 5000), TOO_LARGE),
        (png_head(10_000, 10_000), TOO_LARGE),
        (png_head(20_000, 10_000), TOO_LARGE),
        (bytes(64_000_001), "The image is 65 MB; it may be at most 64 MB."),
    ],
    ids=["sound", "empty", "truncated", "large", "warned of", "bomb", "heavy"],
)
def test_what_cannot_be_used_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        inspect_cover(data)
    assert str(refused.value) == sentence


@given(at=st.integers(0, len(SMALL_JPEG)), bytes_in=st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_read_or_refused(at: int, bytes_in: bytes) -> None:
    damaged = SMALL_JPEG[:at] + bytes_in + SMALL_JPEG[at + len(bytes_in) :]
    with suppress(Invalid):
        assert inspect_cover(damaged).size_bytes == len(damaged)
