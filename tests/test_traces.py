"""What looks for a person finds them in every spelling, and nobody else."""

import html
import json
import zipfile
from base64 import b64encode, urlsafe_b64encode
from email.message import EmailMessage
from io import BytesIO
from urllib.parse import quote

import pytest

from tests.traces import traces

NAME, EMAIL = "Åsa Örnfjäll-Qvist", "asa.ornfjall@frösåker.se"


def as_mail(cte: str) -> bytes:
    message = EmailMessage()
    message["To"] = f"{NAME} <asa.ornfjall@xn--frsker-iua2n.se>"
    message.set_content("Välkommen! " * 5 + f"Hej {NAME}, {EMAIL}!", cte=cte)
    return message.as_bytes()


def zipped(text: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", text * 50)
    return file.getvalue()


@pytest.mark.parametrize("text", [NAME, EMAIL])
@pytest.mark.parametrize(
    "spell",
    [
        lambda text: text.encode(),
        lambda text: text.upper().encode("utf-16"),
        lambda text: text.encode("latin-1"),
        lambda text: quote(text).encode(),
        lambda text: json.dumps({"giver": text}).encode(),
        lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace"),
        lambda text: (
            "".join(f"&#x{ord(c):X};" if ord(c) > 99 else c for c in "").encode()
            + text.encode("ascii", "xmlcharrefreplace")
        ),
        lambda text: b64encode(b"Hej " + text.encode() + b"!"),
        lambda text: b64encode(b"Hej! " + text.encode() + b"! Hej"),
        lambda text: urlsafe_b64encode(b"Hej, " + text.encode()),
        lambda _: as_mail("quoted-printable"),
        lambda _: as_mail("base64"),
        zipped,
    ],
)
def test_found(text: str, spell: object) -> None:
    assert callable(spell)
    assert traces(b"before " + spell(text) if spell is not zipped else spell(text), [text])


def test_found_by_the_name_of_the_domain_on_the_wire() -> None:
    domain = "frösåker.se".encode("idna")
    assert traces(b"<asa.ornfjall@" + domain + b">", [EMAIL]) == [EMAIL]


def test_others_are_left_alone() -> None:
    others = f"Åsa Örnfjäll, Qvist; ornfjall@frösåker.se {b64encode(NAME[1:].encode()).decode()}"
    assert traces(others.encode(), [NAME, EMAIL]) == []
