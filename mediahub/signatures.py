"""HMAC signatures: the first secret signs, every secret verifies, so that keys can be rotated."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256


def sign(secrets: Sequence[str], *parts: str) -> str:
    """HMAC-SHA256 (RFC 2104) over the parts, URL-safe, 43 characters, by the first secret."""
    return _signature(secrets[0], parts)


def is_signed(secrets: Sequence[str], signature: str, *parts: str) -> bool:
    """Whether one of the secrets made this signature over these parts; in constant time."""
    given = signature.encode()
    matches = [hmac.compare_digest(given, _signature(key, parts).encode()) for key in secrets]
    return any(matches)


def _signature(secret: str, parts: Sequence[str]) -> str:
    # Each part's length goes before it: ("ab", "c") and ("a", "bc") must not sign alike.
    message = b"".join(b"%d:%s" % (len(data), data) for data in (p.encode() for p in parts))
    digest = hmac.digest(secret.encode(), message, sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
