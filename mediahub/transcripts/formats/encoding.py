"""From the bytes of a text file to its characters: UTF-8 first, then what else people have."""

import codecs
import re

from mediahub.errors import Invalid

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What no text holds: it tells a picture from a letter in an old encoding.
_BINARY = re.compile("[\x00-\x06\x0e-\x1a]")
_MOST_BINARY = 10


def decode(data: bytes, filename: str) -> str:
    """The text of UTF-8 (with or without a mark), UTF-16 (with one), else cp1252 or latin-1.

    Line ends become line feeds. Invalid for what is not text.
    """
    text = _decoded(data, filename)
    if len(_BINARY.findall(text[:100_000])) > _MOST_BINARY:
        raise Invalid("“{filename}” is not text.", filename=filename)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, filename: str) -> str:
    if data.startswith(_UTF_16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Invalid(
                "“{filename}” begins as UTF-16 and is something else further on."
                " Save it as UTF-8 and try again.",
                filename=filename,
            ) from None
    for name in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
