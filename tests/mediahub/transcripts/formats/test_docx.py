"""Reading Word documents, and refusing what only looks like one."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from mediahub.errors import Invalid
from mediahub.transcripts.formats.docx import docx_text
from mediahub.transcripts.formats.reader import read_transcript

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT = (
    "<w:p><w:r><w:t>Nils Munthe:</w:t><w:tab/><w:t>Hej</w:t></w:r></w:p>"
    "<w:p><w:del><w:r><w:delText>bort</w:delText></w:r></w:del>"
    "<w:r><w:t>Eva Ek: Tack</w:t></w:r></w:p>"
)


def docx(body: str = TEXT, part: str = "word/document.xml", before: str = "") -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(part, f"{before}<w:document {W}><w:body>{body}</w:body></w:document>")
    return file.getvalue()


def test_a_paragraph_is_a_line() -> None:
    assert docx_text(docx()) == "Nils Munthe:\tHej\nEva Ek: Tack"


def test_a_document_is_read_as_text() -> None:
    read = read_transcript(docx(), "a.docx")
    assert [(cue.speaker, cue.text) for cue in read.cues] == [
        ("Nils Munthe", "Hej"),
        ("Eva Ek", "Tack"),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK", "It is damaged and cannot be read as a Word document."),
        (docx()[:-40], "It is damaged and cannot be read as a Word document."),
        (docx("<"), "It is damaged and cannot be read as a Word document."),
        (
            docx("&a;", before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
            "It is damaged and cannot be read as a Word document.",
        ),
        (docx(part="word/other.xml"), "It is no Word document (.docx)."),
        (
            docx(" " * 20_000_001),
            "It unpacks to more than 20 MB, which no transcript does.",
        ),
    ],
    ids=["no zip", "cut", "no XML", "entities", "no main part", "bomb"],
)
def test_others_are_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        docx_text(data)
    assert str(refusal.value) == sentence
