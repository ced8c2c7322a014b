"""Paths as they may be written down: without the tokens of links that let in who has them."""

import re
from urllib.parse import quote, unquote

# An id and a signature, as `signing` makes them, cut off or added to as they come out of mails.
_TOKEN = re.compile(r"[0-9a-f]{32}[A-Za-z0-9_-]+", re.ASCII | re.IGNORECASE)
# Whatever stands here was meant for a token, however it is spelled.
_PERSONAL = re.compile(
    r"^(/+(?:inspelning|studio/+losenord|studio/+kom-igang)/+).+",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_HIDDEN = "***"
_MOST_ENCODINGS = 5


def without_tokens(path: str) -> str:
    """The path with *** for each token, plain or percent-encoded, also more than once."""
    plain = path
    for _ in range(_MOST_ENCODINGS):
        plain = unquote(plain)
    hidden = _TOKEN.sub(_HIDDEN, _PERSONAL.sub(rf"\1{_HIDDEN}", plain))
    return path if hidden == plain else quote(hidden, safe="/*")
