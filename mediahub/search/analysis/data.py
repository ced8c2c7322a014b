"""Reads the word lists that lie beside the code, and fingerprints them."""

from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from unicodedata import unidata_version

_LIBRARIES = ("simplemma", "snowballstemmer")


def lines(name: str) -> list[str]:
    """Lines of a list of this package; empty ones and those that begin with # left out."""
    text = files("mediahub.search.analysis").joinpath(name).read_text(encoding="utf-8")
    return meaningful(text)


def words_of(name: str) -> frozenset[str]:
    """The words of a list in which space and new line part them."""
    return frozenset(word for line in lines(name) for word in line.split())


def meaningful(text: str) -> list[str]:
    """Lines that are neither empty nor remarks (#), stripped."""
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


def fingerprint(*more: str) -> str:
    """Twelve hexadecimal digits of all that decides what the analysis yields."""
    digest = sha256(unidata_version.encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    folder = files("mediahub.search.analysis")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith((".py", ".txt")):
            digest.update(file.name.encode() + file.read_bytes())
    for text in more:
        digest.update(text.encode())
    return digest.hexdigest()[:12]
