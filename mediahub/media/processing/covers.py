"""Covers: what is off with one, one that is mended, and the sizes that the site shows."""

import io
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from feeds.limits import COVER_BYTES, LARGEST_COVER, SMALLEST_COVER
from mediahub.errors import Invalid
from mediahub.media.probing.file_types import HEAD_BYTES, kind_of
from mediahub.sandbox import Limits

# A camera's 50 megapixels are 200 MB in memory. A look decodes a JPEG at an eighth of its size, but
# the others whole, WebP at four times of what others take.
_MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "GIF": 25_000_000, "WEBP": 12_000_000}
_MOST_BYTES = 64_000_000
_QUALITIES = (92, 88, 84, 80, 75, 70, 60, 50, 40)

Rendition = Literal["JPEG", "WEBP", "PNG"]
Prepared = Sequence[tuple[bytes, dict[str, Any]]]


@dataclass(frozen=True)
class CoverFacts:
    """A picture as it is: `format` and `mode` as Pillow names them, `dpi` where it is given."""

    width: int
    height: int
    format: str
    mode: str
    has_alpha: bool
    size_bytes: int
    dpi: float | None


MENDING = Limits(memory_bytes=1 << 30, cpu_seconds=20)
"""What mending a picture may take, which holds it in memory three times."""


def look_at(path: str) -> dict[str, Any]:
    """`inspect_cover` as a dict of plain values; for a sandbox."""
    return asdict(inspect_cover(Path(path)))


def prepare(path: str, renditions: Sequence[tuple[int, Rendition]], mend: bool) -> Prepared:
    """The picture, mended if it is to be, and smaller ones by edge and format; for a sandbox.

    Each as its bytes and its facts.
    """
    picture = corrected(Path(path)) if mend else Path(path).read_bytes()
    made = [rendition(picture, edge_px, kind) for edge_px, kind in renditions]
    return [(data, asdict(inspect_cover(data))) for data in (picture, *made)]


def inspect_cover(source: Path | bytes) -> CoverFacts:
    """The facts of a picture that was decoded to its end.

    Raises `Invalid` when it is not a picture, truncated, or over 50 megapixels, 25 if it is not a
    JPEG, 12 for WebP.
    """
    data = _data(source)
    image, (width, height) = _loaded(data, draft_px=1)
    return CoverFacts(
        width=width,
        height=height,
        # Cameras append a second picture to a JPEG, which makes it an MPO.
        format="JPEG" if image.format == "MPO" else str(image.format),
        mode=image.mode,
        has_alpha=image.has_transparency_data,
        size_bytes=len(data),
        dpi=_dpi(image.info.get("dpi")),
    )


def _dpi(given: Any) -> float | None:
    """EXIF holds it as a fraction, which may be of any shape."""
    try:
        dpi = round(float(given[0]), 1)
    except (TypeError, ValueError, ArithmeticError, LookupError):
        return None
    return dpi if math.isfinite(dpi) else None


def problems(facts: CoverFacts) -> list[Invalid]:
    """What Apple and the apps would refuse, one sentence each with the measured value."""
    size = {"width": facts.width, "height": facts.height}
    found = []
    if facts.width != facts.height:
        found.append(Invalid("The cover is {width} × {height} pixels; it must be square.", **size))
    if min(facts.width, facts.height) < SMALLEST_COVER:
        found.append(
            Invalid(
                "The cover is {width} × {height} pixels; it must be at least {limit} × {limit}.",
                limit=SMALLEST_COVER,
                **size,
            )
        )
    if max(facts.width, facts.height) > LARGEST_COVER:
        found.append(
            Invalid(
                "The cover is {width} × {height} pixels; it must be at most {limit} × {limit}.",
                limit=LARGEST_COVER,
                **size,
            )
        )
    return found + _content_problems(facts)


