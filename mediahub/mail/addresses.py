"""E-mail addresses in order: one spelling each, and nothing in them that could end a header."""

import re
import unicodedata

from mediahub.errors import Invalid
from mediahub.unicode_forms import normalize

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64

# RFC 5321 4.1.2: dot-atoms only; quoted local parts and address literals are nobody's at work.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ON_THE_INTERNET = re.compile(r".+\.(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])")


def read_address(text: str) -> str:
    """An address in lower case whose domain is in ASCII (RFC 5891), or Invalid."""
    if not text.strip():
        raise Invalid("An e-mail address is missing.")
    if len(text) > 4 * LONGEST_ADDRESS:  # before anything is made of it
        raise _refusal(text)
    local_part, _, domain = normalize("NFC", text).strip().lower().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    address = f"{local_part}@{domain}"
    if not (
        _LOCAL_PART.fullmatch(local_part)
        and _DOMAIN.fullmatch(domain)
        and len(local_part) <= LONGEST_LOCAL_PART
        and len(address) <= LONGEST_ADDRESS
    ):
        raise _refusal(text)
    return address


def read_public_address(text: str) -> str:
    """`read_address` for where the internet delivers: not at a machine without a domain."""
    address = read_address(text)
    if not _ON_THE_INTERNET.fullmatch(domain_of(address)):
        raise _refusal(text)
    return address


def _refusal(text: str) -> Invalid:
    return Invalid(
        "“{email}” is not an e-mail address. Write it as namn@kommun.se.", email=one_line(text)[:80]
    )


def domain_of(address: str) -> str:
    """What stands after the @."""
    return address.rpartition("@")[2]


def one_line(text: str) -> str:
    """The text with every line break, control character and run of spaces as one space."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return " ".join("".join(kept).split())
