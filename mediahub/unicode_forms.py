"""Normal forms of Unicode (UAX #15) in time that grows with the text and no faster.

To put marks in order, `unicodedata` moves each past those that come later: 80 kB of accents on one
letter take six seconds. Text that is safe for streams (UAX #15, 12) has 30 in a row at the most,
and no language has as many.
"""

import re
import unicodedata
from functools import cache
from typing import Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
MOST_MARKS = 30
_FIRST_MARK = "\u0300"


def normalize(form: Form, text: str) -> str:
    """The text in a normal form; of more than 30 marks on a letter, the rest is left out."""
    if text.isascii():
        return text
    # Decomposed first, a letter may bring one or two marks of its own, and not more.
    return unicodedata.normalize(form, _more_marks().sub(r"\1", text))


def one_line(text: str) -> str:
    """A name or title as it is kept: one form of each letter, and one space between words."""
    # Keyboards differ in how they write an å, and nobody sees two spaces in a row.
    return " ".join(normalize("NFC", text).split())


@cache
def _more_marks() -> re.Pattern[str]:
    signs = map(chr, range(ord(_FIRST_MARK), 0x20000))
    marks = "".join(re.escape(sign) for sign in signs if unicodedata.combining(sign))
    return re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+")