def _content_problems(facts: CoverFacts) -> list[Invalid]:
    found = []
    if facts.format not in ("JPEG", "PNG"):
        found.append(
            Invalid("The cover is a {format} image; it must be JPEG or PNG.", format=facts.format)
        )
    if facts.has_alpha:
        found.append(
            Invalid("The cover is partly transparent ({mode}); it must be opaque.", mode=facts.mode)
        )
    elif facts.mode != "RGB":
        found.append(
            Invalid("The colours of the cover are {mode}; they must be RGB.", mode=facts.mode)
        )
    if facts.size_bytes > COVER_BYTES:
        found.append(
            Invalid(
                "The cover is {size} kB; it must be at most {limit} kB.",
                size=-(-facts.size_bytes // 1000),
                limit=COVER_BYTES // 1000,
            )
        )
    return found


def corrected(source: Path | bytes) -> bytes:
    """A JPEG without problems, made of the middle of the picture; nothing is enlarged.

    Raises `Invalid` when the picture cannot be read or its shorter side is under 1400 pixels.
    """
    square = _square(_loaded(_data(source))[0])
    if square.width < SMALLEST_COVER:
        facts = inspect_cover(source)
        raise Invalid(
            "The cover is {width} × {height} pixels; enlarged to {limit} × {limit} it would blur.",
            width=facts.width,
            height=facts.height,
            limit=SMALLEST_COVER,
        )
    edges = dict.fromkeys(min(edge, square.width) for edge in (LARGEST_COVER, 2000, SMALLEST_COVER))
    for edge in edges:
        scaled = _scaled(square, edge)
        for quality in _QUALITIES:
            encoded = _encoded(scaled, "JPEG", quality)
            if len(encoded) <= COVER_BYTES:
                return encoded
    raise Invalid("The cover has too much detail for {limit} kB.", limit=COVER_BYTES // 1000)


def rendition(source: Path | bytes, edge_px: int, format: Rendition) -> bytes:
    """The middle of the picture as a square of at most `edge_px`, for the site and its icons.

    Raises `Invalid` when the picture cannot be read.
    """
    image, _ = _loaded(_data(source), draft_px=edge_px)
    square = _square(image)
    return _encoded(_scaled(square, min(edge_px, square.width)), format, 82)


def _data(source: Path | bytes) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > _MOST_BYTES:
        raise Invalid(
            "The image is {size} MB; it may be at most {limit} MB.",
            size=-(-size // 1_000_000),
            limit=_MOST_BYTES // 1_000_000,
        )
    return source if isinstance(source, bytes) else source.read_bytes()


def _loaded(data: bytes, draft_px: int | None = None) -> tuple[Image.Image, tuple[int, int]]:
    """The decoded picture, and the size that it has.

    A JPEG is decoded at a fraction of that when `draft_px` allows.
    """
    kind = kind_of(data[:HEAD_BYTES]).format
    most = _MOST_PIXELS.get(kind.upper(), 0)
    try:
        image = Image.open(io.BytesIO(data), formats=list(_MOST_PIXELS))
        size = image.size
        if size[0] * size[1] > most:
            raise Image.DecompressionBombError
        if draft_px:
            image.draft(None, (2 * draft_px, 2 * draft_px))
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(
            "The image is larger than {limit} megapixels, which is the most for {format}. Make it"
            " smaller: {edge} × {edge} pixels are enough.",
            limit=most // 1_000_000,
            format=kind,
            edge=LARGEST_COVER,
        ) from None
    except UnidentifiedImageError:
        raise Invalid(
            "The file is not an image of a kind that can be used: JPEG, PNG, WebP or GIF."
        ) from None
    except MemoryError:
        raise
    # Damaged pictures draw more than OSError out of the decoders.
    except Exception as error:
        raise Invalid("The image is damaged or truncated. Send it again.") from error
    return image, size


def _square(image: Image.Image) -> Image.Image:
    """The middle of the picture, upright, in sRGB, on white where it was transparent."""
    upright = ImageOps.exif_transpose(image)
    edge = min(upright.size)
    left, top = (upright.width - edge) // 2, (upright.height - edge) // 2
    middle = upright.crop((left, top, left + edge, top + edge))
    # Only the pixels go on: EXIF may hold a position, and the profile is used up.
    square = Image.new("RGB", middle.size, "white")
    if middle.has_transparency_data:
        layer = middle.convert("RGBA")
        square.paste(layer, mask=layer.getchannel("A"))
    else:
        square.paste(_in_srgb(middle, image.info.get("icc_profile")))
    return square


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in ("RGB", "CMYK", "L"):
        with suppress(ImageCms.PyCMSError, OSError):  # a broken profile: the colours stay as given
            changed = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            if changed:
                return changed
    return image.convert("RGB")


def _scaled(square: Image.Image, edge: int) -> Image.Image:
    if square.width == edge:
        return square
    return square.resize((edge, edge), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, format: Rendition, quality: int) -> bytes:
    written = io.BytesIO()
    image.save(written, format, quality=quality, optimize=True, dpi=(72, 72))
    return written.getvalue()
