"""Reading Word documents (DOCX, ECMA-376): the text of their paragraphs, line by line."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from mediahub.errors import Invalid

LARGEST_UNPACKED_BYTES = 20_000_000
_MAIN_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


def docx_text(data: bytes) -> str:
    """The words, a paragraph on each line; what was deleted under tracking is left out.

    Of the archive only the main part is unpacked, and no more of it than
    `LARGEST_UNPACKED_BYTES`. Invalid for what is no Word document. For a sandbox: its XML may take
    any memory.
    """
    try:
        with ZipFile(BytesIO(data)) as archive, archive.open(_MAIN_PART) as part:
            content = part.read(LARGEST_UNPACKED_BYTES + 1)
        if len(content) > LARGEST_UNPACKED_BYTES:
            raise Invalid(
                "It unpacks to more than {largest} MB, which no transcript does.",
                largest=LARGEST_UNPACKED_BYTES // 1_000_000,
            )
        document = fromstring(content, forbid_dtd=True)
    except KeyError:
        raise Invalid("It is no Word document (.docx).") from None
    except (Invalid, MemoryError):
        raise
    except Exception as error:  # What a damaged archive, and XML, raises has no base in common.
        raise Invalid("It is damaged and cannot be read as a Word document.") from error
    return "\n".join(_paragraphs(document))


def _paragraphs(document: Element) -> Iterator[str]:
    for name in (_W, _STRICT):
        for paragraph in document.iter(f"{name}p"):
            yield "".join(_words(paragraph, name))


def _words(paragraph: Element, name: str) -> Iterator[str]:
    breaks = {f"{name}tab": "\t", f"{name}br": "\n", f"{name}cr": "\n"}
    for part in paragraph.iter():
        if part.tag == f"{name}t":
            yield part.text or ""
        else:
            yield breaks.get(part.tag, "")
