"""The text of one document, page by page, as a sandbox reads it: a hostile file may end that."""

from collections.abc import Iterator
from zipfile import ZipFile

PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{_OFFICE}.wordprocessingml.document"
SLIDES = f"{_OFFICE}.presentationml.presentation"

MOST_PAGES = 1_000
MOST_CHARACTERS = 2_000_000
"""A thousand pages of running text."""
LARGEST_SLIDE_BYTES = 5_000_000
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


# What no font shows: some PDF files give such for the marks of their lists.
_CONTROLS = {sign: " " for sign in (*range(32), *range(0x7F, 0xA0)) if chr(sign) not in "\t\n\r"}


def pages(file: str, content_type: str) -> Iterator[str]:
    """The text of each page or slide; of another kind of document nothing."""
    if content_type == PDF:
        yield from _pdf(file)
    elif content_type == WORD:
        yield _word(file)
    elif content_type == SLIDES:
        yield from _slides(file)


def _pdf(file: str) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 - takes long, and only this kind needs it

    for page in PdfReader(file).pages:
        yield page.extract_text()


def _word(file: str) -> str:
    from mediahub.transcripts.formats.docx import docx_text  # noqa: PLC0415 - as above

    with open(file, "rb") as source:  # noqa: PTH123 - a path would be made for this alone
        return docx_text(source.read())


def _slides(file: str) -> Iterator[str]:
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 - as above

    with ZipFile(file) as archive:
        names = set(archive.namelist())
        for number in range(1, MOST_PAGES + 1):
            name = f"ppt/slides/slide{number}.xml"
            if name not in names:
                return
            with archive.open(name) as part:
                slide = fromstring(part.read(LARGEST_SLIDE_BYTES), forbid_dtd=True)
            paragraphs = slide.iter(f"{_TEXT}p")
            yield "\n".join("".join(t.text or "" for t in p.iter(f"{_TEXT}t")) for p in paragraphs)


def told_pages(file: str, content_type: str) -> Iterator[tuple[int, str]]:
    """The pages with their numbers, as many as there is room for; for a sandbox."""
    room = MOST_CHARACTERS
    for number, text in zip(range(1, MOST_PAGES + 1), pages(file, content_type), strict=False):
        yield number, text[:room].translate(_CONTROLS)
        room -= len(text)
        if room <= 0:
            return
