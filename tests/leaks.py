"""What no log, error page or mail may hold: a token of a link, or a signature."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from mediahub.server import WithoutSecrets

# An id and an HMAC, as `mediahub.signatures` spells them; and how media links name theirs.
_SECRET = re.compile(r"[0-9a-f]{32}[A-Za-z0-9_-]{43}|[?&;](?:X-Amz-)?Signature=", re.IGNORECASE)


def found_in(text: str) -> list[str]:
    """The places where a secret begins, each with some of what follows."""
    return [text[match.start() :][:48] for match in _SECRET.finditer(text)]


def require_none(text: str, where: str) -> None:
    """AssertionError when the text, which is found there, holds a secret."""
    found = found_in(text)
    assert not found, f"{where} holds {found}"


@contextmanager
def watched_logs() -> Iterator[None]:
    """AssertionError at the end of the block, if anything was logged in it that holds a secret."""
    lines, accesses = Lines(), Lines()
    # As `mediahub serve` writes the lines of uvicorn down.
    accesses.addFilter(WithoutSecrets())
    access = logging.getLogger("uvicorn.access")
    access.setLevel(logging.INFO)
    access.propagate = False
    access.addHandler(accesses)
    logging.getLogger().addHandler(lines)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(lines)
        access.removeHandler(accesses)
    told = [*lines.told, *accesses.told]
    assert not told, "\n".join(told)


class Lines(logging.Handler):
    """Keeps the lines that hold a secret, also those of a traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if found_in(line):
            self.told.append(f"{record.name}: {line}")
