"""ZIP files from strangers: told apart by what is in them, and refused when they would burst."""

from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from mediahub.errors import Invalid

LARGEST_UNPACKED_BYTES = 64 << 20
LARGEST_RATIO = 50
"""Above the size, a ZIP file that grows more than so many times is taken for a bomb."""

MOST_ENTRIES = 10_000
LONGEST_NAME = 500
_METHODS = (ZIP_STORED, ZIP_DEFLATED)


def parts_of(path: str, name: str, wanted: Sequence[str]) -> list[str]:
    """Which of the wanted names are in the archive that its sender called `name`; for a sandbox.

    Nothing is unpacked, so what lies packed within it counts as it is. Invalid when it is broken,
    would burst, is packed in a way that not everybody can unpack, or holds names that lead out of
    the folder that it is unpacked to.
    """
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
    except (MemoryError, OSError):
        raise
    except Exception as error:  # Names, versions and lengths that are wrong raise of every kind.
        raise Invalid("The file “{name}” is broken: it cannot be unpacked.", name=name) from error
    check_entries(entries, Path(path).stat().st_size, name)
    held = {entry.filename for entry in entries}
    return [part for part in wanted if part in held]


def check_entries(entries: Sequence[ZipInfo], size_bytes: int, name: str) -> None:
    """Invalid unless an archive of so many bytes with these entries is an ordinary one."""
    if len(entries) > MOST_ENTRIES:
        raise Invalid(
            "The file “{name}” holds {count} files; {most} is the most.",
            name=name,
            count=len(entries),
            most=MOST_ENTRIES,
        )
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked // max(1, size_bytes)
    if unpacked > LARGEST_UNPACKED_BYTES and ratio > LARGEST_RATIO:
        raise Invalid(
            "The file “{name}” grows {ratio} times when it is unpacked; {largest} is the most.",
            name=name,
            ratio=ratio,
            largest=LARGEST_RATIO,
        )
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise Invalid(
            "The file “{name}” is packed in a way that not everybody can unpack. Pack it anew as an"
            " ordinary ZIP file.",
            name=name,
        )
    # What stands in front of the first would be another kind of file as well.
    if entries and min(entry.header_offset for entry in entries) != 0:
        raise two_kinds(name)
    for entry in entries:
        _check_name(entry.filename, name)


def _check_name(part: str, name: str) -> None:
    steps = part.replace("\\", "/").split("/")
    is_outside = part.startswith(("/", "\\")) or ".." in steps or ":" in steps[0]
    if is_outside or len(part) > LONGEST_NAME:
        raise Invalid(
            "The file “{name}” holds “{part}”, a name that leads out of the folder that it is"
            " unpacked to. Pack it anew.",
            name=name,
            part=part[:40],
        )


def two_kinds(name: str) -> Invalid:
    """The refusal of what one program takes for this and another for that."""
    return Invalid("The file “{name}” is two kinds of file at once. Export it anew.", name=name)


_END = b"PK\x05\x06"
_END_BYTES = 22


def ends_as_archive(path: Path) -> bool:
    """Whether a ZIP file ends where this file does, whatever it begins as."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END_BYTES - 0xFFFF))
        tail = file.read()
    at = tail.rfind(_END)
    while at >= 0:
        record = tail[at : at + _END_BYTES]
        comment = int.from_bytes(record[-2:], "little")
        if len(record) == _END_BYTES and at + _END_BYTES + comment == len(tail):
            return True
        at = tail.rfind(_END, 0, at)
    return False
